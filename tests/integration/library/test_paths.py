"""Paths: arranging one, going along one."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors, indexing
from qaforum.extensions import db
from qaforum.models import Member, Path, Question, QuestionLink, Resource
from qaforum.models.questions.question_link import DUPLICATE
from qaforum.services.library import path_steps, paths, resources
from qaforum.services.library.resources import Entry
from qaforum.services.practices import practices
from qaforum.services.practices.practices import Written
from qaforum.services.questions import questions
from tests.factories import Factory, log_in


@pytest.fixture
def solver(make: Factory) -> Member:
    member = make.member("Tom Reed")
    make.solved("How do you cool the medicine cupboard?", "North side.", by=member)
    return member


@pytest.fixture
def question(make: Factory) -> Question:
    return make.question("Who has the key to room 5?")


@pytest.fixture
def resource(solver: Member) -> Resource:
    entry = Entry("document", "A rota for small houses", "https://example.org/rota", "It helped.")
    return resources.add(solver, entry)


@pytest.fixture
def path(solver: Member, question: Question, resource: Resource) -> Path:
    made = paths.make(solver, "Your first hundred days", "For heads of small houses.")
    path_steps.add(solver, made.id, 1, "question", question.id)
    path_steps.add(solver, made.id, 2, "resource", resource.id)
    return paths.load(made.id, solver)


def form(path: Path, **fields: str) -> dict[str, str]:
    db.session.refresh(path)
    return {
        "title": path.title,
        "intro": path.intro,
        "revision": str(path.revision),
        **fields,
    }


def steps(path: Path, reader: Member | None = None) -> list[str]:
    return [line.step.title for line in path_steps.steps_of(path, reader)]


def test_whoever_has_solved_a_problem_arranges_a_path(
    client: FlaskClient, solver: Member, question: Question, resource: Resource
) -> None:
    log_in(client, solver)
    begun = client.post("/paths/new", data={"title": "Your first hundred days", "intro": "Calm."})
    assert begun.status_code == 303
    page = client.get(begun.location).text
    address = begun.location
    revision = 1
    for thing, pasted in (("question", f"http://forum/questions/{question.id}/x"),
                          ("resource", f"/resources/{resource.id}")):  # fmt: skip
        data = {"title": "Your first hundred days", "intro": "Calm.", "revision": str(revision)}
        found = client.post(address, data={**data, "act": "find", "find": pasted})
        page = client.get(found.location).text
        act = re.search(rf'value="(add-{thing}-\d+)"', page)
        assert act, page
        data["revision"] = str(revision + 1)
        assert client.post(address, data={**data, "act": act[1]}).status_code == 303
        revision += 3
    number = int(address.split("/")[2])
    assert steps(paths.load(number, solver)) == [question.title, resource.title]
    assert "Your first hundred days" in client.application.test_client().get("/paths").text


def test_others_do_not_arrange_paths(client: FlaskClient, make: Factory, path: Path) -> None:
    log_in(client, make.member())
    assert client.get("/paths/new").status_code == 403
    assert client.post("/paths/new", data={"title": "Mine"}).status_code == 403
    assert client.get(f"/paths/{path.id}/edit").status_code == 403
    assert client.post(f"/paths/{path.id}/delete").status_code == 403


def test_a_path_without_a_step_is_its_authors_alone(
    client: FlaskClient, make: Factory, solver: Member
) -> None:
    empty = paths.make(solver, "One day", "")
    address = f"/paths/{empty.id}/{empty.slug}"
    assert client.get(address).status_code == 404
    assert "One day" not in client.get("/paths").text
    log_in(client, solver)
    assert "only you see it" in client.get(address).text
    assert "One day" in client.get("/paths").text


@pytest.mark.parametrize("fields", [{"title": " "}, {"title": "x" * 201}, {"intro": "x" * 2001}])
def test_a_beginning_that_cannot_be_taken_comes_back(
    client: FlaskClient, solver: Member, fields: dict[str, str]
) -> None:
    log_in(client, solver)
    data = {"title": "Your first hundred days", "intro": "Calm.", **fields}
    assert client.post("/paths/new", data=data).status_code == 422


def test_every_button_saves_what_was_typed(client: FlaskClient, solver: Member, path: Path) -> None:
    first, second = (line.step.id for line in path_steps.steps_of(path, solver))
    log_in(client, solver)
    data = form(path, act=f"up-{second}", **{f"sentence-{first}": "Read this first."})
    assert client.post(f"/paths/{path.id}/edit", data=data).status_code == 303
    lines = path_steps.steps_of(path, solver)
    assert [line.step.id for line in lines] == [second, first]
    assert lines[1].step.sentence == "Read this first."
    for act in (f"down-{first}", f"up-{second}"):  # the last stays last, the first first
        client.post(f"/paths/{path.id}/edit", data=form(path, act=act))
    assert [line.step.id for line in path_steps.steps_of(path, solver)] == [second, first]
    client.post(f"/paths/{path.id}/edit", data=form(path, act=f"remove-{second}"))
    assert [line.step.id for line in path_steps.steps_of(path, solver)] == [first]
    saved = client.post(f"/paths/{path.id}/edit", data=form(path, act="save", title="Days"))
    assert saved.location == f"/paths/{path.id}/days"


def test_a_sentence_that_is_too_long_comes_back(
    client: FlaskClient, solver: Member, path: Path
) -> None:
    step = path_steps.steps_of(path, solver)[0].step
    log_in(client, solver)
    data = form(path, act="save", **{f"sentence-{step.id}": "long " * 200})
    answer = client.post(f"/paths/{path.id}/edit", data=data)
    assert answer.status_code == 422
    assert "long long" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_two_edits_at_once_are_compared(
    client: FlaskClient, make: Factory, solver: Member, path: Path
) -> None:
    data = form(path, act="save", intro="Mine.")
    paths.save(make.moderator(), path.id, path.revision, path.title, "Theirs.", {})
    log_in(client, solver)
    answer = client.post(f"/paths/{path.id}/edit", data=data)
    assert answer.status_code == 409
    for part in ("Mine.", "Theirs."):
        assert part in answer.text


@pytest.mark.parametrize("act", ["up-999", "remove-999", "add-question-999", "add-resource-999"])
def test_what_is_not_there_cannot_be_moved_or_added(
    client: FlaskClient, solver: Member, path: Path, act: str
) -> None:
    log_in(client, solver)
    assert client.post(f"/paths/{path.id}/edit", data=form(path, act=act)).status_code == 404
    assert len(steps(path)) == 2


def test_progress_is_the_members_own(
    client: FlaskClient, make: Factory, solver: Member, path: Path
) -> None:
    member = make.member()
    log_in(client, member)
    first, second = (line.step.id for line in path_steps.steps_of(path, member))
    address = f"/paths/{path.id}/{path.slug}"
    for _again in range(2):
        ticked = client.post(f"/paths/{path.id}/steps/{first}/done", data={"done": "1"})
        assert ticked.location == f"{address}#step-{first}"
    page = client.get(address).text
    assert "1 of 2" in page
    assert f'<a href="#step-{second}">step 2</a>' in page
    assert "50%" in client.get("/paths").text
    assert not any(line.done for line in path_steps.steps_of(path, solver))
    assert "1 of 2" not in client.application.test_client().get(address).text
    client.post(f"/paths/{path.id}/steps/{first}/done", data={"done": "0"})
    assert "0 of 2" in client.get(address).text
    assert client.post(f"/paths/{path.id}/steps/999/done", data={"done": "1"}).status_code == 404


def test_a_step_says_that_its_question_was_deleted(
    client: FlaskClient, make: Factory, path: Path, question: Question
) -> None:
    questions.delete(make.moderator(), question.id)
    page = client.get(f"/paths/{path.id}/{path.slug}").text
    assert "This question was deleted." in page
    assert question.title not in page
    assert "A rota for small houses" in page


def test_a_step_points_to_what_was_asked_before(
    client: FlaskClient, make: Factory, path: Path, question: Question
) -> None:
    earlier = make.question("Who keeps the keys of all rooms?")
    db.session.add(QuestionLink(from_id=question.id, to_id=earlier.id, kind=DUPLICATE))
    db.session.commit()
    page = client.get(f"/paths/{path.id}/{path.slug}").text
    assert "Who keeps the keys of all rooms?" in page


def test_deleting_a_resource_keeps_the_path_whole(
    client: FlaskClient, solver: Member, path: Path, resource: Resource
) -> None:
    resources.remove(solver, resource.id)
    db.session.expire_all()
    page = client.get(f"/paths/{path.id}/{path.slug}").text
    assert "“A rota for small houses” is not on the shelf any more." in page
    assert len(steps(path)) == 2


def test_a_resource_names_its_paths(client: FlaskClient, path: Path, resource: Resource) -> None:
    assert path.title in client.get(f"/resources/{resource.id}").text


def test_a_path_outlives_its_author_and_goes_with_its_steps(
    make: Factory, solver: Member, path: Path
) -> None:
    moderator, number = make.moderator(), path.id
    db.session.delete(solver)
    db.session.commit()
    db.session.expire_all()
    assert paths.load(number, None).author is None
    paths.remove(moderator, number)
    with pytest.raises(errors.NotFound):
        paths.load(number, moderator)


def test_what_is_near_in_meaning_can_be_added(app: Flask, make: Factory) -> None:
    make.solved("How do you cool the medicine cupboard?", "Move it to the north side.")
    indexing.start(app, indexer=True, wait=True)
    found = path_steps.find("fridge for drugs is too warm", make.member())
    assert "How do you cool the medicine cupboard?" in [thing.title for thing in found]


def test_a_practice_is_a_step_too(client: FlaskClient, solver: Member, path: Path) -> None:
    practice = practices.write(
        solver, Written("A drawer for each key", "Keys were lost.", "One drawer, one list.")
    )
    found = path_steps.find(f"/practices/{practice.id}/x", solver)
    assert path_steps.find("drawer for each", solver)[-1] == found[0]
    path_steps.add(solver, path.id, path.revision, "practice", practice.id)
    address = f"/paths/{path.id}/{path.slug}"
    assert "A drawer for each key" in client.get(address).text
    practices.delete(solver, practice.id)
    assert "This practice was deleted." in client.get(address).text
