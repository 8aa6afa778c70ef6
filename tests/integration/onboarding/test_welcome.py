"""A newcomer's first visit, and their first steps."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import clock, indexing
from qaforum.extensions import db
from qaforum.models import Institution, Member
from qaforum.services.charter import charters
from qaforum.services.notifications import follows
from qaforum.services.onboarding import welcomes
from qaforum.services.onboarding.welcomes import Saying
from qaforum.services.practices import practices
from qaforum.services.practices.practices import Written
from qaforum.services.search import thanks
from tests.factories import Factory, log_in
from tests.integration.core.test_queries import counted

SAID = {
    "function": "Directrice",
    "institution": "0",
    "knows": "night keys",
    "seeks": "heat",
    "word": "How do small houses manage?",
    "introduced": "y",
}


@pytest.fixture
def newcomer(make: Factory) -> Member:
    return make.member("Élodie Marchand", locale="fr")


def say(member: Member, **fields: object) -> None:
    said = {"function": "Directrice", "institution_id": None, "knows": "", "seeks": "",
            "word": "", "introduced": True, **fields}  # fmt: skip
    welcomes.say(member, Saying(**said))  # type: ignore[arg-type]


def test_who_registers_is_welcomed(client: FlaskClient) -> None:
    data = {
        "name": "Élodie Marchand",
        "email": "elodie@example.org",
        "password": "une-longue-phrase",
        "password_confirm": "une-longue-phrase",
        "availability": "yes",
    }
    answer = client.post("/account/register", data=data)
    assert answer.location == "/welcome"
    page = client.get("/welcome").text
    assert "Welcome, Élodie Marchand" in page
    assert "What do you know well?" in page


def test_a_guest_sees_what_awaits_them(client: FlaskClient) -> None:
    assert "Become a member" in client.get("/welcome").text


def test_three_answers_are_kept_and_can_be_changed(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    institution = make.institution("Les Tilleuls")
    log_in(client, newcomer)
    data = {**SAID, "institution": str(institution.id)}
    assert client.post("/welcome", data=data).status_code == 303
    assert (newcomer.function, newcomer.institution_id) == ("Directrice", institution.id)
    page = client.get("/welcome?change=1").text
    for value in ("night keys", "heat", "How do small houses manage?"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    "fields",
    [{"function": "x" * 121}, {"word": "x" * 301}, {"knows": "a b c d e f"}, {"institution": "77"},
     {"institution": "x"}, {"seeks": "x" * 36}],
)  # fmt: skip
def test_what_cannot_be_taken_comes_back(
    client: FlaskClient, newcomer: Member, fields: dict[str, str]
) -> None:
    log_in(client, newcomer)
    answer = client.post("/welcome", data={**SAID, **fields})
    assert answer.status_code == 422
    assert SAID["seeks" if "word" in fields else "word"] in answer.text
    assert welcomes.welcome_of(newcomer) is None


def test_the_community_has_people_solutions_and_a_question_for_them(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    near, far = (
        Institution(slug="a", name="A", country="France", city="Lyon"),
        Institution(slug="b", name="B", country="Belgique"),
    )
    home = Institution(slug="c", name="C", country="France", city="Lille")
    db.session.add_all([near, far, home])
    db.session.commit()
    make.member("Anne Near", function="Directrice", institution_id=near.id)
    make.member("Bruno Far", function="Directeur d’EHPAD", institution_id=far.id)
    make.member("Carl Silent", willing=False, function="Directeur", institution_id=near.id)
    make.member("Dora Cook", function="Cuisinière", institution_id=near.id)
    often = make.solved("How do you cool the cupboard?", "North side.", tags="heat")
    make.solved("How do you shade the garden?", "With a sail.", tags="heat")
    make.solved("How do you make soup?", "With water.", tags="meals")
    for _number in range(2):
        thanks.give(make.member(), often.id)
    make.question("Who has the key to room 5?", tags="keys")
    say(newcomer, institution_id=home.id, knows="keys", seeks="heat")
    log_in(client, newcomer)
    client.post("/language", data={"locale": "en"})
    page = client.get("/welcome").text
    assert page.index("Near you") < page.index("Anne Near") < page.index("Elsewhere")
    assert page.index("Elsewhere") < page.index("Bruno Far")
    for stranger in ("Carl Silent", "Dora Cook", "How do you make soup?"):
        assert stranger not in page
    assert page.index("How do you cool the cupboard?") < page.index("used by 2 other members")
    assert page.index("used by 2 other members") < page.index("How do you shade the garden?")
    assert "Who has the key to room 5?" in page
    assert "#your-answer" in page


def test_a_question_to_help_with_is_found_by_meaning(
    app: Flask, client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    make.question("The soup is always cold when it reaches the second floor", tags="meals")
    indexing.start(app, indexer=True, wait=True)
    say(newcomer, function="Cook, kitchen and soup")
    log_in(client, newcomer)
    assert "The soup is always cold" in client.get("/welcome").text


def test_practices_of_houses_like_theirs_are_shown(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    there, here = make.institution("Les Tilleuls"), make.institution("Elm House")
    writer = make.member(institution_id=there.id)
    practices.write(writer, Written("A drawer for each key", "Keys were lost.", "One drawer."))
    say(newcomer, institution_id=here.id)
    log_in(client, newcomer)
    page = client.get("/welcome").text
    assert page.index("A drawer for each key") < page.index("Les Tilleuls")


def test_ones_own_question_is_not_offered(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    make.question("Who has the key to room 5?", tags="keys", by=newcomer)
    say(newcomer, knows="keys")
    log_in(client, newcomer)
    assert "#your-answer" not in client.get("/welcome").text


def test_an_empty_community_welcomes_too(client: FlaskClient, newcomer: Member) -> None:
    say(newcomer)
    log_in(client, newcomer)
    assert client.get("/welcome").status_code == 200


def test_first_steps_end(client: FlaskClient, make: Factory, newcomer: Member) -> None:
    moderator = make.moderator()
    charters.adopt(moderator, 0, "We help each other.", "")
    found = welcomes.checklist(newcomer)
    assert found
    assert (found.hello, found.charter, found.words, found.peers) == (False,) * 4
    say(newcomer)
    charters.accept(newcomer, 1)
    make.answer(make.question(), by=newcomer)
    log_in(client, newcomer)
    client.post("/language", data={"locale": "en"})
    page = client.get("/").text
    assert "Your first steps" in page
    follows.follow(newcomer, moderator)
    assert "You have settled in" in client.get("/").text
    assert client.post("/welcome/away").status_code == 303
    assert "You have settled in" not in client.get("/").text


def test_who_has_been_here_for_long_sees_no_first_steps(client: FlaskClient, make: Factory) -> None:
    member = make.member(joined_at=clock.now() - timedelta(days=61))
    assert welcomes.checklist(member) is None
    with counted() as statements:
        welcomes.checklist(member)
    assert statements == []
    log_in(client, member)
    assert "Your first steps" not in client.get("/").text


def test_first_steps_cost_one_query(newcomer: Member) -> None:
    assert newcomer.charter_number == 0
    with counted() as statements:
        welcomes.checklist(newcomer)
    assert len([sql for sql in statements if "EXISTS" in sql]) == 1


def test_newcomers_are_introduced_to_members_if_they_like(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    say(newcomer, word="How do small houses manage?")
    say(make.member("Paul Shy"), introduced=False)
    say(make.member("Olga Old", joined_at=clock.now() - timedelta(days=40)))
    assert "New among us" not in client.get("/").text
    log_in(client, make.member())
    page = client.get("/").text
    for part in ("New among us", "Élodie Marchand", "How do small houses manage?"):
        assert part in page
    for part in ("Paul Shy", "Olga Old"):
        assert part not in page
