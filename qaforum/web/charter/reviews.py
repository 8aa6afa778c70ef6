"""Reviews of the charter: opening one, taking part, closing it with a summary."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response
from wtforms import DateField, TextAreaField
from wtforms.validators import Optional

from qaforum import errors, policies
from qaforum.services.charter import reviews
from qaforum.web.core import access, limits
from qaforum.web.core.forms import Form

pages = Blueprint("reviews", __name__)


class ReviewForm(Form):
    question = TextAreaField(_l("What do you ask everybody?"))
    until = DateField(_l("Open until"), validators=[Optional()])


@pages.route("/community/reviews/new", methods=["GET", "POST"])
@login_required
@limits.posting
def new() -> str | tuple[str, int] | Response:
    if not policies.can_open_review(access.acting()):
        raise errors.NotAllowed(_("Moderators open a review."))
    form, status = ReviewForm(), 200
    if not form.is_submitted():
        form.question.data = _("Is this still us? What in our charter still fits, what not?")
    else:
        status = 422
        if form.validate():
            try:
                made = reviews.open_one(access.member(), form.question.data or "", form.until.data)
                return redirect(url_for("reviews.show", review_id=made.id), code=303)
            except errors.ForumError as error:
                status = form.refuse(error)
    return render_template("charter/reviews/new.html", form=form), status


@pages.get("/community/reviews/<int:review_id>")
def show(review_id: int) -> str:
    return _page(review_id)


def _page(review_id: int, **refused: str) -> str:
    review = reviews.load(review_id)
    return render_template(
        "charter/reviews/show.html", review=review, comments=reviews.comments_of(review), **refused
    )


@pages.post("/community/reviews/<int:review_id>/comments")
@login_required
@limits.posting
def comment(review_id: int) -> tuple[str, int] | Response:
    body = request.form.get("body", "")
    try:
        made = reviews.comment(access.member(), review_id, body)
    except (errors.Invalid, errors.Conflict) as error:
        return _page(review_id, body=body, refusal=error.message), error.status
    address = url_for("reviews.show", review_id=review_id, _anchor=f"comment-{made.id}")
    return redirect(address, code=303)


@pages.post("/community/reviews/<int:review_id>/close")
@login_required
@limits.posting
def close(review_id: int) -> tuple[str, int] | Response:
    body = request.form.get("body", "")
    try:
        reviews.close(access.member(), review_id, body)
    except (errors.Invalid, errors.Conflict) as error:
        return _page(review_id, summary=body, summary_refusal=error.message), error.status
    flash(_("The review is closed. Thank you for the summary."), "success")
    return redirect(url_for("reviews.show", review_id=review_id), code=303)
