"""Who may be named as a peer to turn to, and who may be sent a question."""

from collections.abc import Collection
from datetime import date

from qaforum.models import Availability, Member


def has_account(member: Member) -> bool:
    """Somebody brought in from another forum cannot log in, so nothing reaches them."""
    return member.email is not None


def can_be_invited(
    member: Member,
    said: Availability | None,
    *,
    received: int,
    today: date,
    language: str | None,
    tag_ids: Collection[int],
) -> bool:
    """Whether a question in `language` with these tags may be sent to `member` now.

    `received` is the number of invitations of their last seven days. Silence is a no. Whoever
    limited their topics is there for questions that have one of them, and for no others.
    """
    if not member.active or not has_account(member) or said is None or not said.willing:
        return False
    if said.paused_until is not None and today < said.paused_until:
        return False
    if received >= said.per_week:
        return False
    if said.languages and language is not None and language not in said.languages.split():
        return False
    topics = {tag.id for tag in said.topics}
    return not said.limited_to_topics or not topics.isdisjoint(tag_ids)


def can_be_shown(member: Member, said: Availability | None, invitable: bool) -> bool:
    """Whether `member` may be named as somebody who solved such problems.

    Whoever may be invited; and those without an account who never said anything: they published
    their solutions under this name, and nothing can be sent to them.
    """
    return invitable or (member.active and not has_account(member) and said is None)
