"""A forum in one file, and back."""

import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade
from sqlalchemy import delete, select

from qaforum.app import create_app
from qaforum.cli import main
from qaforum.extensions import db
from qaforum.indexing.index import indexer_lock
from qaforum.indexing.lock import only_user_of
from qaforum.models import Attachment, Member, Question, Tag
from qaforum.services.operations import consistency
from qaforum.services.operations.backups import Refused, archive
from qaforum.services.practices import attachments
from qaforum.services.questions import questions
from tests.conftest import SETTINGS
from tests.factories import Factory, log_in
from tests.postgresql import Server

PDF = b"%PDF-1.7\n1 0 obj\n"
TITLE = "Which alarm mats wake the night staff but not the whole corridor?"


Ending = Callable[[int, bool], None]


@dataclass(frozen=True)
class Place:
    """Where a forum may be: a folder and, for PostgreSQL, a database."""

    folder: Path
    url: str

    def app(self) -> Flask:
        return create_app({**SETTINGS, "INSTANCE": self.folder, "DATABASE_URL": self.url})

    def run(self, *arguments: object) -> Result:
        command, env = [str(each) for each in arguments], {"QAFORUM_INSTANCE": str(self.folder)}
        return CliRunner().invoke(main, command, obj=self.app, env=env)

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        app = self.app()
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def titles(self) -> list[str]:
        with self.opened():
            return list(db.session.scalars(select(Question.title).order_by(Question.id)))


@pytest.fixture
def here(instance: Path) -> Place:
    return Place(instance, os.environ.get("QAFORUM_DATABASE_URL", ""))


