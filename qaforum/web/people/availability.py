"""Whether one wants to be suggested and invited, for what, and how often."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.models.people.availability import PER_WEEK
from qaforum.services.people import availability
from qaforum.web.core import access, language, limits
from qaforum.web.people.availability_form import AvailabilityForm

LATER = "availability"  # the cookie of those who want to be asked another time
LATER_FOR = 14 * 24 * 3600
pages = Blueprint("availability", __name__)


@pages.route("/account/availability", methods=["GET", "POST"])
@login_required
@limits.posting
def edit() -> str | tuple[str, int] | Response:
    form = AvailabilityForm()
    form.languages.choices = language.choices()
    status = 200
    if not form.is_submitted():
        _fill(form)
    elif form.validate():
        try:
            availability.say(
                access.member(),
                form.willing.data == "yes",
                topics=form.topics.data or "",
                only_these=bool(form.only_these.data),
                languages=form.languages.data or (),
                per_week=PER_WEEK if form.per_week.data is None else form.per_week.data,
                paused_until=form.paused_until.data,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("availability.edit"), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    else:
        status = 422
    return render_template("people/availability/edit.html", form=form), status


@pages.post("/account/availability/answer")
@login_required
@limits.posting
def answer() -> Response:
    """A plain yes, no, or not now, from the card on the first page."""
    said = request.form.get("willing", "")
    if said == "later":
        response = redirect(url_for("questions.home"), code=303)
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            LATER, "later", max_age=LATER_FOR, samesite="Lax", httponly=True, secure=secure
        )
        return response
    if said not in ("yes", "no"):
        raise errors.Invalid(_("Please say yes or no."), field="willing")
    availability.answer(access.member(), said == "yes")
    flash(_("Thank you, that is noted. Here you can say it more exactly."), "success")
    return redirect(url_for("availability.edit"), code=303)


def to_ask() -> bool:
    """Whether whoever is reading was never asked, and has not put it off."""
    member = access.acting()
    if member is None or request.cookies.get(LATER):
        return False
    return availability.availability_of(member) is None


def _fill(form: AvailabilityForm) -> None:
    said = availability.availability_of(access.member())
    if said is None:
        form.languages.data = [language.selected()]
        form.per_week.data = PER_WEEK
        return
    form.willing.data = "yes" if said.willing else "no"
    form.topics.data = " ".join(tag.name for tag in said.topics)
    form.only_these.data = said.limited_to_topics
    form.languages.data = said.languages.split() or list(current_app.config["LANGUAGES"])
    form.per_week.data = said.per_week
    form.paused_until.data = said.paused_until
