"""Who may read a question that was asked to a few first."""

from qaforum import clock
from qaforum.models import Member, Question
from qaforum.policies.accounts import can_moderate


def is_open(question: Question) -> bool:
    """Whether everybody may read it: it was asked to all, or its time among a few is over."""
    return question.opens_at is None or question.opens_at <= clock.now()


def can_read(member: Member | None, question: Question, invited: bool = False) -> bool:
    """Everybody once it is open; until then who asked, who was asked, and the moderators."""
    if is_open(question):
        return True
    mine = member is not None and question.author_id == member.id
    return mine or (member is not None and invited) or can_moderate(member)
