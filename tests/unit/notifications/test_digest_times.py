"""When digests are made: seven in the morning where the forum is, whatever its clocks do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from qaforum.models.notifications.mail import DAILY, WEEKLY
from qaforum.services.notifications.digest_times import latest

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-15 05:59", "2026-01-14 06:00"),  # 6:59 in Paris, in winter
        ("2026-01-15 06:00", "2026-01-15 06:00"),
        ("2026-01-15 23:30", "2026-01-15 06:00"),  # past midnight in Paris
        ("2026-07-15 05:00", "2026-07-15 05:00"),  # 7:00 in Paris, in summer
        ("2026-03-29 04:59", "2026-03-28 06:00"),  # the night of 23 hours
        ("2026-03-29 05:00", "2026-03-29 05:00"),
        ("2026-10-25 06:00", "2026-10-25 06:00"),  # the night of 25 hours
    ],
)
def test_the_daily_digest_is_made_at_seven(now: str, expected: str) -> None:
    assert latest(DAILY, at(now), PARIS, 7) == at(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23 05:59", "2026-11-16 06:00"),  # a Monday, before seven in Paris
        ("2026-11-23 06:00", "2026-11-23 06:00"),
        ("2026-11-29 22:00", "2026-11-23 06:00"),  # the Sunday after
    ],
)
def test_the_weekly_digest_is_made_on_monday_at_seven(now: str, expected: str) -> None:
    assert latest(WEEKLY, at(now), PARIS, 7) == at(expected)


def test_it_is_said_in_utc() -> None:
    assert latest(DAILY, at("2026-01-15 12:00"), PARIS, 7).tzinfo is UTC
