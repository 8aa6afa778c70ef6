"""How well peers are found: a whole community replayed, each question with only its past."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.documents import Document, Solution, joined
from search.encoders import Encoder
from search.engine import Engine
from search.evaluation import metrics, stackexchange
from search.evaluation.stackexchange import Answer, Question
from search.language import detect_language
from search.peers import SIMILAR, Evidence, PeerRanking, Standing, rank, recent_places, similarity

Progress = Callable[[int, int], None]  # (done, total), called now and then
MEASURED = 0.4  # the newest share of the questions is measured on
BATCH = 64
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known when a question was asked, and who then answered it.

    `relevant` maps a member to the gain: 2 for the accepted answer's author, else 1. `answers`
    counts what everybody had answered, their own questions too. The asker is in none of these.
    """

    question_id: int
    relevant: dict[int, float]
    evidence: list[Evidence]
    standing: dict[int, Standing]
    answers: dict[int, int] = field(default_factory=dict)

    @property
    def accepted(self) -> dict[int, float]:
        """The author of the accepted answer, if any."""
        return {member: gain for member, gain in self.relevant.items() if gain == 2}


def evaluate(directory: Path, encoder: Encoder, progress: Progress | None = None) -> dict[str, Any]:
    """Measure a Stack Exchange dump on the last 40 % of its questions by date.

    Returns `mrr` and `hit@5` of the accepted answer's author over the questions that have
    one, and `ndcg@10` of all who answered (gain 1, accepted 2); the same as `baseline_...`
    for "most active answerer so far"; and the number of `queries`. Members answering for
    the first time count as not found. Questions nobody but the asker answered are left out.
    Raises ValueError, with a sentence to show, when the folder is not such a dump.
    """
    questions = stackexchange.read(directory)
    return measures(list(moments(questions, encoder, 1 - MEASURED, progress)))


def measures(measured: Sequence[Moment], model: PeerRanking | None = None) -> dict[str, Any]:
    """The measures of `evaluate` over these moments."""
    ours = [ranked_members(moment, model) for moment in measured]
    baseline = [most_active(moment.answers) for moment in measured]
    return {
        **_measures(measured, ours, ""),
        **_measures(measured, baseline, "baseline_"),
        "queries": len(measured),
    }


def ranked_members(moment: Moment, model: PeerRanking | None = None) -> list[int]:
    """Member ids, best first."""
    ranked = rank(moment.evidence, moment.standing, model=model)
    return [peer.member_id for peer in ranked]


def most_active(answers: Mapping[int, int]) -> list[int]:
    """The baseline: members by the number of their answers so far; the older member first."""
    return sorted(answers, key=lambda member: (-answers[member], member))


def moments(
    questions: Sequence[Question],
    encoder: Encoder,
    start: float,
    progress: Progress | None = None,
) -> Iterator[Moment]:
    """The moments of the questions (by date) after the share `start`, each with its own past."""
    past = _Past(questions, encoder, progress)
    for question in questions[int(start * len(questions)) :]:
        relevant = _relevant(question)
        if relevant:
            past.advance(question.created)
            evidence, standing = past.evidence(question), past.standing(question)
            yield Moment(question.id, relevant, evidence, standing, past.answers(question))


