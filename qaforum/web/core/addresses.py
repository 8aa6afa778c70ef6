"""Addresses of posts, and telling one's own addresses from a stranger's."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import IntegerConverter

from qaforum import errors
from qaforum.models import Answer, Notification, Practice, Question
from qaforum.services.notifications.notification_kinds import KINDS
from qaforum.services.search.similar_documents import SimilarDocument

_MISREAD = re.compile(r"[\x00-\x1f\\]")


class Key(IntegerConverter):
    """A number in an address, no larger than a database can take; others are no address."""

    regex = r"[0-9]{1,18}"


def init_app(app: Flask) -> None:
    """Before any route is registered."""
    app.url_map.converters["int"] = Key
    app.before_request(_come_back_here)


def _come_back_here() -> None:
    address = request.args.get("next")
    if address and local(address) != address:
        raise errors.Invalid(_("This link would lead away from the forum."), field="next")


@lru_cache(maxsize=20_000)
def _remembered(_root: str, endpoint: str, *values: tuple[str, str | int]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]


def path(endpoint: str, *values: tuple[str, str | int]) -> str:
    """`url_for` with a memory: a list of questions has a hundred addresses, mostly seen before."""
    return _remembered(request.script_root, endpoint, *values)


def question(post: Question) -> str:
    return path("questions.show", ("question_id", post.id), ("slug", post.slug))


def question_of(question_id: int, slug: str) -> str:
    """The address of a question of which no more is known."""
    return path("questions.show", ("question_id", question_id), ("slug", slug))


def practice(post: Practice) -> str:
    return path("practices.show", ("practice_id", post.id), ("slug", post.slug))


def document(found: SimilarDocument) -> str:
    page = found.kind.page(found.row)
    return path(page.endpoint, *page.values)


def tag(key: str) -> str:
    return path("questions.index", ("tag", key))


def member(username: str) -> str:
    return path("members.show", ("username", username))


def institution(slug: str) -> str:
    return path("institutions.show", ("slug", slug))


def answer(post: Answer) -> str:
    """The answer on its question's page; its question is loaded."""
    return f"{question(post.question)}#answer-{post.id}"


def post(thing: Question | Answer | Practice) -> str:
    if isinstance(thing, Practice):
        return practice(thing)
    return question(thing) if isinstance(thing, Question) else answer(thing)


def notification(told: Notification) -> str | None:
    """What it is about; None where there is nothing left to see."""
    link = KINDS[told.kind].link(told)
    if link is None:
        return None
    return url_for(link.endpoint, **link.values, _anchor=link.anchor)  # type: ignore[arg-type]


def asked() -> str:
    """The page that is asked for, with its query if it has one."""
    return request.full_path if request.query_string else request.path


def came_from() -> str:
    """Where the form that was sent stands: what it says itself, or the page it was sent from."""
    said = request.form.get("next")
    sent_from = urlsplit(request.referrer or "")
    if not said and sent_from.netloc == request.host:
        said = sent_from.path
    return local(said)


def local(address: str | None) -> str:
    """`address` when it is a path of this forum, otherwise the first page."""
    try:
        parts = urlsplit(address or "")
    except ValueError:  # half an IPv6 address
        return url_for("questions.home")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    # A browser leaves control characters out and reads a backslash as a slash
    if address and inside and not address.startswith("//") and not _MISREAD.search(address):
        return address
    return url_for("questions.home")
