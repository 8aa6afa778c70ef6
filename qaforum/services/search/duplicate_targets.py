"""Which question a duplicate points to, and that it comes after it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import QuestionLink
from qaforum.models.questions.question_link import DUPLICATE

if TYPE_CHECKING:
    from qaforum.indexing import Match


def originals(question_ids: Collection[int]) -> dict[int, int]:
    """Of those of these questions that are duplicates, the question that each points to."""
    if not question_ids:
        return {}
    rows = db.session.execute(
        select(QuestionLink.from_id, QuestionLink.to_id).where(
            QuestionLink.from_id.in_(question_ids), QuestionLink.kind == DUPLICATE
        )
    )
    return {from_id: to_id for from_id, to_id in rows}


def originals_first(matches: Sequence["Match"]) -> list["Match"]:
    """In the same order, but a duplicate right after its original where both are there."""
    found = originals([match.id for match in matches])
    ids = {match.id for match in matches}
    copies = {copy: original for copy, original in found.items() if original in ids}
    place = {match.id: number for number, match in enumerate(matches)}

    def key(match: "Match") -> tuple[int, bool, int]:
        original = copies.get(match.id, match.id)
        group = min(place[id_] for id_ in ids if copies.get(id_, id_) == original)
        return group, match.id in copies, place[match.id]

    return sorted(matches, key=key)
