"""Who may shape the community's own place: its charter, its reviews."""

from qaforum import clock
from qaforum.models import CharterProposal, Member, Review
from qaforum.models.charter.charter import OPEN
from qaforum.policies.accounts import can_moderate


def can_adopt_charter(member: Member | None) -> bool:
    return can_moderate(member)


def can_propose_charter(member: Member | None) -> bool:
    return member is not None


def can_withdraw_proposal(member: Member | None, proposal: CharterProposal) -> bool:
    return member is not None and proposal.status == OPEN and proposal.member_id == member.id


def can_open_review(member: Member | None) -> bool:
    return can_moderate(member)


def can_close_review(member: Member | None, review: Review) -> bool:
    return review.closed_at is None and can_moderate(member)


def can_comment_review(member: Member | None, review: Review) -> bool:
    """Until the day that was announced, or until a moderator closed it."""
    return member is not None and review.closed_at is None and clock.now() <= review.closes_at
