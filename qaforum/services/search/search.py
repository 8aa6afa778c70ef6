"""The search page: the engine of the ask panel, over everything, with a lower threshold."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import Member, Question, Tag
from qaforum.services.search import similar_documents
from qaforum.services.search.similar_documents import SimilarDocument

if TYPE_CHECKING:
    from qaforum.indexing import Passage

SHOWN = 20
# Below this nothing has to do with what was typed; the ask panel wants ten times as much
LEAST = 0.01
# Where no word is shared, so little says nothing: any text is as near to some question
LEAST_BY_MEANING = 0.02
NEAR = 0.06  # and up to here it is only the nearest there is
EXPLAINED = 5  # results that say why they were found; the others show how they begin


@dataclass(frozen=True, slots=True)
class Results:
    """States as in `suggestions.Suggestions`. `far`: nothing is about what was typed, as far as
    the search can tell; this is the nearest in meaning."""

    state: Literal["warming", "lexical", "ready"]
    rows: list[SimilarDocument]
    far: bool = False

    @property
    def entries(self) -> list[SimilarDocument]:
        """Documents of all kinds, the likeliest first; what is outdated, last."""
        return sorted(self.rows, key=lambda one: (one.outdated, -one.confidence))

    @property
    def questions(self) -> list[Question]:
        return [found.row for found in self.rows if found.key.kind == QUESTION]


def find(
    text: str, tag: Tag | None = None, limit: int = SHOWN, *, viewer: Member | None = None
) -> Results:
    """The documents nearest in meaning and words to `text` that `viewer` may read, at most
    `limit`, best first."""
    text = " ".join(markup.clean(text).split())[:500]
    if not text:
        return Results("ready", [])
    before = indexing.state()
    try:
        matches = indexing.similar(text, limit=limit if tag is None else 10 * limit, minimum=LEAST)
    except indexing.WarmingUp:
        return Results("warming", [])
    likeliest = _likeliest(matches)
    if likeliest < LEAST_BY_MEANING:
        matches = []
    rows = similar_documents.load(matches, viewer, tag)
    kept = [match for match in matches if match.key in rows][:limit]
    if before == "lexical" and not kept:
        return Results("warming", [])
    return Results(
        "lexical" if any(match.by_words for match in kept) else "ready",
        similar_documents.shown(kept, rows, _passages(text, kept[:EXPLAINED], rows)),
        far=likeliest < NEAR,
    )


def _passages(
    text: str, explained: Sequence[Match], rows: similar_documents.Rows
) -> "dict[Key, Passage]":
    """Of a question what was asked, of the other kinds what solves it."""
    keys = [match.key for match in explained]
    others = similar_documents.texts(rows, [key for key in keys if key.kind != QUESTION])
    texts = [*_asked([key.id for key in keys if key.kind == QUESTION]), *others]
    found = indexing.passages(text, texts, [key for key, _ in others])
    return {one.key: one for one in found if isinstance(one.key, Key)}


def _likeliest(matches: list[Match]) -> float:
    """How likely the best is to be about what was typed; 1 where any shares a word with it.

    What members' verdicts took away hides nothing.
    """
    if any(match.by_words or match.features.get("bm25") for match in matches):
        return 1.0
    return max((_alone(match) for match in matches), default=0.0)


def _alone(match: Match) -> float:
    """How sure the search is, or would be if it had heard no verdicts."""
    alone = 0.0 if match.log_odds is None else 1 / (1 + math.exp(-match.log_odds))
    return max(match.confidence, alone)


def _asked(ids: list[int]) -> list[tuple[Key, str]]:
    rows = db.session.execute(select(Question.id, Question.body_html).where(Question.id.in_(ids)))
    return [(Key(QUESTION, row.id), markup.plain(row.body_html)) for row in rows]
