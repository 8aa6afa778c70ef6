"""A question that needed no asking: an accepted answer, found while typing, solved it.

Nothing of what the member had typed is kept: it was not posted.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class Thanks(Model):
    """One a member and solved question; `solver_id` is who wrote the solution, if still known.

    `log_odds`: how sure the search was of it, before any verdicts; None where that is not known.
    """

    __tablename__ = "thanks"
    __table_args__ = (UniqueConstraint("member_id", "question_id"),)

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="SET NULL"))
    solver_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    log_odds: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
