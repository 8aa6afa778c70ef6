"""What a role allows."""

from qaforum.models import Member


def can_moderate(member: Member | None) -> bool:
    return member is not None and member.is_moderator


def can_administer(member: Member | None) -> bool:
    return member is not None and member.is_administrator


def can_deactivate(acting: Member | None, member: Member) -> bool:
    """Administrators any account but their own; moderators those of ordinary members. One that its
    owner closed has no address any more: nothing is left to decide."""
    if acting is None or acting.id == member.id or member.email is None:
        return False
    return acting.is_administrator or (acting.is_moderator and not member.is_moderator)
