"""Sending a question to a few peers: who can be sent it, and what it says why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Question
from qaforum.models.invitations.invitation import DECLINED, OPEN
from qaforum.services.core import tags, visibility
from qaforum.services.core.transaction import lock, transaction
from qaforum.services.notifications import notifications
from qaforum.services.people import availability

MOST = 3  # invitations to one question that wait for a reply
LONGEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Chosen:
    """A peer to ask; `facts` say why, empty where they were chosen by name.

    `topics` (tag ids) are those of the most similar problems: a question without tags is on them.
    """

    member: Member
    facts: dict[str, Any] = field(default_factory=dict)
    topics: frozenset[int] = frozenset()


def opens_at(chosen: Sequence[Chosen], first_days: int | None) -> Any:
    """When a question that is asked to `chosen` first opens to everybody; None: it is open.

    Raises errors.Invalid: nobody was chosen, or it would be closed for too long.
    """
    if first_days is None:
        return None
    if not chosen:
        raise errors.Invalid(
            _("Choose whom to ask first, or let everybody read it at once."), field="peer_names"
        )
    if not 1 <= first_days <= LONGEST_DAYS:
        raise errors.Invalid(
            _("Peers can be asked first for 1 to %(most)d days.", most=LONGEST_DAYS),
            field="first_days",
        )
    return clock.now() + timedelta(days=first_days)


def send(by: Member, question: Question, chosen: Sequence[Chosen]) -> list[Invitation]:
    """Invites `chosen` to the question, as a part of the caller's transaction: all, or nobody.

    Raises:
        errors.Invalid: one of them is oneself, is named twice, or takes no invitations now; or
            they are too many.
        errors.Conflict: one of them has been asked before, or declined.
    """
    _check_who(by, question, chosen)
    _check_before(question, chosen)
    _check_willing(by, question, chosen)
    rows = [
        Invitation(
            question_id=question.id,
            member_id=one.member.id,
            invited_by_id=by.id,
            facts=one.facts,
            created_at=clock.now(),
        )
        for one in chosen
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        notifications.notify(
            [row.member_id],
            "invited",
            key=f"invited:{row.id}",
            actor=by,
            question_id=question.id,
        )
    return rows


def invite(by: Member, question_id: int, chosen: Sequence[Chosen]) -> list[Invitation]:
    """Invites peers to a question that was asked before.

    Raises:
        errors.NotFound: there is no such question for this member.
        errors.NotAllowed: they neither asked it nor moderate, or it is solved.
        errors.Invalid, errors.Conflict: as `send`; nobody was invited.
    """
    with transaction():
        question = lock(question_id)
        visibility.require(by, question)
        if not policies.can_invite(by, question):
            raise errors.NotAllowed(
                _("Only who asked, or a moderator, invites peers, until it is solved.")
            )
        if not chosen:
            raise errors.Invalid(_("Whom do you want to ask?"), field="peer_names")
        return send(by, question, chosen)


def open_now(by: Member, question_id: int) -> Question:
    """Opens the question to everybody. Opening it twice changes nothing.

    Raises errors.NotFound, errors.NotAllowed.
    """
    with transaction():
        question = lock(question_id)
        visibility.require(by, question)
        if not policies.is_open(question) and not policies.can_open(by, question):
            raise errors.NotAllowed(_("Only who asked, or a moderator, opens it to everybody."))
        visibility.open_to_all(question)
    return question


def waiting(question_id: int) -> int:
    """How many invitations to the question wait for a reply."""
    count = select(func.count(Invitation.id)).join(Invitation.member)
    return (
        db.session.scalar(
            count.where(
                Invitation.question_id == question_id, Invitation.state == OPEN, Member.active
            )
        )
        or 0
    )


def invited_to(question_id: int) -> set[int | None]:
    """The ids of all who were ever invited to the question."""
    query = select(Invitation.member_id).where(Invitation.question_id == question_id)
    return set(db.session.scalars(query))


def _check_who(by: Member, question: Question, chosen: Sequence[Chosen]) -> None:
    for member, times in Counter(one.member for one in chosen).items():
        if member.id == by.id:
            raise _refused(_("You cannot invite yourself."))
        if member.id == question.author_id:
            raise _refused(_("%(name)s asked this question.", name=member.name))
        if times > 1:
            raise _refused(_("%(name)s is named twice; once is enough.", name=member.name))


def _check_before(question: Question, chosen: Sequence[Chosen]) -> None:
    rows = db.session.execute(
        select(Invitation.member_id, Invitation.state).where(Invitation.question_id == question.id)
    )
    before = {member_id: state for member_id, state in rows}
    for one in chosen:
        state = before.get(one.member.id)
        if state == DECLINED:
            raise errors.Conflict(
                _("%(name)s could not this time. Ask somebody else.", name=one.member.name),
                field="peer_names",
            )
        if state is not None:
            raise errors.Conflict(
                _("%(name)s has been asked already.", name=one.member.name), field="peer_names"
            )
    if len(chosen) + waiting(question.id) > MOST:
        raise _refused(
            ngettext(
                "A question waits for %(num)d peer at most.",
                "A question waits for %(num)d peers at most.",
                MOST,
            )
        )


def _check_willing(by: Member, question: Question, chosen: Sequence[Chosen]) -> None:
    ids = [one.member.id for one in chosen]
    # Held first, so that two who ask at once do not both get the last place of somebody's week
    availability.hold(ids)
    topics = tags.ids_on(question.id)
    for one in chosen:
        fit = availability.invitable(
            [one.member.id],
            viewer=by,
            language=question.language,
            tag_ids=topics or one.topics,
        )
        if not fit:
            # The same words for a no, a pause, a full week: why is theirs to say
            raise _refused(
                _(
                    "%(name)s cannot be asked about this directly at the moment. Choose somebody "
                    "else, or ask everybody.",
                    name=one.member.name,
                )
            )


def _refused(message: str) -> errors.Invalid:
    return errors.Invalid(message, field="peer_names")
