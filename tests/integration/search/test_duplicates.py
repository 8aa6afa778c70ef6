"""Likely duplicates: found by the search, decided by moderators."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors, indexing
from qaforum.models import Member, Question
from qaforum.services.search import duplicates, suggestions
from tests.factories import Factory, log_in

BODY = "It reaches thirty degrees inside every summer and the labels say twenty-five at most."


@pytest.fixture
def pair(app: Flask, make: Factory) -> Iterator[tuple[Question, Question]]:
    """The older and the newer question, in an index with a third one."""
    older = make.question("How do you keep the medicine cupboard cool in August?", BODY)
    make.question("Who may drive the minibus with residents on board?", "Which licence is needed?")
    newer = make.question("How do you keep the medicine cupboard cool in August?", f"{BODY} Ideas?")
    indexing.start(app, indexer=True, wait=True)
    yield older, newer
    indexing.stop(app)


@pytest.fixture
def moderator(make: Factory) -> Member:
    return make.moderator()


def test_only_moderators_see_them(client: FlaskClient, make: Factory) -> None:
    assert client.get("/moderation/duplicates").status_code == 302
    log_in(client, make.member())
    assert client.get("/moderation/duplicates").status_code == 403
    assert client.post("/moderation/duplicates/1/2/mark").status_code == 403


def test_a_likely_pair_is_shown_once_and_what_is_different_not_at_all(
    client: FlaskClient, moderator: Member, pair: tuple[Question, Question]
) -> None:
    found = duplicates.find(moderator)

    assert [(one.question.id, one.original.id) for one in found.pairs] == [(pair[1].id, pair[0].id)]
    assert (found.looked_through, found.before) == (3, None)
    page = log_in(client, moderator).get("/moderation/duplicates").text
    assert page.count("Not the same") == 1
    assert "minibus" not in page
    assert duplicates.find(moderator, before=pair[1].id).pairs == []


def test_a_marked_duplicate_points_to_the_original_and_comes_after_it(
    client: FlaskClient, moderator: Member, pair: tuple[Question, Question]
) -> None:
    older, newer = pair
    log_in(client, moderator)

    answer = client.post(f"/moderation/duplicates/{newer.id}/{older.id}/mark")

    assert answer.status_code == 303
    page = client.get(f"/questions/{newer.id}/{newer.slug}").text
    assert "This was asked before" in page
    assert f"/questions/{older.id}/" in page
    shown = suggestions.similar(newer.title, newer.body).problems
    assert [problem.question.id for problem in shown][:2] == [older.id, newer.id]
    page = client.get("/moderation/duplicates").text
    assert "No likely duplicates" in page
    assert "is the same as" in page


def test_the_newer_may_be_the_one_to_keep(
    moderator: Member, pair: tuple[Question, Question]
) -> None:
    older, newer = pair
    duplicates.mark(moderator, older.id, newer.id)

    shown = suggestions.similar(newer.title).problems

    assert [problem.question.id for problem in shown][:2] == [newer.id, older.id]


def test_a_dismissed_pair_is_remembered_and_can_be_taken_back(
    client: FlaskClient, moderator: Member, pair: tuple[Question, Question]
) -> None:
    older, newer = pair
    log_in(client, moderator)

    client.post(f"/moderation/duplicates/{newer.id}/{older.id}/dismiss")

    assert duplicates.find(moderator).pairs == []
    assert "Linked problems" not in client.get(f"/questions/{newer.id}/{newer.slug}").text
    client.post(f"/moderation/duplicates/{newer.id}/{older.id}/undo")
    assert len(duplicates.find(moderator).pairs) == 1


def test_a_duplicate_of_a_duplicate_points_to_the_first(make: Factory, moderator: Member) -> None:
    first, second, third = (make.question(f"How do you lock door number {n}?") for n in "123")
    duplicates.mark(moderator, second.id, first.id)

    assert duplicates.mark(moderator, third.id, second.id).id == first.id
    with pytest.raises(errors.Conflict):
        duplicates.mark(moderator, first.id, third.id)
    with pytest.raises(errors.Conflict):
        duplicates.mark(moderator, first.id, first.id)


def test_while_the_search_wakes_up_the_page_says_so(
    client: FlaskClient, make: Factory, moderator: Member
) -> None:
    make.question()

    assert "getting ready" in log_in(client, moderator).get("/moderation/duplicates").text
