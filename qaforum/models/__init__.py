"""The tables of the forum, one noun a file."""

from qaforum.models.activity.attempt import Attempt
from qaforum.models.activity.event import Event
from qaforum.models.charter.charter import CharterProposal, CharterVersion
from qaforum.models.charter.review import Review, ReviewComment
from qaforum.models.core.tag import Tag, question_tag
from qaforum.models.impact.report_recipient import ReportRecipient
from qaforum.models.invitations.invitation import Invitation
from qaforum.models.library.path import Path, PathStep, PathTick
from qaforum.models.library.resource import Resource, ResourceThanks, resource_tag
from qaforum.models.moderation.flag import Flag
from qaforum.models.notifications.follow import Follow
from qaforum.models.notifications.mail import Mail
from qaforum.models.notifications.notification import Notification
from qaforum.models.onboarding.mentorship import Mentorship
from qaforum.models.onboarding.welcome import Welcome
from qaforum.models.people.availability import Availability
from qaforum.models.people.institution import Institution
from qaforum.models.people.member import Member
from qaforum.models.people.past_membership import PastMembership
from qaforum.models.people.role import Role
from qaforum.models.practices.adaptation import Adaptation
from qaforum.models.practices.attachment import Attachment
from qaforum.models.practices.practice import Practice, practice_answer, practice_tag
from qaforum.models.practices.revalidation import Revalidation
from qaforum.models.questions.answer import Answer
from qaforum.models.questions.comment import Comment
from qaforum.models.questions.question import Question
from qaforum.models.questions.question_link import QuestionLink
from qaforum.models.questions.revision import Revision
from qaforum.models.questions.vote import Vote
from qaforum.models.search.embedding import Embedding
from qaforum.models.search.sentence_embedding import SentenceEmbedding
from qaforum.models.search.thanks import Thanks

__all__ = [
    "Adaptation",
    "Answer",
    "Attachment",
    "Attempt",
    "Availability",
    "CharterProposal",
    "CharterVersion",
    "Comment",
    "Embedding",
    "Event",
    "Flag",
    "Follow",
    "Institution",
    "Invitation",
    "Mail",
    "Member",
    "Mentorship",
    "Notification",
    "PastMembership",
    "Path",
    "PathStep",
    "PathTick",
    "Practice",
    "Question",
    "QuestionLink",
    "ReportRecipient",
    "Resource",
    "ResourceThanks",
    "Revalidation",
    "Review",
    "ReviewComment",
    "Revision",
    "Role",
    "SentenceEmbedding",
    "Tag",
    "Thanks",
    "Vote",
    "Welcome",
    "practice_answer",
    "practice_tag",
    "question_tag",
    "resource_tag",
]
