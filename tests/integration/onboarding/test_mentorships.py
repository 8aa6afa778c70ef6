"""Mentors: offering it, asking one, their answer."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Notification
from qaforum.services.onboarding import mentorships
from tests.factories import Factory, log_in


@pytest.fixture
def mentor(make: Factory) -> Member:
    return make.member("Tom Reed", mentor=True, function="Registered manager")


@pytest.fixture
def newcomer(make: Factory) -> Member:
    return make.member("Élodie Marchand")


def told(member: Member) -> list[str]:
    found = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(found.order_by(Notification.id)))


def test_a_member_offers_to_be_a_mentor_and_stops(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    client.post("/mentors/offer", data={"mentor": "1"})
    assert member.mentor
    assert "Newcomers can ask you." in client.get("/mentors").text
    client.post("/mentors/offer", data={"mentor": "0"})
    assert not member.mentor


def test_a_newcomer_asks_and_the_mentor_says_yes(
    client: FlaskClient, mentor: Member, newcomer: Member
) -> None:
    log_in(client, newcomer)
    assert "Tom Reed" in client.get("/mentors").text
    data = {"mentor": str(mentor.id), "word": "I begin in May."}
    assert client.post("/mentors", data=data).status_code == 303
    assert str(mentor.email) not in client.get("/mentors").text
    assert told(mentor) == ["mentor_asked"]
    (asked,) = mentorships.mentorships_of(mentor).asked
    other = log_in(client.application.test_client(), mentor)
    page = other.get("/mentors").text
    for part in ("Élodie Marchand asks you to be their mentor", "I begin in May."):
        assert part in page
    assert str(newcomer.email) not in page
    answer = {"answer": "yes", "body": "Call me on Friday."}
    assert other.post(f"/mentors/{asked.id}/answer", data=answer).status_code == 303
    assert told(newcomer) == ["mentor_accepted"]
    assert str(newcomer.email) in other.get("/mentors").text
    page = client.get("/mentors").text
    for part in ("Your mentor", "Call me on Friday.", str(mentor.email)):
        assert part in page


def test_a_no_is_kind_and_somebody_else_can_be_asked(
    client: FlaskClient, make: Factory, mentor: Member, newcomer: Member
) -> None:
    asked = mentorships.ask(newcomer, mentor.id, "")
    mentorships.answer(mentor, asked.id, accept=False)
    assert told(newcomer) == ["mentor_declined"]
    log_in(client, newcomer)
    page = client.get("/mentors").text
    assert "That says nothing about you" in page
    again = mentorships.ask(newcomer, make.member(mentor=True).id, "")
    assert mentorships.mentorships_of(newcomer).mentor == again


def test_an_answer_is_given_once_and_by_the_mentor(
    client: FlaskClient, make: Factory, mentor: Member, newcomer: Member
) -> None:
    asked = mentorships.ask(newcomer, mentor.id, "")
    log_in(client, make.member())
    address = f"/mentors/{asked.id}"
    assert client.post(f"{address}/answer", data={"answer": "yes"}).status_code == 403
    assert client.post(f"{address}/end").status_code == 403
    mentorships.answer(mentor, asked.id, accept=True)
    with pytest.raises(errors.Conflict):
        mentorships.answer(mentor, asked.id, accept=False)


def test_one_mentor_at_a_time(
    client: FlaskClient, make: Factory, mentor: Member, newcomer: Member
) -> None:
    asked = mentorships.ask(newcomer, mentor.id, "")
    log_in(client, newcomer)
    other = make.member(mentor=True)
    refused = client.post("/mentors", data={"mentor": str(other.id), "word": "Hello?"})
    assert refused.status_code == 409
    assert client.post(f"/mentors/{asked.id}/end").status_code == 303
    assert client.post("/mentors", data={"mentor": str(other.id)}).status_code == 303


@pytest.mark.parametrize("left", ["offers no more", "is inactive", "has gone"])
def test_a_mentor_who_left_cannot_be_asked(
    client: FlaskClient, mentor: Member, newcomer: Member, left: str
) -> None:
    number = mentor.id
    if left == "has gone":
        db.session.delete(mentor)
    elif left == "is inactive":
        mentor.active = False
    else:
        mentor.mentor = False
    db.session.commit()
    log_in(client, newcomer)
    refused = client.post("/mentors", data={"mentor": str(number), "word": "I begin in May."})
    assert refused.status_code == 409
    assert "Choose somebody else" in refused.text


def test_what_was_written_stays_when_a_mentor_cannot_be_asked(
    client: FlaskClient, make: Factory, newcomer: Member
) -> None:
    make.member(mentor=True)
    log_in(client, newcomer)
    refused = client.post("/mentors", data={"mentor": "999", "word": "I begin in May."})
    assert "I begin in May." in refused.text


def test_a_mentor_who_leaves_takes_nobody_along(mentor: Member, newcomer: Member) -> None:
    mentorships.ask(newcomer, mentor.id, "")
    db.session.delete(mentor)
    db.session.commit()
    db.session.expire_all()
    assert mentorships.mentorships_of(newcomer).mentor is None


def test_a_mentor_looks_after_a_few(make: Factory, mentor: Member, newcomer: Member) -> None:
    for _number in range(mentorships.AT_ONCE):
        mentorships.ask(make.member(), mentor.id, "")
    assert mentor not in mentorships.mentors(newcomer)


@pytest.mark.parametrize(("word", "status"), [("x" * 601, 422), ("Ça va \ufffd", 422)])
def test_a_word_that_cannot_be_taken_comes_back(
    client: FlaskClient, mentor: Member, newcomer: Member, word: str, status: int
) -> None:
    log_in(client, newcomer)
    answer = client.post("/mentors", data={"mentor": str(mentor.id), "word": word})
    assert answer.status_code == status


def test_nobody_mentors_themselves(mentor: Member) -> None:
    with pytest.raises(errors.Invalid):
        mentorships.ask(mentor, mentor.id, "")


def test_a_mentor_of_ones_own_institution_is_shown_whoever_solved_more(
    make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make.institution("Elm House")
    for _ in range(3):
        make.member(mentor=True, solved_count=9)
    near = make.member(mentor=True, institution_id=house.id)
    newcomer = make.member(institution_id=house.id)
    assert mentorships.mentors(newcomer, limit=2)[0] == near
    monkeypatch.setattr(mentorships, "SHOWN", 2)
    assert near in mentorships.mentors(newcomer)
