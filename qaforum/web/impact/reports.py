"""Who gets an institution's figures by mail, and the link at the foot of those mails."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.extensions import csrf
from qaforum.services.impact import reports
from qaforum.services.people import institutions
from qaforum.web.core import access, limits
from qaforum.web.people.institutions import page_of

pages = Blueprint("reports", __name__)


@pages.post("/institutions/<slug>/reports")
@login_required
@limits.posting
def name(slug: str) -> Response | tuple[str, int]:
    given = {key: request.form.get(key, "") for key in ("name", "email", "locale")}
    try:
        recipient = reports.name(access.member(), slug, **given)
    except errors.Invalid as error:
        return page_of(institutions.load(slug), refused=error), error.status
    flash(_("%(name)s gets the figures each quarter.", name=recipient.name), "success")
    return _back(slug)


@pages.post("/institutions/<slug>/reports/<int:recipient_id>/remove")
@login_required
@limits.posting
def remove(slug: str, recipient_id: int) -> Response:
    reports.remove(access.member(), slug, recipient_id)
    flash(_("Removed. No more figures go to this address."), "success")
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("institutions.show", slug=slug, _anchor="recipients"), code=303)


# The signed ticket is the proof; mail programs send this form without having seen a page (RFC 8058)
@pages.route("/reports/unsubscribe/<ticket>", methods=["GET", "POST"])
@csrf.exempt
@limits.suggesting
def unsubscribe(ticket: str) -> str:
    done = request.method == "POST"
    recipient = reports.stop(ticket) if done else reports.holder(ticket)
    return render_template(
        "impact/reports/unsubscribe.html", recipient=recipient, ticket=ticket, done=done
    )
