"""All tags, and completing one."""

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from qaforum.services.core import tags

pages = Blueprint("tags", __name__)


@pages.get("/tags")
def index() -> str:
    return render_template("core/tags/index.html", tags=tags.popular(limit=300))


@pages.get("/tags/complete")
def complete() -> Response:
    found = tags.starting_with(request.args.get("q", "")[:60])
    return jsonify([{"name": line.tag.name, "count": line.questions} for line in found])
