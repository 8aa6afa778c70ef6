"""The search page: the engine of the ask panel, over everything, with a lower threshold."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.models import Member, Question, Tag
from qaforum.models import question_tag as tagged
from qaforum.services.search import similar_practices
from qaforum.services.search.similar_practices import SimilarPractice
from qaforum.services.search.suggestions import present

if TYPE_CHECKING:
    from qaforum.indexing import Match, Passage

SHOWN = 20
# Below this nothing has to do with what was typed; the ask panel wants ten times as much
LEAST = 0.003
# Where no word is shared, so little says nothing: any text is as near to some question
LEAST_BY_MEANING = 0.006
NEAR = 0.02  # and up to here it is only the nearest there is
EXPLAINED = 5  # results that say why they were found; the others show how they begin


@dataclass(frozen=True, slots=True)
class Result:
    question: Question
    level: str
    confidence: float
    passage: "Passage | None"


@dataclass(frozen=True, slots=True)
class Results:
    """States as in `suggestions.Suggestions`. `far`: nothing is about what was typed, as far as
    the search can tell; this is the nearest in meaning."""

    state: Literal["warming", "lexical", "ready"]
    rows: list[Result]
    practices: list[SimilarPractice] = field(default_factory=list)
    far: bool = False

    @property
    def entries(self) -> list[Result | SimilarPractice]:
        """Questions and practices together, the likeliest first; what is outdated, last."""
        found: list[Result | SimilarPractice] = [*self.practices, *self.rows]
        return sorted(found, key=lambda one: (_outdated(one), -one.confidence))


def _outdated(one: Result | SimilarPractice) -> bool:
    return isinstance(one, SimilarPractice) and one.practice.outdated


def find(
    text: str, tag: Tag | None = None, limit: int = SHOWN, *, viewer: Member | None = None
) -> Results:
    """The questions and practices nearest in meaning and words to `text` that `viewer` may read,
    at most `limit`, best first."""
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
    questions, practices = present(matches, viewer), similar_practices.present(matches, tag)
    if tag is not None:
        questions = _tagged(questions, tag)
    kept = [match for match in matches if match.id in questions or match.id in practices][:limit]
    explained = [match.id for match in kept[:EXPLAINED]]
    passages = {
        int(str(found.key)): found
        for found in indexing.passages(
            text,
            [*_texts(explained), *similar_practices.texts(practices, explained)],
            practices.keys() & set(explained),
        )
    }
    if before == "lexical" and not kept:
        return Results("warming", [])
    return Results(
        "lexical" if any(match.by_words for match in kept) else "ready",
        [
            Result(questions[match.id], match.level, match.confidence, passages.get(match.id))
            for match in kept
            if match.id in questions
        ],
        similar_practices.practices_of(kept, practices, passages),
        far=likeliest < NEAR,
    )


def _likeliest(matches: "list[Match]") -> float:
    """How likely the best is to be about what was typed; 1 where any shares a word with it.

    What members' verdicts took away hides nothing.
    """
    if any(match.by_words or match.features.get("bm25") for match in matches):
        return 1.0
    return max((_alone(match) for match in matches), default=0.0)


def _alone(match: "Match") -> float:
    """How sure the search is, or would be if it had heard no verdicts."""
    alone = 0.0 if match.log_odds is None else 1 / (1 + math.exp(-match.log_odds))
    return max(match.confidence, alone)


def _texts(ids: list[int]) -> list[tuple[int, str]]:
    rows = db.session.execute(select(Question.id, Question.body_html).where(Question.id.in_(ids)))
    return [(row.id, markup.plain(row.body_html)) for row in rows]


def _tagged(questions: dict[int, Question], tag: Tag) -> dict[int, Question]:
    ids = set(
        db.session.scalars(
            select(tagged.c.question_id).where(
                tagged.c.tag_id == tag.id, tagged.c.question_id.in_(questions)
            )
        )
    )
    return {key: question for key, question in questions.items() if key in ids}
