"""Files on practices."""

import io
import os
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Attachment, Practice
from qaforum.services.practices import attachments, practices
from tests.factories import Factory, log_in

PDF = b"%PDF-1.7\n1 0 obj\n"
FIELDS = {
    "title": "Weekly flushing list for showers that stand empty",
    "body": "Legionella came back after every holiday.",
    "method": "Two minutes hot, two minutes cold, every Monday.",
}


def office() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("[Content_Types].xml", "<Types/>")
        opened.writestr("word/document.xml", "<document/>")
    return file.getvalue()


def post(client: FlaskClient, *files: tuple[bytes, str], **more: Any) -> TestResponse:
    sent = [(io.BytesIO(content), name) for content, name in files]
    return client.post("/practices/new", data={**FIELDS, **more, "attachments": sent})


def stored(app: Flask) -> list[Path]:
    return [path for path in Path(app.instance_path, "attachments").glob("*/*") if path.is_file()]


@pytest.fixture
def author(client: FlaskClient, make: Factory) -> FlaskClient:
    return log_in(client, make.member())


def test_files_are_listed_and_come_back_under_their_names(app: Flask, author: FlaskClient) -> None:
    answer = post(author, (PDF, "Liste d’été.pdf"), (office(), "plan.docx"), (b"a;b\n", "log.csv"))
    page = author.get(answer.location).text
    for name in ("Liste d’été.pdf", "plan.docx", "log.csv"):
        assert name in page
    first = db.session.scalars(select(Attachment)).first()
    assert first is not None
    given = app.test_client().get(f"/attachments/{first.id}/whatever")
    assert given.data == PDF
    assert given.mimetype == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment; filename")
    assert "Liste%20d%E2%80%99%C3%A9t%C3%A9.pdf" in given.headers["Content-Disposition"]
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>alert(1)</script>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
        (b"MZ\x90\x00", "setup.exe"),
        (b"<html>no pdf", "list.pdf"),
        (PDF, "list.png"),
        (b"MZ\x90\x00\x00", "list.txt"),
        (b"", "empty.txt"),
        (b"words", "noextension"),
    ],
)
def test_what_may_not_be_taken_is_said_and_nothing_is_posted(
    app: Flask, author: FlaskClient, content: bytes, name: str
) -> None:
    answer = post(author, (content, name))
    assert answer.status_code == 422
    assert "attachments-error" in answer.text
    assert FIELDS["method"] in answer.text
    assert db.session.scalars(select(Practice)).all() == []
    assert stored(app) == []


class TestSmall:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"ATTACHMENT_MAX_MB": 1, "ATTACHMENTS_MAX": 2}

    def test_a_file_that_is_too_large_is_said_by_name(
        self, app: Flask, author: FlaskClient
    ) -> None:
        answer = post(author, (PDF + b"x" * 1024 * 1024, "scan.pdf"))
        assert answer.status_code == 422
        assert "scan.pdf is too large: at most 1 MB." in answer.text
        assert stored(app) == []

    def test_so_are_too_many(self, author: FlaskClient) -> None:
        answer = post(author, *((PDF, f"{number}.pdf") for number in range(3)))
        assert answer.status_code == 422
        assert "At most 2 files fit" in answer.text

    def test_a_request_larger_than_all_files_together_is_not_read(
        self, author: FlaskClient
    ) -> None:
        answer = post(author, (b"x" * 11 * 1024 * 1024, "scan.pdf"))
        assert answer.status_code == 413


def test_a_refused_form_keeps_the_files_that_were_sent_with_it(author: FlaskClient) -> None:
    answer = post(author, (PDF, "list.pdf"), title="")
    assert answer.status_code == 422
    assert "list.pdf" in answer.text
    kept = db.session.scalars(select(Attachment.id)).one()
    answer = post(author, attachment=str(kept))
    assert "list.pdf" in author.get(answer.location).text


def test_nobody_hangs_a_file_of_somebody_else_on_their_practice(
    app: Flask, author: FlaskClient, make: Factory
) -> None:
    post(author, (PDF, "list.pdf"), title="")
    kept = db.session.scalars(select(Attachment.id)).one()
    other = log_in(app.test_client(), make.member())
    assert other.get(f"/attachments/{kept}/list.pdf").status_code == 404
    assert "list.pdf" not in other.get(post(other, attachment=str(kept)).location).text


def test_an_edit_removes_what_is_unticked_and_adds_what_is_new(
    app: Flask, author: FlaskClient
) -> None:
    post(author, (PDF, "old.pdf"), (PDF, "kept.pdf"))
    practice = db.session.scalars(select(Practice)).one()
    rows = {row.name: row.id for row in db.session.scalars(select(Attachment))}
    page = author.get(f"/practices/{practice.id}/edit").text
    assert "old.pdf" in page
    sent = FIELDS | {
        "revision": "1",
        "attachment": str(rows["kept.pdf"]),
        "attachments": [(io.BytesIO(PDF), "new.pdf")],
    }
    shown = author.get(author.post(f"/practices/{practice.id}/edit", data=sent).location).text
    assert [name in shown for name in ("old.pdf", "kept.pdf", "new.pdf")] == [False, True, True]
    assert author.get(f"/attachments/{rows['old.pdf']}/old.pdf").status_code == 404
    assert len(stored(app)) == 2


def test_a_deleted_practice_gives_its_files_out_no_more_and_loses_them_in_time(
    app: Flask, author: FlaskClient, make: Factory
) -> None:
    post(author, (PDF, "list.pdf"))
    practice = db.session.scalars(select(Practice.id)).one()
    file = db.session.scalars(select(Attachment.id)).one()
    practices.delete(make.moderator(), practice)
    assert author.get(f"/attachments/{file}/list.pdf").status_code == 404
    assert attachments.sweep(clock.now() + timedelta(days=20)) == 0
    assert attachments.sweep(clock.now() + timedelta(days=31)) == 1
    assert stored(app) == []
    practices.restore(make.moderator(), practice)
    assert practices.load(practice).attachments == []


def test_what_was_never_posted_is_swept_away(app: Flask, author: FlaskClient) -> None:
    post(author, (PDF, "list.pdf"), title="")
    nameless = Path(app.instance_path, "attachments", "ab", "ab12")
    nameless.parent.mkdir(exist_ok=True)
    nameless.write_bytes(PDF)
    os.utime(nameless, (time.time() - 3 * 86400,) * 2)
    assert attachments.sweep(clock.now()) == 1
    assert len(stored(app)) == 1
    assert attachments.sweep(clock.now() + timedelta(days=2)) == 1
    assert stored(app) == []


def test_names_lose_folders_and_stay_short(make: Factory) -> None:
    member = make.member()
    for name in ("C:\\plans\\list.pdf", "../../list.pdf"):
        assert attachments.store(member, name, io.BytesIO(PDF)).name == "list.pdf"
    name = attachments.store(member, f"{'long' * 60}.pdf", io.BytesIO(PDF)).name
    assert len(name) == 120
    assert name.endswith(".pdf")
