"""What a role allows, and who looks after whose account."""

from qaforum.models import Member


def can_moderate(member: Member | None) -> bool:
    return member is not None and member.is_moderator


def can_administer(member: Member | None) -> bool:
    return member is not None and member.is_administrator


def looks_after(member: Member | None, other: Member) -> bool:
    """Moderators after members, administrators also after those who moderate."""
    if member is None or member.id == other.id or not can_moderate(member):
        return False
    return can_administer(member) or not can_moderate(other)


def can_deactivate(member: Member | None, other: Member) -> bool:
    """Not oneself: one closes one's own account."""
    return other.active and looks_after(member, other)


def can_reactivate(member: Member | None, other: Member) -> bool:
    """Whoever left themselves does not come back by somebody else's click."""
    return not other.active and other.closed_at is None and looks_after(member, other)
