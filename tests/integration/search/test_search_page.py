"""The search page, with the real encoder."""

import pytest
from flask.testing import FlaskClient

from qaforum.services.questions import questions
from tests.factories import Factory
from tests.integration.search.test_suggestions import eventually

TITLE = "How do you keep medicines cool in a heat wave?"


def test_nothing_typed_shows_an_empty_page(client: FlaskClient) -> None:
    for query in ("", "?q=", "?q=+++", "?q=%00"):
        assert client.get(f"/search{query}").status_code == 200


def test_while_the_encoder_loads_the_page_says_so(client: FlaskClient) -> None:
    answer = client.get("/search?q=medicines")
    assert answer.status_code == 200
    assert "waking up" in answer.text


def test_what_was_typed_is_still_in_the_field(client: FlaskClient) -> None:
    page = client.get('/search?q=<b>"keys"</b>').text
    assert "&lt;b&gt;&#34;keys&#34;&lt;/b&gt;" in page
    assert "<b>&" not in page


@pytest.mark.usefixtures("index")
class TestWithTheIndex:
    def test_a_question_is_found_by_meaning(self, client: FlaskClient, make: Factory) -> None:
        make.question(TITLE, tags="heat")
        make.question("Who has a recipe for thirty pancakes?", tags="kitchen")

        def first() -> str:
            page = client.get("/search?q=drugs+get+too+warm+in+summer").text
            return page.partition("<ol")[2].partition("</h2>")[0]

        assert eventually(lambda: TITLE in first())

    def test_a_tag_narrows_the_search(self, client: FlaskClient, make: Factory) -> None:
        make.question(TITLE, tags="heat")
        make.question("Who keeps medicines for the weekend?", tags="night")
        assert eventually(lambda: "for the weekend" in client.get("/search?q=medicines").text)
        page = client.get("/search?q=medicines&tag=heat").text
        assert TITLE in page
        assert "for the weekend" not in page
        assert client.get("/search?q=medicines&tag=nosuchtag").status_code in (200, 404)

    def test_results_further_down_show_how_they_begin(
        self, client: FlaskClient, make: Factory
    ) -> None:
        for room in "abcdefg":
            make.question(f"How to cool medicines in room {room}?", f"Room {room} faces south.")

        def begun() -> int:
            return client.get("/search?q=cool+medicines").text.count("faces south.")

        assert eventually(lambda: begun() == 7)

    def test_a_deleted_question_is_not_found(self, client: FlaskClient, make: Factory) -> None:
        question = make.question(TITLE)
        assert eventually(lambda: TITLE in client.get("/search?q=medicines+cool").text)
        questions.delete(make.moderator(), question.id)
        assert TITLE not in client.get("/search?q=medicines+cool").text

    @pytest.mark.parametrize(
        "text",
        [
            "x" * 10_000,
            "key " * 2_500,
            "🚰👍",
            "\x00\u202e",
            '"(*:^~',
            "AND OR NOT",
            "' OR 1=1 --",
            "مفاتيح الليل",
            "%_%_%",
            "\ufffd\ufffd",
            "a",
            "?",
        ],
    )
    def test_any_text_is_answered(self, client: FlaskClient, make: Factory, text: str) -> None:
        make.question(TITLE)
        assert client.get("/search", query_string={"q": text}).status_code == 200

    def test_words_that_are_nowhere_find_nothing_but_others_and_slips_do(
        self, client: FlaskClient, make: Factory
    ) -> None:
        make.question(TITLE)
        make.question("Qui a un plan pour la canicule dans les chambres ?")
        make.question("Our only lift is out of service: how do we manage the stairs?")

        def page(text: str) -> str:
            return client.get("/search", query_string={"q": text}).text

        assert eventually(lambda: "search-result" in page("medicines"))
        for nonsense in ("xyzzy", "qwertyuiop", "blorgfnord frobnicate"):
            assert "search-result" not in page(nonsense), nonsense
            assert "Nothing like this yet" in page(nonsense)
        for found in ("medicnies", "heat wave in bedrooms", "ascenseur en panne"):
            assert "search-result" in page(found), found
