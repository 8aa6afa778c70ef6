"""Leaving: taking one's data along, closing the account; and putting accounts to rest."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from flask_security import logout_user
from werkzeug.wrappers import Response as Answer

from qaforum import errors
from qaforum.services import departures, own_data
from qaforum.web import access, limits
from qaforum.web.forms import LeaveForm

pages = Blueprint("departures", __name__)


@pages.get("/account/data.json")
@login_required
@limits.posting
def data() -> Response:
    found = json.dumps(own_data.of(access.member()), ensure_ascii=False, indent=1)
    disposition = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(found, mimetype="application/json", headers=disposition)


@pages.route("/account/leave", methods=["GET", "POST"])
@login_required
@limits.posting
def leave() -> str | Answer | tuple[str, int]:
    form, status = LeaveForm(), 200
    if form.is_submitted():
        try:
            departures.close(
                access.member(), form.password.data or "", named=form.posts.data != "unnamed"
            )
        except errors.ForumError as error:
            status = form.refuse(error)
        else:
            logout_user()
            flash(_("Your account is closed. Thank you for what you shared."), "success")
            return redirect(url_for("questions.home"), code=303)
    return render_template("departures/leave.html", form=form), status


@pages.post("/members/<username>/deactivate")
@login_required
@limits.posting
def deactivate(username: str) -> Answer:
    member = departures.deactivate(access.member(), username)
    flash(_("%(name)s cannot log in any more.", name=member.name), "success")
    return redirect(url_for("members.show", username=username), code=303)


@pages.post("/members/<username>/reactivate")
@login_required
@limits.posting
def reactivate(username: str) -> Answer:
    member = departures.reactivate(access.member(), username)
    flash(_("%(name)s can log in again.", name=member.name), "success")
    return redirect(url_for("members.show", username=username), code=303)
