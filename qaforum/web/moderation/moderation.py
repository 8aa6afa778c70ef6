"""What moderators look after."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import login_required

from qaforum import errors, policies
from qaforum.services.moderation import deactivation, flags, moderation
from qaforum.services.practices import practice_lists
from qaforum.web.core import access

pages = Blueprint("moderation", __name__)


@pages.get("/moderation")
@login_required
def index() -> str:
    if not policies.can_moderate(access.acting()):
        raise errors.NotAllowed(_("This page is for moderators."))
    return render_template(
        "moderation/index.html",
        flagged=flags.waiting(access.acting()),
        questions=moderation.deleted_questions(),
        answers=moderation.deleted_answers(),
        practices=practice_lists.deleted(),
        deactivated=deactivation.list_deactivated(),
        judged=moderation.judged_suggestions(),
    )
