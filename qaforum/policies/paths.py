"""Who may arrange, change and see a path."""

from qaforum.models import Member, Path
from qaforum.policies.accounts import can_moderate


def can_make_path(member: Member | None) -> bool:
    """Whoever has solved a problem here shows the way; and moderators."""
    return member is not None and (member.solved_count > 0 or can_moderate(member))


def can_edit_path(member: Member | None, path: Path) -> bool:
    mine = member is not None and path.author_id == member.id
    return mine or can_moderate(member)


def can_see_path(member: Member | None, path: Path) -> bool:
    """Without a step it is its author's beginning."""
    return path.step_count > 0 or can_edit_path(member, path)
