"""One writes at a time, on every database, and whoever reads waits for nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from qaforum import connections, errors
from qaforum.extensions import db
from qaforum.models import Follow, Member, Notification, Question, Role
from qaforum.services.questions import answers, questions
from tests.factories import Factory

TITLE = "Where do you keep the keys at night?"


@contextmanager
def somebody_writes() -> Iterator[None]:
    """Somebody has changed something and does not commit before the block ends."""
    with db.engine.begin() as other:
        other.execute(insert(Role).values(name="unfinished"))
        yield


def test_a_second_writer_waits_and_everybody_reads(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    member_id = make.member().id
    db.session.remove()

    def ask() -> str:
        with app.app_context():
            asker = db.session.get_one(Member, member_id)
            return questions.ask(asker, TITLE, "By the door?", "keys").title

    with ThreadPoolExecutor(1) as another, somebody_writes():
        asked = another.submit(ask)
        assert wait([asked], timeout=0.5).not_done
        assert client.get("/questions").status_code == 200
        assert db.session.scalar(select(Question.id)) is None
    assert asked.result() == TITLE


def test_ids_are_committed_in_the_order_in_which_they_are_given(app: Flask) -> None:
    """So whoever reads on from the last id they know has missed none."""

    engine = db.engine

    def write(name: str) -> None:
        with engine.begin() as connection:
            connection.execute(insert(Role).values(name=name))

    with ThreadPoolExecutor(1) as another, somebody_writes():
        assert wait([another.submit(write, "later")], timeout=0.5).not_done
        assert "later" not in db.session.scalars(select(Role.name)).all()
    names = db.session.scalars(select(Role.name).order_by(Role.id)).all()
    assert names[-2:] == ["unfinished", "later"]


def test_who_waits_too_long_is_told_and_keeps_their_text(
    app: Flask, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    member_id = make.member().id
    monkeypatch.setattr(connections, "LONGEST_WAIT", 200)
    db.session.remove()
    db.engine.dispose()
    asker = db.session.get_one(Member, member_id)
    with somebody_writes(), pytest.raises(errors.Unavailable):
        questions.ask(asker, TITLE, "By the door?")
    assert questions.ask(asker, TITLE, "By the door?").title == TITLE
    db.engine.dispose()


def test_members_who_answer_each_other_do_not_wait_for_each_other(
    app: Flask, make: Factory
) -> None:
    """Each act counts on the rows of several members, in any order."""
    people = [make.member() for _ in range(6)]
    asked = [make.question(f"What is behind door {one.id}?", by=one) for one in people]
    for one in people:
        for other in people:
            if one is not other:
                db.session.add(Follow(member_id=one.id, followed_id=other.id))
    db.session.commit()
    keys = [(one.id, question.id) for one in people for question in asked]
    db.session.remove()

    def answer(key: tuple[int, int]) -> None:
        with app.app_context():
            member = db.session.get_one(Member, key[0])
            named = " ".join(f"@{one}" for one in db.session.scalars(select(Member.username)))
            answers.post(member, key[1], f"A cupboard, says {member.name}. {named}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, keys))
    answered = db.session.scalars(select(Question.answer_count)).all()
    assert answered == [6] * 6
    for member in db.session.scalars(select(Member)):
        mine = select(Notification.id).where(Notification.member_id == member.id)
        assert member.unread_count == len(db.session.scalars(mine).all()) > 0
