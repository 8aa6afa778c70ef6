"""The search page."""

from flask import Blueprint, render_template, request

from qaforum.services.core import tags
from qaforum.services.search import search
from qaforum.web.core import access, limits

pages = Blueprint("search", __name__)


@pages.get("/search")
@limits.suggesting
def index() -> str:
    text = request.args.get("q", "")
    tag = tags.find(request.args.get("tag", ""))
    found = search.find(text, tag, viewer=access.acting())
    return render_template(
        "search/index.html",
        q=text,
        tag=tag,
        results=found.entries,
        state=found.state,
        far=found.far,
    )
