"""Which question a duplicate points to, and that it comes after it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import QuestionLink
from qaforum.models.questions.question_link import DUPLICATE


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


def originals_first(matches: Sequence[Match]) -> list[Match]:
    """In the same order, but a duplicate right after its original where both are there."""
    found = originals([match.key.id for match in matches if match.key.kind == QUESTION])
    place = {match.key: number for number, match in enumerate(matches)}
    pairs = ((Key(QUESTION, copy), Key(QUESTION, first)) for copy, first in found.items())
    copies = {copy: first for copy, first in pairs if first in place}

    def order(match: Match) -> tuple[int, bool, int]:
        original = copies.get(match.key, match.key)
        group = min(place[key] for key in place if copies.get(key, key) == original)
        return group, match.key in copies, place[match.key]

    return sorted(matches, key=order)
