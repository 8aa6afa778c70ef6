"""The figures of the community: right, clickable, withheld where they would be about one person."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import bindparam, select, text

from qaforum import clock
from qaforum.cli import main
from qaforum.extensions import db
from qaforum.models import Attempt, Institution, Member
from qaforum.models.core.base import UtcDateTime
from qaforum.services import impact
from qaforum.services.activity import events
from qaforum.services.impact import Period, measures
from qaforum.services.people import institution_changes, members
from qaforum.services.search import thanks
from tests.factories import Factory, log_in

SQL = (Path(__file__).parent / "impact.sql").read_text(encoding="utf-8")
TODAY = clock.now().date()
PERIODS = (
    impact.preset("all"),
    impact.preset("year"),
    Period(TODAY - timedelta(days=500), TODAY - timedelta(days=200)),
)


@pytest.fixture
def demo(app: Flask) -> None:
    result = CliRunner().invoke(main, ["demo"], obj=lambda: app)
    assert result.exit_code == 0, result.output


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def by_sql(period: Period, institution: Institution | None) -> dict[str, list[Any]]:
    moments = {
        "start": moment(period.first),
        "end": moment(period.last + timedelta(days=1)),
        "yesterday": clock.now() - timedelta(days=1),
    }
    typed = [bindparam(name, value, UtcDateTime) for name, value in moments.items()]
    columns = {"at": UtcDateTime, "since": UtcDateTime}
    found = defaultdict(list)
    for row in db.session.execute(text(SQL).bindparams(*typed).columns(**columns)):
        if institution is None or row.institution == institution.id:
            found[row.figure].append(row)
    return found


def expected(rows: list[Any], is_median: bool, fewest: int) -> impact.Measure:
    if rows and len({row.person for row in rows} - {None}) < fewest:
        return impact.Measure(None, withheld=True)
    if is_median:
        return impact.Measure(
            median((row.at - row.since).total_seconds() for row in rows) if rows else None
        )
    return impact.Measure(len(rows))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("fewest", [1, impact.FEWEST])
def test_every_figure_equals_what_sql_finds_in_the_posts(
    monkeypatch: pytest.MonkeyPatch, fewest: int
) -> None:
    """Once with nothing withheld, so that every figure of every house is compared."""
    monkeypatch.setattr(measures, "FEWEST", fewest)
    institutions = [None, *db.session.scalars(select(Institution))]
    values = 0
    for period in PERIODS:
        for institution in institutions:
            counted = by_sql(period, institution)
            for row in impact.impact(period, institution).figures:
                key = row.figure.key
                wanted = expected(counted[key], row.figure.median, fewest)
                assert row.now.withheld == wanted.withheld, (key, period, institution)
                assert row.now.value == pytest.approx(wanted.value, abs=1), (
                    key,
                    period,
                    institution,
                )
                values += bool(row.now.value)
    assert values > (150 if fewest == 1 else 30)


def test_five_people_make_a_figure_and_four_do_not(client: FlaskClient, make: Factory) -> None:
    for number in range(4):
        make.solved(f"What is behind door {number}?", f"A cupboard, the {number}th.")
    assert solved_now() == impact.Measure(None, withheld=True)
    assert "withheld" in client.get("/impact").text
    assert "Fewer than five people" in client.get("/impact/solved").text
    make.solved("What is behind the fifth door?", "Another cupboard.")
    assert solved_now() == impact.Measure(5)
    assert "What is behind the fifth door?" in client.get("/impact/solved").text


def test_what_costs_much_to_count_stands_for_a_minute(
    monkeypatch: pytest.MonkeyPatch, make: Factory
) -> None:
    for number in range(5):
        make.solved(f"What is behind door {number}?", f"A cupboard, the {number}th.")
    monkeypatch.setattr(measures, "LARGE", 0)
    before = solved_now()
    make.solved("What is behind the sixth door?", "Another cupboard.")
    assert solved_now() == before == impact.Measure(5)
    monkeypatch.setattr(measures, "FRESH", 0)
    assert solved_now() == impact.Measure(6)


def solved_now(institution: Institution | None = None) -> impact.Measure:
    rows = impact.impact(impact.preset("month"), institution).figures
    return next(row.now for row in rows if row.figure.key == "solved")


def test_the_figures_of_a_house_are_for_its_people(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    elm, oak = make.institution("Elm House"), make.institution("Oak House")
    page = f"/institutions/{elm.slug}"
    assert "gives and gains" not in client.get(page).text
    assert client.get(f"/impact?institution={elm.slug}").status_code == 403
    stranger = log_in(app.test_client(), make.member(institution_id=oak.id))
    assert "gives and gains" not in stranger.get(page).text
    assert stranger.get(f"/impact/report?institution={elm.slug}").status_code == 403
    log_in(client, make.member(institution_id=elm.id))
    assert "gives and gains" in client.get(page).text
    assert client.get(f"/impact/report?institution={elm.slug}").status_code == 200
    assert client.get(f"/impact.csv?institution={elm.slug}").status_code == 200


def test_who_changes_the_house_leaves_the_past_with_the_old_one(make: Factory) -> None:
    elm, oak = make.institution(), make.institution()
    people = [make.member(institution_id=elm.id) for _ in range(5)]
    for person in people:
        question = make.solved(f"Who sees to room {person.id}?", "The caretaker does.", by=person)
        thanks.give(make.member(), question.id)
    for person in people:
        members.change_profile(person, name=person.name, institution_id=oak.id)
    assert given(elm) == 10
    assert given(oak) == 0
    events.rebuild()
    assert given(elm) == 10


def given(institution: Institution) -> float | None:
    rows = impact.impact(impact.preset("month"), institution).figures
    return next(row.now.value for row in rows if row.figure.key == "help_given")


def test_a_merged_house_brings_its_past_and_its_people(client: FlaskClient, make: Factory) -> None:
    elm, oak, moderator = make.institution("Elm"), make.institution("Oak"), make.moderator()
    for institution in (elm, elm, elm, oak, oak):
        solver = make.member(institution_id=institution.id)
        make.solved(f"Who sees to room {solver.id}?", "The caretaker does.", by=solver)
    log_in(client, moderator)
    client.post(f"/institutions/{elm.slug}/merge", data={"into": oak.slug})
    assert given(oak) == 5
    answer = client.get(f"/institutions/{elm.slug}", follow_redirects=True)
    assert "Elm is part of Oak now" in answer.text
    assert client.get("/institutions").text.count(elm.slug) == 0
    events.rebuild()
    assert given(oak) == 5
    assert not db.session.scalars(select(Member).where(Member.institution_id == elm.id)).all()


def test_a_closed_house_keeps_its_past_and_cannot_be_chosen(
    client: FlaskClient, make: Factory
) -> None:
    elm = make.institution("Elm House")
    institution_changes.close(make.moderator(), elm.slug)
    assert "closed on" in client.get(f"/institutions/{elm.slug}").text
    log_in(client, make.member())
    assert "Elm House" not in client.get("/account/profile").text


def test_a_house_has_a_new_name_and_its_old_address(client: FlaskClient, make: Factory) -> None:
    elm = make.institution("Elm House")
    address = f"/institutions/{elm.slug}"
    log_in(client, make.moderator())
    refused = client.post(f"{address}/edit", data={"name": "", "city": "Lyon"})
    assert refused.status_code == 422
    assert "Lyon" in refused.text
    client.post(f"{address}/edit", data={"name": "Beech House"})
    assert "Beech House" in client.get(address).text


def test_merging_a_house_into_none_says_so_at_the_list(client: FlaskClient, make: Factory) -> None:
    elm, _oak = make.institution("Elm"), make.institution("Oak")
    log_in(client, make.moderator())
    answer = client.post(f"/institutions/{elm.slug}/merge", data={"into": ""})
    assert answer.status_code == 422
    assert 'id="into-problem"' in answer.text


@pytest.mark.parametrize("act", ["edit", "close", "merge"])
def test_only_who_looks_after_the_community_changes_a_house(
    client: FlaskClient, make: Factory, act: str
) -> None:
    elm, oak = make.institution(), make.institution()
    log_in(client, make.member(institution_id=elm.id))
    answer = client.post(f"/institutions/{elm.slug}/{act}", data={"name": "X", "into": oak.slug})
    assert answer.status_code == 403


def test_an_ask_is_abandoned_after_a_day(make: Factory) -> None:
    long_ago = clock.now() - timedelta(hours=30)
    for number in range(6):
        attempt = Attempt(member_id=make.member().id, begun_at=long_ago)
        db.session.add(attempt)
        if number == 0:
            attempt.ended_at = clock.now()
    db.session.add(Attempt(member_id=make.member().id))
    db.session.commit()
    events.rebuild()
    rows = impact.impact(impact.preset("month")).figures
    assert next(row.now.value for row in rows if row.figure.key == "abandoned") == 5


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/impact?period=month", 200),
        ("/impact?from=2001-01-01&to=2001-01-02", 200),
        ("/impact?from=yesterday", 422),
        ("/impact?from=2026-02-01&to=2026-01-01", 422),
        ("/impact?period=century", 422),
        ("/impact?institution=nowhere", 404),
        ("/impact/nothing", 404),
        ("/impact/solved?page=7", 404),
        ("/impact/report?period=all", 200),
    ],
)
def test_any_period_gets_a_clear_answer(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_table_opens_in_a_spreadsheet(client: FlaskClient, make: Factory) -> None:
    answer = client.get("/impact.csv?period=quarter")
    assert answer.mimetype == "text/csv"
    head, *rows = answer.text.lstrip("\ufeff").splitlines()
    assert head.startswith("figure,Name,Unit,")
    assert len(rows) == len([f for f in impact.FIGURES if f.scope != "institution"])


def test_the_quarter_before_is_a_calendar_quarter() -> None:
    assert impact.quarter_before(date(2026, 1, 15)) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert impact.quarter_before(date(2026, 7, 1)) == Period(date(2026, 4, 1), date(2026, 6, 30))


def test_the_command_says_the_same_after_a_rebuild(app: Flask, demo: None) -> None:
    def measure(*options: str) -> str:
        result = CliRunner().invoke(main, ["measure", "--json", *options], obj=lambda: app)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert measure() == measure("--rebuild")
    assert '"solved": {"value": ' in measure("--period", "all")


def test_a_period_is_cut_into_weeks_or_months() -> None:
    year = Period(date(2026, 1, 15), date(2026, 12, 31))
    assert [part.first.day for part in year.parts()] == [15, *[1] * 11]
    assert year.parts()[-1].end == datetime(2027, 1, 1, tzinfo=UTC)
    weeks = Period(date(2026, 1, 1), date(2026, 1, 20)).parts()
    assert [part.days for part in weeks] == [7, 7, 6]
