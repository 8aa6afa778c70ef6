"""What a file may be, and where it lies.

What a browser or a name says of a file is only believed when its first bytes say so too.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import IO

import filetype
from flask import current_app
from flask_babel import gettext as _

from qaforum import errors, markup

NAME_MAX = 120
_READ = 8192  # bytes that tell what a file is
_CHUNK = 1 << 16
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_PICTURE = ("gif", "png", "webp")

# Extension → its media type, and the kinds (by `filetype`) that its first bytes may be of.
# Nothing here runs in a browser: neither HTML nor SVG.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pdf": ("application/pdf", ("pdf",)),
    "docx": (f"{_OFFICE}wordprocessingml.document", ("docx", "zip")),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", ("xlsx", "zip")),
    "pptx": (f"{_OFFICE}presentationml.presentation", ("pptx", "zip")),
    "odt": (f"{_OPEN}text", ("odt", "zip")),
    "ods": (f"{_OPEN}spreadsheet", ("ods", "zip")),
    "odp": (f"{_OPEN}presentation", ("odp", "zip")),
    "jpg": ("image/jpeg", ("jpg",)),
    "jpeg": ("image/jpeg", ("jpg",)),
    **{name: (f"image/{name}", (name,)) for name in _PICTURE},
    "mp4": ("video/mp4", ("mp4",)),
    "mp3": ("audio/mpeg", ("mp3",)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
    "md": ("text/markdown", ()),
}


def taken() -> list[str]:
    """The extensions that this forum takes."""
    return [name for name in current_app.config["ATTACHMENT_TYPES"] if name in KINDS]


def clean_name(name: str) -> str:
    """The name without folders and control characters, at most NAME_MAX long."""
    name = " ".join(markup.clean(name).replace("\\", "/").rpartition("/")[2].split())
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return name[:NAME_MAX]
    return f"{stem[: NAME_MAX - len(extension) - 1]}.{extension}"[-NAME_MAX:]


def folder_in(instance: Path) -> Path:
    """Where a forum keeps its files."""
    return instance / "attachments"


def path(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


def save(folder: Path, key: str, name: str, content: IO[bytes]) -> tuple[int, str]:
    """Writes the file whole or not at all; gives its size and media type.

    Raises errors.Invalid: what may not be taken. errors.Unavailable: it cannot be written.
    """
    extension = _extension(name)
    media_type, kinds = KINDS[extension]
    target = path(folder, key)
    begun = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = _write(begun, name, content)
        with begun.open("rb") as opened:
            _require_kind(opened.read(_READ), name, extension, kinds)
        begun.replace(target)
    except OSError as error:
        raise errors.Unavailable(
            _("The forum cannot keep files right now. Your text is still here: try again soon.")
        ) from error
    finally:
        begun.unlink(missing_ok=True)
    return size, media_type


def written_before(folder: Path, moment: datetime) -> list[str]:
    """The keys of files that are older than that, unfinished ones too."""
    found = folder.glob("??/*") if folder.is_dir() else ()
    return [each.name for each in found if each.stat().st_mtime < moment.timestamp()]


def _write(begun: Path, name: str, content: IO[bytes]) -> int:
    most = current_app.config["ATTACHMENT_MAX_MB"] * 1024 * 1024
    size = 0
    with begun.open("wb") as opened:
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise _refused(
                    _(
                        "%(name)s is too large: at most %(most)s MB.",
                        name=name,
                        most=current_app.config["ATTACHMENT_MAX_MB"],
                    )
                )
            opened.write(chunk)
        opened.flush()
        os.fsync(opened.fileno())
    if size == 0:
        raise _refused(_("%(name)s is empty.", name=name))
    return size


def _extension(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in taken():
        raise _refused(
            _(
                "%(name)s: this kind of file is not taken. Send one of these: %(kinds)s.",
                name=name,
                kinds=", ".join(taken()),
            )
        )
    return extension


def _require_kind(start: bytes, name: str, extension: str, kinds: tuple[str, ...]) -> None:
    found = filetype.guess(start)
    right = found is not None and found.extension in kinds if kinds else _is_text(start, found)
    if not right:
        raise _refused(
            _(
                "%(name)s is no %(kind)s file, whatever its name says. Save it as one first.",
                name=name,
                kind=extension,
            )
        )


def _is_text(start: bytes, found: object) -> bool:
    return found is None and b"\0" not in start


def _refused(message: str) -> errors.Invalid:
    return errors.Invalid(message, field="attachments")
