"""What a member proposes to solve a question."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum.models.core.base import Model, UtcDateTime
from qaforum.models.core.post import Post
from qaforum.models.core.reusable import Reusable
from qaforum.models.people.member import Member
from qaforum.models.questions.question import Question

_SOLVES = text("accepted_at IS NOT NULL AND deleted_at IS NULL")
_GONE = text("deleted_at IS NOT NULL")


class Answer(Reusable, Post, Model):
    """`accepted_context` is one line on where the accepted answer fits; several can be accepted."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_answer_solutions", "author_id", "accepted_at"),
        Index("ix_answer_newest", "created_at"),
        Index(
            "ix_answer_confirmed",
            "confirmed_at",
            "id",
            sqlite_where=_SOLVES,
            postgresql_where=_SOLVES,
        ),
        Index("ix_answer_deleted", "deleted_at", sqlite_where=_GONE, postgresql_where=_GONE),
    )

    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    accepted_context: Mapped[str] = mapped_column(String(200), default="")

    question: Mapped[Question] = relationship(Question, lazy="raise")
    accepted_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[accepted_by_id], lazy="raise"
    )

    @property
    def accepted(self) -> bool:
        return self.accepted_at is not None
