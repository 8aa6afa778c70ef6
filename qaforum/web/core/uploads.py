"""Files in forms: where they are taken, and how large such a request may be."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage

_MEGABYTE = 1024 * 1024
TAKES_FILES = {"practices.create", "practices.save"}


def init_app(app: Flask) -> None:
    # Before anything reads the form, as the check of its CSRF token does
    app.url_value_preprocessor(_make_room)


def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint in TAKES_FILES and request.method == "POST" and current_user.is_authenticated:
        files = current_app.config["ATTACHMENTS_MAX"] * current_app.config["ATTACHMENT_MAX_MB"]
        request.max_content_length = current_app.config["MAX_CONTENT_LENGTH"] + files * _MEGABYTE


def sent(field: str) -> Iterator[FileStorage]:
    """The files sent in `field`; a browser sends a nameless one where none was chosen."""
    yield from (each for each in request.files.getlist(field) if each.filename)
