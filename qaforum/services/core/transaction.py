"""One act, one transaction: all of it is written, or nothing is."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CursorResult, UpdateBase, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm import selectinload

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Practice, Question
from qaforum.models.core.base import Model
from qaforum.services.core.queries import live

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@contextmanager
def transaction() -> Iterator[None]:
    """Commits at the end of the block; on any error rolls back and raises.

    Raises:
        errors.Conflict: a constraint of the database says that it was done already.
        errors.Unavailable: the database cannot write now (a full disk, a lock that lasts, a
            PostgreSQL that only reads).
    """
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise errors.Conflict(_("Somebody did the same at the same moment. Look again.")) from error
    except (OperationalError, InternalError) as error:
        db.session.rollback()
        raise errors.Unavailable(
            _("The forum cannot save this right now. Your text is still here: try again soon.")
        ) from error
    except BaseException:
        db.session.rollback()
        raise


def changed(statement: UpdateBase) -> int:
    """Executes an update or delete; gives the number of rows it met."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


def insert_once(
    table: type[Model], rows: Sequence[Mapping[str, Any]], same: Sequence[str]
) -> list[Any]:
    """Inserts the rows that are not there yet, by the unique columns `same`; gives their ids.

    Columns without a value get their default. Whoever does the same at the same moment waits for
    our transaction, and then finds the row.
    """
    if not rows:
        return []
    insert: Any = _INSERT[db.engine.dialect.name](table)
    return list(
        db.session.scalars(
            insert.values([dict(row) for row in rows])
            .on_conflict_do_nothing(index_elements=list(same))
            .returning(table.id)  # type: ignore[attr-defined]
        )
    )


def lock(question_id: int) -> Question:
    """The question as it is now, held against other writers until the transaction ends.

    The update that changes nothing takes the write lock (see `qaforum.connections`), so what is
    read afterwards cannot change under our hands.

    Raises:
        errors.NotFound: there is no such question, or it was deleted.
    """
    db.session.execute(
        update(Question)
        .where(Question.id == question_id)
        .values(active_at=Question.active_at)
        .execution_options(synchronize_session=False)
    )
    question = db.session.scalar(
        select(Question)
        .where(Question.id == question_id, live(Question))
        .execution_options(populate_existing=True)
    )
    if question is None:
        raise errors.NotFound(_("This question does not exist, or it was deleted."))
    return question


def lock_practice(practice_id: int) -> Practice:
    """As `lock`, for a practice; its tags are loaded. Raises errors.NotFound."""
    db.session.execute(
        update(Practice)
        .where(Practice.id == practice_id)
        .values(revision=Practice.revision)
        .execution_options(synchronize_session=False)
    )
    practice = db.session.scalar(
        select(Practice)
        .where(Practice.id == practice_id, live(Practice))
        .options(selectinload(Practice.tags))
        .execution_options(populate_existing=True)
    )
    if practice is None:
        raise errors.NotFound(_("This practice does not exist, or it was deleted."))
    return practice
