"""Whether a solution or practice still holds: asking who should know, and what they say."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, select, update
from sqlalchemy.orm import aliased

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Adaptation, Answer, Member, Practice, Question, Revalidation
from qaforum.models.core.reusable import OUTDATED, VALID, VALIDITIES
from qaforum.models.practices.adaptation import FAILED
from qaforum.services.core.queries import accepted, live
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications.notifications import notify
from qaforum.services.practices import adaptations
from qaforum.services.practices.adaptations import Thing

Kind = type[Answer] | type[Practice]
PATIENCE = timedelta(days=30)  # before somebody else is asked about the same
REST = timedelta(days=7)  # before the same member is asked about something else
AT_ONCE = 50
_log = structlog.get_logger(__name__)


def ask_for_revalidation(now: datetime) -> int:
    """Asks about what nobody confirmed for REVALIDATE_MONTHS; gives how many were asked.

    First who solved it, and when they cannot or do not answer, who used it last. Nobody is asked
    about two things within a week. Called again at any time, it asks nothing twice.
    """
    since = _since(now)
    if since is None:
        return 0
    asked: set[int] = set()
    for kind in (Practice, Answer):
        about: set[int] = set()
        for thing_id, member_id in _candidates(kind, since, now):
            if member_id not in asked and thing_id not in about and len(about) < AT_ONCE:
                _ask(kind, thing_id, member_id, now)
                asked.add(member_id)
                about.add(thing_id)
    return len(asked)


def is_due(thing: Thing, now: datetime | None = None) -> bool:
    """Whether nobody has confirmed it for so long that it is asked about."""
    since = _since(now or clock.now())
    return since is not None and thing.confirmed_at is not None and thing.confirmed_at < since


def asked_about(member: Member | None, things: Iterable[Thing]) -> set[int]:
    """The ids of those things that this member should say something about now.

    No query where nothing is due.
    """
    due = [thing for thing in things if is_due(thing) and thing.validity != OUTDATED]
    if member is None or not due:
        return set()
    mine = {thing.id for thing in due if thing.author_id == member.id}
    rest = [thing for thing in due if thing.id not in mine]
    return mine | (_open_for(member, rest) if rest else set())


def answer(member: Member, thing: Thing, verdict: str) -> None:
    """Records that `thing` is still valid, needs work or is outdated.

    Raises:
        errors.NotAllowed: the member neither wrote it nor was asked, and does not moderate.
        errors.Invalid: another verdict. errors.NotFound: it was deleted in the meantime.
    """
    if verdict not in VALIDITIES:
        raise errors.Invalid(_("Say whether it is valid, needs work or is outdated."))
    with transaction():
        thing = adaptations.lock_thing(thing)
        if not policies.can_revalidate(member, thing, bool(_open_for(member, [thing]))):
            raise errors.NotAllowed(_("Who wrote it, or was asked, says whether it still holds."))
        now = clock.now()
        thing.validity = verdict
        if verdict == VALID:
            thing.confirmed_at = now
        _record(member, thing, verdict, now)
        if verdict != VALID:
            notify([thing.author_id], f"said-{verdict}", **_told(member, thing, now))


def _record(member: Member, thing: Thing, verdict: str, now: datetime) -> None:
    """Closes what was asked: with the verdict of whoever spoke, without one for the others."""
    waiting = adaptations.about(Revalidation, thing), Revalidation.answered_at.is_(None)
    mine = update(Revalidation).where(*waiting, Revalidation.member_id == member.id)
    if not changed(mine.values(verdict=verdict, answered_at=now)):
        said = {"member_id": member.id, "asked": False, "verdict": verdict, "answered_at": now}
        db.session.add(Revalidation(**adaptations.on(thing), **said))
    changed(update(Revalidation).where(*waiting).values(answered_at=now))


def _told(member: Member, thing: Thing, now: datetime) -> dict[str, Any]:
    name = "practice" if isinstance(thing, Practice) else "answer"
    return {
        "key": f"validity-{name}-{thing.id}-{now.timestamp():.0f}",
        "actor": member,
        **adaptations.names_of(thing),
    }


def _since(now: datetime) -> datetime | None:
    months = current_app.config["REVALIDATE_MONTHS"]
    return now - timedelta(days=round(months * 365.25 / 12)) if months else None


def _open_for(member: Member, things: list[Thing]) -> set[int]:
    """Those things about which the member was asked and nobody has answered."""
    column = _column(type(things[0]))
    return set(
        db.session.scalars(
            select(column).where(
                column.in_([thing.id for thing in things]),
                Revalidation.member_id == member.id,
                Revalidation.answered_at.is_(None),
            )
        )
    )


def _column(kind: Kind) -> Any:
    return Revalidation.practice_id if kind is Practice else Revalidation.answer_id


def _candidates(kind: Kind, since: datetime, now: datetime) -> Iterator[tuple[int, int]]:
    """(thing, whom to ask): its author before those who used it, the longest unconfirmed first."""
    user = Adaptation.practice_id if kind is Practice else Adaptation.answer_id
    by_author = select(kind.id, Member.id).join(Member, Member.id == kind.author_id)
    by_users = (
        select(kind.id, Member.id)
        .join(Adaptation, and_(user == kind.id, live(Adaptation)))
        .join(Member, Member.id == Adaptation.member_id)
        .where(Adaptation.outcome != FAILED)
        .order_by(kind.confirmed_at, Adaptation.used_on.desc())
    )
    queries: tuple[Select[int, int], ...] = (by_author.order_by(kind.confirmed_at), by_users)
    for query in queries:
        for row in db.session.execute(_due(query, kind, since, now)).all():
            yield row[0], row[1]


def _due(query: Select[int, int], kind: Kind, since: datetime, now: datetime) -> Select[int, int]:
    """`query` over what is due and nobody is being asked about, and members who may be asked."""
    other = aliased(Revalidation)
    column = _column(kind)
    waiting = exists().where(column == kind.id, Revalidation.created_at > now - PATIENCE)
    tired = exists().where(other.member_id == Member.id, other.asked, other.created_at > now - REST)
    before = exists().where(
        column == kind.id, Revalidation.member_id == Member.id, Revalidation.created_at > since
    )
    return query.where(
        kind.confirmed_at < since,
        kind.validity != OUTDATED,
        *_stands(kind),
        Member.active,
        Member.password.is_not(None),
        ~waiting,
        ~tired,
        ~before,
    ).limit(4 * AT_ONCE)


def _stands(kind: Kind) -> list[ColumnElement[bool]]:
    if kind is Practice:
        return [live(Practice)]
    there = exists().where(Question.id == Answer.question_id, live(Question))
    return [accepted(), live(Answer), there]


def _ask(kind: Kind, thing_id: int, member_id: int, now: datetime) -> None:
    thing: Thing = db.session.get_one(kind, thing_id)  # type: ignore[assignment]
    with transaction():
        request = Revalidation(**adaptations.on(thing), member_id=member_id, created_at=now)
        db.session.add(request)
        db.session.flush()
        notify(
            [member_id],
            "still_valid",
            key=f"still-valid-{request.id}",
            **adaptations.names_of(thing),
        )
    _log.info("asked whether it still holds", kind=kind.__tablename__, id=thing_id)
