"""Practices: the list, a practice's own page, writing and editing one."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.models import Practice
from qaforum.services.core import tags
from qaforum.services.notifications import notifications
from qaforum.services.practices import (
    adaptation_lists,
    practice_drafts,
    practice_lists,
    practices,
    revalidation,
)
from qaforum.services.questions import revisions
from qaforum.services.search import related
from qaforum.web.core import access, addresses, limits
from qaforum.web.practices.practice_forms import (
    AdaptationForm,
    PracticeForm,
    keep_files,
    labels,
    shown_files,
)

pages = Blueprint("practices", __name__)


@pages.get("/practices")
def index() -> str:
    sort = request.args.get("sort", "newest")
    if sort not in practice_lists.SORTS:
        raise errors.NotFound(_("There is no such list of practices."))
    name = request.args.get("tag", "")
    tag = tags.find(name) if name else None
    if name and tag is None:
        raise errors.NotFound(_("There is no tag %(name)s.", name=name))
    page = practice_lists.list_practices(sort, tag, request.args.get("after"))
    return render_template(
        "practices/index.html",
        practices=page.rows,
        next_cursor=page.next_cursor,
        sort=sort,
        tag=tag,
    )


@pages.get("/practices/<int:practice_id>/")
@pages.get("/practices/<int:practice_id>/<slug>")
def show(practice_id: int, slug: str = "") -> str | Response:
    notifications.read_of(access.acting(), practice_id=practice_id)
    practice = practices.load(practice_id)
    if slug != practice.slug:
        return redirect(addresses.practice(practice))
    return render(practice, AdaptationForm.empty("practice", practice))


def render(practice: Practice, form: AdaptationForm) -> str:
    """The practice's page, with the report of its use as far as it was filled in."""
    return render_template(
        "practices/show.html",
        practice=practice,
        labels=labels(),
        adaptations=adaptation_lists.of_practice(practice) if practice.institution_count else [],
        due=revalidation.asked_about(access.acting(), [practice]),
        adaptation_form=form,
    )


@pages.get("/practices/<int:practice_id>/related")
@limits.suggesting
def related_to(practice_id: int) -> str:
    """What is like this practice, fetched after the page so that the page does not wait."""
    found = related.around(practices.load(practice_id), access.acting())
    return render_template("questions/_related.html", related=found)


@pages.get("/practices/new")
@login_required
def new() -> str:
    """The form; filled in from a solved question where one is named."""
    form = PracticeForm(formdata=None)
    question_id = request.args.get("question", "")
    form.question.data = question_id
    if source := form.source():
        form.prefill(practice_drafts.draft_of(practice_drafts.source(access.member(), source)))
    return _new_page(form, [])


@pages.post("/practices/new")
@login_required
@limits.posting
def create() -> tuple[str, int] | Response:
    member, form = access.member(), PracticeForm()
    kept = keep_files(member, form)
    if form.attachments.errors:
        return _new_page(form, kept), 422
    try:
        practice = practices.write(
            member, form.written(), question_id=form.source(), attachment_ids=kept
        )
    except errors.ForumError as error:
        status = form.refuse(error)
        return _new_page(form, kept), status
    flash(_("Your practice is posted."), "success")
    return redirect(addresses.practice(practice), code=303)


def _new_page(form: PracticeForm, kept: list[int]) -> str:
    files = shown_files(access.member(), kept)
    return render_template("practices/new.html", form=form, files=files)


@pages.get("/practices/<int:practice_id>/edit")
@login_required
def edit(practice_id: int) -> str:
    practice, form = _editable(practice_id), PracticeForm(formdata=None)
    form.prefill(
        {
            **practice.details,
            "title": practice.title,
            "body": practice.body,
            "method": practice.method,
            "tags": " ".join(tag.name for tag in practice.tags),
            "revision": str(practice.revision),
        }
    )
    return _edit_page(practice, form, [row.id for row in practice.attachments])


@pages.post("/practices/<int:practice_id>/edit")
@login_required
@limits.posting
def save(practice_id: int) -> tuple[str, int] | Response:
    practice, form = _editable(practice_id), PracticeForm()
    kept = keep_files(access.member(), form)
    if form.attachments.errors:
        return _edit_page(practice, form, kept), 422
    try:
        practice = practices.edit(
            access.member(), practice_id, form.seen(), form.written(), attachment_ids=kept
        )
    except errors.ForumError as error:
        status = form.refuse(error)
        practice = practices.load(practice_id)
        if isinstance(error, errors.Conflict):
            # Saving again after having compared is the writer's decision
            form.revision.data = str(practice.revision)
        return _edit_page(practice, form, kept), status
    flash(_("Saved."), "success")
    return redirect(addresses.practice(practice), code=303)


def _editable(practice_id: int) -> Practice:
    practice = practices.load(practice_id)
    if not policies.can_edit_practice(access.acting(), practice):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this practice."))
    return practice


def _edit_page(practice: Practice, form: PracticeForm, kept: list[int]) -> str:
    files = shown_files(access.member(), kept, practice)
    return render_template("practices/edit.html", practice=practice, form=form, files=files)


@pages.get("/practices/<int:practice_id>/history")
def history(practice_id: int) -> str:
    practice = practices.load(practice_id)
    return render_template(
        "practices/history.html",
        practice=practice,
        revisions=revisions.revisions_of(practice),
        labels=labels(),
    )


@pages.post("/practices/<int:practice_id>/delete")
@login_required
@limits.posting
def delete(practice_id: int) -> Response:
    practices.delete(access.member(), practice_id)
    flash(_("The practice was deleted."), "success")
    return redirect(addresses.path("practices.index"), code=303)


@pages.post("/practices/<int:practice_id>/restore")
@login_required
@limits.posting
def restore(practice_id: int) -> Response:
    practice = practices.restore(access.member(), practice_id)
    return redirect(addresses.practice(practice), code=303)
