"""Paths: reading them, arranging them, going along."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from slugify import slugify
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, markup, policies
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Member, Path, PathStep, PathTick, Resource
from qaforum.services.core import texts
from qaforum.services.core.pages import Page, page
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import notification_rules

PAGE = 20
STEPS_MOST = 60
PATHS = select(Path).options(joinedload(Path.author))


def list_paths(*, language: str = "", after: str | None = None) -> Page[Path]:
    """One page of paths that have a step, newest first. Raises Invalid: a broken cursor."""
    query = PATHS.where(Path.step_count > 0)
    if language:
        query = query.where(Path.language == language)
    return page(query, [Path.created_at, Path.id], after, PAGE)


def unfinished_of(member: Member | None) -> Sequence[Path]:
    """The member's own paths that have no step yet."""
    if member is None:
        return []
    return db.session.scalars(
        PATHS.where(Path.author_id == member.id, Path.step_count == 0).limit(PAGE)
    ).all()


def with_resource(resource: Resource) -> Sequence[Path]:
    """The paths on which the resource is a step."""
    steps = select(PathStep.path_id).where(PathStep.resource_id == resource.id)
    return db.session.scalars(PATHS.where(Path.id.in_(steps)).limit(PAGE)).all()


def load(path_id: int, reader: Member | None) -> Path:
    """Raises NotFound: there is none, or it has no step yet and is somebody else's."""
    path = db.session.scalar(PATHS.where(Path.id == path_id))
    if path is None or not policies.can_see_path(reader, path):
        raise errors.NotFound(_("This path does not exist, or it was deleted."))
    return path


def make(member: Member, title: str, intro: str) -> Path:
    """Begins a path. Raises NotAllowed, Invalid."""
    if not policies.can_make_path(member):
        raise errors.NotAllowed(
            _("Paths are arranged by those who have solved a problem here: answer one first.")
        )
    path = Path(author_id=member.id, institution_id=member.institution_id, **_written(title, intro))
    with transaction():
        db.session.add(path)
    return path


def save(
    member: Member,
    path_id: int,
    seen: int,
    title: str,
    intro: str,
    sentences: Mapping[int, str],
) -> Path:
    """Gives the path and its steps, by id, new words. `seen`: the revision it was begun on.

    Raises NotAllowed, NotFound, Invalid. Conflict: somebody changed it meanwhile.
    """
    path = to_edit(member, path_id)
    columns = _written(title, intro)
    checked = {key: texts.line(text, 600, f"sentence-{key}") for key, text in sentences.items()}
    with transaction():
        touch(member, path, seen, **columns)
        for step in db.session.scalars(select(PathStep).where(PathStep.path_id == path.id)):
            step.sentence = checked.get(step.id, step.sentence)
    return path


def remove(member: Member, path_id: int) -> None:
    """Raises NotAllowed, NotFound."""
    path = to_edit(member, path_id)
    with transaction():
        if changed(delete(Path).where(Path.id == path.id)):
            notification_rules.moderated("deleted", path, member)


def to_edit(member: Member, path_id: int) -> Path:
    """The path, for somebody who may change it. Raises NotAllowed, NotFound."""
    path = load(path_id, member)
    if not policies.can_edit_path(member, path):
        raise errors.NotAllowed(_("Only its author or a moderator may change this path."))
    return path


def touch(member: Member, path: Path, seen: int, **columns: object) -> None:
    """Counts a change made on revision `seen`; part of the caller's transaction, which other
    writers wait for; tells its author of a moderator's. Raises Conflict: it is no longer the
    latest."""
    rows = changed(
        update(Path)
        .where(Path.id == path.id, Path.revision == seen)
        .values(revision=Path.revision + 1, edited_at=clock.now(), **columns)
    )
    if rows != 1:
        raise errors.Conflict(
            _(
                "Somebody changed this path while you were writing. Your words are still below: "
                "compare them with the present ones, then save again."
            )
        )
    db.session.refresh(path)
    notification_rules.moderated("edited", path, member)


def progress(member: Member | None, path_ids: Sequence[int]) -> dict[int, int]:
    """How many steps of each of these paths the member has done."""
    if member is None or not path_ids:
        return {}
    rows = db.session.execute(
        select(PathStep.path_id, func.count())
        .join(PathTick, PathTick.step_id == PathStep.id)
        .where(PathStep.path_id.in_(path_ids), PathTick.member_id == member.id)
        .group_by(PathStep.path_id)
    )
    return {path_id: count for path_id, count in rows}


def _written(title: str, intro: str) -> dict[str, str]:
    title = texts.line(title, 200, "title")
    if not title:
        raise errors.Invalid(_("Say where the path leads."), field="title")
    intro = markup.clean(intro).strip()
    if len(intro) > 2000:
        raise errors.Invalid(_("At most 2,000 characters fit."), field="intro")
    return {
        "title": title,
        "slug": slugify(title, max_length=80, word_boundary=True) or "path",
        "intro": intro,
        "language": language_of(f"{title}\n{intro}"),
    }
