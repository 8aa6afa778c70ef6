"""What a role allows."""

from qaforum.models import Member


def can_moderate(member: Member | None) -> bool:
    return member is not None and member.is_moderator


def can_administer(member: Member | None) -> bool:
    return member is not None and member.is_administrator
