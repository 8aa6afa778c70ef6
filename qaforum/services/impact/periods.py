"""The time that figures are about, and the time before it to compare with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _

from qaforum import clock, errors

EARLIEST = date(2000, 1, 1)
SHORT = 100  # days
PRESETS = ("month", "quarter", "year", "all")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, UTC, from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self.start + timedelta(days=self.days)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """As many days, right before."""
        if self.first <= EARLIEST:
            return Period(EARLIEST, EARLIEST)
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def by_weeks(self) -> bool:
        """Whether its parts are weeks, since months would be too few."""
        return self.days <= SHORT

    def parts(self) -> list["Period"]:
        """Its weeks or calendar months, cut to the period; the last 24 of them."""
        found, first = [], self.first
        while first <= self.last:
            following = first + timedelta(days=7) if self.by_weeks else _next_month(first)
            found.append(Period(first, min(self.last, following - timedelta(days=1))))
            first = following
        return found[-24:]


def preset(name: str, today: date | None = None) -> Period:
    """The last 28 days to today; this month and the two or eleven before; or all there is.

    Raises:
        errors.Invalid: another name.
    """
    today = today or clock.now().date()
    if name == "month":
        return Period(today - timedelta(days=27), today)
    if name == "all":
        return Period(EARLIEST, today)
    months = {"quarter": 2, "year": 11}.get(name)
    if months is None:
        raise errors.Invalid(_("There is no such period."), field="period")
    month = 12 * today.year + today.month - 1 - months
    return Period(date(month // 12, month % 12 + 1, 1), today)


def quarter_before(today: date) -> Period:
    """The last calendar quarter that is over."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return Period(date(last.year, last.month - 2, 1), last)


def quarter_from(first: date) -> Period:
    """The calendar quarter that begins on this day."""
    return quarter_before(first + timedelta(days=92))


def chosen(name: str, first: str = "", last: str = "") -> Period:
    """The period that somebody chose: two days, or else a preset.

    Raises:
        errors.Invalid: no such period or day, or it ends before it begins.
    """
    if not (first or last):
        return preset(name or "year")
    try:
        period = Period(
            date.fromisoformat(first) if first else EARLIEST,
            date.fromisoformat(last) if last else clock.now().date(),
        )
    except ValueError as error:
        raise errors.Invalid(_("A day is written like 2026-03-31."), field="from") from error
    if not EARLIEST <= period.first <= period.last <= date(2200, 1, 1):
        raise errors.Invalid(_("The period ends before it begins."), field="to")
    return period


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
