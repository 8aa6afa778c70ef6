"""What the forum looks after by itself, every few minutes, in one process at a time."""

from datetime import datetime

from qaforum.services.notifications import mails, notification_rules
from qaforum.services.practices import attachments, revalidation


def run_due(now: datetime) -> None:
    """Safe to call at any time and again: each part does what is due."""
    notification_rules.opened(now)
    mails.tidy(now)
    revalidation.ask_for_revalidation(now)
    attachments.sweep(now)
