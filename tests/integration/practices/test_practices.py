"""Practices: what works in one house, written up for the others."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors
from qaforum.extensions import db
from qaforum.indexing.documents import PRACTICE, Key
from qaforum.models import Member, Notification, Practice
from qaforum.services.practices import practice_lists, practices, revalidation
from qaforum.services.practices.practices import Written
from qaforum.services.questions import acceptance, questions, revisions
from qaforum.services.search import suggestions
from qaforum.services.search.panel import Suggestions
from qaforum.services.search.similar_documents import SimilarDocument
from tests.factories import Factory, log_in
from tests.integration.search.test_suggestions import eventually

TITLE = "Weekly flushing list for showers that stand empty"
FIELDS = {
    "title": TITLE,
    "body": "Legionella came back after every holiday.",
    "method": "Two minutes hot, two minutes cold, every Monday.",
}


def test_three_fields_are_enough(client: FlaskClient, make: Factory) -> None:
    institution = make.institution("Elm House")
    log_in(client, make.member("Tom Reed", institution_id=institution.id))
    answer = client.post("/practices/new", data=FIELDS)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    for words in (TITLE, "Legionella came back", "Two minutes hot", "Tom Reed", "Elm House"):
        assert words in page
    assert TITLE in client.get("/practices").text


def test_the_rest_is_shown_where_it_was_filled_in(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    more = {
        "context": "A house with 30 beds.",
        "pitfalls": "Use *gloves*.",
        "tags": "water hygiene",
    }
    page = client.get(client.post("/practices/new", data=FIELDS | more).location).text
    assert "A house with 30 beds." in page
    assert "<em>gloves</em>" in page
    assert "What to watch out for" in page
    assert "What it needs" not in page
    assert TITLE in client.get("/practices?tag=water").text


@pytest.mark.parametrize("field", ["title", "body", "method"])
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, make: Factory, field: str
) -> None:
    log_in(client, make.member())
    typed = FIELDS | {"results": "No case since.", field: ""}
    answer = client.post("/practices/new", data=typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    for name, text in typed.items():
        assert name == field or text in answer.text


def test_sent_twice_it_is_one_practice(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    first, second = (client.post("/practices/new", data=FIELDS) for _ in range(2))
    assert first.location == second.location


def test_guests_read_practices_and_log_in_to_write_one(client: FlaskClient, make: Factory) -> None:
    practice = make.practice()
    assert client.get(f"/practices/{practice.id}/{practice.slug}").status_code == 200
    assert "/account/login" in client.get("/practices/new").location
    assert "/account/login" in client.post("/practices/new", data=FIELDS).location


def test_a_solved_question_becomes_a_practice_that_names_its_solver(
    client: FlaskClient, make: Factory
) -> None:
    solver, writer = make.member("Tom Reed"), make.member("Anne Martin")
    question = make.solved(
        "Legionella in two showers after the holidays",
        "Flush them weekly.",
        by=solver,
        tags="water",
    )
    log_in(client, writer)
    shown = client.get(f"/questions/{question.id}/{question.slug}").text
    assert f"/practices/new?question={question.id}" in shown
    form = client.get(f"/practices/new?question={question.id}").text
    assert "Flush them weekly." in form
    assert "Legionella in two showers" in form
    sent = FIELDS | {"question": str(question.id)}
    page = client.get(client.post("/practices/new", data=sent).location).text
    assert "Tom Reed" in page
    assert f"/questions/{question.id}/" in page
    assert TITLE in client.get(f"/questions/{question.id}/{question.slug}").text
    told = db.session.query(Notification).filter_by(member_id=solver.id).all()
    assert "practice_of_yours" in [row.kind for row in told]


def test_several_solutions_become_several_ways(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    question = make.question("Who has the key to the linen room?", by=asker)
    for body, context in (("A board.", "small house"), ("A safe.", "three buildings")):
        acceptance.accept(asker, make.answer(question, body).id, context)
    log_in(client, make.member())
    form = client.get(f"/practices/new?question={question.id}").text
    for words in ("## small house", "A board.", "## three buildings", "A safe."):
        assert words in form


def test_an_unsolved_question_is_no_practice_yet(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    assert client.get(f"/practices/new?question={question.id}").status_code == 403
    answer = client.post("/practices/new", data=FIELDS | {"question": str(question.id)})
    assert answer.status_code == 403
    assert FIELDS["method"] in answer.text


def test_an_edit_makes_a_version_and_keeps_the_one_before(
    client: FlaskClient, make: Factory
) -> None:
    author = make.member()
    practice = make.practice(by=author, method="Log it twice a day.", needs="A thermometer.")
    log_in(client, author)
    address = f"/practices/{practice.id}/edit"
    assert "Log it twice a day." in client.get(address).text
    sent = FIELDS | {"revision": "1", "needs": ""}
    page = client.get(client.post(address, data=sent).location).text
    assert "Two minutes hot" in page
    assert "Log it twice a day." not in page
    history = client.get(f"/practices/{practice.id}/history").text
    assert "Log it twice a day." in history
    assert "A thermometer." in history
    assert [row.number for row in revisions.revisions_of(practice)] == [2, 1]


def test_an_edit_begun_on_an_older_version_is_refused_and_kept(
    client: FlaskClient, make: Factory
) -> None:
    author = make.member()
    practice = make.practice(by=author)
    practices.edit(author, practice.id, 1, Written(TITLE, "Another problem.", "Another way."))
    log_in(client, author)
    answer = client.post(f"/practices/{practice.id}/edit", data=FIELDS | {"revision": "1"})
    assert answer.status_code == 409
    assert FIELDS["method"] in answer.text
    assert "Another way." in answer.text
    assert 'value="2"' in answer.text


def test_only_its_author_and_moderators_edit_a_practice(make: Factory) -> None:
    practice = make.practice()
    written = Written(TITLE, "A problem.", "A way.")
    with pytest.raises(errors.NotAllowed):
        practices.edit(make.member(), practice.id, 1, written)
    assert practices.edit(make.moderator(), practice.id, 1, written).revision == 2


def test_a_deleted_practice_is_gone_and_a_moderator_brings_it_back(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    author = make.member()
    practice = make.practice(TITLE, by=author)
    log_in(client, author)
    assert client.post(f"/practices/{practice.id}/delete").status_code == 303
    assert TITLE not in client.get("/practices").text
    assert client.get(f"/practices/{practice.id}/{practice.slug}").status_code == 404
    moderator = log_in(app.test_client(), make.moderator())
    assert TITLE in moderator.get("/moderation").text
    assert moderator.post(f"/practices/{practice.id}/restore").status_code == 303
    assert TITLE in client.get("/practices").text


def test_an_author_cannot_delete_what_another_house_relies_on(make: Factory) -> None:
    author = make.member()
    practice = make.practice(by=author)
    make.used(practice)
    with pytest.raises(errors.NotAllowed):
        practices.delete(author, practice.id)
    practices.delete(make.moderator(), practice.id)


def test_the_most_used_come_first_where_one_asks_for_them(make: Factory) -> None:
    used, fresh = make.practice("A practice that two houses use"), make.practice("A fresh practice")
    make.used(used)
    assert [row.id for row in practice_lists.list_practices().rows] == [fresh.id, used.id]
    assert [row.id for row in practice_lists.list_practices("used").rows] == [used.id, fresh.id]


def test_a_practice_outlives_its_question_and_its_author(make: Factory) -> None:
    author = make.member()
    question = make.solved("Legionella in two showers", "Flush them weekly.")
    written = Written(TITLE, "A problem.", "A way.")
    practice = practices.write(author, written, question_id=question.id)
    questions.delete(make.moderator(), question.id)
    db.session.delete(db.session.merge(author))
    db.session.commit()
    found = practices.load(practice.id)
    assert found.author is None
    assert [answer.body for answer in found.solutions] == ["Flush them weekly."]


def test_members_and_institutions_show_what_they_wrote_up(
    client: FlaskClient, make: Factory
) -> None:
    institution = make.institution()
    author = make.member(institution_id=institution.id)
    make.practice(TITLE, by=author)
    assert TITLE in client.get(f"/members/{author.username}").text
    assert TITLE in client.get(f"/institutions/{institution.slug}").text


@pytest.mark.parametrize("address", ["/practices?sort=best", "/practices?tag=nothing"])
def test_a_list_that_there_is_not_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


class TestFound:
    """By the one search engine, as a problem with the way that solved it."""

    ASKED = "Flushing the showers that stood empty over the holidays"

    @pytest.fixture
    def practice(self, make: Factory, index: None) -> Practice:
        found = make.practice(
            TITLE, "Two minutes hot, two minutes cold, every Monday.", tags="water"
        )
        make.question("Which rota suits a team of twelve?")
        assert eventually(lambda: bool(suggestions.similar(self.ASKED).practices))
        return found

    def test_while_somebody_types_a_problem(
        self, client: FlaskClient, make: Factory, practice: Practice
    ) -> None:
        make.used(practice)
        panel = client.get("/ask/similar", query_string={"title": self.ASKED}).text
        for words in (TITLE, "Practice", "Used in 1 house", "every Monday"):
            assert words in panel

    def test_on_the_search_page_and_by_tag(self, client: FlaskClient, practice: Practice) -> None:
        asked = {"q": self.ASKED}
        assert TITLE in client.get("/search", query_string=asked).text
        assert TITLE in client.get("/search", query_string=asked | {"tag": "water"}).text

    def test_by_machines_under_a_key_of_their_own(
        self, client: FlaskClient, practice: Practice
    ) -> None:
        found = client.get("/api/v1/similar", query_string={"title": self.ASKED}).get_json()
        assert [row["title"] for row in found["practices"]] == [TITLE]
        assert TITLE not in [row["title"] for row in found["questions"]]

    def test_beside_a_question_like_it(
        self, client: FlaskClient, make: Factory, practice: Practice
    ) -> None:
        question = make.question(self.ASKED)
        assert TITLE in client.get(f"/questions/{question.id}/related").text
        assert TITLE not in client.get(f"/practices/{practice.id}/related").text

    def test_once_beside_the_question_that_it_was_made_of(
        self, client: FlaskClient, make: Factory, index: None
    ) -> None:
        question, other = make.solved(self.ASKED, "Flush them weekly."), make.question(self.ASKED)
        written = Written(TITLE, self.ASKED, "Flush.")
        made = practices.write(make.member(), written, question_id=question.id)
        assert eventually(lambda: TITLE in client.get(f"/questions/{other.id}/related").text)
        assert TITLE not in client.get(f"/questions/{question.id}/related").text
        assert f"/questions/{question.id}/" not in client.get(f"/practices/{made.id}/related").text

    def test_an_edit_is_found_by_its_new_words_and_a_deletion_at_once_no_more(
        self, make: Factory, practice: Practice
    ) -> None:
        typed = "Who waters the plants in summer?"
        author = db.session.get_one(Member, practice.author_id)
        written = Written("A watering rota for plants", "Dry plants in summer.", "Draw lots.")
        practices.edit(author, practice.id, 1, written)
        assert eventually(lambda: bool(suggestions.similar(typed).practices))
        practices.delete(make.moderator(), practice.id)
        assert suggestions.similar(typed).practices == []

    def test_it_follows_the_question_that_it_was_made_of(self, make: Factory, index: None) -> None:
        question = make.solved(self.ASKED, "Flush them weekly.")
        written = Written(TITLE, self.ASKED, "Flush.")
        practices.write(make.member(), written, question_id=question.id)
        assert eventually(lambda: bool(suggestions.similar(self.ASKED).practices))
        found = suggestions.similar(self.ASKED)
        assert [row.question.id for row in found.problems] == [question.id]
        assert found.entries == [*found.problems, *found.practices]


def test_what_is_outdated_comes_last(make: Factory) -> None:
    old, new = make.practice("A practice of ten years ago"), make.practice("A practice of today")
    revalidation.answer(make.moderator(), old, "outdated")
    found = [
        SimilarDocument(Key(PRACTICE, old.id), old, "same", 0.9, None),
        SimilarDocument(Key(PRACTICE, new.id), new, "related", 0.3, None),
    ]
    entries = Suggestions("ready", documents=found).entries
    assert entries == [found[1], found[0]]
