"""Documents that the search found, of every kind: loaded for a reader, and as pages show them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.indexing import Key, Match, Nearest
from qaforum.indexing.documents import KINDS, PRACTICE, QUESTION, Kind
from qaforum.indexing.matches import Level
from qaforum.models import Member, Practice, Tag

if TYPE_CHECKING:
    from qaforum.indexing import Passage

Rows = Mapping[Key, Any]


@dataclass(frozen=True, slots=True)
class SimilarDocument:
    """A document as the panel and the search page show it; `passage` is of its solution."""

    key: Key
    row: Any
    level: Level
    confidence: float
    passage: "Passage | None"
    by_words: bool = False
    solution_id: int | None = None  # of a question's best voted solution

    @property
    def kind(self) -> Kind[Any]:
        return KINDS[self.key.kind]

    @property
    def outdated(self) -> bool:
        return self.kind.outdated(self.row)

    @property
    def made_of(self) -> Key | None:
        """The document after which this one is shown."""
        return self.kind.made_of(self.row)


def load(
    matches: Iterable[Match | Nearest], viewer: Member | None, tag: Tag | None = None
) -> dict[Key, Any]:
    """The rows of the documents matched: those that `viewer` may read, that still say what the
    index knows of them, and carry `tag` where one is given. A query for each kind matched."""
    hashes = {match.key: match.content_hash for match in matches}
    found: dict[Key, Any] = {}
    for name, kind in KINDS.items():
        ids = [key.id for key in hashes if key.kind == name]
        rows = _rows(kind, ids, viewer, tag) if ids else []
        found |= {Key(name, row.id): row for row in rows}
    return {key: row for key, row in found.items() if row.content_hash == hashes[key]}


def _rows(
    kind: Kind[Any], ids: Sequence[int], viewer: Member | None, tag: Tag | None
) -> Iterable[Any]:
    query = kind.shown.where(kind.table.id.in_(ids), kind.readable(viewer))
    if tag is not None:
        owner, tag_id = kind.tagged.c[0], kind.tagged.c.tag_id
        query = query.where(kind.table.id.in_(select(owner).where(tag_id == tag.id)))
    return db.session.scalars(query)


def of_kind(rows: Rows, *kinds: str) -> dict[Key, Any]:
    """Those of these kinds."""
    return {key: row for key, row in rows.items() if key.kind in kinds}


def but_questions(rows: Rows) -> dict[Key, Any]:
    """Those that no panel shows in a way of its own."""
    return {key: row for key, row in rows.items() if key.kind != QUESTION}


def practices_in(rows: Rows) -> dict[Key, Practice]:
    """The practices that nobody called outdated: who wrote and used them are peers."""
    return {key: row for key, row in of_kind(rows, PRACTICE).items() if not row.outdated}


def texts(rows: Rows, keys: Collection[Key]) -> list[tuple[Key, str]]:
    """The texts of those among `keys` that have one, to find the closest passages in."""
    found = [(key, KINDS[key.kind].text(rows[key])) for key in keys if key in rows]
    return [(key, text) for key, text in found if text]


def shown(
    matches: Sequence[Match], rows: Rows, passages: Mapping[Key, "Passage"]
) -> list[SimilarDocument]:
    """Those of `matches` that are among `rows`, in their order."""
    return [
        SimilarDocument(
            match.key,
            rows[match.key],
            match.level,
            match.confidence,
            passages.get(match.key),
            match.by_words,
        )
        for match in matches
        if match.key in rows
    ]
