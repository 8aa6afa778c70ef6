"""Answers to similar problems, as what they say about who can help."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from qaforum.extensions import db
from qaforum.indexing import Match, Solution
from qaforum.models import Answer, Member, Question
from qaforum.services.core.queries import accepted, live

NEWEST = 300  # answers that tell who is active these days
WELL_VOTED = 2  # an answer with this score says something although nobody accepted it
MOST = 400  # answers to similar problems that are looked at


def newest_answerers(limit: int = NEWEST) -> Sequence[int | None]:
    """The authors of the community's newest answers, newest first; None for one without account.

    Answers to one's own question are left out: they are no help to others.
    """
    own = Answer.author_id == Question.author_id
    return db.session.scalars(
        select(Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .where(live(Answer), or_(own.is_(None), ~own))
        .order_by(Answer.created_at.desc())
        .limit(limit)
    ).all()


def solutions_to(
    matches: Sequence[Match], asker: Member | None, among: Sequence[ColumnElement[bool]]
) -> dict[int, list[Solution]]:
    """By member, their accepted or well-voted answers to these questions, one a question, the
    likeliest first."""
    by_id = {match.key.id: match for match in matches}
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
            live(Answer),
            or_(accepted(), Answer.score >= WELL_VOTED),
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
