"""Mentors: who offers it, asking one, their answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Institution, Member, Mentorship
from qaforum.models.onboarding.mentorship import ACCEPTED, ASKED, DECLINED, ENDED
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import notifications

AT_ONCE = 3  # newcomers of one mentor
SHOWN = 30
_RUNNING = Mentorship.status.in_((ASKED, ACCEPTED))
_MENTORSHIPS = select(Mentorship).options(
    joinedload(Mentorship.mentor), joinedload(Mentorship.newcomer)
)


@dataclass(frozen=True, slots=True)
class Mine:
    """`mentor`: the member's own request, running or just declined; `asked` and `accompanied`:
    what newcomers asked of them."""

    mentor: Mentorship | None
    asked: list[Mentorship]
    accompanied: list[Mentorship]


def mentors(reader: Member, limit: int = SHOWN) -> Sequence[Member]:
    """Who offers to be a mentor and has room, other than the reader: those of the reader's
    institution first, then of their language and country, then who solved most."""
    busy = (
        select(func.count())
        .where(Mentorship.mentor_id == Member.id, _RUNNING)
        .correlate(Member)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Member)
        .outerjoin(Institution, Institution.id == Member.institution_id)
        .where(Member.mentor, Member.active, Member.id != reader.id, busy < AT_ONCE)
        .order_by(*_farness(reader), Member.solved_count.desc(), Member.id)
        .limit(limit)
    ).all()


def _farness(reader: Member) -> list[ColumnElement[int]]:
    """0 where a mentor shares this with the reader, otherwise 1; what nobody named is shared by
    none."""
    country = reader.institution.country if reader.institution else None
    shared = [Member.locale == reader.locale]
    if reader.institution_id is not None:
        shared.insert(0, Member.institution_id == reader.institution_id)
    if country is not None:
        shared.append(Institution.country == country)
    return [case((condition, 0), else_=1) for condition in shared]


def mentorships_of(member: Member) -> Mine:
    """In one query: what runs between the member and others, newest first."""
    rows = db.session.scalars(
        _MENTORSHIPS.where(
            or_(Mentorship.newcomer_id == member.id, Mentorship.mentor_id == member.id),
            Mentorship.status != ENDED,
        )
        .order_by(Mentorship.id.desc())
        .limit(SHOWN)
    ).all()
    mine = [row for row in rows if row.newcomer_id == member.id]
    others = [row for row in rows if row.mentor_id == member.id]
    return Mine(
        mine[0] if mine else None,
        [row for row in others if row.status == ASKED],
        [row for row in others if row.status == ACCEPTED],
    )


def ask(member: Member, mentor_id: int, word: str) -> Mentorship:
    """Asks somebody to be one's mentor.

    Raises Invalid. Conflict: they are no mentor any more, or one was asked already.
    """
    word = texts.line(word, 600, "word")
    mentor = db.session.get(Member, mentor_id)
    if mentor is None or not policies.can_be_asked(mentor):
        raise errors.Conflict(
            _("This member is not a mentor any more. Choose somebody else."), field="mentor"
        )
    if mentor.id == member.id:
        raise errors.Invalid(_("You cannot be your own mentor."), field="mentor")
    made = Mentorship(newcomer_id=member.id, mentor_id=mentor.id, word=word)
    with transaction():
        # Whoever sends the form twice waits here for the first
        changed(update(Member).where(Member.id == member.id).values(mentor=Member.mentor))
        if db.session.scalar(
            select(Mentorship.id).where(Mentorship.newcomer_id == member.id, _RUNNING)
        ):
            raise errors.Conflict(_("You have asked somebody already."), field="mentor")
        db.session.add(made)
        db.session.flush()
        _tell(made, mentor.id, "mentor_asked", member)
    return made


def answer(member: Member, mentorship_id: int, *, accept: bool, reply: str = "") -> Mentorship:
    """The mentor's yes or no. Raises NotAllowed, NotFound, Invalid, Conflict: not open any more."""
    mentorship = _load(mentorship_id)
    if mentorship.mentor_id != member.id:
        raise errors.NotAllowed(_("Only the mentor who was asked can answer."))
    reply = texts.line(reply, 600, "reply")
    with transaction():
        _set(mentorship, ACCEPTED if accept else DECLINED, (ASKED,), reply=reply)
        kind = "mentor_accepted" if accept else "mentor_declined"
        _tell(mentorship, mentorship.newcomer_id, kind, member)
    return _load(mentorship_id)


def end(member: Member, mentorship_id: int) -> None:
    """Either of the two goes their own way. Raises NotAllowed, NotFound, Conflict."""
    mentorship = _load(mentorship_id)
    if not policies.can_end_mentorship(member, mentorship):
        raise errors.NotAllowed(_("Only the two of you can end this."))
    with transaction():
        _set(mentorship, ENDED, (ASKED, ACCEPTED))


def leave(member: Member) -> None:
    """The member has left or was blocked: who asked them hears that they cannot, and what runs
    ends; part of the caller's transaction."""
    rows = db.session.scalars(
        _MENTORSHIPS.where(
            or_(Mentorship.newcomer_id == member.id, Mentorship.mentor_id == member.id), _RUNNING
        )
    ).all()
    for row in rows:
        asked = row.mentor_id == member.id and row.status == ASKED
        row.status, row.decided_at = DECLINED if asked else ENDED, clock.now()
        if asked:
            _tell(row, row.newcomer_id, "mentor_declined", member)


def offer(member: Member, *, willing: bool) -> None:
    """The member is glad to be a mentor, or no longer; what runs goes on."""
    with transaction():
        member.mentor = willing


def _load(mentorship_id: int) -> Mentorship:
    found = db.session.scalar(_MENTORSHIPS.where(Mentorship.id == mentorship_id))
    if found is None:
        raise errors.NotFound(_("There is no such request."))
    return found


def _set(mentorship: Mentorship, status: str, before: Sequence[str], **values: str) -> None:
    rows = changed(
        update(Mentorship)
        .where(Mentorship.id == mentorship.id, Mentorship.status.in_(before))
        .values(status=status, decided_at=clock.now(), **values)
    )
    if rows != 1:
        raise errors.Conflict(_("This was answered or withdrawn already."))
    db.session.expire(mentorship, ["status", "reply", "decided_at"])


def _tell(mentorship: Mentorship, member_id: int, kind: str, actor: Member) -> None:
    notifications.notify(
        [member_id],
        kind,
        key=f"{kind}:{mentorship.id}",
        actor=actor,
        facts={"mentorship_id": mentorship.id},
    )
