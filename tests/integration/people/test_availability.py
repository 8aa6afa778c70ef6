"""Members are asked whether peers may turn to them; what they said is kept to."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Availability, Member, Tag
from qaforum.services.core import tags
from qaforum.services.people import availability
from tests.factories import PASSWORD, Factory, log_in

NEW = {
    "name": "Anne Martin",
    "email": "anne@example.org",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
}
ALL = {"willing": "yes", "languages": ["en", "fr"], "per_week": "2"}


def said(member: Member) -> Availability | None:
    return availability.availability_of(member)


def tag(name: str) -> Tag:
    found = tags.find(name)
    assert found is not None
    return found


def may(member: Member, **about: object) -> bool:
    """Whether a guest would have `member` named."""
    return member.id in availability.willing([member.id], viewer=None, **about)  # type: ignore[arg-type]


def test_becoming_a_member_asks_and_assumes_nothing(client: FlaskClient) -> None:
    page = client.get("/account/register").get_data(as_text=True)
    assert "May peers" in page
    assert "checked" not in page.partition('name="availability"')[2].partition("</fieldset>")[0]
    refused = client.post("/account/register", data=NEW)
    assert refused.status_code == 200
    assert "Please say yes or no" in refused.get_data(as_text=True)
    assert db.session.query(Member).count() == 0


@pytest.mark.parametrize(("word", "willing"), [("yes", True), ("no", False)])
def test_the_answer_at_registration_is_kept(client: FlaskClient, word: str, willing: bool) -> None:
    client.post("/account/register", data={**NEW, "availability": word})
    member = db.session.query(Member).one()
    kept = said(member)
    assert kept is not None
    assert (kept.willing, kept.languages, may(member)) == (willing, "en", willing)


def test_who_was_never_asked_is_asked_once_in_plain_words(
    client: FlaskClient, make: Factory
) -> None:
    member = make.member(willing=None)
    assert not may(member)
    log_in(client, member)
    assert "May peers ask you directly?" in client.get("/").get_data(as_text=True)
    client.post("/account/availability/answer", data={"willing": "yes"})
    assert may(member)
    assert "May peers ask you directly?" not in client.get("/").get_data(as_text=True)


def test_the_question_can_be_put_off_and_silence_stays_a_no(
    client: FlaskClient, make: Factory
) -> None:
    member = make.member(willing=None)
    log_in(client, member)
    client.post("/account/availability/answer", data={"willing": "later"})
    assert "May peers ask you directly?" not in client.get("/").get_data(as_text=True)
    assert said(member) is None
    assert not may(member)
    assert client.post("/account/availability/answer", data={"willing": "?"}).status_code == 422


def test_a_member_says_for_what_in_which_languages_and_how_often(
    client: FlaskClient, make: Factory
) -> None:
    member = make.member()
    make.question("How do you cool the cupboard?", tags="heat keys")
    heat, keys = tag("heat"), tag("keys")
    log_in(client, member)
    form = {**ALL, "topics": "heat", "only_these": "y", "languages": "fr", "per_week": "5"}
    assert client.post("/account/availability", data=form).status_code == 303
    page = client.get("/account/availability").get_data(as_text=True)
    assert 'value="heat"' in page
    assert 'value="5"' in page
    assert may(member, language="fr", tag_ids=[heat.id, keys.id])
    assert not may(member, language="en", tag_ids=[heat.id])
    assert not may(member, language="fr", tag_ids=[keys.id])
    assert not may(member, language="fr")
    client.post("/account/availability", data={**form, "only_these": ""})
    assert may(member, language="fr", tag_ids=[keys.id])


def test_a_pause_ends_on_its_day(
    client: FlaskClient, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make.member()
    log_in(client, member)
    today = clock.now()
    until = (today + timedelta(days=10)).date()
    client.post("/account/availability", data={**ALL, "paused_until": until.isoformat()})
    assert not may(member)
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=10))
    assert may(member)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("willing", "", "Please say yes or no."),
        ("languages", [], "Choose at least one language."),
        ("topics", "nobody-knows", "There is no tag nobody-knows."),
        ("only_these", "y", "Name at least one topic, or allow all."),
        ("per_week", "0", "Choose a number from 1 to 20."),
        ("per_week", "21", "Choose a number from 1 to 20."),
        ("per_week", "often", "Not a valid integer value."),
        ("paused_until", "2001-01-01", "Choose a day to come"),
        ("paused_until", "some day", "Not a valid date value."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, make: Factory, field: str, value: str, message: str
) -> None:
    member = make.member()
    log_in(client, member)
    make.question("How do you cool the cupboard?", tags="heat")
    topics = "" if field == "only_these" else "heat"
    form = {**ALL, "topics": topics, "per_week": "3", field: value}
    answer = client.post("/account/availability", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert f'value="{form["topics"]}"' in page
    assert f'value="{form["per_week"]}"' in page


def test_a_limit_to_topics_does_not_widen_when_its_tags_go(make: Factory) -> None:
    member = make.member()
    make.question("How do you cool the cupboard?", tags="heat")
    availability.say(member, True, topics="heat", only_these=True, languages=["en"], per_week=2)
    db.session.delete(tag("heat"))
    db.session.commit()
    assert not may(member)


def test_authors_without_an_account_are_named_and_cannot_be_invited(make: Factory) -> None:
    imported = make.member(willing=None)
    imported.email = imported.password = None
    db.session.commit()
    assert may(imported)
    assert availability.invitable([imported.id], viewer=None) == set()


def test_nobody_who_left_is_named_and_nobody_is_sent_to_themselves(make: Factory) -> None:
    left, imported, self = make.member(active=False), make.member(willing=None), make.member()
    imported.email, imported.active = None, False
    db.session.commit()
    ids = [left.id, imported.id, self.id]
    assert availability.willing(ids, viewer=self) == set()
