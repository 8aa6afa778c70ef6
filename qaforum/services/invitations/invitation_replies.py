"""What the invited make of it: an answer, somebody better, or a no that needs no reason."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Question
from qaforum.models.invitations.invitation import ANSWERED, DECLINED, OPEN, PASSED
from qaforum.services.core import visibility
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import changed, lock, transaction
from qaforum.services.invitations import invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.notifications import notifications
from qaforum.services.people import availability


def load(member: Member, invitation_id: int) -> Invitation:
    """The member's own invitation. Raises NotFound: none, somebody else's, or the question gone."""
    found = db.session.scalar(
        select(Invitation)
        .join(Invitation.question)
        .where(
            Invitation.id == invitation_id,
            Invitation.member_id == member.id,
            live(Question),
        )
        .options(joinedload(Invitation.question))
    )
    if found is None:
        raise errors.NotFound(_("There is no such invitation."))
    return found


def decline(member: Member, invitation_id: int) -> Question:
    """Not this time. When nobody else is left, the question opens to everybody.

    Raises errors.NotFound; errors.Conflict: it was answered, declined or passed on already.
    """
    found = load(member, invitation_id)
    with transaction():
        question = lock(found.question_id)
        _decide(found, DECLINED)
        notifications.notify(
            [question.author_id],
            "invitation_declined",
            key=f"invitation_declined:{found.id}",
            actor=member,
            question_id=question.id,
        )
        _open_when_nobody_is_left(question)
    return question


def pass_on(member: Member, invitation_id: int, chosen: Chosen) -> Invitation:
    """Sends the question to somebody better in one's own place, under the same rules.

    Raises errors.NotFound, errors.Conflict, errors.Invalid; then nothing has changed.
    """
    found = load(member, invitation_id)
    with transaction():
        question = lock(found.question_id)
        _decide(found, PASSED)
        new = invitations.send(member, question, [chosen])[0]
        notifications.notify(
            [question.author_id],
            "invitation_passed",
            key=f"invitation_passed:{found.id}",
            actor=member,
            question_id=question.id,
            facts={"name": chosen.member.name},
        )
    return new


def answered(member: Member, question: Question) -> None:
    """The member answered a question that they were invited to; part of the caller's transaction.

    Whoever declined or passed it on and answers after all has answered.
    """
    changed(
        update(Invitation)
        .where(Invitation.question_id == question.id, Invitation.member_id == member.id)
        .values(state=ANSWERED, decided_at=clock.now())
    )


def leave(member: Member) -> None:
    """The member has left or was blocked: what waits for them waits no longer, and nobody can
    invite them at this moment; part of the caller's transaction.

    Whoever invites holds the question first and then the invited; so do we.
    """
    for question_id in _waiting_for(member):
        _hold(question_id)
    availability.hold([member.id])
    for question_id in _waiting_for(member):
        question = _hold(question_id)
        changed(
            update(Invitation)
            .where(Invitation.question_id == question_id, Invitation.member_id == member.id)
            .values(state=DECLINED, decided_at=clock.now())
        )
        if question is not None:
            _open_when_nobody_is_left(question)


def _waiting_for(member: Member) -> Sequence[int]:
    """The ids of the questions that wait for the member, in the order in which all lock them."""
    return db.session.scalars(
        select(Invitation.question_id)
        .where(Invitation.member_id == member.id, Invitation.state == OPEN)
        .order_by(Invitation.question_id)
    ).all()


def _hold(question_id: int) -> Question | None:
    """The question, locked; None where it was deleted, and nobody can open it."""
    try:
        return lock(question_id)
    except errors.NotFound:
        return None


def _decide(invitation: Invitation, state: str) -> None:
    decided = changed(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.state == OPEN)
        .values(state=state, decided_at=clock.now())
    )
    if not decided:
        raise errors.Conflict(_("You have replied to this invitation already."))


def _open_when_nobody_is_left(question: Question) -> None:
    left = db.session.scalar(
        select(Invitation.id)
        .where(Invitation.question_id == question.id, Invitation.state.in_((OPEN, ANSWERED)))
        .limit(1)
    )
    if left is None and visibility.open_to_all(question):
        notifications.notify(
            [question.author_id],
            "question_opened",
            key=f"question_opened:{question.id}",
            question_id=question.id,
        )
