"""What would be published holds all that a served forum needs: it is built, installed into an
environment of its own outside the checkout, and serves."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgresql

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ("setup.py", "templates", "pyproject.toml", "README.md", "LICENSE", "qaforum", "search")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `python -m build` does, from a copy: building leaves files where it works."""
    source = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name)
        else:
            shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"]
    done = subprocess.run(build, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next((source / "dist").glob("qaforum-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel, and of everything else what the
    tests have: a line in a .pth file, so that nothing is downloaded."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    programs = folder / "bin"
    place = next(folder.glob("lib/python*/site-packages"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--python", str(programs / "python"),
         "install", "--no-deps", "--no-index", str(wheel)],
        # From here and with the checkout on the path, pip would find it installed already
        cwd=folder, env=os.environ | {"PYTHONPATH": ""}, check=True,
    )  # fmt: skip
    # Read last and not as a folder of packages: the checkout's own .pth file stays unread
    (place / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_the_wheel_holds_all_that_is_not_python(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(file.relative_to(ROOT))
        for folder in ("static", "translations", "demo", "migrations")
        for file in (ROOT / "qaforum" / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    } | {str(file.relative_to(ROOT)) for file in (ROOT / "search").rglob("*.json")}
    wanted |= {
        f"qaforum/{file.relative_to(ROOT)}"
        for file in (ROOT / "templates").rglob("*")
        if file.is_file()
    }
    assert wanted - held == set(), "name these in setup.py"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(programs: Path, folder: Path, database: str = "") -> Iterator[str]:
    """The address of a forum made and served by what is installed, outside the checkout."""
    environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    environment |= {
        "QAFORUM_INSTANCE": str(folder / "forum"),
        "QAFORUM_PORT": str(free_port()),
        "QAFORUM_DATABASE_URL": database,
        "QAFORUM_INDEXER": "false",
        "HF_HUB_OFFLINE": "1",
    }
    command = [str(programs / "qaforum")]
    subprocess.run([*command, "init"], env=environment, cwd=folder, check=True)
    server = subprocess.Popen([*command, "serve"], env=environment, cwd=folder)
    try:
        yield f"http://127.0.0.1:{environment['QAFORUM_PORT']}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def page(address: str, language: str = "en", seconds: float = 60) -> str:
    """Asked until somebody answers: the server is only starting."""
    deadline = time.monotonic() + seconds
    asked = urllib.request.Request(address, headers={"Accept-Language": language})
    while True:
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.2)


def shows_itself(address: str) -> None:
    assert "<html" in page(f"{address}/questions")
    assert "Votre texte est toujours là" in page(f"{address}/questions", "fr"), (
        "catalogues are there"
    )
    assert 'lang="en"' in page(f"{address}/nowhere"), "the page of errors is there"
    for asset in ("css/qaforum.css", "js/panel.js", "vendor/htmx.js", "vendor/icons.svg"):
        with urllib.request.urlopen(f"{address}/static/{asset}") as answer:
            assert answer.status == 200


def test_the_installed_forum_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [str(installed / "python"), "-c", "import qaforum, search; print(qaforum.__file__)"],
        cwd=tmp_path, env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(said.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.sqlite("the next test serves it on PostgreSQL")
def test_the_installed_forum_serves_on_sqlite(installed: Path, tmp_path: Path) -> None:
    with served(installed, tmp_path) as address:
        shows_itself(address)


def test_the_installed_forum_serves_on_postgresql(installed: Path, tmp_path: Path) -> None:
    with postgresql.server() as server:
        url = server.url(server.create())
        with served(installed, tmp_path, url) as address:
            shows_itself(address)
