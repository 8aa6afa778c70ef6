"""What works in a house, written up so that others can do it too."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum.models.core.base import Model
from qaforum.models.core.post import Post
from qaforum.models.core.reusable import Reusable
from qaforum.models.core.tag import Tag
from qaforum.models.people.institution import Institution
from qaforum.models.practices.attachment import Attachment
from qaforum.models.questions.answer import Answer
from qaforum.models.questions.question import Question

# What a practice may say beyond the problem and how it is done, in the order of reading
DETAILS = ("context", "needs", "results", "pitfalls", "links")

practice_tag = Table(
    "practice_tag",
    Model.metadata,
    Column("practice_id", ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_practice_tag_tag_id", "tag_id", "practice_id"),
)

# The accepted answers that a practice was made of: their authors are its solvers
practice_answer = Table(
    "practice_answer",
    Model.metadata,
    Column("practice_id", ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True),
    Column("answer_id", ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_practice_answer_answer_id", "answer_id", "practice_id"),
)

_THERE = text("deleted_at IS NULL")


def _list(name: str, *columns: str) -> Index:
    return Index(
        f"ix_practice_{name}", *columns, "id", sqlite_where=_THERE, postgresql_where=_THERE
    )


class Practice(Reusable, Post, Model):
    """`body` is the problem, `method` how it is done; `details` holds what else was filled in, by
    the names of DETAILS, as Markdown. `institution_id` is the author's when it was written.

    `content_hash` is of all that makes it findable; the indexer compares it.
    """

    __tablename__ = "practice"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        _list("newest", "created_at"),
        _list("used", "institution_count"),
        _list("confirmed", "confirmed_at"),
    )

    title: Mapped[str] = mapped_column(String(300))
    slug: Mapped[str] = mapped_column(String(100))
    excerpt: Mapped[str] = mapped_column(String(300), default="")
    method: Mapped[str] = mapped_column(Text)
    method_html: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    details_html: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL"), index=True
    )
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    content_hash: Mapped[str] = mapped_column(String(32), index=True)

    tags: Mapped[list[Tag]] = relationship(secondary=practice_tag, order_by=Tag.key, lazy="raise")
    solutions: Mapped[list[Answer]] = relationship(
        secondary=practice_answer, order_by=Answer.id, lazy="raise"
    )
    question: Mapped[Question | None] = relationship(Question, lazy="raise")
    institution: Mapped[Institution | None] = relationship(Institution, lazy="raise")
    attachments: Mapped[list[Attachment]] = relationship(
        Attachment, order_by=Attachment.id, lazy="raise", viewonly=True
    )


# Said here, so that an answer does not know the practices' table
Answer.practices = relationship(
    Practice, secondary=practice_answer, order_by=Practice.id, lazy="raise", viewonly=True
)
