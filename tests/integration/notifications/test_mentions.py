"""Naming a member in a text."""

import pytest
from flask.testing import FlaskClient

from qaforum.models import Member
from qaforum.services.questions import answers, comments, questions
from tests.factories import Factory, log_in
from tests.integration.notifications.test_news import told


@pytest.fixture
def tom(make: Factory) -> Member:
    return make.member("Tom Reed", username="tom.reed")


def test_a_mention_links_to_the_member_and_tells_them(make: Factory, tom: Member) -> None:
    answer = make.answer(make.question(), "Ask @tom.reed, who has such a house.")
    assert 'href="/members/tom.reed"' in answer.body_html
    assert ">@Tom Reed</a>, who" in answer.body_html
    assert told(tom) == ["mention"]


@pytest.mark.parametrize(
    "body",
    [
        "`@tom.reed` is code.",
        "Write to hello@tom.reed.example.",
        "[@tom.reed](https://example.org) is another link.",
        "@tom.reeds and @nobody are nobody.",
    ],
)
def test_what_only_looks_like_a_mention_is_none(make: Factory, tom: Member, body: str) -> None:
    question = make.question(body=body)
    assert "/members/" not in question.body_html
    assert told(tom) == []


def test_who_is_mentioned_in_an_answer_to_them_is_told_once(make: Factory, tom: Member) -> None:
    question = make.question(by=tom)
    make.answer(question, "As @tom.reed says, and @TOM.REED again.")
    assert told(tom) == ["mention"]


def test_a_mention_in_a_comment_and_in_a_question(make: Factory, tom: Member) -> None:
    question = make.question(body="Does @tom.reed know?")
    comments.post(make.member(), question, "I asked (@tom.reed).")
    assert told(tom) == ["mention", "mention"]


def test_an_edit_tells_only_whom_it_newly_names(make: Factory, tom: Member) -> None:
    author, anne = make.member(), make.member("Anne Martin", username="anne.martin")
    question = make.question(body="Does @tom.reed know?", by=author)
    questions.edit(author, question.id, 1, question.title, "Do @tom.reed or @anne.martin know?", "")
    assert told(tom) == ["mention"]
    assert told(anne) == ["mention"]
    answer = make.answer(question, "No.", by=author)
    answers.edit(author, answer.id, 1, "No. @anne.martin?")
    assert told(anne) == ["mention", "mention"]


def test_who_was_shut_out_stays_plain_text(make: Factory) -> None:
    make.member("Eve", username="eve", active=False)
    assert make.question(body="Is @eve still here?").body_html == "<p>Is @eve still here?</p>\n"


def test_the_preview_shows_the_link_and_says_which_names_are_nobodys(
    client: FlaskClient, make: Factory, tom: Member
) -> None:
    log_in(client, make.member())
    shown = client.post("/preview", data={"body": "@tom.reed and @tim.reed"}).text
    assert ">@Tom Reed</a>" in shown
    assert "Nobody here has this name: tim.reed" in shown
    assert "Nobody here" not in client.post("/preview", data={"body": "@tom.reed"}).text


@pytest.mark.parametrize("typed", ["tom", "TOM.R", "reed", "Tom Re"])
def test_a_name_is_completed(client: FlaskClient, make: Factory, tom: Member, typed: str) -> None:
    make.member("Anne Martin")
    make.member("Tom Gone", active=False)
    log_in(client, make.member())
    found = client.get("/mentions/complete", query_string={"q": typed}).json
    assert found == [{"username": "tom.reed", "name": "Tom Reed", "about": ""}]


def test_accents_need_not_be_typed(client: FlaskClient, make: Factory) -> None:
    make.member("Élodie Gérard")
    log_in(client, make.member())
    for typed in ("elo", "Élo", "ger", "gér"):
        (found,) = client.get("/mentions/complete", query_string={"q": typed}).json or []
        assert found["name"] == "Élodie Gérard"


def test_names_are_completed_for_members_alone(client: FlaskClient, tom: Member) -> None:
    assert client.get("/mentions/complete?q=tom").status_code == 302
