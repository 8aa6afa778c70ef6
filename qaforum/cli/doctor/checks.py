"""The questions that `qaforum doctor` asks, in the order in which answers depend on each other."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import text

from qaforum import clock, config
from qaforum.cli.doctor import index_checks
from qaforum.cli.doctor.finding import Finding, some
from qaforum.extensions import db
from qaforum.services.notifications import mails
from qaforum.services.operations import consistency, versions

LEAST_FREE = 500 * 2**20  # bytes: below that a database and its journal may not find room


def examine(app: Flask) -> Iterator[Finding]:
    """The findings one by one; those that need a reachable database only if there is one."""
    with app.app_context():
        yield _guarded("folder", _folder)
        yield _guarded("secrets", _secrets)
        database = _guarded("database", _database)
        yield database
        if not database.ok:
            return
        migrations = _guarded("migrations", _migrations)
        yield migrations
        if not migrations.ok:
            return
        yield _guarded("numbers", _numbers)
        yield _guarded("hashes", _hashes)
        yield _guarded("mail", _mail)
        encoder = _guarded("encoder", index_checks.encoder)
        yield encoder
        if encoder.ok:
            yield _guarded("embeddings", index_checks.embeddings)
            yield _guarded("vectors", index_checks.vectors)
            yield _guarded("saved index", index_checks.saved_index)
            yield _guarded("search", index_checks.search)


def _guarded(check: str, look: Callable[[str], Finding]) -> Finding:
    """What a check stumbles over is what it finds."""
    try:
        found = look(check)
        return replace(found, advice="") if found.ok else found
    except Exception as error:
        return Finding(check, False, f"{type(error).__name__}: {error}", "See the message.")


def _folder(check: str) -> Finding:
    instance = Path(current_app.instance_path)
    free = shutil.disk_usage(instance).free
    with tempfile.TemporaryFile(dir=instance) as file:
        file.write(b"write")
    return Finding(
        check,
        free >= LEAST_FREE,
        f"{instance} can be written, {free / 2**30:.1f} GiB are free",
        "Make room on this disk: posts are refused when it is full.",
    )


def _secrets(check: str) -> Finding:
    file = config.secrets_file(Path(current_app.instance_path))
    if not file.is_file():
        return Finding(check, False, f"{file} is missing", "Run: qaforum init")
    private = file.stat().st_mode & 0o077 == 0
    seen = "only its owner can read them" if private else f"others can read {file}"
    return Finding(check, private, seen, f"Run: chmod 600 {file}")


def _database(check: str) -> Finding:
    """Not well: one whose locale knows no letters but those of English would not find élodie
    where Élodie stands."""
    name = db.engine.dialect.name
    if db.session.scalar(text("SELECT lower('É')")) == "é":
        return Finding(check, True, f"{name} answers")
    seen = f"{name} answers, and does not know É for a capital é"
    return Finding(check, False, seen, "Make it anew with a UTF-8 locale: docs/administration.md")


def _migrations(check: str) -> Finding:
    head, present = versions.newest(), versions.version_of(db.engine)
    seen = "the tables are of this version" if present == head else f"at {present}, not at {head}"
    return Finding(check, present == head, seen, "Stop the forum and run: qaforum init")


def _numbers(check: str) -> Finding:
    wrong = consistency.wrong_numbers()
    seen = "scores and counts are what they count"
    if wrong:
        seen = "wrong: " + ", ".join(f"{name} in {rows} rows" for name, rows in wrong.items())
    return Finding(check, not wrong, seen, "Run: qaforum doctor --repair")


def _hashes(check: str) -> Finding:
    wrong = consistency.wrong_hashes()
    seen = "true to every text that is searched"
    if wrong:
        seen = "wrong for " + "; ".join(f"{kind} {some(ids)}" for kind, ids in wrong.items())
    return Finding(check, not wrong, seen, "Run: qaforum doctor --repair")


def _mail(check: str) -> Finding:
    """Not well: mails have waited for an hour, or more were refused than taken."""
    found = mails.condition(clock.now())
    seen = f"{found.waiting} wait, {found.sent} sent, {found.refused} refused in the last week"
    if found.last_error:
        seen += f"; last: {found.last_error}"
    if found.addresses:
        seen += f"; refused addresses of: {', '.join(found.addresses)}"
    if not mails.enabled():
        seen = f"no server is set, so none is sent; {seen}"
        return Finding(check, True, seen)
    well = not found.late and found.refused <= found.sent
    return Finding(check, well, seen, "See the message; try: qaforum mail test ADDRESS")
