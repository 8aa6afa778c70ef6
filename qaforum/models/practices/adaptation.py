"""A solution or practice that another house used: what it changed, and what came of it."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.institution import Institution
from qaforum.models.people.member import Member
from qaforum.models.practices.practice import Practice
from qaforum.models.questions.answer import Answer

WORKED = "worked"
PARTLY = "partly"
FAILED = "failed"
OUTCOMES = (WORKED, PARTLY, FAILED)

_THERE = text("deleted_at IS NULL")


def _once(name: str, column: str) -> Index:
    """A house reports the same thing once a day, whoever of it does."""
    return Index(
        f"uq_adaptation_{name}",
        column,
        "institution_id",
        "used_on",
        unique=True,
        sqlite_where=_THERE,
        postgresql_where=_THERE,
    )


class Adaptation(Model):
    """`institution_id` is the member's when they reported it, and stays when they move on."""

    __tablename__ = "adaptation"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("(answer_id IS NULL) <> (practice_id IS NULL)", name="one_thing"),
        _once("answer", "answer_id"),
        _once("practice", "practice_id"),
        Index("ix_adaptation_institution", "institution_id", "created_at"),
        Index("ix_adaptation_member", "member_id", "created_at"),
    )

    id: Mapped[Key]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL")
    )
    outcome: Mapped[str] = mapped_column(String(10))
    used_on: Mapped[date] = mapped_column(Date)
    changes: Mapped[str] = mapped_column(Text, default="")
    changes_html: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_html: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str | None] = mapped_column(String(120))
    source_id: Mapped[int | None]

    member: Mapped[Member | None] = relationship(Member, lazy="raise")
    institution: Mapped[Institution | None] = relationship(Institution, lazy="raise")
    answer: Mapped[Answer | None] = relationship(Answer, lazy="raise")
    practice: Mapped[Practice | None] = relationship(Practice, lazy="raise")
