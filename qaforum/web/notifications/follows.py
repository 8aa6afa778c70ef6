"""Following and no longer following, and the list of what one follows."""

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.models import Member, Question, Tag
from qaforum.services.core import tags
from qaforum.services.notifications import follows
from qaforum.services.people import members
from qaforum.services.questions import questions
from qaforum.web.core import access, addresses, fragments, limits

pages = Blueprint("follows", __name__)


@pages.get("/account/following")
@login_required
def index() -> str:
    member = access.member()
    page = follows.questions_of(member, request.args.get("after"))
    return render_template(
        "notifications/follows/index.html",
        questions=[row.question for row in page.rows],
        next_cursor=page.next_cursor,
        tags=follows.tags_of(member),
        members=follows.members_of(member),
    )


@pages.post("/questions/<int:question_id>/follow")
@login_required
@limits.posting
def question(question_id: int) -> str | Response:
    return _change(questions.load(question_id, access.member()))


@pages.post("/tags/<name>/follow")
@login_required
@limits.posting
def tag(name: str) -> str | Response:
    found = tags.find(name)
    if found is None:
        raise errors.NotFound(_("There is no tag %(name)s.", name=name))
    return _change(found)


@pages.post("/members/<username>/follow")
@login_required
@limits.posting
def member(username: str) -> str | Response:
    return _change(members.load(username))


def _change(thing: Question | Tag | Member) -> str | Response:
    """As the button said: `on` is what shall be, so that a double click changes nothing."""
    member, on = access.member(), request.form.get("on") == "1"
    (follows.follow if on else follows.unfollow)(member, thing)
    if not fragments.wanted():
        flash(_("You follow this now.") if on else _("You no longer follow this."), "success")
    return fragments.fragment_or_redirect(
        "notifications/follows/_button.html",
        addresses.came_from(),
        action=request.path,
        following=on,
    )
