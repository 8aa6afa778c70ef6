"""Moderators judge a sample of what the search finds, and the search learns from it."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors, indexing
from qaforum.extensions import db
from qaforum.indexing import verdicts
from qaforum.indexing.index import Index
from qaforum.indexing.verdicts import Judged, Verdicts
from qaforum.models import Member, Question, QuestionLink
from qaforum.services.search import duplicates, judgements
from search.recalibration import Recalibration
from tests.factories import Factory, log_in

TITLE = "How do you keep medicines cool in a heat wave?"
ALIKE = [
    "How do you keep the medicine cupboard cool in a heat wave?",
    "How do you keep vaccines cool during a power cut?",
    "How do you keep the kitchen cool in a heat wave?",
    "How do you keep medicines locked in a small house?",
    "How do you keep meals cool on an outing in summer?",
    "How do you keep residents cool in a heat wave?",
    "How do you keep medicines cool on a long journey?",
]


@pytest.fixture
def moderator(make: Factory) -> Member:
    return make.moderator()


@pytest.fixture
def asked(app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Questions about nearly the same, from another forum, in the order they were asked."""
    monkeypatch.setattr(verdicts, "_GENTLY", 0.0)
    questions = [make.question(title) for title in (TITLE, *ALIKE)]
    for question in questions:
        question.source, question.source_id = "elsewhere", question.id
    db.session.commit()
    return questions


def verdicts_of(app: Flask) -> tuple[Recalibration, list[Judged]]:
    index: Index = app.extensions["index"]
    assert index._view is not None
    heard = Verdicts(db.engine, threading.Event())
    return heard.learn(index._view.engine), heard.judged(index._view.engine)


def test_only_moderators_judge(client: FlaskClient, make: Factory) -> None:
    assert client.get("/moderation/judgements").status_code == 302
    member = make.member()
    log_in(client, member)
    assert client.get("/moderation/judgements").status_code == 403
    assert client.post("/moderation/judgements", data={"2-1": "same"}).status_code == 403
    with pytest.raises(errors.NotAllowed):
        judgements.judge(member, {(2, 1): True})


def test_while_the_search_wakes_up_the_page_says_so(
    client: FlaskClient, make: Factory, moderator: Member
) -> None:
    make.question()

    assert "getting ready" in log_in(client, moderator).get("/moderation/judgements").text


@pytest.mark.usefixtures("index")
class TestWithTheIndex:
    def test_each_question_comes_with_the_closest_one_asked_before(
        self, app: Flask, client: FlaskClient, moderator: Member, asked: list[Question],
        make: Factory,
    ) -> None:  # fmt: skip
        for what in ("office", "van"):
            one = make.question(f"How do you keep the {what} cool in a heat wave?")
            one.source, one.source_id = "elsewhere", one.id
        db.session.commit()
        indexing.start(app, indexer=True, wait=True)

        sample = judgements.sample(moderator)

        assert len(sample.pairs) == judgements.SHOWN
        assert all(pair.original.id < pair.question.id for pair in sample.pairs)
        assert len({pair.question.id for pair in sample.pairs}) == judgements.SHOWN
        page = log_in(client, moderator).get("/moderation/judgements").text
        assert page.count('value="same"') == judgements.SHOWN
        assert "% sure" not in page

    def test_what_was_judged_is_a_decision_and_not_asked_again(
        self, app: Flask, client: FlaskClient, moderator: Member, asked: list[Question]
    ) -> None:
        indexing.start(app, indexer=True, wait=True)
        same, other, *left_out = judgements.sample(moderator).pairs
        log_in(client, moderator)

        data = {
            f"{same.question.id}-{same.original.id}": "same",
            f"{other.question.id}-{other.original.id}": "other",
            "nonsense": "same",
            f"{left_out[0].question.id}-{left_out[0].original.id}": "perhaps",
        }
        page = client.post("/moderation/judgements", data=data, follow_redirects=True).text

        assert "2 judgements saved." in page
        links = db.session.query(QuestionLink.from_id, QuestionLink.kind).all()
        assert sorted(links) == sorted(
            [(same.question.id, "duplicate"), (other.question.id, "distinct")]
        )
        judged = {same.question.id, other.question.id}
        asked_again = {pair.question.id for pair in judgements.sample(moderator).pairs}
        assert not judged & asked_again
        assert len(duplicates.decisions()) == 2

    def test_the_search_becomes_as_sure_as_moderators_find_it_right(
        self, app: Flask, moderator: Member, asked: list[Question]
    ) -> None:
        indexing.start(app, indexer=True, wait=True)
        assert verdicts_of(app)[0] == Recalibration()

        many = judge_all(moderator, asked, same=3)
        sceptical, judged = verdicts_of(app)
        assert many == len(asked) - 1
        assert sceptical.verdicts == many
        assert sum(one.said for one in judged if one.source == "moderators") == many
        assert sum(one.right for one in judged if one.source == "moderators") == 3

        judge_all(moderator, asked, same=4)
        assert verdicts_of(app)[0].offset > sceptical.offset

    def test_a_judgement_of_what_the_search_would_not_name_is_no_verdict_on_it(
        self, app: Flask, moderator: Member, make: Factory
    ) -> None:
        first = make.question(TITLE)
        far = make.question("Who waters the plants in August?")
        last = make.question(ALIKE[0])
        indexing.start(app, indexer=True, wait=True)

        duplicates.dismiss(moderator, last.id, far.id)
        assert said(app, "moderators") == 0

        duplicates.dismiss(moderator, last.id, first.id)
        assert said(app, "moderators") == 1

    def test_a_gone_question_is_left_out(
        self, app: Flask, moderator: Member, asked: list[Question]
    ) -> None:
        last, before, first = asked[-1].id, asked[-2].id, asked[0].id

        verdict = {(last, before): False, (last, 99_999): True, (first, first): True}

        assert judgements.judge(moderator, verdict) == 1


def said(app: Flask, source: str) -> int:
    return sum(one.said for one in verdicts_of(app)[1] if one.source == source)


def judge_all(moderator: Member, asked: list[Question], same: int) -> int:
    """Of each question and what comes closest of those before it, so many the same; how many."""
    pairs = [
        (question.id, nearest.key.id)
        for question in asked
        if (nearest := indexing.nearest(question.title, question.body, before=question.id))
    ]
    verdicts = {pair: place < same for place, pair in enumerate(pairs)}
    return judgements.judge(moderator, verdicts)