class _Past:
    """The real engine and all answers, as they were at a moment that moves forward."""

    def __init__(
        self, questions: Sequence[Question], encoder: Encoder, progress: Progress | None
    ) -> None:
        self._questions = {question.id: question for question in questions}
        answers = (answer for question in questions for answer in question.answers)
        self._answers = sorted(answers, key=lambda answer: (answer.created, answer.id))
        self._engine = Engine(encoder)
        self._documents = {question.id: _document(question) for question in questions}
        self._embeddings = self._embed(progress)
        self._changes = sorted(_changes(questions))
        self._done = 0

    def _embed(self, progress: Progress | None) -> dict[int, NDArray[np.float16]]:
        embeddings: dict[int, NDArray[np.float16]] = {}
        documents = list(self._documents.values())
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            ids = (document.id for document in batch)
            embeddings.update(zip(ids, self._engine.embed(batch), strict=True))
            if progress:
                progress(len(embeddings), len(documents))
        return embeddings

    def advance(self, moment: datetime) -> None:
        """Put every question asked or solved before `moment`, as it was then."""
        changed: dict[int, bool] = {}
        while self._done < len(self._changes) and self._changes[self._done][0] < moment:
            _, solved, id_ = self._changes[self._done]
            changed[id_] = changed.get(id_, False) or solved
            self._done += 1
        documents, embeddings = [], []
        for id_, solved in changed.items():
            document, embedding = self._documents[id_], self._embeddings[id_]
            documents.append(document if solved else replace(document, solutions=()))
            embeddings.append(embedding if solved else embedding[:2])
        self._engine.put(documents, embeddings)

    def evidence(self, question: Question) -> list[Evidence]:
        """The answers to similar questions so far."""
        matches = self._engine.similar(
            question.title, question.body, tags=question.tags, limit=SIMILAR, minimum=0.0
        )
        return [
            _evidence(answer, question.created, similarity(match))
            for match in matches
            for answer in self._questions[match.id].answers
            if answer.created < question.created
            and answer.member_id not in (None, question.member_id)
        ]

    def standing(self, question: Question) -> dict[int, Standing]:
        """What everybody but the asker had done so far for others."""
        before = [answer for answer in self._before(question) if self._helps(answer)]
        recent = recent_places(answer.member_id for answer in reversed(before))
        by_member: defaultdict[int, list[Answer]] = defaultdict(list)
        for answer in before:
            if answer.member_id not in (None, question.member_id):
                by_member[answer.member_id].append(answer)
        return {
            member: _standing(answers, question.created, recent.get(member, ()))
            for member, answers in by_member.items()
        }

    def answers(self, question: Question) -> dict[int, int]:
        """How many answers everybody but the asker had given so far."""
        authors = (answer.member_id for answer in self._before(question))
        return Counter(
            author for author in authors if author is not None and author != question.member_id
        )

    def _before(self, question: Question) -> list[Answer]:
        return [answer for answer in self._answers if answer.created < question.created]

    def _helps(self, answer: Answer) -> bool:
        """Whether it answers somebody else's question, or that is not known."""
        author = answer.member_id
        return author is None or self._questions[answer.question_id].member_id != author


def _changes(questions: Iterable[Question]) -> Iterator[tuple[datetime, bool, int]]:
    """When each question was asked (False) and solved (True)."""
    for question in questions:
        yield question.created, False, question.id
        for answer in question.answers:
            if answer.accepted:
                yield max(answer.accepted, question.created), True, question.id


def _document(question: Question) -> Document:
    solutions = [Solution(a.id, a.text) for a in question.answers if a.accepted and a.text]
    return Document(
        id=question.id,
        title=question.title,
        body=question.body,
        solutions=tuple(solutions),
        tags=question.tags,
        language=detect_language(joined(question.title, question.body)),
    )


def _relevant(question: Question) -> dict[int, float]:
    gains: Counter[int] = Counter()
    for answer in question.answers:
        if answer.member_id is not None and answer.member_id != question.member_id:
            gain = 2 if answer.id == question.accepted_answer_id else 1
            gains[answer.member_id] = max(gains[answer.member_id], gain)
    return {member: float(gain) for member, gain in gains.items()}


def _evidence(answer: Answer, moment: datetime, how_similar: float) -> Evidence:
    assert answer.member_id is not None
    return Evidence(
        member_id=answer.member_id,
        question_id=answer.question_id,
        similarity=how_similar,
        accepted=answer.was_accepted(moment),
        votes=answer.votes(moment),
        age_days=(moment - answer.created) / _DAY,
    )


def _standing(answers: Sequence[Answer], moment: datetime, recent: tuple[int, ...]) -> Standing:
    return Standing(
        answers=len(answers),
        accepted=sum(answer.was_accepted(moment) for answer in answers),
        votes=sum(answer.votes(moment) for answer in answers),
        last_age_days=(moment - answers[-1].created) / _DAY,
        recent=recent,
    )


def _measures(
    measured: Sequence[Moment], rankings: Sequence[list[int]], prefix: str
) -> dict[str, float]:
    pairs = list(zip(measured, rankings, strict=True))
    solved = [(ranked, moment.accepted) for moment, ranked in pairs if moment.accepted]
    found = {
        "mrr": [metrics.reciprocal_rank(r, accepted, k=len(r)) for r, accepted in solved],
        "hit@5": [metrics.hit(r, accepted, k=5) for r, accepted in solved],
        "ndcg@10": [metrics.ndcg(ranked, moment.relevant, k=10) for moment, ranked in pairs],
    }
    return {f"{prefix}{key}": float(np.mean(v)) if v else 0.0 for key, v in found.items()}
