"""What a post said before an edit: nothing that was posted is lost by editing."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member


class Revision(Model):
    """The text of revision `number`, by whom and from when it stood; `tags` are space-separated.

    `parts` holds what a practice says beyond its problem, by name.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("question_id", "number", name="uq_revision_question_number"),
        UniqueConstraint("answer_id", "number", name="uq_revision_answer_number"),
        UniqueConstraint("practice_id", "number", name="uq_revision_practice_number"),
        CheckConstraint(
            "(CASE WHEN question_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN practice_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_post",
        ),
    )

    id: Mapped[Key]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(300))
    tags: Mapped[str | None] = mapped_column(String(400))
    body: Mapped[str] = mapped_column(Text)
    parts: Mapped[dict[str, str] | None] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[Member | None] = relationship(Member, lazy="raise")
