"""Paths: the list, going along one, arranging one."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from qaforum import errors, policies
from qaforum.models import Member, Path
from qaforum.services.library import path_steps, paths
from qaforum.web.core import access, language, limits
from qaforum.web.core.forms import PostForm
from qaforum.web.library.resources import KIND_NAMES

pages = Blueprint("paths", __name__)
_SENTENCE = re.compile(r"^sentence-([0-9]{1,15})$")
_MOVE = re.compile(r"^(up|down|remove)-([0-9]{1,15})$")
_ADD = re.compile(r"^add-(question|practice|resource)-([0-9]{1,15})$")


class PathForm(PostForm):
    title = StringField(_l("Title"))
    intro = TextAreaField(_l("For whom, and what for?"))
    find = StringField(_l("Add a step"))

    def sentences(self) -> dict[int, str]:
        found = ((_SENTENCE.match(name), text) for name, text in request.form.items())
        return {int(name[1]): text for name, text in found if name}


@pages.get("/paths")
def index() -> str:
    chosen = request.args.get("language", "")
    page = paths.list_paths(language=chosen, after=request.args.get("after"))
    return render_template(
        "library/paths/index.html",
        paths=page.rows,
        next_cursor=page.next_cursor,
        unfinished=paths.unfinished_of(access.acting()),
        language=chosen,
        languages=language.choices(),
        progress=paths.progress(access.acting(), [path.id for path in page.rows]),
    )


@pages.get("/paths/<int:path_id>/")
@pages.get("/paths/<int:path_id>/<slug>")
def show(path_id: int, slug: str = "") -> str | Response:
    path = paths.load(path_id, access.acting())
    if slug != path.slug:
        return redirect(url_for("paths.show", path_id=path.id, slug=path.slug))
    lines = path_steps.steps_of(path, access.acting())
    return render_template(
        "library/paths/show.html",
        path=path,
        lines=lines,
        done=sum(line.done for line in lines),
        following=next((line for line in lines if not line.done), None),
        kinds=KIND_NAMES,
    )


@pages.post("/paths/<int:path_id>/steps/<int:step_id>/done")
@login_required
@limits.posting
def tick(path_id: int, step_id: int) -> Response:
    path_steps.tick(access.member(), path_id, step_id, done=request.form.get("done") == "1")
    path = paths.load(path_id, access.member())
    address = url_for("paths.show", path_id=path.id, slug=path.slug, _anchor=f"step-{step_id}")
    return redirect(address, code=303)


@pages.route("/paths/new", methods=["GET", "POST"])
@login_required
@limits.posting
def new() -> str | tuple[str, int] | Response:
    if not policies.can_make_path(access.acting()):
        raise errors.NotAllowed(
            _("Paths are arranged by those who have solved a problem here: answer one first.")
        )
    form, status = PathForm(), 200
    if form.is_submitted() and form.validate():
        try:
            made = paths.make(access.member(), form.title.data or "", form.intro.data or "")
            return redirect(url_for("paths.edit", path_id=made.id), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return render_template("library/paths/new.html", form=form), status


@pages.route("/paths/<int:path_id>/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit(path_id: int) -> str | tuple[str, int] | Response:
    path = paths.to_edit(access.member(), path_id)
    form, status, refused = PathForm(obj=path, data=None), 200, ""
    if not form.is_submitted():
        form.revision.data = path.revision
        form.find.data = request.args.get("find", "")
    elif form.validate():
        try:
            return redirect(_saved(access.member(), path_id, form), code=303)
        except errors.ForumError as error:
            if isinstance(error, errors.NotFound):
                raise
            status, refused = form.refuse(error), error.field or ""
            path = paths.to_edit(access.member(), path_id)
            form.revision.data = path.revision
    return _edit_page(path, form, status, refused)


def _saved(member: Member, path_id: int, form: PathForm) -> str:
    """Saves all that was typed, then does what the button said; gives where to go on."""
    title, intro = form.title.data or "", form.intro.data or ""
    path = paths.save(member, path_id, form.seen(), title, intro, form.sentences())
    act, find = request.form.get("act", "save"), form.find.data or ""
    if act == "save":
        flash(_("Saved."), "success")
        return url_for("paths.show", path_id=path.id, slug=path.slug)
    anchor = "find"
    if moved := _MOVE.match(act):
        path_steps.rearrange(member, path_id, path.revision, int(moved[2]), moved[1])
        anchor = "steps" if moved[1] == "remove" else f"step-{moved[2]}"
    elif added := _ADD.match(act):
        path_steps.add(member, path_id, path.revision, added[1], int(added[2]))
    return url_for("paths.edit", path_id=path_id, find=find or None, _anchor=anchor)


def _edit_page(path: Path, form: PathForm, status: int, refused: str = "") -> tuple[str, int]:
    typed = form.sentences() if form.is_submitted() else {}
    member = access.member()
    lines = path_steps.steps_of(path, member)
    text = form.find.data or ""
    return (
        render_template(
            "library/paths/edit.html",
            path=path,
            form=form,
            lines=lines,
            sentences={line.step.id: typed.get(line.step.id, line.step.sentence) for line in lines},
            found=path_steps.find(text, member) if text.strip() else None,
            kinds=KIND_NAMES,
            refused=refused,
        ),
        status,
    )


@pages.post("/paths/<int:path_id>/delete")
@login_required
@limits.posting
def delete(path_id: int) -> Response:
    paths.remove(access.member(), path_id)
    flash(_("The path was deleted."), "success")
    return redirect(url_for("paths.index"), code=303)
