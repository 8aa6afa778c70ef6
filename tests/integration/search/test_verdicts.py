"""The search hears what members say of what it finds, with the real encoder."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing import verdict_rows, verdicts
from qaforum.indexing.index import Index
from qaforum.indexing.verdicts import Verdicts
from qaforum.models import Question, QuestionLink, Thanks
from qaforum.models.questions.question_link import DUPLICATE
from qaforum.services.search import duplicates, suggestion_tokens, suggestions, thanks
from search import Engine
from search.recalibration import Recalibration
from tests.factories import Factory, log_in

TITLE = "How do you keep medicines cool in a heat wave?"
ALIKE = [
    "How do you keep the medicine cupboard cool in a heat wave?",
    "How do you keep vaccines cool during a power cut?",
    "How do you keep the kitchen cool in a heat wave?",
    "How do you keep medicines locked in a small house?",
    "How do you keep meals cool on an outing in summer?",
]

CLOSED = [
    "How do you keep the garden gate shut?",
    "Who orders the paper for the printer?",
    "Where do new parents park in the morning?",
    "What do you tell families about head lice?",
    "Who may sign for a delivery of medicines?",
]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "_GENTLY", 0.0)
    monkeypatch.setattr(verdicts, "_PAUSE", 0.0)
    monkeypatch.setattr(verdicts, "_SOON", 0.0)


def eventually(there: Callable[[], bool]) -> bool:
    """Whether it comes true while the thread that hears verdicts is at work."""
    for _ in range(200):
        if there():
            return True
        time.sleep(0.05)
    return False


def engine_of(app: Flask) -> Engine:
    index: Index = app.extensions["index"]
    assert index._view is not None
    return index._view.engine


def learned(app: Flask) -> Recalibration:
    return Verdicts(db.engine, threading.Event()).learn(engine_of(app))


def test_thanks_keep_how_sure_the_search_was(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    solved = make.solved(TITLE, "On the north side.")
    log_in(client, make.member())
    data = {"question_id": solved.id, "suggestion_token": suggestion_tokens.write(solved.id, -1.25)}

    assert client.post("/ask/solved", data=data).status_code == 303

    assert db.session.query(Thanks.log_odds).scalar() == -1.25


@pytest.mark.parametrize("suggestion_token", ["", "-20", "WzEsIDVd.made-up", "another question's"])
def test_what_the_search_never_said_is_no_verdict(
    client: FlaskClient, make: Factory, suggestion_token: str
) -> None:
    solved = make.solved(TITLE, "On the north side.")
    log_in(client, make.member())
    if suggestion_token == "another question's":
        suggestion_token = suggestion_tokens.write(solved.id + 1, 5.0)

    data = {"question_id": solved.id, "suggestion_token": suggestion_token}
    assert client.post("/ask/solved", data=data).status_code == 303

    assert db.session.query(Thanks.log_odds).all() == [(None,)]


def test_one_member_speaks_three_times_at_most(make: Factory) -> None:
    member, other = make.member(), make.member()
    for number in range(5):
        solved = make.solved(f"Who has the key to room {number}?", f"Ask {number}.")
        thanks.give(member, solved.id, suggestion_token=suggestion_tokens.write(solved.id, 1.0))
    thanks.give(other, solved.id, suggestion_token=suggestion_tokens.write(solved.id, 2.0))

    with db.engine.connect() as connection:
        found = verdict_rows.thanked(connection)
    assert [log_odds for _, log_odds in found] == [2.0, 1.0, 1.0, 1.0]


def test_one_member_asks_three_times_at_most(make: Factory) -> None:
    busy = make.member()
    for number in range(5):
        make.question(f"Who has the key to room {number}?", by=busy)
    last = make.question("Who waters the plants in August?")

    with db.engine.connect() as connection:
        found = verdict_rows.posted(connection)
    assert len(found) == 4
    assert found[0].id == last.id


def test_both_kinds_count_since_the_same_moment() -> None:
    day = [datetime(2026, 1, number, tzinfo=UTC) for number in range(1, 10)]
    asked = [verdict_rows.Posted(n, n, "t", "", "h", day[n]) for n in (8, 7, 6)]
    thanks = [(day[n], float(n)) for n in (8, 5, 1)]

    assert verdict_rows.together(asked, thanks) == (asked, [8.0])
    assert verdict_rows.together(asked, thanks[:1]) == (asked[:1], [8.0])
    assert verdict_rows.together(asked, []) == ([], [])


@pytest.mark.usefixtures("index")
class TestWithTheIndex:
    def test_the_panel_hands_on_how_sure_the_search_was(
        self, app: Flask, client: FlaskClient, make: Factory
    ) -> None:
        make.solved(ALIKE[0], "On the north side.")
        indexing.start(app, indexer=True, wait=True)
        log_in(client, make.member())

        page = client.get("/ask/similar", query_string={"title": TITLE}).text

        (problem,) = suggestions.similar(TITLE).problems
        assert suggestion_tokens.read(problem.suggestion_token, problem.question.id) is not None
        assert f'data-suggestion-token="{problem.suggestion_token}"' in page

    def test_only_the_likeliest_says_how_sure_it_was(self, app: Flask, make: Factory) -> None:
        for title in ALIKE[:2]:
            make.solved(title, f"On the north side. {title}")
        indexing.start(app, indexer=True, wait=True)

        first, *others = suggestions.similar(TITLE).problems

        assert first.suggestion_token
        assert [problem.suggestion_token for problem in others] == [""] * len(others)

    def test_few_verdicts_of_one_kind_correct_nothing(self, app: Flask, make: Factory) -> None:
        for title in (TITLE, *ALIKE):
            make.question(title)
        indexing.start(app, indexer=True, wait=True)

        assert learned(app) == Recalibration()

    def test_who_posts_nevertheless_lowers_the_confidence(
        self, app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hear = Verdicts.hear
        monkeypatch.setattr(Verdicts, "hear", lambda self, view: None)  # not beside this test
        asked(make, log_odds=4.0)
        indexing.start(app, indexer=True, wait=True)
        index: Index = app.extensions["index"]
        engine_of(app).ranking = engine_of(app).ranking.uncorrected
        before = suggestions.similar(TITLE).problems

        correction = learned(app)
        assert index._view is not None
        hear(Verdicts(db.engine, threading.Event()), index._view)

        assert correction.verdicts > 2 * verdicts.EACH
        assert engine_of(app).ranking.recalibration == correction
        after = suggestions.similar(TITLE).problems
        assert [one.question.id for one in after] == [one.question.id for one in before]
        assert after[0].confidence < before[0].confidence

    def test_the_duplicate_of_a_duplicate_was_the_same_too(self, app: Flask, make: Factory) -> None:
        one, two, three = (make.question(f"{TITLE} {way}") for way in ("", "Now", "Today"))
        moderator = make.moderator()
        duplicates.mark(moderator, two.id, one.id)
        duplicates.mark(moderator, three.id, two.id)

        with db.engine.connect() as connection:
            root = verdict_rows.roots(connection, [two.id, three.id])

        assert root == {two.id: one.id, three.id: one.id}

    def test_a_duplicate_says_that_it_was_the_same(self, app: Flask, make: Factory) -> None:
        first, *others = asked(make, log_odds=4.0)
        indexing.start(app, indexer=True, wait=True)
        before = learned(app)

        moderator = make.moderator()
        for other in others[:3]:
            duplicates.mark(moderator, other.id, first.id)

        assert learned(app).offset > before.offset

    def test_a_moderator_sees_how_true_suggestions_are(
        self, app: Flask, client: FlaskClient, make: Factory
    ) -> None:
        asked(make, log_odds=4.0)
        log_in(client, make.moderator())
        indexing.start(app, indexer=True, wait=True)

        assert eventually(lambda: any(one.right == 3 for one in indexing.judged()))
        same = next(one for one in indexing.judged() if one.right == 3)

        page = client.get("/moderation").text
        assert "How true suggestions are" in page
        assert f"3 of {same.said} were the same problem" in " ".join(page.split())

    def test_imported_questions_are_no_verdicts(self, app: Flask, make: Factory) -> None:
        elsewhere(asked(make, log_odds=4.0))
        indexing.start(app, indexer=True, wait=True)

        assert learned(app) == Recalibration()  # thanks alone: only one kind

    def test_duplicates_that_came_with_an_import_say_how_sure_to_be(
        self, app: Flask, client: FlaskClient, make: Factory
    ) -> None:
        cool = [f"How do you keep the {what} cool in a heat wave?" for what in ("office", "van")]
        elsewhere([make.question(title) for title in (*ALIKE, *cool)])
        pairs = [
            [make.question(words) for words in (title, f"A question: {title}")] for title in CLOSED
        ]
        elsewhere([question for pair in pairs for question in pair])
        for older, newer in pairs:
            db.session.add(QuestionLink(from_id=newer.id, to_id=older.id, kind=DUPLICATE))
        db.session.commit()
        indexing.start(app, indexer=True, wait=True)

        found = Verdicts(db.engine, threading.Event())
        correction = found.learn(engine_of(app))
        said = found.judged(engine_of(app))

        assert correction.scale == pytest.approx(1.0, abs=0.2)
        assert sum(one.right for one in said) == len(CLOSED)
        assert correction.verdicts == sum(one.said for one in said) > len(CLOSED)
        assert eventually(lambda: any(one.source == "history" for one in indexing.judged()))
        log_in(client, make.moderator())
        assert "Imported duplicates" in client.get("/moderation").text

    def test_an_import_without_duplicates_says_nothing(self, app: Flask, make: Factory) -> None:
        elsewhere([make.question(title) for title in [*ALIKE, *CLOSED]])
        indexing.start(app, indexer=True, wait=True)

        assert learned(app) == Recalibration()


def elsewhere(asked: list[Question]) -> None:
    """As if these had been imported."""
    for question in asked:
        question.source, question.source_id = "elsewhere", question.id
    db.session.commit()


def asked(make: Factory, log_odds: float) -> list[Question]:
    """Questions posted one after the other, and some that needed no asking."""
    solved = make.solved(TITLE, "On the north side.")
    for _ in range(verdicts.EACH):
        thanks.give(
            make.member(), solved.id, suggestion_token=suggestion_tokens.write(solved.id, log_odds)
        )
    return [solved, *(make.question(title) for title in ALIKE)]
