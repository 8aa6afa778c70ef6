"""Tags: all of them, and completing one."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import Tag
from qaforum.services.core import tags
from qaforum.services.questions import questions
from tests.factories import Factory


@pytest.fixture(autouse=True)
def some_questions(make: Factory) -> None:
    asker = make.member()
    for words in ("night planning", "night keys", "midnight été"):
        make.question(by=asker, tags=words)


def test_tags_are_listed_with_their_number(client: FlaskClient) -> None:
    page = client.get("/tags").text
    assert page.index("night") < page.index("planning")
    assert "2 questions" in page


def test_a_beginning_is_completed_the_most_used_first(client: FlaskClient) -> None:
    answer = client.get("/tags/complete?q=NIGHT")
    assert answer.json == [{"name": "night", "count": 2}, {"name": "midnight", "count": 1}]


@pytest.mark.parametrize(
    ("text", "names"),
    [("ét", ["été"]), ("ET", ["été"]), ("%", []), ("_", []), ("\x00plan", ["planning"])],
)
def test_completing_takes_signs_as_they_are(
    client: FlaskClient, text: str, names: list[str]
) -> None:
    answer = client.get("/tags/complete", query_string={"q": text})
    assert [row["name"] for row in answer.json or []] == names


def test_completing_an_endless_text_is_answered(client: FlaskClient) -> None:
    assert client.get("/tags/complete", query_string={"q": "x" * 100_000}).json == []


def test_counts_follow_edits_deletions_and_restorations(make: Factory) -> None:
    asker, moderator = make.member(), make.moderator()
    question = make.question(by=asker, tags="one two")

    def counts() -> dict[str, int]:
        db.session.expire_all()
        rows = db.session.scalars(select(Tag).where(Tag.name.in_(["one", "two", "three"])))
        return {tag.name: tag.question_count for tag in rows}

    assert counts() == {"one": 1, "two": 1}
    questions.edit(asker, question.id, 1, "The same as before", "With other tags", "two three")
    assert counts() == {"one": 0, "two": 1, "three": 1}
    questions.delete(moderator, question.id)
    assert counts() == {"one": 0, "two": 0, "three": 0}
    questions.restore(moderator, question.id)
    assert counts() == {"one": 0, "two": 1, "three": 1}
    assert "one" not in [line.tag.name for line in tags.popular()]


def test_two_spellings_are_one_tag_and_the_first_is_shown(
    client: FlaskClient, make: Factory
) -> None:
    make.question("Qui ferme les portes coupe-feu la nuit ?", tags="sécurité nuit")
    make.question("Qui vérifie les extincteurs, et quand ?", tags="Securite")
    found = {(line.tag.name, line.tag.key, line.questions) for line in tags.popular()}
    assert {("sécurité", "securite", 2), ("nuit", "nuit", 1)} <= found
    assert "securite" not in {name for name, _key, _questions in found}
    for address in ("/questions?tag=securite", "/questions?tag=s%C3%A9curit%C3%A9"):
        page = client.get(address).text
        assert "coupe-feu" in page
        assert "extincteurs" in page
        assert "Questions on sécurité" in page
    assert 'href="/questions?tag=securite"' in client.get("/tags").text
    assert client.get("/tags/complete?q=SÉC").json == [{"name": "sécurité", "count": 2}]


def test_one_question_has_a_tag_once_however_it_is_spelled(make: Factory) -> None:
    question = make.question("Qui garde les clés le dimanche ?", tags="clés cles dimanche")
    assert tags.keys_on(question.id) == ["cles", "dimanche"]
