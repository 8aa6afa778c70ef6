"""A forum for each test: its own folder and database, the real encoder, loaded once.

With QAFORUM_TEST_DATABASE=postgresql each has a database of its own on a PostgreSQL server that
starts and ends with the tests; where it cannot start they fail.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests import postgresql
from tests.factories import Factory

DATABASE = os.environ.get("QAFORUM_TEST_DATABASE", "sqlite")
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


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("sqlite")
    if marker and DATABASE != "sqlite":
        pytest.skip(f"of SQLite alone: {marker.args[0]}")


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server | None]:
    """The PostgreSQL server of this test process, where the tests run on one."""
    if DATABASE == "sqlite":
        yield None
        return
    assert DATABASE == "postgresql", "QAFORUM_TEST_DATABASE is sqlite or postgresql"
    with postgresql.server() as running:
        yield running


@pytest.fixture(scope="session")
def empty_instance(
    tmp_path_factory: pytest.TempPathFactory, server: postgresql.Server | None
) -> tuple[Path, str]:
    """An instance folder as `qaforum init` leaves it, and its database's name on `server`: both
    to be copied."""
    folder, name = tmp_path_factory.mktemp("instance"), server.create() if server else ""
    config.make_secrets(folder)
    settings = {"DATABASE_URL": server.url(name)} if server else {}
    with create_app({**SETTINGS, **settings, "INSTANCE": folder}).app_context():
        upgrade()
        ensure_roles()
        db.session.remove()
        db.engine.dispose()
    return folder, name


@contextmanager
def database(
    server: postgresql.Server | None, monkeypatch: pytest.MonkeyPatch, like: str
) -> Iterator[None]:
    """What the forums of this test and their commands take for their database."""
    if server is None:
        yield
        return
    name = server.create(like)
    monkeypatch.setenv("QAFORUM_DATABASE_URL", server.url(name))
    yield
    server.drop(name)


@pytest.fixture
def instance(
    empty_instance: tuple[Path, str],
    tmp_path: Path,
    server: postgresql.Server | None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    folder = tmp_path / "instance"
    shutil.copytree(empty_instance[0], folder)
    with database(server, monkeypatch, empty_instance[1]):
        yield folder


@pytest.fixture
def no_forum(
    tmp_path: Path, server: postgresql.Server | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty folder and, where it is elsewhere, a database without tables."""
    with database(server, monkeypatch, "template0"):
        yield tmp_path


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
