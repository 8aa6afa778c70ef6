"""What ends when somebody is here no longer, whether they left or were shut out."""

import secrets

from sqlalchemy import delete

from qaforum.models import Member, Revalidation
from qaforum.services.core.transaction import changed
from qaforum.services.invitations import invitation_replies
from qaforum.services.notifications import mails
from qaforum.services.onboarding import mentorships


def withdraw(member: Member) -> None:
    """They cannot log in and every session of theirs ends; nobody waits for their reply any more,
    and nothing is sent to them. Part of the caller's transaction.

    Whoever invites or asks them at this moment is done before, or is refused.
    """
    invitation_replies.leave(member)
    mentorships.leave(member)
    unanswered = Revalidation.member_id == member.id, Revalidation.answered_at.is_(None)
    changed(delete(Revalidation).where(*unanswered))
    mails.leave(member)
    # Last, as those who tell them of something change this row last too
    member.active = False
    member.fs_uniquifier = secrets.token_hex(16)
