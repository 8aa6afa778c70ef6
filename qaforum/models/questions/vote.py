"""One member's judgement of one post.

`member_id` is empty for votes brought in from a forum that does not say who voted; such a row can
also stand for several votes (`value` is then their sum). A post's score is always the sum of its
votes' values.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class Vote(Model):
    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("member_id", "question_id", name="uq_vote_member_question"),
        UniqueConstraint("member_id", "answer_id", name="uq_vote_member_answer"),
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="one_post"),
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), index=True
    )
    answer_id: Mapped[int | None] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), index=True
    )
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
