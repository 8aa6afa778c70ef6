"""How a member is mailed, and the links at the foot of mails."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.extensions import csrf
from qaforum.models.notifications.mail import CHOICES
from qaforum.services.notifications import mail_choices
from qaforum.web.core import access, limits
from qaforum.web.notifications.mail_form import MailForm

pages = Blueprint("mails", __name__)


@pages.route("/account/notifications", methods=["GET", "POST"])
@login_required
@limits.posting
def choose() -> str | tuple[str, int] | Response:
    member = access.member()
    form = MailForm(personal=member.mail_personal, rest=member.mail_rest)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                mail_choices.choose(
                    member, personal=form.personal.data or "", rest=form.rest.data or ""
                )
                flash(_("Saved."), "success")
                return redirect(url_for("mails.choose"), code=303)
            except errors.ForumError as error:
                status = form.refuse(error)
    page = render_template(
        "notifications/mails/choose.html",
        form=form,
        choices=CHOICES,
        mailing=current_app.config["MAIL_SERVER"],
    )
    return page, status


@pages.post("/account/notifications/address")
@login_required
@limits.posting
def address() -> Response:
    """The address that a mail server refused is right all the same."""
    mail_choices.address_is_right(access.member())
    flash(_("The next mail is sent to your address again."), "success")
    return redirect(url_for("mails.choose"), code=303)


# The signed ticket is the proof; mail programs send this form without having seen a page (RFC 8058)
@pages.route("/mail/unsubscribe/<ticket>", methods=["GET", "POST"])
@csrf.exempt
@limits.suggesting
def unsubscribe(ticket: str) -> str:
    member, group = mail_choices.holder(ticket)
    done = request.method == "POST"
    if done:
        mail_choices.unsubscribe(ticket, everything="everything" in request.form)
    return render_template(
        "notifications/mails/unsubscribe.html", member=member, group=group, ticket=ticket, done=done
    )
