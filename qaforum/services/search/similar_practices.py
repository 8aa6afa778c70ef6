"""Practices among what the search found: problems with the way that solved them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only, selectinload

from qaforum import markup
from qaforum.extensions import db
from qaforum.models import Practice, Tag, practice_tag
from qaforum.services.core.queries import PRACTICE_SUMMARY, live

if TYPE_CHECKING:
    from qaforum.indexing import Match, Passage

_SHOWN = (
    select(Practice)
    .where(live(Practice))
    .options(
        load_only(
            *PRACTICE_SUMMARY,
            Practice.excerpt,
            Practice.method_html,
            Practice.author_id,
            Practice.author_name,
            Practice.question_id,
            Practice.content_hash,
            raiseload=True,
        ),
        joinedload(Practice.author),
        selectinload(Practice.tags),
    )
)


@dataclass(frozen=True, slots=True)
class SimilarPractice:
    """A practice as the panel and the search page show it; `passage` is of how it is done."""

    practice: Practice
    level: Literal["same", "related"]
    confidence: float
    passage: "Passage | None"


def present(matches: Iterable["Match"], tag: Tag | None = None) -> dict[int, Practice]:
    """The practices matched, by the id of the match: those that still say what the index knows of
    them, and carry `tag` where one is given. No query where none was matched."""
    hashes = {match.id: match.content_hash for match in matches if match.id < 0}
    if not hashes:
        return {}
    query = _SHOWN.where(Practice.id.in_([-key for key in hashes]))
    if tag is not None:
        query = query.where(Practice.tags.any(practice_tag.c.tag_id == tag.id))
    rows = db.session.scalars(query)
    return {-row.id: row for row in rows if row.content_hash == hashes[-row.id]}


def holding(practices: Mapping[int, Practice]) -> dict[int, Practice]:
    """Those that nobody called outdated."""
    return {key: practice for key, practice in practices.items() if not practice.outdated}


def texts(practices: Mapping[int, Practice], ids: Collection[int]) -> list[tuple[int, str]]:
    """(id of the match, how it is done) of those among `ids`, to find the closest passages in."""
    return [(key, markup.plain(practices[key].method_html)) for key in ids if key in practices]


def practices_of(
    matches: Sequence["Match"],
    practices: Mapping[int, Practice],
    passages: Mapping[int, "Passage"],
) -> list[SimilarPractice]:
    """Those of `matches` that are practices, in their order."""
    return [
        SimilarPractice(practices[match.id], match.level, match.confidence, passages.get(match.id))
        for match in matches
        if match.id in practices
    ]
