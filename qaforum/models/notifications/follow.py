"""A member wants to know what happens: in a question, under a tag, from another member."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.core.tag import Tag
from qaforum.models.people.member import Member
from qaforum.models.questions.question import Question


class Follow(Model):
    """Of exactly one thing. Who asks or answers follows the question without having to say so."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("member_id", "question_id", name="uq_follow_question"),
        UniqueConstraint("member_id", "tag_id", name="uq_follow_tag"),
        UniqueConstraint("member_id", "followed_id", name="uq_follow_member"),
        CheckConstraint(
            "CASE WHEN question_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN tag_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN followed_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_thing",
        ),
        CheckConstraint("member_id <> followed_id", name="not_oneself"),
    )

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), index=True)
    followed_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    question: Mapped[Question | None] = relationship(Question, lazy="raise")
    tag: Mapped[Tag | None] = relationship(Tag, lazy="raise")
    followed: Mapped[Member | None] = relationship(Member, foreign_keys=[followed_id], lazy="raise")
