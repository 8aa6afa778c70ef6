"""Who gets an institution's figures by mail, each quarter."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.people.institution import Institution
from qaforum.models.people.member import Member


class ReportRecipient(Model):
    """Somebody whom the institution's people named; they need no account.

    `problem`: what a mail server said when it refused the address. `stopped_at`: they want no more.
    After either, nothing is sent to them.
    """

    __tablename__ = "report_recipient"
    # The links in their mails are made from ids, so none is given twice
    __table_args__ = (
        UniqueConstraint("institution_id", "email"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
    named_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    problem: Mapped[str] = mapped_column(String(300), default="")
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    institution: Mapped[Institution] = relationship(Institution, lazy="raise")
    named_by: Mapped[Member | None] = relationship(Member, lazy="raise")
