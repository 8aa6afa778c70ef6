"""Flagging a post, and deciding about what is flagged."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.models import Practice
from qaforum.services.moderation import flags
from qaforum.services.moderation.flags import Kind
from qaforum.web.core import access, addresses, limits
from qaforum.web.moderation.flag_form import FlagForm

pages = Blueprint("flags", __name__)
_POST = f"<any({', '.join(flags.KINDS)}):kind>/<int:post_id>"


@pages.route(f"/flags/{_POST}", methods=["GET", "POST"])
@login_required
@limits.posting
def new(kind: str, post_id: int) -> Response | tuple[str, int]:
    form, status = FlagForm(), 200
    post, under = flags.load(cast(Kind, kind), post_id, access.acting())
    above = addresses.practice(under) if isinstance(under, Practice) else addresses.question(under)
    if form.is_submitted():
        try:
            reason, details = form.reason.data or "", form.details.data or ""
            flags.flag(access.member(), cast(Kind, kind), post_id, reason, details)
            flash(_("Thank you. The moderators look at it."), "success")
            return redirect(above, code=303)
        except (errors.NotFound, errors.NotAllowed):
            raise
        except errors.ForumError as error:
            status = form.refuse(error)
    page = render_template(
        "moderation/flags/new.html", form=form, kind=kind, post=post, under=under
    )
    return page, status


@pages.post(f"/moderation/flags/{_POST}/delete")
@login_required
@limits.posting
def delete(kind: str, post_id: int) -> Response:
    flags.decide(access.member(), cast(Kind, kind), post_id, delete=True)
    flash(_("Deleted."), "success")
    return _back()


@pages.post(f"/moderation/flags/{_POST}/keep")
@login_required
@limits.posting
def keep(kind: str, post_id: int) -> Response:
    flags.decide(access.member(), cast(Kind, kind), post_id, delete=False)
    flash(_("It stays as it is."), "success")
    return _back()


def _back() -> Response:
    return redirect(url_for("moderation.index", _anchor="flagged"), code=303)
