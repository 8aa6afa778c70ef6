"""Completing the name after an @."""

from flask import Blueprint, jsonify, request
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.services.notifications import mentions
from qaforum.web.core import access, limits

pages = Blueprint("mentions", __name__)


@pages.get("/mentions/complete")
@login_required
@limits.suggesting
def complete() -> Response:
    found = mentions.starting_with(request.args.get("q", ""), access.member())
    return jsonify(
        [
            {
                "username": member.username,
                "name": member.name,
                "about": member.institution.name if member.institution else member.function,
            }
            for member in found
        ]
    )
