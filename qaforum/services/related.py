"""What a reader of one question or practice may want to see next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from qaforum import indexing
from qaforum.models import Member, Practice, Question
from qaforum.services import similar_practices
from qaforum.services.originals import originals_first
from qaforum.services.suggestions import present

if TYPE_CHECKING:
    from qaforum.indexing import Match

Row = TypeVar("Row", Question, Practice)
SHOWN = 5
# Whoever reads on is served by less than whoever is about to ask
LEAST = 0.015


@dataclass(frozen=True, slots=True)
class Related:
    questions: list[Question] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)


def to(question: Question, viewer: Member | None = None, limit: int = SHOWN) -> list[Question]:
    """The most similar other questions that `viewer` may read, best first; none while the encoder
    is loading."""
    return around(question, viewer, limit).questions


def around(of: Question | Practice, viewer: Member | None = None, limit: int = SHOWN) -> Related:
    """The most similar other questions and practices, at most `limit` together."""
    own = -of.id if isinstance(of, Practice) else of.id
    try:
        matches = indexing.similar(of.title, limit=limit, exclude=[own], minimum=LEAST)
    except indexing.WarmingUp:
        return Related()
    questions, practices = present(matches, viewer), similar_practices.present(matches)
    kept = originals_first([match for match in matches if match.id in questions])
    return Related(_in_order(kept, questions), _in_order(matches, practices))


def _in_order(matches: Sequence["Match"], found: Mapping[int, Row]) -> list[Row]:
    return [found[match.id] for match in matches if match.id in found]
