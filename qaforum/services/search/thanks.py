"""A question that needed no asking: recorded once, and its solver thanked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Thanks
from qaforum.services.activity import attempts, events
from qaforum.services.core.queries import accepted, live, open_to
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.notifications import notification_rules
from qaforum.services.questions import questions
from qaforum.services.search import suggestion_tokens

LATEST = 60  # thanks that a member's page goes through


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """Who thanked, for which question, and when."""

    member: Member
    question_id: int
    title: str
    slug: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reuse:
    """A question that `members` found solved, the last of them at `last_at`."""

    question_id: int
    title: str
    slug: str
    last_at: datetime
    members: list[Member]


def give(
    member: Member,
    question_id: int,
    answer_id: int | None = None,
    suggestion_token: str = "",
) -> Thanks:
    """Records that this solved question solved the member's problem before they asked.

    Saying so twice changes nothing. Nothing the member typed is kept; the `suggestion_token` of the
    suggestion says how sure the search was, which learns from it.

    Raises:
        errors.NotFound: no such question. errors.Invalid: it is not solved, or not by that answer.
        errors.NotAllowed: the solution is the member's own.
    """
    question = questions.load(question_id, member)
    solution = _solution(question, answer_id)
    before = db.session.scalar(
        select(Thanks).where(Thanks.member_id == member.id, Thanks.question_id == question.id)
    )
    if before is not None:
        return before
    if solution.author_id == member.id:
        raise errors.NotAllowed(_("This solution is your own; thanks come from others."))
    solver_id = solution.author_id
    thanks = Thanks(
        member_id=member.id,
        question_id=question.id,
        answer_id=solution.id,
        solver_id=solver_id,
        log_odds=suggestion_tokens.read(suggestion_token, question.id),
    )
    with transaction():
        db.session.add(thanks)
        _count(solver_id, +1)
        events.record(question.id)
        attempts.end(member)
        notification_rules.thanked(thanks, member)
    return thanks


def take_back(member: Member, question_id: int) -> None:
    """The question did not solve it after all. Raises NotFound: nothing was said before."""
    with transaction():
        thanks = db.session.scalar(
            select(Thanks).where(Thanks.member_id == member.id, Thanks.question_id == question_id)
        )
        if thanks is None or not changed(delete(Thanks).where(Thanks.id == thanks.id)):
            raise errors.NotFound(_("You have not said that this solves your problem."))
        _count(thanks.solver_id, -1)
        events.record(question_id)


def _count(solver_id: int | None, step: int) -> None:
    changed(
        update(Member).where(Member.id == solver_id).values(thanks_count=Member.thanks_count + step)
    )


def _solution(question: Question, answer_id: int | None) -> Answer:
    """The accepted answer meant, or the best one when none is named."""
    query = select(Answer).where(
        Answer.question_id == question.id,
        accepted(),
        live(Answer),
    )
    if answer_id is not None:
        query = query.where(Answer.id == answer_id)
    solution = db.session.scalars(query.order_by(Answer.score.desc(), Answer.id)).first()
    if solution is None:
        raise errors.Invalid(_("This question has no such accepted solution."), field="answer_id")
    return solution


def received(member: Member, viewer: Member | None = None, limit: int = 20) -> list[ThanksLine]:
    """The latest thanks to a solver, for questions that `viewer` may read."""
    if not member.thanks_count:
        return []
    rows = db.session.execute(
        select(Member, Question.id, Question.title, Question.slug, Thanks.created_at)
        .join(Thanks, Thanks.member_id == Member.id)
        .join(Question, Question.id == Thanks.question_id)
        .where(Thanks.solver_id == member.id, live(Question), open_to(viewer))
        .order_by(Thanks.created_at.desc(), Thanks.id.desc())
        .limit(limit)
    )
    return [ThanksLine(*row) for row in rows]


def reused(member: Member, viewer: Member | None = None) -> list[Reuse]:
    """The questions whose solution by `member` spared others from asking, the latest first."""
    found: dict[int, Reuse] = {}
    for line in received(member, viewer, LATEST):
        about = Reuse(line.question_id, line.title, line.slug, line.created_at, [])
        found.setdefault(line.question_id, about).members.append(line.member)
    return list(found.values())


def counts(question_ids: Sequence[int]) -> dict[int, int]:
    """How many members each of these questions has spared from asking."""
    rows = db.session.execute(
        select(Thanks.question_id, func.count())
        .where(Thanks.question_id.in_(question_ids))
        .group_by(Thanks.question_id)
    )
    return {question_id: count for question_id, count in rows}


def solver(thanks: Thanks) -> Member | None:
    """Whom these thanks go to; None when they have no account."""
    return db.session.get(Member, thanks.solver_id) if thanks.solver_id else None
