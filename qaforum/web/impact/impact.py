"""What the community gives back: its figures, and what each of them counts."""

import csv
from dataclasses import dataclass
from io import StringIO

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qaforum import errors, policies
from qaforum.models import Institution
from qaforum.services import impact
from qaforum.services.people import institutions
from qaforum.web.core import access

pages = Blueprint("impact", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `arguments` are for further addresses about the same."""

    period: impact.Period
    preset: str
    institution: Institution | None
    arguments: dict[str, str]


def asked(institution: Institution | None = None) -> Asked:
    """The period, and the institution where one is named. Raises Invalid, NotFound, NotAllowed."""
    given = request.args
    first, last = given.get("from", ""), given.get("to", "")
    preset = "" if first or last else given.get("period", "year")
    period = impact.chosen(preset, first, last)
    slug = given.get("institution", "")
    if institution is None and slug:
        institution = institutions.load(slug)
    if institution and not policies.can_see_figures(access.acting(), institution):
        raise errors.NotAllowed(
            _("An institution's figures are for its own people. Log in with their account.")
        )
    arguments = {"from": first, "to": last} if not preset else {"period": preset}
    if institution:
        arguments["institution"] = institution.slug
    return Asked(period, preset, institution, arguments)


@pages.get("/impact")
def index() -> str:
    question = asked()
    return render_template("impact/index.html", asked=question, **figures(question))


def figures(question: Asked) -> dict[str, object]:
    """What templates/impact/_figures.html needs."""
    chosen = question.institution
    return {
        "impact": impact.impact(question.period, chosen),
        "unsolved": [] if chosen else impact.unsolved(question.period),
        "on_one_person": [] if chosen else impact.on_one_person(question.period),
        "presets": impact.PRESETS,
        "fewest": impact.FEWEST,
    }


@pages.get("/impact/<key>")
def show(key: str) -> str:
    question, figure = asked(), impact.figure_named(key)
    page = request.args.get("page", 1, type=int)
    lines = impact.drilldown(figure, question.period, question.institution, access.acting(), page)
    return render_template(
        "impact/show.html", asked=question, figure=figure, lines=lines, page=page
    )


@pages.get("/impact/report")
def report() -> str | AnyResponse:
    """Mails lead here, so who has to log in is asked to, and comes back."""
    if access.acting() is None and request.args.get("institution"):
        login: AnyResponse = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return login
    question = asked()
    return render_template("impact/report.html", asked=question, **figures(question))


@pages.get("/impact.csv")
def table() -> Response:
    """The figures for a spreadsheet: one a row, with the period before and month by month."""
    question = asked()
    measured = impact.impact(question.period, question.institution)
    text = StringIO()
    out = csv.writer(text)
    parts = [part.first.isoformat() for part in question.period.parts()]
    out.writerow(
        ["figure", _("Name"), _("Unit"), question.period.first, question.period.last,
         _("Value"), _("Before"), *parts]
    )  # fmt: skip
    for row in measured.figures:
        cells = [row.now, row.before, *row.parts]
        unit = _("seconds") if row.figure.median else _("number")
        head = [row.figure.key, row.figure.label, unit, question.period.first, question.period.last]
        out.writerow([*head, *(_cell(measure) for measure in cells)])
    name = f"impact-{question.institution.slug if question.institution else 'community'}"
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return answer


def _cell(measure: impact.Measure) -> str:
    if measure.withheld:
        return _("withheld")
    return "" if measure.value is None else f"{measure.value:g}"
