"""A question asked to a few first: nobody else finds a trace of it until it opens."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Answer, Invitation, Member, Question
from qaforum.models.invitations.invitation import DECLINED
from qaforum.services.core import queries
from qaforum.services.core.queries import open_to
from qaforum.services.notifications import notifications
from qaforum.services.questions import acceptance, question_lists, questions
from qaforum.services.search import related, search, suggestions
from tests.factories import Factory, log_in
from tests.integration.search.test_suggestions import eventually

TITLE = "Our lift stands still with a resident inside"
WORD = "zeppelin"  # a tag that nothing else has
PARTS = (TITLE, WORD, "The fireman's key does not turn", "Ring the maintainer's night line")


class Closed:
    """A question that only its author, one invited peer and the moderators may read."""

    def __init__(self, make: Factory) -> None:
        institution = make.institution("Elm House")
        self.author = make.member("Anne Martin", institution_id=institution.id)
        self.invited = make.member("Tom Reed")
        self.stranger = make.member("Sam Lowe")
        self.moderator = make.moderator("Mona Keller")
        self.known = make.question("Who repairs the lift on a Sunday?", by=self.stranger)
        self.question = questions.ask(
            self.author, TITLE, PARTS[2], WORD, different_from={self.known.id: "Somebody is inside"}
        )
        self.answer = make.answer(self.question, PARTS[3], by=self.invited)
        self.invitation = Invitation(question_id=self.question.id, member_id=self.invited.id)
        db.session.add(self.invitation)
        self.close()

    def close(self, days: float = 3) -> None:
        self.question.opens_at = clock.now() + timedelta(days=days)
        db.session.commit()

    def may(self) -> list[Member]:
        return [self.author, self.invited, self.moderator]

    def pages(self) -> list[str]:
        return [
            "/",
            "/questions",
            "/questions?sort=unsolved",
            "/questions?sort=votes",
            f"/questions?tag={WORD}",
            "/tags",
            f"/tags/complete?q={WORD[:4]}",
            "/members",
            f"/members/{self.author.username}",
            f"/members/{self.invited.username}",
            "/institutions",
            "/institutions/house-1",
            f"/questions/{self.known.id}/{self.known.slug}",
            "/api/v1/questions",
            f"/api/v1/questions?sort=votes&tag={WORD}",
        ]

    def own_pages(self) -> list[str]:
        q = self.question
        return [
            f"/questions/{q.id}/related",
            f"/questions/{q.id}/history",
            f"/questions/{q.id}/edit",
            f"/questions/{q.id}/",
            f"/questions/{q.id}/{q.slug}",
            f"/answers/{self.answer.id}/edit",
            f"/answers/{self.answer.id}/history",
            f"/api/v1/questions/{q.id}",
        ]

    def deeds(self) -> dict[str, dict[str, Any]]:
        q, a = self.question.id, self.answer.id
        return {
            f"/questions/{q}/answers": {"body": "Me too."},
            f"/questions/{q}/comments": {"body": "Me too."},
            f"/questions/{q}/vote": {"value": "1"},
            f"/questions/{q}/edit": {"title": "Mine it is now", "body": "Mine", "revision": "1"},
            f"/questions/{q}/delete": {},
            f"/answers/{a}/comments": {"body": "Me too."},
            f"/answers/{a}/vote": {"value": "1"},
            f"/answers/{a}/edit": {"body": "Mine", "revision": "1"},
            f"/answers/{a}/delete": {},
            f"/answers/{a}/accept": {},
            f"/answers/{a}/withdraw": {},
        }


@pytest.fixture
def closed(make: Factory) -> Closed:
    return Closed(make)


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_nobody_else_finds_a_trace_of_it_on_any_page(
    client: FlaskClient, closed: Closed, who: str
) -> None:
    if who == "stranger":
        log_in(client, closed.stranger)
    for address in closed.pages():
        answer = client.get(address)
        said = answer.get_data(as_text=True).replace(f"tag={WORD}", "").replace(f"#{WORD}", "")
        assert answer.status_code == 200, address
        if "tag=" not in address:
            assert not [part for part in PARTS if part in said], address
    for address in closed.own_pages():
        answer = client.get(address)
        assert answer.status_code == (302 if who == "guest" and "edit" in address else 404), address
        assert TITLE not in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_no_number_tells_of_it(client: FlaskClient, closed: Closed, who: str) -> None:
    if who == "stranger":
        log_in(client, closed.stranger)
    numbers = ["/", "/tags", "/members", "/institutions/house-1"]
    numbers += [f"/members/{member.username}" for member in closed.may()]

    def page(address: str) -> str:
        """Without the token, in which the time stands."""
        return re.sub(
            r'(content|value)="[^" ]{60,}"', "", client.get(address).get_data(as_text=True)
        )

    with_it = {address: page(address) for address in numbers}
    db.session.delete(closed.answer)
    closed.invited.answer_count = 0
    db.session.execute(sql("UPDATE tag SET question_count = 0 WHERE name = :w"), {"w": WORD})
    db.session.delete(db.session.get_one(Question, closed.question.id))
    db.session.commit()
    for address in numbers:
        assert page(address) == with_it[address]


def test_nobody_else_can_do_anything_with_it(client: FlaskClient, closed: Closed) -> None:
    log_in(client, closed.stranger)
    for address, fields in closed.deeds().items():
        answer = client.post(address, data=fields)
        assert answer.status_code == 404, address
        assert TITLE not in answer.get_data(as_text=True)
    question = questions.load(closed.question.id, closed.author)
    assert (question.answer_count, question.comment_count, question.score) == (1, 0, 0)


def test_who_asked_who_was_asked_and_moderators_read_it(
    client: FlaskClient, closed: Closed
) -> None:
    address = f"/questions/{closed.question.id}/{closed.question.slug}"
    for member in closed.may():
        log_in(client, member)
        assert PARTS[3] in client.get(address).get_data(as_text=True)
        assert TITLE in client.get("/questions").get_data(as_text=True)
        assert TITLE in client.get("/").get_data(as_text=True)
        client.post("/account/logout")


def test_only_those_who_may_read_it_are_told_of_it(closed: Closed) -> None:
    everybody = [closed.author, closed.invited, closed.moderator, closed.stranger]
    ids = [member.id for member in everybody]
    before = [member.unread_count for member in everybody]
    notifications.notify(ids, "mention", key="once", question_id=closed.question.id)
    db.session.commit()
    after = [member.unread_count for member in everybody]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 0]


def test_who_declined_reads_it_no_longer(closed: Closed) -> None:
    closed.invitation.state = DECLINED
    db.session.commit()
    with pytest.raises(errors.NotFound):
        questions.load(closed.question.id, closed.invited)


def test_it_opens_by_time_alone(client: FlaskClient, closed: Closed) -> None:
    closed.close(days=-0.001)
    assert TITLE in client.get("/questions").get_data(as_text=True)
    assert client.get(f"/api/v1/questions/{closed.question.id}").status_code == 200
    assert WORD in client.get("/tags").get_data(as_text=True)


def test_a_solution_opens_it(client: FlaskClient, closed: Closed) -> None:
    acceptance.accept(closed.author, closed.answer.id)
    assert TITLE in client.get("/questions").get_data(as_text=True)


def test_nobody_links_to_what_they_may_not_read(closed: Closed) -> None:
    posted = questions.ask(
        closed.stranger, "Our lift makes a noise", "Since May.",
        different_from={closed.question.id: "Nobody is inside"},
    )  # fmt: skip
    assert question_lists.links_of(posted, closed.author) == []


@pytest.mark.usefixtures("index")
def test_search_and_suggestions_keep_it_to_those_who_may_read_it(
    closed: Closed, make: Factory
) -> None:
    like_it = make.question("Our lift stands still again", by=closed.stranger)

    def found(viewer: Member | None) -> list[bool]:
        return [
            closed.question.id in [row.id for row in search.find(TITLE, viewer=viewer).questions],
            closed.question.id
            in [row.question.id for row in suggestions.similar(TITLE, asker=viewer).problems],
            closed.question in related.to(like_it, viewer),
        ]

    def seen(viewer: Member | None) -> bool:
        return all(found(viewer))

    # The question may still be on its way into the index
    for reader in closed.may():
        assert eventually(partial(seen, reader))
    for viewer in (None, closed.stranger):
        assert found(viewer) == [False, False, False]


@pytest.mark.usefixtures("index")
def test_the_api_suggests_only_what_is_open(client: FlaskClient, closed: Closed) -> None:
    log_in(client, closed.author)
    found = client.get("/api/v1/similar", query_string={"title": TITLE}).get_data(as_text=True)
    assert WORD not in found
    assert PARTS[2] not in found


@pytest.mark.sqlite("PostgreSQL chooses by how much there is, and here is little")
def test_lists_still_follow_their_index(closed: Closed) -> None:
    """The condition is a filter on the way along the index, not a reason to sort everything."""
    for viewer in (None, closed.stranger, closed.moderator):
        query = (
            queries.QUESTIONS.where(open_to(viewer))
            .order_by(Question.created_at.desc(), Question.id.desc())
            .limit(20)
        )
        compiled = query.compile(db.engine)
        with db.engine.connect() as connection:
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {compiled}",
                tuple(str(compiled.params[key]) for key in compiled.positiontup or ()),
            ).fetchall()
        said = " ".join(str(row) for row in plan)
        assert "ix_question_newest" in said
        assert "TEMP B-TREE" not in said


def test_the_answer_count_of_a_member_is_whole_for_those_who_may_read_it(
    client: FlaskClient, closed: Closed
) -> None:
    assert db.session.get_one(Answer, closed.answer.id).author_id == closed.invited.id
    log_in(client, closed.author)
    assert "1 answer" in client.get("/members").get_data(as_text=True)
