"""Proposals to change the charter: any member's, decided by a moderator."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from qaforum import clock, errors, policies
from qaforum.extensions import db
from qaforum.models import CharterProposal, CharterVersion, Member
from qaforum.models.charter.charter import ADOPTED, DECLINED, OPEN, WITHDRAWN
from qaforum.services.core import texts
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import notifications
from qaforum.services.people import members

SHOWN = 30
TOLD = {ADOPTED: "charter_adopted", DECLINED: "charter_declined"}
_PROPOSALS = select(CharterProposal).options(
    joinedload(CharterProposal.member), joinedload(CharterProposal.decided_by)
)


def load(proposal_id: int) -> CharterProposal:
    """Raises NotFound."""
    found = db.session.scalar(_PROPOSALS.where(CharterProposal.id == proposal_id))
    if found is None:
        raise errors.NotFound(_("This proposal does not exist."))
    return found


def list_proposals() -> Sequence[CharterProposal]:
    """The latest proposals, open ones first."""
    return db.session.scalars(
        _PROPOSALS.order_by(
            (CharterProposal.status == OPEN).desc(), CharterProposal.id.desc()
        ).limit(SHOWN)
    ).all()


def make(member: Member, based_on: int, body: str, reason: str) -> CharterProposal:
    """Proposes `body` instead of the whole charter of version `based_on`.

    Raises Invalid: nothing is different, no reason, too long. NotFound: no such version.
    """
    body, reason = texts.body(body), texts.line(reason, 600, "reason")
    before = db.session.scalar(select(CharterVersion.body).where(CharterVersion.number == based_on))
    if before is None:
        raise errors.NotFound(_("The charter has no version %(number)d.", number=based_on))
    if before == body:
        raise errors.Invalid(_("Nothing is different from the present charter."), field="body")
    if not reason:
        raise errors.Invalid(_("Say why, in a sentence or two."), field="reason")
    proposal = CharterProposal(member_id=member.id, based_on=based_on, body=body, reason=reason)
    with transaction():
        db.session.add(proposal)
        db.session.flush()
        _tell([row.id for row in members.moderators()], "charter_proposal", member, proposal)
    return proposal


def adopted(member: Member, proposal_id: int) -> int | None:
    """Marks the proposal as adopted, gives its author; part of the caller's transaction.

    Raises Conflict: it was decided already.
    """
    proposal = load(proposal_id)
    _decide(member, proposal, ADOPTED, "")
    return proposal.member_id


def decline(member: Member, proposal_id: int, reply: str) -> CharterProposal:
    """Says no, and why. Raises NotAllowed, NotFound, Invalid, Conflict."""
    if not policies.can_adopt_charter(member):
        raise errors.NotAllowed(_("Moderators decide on proposals."))
    proposal = load(proposal_id)
    reply = texts.line(reply, 600, "reply")
    if not reply:
        raise errors.Invalid(
            _("Whoever proposed this deserves a sentence: say why not."), field="reply"
        )
    with transaction():
        _decide(member, proposal, DECLINED, reply)
    return proposal


def withdraw(member: Member, proposal_id: int) -> None:
    """Its author takes it back. Raises NotAllowed, NotFound, Conflict."""
    proposal = load(proposal_id)
    if not policies.can_withdraw_proposal(member, proposal):
        raise errors.NotAllowed(_("Only its author may withdraw an open proposal."))
    with transaction():
        _decide(member, proposal, WITHDRAWN, "")


def _decide(member: Member, proposal: CharterProposal, status: str, reply: str) -> None:
    rows = changed(
        update(CharterProposal)
        .where(CharterProposal.id == proposal.id, CharterProposal.status == OPEN)
        .values(status=status, reply=reply, decided_at=clock.now(), decided_by_id=member.id)
    )
    if rows != 1:
        raise errors.Conflict(_("This proposal was decided already."))
    if status in TOLD:
        _tell([proposal.member_id], TOLD[status], member, proposal)
    db.session.expire(proposal, ["status", "reply", "decided_at", "decided_by_id", "decided_by"])


def _tell(
    member_ids: Sequence[int | None], kind: str, actor: Member, proposal: CharterProposal
) -> None:
    notifications.notify(
        member_ids,
        kind,
        key=f"{kind}:{proposal.id}",
        actor=actor,
        facts={"proposal_id": proposal.id},
    )
