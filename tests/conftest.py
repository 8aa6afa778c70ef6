"""A forum for each test: its own folder and database, the real encoder, loaded once."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from qaforum import config, indexing
from qaforum.app import create_app
from qaforum.extensions import db, limiter
from qaforum.services.accounts import ensure_roles
from tests.factories import Factory

SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_PASSWORD_SCHEMES": ["plaintext"],
    "SECURITY_HASHING_SCHEMES": ["hex_md5"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "RATELIMIT_ENABLED": False,
    "WTF_CSRF_ENABLED": False,
}


class Browser(FlaskClient):
    """Each request gets an application context of its own, as in a served forum, so that neither
    the member nor the database session of one request is there in the next; what the test holds
    of the database is read afresh afterwards."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return answer


@pytest.fixture(autouse=True)
def stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would leave this machine fails the test."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "localhost", "::1", "local"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder as `qaforum init` leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("instance")
    config.make_secrets(folder)
    with create_app({**SETTINGS, "INSTANCE": folder}).app_context():
        upgrade()
        ensure_roles()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def instance(empty_instance: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    shutil.copytree(empty_instance, folder)
    return folder


@pytest.fixture
def settings() -> dict[str, Any]:
    """What this test's forum has set beside SETTINGS; override it where that matters."""
    return {}


@pytest.fixture
def app(instance: Path, settings: dict[str, Any]) -> Iterator[Flask]:
    """The forum without its index; a test that searches asks for `index` too."""
    app = create_app({**SETTINGS, **settings, "INSTANCE": instance})
    app.test_client_class = Browser
    with app.app_context():
        yield app
        indexing.stop(app)
        db.session.remove()
        db.engine.dispose()
        if limiter.enabled:
            limiter.reset()


@pytest.fixture
def index(app: Flask) -> None:
    """The index of `app`, started with the real encoder and caught up."""
    indexing.start(app, indexer=True, wait=True)


@pytest.fixture
def make(app: Flask) -> Factory:
    """Makes what a test needs: `make.member()`, `make.question(by=...)`."""
    return Factory()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A guest's browser; log in with `tests.factories.log_in(client, member)`."""
    return app.test_client()
