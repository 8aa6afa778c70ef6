"""Two questions that have to do with each other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime

RELATED = "related"  # one mentions the other
DUPLICATE = "duplicate"  # the first asks what the second asked before
DISTINCT = "distinct"  # a moderator says that they only look the same; shown nowhere else
DIFFERENT = "different"  # the asker looked at the second and says why it does not solve the first


class QuestionLink(Model):
    __tablename__ = "question_link"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        CheckConstraint("from_id <> to_id", name="two_questions"),
    )

    id: Mapped[Key]
    from_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300), default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
