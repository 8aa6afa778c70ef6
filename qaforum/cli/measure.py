"""`qaforum measure`: the community's figures, and making their events anew."""

import json
from collections.abc import Callable

import click
from flask import Flask

from qaforum import errors
from qaforum.cli import initialised
from qaforum.services import impact
from qaforum.services.activity import events
from qaforum.services.people import institutions


@click.command("measure")
@click.option("--rebuild", is_flag=True, help="First make every event anew from the posts.")
@click.option("--period", default="year", help="month, quarter, year or all.")
@click.option("--from", "first", default="", help="First day, like 2026-01-01.")
@click.option("--to", "last", default="", help="Last day, like 2026-03-31.")
@click.option("--institution", "slug", default="", help="Of one institution, by its address.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_obj
def command(
    make_app: Callable[[], Flask],
    rebuild: bool,
    period: str,
    first: str,
    last: str,
    slug: str,
    as_json: bool,
) -> None:
    """What the community gave back: problems solved, time to solution, solutions reused ...

    The figures are those of the page /impact. With --rebuild they come from the posts alone, and
    must be the same as before.
    """
    app = make_app()
    initialised.require(app)
    with app.app_context(), app.test_request_context():
        if rebuild:
            count = events.rebuild()
            click.echo(f"{count} events made anew.", err=as_json)
        try:
            time = impact.chosen(period, first, last)
            measured = impact.impact(time, institutions.load(slug) if slug else None)
        except errors.ForumError as error:
            raise click.ClickException(str(error)) from error
        if as_json:
            click.echo(json.dumps(_object(measured)))
        else:
            _print(measured)


def _object(measured: impact.Impact) -> dict[str, object]:
    period = measured.period
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "figures": {
            row.figure.key: {
                "value": row.now.value, "before": row.before.value, "withheld": row.now.withheld
            }
            for row in measured.figures
        },
    }  # fmt: skip


def _print(measured: impact.Impact) -> None:
    click.echo(f"{measured.period.first} to {measured.period.last}")
    for row in measured.figures:
        click.echo(
            f"{row.figure.label!s:42} {_text(row, row.now):>14}  {_text(row, row.before):>14}"
        )


def _text(row: impact.Measured, measure: impact.Measure) -> str:
    if measure.withheld:
        return f"under {impact.FEWEST} people"
    if measure.value is None:
        return "–"
    return f"{measure.value / 3600:.1f} h" if row.figure.median else f"{measure.value:.0f}"
