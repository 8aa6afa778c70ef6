"""Something happened that a member should know of."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member
from qaforum.models.practices.practice import Practice
from qaforum.models.questions.answer import Answer
from qaforum.models.questions.comment import Comment
from qaforum.models.questions.question import Question

_TO_MAIL = text("mail_id IS NULL AND read_at IS NULL")


class Notification(Model):
    """One a member and `key`, which names the event: told twice, it is still one.

    `topic` is the kind and the thing it is about; what has the same topic is shown as one line.
    `mail_id` is the mail that told of it, or will. `facts` are further values of the kind's
    sentence, as they were when it happened.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_notification_topic", "member_id", "topic", "id"),
        Index("ix_notification_list", "member_id", "id"),
        Index(
            "ix_notification_to_mail",
            "created_at",
            sqlite_where=_TO_MAIL,
            postgresql_where=_TO_MAIL,
        ),
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    topic: Mapped[str] = mapped_column(String(160))
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mail_id: Mapped[int | None] = mapped_column(
        ForeignKey("mail.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    actor: Mapped[Member | None] = relationship(Member, foreign_keys=[actor_id], lazy="raise")
    question: Mapped[Question | None] = relationship(Question, lazy="raise")
    answer: Mapped[Answer | None] = relationship(Answer, lazy="raise")
    comment: Mapped[Comment | None] = relationship(Comment, lazy="raise")
    practice: Mapped[Practice | None] = relationship(Practice, lazy="raise")
