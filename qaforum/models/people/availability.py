"""What a member said about being suggested and invited as a peer.

No row means that nobody has asked them yet: somebody with an account is then neither suggested nor
invited. Somebody without one has published what they solved, and may be named as its solver, but
cannot be invited.
"""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Model, UtcDateTime
from qaforum.models.core.tag import Tag
from qaforum.models.people.member import Member

PER_WEEK = 2  # until the member says otherwise

availability_tag = Table(
    "availability_tag",
    Model.metadata,
    Column("member_id", ForeignKey("availability.member_id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_availability_tag_tag_id", "tag_id"),
)


class Availability(Model):
    """`willing` is the member's yes or no; the rest narrows the yes.

    `languages` are codes with spaces between, all where empty; `paused_until` is the first day on
    which invitations come again. `topics` are those they like best; with `limited_to_topics` they
    are asked about nothing else, also when the last of these tags is removed.
    """

    __tablename__ = "availability"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    willing: Mapped[bool]
    languages: Mapped[str] = mapped_column(String(60), default="")
    per_week: Mapped[int] = mapped_column(default=PER_WEEK)
    paused_until: Mapped[date | None]
    limited_to_topics: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    member: Mapped[Member] = relationship(back_populates="availability", lazy="raise")
    topics: Mapped[list[Tag]] = relationship(
        secondary=availability_tag, order_by=Tag.key, lazy="raise"
    )
