"""Likely duplicates, and what moderators say of them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.services.search import duplicates
from qaforum.web.core import access, limits

pages = Blueprint("duplicates", __name__)


@pages.get("/moderation/duplicates")
@login_required
def index() -> str:
    before = request.args.get("before", type=int)
    found = duplicates.find(access.acting(), before)
    return render_template(
        "search/duplicates/index.html", found=found, before=before, decisions=duplicates.decisions()
    )


@pages.post("/moderation/duplicates/<int:question_id>/<int:original_id>/mark")
@login_required
@limits.posting
def mark(question_id: int, original_id: int) -> Response:
    duplicates.mark(access.member(), question_id, original_id)
    flash(_("The question now points to the one that was asked before."), "success")
    return _back()


@pages.post("/moderation/duplicates/<int:question_id>/<int:original_id>/dismiss")
@login_required
@limits.posting
def dismiss(question_id: int, original_id: int) -> Response:
    duplicates.dismiss(access.member(), question_id, original_id)
    flash(_("These two are not shown together again."), "success")
    return _back()


@pages.post("/moderation/duplicates/<int:question_id>/<int:original_id>/undo")
@login_required
@limits.posting
def undo(question_id: int, original_id: int) -> Response:
    duplicates.take_back(access.member(), question_id, original_id)
    flash(_("Taken back."), "success")
    return _back()


def _back() -> Response:
    before = request.form.get("before", type=int)
    return redirect(url_for("duplicates.index", before=before), code=303)
