"""A person of the community."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from flask_security import UserMixin
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from qaforum import clock, markup
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.core.name import NAMELESS, Name
from qaforum.models.people.institution import Institution
from qaforum.models.people.role import ADMINISTRATOR, MODERATOR, Role, member_role

if TYPE_CHECKING:
    from qaforum.models.people.availability import Availability


class Member(Model, UserMixin):
    """`fs_uniquifier` and `active` are what Flask-Security asks of an account.

    Somebody brought in from another forum has neither e-mail nor password and cannot log in.
    Whoever closed their account (`closed_at`) has neither of them any more; what they posted is
    still theirs, so that the figures of everybody stay. A moderator deactivates and reactivates.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_member_reputation", "solved_count", "id"),
        Index("ix_member_joined_at", "joined_at", "id"),
    )

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Name)
    email: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        String(255), unique=True
    )
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_hex(16)
    )
    locale: Mapped[str | None] = mapped_column(String(8))
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL"), index=True
    )
    function: Mapped[str] = mapped_column(String(120), default="")
    # Name and function without accents and capitals, so that "helene" finds Hélène
    folded: Mapped[str] = mapped_column(String(500), default="", server_default="")
    about: Mapped[str] = mapped_column(Text, default="")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    # The version of the charter that they accepted last; 0 before any
    charter_number: Mapped[int] = mapped_column(default=0)
    charter_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Glad to be asked by newcomers; and when they put their own first steps away
    mentor: Mapped[bool] = mapped_column(default=False)
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Counted in the same transaction as what they count, so that a list of members reads one table
    solved_count: Mapped[int] = mapped_column(default=0)
    answer_count: Mapped[int] = mapped_column(default=0)
    thanks_count: Mapped[int] = mapped_column(default=0)
    unread_count: Mapped[int] = mapped_column(default=0, server_default="0")
    # How the member is mailed (models/mail.py: CHOICES), of what happened after `mail_since`.
    # `mail_problem` is what a mail server said about their address; nothing is mailed until solved
    mail_personal: Mapped[str] = mapped_column(String(8), default="now", server_default="now")
    mail_rest: Mapped[str] = mapped_column(String(8), default="daily", server_default="daily")
    mail_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_problem: Mapped[str] = mapped_column(String(300), default="", server_default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deactivated_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    # For moderators alone
    deactivation_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    source: Mapped[str | None] = mapped_column(String(120))
    source_id: Mapped[int | None]
    source_url: Mapped[str | None] = mapped_column(String(500))

    institution: Mapped[Institution | None] = relationship(lazy="joined")
    availability: Mapped["Availability | None"] = relationship(
        back_populates="member", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]
        secondary=member_role, lazy="select"
    )

    deactivated_by: Mapped["Member | None"] = relationship(
        remote_side="Member.id", foreign_keys=[deactivated_by_id], lazy="raise", viewonly=True
    )

    @validates("name", "function")
    def _fold(self, key: str, value: str) -> str:
        words = {"name": self.name or "", "function": self.function or "", key: value or ""}
        self.folded = markup.fold(f"{words['name']} {words['function']}")[:500]
        return value

    @property
    def has_page(self) -> bool:
        """Whoever left without their name has none: it would put together what they wrote."""
        return not self.username.startswith(NAMELESS)

    @property
    def is_moderator(self) -> bool:
        """Administrators may do all that moderators may."""
        return any(role.name in (MODERATOR, ADMINISTRATOR) for role in self.roles)

    @property
    def is_administrator(self) -> bool:
        return any(role.name == ADMINISTRATOR for role in self.roles)
