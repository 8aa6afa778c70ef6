"""What a post said before an edit: nothing that was posted is lost by editing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum.models.base import Key, Model, UtcDateTime
from qaforum.models.member import Member


class Revision(Model):
    """The text of revision `number`, by whom and from when it stood; `tags` are space-separated."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("question_id", "number", name="uq_revision_question_number"),
        UniqueConstraint("answer_id", "number", name="uq_revision_answer_number"),
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="one_post"),
    )

    id: Mapped[Key]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(300))
    tags: Mapped[str | None] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Member | None] = relationship(Member, lazy="raise")
