"""The map of knowledge: everybody's problems by their meaning, and nobody's that are not open."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from qaforum import clock
from qaforum.cli import main
from qaforum.extensions import db
from qaforum.indexing import knowledge_map
from qaforum.indexing.map_scheduler import DAY, SOON, MapScheduler
from qaforum.models import Question
from qaforum.services.questions import acceptance, questions
from qaforum.services.search import knowledge_map as service
from qaforum.services.search import thanks
from tests.factories import Factory

TITLES = (
    "How do you cool the medicine cupboard?",
    "Who keeps the key of the medicine cupboard?",
    "How do you dry the laundry in winter?",
    "Where does the laundry lose its socks?",
    "Comment refroidir la réserve de médicaments ?",
    "Qui garde la clé de la réserve ?",
)


@pytest.fixture
def asked(make: Factory) -> list[Question]:
    return [make.question(title, tags="house") for title in TITLES]


def draw(app: Flask) -> None:
    result = CliRunner().invoke(main, ["map"], obj=lambda: app)
    assert result.exit_code == 0, result.output
    service.forget()
    db.session.expire_all()


def test_before_there_is_a_map_the_page_says_so(client: FlaskClient) -> None:
    assert "not drawn yet" in client.get("/map").text
    assert client.get("/map/points.json").json == {"points": [], "areas": [], "fine": []}
    assert client.get("/map/areas/0").status_code == 404


def test_where_nothing_is_embedded_there_is_no_map_yet(app: Flask, client: FlaskClient) -> None:
    result = CliRunner().invoke(main, ["map"], obj=lambda: app)
    assert result.exit_code == 1
    assert "No question is embedded yet" in result.output
    assert not (Path(app.instance_path) / knowledge_map.FILE).exists()


def test_every_open_question_has_a_place_and_a_title(
    app: Flask, client: FlaskClient, asked: list[Question], index: None
) -> None:
    draw(app)
    found = client.get("/map/points.json").get_json()
    assert {point[0] for point in found["points"]} == {question.id for question in asked}
    assert all(0 <= value <= 1 for point in found["points"] for value in point[1:3])
    ids = ",".join(str(question.id) for question in asked)
    titles = client.get(f"/map/titles.json?ids={ids},x,99999999999").get_json()
    assert {entry["title"] for entry in titles.values()} == set(TITLES)


def test_what_was_solved_and_reused_shows_at_once(
    app: Flask, client: FlaskClient, asked: list[Question], make: Factory, index: None
) -> None:
    draw(app)
    answer = make.answer(asked[0])
    acceptance.accept(make.moderator(), answer.id)
    thanks.give(make.member(), asked[0].id)
    service.forget()
    points = {point[0]: point for point in client.get("/map/points.json").get_json()["points"]}
    assert points[asked[0].id][3:5] == [1, 1]
    assert points[asked[1].id][3:5] == [0, 0]


def test_a_deleted_question_leaves_the_map_and_tells_no_title(
    app: Flask, client: FlaskClient, asked: list[Question], make: Factory, index: None
) -> None:
    draw(app)
    questions.delete(make.moderator(), asked[0].id)
    service.forget()
    points = client.get("/map/points.json").get_json()["points"]
    assert asked[0].id not in {point[0] for point in points}
    assert client.get(f"/map/titles.json?ids={asked[0].id}").get_json() == {}


def test_a_question_asked_to_a_few_first_is_not_on_it(
    app: Flask, client: FlaskClient, asked: list[Question], index: None
) -> None:
    asked[0].opens_at = clock.now() + timedelta(days=2)
    db.session.commit()
    draw(app)
    stored = json.loads((Path(app.instance_path) / knowledge_map.FILE).read_text())
    assert asked[0].id not in stored["ids"]
    assert client.get(f"/map/titles.json?ids={asked[0].id}").get_json() == {}


def test_the_areas_are_a_list_too(
    app: Flask, client: FlaskClient, asked: list[Question], index: None
) -> None:
    draw(app)
    page = client.get("/map").text
    assert "/map/areas/0" in page
    listed = "".join(
        client.get(f"/map/areas/{number}").text
        for number in range(len(client.get("/map/points.json").get_json()["areas"]))
    )
    assert all(title in listed for title in TITLES)
    assert client.get("/map/areas/0?page=9").status_code == 404


def test_what_was_there_stays_where_it_was(
    app: Flask, asked: list[Question], make: Factory, index: None
) -> None:
    draw(app)
    first = knowledge_map.load(Path(app.instance_path))
    make.question("Who repairs the dryer of the laundry?")
    from qaforum import indexing

    indexing.stop(app)
    indexing.start(app, indexer=True, wait=True)
    draw(app)
    second = knowledge_map.load(Path(app.instance_path))
    assert first is not None
    assert second is not None
    assert len(second.ids) == len(first.ids) + 1
    assert second.x[: len(first.ids)] == first.x
    assert second.y[: len(first.ids)] == first.y


@pytest.mark.parametrize("damage", ["", "{", '{"version": 99}', "[]", '{"version": 1}'])
def test_a_broken_file_is_no_map_and_is_made_anew(
    app: Flask, client: FlaskClient, asked: list[Question], damage: str
) -> None:
    (Path(app.instance_path) / knowledge_map.FILE).write_text(damage)
    service.forget()
    service._load.cache_clear()
    assert client.get("/map").status_code == 200
    assert "not drawn yet" in client.get("/map").text


def test_a_map_is_due_after_a_day_or_many_changes(app: Flask, tmp_path: Path) -> None:
    snapshots = MapScheduler(db.engine, tmp_path, stopping=None)  # type: ignore[arg-type]
    assert not snapshots.is_due(0, 0.0)
    assert snapshots.is_due(5, 0.0)
    file = tmp_path / knowledge_map.FILE
    file.write_text("{}")
    made = file.stat().st_mtime
    snapshots._made_of = 100
    assert not snapshots.is_due(101, made + SOON + 1)
    assert snapshots.is_due(120, made + SOON + 1)
    assert not snapshots.is_due(120, made + 1)
    assert snapshots.is_due(100, made + DAY + 1)
