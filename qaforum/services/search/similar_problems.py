"""Past problems like the one typed, as the panel shows them: with the solution that is closest."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.indexing.documents.question import ANSWER
from qaforum.models import Answer, Member, Question
from qaforum.models.core.reusable import OUTDATED, VALID, VALIDITIES
from qaforum.services.core.queries import live
from qaforum.services.notifications import follows
from qaforum.services.search import suggestion_tokens, thanks

if TYPE_CHECKING:
    from qaforum.indexing import Passage


_OUTDATED = attrgetter("outdated")


@dataclass(frozen=True, slots=True)
class SimilarProblem:
    """A past question as the panel shows it; `answer` is the solution that `passage` is from."""

    question: Question
    level: Literal["same", "related"]
    confidence: float
    passage: "Passage | None"
    answer: Answer | None
    contexts: list[str]
    used: int
    validity: str = VALID  # the best that is said of its solutions
    suggestion_token: str = ""  # of the likeliest one: what thanks say that the search was sure of
    followed: bool = False  # by who asks

    @property
    def key(self) -> Key:
        return Key(QUESTION, self.question.id)

    @property
    def outdated(self) -> bool:
        return self.validity == OUTDATED


def solutions_of(question_ids: Sequence[int]) -> dict[int, list[Answer]]:
    """The accepted answers of each question, the best voted first."""
    rows = db.session.scalars(
        select(Answer)
        .where(
            Answer.question_id.in_(question_ids),
            Answer.accepted_at.is_not(None),
            live(Answer),
        )
        .options(joinedload(Answer.author))
        .order_by(Answer.score.desc(), Answer.id)
    )
    found: dict[int, list[Answer]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return found


def problems_of(
    matches: Sequence[Match],
    questions: dict[Key, Question],
    solutions: dict[int, list[Answer]],
    passages: "dict[Key, Passage]",
    likeliest: Key | None,
    asker: Member | None,
) -> list[SimilarProblem]:
    ids = [match.key.id for match in matches]
    used, followed = thanks.counts(ids), follows.followed(asker, ids)
    problems = []
    for match in matches:
        answers = solutions.get(match.key.id, [])
        keys = [Key(ANSWER, answer.id) for answer in answers]
        shown = [passages[key] for key in keys if key in passages]
        passage = max(shown, key=lambda passage: passage.score, default=None)
        best = next(
            (row for row in answers if passage and Key(ANSWER, row.id) == passage.key), None
        )
        problems.append(
            SimilarProblem(
                question=questions[match.key],
                level=match.level,
                confidence=match.confidence,
                passage=passage,
                answer=best,
                contexts=[row.accepted_context for row in answers if row.accepted_context],
                used=used.get(match.key.id, 0),
                validity=_validity(answers),
                suggestion_token=_token(match) if match.key == likeliest else "",
                followed=match.key.id in followed,
            )
        )
    return sorted(problems, key=_OUTDATED)


def _token(match: Match) -> str:
    return "" if match.log_odds is None else suggestion_tokens.write(match.key.id, match.log_odds)


def _validity(answers: Sequence[Answer]) -> str:
    """The best that is said of any of these; an unsolved question holds."""
    return min((row.validity for row in answers), key=VALIDITIES.index, default=VALID)


def closest_passages(
    query: str, answers: Sequence[Answer], others: Sequence[tuple[Key, str]] = ()
) -> "dict[Key, Passage]":
    """For each answer the few sentences of it that are closest to `query`; and likewise for
    `others`, (key, text)."""
    texts = [
        *((Key(ANSWER, answer.id), markup.plain(answer.body_html)) for answer in answers),
        *others,
    ]
    documents = {Key(QUESTION, answer.question_id) for answer in answers}
    documents |= {key for key, _ in others}
    return {
        found.key: found
        for found in indexing.passages(query, texts, documents)
        if isinstance(found.key, Key)
    }
