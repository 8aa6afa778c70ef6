"""Files on practices: taken, checked, given out, removed.

A file is stored before its practice is posted, so that a refused form does not lose it. Who then
never posts leaves a file without practice, which `sweep` removes.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, func, select

from qaforum import errors, policies
from qaforum.extensions import db
from qaforum.models import Attachment, Member, Practice
from qaforum.services.core.transaction import transaction
from qaforum.services.practices import attachment_files as files

WAITING = timedelta(days=1)


def store(member: Member, name: str, content: IO[bytes]) -> Attachment:
    """Takes a file that belongs to no practice yet.

    Raises:
        errors.Invalid: too large, empty, of a kind that is not taken, or not what its name says.
        errors.Unavailable: it cannot be written now.
    """
    name = files.clean_name(name)
    _require_room(member)
    key = secrets.token_hex(16)
    size, media_type = files.save(_folder(), key, name, content)
    attachment = Attachment(
        key=key, name=name, media_type=media_type, size=size, member_id=member.id
    )
    try:
        with transaction():
            db.session.add(attachment)
    except errors.ForumError:
        remove_files([key])
        raise
    return attachment


def waiting(member: Member, ids: Collection[int]) -> Sequence[Attachment]:
    """Those of `ids` that the member sent and that hang on no practice yet."""
    return db.session.scalars(
        select(Attachment)
        .where(
            Attachment.id.in_(ids),
            Attachment.member_id == member.id,
            Attachment.practice_id.is_(None),
        )
        .order_by(Attachment.id)
    ).all()


def attach(member: Member, practice: Practice, ids: Collection[int]) -> None:
    """Hangs what the member sent on the practice; part of the caller's transaction.

    Raises errors.Invalid: more than ATTACHMENTS_MAX on one practice.
    """
    for attachment in waiting(member, ids):
        attachment.practice_id = practice.id
    db.session.flush()
    most = current_app.config["ATTACHMENTS_MAX"]
    if (_number(Attachment.practice_id == practice.id)) > most:
        raise errors.Invalid(
            ngettext(
                "At most %(num)d file fits on a practice.",
                "At most %(num)d files fit on a practice.",
                most,
            ),
            field="attachments",
        )


def keep_only(member: Member, practice: Practice, ids: Collection[int]) -> list[str]:
    """The practice has exactly these attachments; part of the caller's transaction.

    Gives the keys of the files to remove once it is committed.
    """
    gone = Attachment.practice_id == practice.id, Attachment.id.not_in(ids)
    keys = list(db.session.scalars(select(Attachment.key).where(*gone)))
    db.session.execute(delete(Attachment).where(*gone), execution_options=_APART)
    attach(member, practice, ids)
    return keys


def open_for(member: Member | None, attachment_id: int) -> tuple[Attachment, Path]:
    """The attachment and where its file is, for who may have it. Raises errors.NotFound."""
    attachment = db.session.get(Attachment, attachment_id)
    practice = db.session.get(Practice, attachment.practice_id or 0) if attachment else None
    if attachment is not None and policies.can_download(member, attachment, practice):
        path = files.path(_folder(), attachment.key)
        if path.is_file():
            return attachment, path
    raise errors.NotFound(_("This file does not exist, or it was removed."))


def remove_files(keys: Collection[str]) -> None:
    """Removes the files; one that is gone already is no error."""
    for key in keys:
        files.path(_folder(), key).unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Removes what nothing can show any more: files that were never posted, files of practices
    deleted more than ATTACHMENT_KEEP_DAYS ago, files that no row names. Gives how many."""
    kept = timedelta(days=current_app.config["ATTACHMENT_KEEP_DAYS"])
    of_deleted = select(Practice.id).where(Practice.deleted_at < now - kept)
    useless = (
        Attachment.practice_id.is_(None) & (Attachment.created_at < now - WAITING)
    ) | Attachment.practice_id.in_(of_deleted)
    keys = list(db.session.scalars(select(Attachment.key).where(useless)))
    if keys:
        with transaction():
            db.session.execute(delete(Attachment).where(useless), execution_options=_APART)
    old = files.written_before(_folder(), now - WAITING)
    known = set(db.session.scalars(select(Attachment.key)))
    nameless = [key for key in old if key not in known]
    remove_files({*keys, *nameless})
    return len({*keys, *nameless})


_APART = {"synchronize_session": False}


def _require_room(member: Member) -> None:
    """Who sends and never posts cannot fill the disk."""
    mine = Attachment.member_id == member.id, Attachment.practice_id.is_(None)
    if _number(*mine) >= 3 * current_app.config["ATTACHMENTS_MAX"]:
        raise errors.Invalid(
            _("Many files of yours are waiting to be posted. Post them, or try again tomorrow."),
            field="attachments",
        )


def _number(*where: object) -> int:
    query = select(func.count()).select_from(Attachment).where(*where)  # type: ignore[arg-type]
    return db.session.scalar(query) or 0


def _folder() -> Path:
    return files.folder_in(Path(current_app.instance_path))
