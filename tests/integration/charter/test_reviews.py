"""Reviews of the charter: opening one, taking part, closing it."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Member, Review
from qaforum.services.charter import charters, reviews
from tests.factories import Factory, log_in

SOON = date.today() + timedelta(days=20)


@pytest.fixture
def moderator(make: Factory) -> Member:
    member = make.moderator("Mona Keller")
    charters.adopt(member, 0, "We answer from experience.", "")
    return member


@pytest.fixture
def member(make: Factory, moderator: Member) -> Member:
    found = make.member("Tom Reed")
    charters.accept(found, 1)
    return found


@pytest.fixture
def review(moderator: Member) -> Review:
    return reviews.open_one(moderator, "Is this still us?", SOON)


def test_a_moderator_opens_a_review_and_everybody_sees_it(
    client: FlaskClient, moderator: Member
) -> None:
    log_in(client, moderator)
    data = {"question": "Is this still us?", "until": SOON.isoformat()}
    answer = client.post("/community/reviews/new", data=data)
    assert answer.status_code == 303
    assert answer.location in client.get("/community").text
    assert client.post("/community/reviews/new", data=data).status_code == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"until": ""},
        {"until": "yesterday"},
        {"until": "2020-01-01"},
        {"until": "2999-01-01"},
        {"until": "0001-01-01"},
        {"question": " "},
        {"question": "x" * 601},
    ],
)
def test_a_review_that_cannot_be_opened_comes_back(
    client: FlaskClient, moderator: Member, fields: dict[str, str]
) -> None:
    log_in(client, moderator)
    data = {"question": "Is this still us?", "until": SOON.isoformat(), **fields}
    answer = client.post("/community/reviews/new", data=data)
    assert answer.status_code == 422
    assert data["question"].strip() in answer.text


def test_members_neither_open_nor_close(
    client: FlaskClient, member: Member, review: Review
) -> None:
    log_in(client, member)
    assert client.get("/community/reviews/new").status_code == 403
    address = f"/community/reviews/{review.id}/close"
    assert client.post(address, data={"body": "Over."}).status_code == 403


def test_members_take_part_until_a_moderator_closes_with_a_summary(
    client: FlaskClient, member: Member, moderator: Member, review: Review
) -> None:
    log_in(client, member)
    address = f"/community/reviews/{review.id}"
    data = {"body": "The part on **names** still fits."}
    assert client.post(f"{address}/comments", data=data).status_code == 303
    assert "<strong>names</strong>" in client.get(address).text
    client.post("/account/logout")
    log_in(client, moderator)
    assert client.post(f"{address}/close", data={"body": ""}).status_code == 422
    assert client.post(f"{address}/close", data={"body": "It is us."}).status_code == 303
    page = client.get(address).text
    assert "It is us." in page
    assert "1 comment" in page
    assert "Is this still us? A review" not in client.get("/community").text
    again = client.post(f"{address}/close", data={"body": "Or is it?"})
    assert again.status_code == 409
    assert "Or is it?" in again.text


def test_a_comment_on_a_closed_review_is_not_lost(
    client: FlaskClient, member: Member, moderator: Member, review: Review
) -> None:
    reviews.close(moderator, review.id, "It is us.")
    log_in(client, member)
    answer = client.post(f"/community/reviews/{review.id}/comments", data={"body": "Too late?"})
    assert answer.status_code == 409
    assert "Too late?" in answer.text
    assert reviews.load(review.id).comment_count == 0


def test_a_review_ends_on_the_day_that_was_announced(
    client: FlaskClient, member: Member, review: Review
) -> None:
    review.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    log_in(client, member)
    answer = client.post(f"/community/reviews/{review.id}/comments", data={"body": "Too late?"})
    assert answer.status_code == 409


@pytest.mark.parametrize("body", ["", " \x00", "x" * 1_201])
def test_a_comment_that_cannot_be_taken_comes_back(
    client: FlaskClient, member: Member, review: Review, body: str
) -> None:
    log_in(client, member)
    answer = client.post(f"/community/reviews/{review.id}/comments", data={"body": body})
    assert answer.status_code == 422


def test_there_is_no_unknown_review(client: FlaskClient) -> None:
    assert client.get("/community/reviews/77").status_code == 404
