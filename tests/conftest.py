"""A forum for each test: its own folder and database, the real encoder, loaded once.

With QAFORUM_TEST_DATABASE=postgresql each has a database of its own on a PostgreSQL server that
starts and ends with the tests; where it cannot start they fail.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from qaforum.services.people.accounts import ensure_roles
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
def postgresql_server() -> Iterator[postgresql.Server | None]:
    """The PostgreSQL server of this test process, where the tests run on one."""
    if DATABASE == "sqlite":
        yield None
        return
    assert DATABASE == "postgresql", "QAFORUM_TEST_DATABASE is sqlite or postgresql"
    with postgresql.server() as running:
        yield running


@dataclass(frozen=True)
class Empty:
    """A forum as `qaforum init` leaves it, to be copied: its folder, the name of its database."""

    folder: Path
    database: str


@pytest.fixture(scope="session")
def empty(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: postgresql.Server | None
) -> Empty:
    folder, name = tmp_path_factory.mktemp("instance"), ""
    settings: dict[str, Any] = {**SETTINGS, "INSTANCE": folder}
    if postgresql_server:
        name = postgresql_server.create()
        settings["DATABASE_URL"] = postgresql_server.url(name)
    config.make_secrets(folder)
    with create_app(settings).app_context():
        upgrade()
        ensure_roles()
        db.session.remove()
        db.engine.dispose()
    return Empty(folder, name)


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
    empty: Empty,
    tmp_path: Path,
    postgresql_server: postgresql.Server | None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    folder = tmp_path / "instance"
    shutil.copytree(empty.folder, folder)
    with database(postgresql_server, monkeypatch, empty.database):
        yield folder


@pytest.fixture
def lose_database(
    instance: Path, postgresql_server: postgresql.Server | None
) -> Callable[[], None]:
    """Ruins the database of `instance`, or closes it, while the forum runs."""

    def act() -> None:
        db.session.remove()
        name = db.engine.url.database or ""
        db.engine.dispose()
        if postgresql_server:
            postgresql_server.close(name)
        for file in instance.glob("qaforum.sqlite3*"):
            file.write_bytes(b"this is no database " * 1000)

    return act


@pytest.fixture
def no_forum(
    tmp_path: Path, postgresql_server: postgresql.Server | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty folder and, where it is elsewhere, a database without tables."""
    with database(postgresql_server, monkeypatch, "template0"):
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
