"""What a newcomer said about themselves on their first visit."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Model, UtcDateTime


class Welcome(Model):
    """`knows` and `seeks` are names of tags with spaces between; `word` is for their peers to
    read, if they want to be `introduced`."""

    __tablename__ = "welcome"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    knows: Mapped[str] = mapped_column(String(300), default="")
    seeks: Mapped[str] = mapped_column(String(300), default="")
    word: Mapped[str] = mapped_column(String(300), default="")
    introduced: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def topics(self) -> list[str]:
        """The tags of both, each once."""
        return list(dict.fromkeys([*self.seeks.split(), *self.knows.split()]))
