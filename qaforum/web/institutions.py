"""The houses of the community."""

from flask import Blueprint, render_template

from qaforum.services import institutions
from qaforum.web import access

pages = Blueprint("institutions", __name__)


@pages.get("/institutions")
def index() -> str:
    return render_template("institutions/index.html", institutions=institutions.listed())


@pages.get("/institutions/<slug>")
def show(slug: str) -> str:
    institution = institutions.load(slug)
    return render_template(
        "institutions/show.html",
        institution=institution,
        members=institutions.members_of(institution),
        figures=institutions.figures(institution),
        questions=institutions.questions_of(institution, access.acting()),
    )
