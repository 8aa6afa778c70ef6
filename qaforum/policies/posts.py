"""Who may ask, answer, edit, vote, accept, comment and delete."""

from qaforum.models import Answer, Comment, Member, Practice, Question
from qaforum.policies.accounts import can_moderate


def is_author(member: Member | None, thing: Question | Answer | Comment) -> bool:
    return member is not None and thing.author_id == member.id


def can_ask(member: Member | None) -> bool:
    return member is not None


def can_answer(member: Member | None, question: Question) -> bool:
    return member is not None and question.deleted_at is None


def can_comment(member: Member | None, post: Question | Answer) -> bool:
    return member is not None and post.deleted_at is None


def can_vote(member: Member | None, post: Question | Answer) -> bool:
    """One's own post is for others to judge."""
    return member is not None and post.deleted_at is None and not is_author(member, post)


def can_edit(member: Member | None, post: Question | Answer) -> bool:
    return post.deleted_at is None and (is_author(member, post) or can_moderate(member))


def can_delete(member: Member | None, post: Question | Answer) -> bool:
    """An author may take a post back as long as nobody's work hangs on it."""
    if post.deleted_at is not None:
        return False
    if can_moderate(member):
        return True
    if isinstance(post, Question):
        return is_author(member, post) and post.answer_count == 0
    return is_author(member, post) and not post.accepted


def can_delete_comment(member: Member | None, comment: Comment) -> bool:
    return is_author(member, comment) or can_moderate(member)


def can_accept(member: Member | None, question: Question) -> bool:
    """Whoever asked knows whether it is solved; a moderator decides for a silent asker."""
    return question.deleted_at is None and (is_author(member, question) or can_moderate(member))


def can_flag(member: Member | None, post: Question | Answer | Comment | Practice) -> bool:
    """What others wrote and everybody can still see."""
    there = isinstance(post, Comment) or post.deleted_at is None
    return member is not None and there and post.author_id != member.id
