"""What members are told of: each kind with its sentence, where it leads, and how it is mailed.

Whoever needs a new kind adds it here, once, and calls `notifications.notify`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from qaforum.models import Notification, Practice


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the forum: the endpoint, its values, and the place on the page."""

    endpoint: str
    values: dict[str, int | str]
    anchor: str | None = None


def to_post(notification: Notification) -> Link | None:
    """The resource, path, practice, comment, answer or question meant, while it is there."""
    if "resource_id" in notification.facts or "path_id" in notification.facts:
        return _to_collected(notification)
    if notification.practice_id is not None:
        return _to_practice(notification.practice)
    question = notification.question
    if question is None or question.deleted_at is not None:
        return None
    anchor = None
    if notification.comment_id is not None:
        anchor = f"comment-{notification.comment_id}"
    elif notification.answer_id is not None:
        anchor = f"answer-{notification.answer_id}"
    return Link("questions.show", {"question_id": question.id, "slug": question.slug}, anchor)


def to_proposal(notification: Notification) -> Link:
    return Link("charters.proposal", {"proposal_id": notification.facts["proposal_id"]})


def to_resource(notification: Notification) -> Link:
    return Link("resources.show", {"resource_id": notification.facts["resource_id"]})


def _to_collected(notification: Notification) -> Link | None:
    if notification.kind == "deleted":
        return None
    if "path_id" in notification.facts:
        return Link("paths.show", {"path_id": notification.facts["path_id"]})
    return to_resource(notification)


def _to_practice(practice: Practice | None) -> Link | None:
    if practice is None or practice.deleted_at is not None:
        return None
    return Link("practices.show", {"practice_id": practice.id, "slug": practice.slug})


def to_mentorship(notification: Notification) -> Link:
    return Link("mentorships.index", {}, f"mentorship-{notification.facts['mentorship_id']}")


@dataclass(frozen=True, slots=True)
class Kind:
    """`sentence` can name %(who)s and the event's facts; the question's title is shown below it.

    French says it without a verb of `who`, so that it fits one person and several.
    `personal`: somebody turns to this very member, who is told at once unless they said otherwise;
    the rest is collected.
    """

    sentence: LazyString
    icon: str
    personal: bool = False
    link: Callable[[Notification], Link | None] = to_post


KINDS: dict[str, Kind] = {
    "mention": Kind(_l("%(who)s mentioned you"), "at", personal=True),
    "answer_to_you": Kind(_l("%(who)s answered your question"), "chat-left-text"),
    "answer": Kind(_l("%(who)s answered a question that you follow"), "chat-left-text"),
    "comment_to_you": Kind(_l("%(who)s commented on your post"), "chat-left-text"),
    "comment": Kind(_l("%(who)s commented where you did"), "chat-left-text"),
    "accepted": Kind(_l("Your solution helped: %(who)s accepted your answer"), "check-circle-fill"),
    "solved": Kind(_l("A question that you follow is solved"), "check-circle-fill"),
    "thanks": Kind(
        _l("Your solution helped %(who)s, who did not need to ask"), "check-circle-fill"
    ),
    "used": Kind(_l("Your solution was used in another house, says %(who)s"), "building"),
    "use_failed": Kind(
        _l("%(who)s used your solution and it did not work: please have a look"),
        "exclamation-triangle",
        personal=True,
    ),
    "still_valid": Kind(_l("Is this still valid? Please say so in one click"), "hourglass-split"),
    "said-needs-work": Kind(_l("%(who)s says that your solution needs work"), "pencil"),
    "said-outdated": Kind(_l("%(who)s says that your solution is outdated"), "clock-history"),
    "practice_of_yours": Kind(
        _l("%(who)s wrote up your solution as a practice"), "check-circle-fill"
    ),
    "question_by": Kind(_l("%(who)s, whom you follow, asked a question"), "people"),
    "question_tagged": Kind(_l("%(who)s asked about %(tag)s"), "tag"),
    "invited": Kind(_l("%(who)s asks for your help"), "people", personal=True),
    "invitation_passed": Kind(_l("%(who)s passed your question on to %(name)s"), "people"),
    "invitation_declined": Kind(_l("%(who)s could not help this time"), "info-circle"),
    "question_opened": Kind(_l("Your question is now open to everybody"), "info-circle"),
    "edited": Kind(_l("%(who)s edited your post as a moderator"), "pencil"),
    "deleted": Kind(_l("%(who)s deleted your post as a moderator"), "trash"),
    "restored": Kind(_l("%(who)s restored your post"), "arrow-counterclockwise"),
    "flagged": Kind(
        _l("%(who)s flagged a post: please have a look"),
        "flag",
        personal=True,
        link=lambda _: Link("moderation.index", {}, "flagged"),
    ),
    "charter_proposal": Kind(
        _l("%(who)s proposes a change to the charter"), "pencil", link=to_proposal
    ),
    "charter_adopted": Kind(
        _l("Your change to the charter is adopted"), "check-circle-fill", link=to_proposal
    ),
    "charter_declined": Kind(
        _l("The moderators answered your proposal for the charter"),
        "chat-left-text",
        link=to_proposal,
    ),
    "resource_thanks": Kind(
        _l("What you collected helped %(who)s: %(title)s"), "heart", link=to_resource
    ),
    "mentor_asked": Kind(
        _l("%(who)s asks you to be their mentor"),
        "person-heart",
        personal=True,
        link=to_mentorship,
    ),
    "mentor_accepted": Kind(
        _l("%(who)s is glad to be your mentor"), "person-heart", personal=True, link=to_mentorship
    ),
    "mentor_declined": Kind(
        _l("%(who)s cannot be your mentor just now"),
        "person-heart",
        personal=True,
        link=to_mentorship,
    ),
}

PERSONAL = frozenset(name for name, kind in KINDS.items() if kind.personal)
