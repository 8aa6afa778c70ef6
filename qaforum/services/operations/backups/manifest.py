"""What a backup says of itself."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 1  # of the archive; a program reads its own and all before
NAME = "manifest.json"
DATABASE = "qaforum.sqlite3"
SECRETS = "secrets"
_MEMBER = re.compile(rf"{re.escape(DATABASE)}|{SECRETS}|attachments/([0-9a-z]{{2}})/\1[0-9a-z]+")


class Refused(Exception):
    """Why something is not backed up or restored, in words for an administrator."""


@dataclass(frozen=True, slots=True)
class File:
    """A member of the archive."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision` is the migration of the tables, `missing` are attachments that the database names
    and that were not there when it was made."""

    made_at: datetime
    version: str
    revision: str
    counts: dict[str, int]
    files: dict[str, File]
    missing: list[str]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Bytes that its members take when they are unpacked."""
        return sum(file.size for file in self.files.values())

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Manifest":
        """Raises Refused, unless it is of a backup that this program can read."""
        try:
            said = json.loads(text)
            if said["format"] > FORMAT:
                raise Refused(
                    f"This backup was made by qaforum {said['version']}, in a newer format than"
                    " this program knows. Install that version, or a newer one, and try again."
                )
            return cls._read(said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused("The backup is damaged: its manifest cannot be read.") from error

    @classmethod
    def _read(cls, said: dict[str, Any]) -> "Manifest":
        files = {name: File(**file) for name, file in said["files"].items()}
        # Whatever else a file is called, it is never written anywhere
        strange = [name for name in files if not _MEMBER.fullmatch(name)]
        if strange or not {DATABASE, SECRETS} <= files.keys():
            raise ValueError(strange)
        made_at = datetime.fromisoformat(said["made_at"])
        return cls(**{**said, "made_at": made_at, "files": files})
