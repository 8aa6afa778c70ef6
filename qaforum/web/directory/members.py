"""Members: finding them, a member's page, one's own profile."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.models import Member
from qaforum.services.directory import contributions, helped_members, member_lists
from qaforum.services.notifications import follows
from qaforum.services.people import availability, institutions, members
from qaforum.services.practices import reuse
from qaforum.services.search import thanks
from qaforum.web.core import access, language, limits
from qaforum.web.directory.profile_form import ProfileForm

pages = Blueprint("members", __name__)
FILTERS = "q", "institution", "language", "available"


@pages.get("/members")
def index() -> str:
    viewer = access.acting()
    asked = {name: request.args.get(name, "").strip() for name in FILTERS}
    if asked["language"] not in current_app.config["LANGUAGES"]:
        asked["language"] = ""
    institution = institutions.load(asked["institution"]) if asked["institution"] else None
    filters = member_lists.Filters(institution, asked["language"], bool(asked["available"]))
    shown = {"asked": asked, "institutions": institutions.every()}
    if asked["q"]:
        found = member_lists.found(asked["q"], filters, viewer)
        counts = contributions.answers_by(found.named, viewer)
        return render_template(
            "directory/members/found.html", found=found, answer_counts=counts, **shown
        )
    page = member_lists.list_members(filters, request.args.get("after"))
    return render_template(
        "directory/members/index.html",
        members=page.rows,
        answer_counts=contributions.answers_by(page.rows, viewer),
        next_cursor=page.next_cursor,
        **shown,
    )


@pages.get("/members/<username>")
def show(username: str) -> str:
    return page_of(members.load(username))


def page_of(member: Member, refused: errors.Invalid | None = None) -> str:
    """The member's page. `refused`: why the account could not be deactivated, beside what was
    typed."""
    viewer = access.acting()
    topic, after = request.args.get("topic", "")[:60], request.args.get("after")
    solved = contributions.solved_by(member, viewer, topic, after)
    answered = contributions.answered_by(member, viewer)
    said = availability.availability_of(member)
    return render_template(
        "directory/members/show.html",
        member=member,
        refused=refused,
        answer_count=contributions.answers_by([member], viewer)[member.id],
        solved=solved.rows,
        next_cursor=solved.next_cursor,
        topic=topic,
        further=bool(topic or after),
        answered=answered,
        asked=contributions.asked_by(member, viewer),
        topics=contributions.topics_of(member, viewer),
        helped=helped_members.helped_by(member, viewer),
        languages=member_lists.languages_of(member, said, [*solved.rows, *answered]),
        said=said,
        reachable=member_lists.takes_questions(member, said),
        reused=thanks.reused(member, viewer),
        following=follows.following(viewer, member),
        reuse=reuse.by_member(member, viewer),
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
    return render_template("directory/members/profile.html", form=form), status
