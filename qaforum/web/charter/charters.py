"""The community's own page, its charter with all versions, and proposals to change it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField

from qaforum import errors, policies
from qaforum.models import CharterProposal
from qaforum.services.charter import charters, proposals, reviews
from qaforum.services.people import members
from qaforum.web.charter.charter_beginning import BEGINNING
from qaforum.web.core import access, addresses, limits
from qaforum.web.core.forms import PostForm

pages = Blueprint("charters", __name__)


class CharterForm(PostForm):
    body = TextAreaField(_l("Charter"))
    note = StringField(_l("What changed"))
    proposal = HiddenField()

    def proposal_id(self) -> int | None:
        text = str(self.proposal.data or "")
        return int(text) if text.isdigit() and len(text) < 16 else None


class ProposalForm(PostForm):
    body = TextAreaField(_l("Charter"))
    reason = TextAreaField(_l("Why"))


@pages.get("/community")
def index() -> str:
    return render_template(
        "charter/charters/index.html", charter=charters.current(), moderators=members.moderators()
    )


@pages.get("/community/charter")
def history() -> str:
    return render_template(
        "charter/charters/history.html",
        versions=charters.versions(),
        proposals=proposals.list_proposals(),
        reviews=reviews.list_reviews(),
    )


@pages.get("/community/charter/<int:number>")
def version(number: int) -> str:
    charter = charters.version(number)
    base = request.args.get("from", number - 1, type=int)
    changed = charters.changes(charters.version(base).body, charter.body) if base > 0 else []
    return render_template(
        "charter/charters/version.html",
        charter=charter,
        base=base,
        changes=changed,
        versions=charters.versions(),
    )


@pages.get("/community/charter/changes")
@login_required
def changes() -> str:
    """The charter as this member is asked to accept it."""
    return render_template(
        "charter/charters/changes.html", **charters.news(access.member().charter_number)
    )


@pages.post("/community/charter/accept")
@login_required
@limits.posting
def accept() -> Response:
    charters.accept(access.member(), request.form.get("charter_number", 0, type=int))
    flash(_("Thank you. You accepted the charter."), "success")
    return redirect(addresses.local(request.form.get("next")), code=303)


@pages.route("/community/charter/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit() -> str | tuple[str, int] | Response:
    if not policies.can_adopt_charter(access.acting()):
        raise errors.NotAllowed(_("Moderators adopt the charter; everybody may propose a change."))
    form, status = CharterForm(), 200
    if not form.is_submitted():
        _begin(form)
    elif form.validate():
        try:
            made = charters.adopt(
                access.member(),
                form.seen(),
                form.body.data or "",
                form.note.data or "",
                form.proposal_id(),
            )
            flash(_("Version %(number)d is in force.", number=made.number), "success")
            return redirect(url_for("charters.index"), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    present = charters.current()
    behind = present if present and form.seen() != present.number else None
    if behind:
        form.revision.data = behind.number
    return (
        render_template("charter/charters/edit.html", form=form, present=present, behind=behind),
        status,
    )


def _begin(form: CharterForm) -> None:
    """The present text, a proposal's, or something to begin with."""
    present = charters.current()
    form.revision.data = present.number if present else 0
    form.body.data = present.body if present else BEGINNING.get(str(get_locale()), BEGINNING["en"])
    wanted = request.args.get("proposal", type=int)
    if wanted:
        proposal = proposals.load(wanted)
        form.proposal.data, form.body.data = proposal.id, proposal.body
        form.note.data = proposal.reason[:300]
        form.revision.data = proposal.based_on


@pages.route("/community/charter/propose", methods=["GET", "POST"])
@login_required
@limits.posting
def propose() -> str | tuple[str, int] | Response:
    present = charters.current()
    if present is None:
        raise errors.NotFound(_("No charter has been written yet."))
    form, status = ProposalForm(), 200
    if not form.is_submitted():
        form.body.data, form.revision.data = present.body, present.number
    elif form.validate():
        try:
            made = proposals.make(
                access.member(), form.seen(), form.body.data or "", form.reason.data or ""
            )
            flash(_("Your proposal is with the moderators; everybody can read it."), "success")
            return redirect(url_for("charters.proposal", proposal_id=made.id), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return render_template("charter/charters/propose.html", form=form, present=present), status


@pages.get("/community/charter/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> str:
    return _proposal_page(proposals.load(proposal_id))


def _proposal_page(made: CharterProposal, reply: str = "", refusal: str = "") -> str:
    return render_template(
        "charter/charters/proposal.html",
        proposal=made,
        changes=charters.changes(charters.version(made.based_on).body, made.body),
        present=charters.current(),
        reply=reply,
        refusal=refusal,
    )


@pages.post("/community/charter/proposals/<int:proposal_id>/decline")
@login_required
@limits.posting
def decline(proposal_id: int) -> tuple[str, int] | Response:
    reply = request.form.get("reply", "")
    try:
        proposals.decline(access.member(), proposal_id, reply)
    except (errors.Invalid, errors.Conflict) as error:
        return _proposal_page(proposals.load(proposal_id), reply, error.message), error.status
    return redirect(url_for("charters.proposal", proposal_id=proposal_id), code=303)


@pages.post("/community/charter/proposals/<int:proposal_id>/withdraw")
@login_required
@limits.posting
def withdraw(proposal_id: int) -> Response:
    proposals.withdraw(access.member(), proposal_id)
    return redirect(url_for("charters.history"), code=303)
