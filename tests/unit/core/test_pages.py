"""Lists by key: cursors that come back, and cursors that somebody made up."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qaforum import errors
from qaforum.models import Question
from qaforum.services.core.pages import page
from qaforum.services.questions import question_lists
from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("app")


def cursor_of(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NOW = datetime(2026, 5, 4, tzinfo=UTC).isoformat()
MADE_UP = {
    "no base64": "%%%%",
    "other letters": "é" * 20,
    "one letter": "a",
    "binary": base64.urlsafe_b64encode(bytes(range(256))).decode(),
    "no JSON": base64.urlsafe_b64encode(b"hello").decode(),
    "a number": base64.urlsafe_b64encode(b"7").decode(),
    "an object": base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    "too few": cursor_of(NOW),
    "too many": cursor_of(NOW, 1, 1),
    "no moment": cursor_of("yesterday", 1),
    "a number for a moment": cursor_of(5, 1),
    "a text for a number": cursor_of(NOW, "1"),
    "a list for a number": cursor_of(NOW, [1]),
    "a fraction": cursor_of(NOW, 1.5),
    "nothing": cursor_of(NOW, None),
    "a truth": cursor_of(NOW, True),
    "no number": base64.urlsafe_b64encode(f'["{NOW}", NaN]'.encode()).decode(),
    "an endless number": cursor_of(NOW, 10**30),
    "a number of 5,000 digits": base64.urlsafe_b64encode(
        f'["{NOW}", {"9" * 5000}]'.encode()
    ).decode(),
    "before the calendar": cursor_of("0001-01-01T00:00:00+14:00", 1),
    "nested without end": base64.urlsafe_b64encode(b"[" * 100_000).decode(),
}


@pytest.mark.parametrize("cursor", MADE_UP.values(), ids=MADE_UP.keys())
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(errors.Invalid):
        question_lists.list_questions(after=cursor)


@given(cursor=st.text(min_size=1, max_size=200))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_is_taken_for_a_cursor_by_chance(cursor: str) -> None:
    with pytest.raises(errors.Invalid):
        question_lists.list_questions(after=cursor)


def test_an_empty_cursor_is_the_first_page(make: Factory) -> None:
    question = make.question()
    assert [row.id for row in question_lists.list_questions(after="").rows] == [question.id]


def test_pages_follow_each_other_without_gap_or_repetition(make: Factory) -> None:
    asker = make.member()
    ids = [make.question(f"Who has the key to room {number}?", by=asker).id for number in range(7)]
    found: list[int] = []
    after = None
    while True:
        cut = page(select(Question), [Question.score, Question.id], after, 3)
        found += [row.id for row in cut.rows]
        after = cut.next_cursor
        if after is None:
            break
    assert found == ids[::-1]


def test_a_full_last_page_has_no_next(make: Factory) -> None:
    asker = make.member()
    for number in range(3):
        make.question(f"Who has the key to room {number}?", by=asker)
    cut = page(select(Question), [Question.id], None, 3)
    assert len(cut.rows) == 3
    assert cut.next_cursor is None


def test_pages_can_ascend(make: Factory) -> None:
    asker = make.member()
    ids = [make.question(f"Who has the key to room {number}?", by=asker).id for number in range(3)]
    first = page(select(Question), [Question.id], None, 2, descending=False)
    second = page(select(Question), [Question.id], first.next_cursor, 2, descending=False)
    assert [row.id for row in [*first.rows, *second.rows]] == ids
