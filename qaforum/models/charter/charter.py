"""What the community agreed on: each adopted version of its charter, and proposals to change it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.member import Member

OPEN, ADOPTED, DECLINED, WITHDRAWN = "open", "adopted", "declined", "withdrawn"


class CharterVersion(Model):
    """Version `number` of the charter, never changed again; the highest number is in force.

    `note` says in a line what is new; `author` proposed it, `adopted_by` decided.
    """

    __tablename__ = "charter_version"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    author: Mapped[Member | None] = relationship(Member, foreign_keys=[author_id], lazy="raise")
    adopted_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[adopted_by_id], lazy="raise"
    )


class CharterProposal(Model):
    """A member's wording of the whole charter, written on version `based_on`, and what became of
    it; `reply` is what the moderator who decided said."""

    __tablename__ = "charter_proposal"

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    based_on: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(600))
    status: Mapped[str] = mapped_column(String(20), default=OPEN, index=True)
    reply: Mapped[str] = mapped_column(String(600), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))

    member: Mapped[Member | None] = relationship(Member, foreign_keys=[member_id], lazy="raise")
    decided_by: Mapped[Member | None] = relationship(
        Member, foreign_keys=[decided_by_id], lazy="raise"
    )
