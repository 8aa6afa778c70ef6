"""What happened, once each, for counting: no text, only who, for whom, where and when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qaforum.models.core.base import Key, Model, UtcDateTime

ASKED = "asked"
FIRST_ANSWERED = "first_answered"  # the first answer that is not the asker's own
SOLVED = "solved"  # the first accepted answer of a question
HELPED = "helped"  # each accepted answer to somebody else's question
SPARED = "spared"  # a solution found solved somebody's problem: it needed no asking
BEGUN = "begun"  # an ask was begun; `outcome` is "ended" when something came of it
SHARED = "shared"  # a practice was written up
ADAPTED = "adapted"  # a solution or practice was used in a house; `outcome` says how it went

WORKED, PARTLY, FAILED = "worked", "partly", "failed"


class Event(Model):
    """`member_id` did it, for `other_id`; the institutions are those of that time. Whoever wrote
    a solution or a practice did what its users gain by it.

    One row a `kind` and `subject_id` (the row that the event is about: a question, an answer,
    thanks ...). `seconds` says how long it took since the question, where that has a meaning.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_event_kind", "kind", "at"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    other_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL"), index=True
    )
    other_institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL"), index=True
    )