@pytest.fixture
def elsewhere(tmp_path: Path, postgresql_server: Server | None) -> Iterator[Place]:
    """Another machine: nothing is there yet."""
    name = postgresql_server.create() if postgresql_server else ""
    url = postgresql_server.url(name) if postgresql_server else ""
    yield Place(tmp_path / "elsewhere", url)
    if postgresql_server:
        postgresql_server.drop(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "forum.zip"


@pytest.fixture
def backed_up(app: Flask, make: Factory, here: Place, file: Path) -> Path:
    """A backup of a forum with one solved question."""
    make.solved(TITLE, "Those that ring a pager.", tags="nights")
    assert here.run("backup", file).exit_code == 0
    return file


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as opened:
        said: dict[str, Any] = json.loads(opened.read("manifest.json"))
        return said


def forged(file: Path, change: Callable[[dict[str, Any]], object], **members: bytes) -> Path:
    """The backup with another manifest, and more members."""
    said = manifest(file)
    change(said)
    other = file.with_name("forged.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            if name != "manifest.json":
                target.writestr(name, source.read(name))
        for name, content in members.items():
            target.writestr(name, content)
        target.writestr("manifest.json", json.dumps(said))
    return other


def everything(place: Place) -> dict[str, Any]:
    """Every row of every table, and every other file but locks."""
    with place.opened():
        rows: dict[str, Any] = {
            table.name: db.session.execute(select(table).order_by(*table.primary_key)).all()
            for table in db.metadata.sorted_tables
        }
    found = (path for path in place.folder.rglob("*") if path.is_file())
    return rows | {
        str(path.relative_to(place.folder)): path.read_bytes()
        for path in found
        if path.suffix != ".lock" and not path.name.startswith("qaforum.sqlite3")
    }


def test_a_forum_comes_back_elsewhere_and_nobody_has_to_log_in_again(
    app: Flask, client: FlaskClient, make: Factory, here: Place, elsewhere: Place, file: Path
) -> None:
    question = make.solved(TITLE, "Those that ring a pager.", tags="nights")
    member = make.member("Anne Martin")
    log_in(client, member)
    form = {
        "title": "A list for the showers",
        "body": "Why",
        "method": "How",
        "attachments": (pdf(), "list.pdf"),
    }
    answer = client.post("/practices/new", data=form)
    address, member_id = f"/questions/{question.id}/{question.slug}", member.id
    before = everything(here)

    result = here.run("backup", file)
    assert "1 question, 1 answer, 1 practice, 3 members and 1 file" in result.output
    assert "keep it secret" in result.output
    result = elsewhere.run("restore", file)
    assert result.exit_code == 0, result.output
    assert "1 question, 1 answer, 1 practice, 3 members and 1 file" in result.output
    assert everything(elsewhere) == before

    cookie = client.get_cookie("session")
    assert cookie is not None
    with elsewhere.opened() as restored:
        browser = restored.test_client()
        browser.set_cookie("session", cookie.value)
        assert "Anne Martin" in browser.get("/account/profile").text
        assert TITLE in browser.get(address).text
        attachment = db.session.scalars(select(Attachment.id)).one()
        assert "list.pdf" in browser.get(answer.location).text
        assert browser.get(f"/attachments/{attachment}/list.pdf").data == PDF
        assert consistency.wrong_numbers() == {}
        log_in(restored.test_client(), db.session.get_one(Member, member_id))


def pdf() -> io.BytesIO:
    return io.BytesIO(PDF)


def test_the_file_is_for_its_owner_alone_and_says_what_it_holds(
    backed_up: Path, here: Place
) -> None:
    assert backed_up.stat().st_mode & 0o777 == 0o600
    said = manifest(backed_up)
    assert said["format"] == 1
    assert said["counts"]["questions"] == 1
    assert said["files"].keys() == {"qaforum.sqlite3", "secrets"}
    assert list(backed_up.parent.glob(".*")) == []


def test_what_is_posted_meanwhile_is_in_it_whole_or_not_at_all(
    app: Flask, make: Factory, here: Place, elsewhere: Place, tmp_path: Path
) -> None:
    ended = threading.Event()
    asker = make.member().id

    def ask() -> None:
        with app.app_context():
            number = 0
            while not ended.is_set():
                member = db.session.get_one(Member, asker)
                questions.ask(member, f"Who has the key to room {number}?", f"{number}?", "keys")
                number += 1

    writing = threading.Thread(target=ask)
    writing.start()
    try:
        files = [tmp_path / f"{number}.zip" for number in range(3)]
        for file in files:
            assert here.run("backup", file).exit_code == 0
    finally:
        ended.set()
        writing.join()
    counts = [manifest(file)["counts"]["questions"] for file in files]
    assert counts == sorted(counts)
    assert elsewhere.run("restore", files[-1]).exit_code == 0
    assert len(elsewhere.titles()) == counts[-1]
    with elsewhere.opened():
        assert consistency.wrong_numbers() == {}
        assert consistency.wrong_hashes() == {}


def test_what_was_deleted_for_good_is_not_in_it(app: Flask, here: Place, file: Path) -> None:
    db.session.add(Tag(name="erased-for-good", key="erased-for-good"))
    db.session.commit()
    db.session.execute(delete(Tag))
    db.session.commit()
    assert here.run("backup", file).exit_code == 0
    with zipfile.ZipFile(file) as opened:
        assert b"erased-for-good" not in opened.read("qaforum.sqlite3")


def test_an_attachment_that_was_removed_meanwhile_is_said(
    app: Flask, make: Factory, here: Place, elsewhere: Place, file: Path
) -> None:
    kept, lost = (attachments.store(make.member(), "list.pdf", pdf()).key for _ in range(2))
    attachments.remove_files([lost])
    result = here.run("backup", file)
    assert result.exit_code == 0
    assert lost in result.stderr
    assert "Missing already when it was backed up: 1" in elsewhere.run("restore", file).output
    stored = [path.name for path in elsewhere.folder.glob("attachments/*/*")]
    assert stored == [kept]


def test_what_nobody_misses_is_not_in_it(app: Flask, here: Place, file: Path) -> None:
    for name in ("index", "map.json", "notifier.journal", "indexer.lock"):
        (here.folder / name).touch()
    nameless = here.folder / "attachments" / "ab" / "ab12"
    nameless.parent.mkdir(parents=True)
    nameless.write_bytes(PDF)
    assert here.run("backup", "--quiet", file).output == ""
    assert manifest(file)["files"].keys() == {"qaforum.sqlite3", "secrets"}


def test_a_file_is_replaced_only_when_that_is_asked_for(backed_up: Path, here: Place) -> None:
    before = backed_up.read_bytes()
    result = here.run("backup", backed_up)
    assert result.exit_code == 1
    assert "is there already" in result.output
    assert backed_up.read_bytes() == before
    left = backed_up.with_name(f".{backed_up.name}.part")  # by one that was killed
    left.mkdir()
    (left / "begun").write_bytes(b"half")
    assert here.run("backup", backed_up, "--force").exit_code == 0
    assert not left.exists()
    assert zipfile.ZipFile(backed_up).testzip() is None


def test_where_there_is_no_room_there_is_no_file(here: Place, app: Flask, file: Path) -> None:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-m", "qaforum", "backup", str(file)],
        env={**os.environ, "QAFORUM_INSTANCE": str(here.folder)},
        preexec_fn=small_disk, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("No backup was made.")
    assert "Traceback" not in done.stderr
    assert [path.name for path in file.parent.glob("*.zip*")] == []
    assert list(file.parent.glob(".*")) == []


@pytest.mark.parametrize("name", ["", "no-such-folder/forum.zip"])
def test_a_place_that_is_none_is_said(here: Place, app: Flask, tmp_path: Path, name: str) -> None:
    result = here.run("backup", tmp_path / name)
    assert result.exit_code == 1
    assert "folder" in result.output


class TestRefused:
    """Whatever cannot be restored changes nothing."""

    @pytest.fixture
    def refused(self, backed_up: Path, here: Place) -> Callable[[Path], str]:
        before = everything(here)

        def act(file: Path) -> str:
            result = here.run("restore", file, "--force")
            assert result.exit_code == 1
            assert isinstance(result.exception, SystemExit)
            assert everything(here) == before
            return result.output

        return act

    def test_a_damaged_file(self, backed_up: Path, refused: Callable[[Path], str]) -> None:
        whole = backed_up.read_bytes()
        middle = len(whole) // 2
        backed_up.write_bytes(whole[:middle])
        assert "damaged" in refused(backed_up)
        backed_up.write_bytes(whole[:middle] + b"no" + whole[middle + 2 :])
        assert "damaged: qaforum.sqlite3" in refused(backed_up)

    def test_what_is_no_backup(self, tmp_path: Path, refused: Callable[[Path], str]) -> None:
        other = tmp_path / "other.zip"
        assert "No such file" in refused(other)
        other.write_bytes(PDF)
        assert "not a backup" in refused(other)
        with zipfile.ZipFile(other, "w") as opened:
            opened.writestr("readme", "Hello")
        assert "has no manifest" in refused(other)

    def test_a_newer_forum(self, backed_up: Path, refused: Callable[[Path], str]) -> None:
        newer = forged(backed_up, lambda said: said.update(revision="9999", version="7.0"))
        assert "qaforum 7.0, with tables of version 9999" in refused(newer)
        newer = forged(backed_up, lambda said: said.update(format=2, version="7.0"))
        assert "in a newer format" in refused(newer)

    @pytest.mark.parametrize("name", ["../outside", "/outside", "attachments/ab/../../outside"])
    def test_a_file_that_reaches_out_of_its_folder(
        self, backed_up: Path, refused: Callable[[Path], str], name: str
    ) -> None:
        other = {"size": 1, "sha256": "0"}
        evil = forged(backed_up, lambda said: said["files"].update({name: other}), **{name: b"x"})
        assert "damaged" in refused(evil)
        assert "damaged" in refused(forged(backed_up, lambda said: None, **{name: b"x"}))
        assert list(backed_up.parent.rglob("outside")) == []

    def test_a_larger_one_than_there_is_room(
        self, backed_up: Path, refused: Callable[[Path], str]
    ) -> None:
        huge = shutil.disk_usage(backed_up.parent).total

        def claim(said: dict[str, Any]) -> None:
            said["files"]["qaforum.sqlite3"]["size"] = huge

        assert "There is no room" in refused(forged(backed_up, claim))


def test_no_byte_may_be_another(backed_up: Path, tmp_path: Path) -> None:
    """But for those that say nothing, such as dates."""
    whole = bytearray(backed_up.read_bytes())
    chance = random.Random(7)
    with archive.opened(backed_up) as backup:
        backup.unpack(tmp_path / "0", lambda done, total: None)
    for number in range(1, 150):
        # Half of them in the lists at the end
        at = chance.randrange(len(whole) - 1200 if number % 2 else 0, len(whole))
        backed_up.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        folder = tmp_path / str(number)
        try:
            with archive.opened(backed_up) as backup:
                backup.unpack(folder, lambda done, total: None)
        except Refused:
            continue
        for name in ("qaforum.sqlite3", "secrets"):
            assert (folder / name).read_bytes() == (tmp_path / "0" / name).read_bytes()


@pytest.mark.sqlite("a server's database is backed up in the version of its program")
def test_an_older_forum_is_upgraded(
    app: Flask, make: Factory, here: Place, elsewhere: Place, file: Path
) -> None:
    make.question(TITLE)
    db.session.remove()
    downgrade(revision="0017")
    assert here.run("backup", file).exit_code == 0
    result = elsewhere.run("restore", file)
    assert "of an older version" in result.output
    assert elsewhere.titles() == [TITLE]
    assert here.run("init").exit_code == 0


def test_a_forum_that_is_there_is_replaced_only_when_that_is_asked_for_and_kept(
    app: Flask, make: Factory, here: Place, backed_up: Path
) -> None:
    make.question("Who waters the plants in the holidays?")
    attachments.store(make.member(), "list.pdf", pdf())
    for name in ("index/snapshot-1", "index/process-2"):
        (here.folder / name).mkdir(parents=True)
    (here.folder / "map.json").write_text("{}")
    later = everything(here)

    result = here.run("restore", backed_up)
    assert result.exit_code == 1
    assert "--force" in result.output
    assert everything(here) == later

    result = here.run("restore", backed_up, "--force")
    assert result.exit_code == 0, result.output
    assert here.titles() == [TITLE]
    [kept] = here.folder.glob("before-restore-*")
    assert f"What was here before is in {kept}" in result.output
    assert sorted(path.name for path in here.folder.iterdir() if path.suffix != ".lock") == sorted(
        [kept.name, "secrets"] + ([] if here.url else ["qaforum.sqlite3"])
    )

    # It is an instance of its own, so that going back is one more restoring
    again = backed_up.with_name("again.zip")
    assert Place(kept, "").run("backup", again).exit_code == 0
    assert here.run("restore", again, "--force").exit_code == 0
    assert here.titles() == [TITLE, "Who waters the plants in the holidays?"]
    assert {key: rows for key, rows in everything(here).items() if key in later} == {
        key: rows for key, rows in later.items() if key != "map.json"
    }


def test_a_forum_whose_database_is_ruined_is_kept_too(
    app: Flask, here: Place, backed_up: Path
) -> None:
    if here.url:
        pytest.skip("a server knows whether its database is well")
    db.session.remove()
    db.engine.dispose()
    (here.folder / "qaforum.sqlite3").write_bytes(b"this is no database " * 1000)
    assert "--force" in here.run("restore", backed_up).output
    assert here.run("restore", backed_up, "--force").exit_code == 0
    assert here.titles() == [TITLE]
    [kept] = here.folder.glob("before-restore-*")
    assert (kept / "qaforum.sqlite3").read_bytes().startswith(b"this is no database ")


def test_into_a_forum_that_nobody_has_used_yet_it_is_restored(
    backed_up: Path, elsewhere: Place
) -> None:
    assert elsewhere.run("init").exit_code == 0
    assert elsewhere.run("restore", backed_up).exit_code == 0
    assert elsewhere.titles() == [TITLE]


def test_nothing_is_restored_under_a_served_forum(app: Flask, here: Place, backed_up: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "qaforum", "worker", "--only", "mail"],
        env=os.environ
        | {"QAFORUM_INSTANCE": str(here.folder), "QAFORUM_MAIL_SERVER": "localhost"},
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        process.stdout.readline()
        result = here.run("restore", backed_up, "--force")
        assert result.exit_code == 1
        assert "is in use" in result.output
    finally:
        process.kill()
        process.wait()
    indexing = indexer_lock(app)
    assert indexing.acquire()
    assert "is in use" in here.run("restore", backed_up, "--force").output
    indexing.release()
    assert here.run("restore", backed_up, "--force").exit_code == 0


def test_nothing_else_begins_while_a_backup_is_restored(app: Flask, here: Place) -> None:
    restoring = only_user_of(here.folder)
    assert restoring.acquire()
    for command in (["serve"], ["worker"], ["init"], ["backup", "x.zip"], ["demo"]):
        result = here.run(*command)
        assert result.exit_code == 1
        assert "A backup is being restored" in result.output
    restoring.release()


class TestInterrupted:
    """What was there is there, or can be put back, wherever it ends."""

    @pytest.fixture
    def ending(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ending]:
        rename = Path.rename

        def act(at: int, for_good: bool) -> None:
            """The renaming with that number fails; `for_good`, and all that come after it."""
            count = 0

            def failing(path: Path, target: Path) -> Path:
                nonlocal count
                count += 1
                if count == at or (for_good and count > at):
                    raise OSError(5, "Input/output error", str(path))
                return rename(path, target)

            monkeypatch.setattr(Path, "rename", failing)

        yield act
        monkeypatch.undo()

    def test_by_its_administrator_it_says_that_nothing_was_changed(
        self, here: Place, backed_up: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = everything(here)

        def ctrl_c() -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "sync", ctrl_c)
        result = here.run("restore", backed_up, "--force")
        assert "Interrupted. Nothing was changed." in result.output
        assert everything(here) == before
        assert list(here.folder.glob("restoring")) == []

    @pytest.mark.parametrize("at", [1, 3, 5, 8, 9])
    def test_by_a_failure_it_puts_back_what_was_there(
        self, app: Flask, make: Factory, here: Place, backed_up: Path, ending: Ending, at: int
    ) -> None:
        make.question("Who waters the plants in the holidays?")
        attachments.store(make.member(), "list.pdf", pdf())
        before = everything(here)
        ending(at, False)
        result = here.run("restore", backed_up, "--force")
        if not result.exit_code:  # it was the last one, after which there is no way back
            assert here.titles() == [TITLE]
            return
        assert "Nothing was changed" in result.output
        assert {key: value for key, value in everything(here).items() if key in before} == before

    @pytest.mark.parametrize("at", range(1, 10))
    def test_for_good_it_says_how_to_go_on(
        self,
        app: Flask,
        make: Factory,
        here: Place,
        backed_up: Path,
        ending: Ending,
        monkeypatch: pytest.MonkeyPatch,
        at: int,
    ) -> None:
        make.question("Who waters the plants in the holidays?")
        attachments.store(make.member(), "list.pdf", pdf())
        before = everything(here)
        ending(at, True)
        result = here.run("restore", backed_up, "--force")
        said = result.output
        monkeypatch.undo()
        if not result.exit_code:
            assert here.titles() == [TITLE]
            return
        if "Nothing was changed" not in said:
            assert "Run the command again: it first puts that back" in said
            assert "Restoring a backup was interrupted" in here.run("serve").output
            assert "Restoring a backup was interrupted" in here.run("init").output
        assert "There is a forum already" in here.run("restore", backed_up).output
        assert {key: value for key, value in everything(here).items() if key in before} == before
        assert here.run("restore", backed_up, "--force").exit_code == 0
        assert here.titles() == [TITLE]
