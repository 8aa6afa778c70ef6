"""Who is new, who may be asked to be a mentor, who decides on that."""

from datetime import timedelta

from qaforum import clock
from qaforum.models import Member, Mentorship
from qaforum.models.onboarding.mentorship import ACCEPTED, ASKED

NEW = timedelta(days=60)


def is_newcomer(member: Member | None) -> bool:
    """Came lately, with an account, and has not put the first steps away."""
    if member is None or member.email is None or member.welcomed_at is not None:
        return False
    return member.joined_at > clock.now() - NEW


def can_be_asked(mentor: Member) -> bool:
    """As a mentor: they offered it, and are still here."""
    return mentor.mentor and mentor.active


def can_decide_mentorship(member: Member | None, mentorship: Mentorship) -> bool:
    return member is not None and mentorship.status == ASKED and mentorship.mentor_id == member.id


def can_end_mentorship(member: Member | None, mentorship: Mentorship) -> bool:
    """Either of the two, at any time; the newcomer also before there was an answer."""
    if member is None:
        return False
    if mentorship.newcomer_id == member.id:
        return mentorship.status in (ASKED, ACCEPTED)
    return mentorship.mentor_id == member.id and mentorship.status == ACCEPTED
