"""Mentors: offering it, asking one, answering."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.onboarding import mentorships
from qaforum.web.core import access, limits

pages = Blueprint("mentorships", __name__)


@pages.get("/mentors")
@login_required
def index() -> str:
    return _page()


def _page(word: str = "", refusal: str = "", chosen: int = 0) -> str:
    member = access.member()
    return render_template(
        "onboarding/mentorships/index.html",
        mine=mentorships.mentorships_of(member),
        mentors=mentorships.mentors(member),
        word=word,
        refusal=refusal,
        chosen=chosen,
    )


@pages.post("/mentors")
@login_required
@limits.posting
def ask() -> tuple[str, int] | Response:
    word, mentor = request.form.get("word", ""), request.form.get("mentor", 0, type=int)
    try:
        made = mentorships.ask(access.member(), mentor, word)
    except (errors.Invalid, errors.Conflict) as error:
        return _page(word, error.message, mentor), error.status
    flash(_("Asked. You hear as soon as there is an answer."), "success")
    return redirect(url_for("mentorships.index", _anchor=f"mentorship-{made.id}"), code=303)


@pages.post("/mentors/offer")
@login_required
@limits.posting
def offer() -> Response:
    willing = request.form.get("mentor") == "1"
    mentorships.offer(access.member(), willing=willing)
    flash(
        _("Thank you. Newcomers can ask you now.")
        if willing
        else _("Newcomers are not sent to you any more."),
        "success",
    )
    return redirect(url_for("mentorships.index"), code=303)


@pages.post("/mentors/<int:mentorship_id>/answer")
@login_required
@limits.posting
def answer(mentorship_id: int) -> Response:
    accept = request.form.get("answer") == "yes"
    made = mentorships.answer(
        access.member(), mentorship_id, accept=accept, reply=request.form.get("body", "")
    )
    if accept:
        flash(_("Thank you. %(name)s knows now.", name=made.newcomer.name), "success")
    return redirect(url_for("mentorships.index"), code=303)


@pages.post("/mentors/<int:mentorship_id>/end")
@login_required
@limits.posting
def end(mentorship_id: int) -> Response:
    mentorships.end(access.member(), mentorship_id)
    return redirect(url_for("mentorships.index"), code=303)
