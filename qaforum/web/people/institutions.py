"""The houses of the community."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.models import Institution
from qaforum.services.impact import reports
from qaforum.services.people import institution_changes, institutions
from qaforum.services.practices import reuse
from qaforum.web.core import access, limits
from qaforum.web.impact import impact

pages = Blueprint("institutions", __name__)


@pages.get("/institutions")
def index() -> str:
    return render_template(
        "people/institutions/index.html", institutions=institutions.list_institutions()
    )


@pages.get("/institutions/<slug>")
def show(slug: str) -> str | Response:
    institution = institutions.load(slug)
    successor = institutions.successor(institution)
    if successor is not None:
        flash(
            _("%(old)s is part of %(new)s now.", old=institution.name, new=successor.name), "info"
        )
        return redirect(url_for(".show", slug=successor.slug), code=302)
    return page_of(institution)


def page_of(institution: Institution, refused: errors.Invalid | None = None) -> str:
    """The institution's page; its own people see its figures and who gets them by mail.

    `refused`: why a recipient could not be named, beside what was typed.
    """
    reader, gains = access.acting(), {}
    if policies.can_see_figures(reader, institution):
        question = impact.asked(institution)
        gains = {
            "asked": question,
            **impact.figures(question),
            "recipients": reports.recipients_of(institution),
            "most_recipients": reports.MOST,
        }
    return render_template(
        "people/institutions/show.html",
        institution=institution,
        members=institutions.members_of(institution),
        figures=institutions.figures(institution),
        questions=institutions.questions_of(institution, reader),
        reuse=reuse.by_institution(institution, reader),
        refused=refused,
        **gains,
    )


@pages.route("/institutions/<slug>/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit(slug: str) -> str | Response | tuple[str, int]:
    institution, member = institutions.load(slug), access.member()
    if not policies.can_look_after(member, institution):
        raise errors.NotAllowed(_("Only those who look after the community may do this."))
    problem = None
    if request.method == "POST":
        given = {key: request.form.get(key, "") for key in ("name", "city", "about")}
        try:
            institution_changes.rename(member, slug, **given)
        except errors.Invalid as error:
            problem = error
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", slug=slug), code=303)
    page = _edit_page(slug, problem)
    return (page, problem.status) if problem else page


def _edit_page(slug: str, problem: errors.Invalid | None) -> str:
    institution = institutions.load(slug)
    return render_template(
        "people/institutions/edit.html",
        institution=institution,
        others=[row for row in institutions.every() if row.id != institution.id],
        problem=problem,
        form=request.form,
    )


@pages.post("/institutions/<slug>/close")
@login_required
@limits.posting
def close(slug: str) -> Response:
    if request.form.get("reopen"):
        institution_changes.reopen(access.member(), slug)
        flash(_("It is open again."), "success")
    else:
        institution_changes.close(access.member(), slug)
        flash(_("Closed. What its people did stays."), "success")
    return redirect(url_for(".show", slug=slug), code=303)


@pages.post("/institutions/<slug>/merge")
@login_required
@limits.posting
def merge(slug: str) -> Response | tuple[str, int]:
    try:
        other = institution_changes.merge(access.member(), slug, request.form.get("into", ""))
    except errors.Invalid as problem:
        return _edit_page(slug, problem), problem.status
    flash(_("Merged. Its people and its past belong to %(name)s now.", name=other.name), "success")
    return redirect(url_for(".show", slug=other.slug), code=303)
