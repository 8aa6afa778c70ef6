"""Invitations: what waits for me, replying, and inviting further peers to a question."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.models import Question
from qaforum.services.invitations import invitation_lists, invitation_replies, invitations
from qaforum.services.notifications import notifications
from qaforum.services.questions import questions
from qaforum.services.search import peer_choice
from qaforum.web.core import access, addresses, limits
from qaforum.web.invitations.invitation_forms import InviteForm

pages = Blueprint("invitations", __name__)
INVITED = {"invited"}  # stands above, as an invitation


@pages.get("/invitations")
@login_required
def index() -> str:
    member = access.member()
    return render_template(
        "invitations/index.html",
        waiting=invitation_lists.waiting_for(member),
        replied=invitation_lists.replied_by(member),
    )


@pages.get("/waiting")
@login_required
def waiting() -> str:
    """Whatever waits for the member: invitations, answers to what they asked, news."""
    member = access.member()
    return render_template(
        "invitations/waiting.html",
        invitations=invitation_lists.waiting_for(member),
        questions=invitation_lists.to_decide(member),
        lines=notifications.new(member, but=INVITED),
        address=addresses.notification,
    )


@pages.get("/invitations/complete")
@login_required
@limits.suggesting
def complete() -> Response:
    """Willing members whose name begins so, for choosing one."""
    found = peer_choice.complete(
        request.args.get("q", ""), access.member(), request.args.get("tags", "")
    )
    return jsonify(
        [
            {
                "name": row.name,
                "username": row.username,
                "institution": row.institution.name if row.institution else "",
            }
            for row in found
        ]
    )


@pages.route("/questions/<int:question_id>/invitations", methods=["GET", "POST"])
@login_required
@limits.posting
def invite(question_id: int) -> str | tuple[str, int] | Response:
    member = access.member()
    question = questions.load(question_id, member)
    if not policies.can_invite(member, question):
        raise errors.NotAllowed(
            _("Only who asked, or a moderator, invites peers, until it is solved.")
        )
    form = InviteForm()
    status = 200
    if form.is_submitted():
        try:
            sent = invitations.invite(
                member,
                question_id,
                peer_choice.chosen(member, form.names(), *peer_choice.words_of(question)),
            )
            count = len(sent)
            flash(
                ngettext("%(num)d peer has been asked.", "%(num)d peers have been asked.", count),
                "success",
            )
            return redirect(addresses.question(question), code=303)
        except errors.NotFound:
            raise
        except errors.ForumError as error:
            status = form.refuse(error)
            question = questions.load(question_id, member)
    return _invite_page(question, form), status


def _invite_page(question: Question, form: InviteForm) -> str:
    return render_template(
        "invitations/invite.html",
        question=question,
        form=form,
        peers=peer_choice.further(question, access.member()),
        ticked=set(form.peers.data or ()),
        asked=invitation_lists.on_question(access.member(), question),
    )


@pages.get("/questions/<int:question_id>/peers")
@login_required
@limits.suggesting
def further(question_id: int) -> str:
    """Peers who may help with a question that nobody has solved, put into its page."""
    question = questions.load(question_id, access.member())
    if not policies.can_invite(access.member(), question):
        raise errors.NotAllowed(
            _("Only who asked, or a moderator, invites peers, until it is solved.")
        )
    peers = peer_choice.further(question, access.member())
    return render_template("invitations/_further.html", question=question, peers=peers)


@pages.post("/questions/<int:question_id>/open")
@login_required
@limits.posting
def open_now(question_id: int) -> Response:
    question = invitations.open_now(access.member(), question_id)
    flash(_("Everybody can read and answer your question now."), "success")
    return redirect(addresses.question(question), code=303)


@pages.post("/invitations/<int:invitation_id>/decline")
@login_required
@limits.posting
def decline(invitation_id: int) -> Response:
    invitation_replies.decline(access.member(), invitation_id)
    flash(_("Thank you for saying so. Nobody asks you why."), "success")
    return redirect(url_for("invitations.index"), code=303)


@pages.post("/invitations/<int:invitation_id>/pass")
@login_required
@limits.posting
def pass_on(invitation_id: int) -> tuple[str, int] | Response:
    """To somebody better. A refusal shows the list again, with the name as it was typed."""
    member = access.member()
    invitation = invitation_replies.load(member, invitation_id)
    name = request.form.get("peer_names", "")
    try:
        chosen = peer_choice.chosen(
            member, [name.strip()], *peer_choice.words_of(invitation.question)
        )
        new = invitation_replies.pass_on(member, invitation_id, chosen[0])
    except errors.NotFound:
        raise
    except errors.ForumError as error:
        page = render_template(
            "invitations/index.html",
            waiting=invitation_lists.waiting_for(member),
            replied=invitation_lists.replied_by(member),
            refused={invitation_id: (name, error.message)},
        )
        return page, error.status
    flash(_("Thank you. %(name)s has been asked.", name=new.member.name), "success")
    return redirect(url_for("invitations.index"), code=303)
