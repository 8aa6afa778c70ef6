"""Asking peers directly: who is sent what, what they can do with it, who can read it meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import clock, errors, indexing
from qaforum.extensions import db
from qaforum.models import Invitation, Member, Notification, Question
from qaforum.models.invitations.invitation import ANSWERED, DECLINED, OPEN, PASSED
from qaforum.services.invitations import invitation_replies, invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.people import availability
from qaforum.services.questions import questions
from tests.factories import Factory, log_in

TITLE = "How do you keep the medicine cupboard cool in August?"
FORM = {"title": TITLE, "body": "Ours reaches 28 degrees.", "tags": "heat", "submit": "1"}


class Peers:
    def __init__(self, make: Factory) -> None:
        self.asker = make.member("Claire Fontaine")
        self.nadia = make.member("Nadia Benali")
        self.tom = make.member("Tom Reed")
        self.ana = make.member("Ana Ruiz")
        make.member("Ben Ode")

    def asked(self, *whom: Member, days: int | None = None, body: str = "28 degrees.") -> Question:
        chosen = [Chosen(member) for member in whom]
        return questions.ask(self.asker, TITLE, body, "heat", chosen=chosen, first_days=days)


@pytest.fixture
def peers(make: Factory) -> Peers:
    return Peers(make)


def ask(client: FlaskClient, **fields: Any) -> tuple[int, str]:
    answer = client.post("/ask", data={**FORM, **fields})
    return answer.status_code, answer.get_data(as_text=True)


def of(question: Question) -> dict[str, str]:
    """First name → state of the invitations to a question."""
    rows = db.session.query(Invitation, Member).join(Invitation.member)
    return {
        member.name.split()[0]: row.state
        for row, member in rows.filter(Invitation.question_id == question.id)
    }


def told(member: Member) -> list[str]:
    db.session.expire_all()
    rows = db.session.query(Notification).filter_by(member_id=member.id)
    return [row.kind for row in rows.order_by(Notification.id)]


def invitation(question: Question, member: Member) -> Invitation:
    return (
        db.session.query(Invitation).filter_by(question_id=question.id, member_id=member.id).one()
    )


# ---- Asking --------------------------------------------------------------------------------------


def test_a_question_goes_to_all_and_those_asked_are_told(client: FlaskClient, peers: Peers) -> None:
    log_in(client, peers.asker)
    status, _page = ask(client, peers=["nadia.benali"], peer_names="tom reed")
    question = db.session.query(Question).one()
    assert status == 303
    assert question.opens_at is None
    assert of(question) == {"Nadia": OPEN, "Tom": OPEN}
    assert told(peers.nadia) == told(peers.tom) == ["invited"]
    assert told(peers.ana) == []


def test_a_question_can_go_to_those_asked_first(client: FlaskClient, peers: Peers) -> None:
    log_in(client, peers.asker)
    ask(client, peers=["nadia.benali"], first="few", first_days="2")
    question = db.session.query(Question).one()
    assert question.opens_at is not None
    left = question.opens_at - clock.now()
    assert timedelta(days=1, hours=23) < left <= timedelta(days=2)
    page = client.get(f"/questions/{question.id}/{question.slug}").get_data(as_text=True)
    assert "Only the peers asked can read this until" in page
    client.post("/account/logout")
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 404


def test_the_form_sent_twice_invites_once(client: FlaskClient, peers: Peers) -> None:
    availability.say(peers.nadia, True, languages=["en"], per_week=1)
    log_in(client, peers.asker)
    assert [ask(client, peers=["nadia.benali"])[0] for _ in range(2)] == [303, 303]
    assert told(peers.nadia) == ["invited"]


def test_a_members_page_leads_to_asking_them(client: FlaskClient, peers: Peers) -> None:
    log_in(client, peers.asker)
    page = client.get("/ask?peer=nadia.benali").get_data(as_text=True)
    assert 'name="peers" value="nadia.benali"' in page
    availability.answer(peers.nadia, False)
    for nobody in ("nadia.benali", "nobody", ""):
        assert 'name="peers"' not in client.get(f"/ask?peer={nobody}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"peers": ["claire.fontaine"]}, "You cannot invite yourself."),
        ({"peer_names": "Nobody Known"}, "Nobody here is called Nobody Known."),
        ({"peers": ["nadia.benali"], "peer_names": "Nadia Benali"}, "is named twice"),
        (
            {"peers": ["nadia.benali", "tom.reed", "ana.ruiz", "ben.ode"]},
            "A question waits for 3 peers at most.",
        ),
        ({"first": "few"}, "Choose whom to ask first"),
        ({"peers": ["nadia.benali"], "first": "few", "first_days": "30"}, "Not a valid choice."),
        ({"peer_names": "Sam Twin"}, "Several members are called Sam Twin."),
    ],
)
def test_a_choice_that_cannot_be_is_said_and_nothing_is_sent_or_lost(
    client: FlaskClient, peers: Peers, make: Factory, fields: dict[str, Any], said: str
) -> None:
    make.member("Sam Twin"), make.member("Sam Twin")
    log_in(client, peers.asker)
    status, page = ask(client, **fields)
    assert status == 422
    assert said in page.replace("&#39;", "'")
    for typed in (TITLE, FORM["body"], 'value="heat"', fields.get("peer_names", "")):
        assert typed in page
    for username in fields.get("peers", []):
        assert f'value="{username}"' in page
    assert db.session.query(Question).count() == 0
    assert told(peers.nadia) == []


@pytest.mark.parametrize("why", ["no", "never asked", "paused", "full", "language", "topics"])
def test_nobody_is_asked_who_does_not_want_to_be_now(
    client: FlaskClient, peers: Peers, make: Factory, why: str
) -> None:
    """And the asker reads the same words whatever the reason: it is theirs to say."""
    say = {"willing": True, "languages": ["en", "fr"], "per_week": 5}
    tomorrow = clock.now().date() + timedelta(days=1)
    if why == "never asked":
        make.member("Uma Later", willing=None)
    else:
        uma = make.member("Uma Later")
        make.question("Who has the keys?", tags="keys")
        changes: dict[str, dict[str, Any]] = {
            "no": {"willing": False},
            "paused": {"paused_until": tomorrow},
            "full": {"per_week": 1},
            "language": {"languages": ["fr"]},
            "topics": {"topics": "keys", "only_these": True},
        }
        availability.say(uma, **{**say, **changes[why]})
        if why == "full":
            peers.asked(uma)
    log_in(client, peers.asker)
    status, page = ask(client, peers=["uma.later", "nadia.benali"], body="It is hot here today.")
    assert status == 422
    assert "Uma Later cannot be asked about this directly at the moment." in page
    assert told(peers.nadia) == []


def test_names_are_completed_with_the_willing_alone(client: FlaskClient, peers: Peers) -> None:
    availability.answer(peers.tom, False)
    assert client.get("/invitations/complete?q=na").status_code == 302
    log_in(client, peers.asker)
    found = client.get("/invitations/complete?q=na").get_json()
    assert [row["username"] for row in found] == ["nadia.benali"]
    assert client.get("/invitations/complete?q=tom").get_json() == []
    assert client.get("/invitations/complete?q=claire").get_json() == []
    assert [row["name"] for row in client.get("/invitations/complete?q=béna").get_json()] == [
        "Nadia Benali"
    ]


def test_the_invited_read_why_they_were_chosen_in_their_language(
    client: FlaskClient, peers: Peers, make: Factory, app: Flask
) -> None:
    make.solved("Our medicine cupboard gets too warm in summer", "To the north!", by=peers.nadia)
    indexing.start(app, indexer=True, wait=True)
    log_in(client, peers.asker)
    panel = client.get("/ask/similar", query_string={"title": TITLE}).get_data(as_text=True)
    assert 'value="nadia.benali"' in panel
    ask(client, peers=["nadia.benali"], peer_names="Tom Reed")
    question = db.session.query(Question).filter_by(title=TITLE).one()
    assert invitation(question, peers.nadia).facts["solved"] == 1
    client.post("/account/logout")
    peers.nadia.locale = "fr"
    db.session.commit()
    log_in(client, peers.nadia)
    page = client.get("/invitations").get_data(as_text=True)
    assert "Vous avez résolu 1 problème semblable" in page
    client.post("/account/logout")
    log_in(client, peers.tom)
    assert "You were chosen by name." in client.get("/invitations").get_data(as_text=True)


def test_who_cannot_be_asked_is_named_without_a_box_or_not_at_all(
    client: FlaskClient, peers: Peers, make: Factory, app: Flask
) -> None:
    imported = make.member("Iris Import", willing=None)
    refusing = make.member("Rolf Refuse", willing=False)
    for number, member in enumerate((imported, refusing, peers.nadia)):
        title = f"Our medicine cupboard is too warm in summer {number}"
        make.solved(title, f"Move it to the north side, way {number}!", by=member)
    imported.email = None
    db.session.commit()
    indexing.start(app, indexer=True, wait=True)
    log_in(client, peers.asker)
    panel = client.get("/ask/similar", query_string={"title": TITLE}).get_data(as_text=True)
    shown = panel
    assert "Iris Import" in shown
    assert "Rolf Refuse" not in panel
    assert 'value="nadia.benali"' in shown
    assert 'value="iris.import"' not in shown


# ---- Replying ------------------------------------------------------------------------------------


def test_an_answer_is_the_reply(client: FlaskClient, peers: Peers, make: Factory) -> None:
    question = peers.asked(peers.nadia, days=3)
    log_in(client, peers.nadia)
    assert TITLE in client.get("/waiting").get_data(as_text=True)
    page = client.get(f"/questions/{question.id}/{question.slug}").get_data(as_text=True)
    assert "Claire Fontaine asks for your help" in page
    make.answer(question, by=peers.nadia)
    assert of(question) == {"Nadia": ANSWERED}
    assert "Nothing is waiting for you." in client.get("/waiting").get_data(as_text=True)
    client.post("/account/logout")
    log_in(client, peers.asker)
    assert TITLE in client.get("/waiting").get_data(as_text=True)


def test_declining_is_one_click_and_asks_for_no_reason(client: FlaskClient, peers: Peers) -> None:
    question = peers.asked(peers.nadia, peers.tom, days=3)
    log_in(client, peers.nadia)
    number = invitation(question, peers.nadia).id
    assert client.post(f"/invitations/{number}/decline").status_code == 303
    assert of(question) == {"Nadia": DECLINED, "Tom": OPEN}
    assert told(peers.asker) == ["invitation_declined"]
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 404
    assert client.post(f"/invitations/{number}/decline").status_code == 409


def test_when_all_have_declined_it_opens_to_everybody(client: FlaskClient, peers: Peers) -> None:
    question = peers.asked(peers.nadia, peers.tom, days=3)
    for member in (peers.nadia, peers.tom):
        assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 404
        invitation_replies.decline(member, invitation(question, member).id)
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 200
    assert told(peers.asker)[-1] == "question_opened"


def test_it_is_passed_on_to_somebody_better(client: FlaskClient, peers: Peers) -> None:
    question = peers.asked(peers.nadia, days=3)
    log_in(client, peers.nadia)
    number = invitation(question, peers.nadia).id
    assert "Pass on" in client.get("/invitations").get_data(as_text=True)
    client.post(f"/invitations/{number}/pass", data={"peer_names": "Tom Reed"})
    assert of(question) == {"Nadia": PASSED, "Tom": OPEN}
    assert told(peers.tom) == ["invited"]
    assert told(peers.asker) == ["invitation_passed"]
    client.post("/account/logout")
    log_in(client, peers.tom)
    assert "Nadia Benali asks for your help" in client.get("/invitations").get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("Nadia Benali", 422, "You cannot invite yourself."),
        ("Claire Fontaine", 422, "Claire Fontaine asked this question."),
        ("Tom Reed", 409, "Tom Reed has been asked already."),
        ("", 422, "Whom do you want to ask?"),
        ("Zoe", 422, "Nobody here is called Zoe."),
        ("Ana Ruiz", 422, "Ana Ruiz cannot be asked about this directly"),
    ],
)
def test_passing_on_follows_the_same_rules(
    client: FlaskClient, peers: Peers, name: str, status: int, said: str
) -> None:
    availability.answer(peers.ana, False)
    question = peers.asked(peers.nadia, peers.tom, days=3)
    log_in(client, peers.nadia)
    number = invitation(question, peers.nadia).id
    answer = client.post(f"/invitations/{number}/pass", data={"peer_names": name})
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in page
    assert f'value="{name}"' in page
    assert of(question) == {"Nadia": OPEN, "Tom": OPEN}
    assert told(peers.ana) == []


def test_nobody_replies_for_somebody_else(client: FlaskClient, peers: Peers) -> None:
    question = peers.asked(peers.nadia, days=3)
    number = invitation(question, peers.nadia).id
    for member in (peers.tom, peers.asker):
        log_in(client, member)
        assert client.post(f"/invitations/{number}/decline").status_code == 404
        passed = client.post(f"/invitations/{number}/pass", data={"peer_names": "Ana Ruiz"})
        assert passed.status_code == 404
        client.post("/account/logout")
    assert of(question) == {"Nadia": OPEN}


# ---- Later ---------------------------------------------------------------------------------------


def test_one_click_opens_it_to_everybody(client: FlaskClient, peers: Peers, make: Factory) -> None:
    question = peers.asked(peers.nadia, days=3)
    for member, status in ((peers.tom, 404), (peers.nadia, 403), (peers.asker, 303)):
        log_in(client, member)
        assert client.post(f"/questions/{question.id}/open").status_code == status
        client.post("/account/logout")
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 200


def test_after_days_of_silence_further_peers_are_suggested(
    client: FlaskClient, peers: Peers, make: Factory, app: Flask
) -> None:
    make.solved("Our medicine cupboard gets too warm in summer", "To the north!", by=peers.nadia)
    indexing.start(app, indexer=True, wait=True)
    question = peers.asked()
    address = f"/questions/{question.id}/{question.slug}"
    log_in(client, peers.asker)
    assert "who else could know?" not in client.get(address).get_data(as_text=True)
    question.created_at = clock.now() - timedelta(days=4)
    db.session.commit()
    assert "who else could know?" in client.get(address).get_data(as_text=True)
    page = client.get(f"/questions/{question.id}/peers").get_data(as_text=True)
    assert 'value="nadia.benali"' in page
    client.post(f"/questions/{question.id}/invitations", data={"peers": ["nadia.benali"]})
    assert of(question) == {"Nadia": OPEN}
    client.post("/account/logout")
    log_in(client, peers.tom)
    assert "who else could know?" not in client.get(address).get_data(as_text=True)
    assert client.get(f"/questions/{question.id}/peers").status_code == 403


@pytest.mark.parametrize(
    ("whom", "status", "said"),
    [
        ("Nadia Benali", 409, "Nadia Benali could not this time."),
        ("Tom Reed", 409, "Tom Reed has been asked already."),
        ("Ana Ruiz, Ben Ode, Eva Ek", 422, "A question waits for 3 peers at most."),
        ("Claire Fontaine", 422, "You cannot invite yourself."),
        ("", 422, "Whom do you want to ask?"),
    ],
)
def test_inviting_later_follows_the_same_rules(
    client: FlaskClient, peers: Peers, make: Factory, whom: str, status: int, said: str
) -> None:
    make.member("Eva Ek")
    question = peers.asked(peers.nadia, peers.tom)
    invitation_replies.decline(peers.nadia, invitation(question, peers.nadia).id)
    log_in(client, peers.asker)
    address = f"/questions/{question.id}/invitations"
    answer = client.post(address, data={"peer_names": whom})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page, f'value="{whom}"' in page) == (status, True, True)
    assert of(question) == {"Nadia": DECLINED, "Tom": OPEN}


def test_a_stranger_invites_nobody(client: FlaskClient, peers: Peers) -> None:
    closed, opened = peers.asked(peers.nadia, days=3), peers.asked(body="It is open.")
    log_in(client, peers.tom)
    for question, status in ((closed, 404), (opened, 403)):
        address = f"/questions/{question.id}/invitations"
        assert client.post(address, data={"peer_names": "Ana Ruiz"}).status_code == status
        assert client.get(address).status_code == status
    assert told(peers.ana) == []


def test_a_moderator_invites_and_nobody_is_invited_to_what_is_solved(
    peers: Peers, make: Factory
) -> None:
    moderator, question = make.moderator("Mona Keller"), peers.asked()
    invitations.invite(moderator, question.id, [Chosen(peers.nadia)])
    assert of(question) == {"Nadia": OPEN}
    with pytest.raises(errors.Invalid):
        invitations.invite(moderator, question.id, [Chosen(peers.asker)])
    solved = make.solved("Where is the key?", "By the door.")
    with pytest.raises(errors.NotAllowed):
        invitations.invite(moderator, solved.id, [Chosen(peers.nadia)])


def test_a_member_who_left_while_invited_keeps_nothing_waiting(
    client: FlaskClient, peers: Peers
) -> None:
    question = peers.asked(peers.nadia, days=3)
    log_in(client, peers.asker)
    peers.nadia.active = False
    db.session.commit()
    page = client.get(f"/questions/{question.id}/{question.slug}").get_data(as_text=True)
    assert "is no longer here" in page
    assert invitations.waiting(question.id) == 0
    invitation_replies.leave(peers.nadia)
    db.session.commit()
    client.post("/account/logout")
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 200


def test_a_deleted_member_takes_their_invitations_along(peers: Peers) -> None:
    question = peers.asked(peers.nadia, peers.tom)
    db.session.delete(peers.nadia)
    db.session.commit()
    assert of(question) == {"Tom": OPEN}
    db.session.delete(db.session.get_one(Question, question.id))
    db.session.commit()
    assert db.session.query(Invitation).count() == 0
