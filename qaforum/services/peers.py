"""The peers who solved problems like this one, and why they are named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing import Solution
from qaforum.models import Answer, Member, Question
from qaforum.services import reasons
from qaforum.services.fairness import Candidate, choose
from qaforum.services.reasons import Fact

if TYPE_CHECKING:
    from qaforum.indexing import Match

SHOWN = 3
CLOSE = 0.5  # of the likeliest match: as good as that one
NEWEST = 300  # answers that tell who is active these days
WELL_VOTED = 2  # an answer with this score says something although nobody accepted it
MOST = 400  # answers to similar problems that are looked at


@dataclass(frozen=True, slots=True)
class Peer:
    """`solved` similar problems, the last at `last_at`; `facts` say why they are named."""

    member: Member
    solved: int
    last_at: datetime
    facts: tuple[Fact, ...]

    @property
    def reason(self) -> str:
        """The facts in one line."""
        return " · ".join(fact.text for fact in self.facts)


def who_solved(
    matches: Sequence["Match"],
    questions: Mapping[int, Question],
    asker: Member | None = None,
    limit: int = SHOWN,
    among: Sequence[ColumnElement[bool]] = (),
) -> list[Peer]:
    """At most `limit` of those who solved the problems matched, the first to turn to first.

    Only `questions`, by id, are looked at: those that `asker` may read. The order is that of
    `fairness.choose`: first who solved the likeliest problems, then the likeliest to help; not
    the same few for everything. The asker is left out. A member counts once a problem.
    `among` are conditions on `Member`.
    """
    kept = [match for match in matches if match.id in questions]
    solutions = _solutions(kept, asker, among)
    if not solutions:
        return []
    least = CLOSE * max(match.confidence for match in kept)
    chosen = choose(_candidates(solutions, least), limit)
    return _peers([one.member_id for one in chosen], solutions, questions, asker)


def newest_answerers(limit: int = NEWEST) -> Sequence[int | None]:
    """The authors of the community's newest answers, newest first; None for one without account."""
    return db.session.scalars(
        select(Answer.author_id).order_by(Answer.created_at.desc()).limit(limit)
    ).all()


def _solutions(
    matches: Sequence["Match"], asker: Member | None, among: Sequence[ColumnElement[bool]]
) -> dict[int, list[Solution]]:
    """By member, their accepted or well-voted answers, one a question, the likeliest first."""
    by_id = {match.id: match for match in matches}
    rows = db.session.execute(
        select(
            Answer.question_id,
            Answer.id,
            Answer.author_id,
            Answer.accepted_at,
            Answer.created_at,
            Answer.score,
            Question.created_at.label("asked_at"),
            Member.answer_count,
            Member.solved_count,
            Member.institution_id,
        )
        .join(Question, Question.id == Answer.question_id)
        .join(Member, Member.id == Answer.author_id)
        .where(
            Answer.question_id.in_(by_id),
            Answer.deleted_at.is_(None),
            or_(Answer.accepted_at.is_not(None), Answer.score >= WELL_VOTED),
            *among,
        )
        .order_by(Answer.accepted_at.is_(None), Answer.score.desc(), Answer.id)
        .limit(MOST)
    )
    found: dict[int, dict[int, Solution]] = {}
    for row in rows:
        if asker is None or row.author_id != asker.id:
            solution = Solution(
                match=by_id[row.question_id],
                answer_id=row.id,
                member_id=row.author_id,
                accepted_at=row.accepted_at,
                created_at=row.created_at,
                score=row.score,
                delay_days=(row.created_at - row.asked_at).total_seconds() / 86_400,
                answers=row.answer_count,
                solved=row.solved_count,
                institution_id=row.institution_id,
            )
            found.setdefault(row.author_id, {}).setdefault(row.question_id, solution)
    return {
        member_id: sorted(own.values(), key=lambda one: -one.match.confidence)
        for member_id, own in found.items()
    }


def _candidates(solutions: Mapping[int, list[Solution]], least: float) -> Collection[Candidate]:
    """`least` is the confidence of a match that is as likely the same as the likeliest."""
    scores = indexing.rank_peers(
        [one for own in solutions.values() for one in own], newest_answerers()
    )
    return [
        Candidate(
            member_id=member_id,
            score=score,
            close=any(one.accepted_at and one.match.confidence >= least for one in own),
            institution_id=own[0].institution_id,
            solved=own[0].solved,
        )
        for member_id, score in scores.items()
        for own in [solutions[member_id]]
    ]


def _peers(
    member_ids: Sequence[int],
    solutions: Mapping[int, list[Solution]],
    questions: Mapping[int, Question],
    asker: Member | None,
) -> list[Peer]:
    """The members in this order, with why they are named."""
    rows = db.session.scalars(select(Member).where(Member.id.in_(member_ids))).unique()
    members = {row.id: row for row in rows}
    thanked = reasons.thanked([one.answer_id for key in member_ids for one in solutions[key]])
    return [
        Peer(
            member=members[key],
            solved=sum(one.accepted_at is not None for one in solutions[key]),
            last_at=reasons.last_at(solutions[key]),
            facts=reasons.facts(members[key], solutions[key], questions, thanked, asker),
        )
        for key in member_ids
        if key in members
    ]
