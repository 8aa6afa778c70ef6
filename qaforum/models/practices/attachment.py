"""A file that hangs on a practice."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class Attachment(Model):
    """`key` names the file in the instance folder, `name` is what the member called it.

    Without a practice it was sent with a form that is not posted yet.
    """

    __tablename__ = "attachment"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
