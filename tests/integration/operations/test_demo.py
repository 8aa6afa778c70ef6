"""`qaforum demo`: a community to look around in."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum.cli import main
from qaforum.extensions import db
from qaforum.importers.demo import community, files
from qaforum.models import (
    Adaptation,
    Answer,
    Comment,
    Institution,
    Member,
    Path,
    PathStep,
    Practice,
    Question,
    QuestionLink,
    Resource,
    ResourceThanks,
    Tag,
    Thanks,
    Vote,
)
from qaforum.services.charter import charters
from qaforum.services.library import resources
from qaforum.services.operations import consistency
from qaforum.services.questions import answers

TABLES = (Institution, Member, Question, Answer, Comment, Vote, Tag, Thanks, QuestionLink)


def run(app: Flask) -> Result:
    result = CliRunner().invoke(main, ["demo"], obj=lambda: app)
    assert result.exit_code == 0, result.output
    return result


def sizes() -> dict[str, int | None]:
    return {
        table.__name__: db.session.scalar(select(func.count()).select_from(table))
        for table in TABLES
    }


def member(username: str) -> Member:
    return db.session.scalars(select(Member).where(Member.username == username)).one()


def test_the_forum_is_filled_in_two_languages(app: Flask) -> None:
    run(app)
    assert all(sizes().values())
    assert set(db.session.scalars(select(Question.language))) == {"en", "fr"}
    assert db.session.scalar(select(func.count()).where(Question.accepted_count > 1))


def test_the_language_of_each_text_is_recognised(app: Flask) -> None:
    run(app)
    entries = files.read(community.FOLDER).questions
    said = {" ".join(entry["title"].split()): entry["language"] for entry in entries}
    for question in db.session.scalars(select(Question)):
        assert question.language == said[question.title], question.title


def test_a_second_run_adds_nothing(app: Flask) -> None:
    run(app)
    before = sizes()
    assert "nothing was added" in run(app).stdout
    assert sizes() == before


def test_a_second_run_keeps_what_people_wrote(app: Flask) -> None:
    run(app)
    question = db.session.scalars(select(Question).order_by(Question.id)).first()
    assert question is not None
    question.title = "Changed in the meantime"
    count = question.answer_count
    db.session.commit()
    answers.post(member("claire.fontaine"), question.id, "An answer of today.")
    run(app)
    db.session.refresh(question)
    assert (question.title, question.answer_count) == ("Changed in the meantime", count + 1)


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("claire.fontaine", "member"),
        ("nadia.benali", "moderator"),
        ("carlo.weber", "administrator"),
    ],
)
def test_the_three_log_ins_that_it_says_work(
    app: Flask, client: FlaskClient, username: str, role: str
) -> None:
    lines = [line.split() for line in run(app).stdout.splitlines()]
    (login,) = [line for line in lines if line[0] == role]
    assert login[1] == f"{username}@demo.example"
    answer = client.post("/account/login", data={"email": login[1], "password": login[2]})
    assert answer.status_code == 302
    assert member(username).is_moderator == (role != "member")
    assert member(username).is_administrator == (role == "administrator")


def test_nobody_else_can_log_in(app: Flask) -> None:
    run(app)
    count = select(func.count()).where(Member.password.is_not(None))
    assert db.session.scalar(count) == 3


def test_thanks_and_votes_count_for_those_who_wrote(app: Flask) -> None:
    run(app)
    for person in db.session.scalars(select(Member)):
        got = select(func.count()).where(Thanks.solver_id == person.id)
        assert person.thanks_count == db.session.scalar(got)
    for question in db.session.scalars(select(Question)):
        total = select(func.sum(Vote.value)).where(Vote.question_id == question.id)
        assert question.score == (db.session.scalar(total) or 0)


def test_it_has_a_charter_resources_and_paths_of_its_own(app: Flask, client: FlaskClient) -> None:
    run(app)
    claire, newest = member("claire.fontaine"), charters.version(2)
    assert (claire.charter_number, claire.charter_accepted_at) == (2, newest.adopted_at)
    page = client.get("/community", headers={"Accept-Language": "fr"}).text
    assert page.index("Nous demandons ouvertement") < page.index("We ask openly")
    for table in (Resource, Path, PathStep):
        assert db.session.scalar(select(func.count()).select_from(table))
    lost = select(PathStep).where(PathStep.question_id.is_(None), PathStep.resource_id.is_(None))
    assert db.session.scalars(lost).all() == []
    for shelf in db.session.scalars(select(Resource)):
        got = select(func.count()).where(ResourceThanks.resource_id == shelf.id)
        assert shelf.thanks_count == db.session.scalar(got)


def test_what_was_taken_from_the_shelf_does_not_come_back(app: Flask) -> None:
    run(app)
    before = db.session.scalars(select(Resource.id)).all()
    resources.remove(member("nadia.benali"), before[0])
    run(app)
    assert db.session.scalars(select(Resource.id)).all() == before[1:]


def test_nobody_votes_for_themselves(app: Flask) -> None:
    run(app)
    own = select(func.count()).select_from(Vote).join(Answer, Answer.id == Vote.answer_id)
    assert db.session.scalar(own.where(Answer.author_id == Vote.member_id)) == 0


def test_nothing_happens_in_the_future(app: Flask) -> None:
    run(app)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    for column in (Question.active_at, Answer.accepted_at, Vote.created_at, Thanks.created_at):
        latest = db.session.scalar(select(func.max(column)))
        assert latest is not None
        assert latest <= soon


def test_a_forum_without_a_database_is_told_what_to_do(app: Flask) -> None:
    db.drop_all()
    result = CliRunner().invoke(main, ["demo"], obj=lambda: app)
    assert result.exit_code == 1
    assert "qaforum init" in result.stderr


def test_it_has_practices_that_worked_failed_and_grew_old(app: Flask) -> None:
    run(app)
    found = {row.validity: row for row in db.session.scalars(select(Practice))}
    assert set(found) == {"valid", "outdated"}
    outcomes = set(db.session.scalars(select(Adaptation.outcome)))
    assert outcomes == {"worked", "partly", "failed"}
    before = db.session.scalar(select(func.count()).select_from(Adaptation))
    run(app)
    assert db.session.scalar(select(func.count()).select_from(Adaptation)) == before
    assert consistency.wrong_numbers() == {}
