"""Who may see an institution's figures, and who looks after it."""

from qaforum.models import Institution, Member
from qaforum.policies.accounts import can_moderate


def can_see_figures(member: Member | None, institution: Institution) -> bool:
    """Its own people, and those who look after the community."""
    if member is None:
        return False
    return member.institution_id == institution.id or can_moderate(member)


def can_look_after(member: Member | None, institution: Institution) -> bool:
    """Rename it, close it, merge it into another."""
    return can_moderate(member)
