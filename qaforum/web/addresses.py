"""Addresses of posts, and telling one's own addresses from a stranger's."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from werkzeug.routing import IntegerConverter

from qaforum.models import Answer, Question


class Key(IntegerConverter):
    """A number in an address, no larger than a database can take; others are no address."""

    regex = r"[0-9]{1,18}"


def init_app(app: Flask) -> None:
    """Before any route is registered."""
    app.url_map.converters["int"] = Key


@lru_cache(maxsize=20_000)
def _remembered(_root: str, endpoint: str, *values: tuple[str, str | int]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]


def path(endpoint: str, *values: tuple[str, str | int]) -> str:
    """`url_for` with a memory: a list of questions has a hundred addresses, mostly seen before."""
    return _remembered(request.script_root, endpoint, *values)


def question(post: Question) -> str:
    return path("questions.show", ("question_id", post.id), ("slug", post.slug))


def tag(name: str) -> str:
    return path("questions.index", ("tag", name))


def member(username: str) -> str:
    return path("members.show", ("username", username))


def institution(slug: str) -> str:
    return path("institutions.show", ("slug", slug))


def answer(post: Answer) -> str:
    """The answer on its question's page; its question is loaded."""
    return f"{question(post.question)}#answer-{post.id}"


def post(thing: Question | Answer) -> str:
    return question(thing) if isinstance(thing, Question) else answer(thing)


def local(address: str | None) -> str:
    """`address` when it is a path of this forum, otherwise the first page."""
    parts = urlsplit(address or "")
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if address and inside and not address.startswith(("//", "/\\")):
        return address
    return url_for("questions.home")
