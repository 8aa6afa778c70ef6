"""What members collected for each other: a document, a link, a book, a tool."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.core.tag import Tag
from qaforum.models.people.member import Member

DOCUMENT, LINK, BOOK, TOOL = KINDS = ("document", "link", "book", "tool")

resource_tag = Table(
    "resource_tag",
    Model.metadata,
    Column("resource_id", ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_resource_tag_tag_id", "tag_id", "resource_id"),
)


class Resource(Model):
    """`why` says in a line how it helps; `language` is empty where that does not matter.

    `url_hash` is of the address without what differs from link to link, so that the same thing is
    collected once. A book may do without an address. The institution is the member's at the time.
    `content_hash` is of all that makes it findable; the indexer compares it.
    """

    __tablename__ = "resource"
    __table_args__ = (
        Index("ix_resource_newest", "created_at", "id"),
        Index("ix_resource_helpful", "thanks_count", "id"),
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL")
    )
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000), default="")
    url_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    why: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(8), default="")
    thanks_count: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    content_hash: Mapped[str] = mapped_column(String(32), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member | None] = relationship(Member, lazy="raise")
    tags: Mapped[list[Tag]] = relationship(secondary=resource_tag, order_by=Tag.key, lazy="raise")


class ResourceThanks(Model):
    """This resource helped this member, who worked for that institution then."""

    __tablename__ = "resource_thanks"
    __table_args__ = (UniqueConstraint("resource_id", "member_id"),)

    id: Mapped[Key]
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
