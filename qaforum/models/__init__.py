"""The tables of the forum, one noun a file."""

from qaforum.models.adaptation import Adaptation
from qaforum.models.answer import Answer
from qaforum.models.attachment import Attachment
from qaforum.models.attempt import Attempt
from qaforum.models.availability import Availability
from qaforum.models.charter import CharterProposal, CharterVersion
from qaforum.models.comment import Comment
from qaforum.models.embedding import Embedding
from qaforum.models.event import Event
from qaforum.models.flag import Flag
from qaforum.models.follow import Follow
from qaforum.models.institution import Institution
from qaforum.models.invitation import Invitation
from qaforum.models.mail import Mail
from qaforum.models.member import Member
from qaforum.models.mentorship import Mentorship
from qaforum.models.notification import Notification
from qaforum.models.past_membership import PastMembership
from qaforum.models.path import Path, PathStep, PathTick
from qaforum.models.practice import Practice, practice_answer, practice_tag
from qaforum.models.question import Question
from qaforum.models.question_link import QuestionLink
from qaforum.models.report_recipient import ReportRecipient
from qaforum.models.resource import Resource, ResourceThanks, resource_tag
from qaforum.models.revalidation import Revalidation
from qaforum.models.review import Review, ReviewComment
from qaforum.models.revision import Revision
from qaforum.models.role import Role
from qaforum.models.sentence_embedding import SentenceEmbedding
from qaforum.models.tag import Tag, question_tag
from qaforum.models.thanks import Thanks
from qaforum.models.vote import Vote
from qaforum.models.welcome import Welcome

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
