"""What cannot be right is said in one line, before anything starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = "mysql+pymysql://forum@localhost/forum"  # a driver that is nowhere installed here


def said(instance: Path, *command: str, **settings: str) -> str:
    """The one line that a command ends with, without success."""
    done = subprocess.run(
        [sys.executable, "-m", "qaforum", *command],
        env={**os.environ, "QAFORUM_INSTANCE": str(instance), **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize("command", [["init"], ["doctor"], ["restore", "nowhere.tar"]])
def test_a_missing_database_driver_is_named(tmp_path: Path, command: list[str]) -> None:
    line = said(tmp_path, *command, QAFORUM_DATABASE_URL=DRIVER)
    assert "The database driver pymysql is not installed" in line


@pytest.mark.parametrize("name", ["THREADS", "PORT", "DIGEST_HOUR", "INDEXER", "TITLE_MAX"])
def test_a_setting_that_is_no_number_is_named(instance: Path, name: str) -> None:
    line = said(instance, "serve", **{f"QAFORUM_{name}": "abc"})
    assert f"QAFORUM_{name}=abc" in line


def test_a_worker_that_could_only_mail_needs_a_mail_server(instance: Path) -> None:
    assert "QAFORUM_MAIL_SERVER" in said(instance, "worker", "--only", "mail")
