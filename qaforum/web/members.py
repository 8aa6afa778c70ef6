"""Members: finding them, a member's page, one's own profile."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services import contributions, institutions, members, thanks
from qaforum.web import access, language, limits
from qaforum.web.forms import ProfileForm

pages = Blueprint("members", __name__)


@pages.get("/members")
def index() -> str:
    text = request.args.get("q", "")
    page = members.listed(text, request.args.get("after"))
    return render_template(
        "members/index.html",
        members=page.rows,
        answer_counts=contributions.answers_by(page.rows, access.acting()),
        next_cursor=page.next_cursor,
        q=text,
    )


@pages.get("/members/<username>")
def show(username: str) -> str:
    member, viewer = members.load(username), access.acting()
    return render_template(
        "members/show.html",
        member=member,
        answer_count=contributions.answers_by([member], viewer)[member.id],
        solved=contributions.solved_by(member, viewer),
        answered=contributions.answered_by(member, viewer),
        asked=contributions.asked_by(member, viewer),
        topics=contributions.topics_of(member, viewer),
        thanks=thanks.received(member),
    )


@pages.route("/account/profile", methods=["GET", "POST"])
@login_required
@limits.posting
def profile() -> str | tuple[str, int] | Response:
    member = access.member()
    form = ProfileForm(obj=member)
    form.institution.choices = [
        (0, _("None of these")),
        *((row.id, row.name) for row in institutions.every()),
    ]
    form.locale.choices = [("", _("As my browser says")), *language.choices()]
    status = 200
    if not form.is_submitted():
        form.institution.data = member.institution_id or 0
        form.locale.data = member.locale or ""
    elif form.validate():
        try:
            members.change_profile(
                member,
                name=form.name.data or "",
                function=form.function.data or "",
                about=form.about.data or "",
                institution_id=form.institution.data or None,
                locale=form.locale.data or None,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("members.show", username=member.username), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    else:
        status = 422
    return render_template("members/profile.html", form=form), status
