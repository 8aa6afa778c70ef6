"""What a snapshot says of itself: for whom it is, and what its files must look like."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from search.snapshot.files import Damaged, checksum, replace

FORMAT = 2  # to be raised by whoever changes what the files mean
FILE = "manifest.json"
LEXICAL = "lexical"  # folder of the lexical index


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are the sizes and checksums by path; `parts` the ends of the encoder's parts."""

    encoder: str
    parts: list[int]
    documents: int
    rows: int
    coarse: bool
    languages: list[str]
    files: dict[str, list[int]]
    format: int = FORMAT


def write(manifest: Manifest, folder: Path) -> None:
    """The last step of making a snapshot."""
    text = json.dumps(asdict(manifest), sort_keys=True)
    replace(folder / FILE, json.dumps({"manifest": text, "checksum": zlib.crc32(text.encode())}))


def read(folder: Path) -> Manifest:
    """The manifest of a snapshot. Raises Damaged when there is none that this version knows."""
    try:
        outer = json.loads((folder / FILE).read_text(encoding="utf-8"))
        text: str = outer["manifest"]
        if zlib.crc32(text.encode()) != outer["checksum"]:
            raise Damaged("the manifest has a wrong checksum")
        found: dict[str, Any] = json.loads(text)
        if found["format"] != FORMAT:
            raise Damaged(f"format {found['format']}, not {FORMAT}")
        return Manifest(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"the manifest cannot be read: {error}") from error


def described(folder: Path) -> dict[str, list[int]]:
    """Size and checksum of every file in a folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, checksum(path)] for path in files
    }


def checked(folder: Path, encoder: str = "", *, lexical: bool = False) -> Manifest:
    """The manifest of a snapshot whose files, or those of the lexical index alone, are as they
    were written, and were made with this encoder if one is named. Raises Damaged with the reason.
    """
    manifest = read(folder)
    if encoder and manifest.encoder != encoder:
        raise Damaged(f"made with the encoder {manifest.encoder}")
    for name, (size, expected) in manifest.files.items():
        if lexical and not name.startswith(f"{LEXICAL}/"):
            continue
        try:
            if (folder / name).stat().st_size != size:
                raise Damaged(f"{name} has a wrong size")
            if checksum(folder / name) != expected:
                raise Damaged(f"{name} has a wrong checksum")
        except OSError as error:
            raise Damaged(f"{name} cannot be read: {error.strerror}") from error
    return manifest
