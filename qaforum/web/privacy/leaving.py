"""Taking one's data along, and closing one's account."""

import json

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from flask_security import logout_user
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.people import administrators
from qaforum.services.privacy import leaving, personal_data
from qaforum.web.core import access, limits
from qaforum.web.privacy.leave_form import LeaveForm

pages = Blueprint("leaving", __name__)


@pages.get("/account/leave")
@login_required
def index() -> str:
    return _page(LeaveForm())


@pages.get("/account/data")
@login_required
@limits.suggesting
def data() -> Response:
    """A file to keep; no browser or proxy keeps a copy."""
    member = access.member()
    text = json.dumps(personal_data.data_of(member), ensure_ascii=False, indent=2)
    response = current_app.response_class(text, mimetype="application/json")
    name = f"{member.username}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/account/leave")
@login_required
@limits.asking_password
def close() -> tuple[str, int] | Response:
    form = LeaveForm()
    status = 422
    if form.validate():
        try:
            named = form.posts.data == "named"
            leaving.close(access.member(), form.password.data or "", named=named)
            logout_user()
            flash(_("Your account is closed. Thank you for all that you gave."), "success")
            return redirect(url_for("questions.home"), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return _page(form), status


def _page(form: LeaveForm) -> str:
    last = administrators.is_last(access.member())
    return render_template("privacy/leaving/index.html", form=form, last_administrator=last)
