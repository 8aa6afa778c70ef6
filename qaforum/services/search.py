"""The search page: the engine of the ask panel, over everything, with a lower threshold."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.models import Member, Question, Tag
from qaforum.models import question_tag as tagged
from qaforum.services.suggestions import present

if TYPE_CHECKING:
    from qaforum.indexing import Passage

SHOWN = 20
# Below this nothing has to do with what was typed; the ask panel wants ten times as much
LEAST = 0.003
EXPLAINED = 5  # results that say why they were found; the others show how they begin


@dataclass(frozen=True, slots=True)
class Result:
    question: Question
    level: str
    confidence: float
    passage: "Passage | None"


@dataclass(frozen=True, slots=True)
class Results:
    """States as in `suggestions.Suggestions`."""

    state: Literal["warming", "lexical", "ready"]
    rows: list[Result]


def find(
    text: str, tag: Tag | None = None, limit: int = SHOWN, *, viewer: Member | None = None
) -> Results:
    """The questions nearest in meaning and words to `text` that `viewer` may read, at most
    `limit`, best first."""
    text = " ".join(markup.clean(text).split())[:500]
    if not text:
        return Results("ready", [])
    before = indexing.state()
    try:
        matches = indexing.similar(text, limit=limit if tag is None else 10 * limit, minimum=LEAST)
    except indexing.WarmingUp:
        return Results("warming", [])
    questions = present(matches, viewer)
    if tag is not None:
        questions = _tagged(questions, tag)
    kept = [match for match in matches if match.id in questions][:limit]
    passages = {
        found.key: found
        for found in indexing.passages(text, _texts([match.id for match in kept[:EXPLAINED]]))
    }
    if before == "lexical" and not kept:
        return Results("warming", [])
    return Results(
        "lexical" if any(match.by_words for match in kept) else "ready",
        [
            Result(questions[match.id], match.level, match.confidence, passages.get(match.id))
            for match in kept
        ],
    )


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
