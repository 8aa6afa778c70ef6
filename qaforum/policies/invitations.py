"""Who may send a question to peers, and open it to everybody."""

from qaforum.models import Member, Question
from qaforum.policies.accounts import can_moderate
from qaforum.policies.visibility import is_open


def can_invite(member: Member | None, question: Question) -> bool:
    """Who asked, or a moderator, as long as it is not solved."""
    if question.deleted_at is not None or question.solved:
        return False
    return _decides(member, question)


def can_open(member: Member | None, question: Question) -> bool:
    """Who asked, or a moderator, while only a few can read it."""
    return not is_open(question) and question.deleted_at is None and _decides(member, question)


def _decides(member: Member | None, question: Question) -> bool:
    return (member is not None and question.author_id == member.id) or can_moderate(member)
