"""Shutting a member out and letting them in again, from their page."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.moderation import deactivation
from qaforum.services.people import members
from qaforum.web.core import access, limits
from qaforum.web.directory.members import page_of

pages = Blueprint("deactivation", __name__)


@pages.post("/members/<username>/deactivate")
@login_required
@limits.posting
def deactivate(username: str) -> Response | tuple[str, int]:
    member = members.load(username)
    try:
        deactivation.deactivate(access.member(), member, request.form.get("reason", ""))
    except errors.Invalid as error:
        return page_of(member, refused=error), error.status
    flash(_("%(name)s cannot log in any more.", name=member.name), "success")
    return redirect(url_for("members.show", username=username), code=303)


@pages.post("/members/<username>/reactivate")
@login_required
@limits.posting
def reactivate(username: str) -> Response:
    member = members.load(username)
    deactivation.reactivate(access.member(), member)
    flash(_("%(name)s can log in again.", name=member.name), "success")
    return redirect(url_for("members.show", username=username), code=303)
