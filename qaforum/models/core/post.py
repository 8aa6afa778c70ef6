"""What a question and an answer have in common: an author, a text, votes, a life."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, UtcDateTime
from qaforum.models.people.member import Member


class Post:
    """Columns of every post. `body` is Markdown, `body_html` the same, rendered and sanitised.

    `author_name` stands where the author has no account any more. `revision` counts the edits,
    and an edit that was begun on an older revision is refused instead of overwriting.
    `source`, `source_id` and `source_url` say where an imported post came from.
    """

    id: Mapped[Key]
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    author_name: Mapped[str | None] = mapped_column(String(120))
    community_owned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)
    score: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    source: Mapped[str | None] = mapped_column(String(120))
    source_id: Mapped[int | None]
    source_url: Mapped[str | None] = mapped_column(String(500))

    @declared_attr
    def deleted_by(cls) -> Mapped[Member | None]:  # noqa: N805
        return relationship(Member, foreign_keys=[cls.deleted_by_id], lazy="raise")  # type: ignore[list-item]

    @declared_attr
    def author(cls) -> Mapped[Member | None]:  # noqa: N805 - SQLAlchemy calls it on the class
        return relationship(Member, foreign_keys=[cls.author_id], lazy="raise")  # type: ignore[list-item]
