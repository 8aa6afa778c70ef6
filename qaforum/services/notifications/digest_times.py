"""When a digest is due: in the morning of each day, or of each Monday, where the forum is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from qaforum.models.notifications.mail import DAILY, WEEKLY

SPAN = {DAILY: timedelta(days=1), WEEKLY: timedelta(days=7)}


def latest(choice: str, now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """The latest moment, not after `now`, at which digests of this kind ("daily", "weekly") are
    made: `hour` o'clock in `zone`, whatever its clocks do."""
    here = now.astimezone(zone)
    day = here.date()
    if choice == WEEKLY:
        day -= timedelta(days=day.weekday())
    moment = datetime.combine(day, time(hour), zone)
    if moment > here:
        day -= SPAN[choice]
        moment = datetime.combine(day, time(hour), zone)
    return moment.astimezone(now.tzinfo)
