"""Addresses of posts, and telling one's own addresses from a stranger's."""

from urllib.parse import urlsplit

from flask import Flask, url_for
from werkzeug.routing import IntegerConverter

from qaforum.models import Answer, Question


class Key(IntegerConverter):
    """A number in an address, no larger than a database can take; others are no address."""

    regex = r"[0-9]{1,18}"


def init_app(app: Flask) -> None:
    """Before any route is registered."""
    app.url_map.converters["int"] = Key


def question(post: Question) -> str:
    return url_for("questions.show", question_id=post.id, slug=post.slug)


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
