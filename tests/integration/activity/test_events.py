"""Events are recorded with the act, and are the same when they are made anew."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Answer, Event, Member, Practice
from qaforum.models.activity import event
from qaforum.models.practices.adaptation import OUTCOMES
from qaforum.services.activity import attempts, events
from qaforum.services.people import members
from qaforum.services.practices import practices
from qaforum.services.questions import acceptance, answers, questions
from qaforum.services.search import thanks
from tests.factories import Factory, log_in


def all_events() -> set[tuple[Any, ...]]:
    rows = db.session.scalars(select(Event).execution_options(populate_existing=True))
    return {tuple(getattr(row, name) for name in NAMES) for row in rows}


NAMES = [column.name for column in Event.__table__.columns if column.name != "id"]


def of(kind: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def move(member: Member, institution_id: int | None) -> None:
    members.change_profile(member, name=member.name, institution_id=institution_id)


def test_a_solved_question_leaves_who_helped_whom_and_how_long_it_took(make: Factory) -> None:
    elm, oak = make.institution(), make.institution()
    asker, solver = make.member(institution_id=elm.id), make.member(institution_id=oak.id)
    question = make.question(by=asker)
    question.created_at = clock.now() - timedelta(hours=5)
    answer = make.answer(question, by=solver)
    acceptance.accept(asker, answer.id)
    for kind in (event.FIRST_ANSWERED, event.SOLVED, event.HELPED):
        (row,) = of(kind)
        assert (row.member_id, row.other_id) == (solver.id, asker.id)
        assert (row.institution_id, row.other_institution_id) == (oak.id, elm.id)
        assert row.seconds == pytest.approx(5 * 3600, abs=60)


def test_what_is_taken_back_leaves_no_event(make: Factory) -> None:
    question = make.solved("Who has the key to the cellar?", "Tom has it.")
    reader, moderator = make.member(), make.moderator()
    thanks.give(reader, question.id)
    assert of(event.SPARED)
    thanks.take_back(reader, question.id)
    assert not of(event.SPARED)
    (helped,) = of(event.HELPED)
    acceptance.withdraw(moderator, helped.subject_id)
    assert not of(event.HELPED)
    assert not of(event.SOLVED)
    questions.delete(moderator, question.id)
    assert not of(event.ASKED)
    questions.restore(moderator, question.id)
    assert of(event.ASKED)


def test_ones_own_answer_solves_and_is_no_help(make: Factory) -> None:
    asker = make.member()
    question = make.question(by=asker)
    acceptance.accept(asker, make.answer(question, by=asker).id)
    assert of(event.SOLVED)
    assert not of(event.HELPED)
    assert not of(event.FIRST_ANSWERED)


def test_the_past_stays_with_the_institution_of_that_time(make: Factory) -> None:
    elm, oak = make.institution(), make.institution()
    solver = make.member(institution_id=elm.id)
    make.solved("Who has the key to the cellar?", "Tom has it.", by=solver)
    move(solver, oak.id)
    make.solved("Who has the key to the attic?", "Ann has it.", by=solver)
    assert [row.institution_id for row in of(event.HELPED)] == [elm.id, oak.id]
    events.rebuild()
    assert [row.institution_id for row in of(event.HELPED)] == [elm.id, oak.id]


def test_a_member_who_had_no_institution_has_none_in_the_past(make: Factory) -> None:
    oak, solver = make.institution(), make.member()
    make.solved("Who has the key to the cellar?", "Tom has it.", by=solver)
    move(solver, oak.id)
    events.rebuild()
    assert [row.institution_id for row in of(event.HELPED)] == [None]


def test_an_ask_that_is_begun_is_known_and_not_what_was_typed(
    index: None, client: FlaskClient, make: Factory
) -> None:
    member = make.member()
    log_in(client, member)
    client.get("/ask/similar?title=The+secret+of+room+five")
    client.get("/ask/similar?title=The+secret+of+room+five+and+six")
    (begun,) = of(event.BEGUN)
    assert (begun.member_id, begun.outcome) == (member.id, None)
    make.question("What did I want to know about room five?", by=member)
    db.session.expire_all()
    (begun,) = of(event.BEGUN)
    assert begun.outcome == events.ENDED


def test_an_ask_is_ended_by_a_solution_that_was_found(make: Factory) -> None:
    member, question = make.member(), make.solved("Who has the key?", "Tom has the key.")
    attempts.begin(member)
    thanks.give(member, question.id)
    (begun,) = of(event.BEGUN)
    assert begun.outcome == events.ENDED


def test_guests_leave_no_trace(client: FlaskClient, make: Factory) -> None:
    client.get("/ask/similar?title=The+secret+of+room+five")
    assert not of(event.BEGUN)


def test_made_anew_they_are_the_same(make: Factory) -> None:
    """After a life with answers, acceptances, thanks, moves, deletions and restorations."""
    institutions = [make.institution() for _ in range(3)]
    people = [
        make.member(institution_id=institution.id) for institution in institutions for _ in range(2)
    ]
    moderator = make.moderator()
    for number in range(12):
        asker, first, second = (people[(number + step) % 6] for step in range(3))
        question = make.question(f"What is behind door {number}?", by=asker)
        rows = [make.answer(question, by=person) for person in (first, second, asker)]
        for row in rows[: number % 4]:
            acceptance.accept(asker, row.id)
        if number % 4 > 1:
            thanks.give(moderator, question.id)
        practice = make.practice(f"What to put behind door {number}", by=first)
        used: list[Answer | Practice] = [practice, *rows[: number % 4]]
        for thing in used:
            make.used(thing, OUTCOMES[number % 3], by=second)
        if number % 4 == 3:
            practices.delete(moderator, practice.id)
        if number % 8 == 3:
            practices.restore(moderator, practice.id)
        if number % 3 == 0:
            answers.delete(moderator, rows[0].id)
        if number % 5 == 0:
            questions.delete(moderator, question.id)
        if number % 10 == 0:
            questions.restore(moderator, question.id)
        attempts.begin(second)
        move(first, institutions[number % 3].id)
    before = all_events()
    assert len(before) > 40
    events.rebuild()
    assert all_events() == before
    assert db.session.scalar(select(Answer.id).limit(1))
