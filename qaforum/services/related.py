"""Questions that a reader of one question may want to see next."""

from qaforum import indexing
from qaforum.models import Member, Question
from qaforum.services.originals import originals_first
from qaforum.services.suggestions import present

SHOWN = 5
# Whoever reads on is served by less than whoever is about to ask
LEAST = 0.015


def to(question: Question, viewer: Member | None = None, limit: int = SHOWN) -> list[Question]:
    """The most similar other questions that `viewer` may read, best first; none while the encoder
    is loading."""
    try:
        matches = indexing.similar(
            question.title, limit=limit, exclude=[question.id], minimum=LEAST
        )
    except indexing.WarmingUp:
        return []
    found = present(matches, viewer)
    kept = originals_first([match for match in matches if match.id in found])
    return [found[match.id] for match in kept]
