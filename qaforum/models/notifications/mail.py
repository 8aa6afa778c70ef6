"""A message to a member, or to whom an institution named: from the decision to send it to the mail
server's word."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.impact.report_recipient import ReportRecipient
from qaforum.models.people.member import Member

# What a member can choose for each group of kinds
NOW, DAILY, WEEKLY, NEVER = "now", "daily", "weekly", "never"
CHOICES = (NOW, DAILY, WEEKLY, NEVER)

# The life of a mail
WAITING = "waiting"  # to be sent at `due_at`
SENDING = "sending"  # a notifier is at it
SENT = "sent"  # the mail server took it
REFUSED = "refused"  # the mail server will not take it
DROPPED = "dropped"  # by the time it was due there was nothing to say, or nobody to say it to

# What it says
NEWS = "news"  # one notification
DIGEST = "digest"  # several
RESET = "reset_instructions"  # how to choose another password
RESET_DONE = "reset_notice"  # that another password was chosen
REPORT = "report"  # an institution's figures of a quarter


class Mail(Model):
    """What it says is made when it is sent, from what is true then; a mail holds no secret.

    Its notifications are those whose `mail_id` it is: each is in one mail, once and for all.
    A report has no member but a recipient, who gets each `quarter` (its first day) once.
    `notifier` is who was sending it, so that who comes after knows whose journal to read.
    """

    __tablename__ = "mail"
    # Message-IDs are made from ids, so none is given twice
    __table_args__ = (
        Index("ix_mail_due", "state", "due_at"),
        UniqueConstraint("recipient_id", "quarter"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    recipient_id: Mapped[int | None] = mapped_column(
        ForeignKey("report_recipient.id", ondelete="CASCADE")
    )
    quarter: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    tries: Mapped[int] = mapped_column(default=0)
    notifier: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member | None] = relationship(Member, lazy="raise")
    recipient: Mapped[ReportRecipient | None] = relationship(ReportRecipient, lazy="raise")
