"""Resources by topic, kind and language; collecting one, saying that it helped."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField

from qaforum import errors, policies
from qaforum.models.library.resource import KINDS
from qaforum.services.core import tags
from qaforum.services.library import paths, resources
from qaforum.services.library.resources import Entry
from qaforum.web.core import access, addresses, fragments, language, limits
from qaforum.web.core.forms import PostForm

pages = Blueprint("resources", __name__)
KIND_NAMES = {
    "document": _l("Document"),
    "link": _l("Web page"),
    "book": _l("Book"),
    "tool": _l("Tool"),
}


class ResourceForm(PostForm):
    kind = SelectField(_l("What is it?"))
    title = StringField(_l("Title"))
    url = StringField(_l("Address"))
    why = StringField(_l("Why does it help?"))
    language = SelectField(_l("Language"))
    tags = StringField(_l("Tags"))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.kind.choices = list(KIND_NAMES.items())
        self.language.choices = [("", _("Any language")), *language.choices()]

    def entry(self) -> Entry:
        return Entry(
            kind=self.kind.data or "",
            title=self.title.data or "",
            url=self.url.data or "",
            why=self.why.data or "",
            language=self.language.data or "",
            tags=self.tags.data or "",
        )


@pages.get("/resources")
def index() -> str:
    chosen = {name: request.args.get(name, "") for name in ("sort", "kind", "language", "tag", "q")}
    chosen["sort"] = chosen["sort"] or "helpful"
    if chosen["sort"] not in resources.SORTS or chosen["kind"] not in ("", *KINDS):
        raise errors.NotFound(_("There is no such list of resources."))
    tag = tags.find(chosen["tag"]) if chosen["tag"] else None
    if chosen["tag"] and tag is None:
        raise errors.NotFound(_("There is no tag %(name)s.", name=chosen["tag"]))
    chosen["tag"] = tag.key if tag else ""
    page = resources.list_resources(
        sort=chosen["sort"],
        kind=chosen["kind"],
        language=chosen["language"],
        tag=tag,
        text=chosen["q"],
        after=request.args.get("after"),
    )
    return render_template(
        "library/resources/index.html",
        resources=page.rows,
        next_cursor=page.next_cursor,
        chosen={name: value for name, value in chosen.items() if value},
        kinds=KIND_NAMES,
        languages=language.choices(),
        topics=resources.topics(),
        mine=resources.thanked_by(access.acting(), [row.id for row in page.rows]),
    )


@pages.get("/resources/<int:resource_id>")
def show(resource_id: int) -> str:
    resource = resources.load(resource_id)
    return render_template(
        "library/resources/show.html",
        resource=resource,
        kinds=KIND_NAMES,
        mine=resources.thanked_by(access.acting(), [resource.id]),
        paths=paths.with_resource(resource),
    )


@pages.route("/resources/new", methods=["GET", "POST"])
@login_required
@limits.posting
def new() -> str | tuple[str, int] | Response:
    form, status = ResourceForm(), 200
    if not form.is_submitted():
        form.kind.data = "link"
        form.tags.data = request.args.get("tag", "")
        form.url.data = request.args.get("url", "")
    elif form.validate():
        try:
            made = resources.add(access.member(), form.entry())
            flash(_("Thank you. It is on the shelf."), "success")
            return redirect(url_for("resources.show", resource_id=made.id), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    else:
        status = 422
    twin = resources.twin(form.url.data or "") if status == 409 else None
    return render_template(
        "library/resources/edit.html", form=form, resource=None, twin=twin
    ), status


@pages.route("/resources/<int:resource_id>/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit(resource_id: int) -> str | tuple[str, int] | Response:
    resource = resources.load(resource_id)
    if not policies.can_edit_resource(access.acting(), resource):
        raise errors.NotAllowed(_("Only who collected it or a moderator may change this."))
    form, status = ResourceForm(obj=resource, data=None), 200
    if not form.is_submitted():
        form.tags.data = " ".join(tag.name for tag in resource.tags)
        form.revision.data = resource.revision
    elif form.validate():
        try:
            resources.edit(access.member(), resource_id, form.seen(), form.entry())
            flash(_("Saved."), "success")
            return redirect(url_for("resources.show", resource_id=resource_id), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
            resource = resources.load(resource_id)
            form.revision.data = resource.revision
    else:
        status = 422
    twin = resources.twin(form.url.data or "", resource.id) if status == 409 else None
    return render_template(
        "library/resources/edit.html", form=form, resource=resource, twin=twin
    ), status


@pages.post("/resources/<int:resource_id>/delete")
@login_required
@limits.posting
def delete(resource_id: int) -> Response:
    resources.remove(access.member(), resource_id)
    flash(_("The resource was deleted."), "success")
    return redirect(url_for("resources.index"), code=303)


@pages.post("/resources/<int:resource_id>/thanks")
@login_required
@limits.posting
def thank(resource_id: int) -> str | Response:
    helped = request.form.get("helped") == "1"
    resource = resources.thank(access.member(), resource_id, helped=helped)
    return fragments.fragment_or_redirect(
        "library/resources/_thanks.html",
        addresses.came_from(),
        resource=resource,
        mine={resource_id} if helped else set(),
    )
