"""Who may collect, change and thank for a resource."""

from qaforum.models import Member, Resource
from qaforum.policies.accounts import can_moderate


def can_add_resource(member: Member | None) -> bool:
    return member is not None


def can_edit_resource(member: Member | None, resource: Resource) -> bool:
    """Whoever collected it, and moderators; deleting is the same."""
    mine = member is not None and resource.member_id == member.id
    return mine or can_moderate(member)


def can_thank_resource(member: Member | None, resource: Resource) -> bool:
    return member is not None and resource.member_id != member.id
