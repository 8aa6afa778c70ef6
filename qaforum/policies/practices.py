"""Who may write practices, report their use and say whether they still hold."""

from qaforum.models import Adaptation, Answer, Attachment, Member, Practice, Question
from qaforum.policies.accounts import can_moderate
from qaforum.policies.visibility import is_open


def can_write_practice(member: Member | None) -> bool:
    return member is not None


def can_make_practice(member: Member | None, question: Question) -> bool:
    """A practice tells everybody what solved a problem: the question is solved, and open."""
    there = member is not None and question.deleted_at is None
    return there and question.solved and is_open(question)


def can_edit_practice(member: Member | None, practice: Practice) -> bool:
    return practice.deleted_at is None and (_wrote(member, practice) or can_moderate(member))


def can_delete_practice(member: Member | None, practice: Practice) -> bool:
    """Its author may take it back as long as no other house relies on it."""
    if practice.deleted_at is not None:
        return False
    return can_moderate(member) or (_wrote(member, practice) and practice.institution_count == 0)


def can_adapt(member: Member | None, thing: Answer | Practice) -> bool:
    """What is reported is the use of a practice, or of an answer that was accepted."""
    if member is None or thing.deleted_at is not None:
        return False
    return isinstance(thing, Practice) or thing.accepted


def can_delete_adaptation(member: Member | None, adaptation: Adaptation) -> bool:
    mine = member is not None and adaptation.member_id == member.id
    return adaptation.deleted_at is None and (mine or can_moderate(member))


def can_revalidate(member: Member | None, thing: Answer | Practice, asked: bool = False) -> bool:
    """Who wrote it, who was asked, or a moderator says whether it still holds."""
    if not can_adapt(member, thing):
        return False
    return asked or _wrote(member, thing) or can_moderate(member)


def can_download(member: Member | None, attachment: Attachment, practice: Practice | None) -> bool:
    """Whoever may read the practice; before it is posted, who sent the file."""
    if practice is None:
        return member is not None and attachment.member_id == member.id
    return practice.deleted_at is None or can_moderate(member)


def _wrote(member: Member | None, thing: Answer | Practice) -> bool:
    return member is not None and thing.author_id == member.id
