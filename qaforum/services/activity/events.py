"""Events: what happened, recorded in the transaction of the act, and the same from scratch.

`record` reads one question's rows and `rebuild` reads all of them, through the same functions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, true

from qaforum.extensions import db
from qaforum.models import (
    Adaptation,
    Answer,
    Attempt,
    Event,
    Practice,
    Question,
    Thanks,
)
from qaforum.models.activity import event
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import transaction
from qaforum.services.people.memberships import Whereabouts

ENDED = "ended"
AT_ONCE = 1000  # questions read at once by a rebuild

Facts = dict[str, Any]


def record(*question_ids: int) -> None:
    """The events of these questions are what their rows say now; part of the caller's transaction.

    An act taken back (an acceptance withdrawn, a question deleted) takes its events along.
    """
    db.session.flush()
    db.session.execute(delete(Event).where(Event.question_id.in_(question_ids)))
    _insert(_placed(_of_questions(Question.id.in_(question_ids))))


def record_practice(practice_id: int) -> None:
    """The same for a practice and the reports of its use."""
    db.session.flush()
    db.session.execute(delete(Event).where(Event.practice_id == practice_id))
    _insert(_placed(_of_practices(Practice.id == practice_id)))


def record_attempt(attempt: Attempt) -> None:
    """The same for an ask that was begun."""
    db.session.flush()
    db.session.execute(
        delete(Event).where(Event.kind == event.BEGUN, Event.subject_id == attempt.id)
    )
    _insert(_placed([_begun(attempt)]))


def ensure() -> None:
    """A forum that was there before events were counted has them too."""
    if db.session.scalar(select(Event.id).limit(1)) is None:
        rebuild()


def rebuild() -> int:
    """Makes every event anew from what is in the database, in one transaction; how many."""
    count, whereabouts = 0, Whereabouts()
    with transaction():
        db.session.execute(delete(Event))
        highest = 0
        while ids := db.session.scalars(
            select(Question.id).where(Question.id > highest).order_by(Question.id).limit(AT_ONCE)
        ).all():
            count += _insert(_placed(_of_questions(Question.id.in_(ids)), whereabouts))
            highest = ids[-1]
        count += _insert(_placed(_of_practices(true()), whereabouts))
        attempts = db.session.scalars(select(Attempt))
        count += _insert(_placed([_begun(row) for row in attempts], whereabouts))
    return count


def _insert(rows: list[Facts]) -> int:
    if rows:
        db.session.execute(insert(Event), rows)
    return len(rows)


def _placed(found: Iterable[Facts], whereabouts: Whereabouts | None = None) -> list[Facts]:
    """Each event with the institutions of both people at that time."""
    rows = list(found)
    people = {row[key] for row in rows for key in ("member_id", "other_id")} - {None}
    where = whereabouts or Whereabouts(people)
    for row in rows:
        row["institution_id"] = where.at(row["member_id"], row["at"])
        row["other_institution_id"] = where.at(row["other_id"], row["at"])
    return rows


def _of_questions(which: Any) -> Iterator[Facts]:
    """All events of these questions; a deleted one has none."""
    questions = db.session.execute(
        select(Question.id, Question.author_id, Question.created_at).where(which, live(Question))
    ).all()
    ids = [question.id for question in questions]
    answers = _by_question(
        select(
            Answer.question_id, Answer.id, Answer.author_id, Answer.created_at, Answer.accepted_at
        )
        .where(Answer.question_id.in_(ids), live(Answer))
        .order_by(Answer.created_at, Answer.id)
    )
    thanks = _by_question(
        select(
            Thanks.question_id, Thanks.id, Thanks.member_id, Thanks.solver_id, Thanks.created_at
        ).where(Thanks.question_id.in_(ids))
    )
    uses = _by_question(
        select(Answer.question_id, Answer.author_id, *_USE)
        .join(Answer, Answer.id == Adaptation.answer_id)
        .where(
            Answer.question_id.in_(ids),
            live(Answer),
            live(Adaptation),
        )
    )
    for question in questions:
        yield from _of_question(question, answers[question.id])
        for row in uses[question.id]:
            yield _adapted(row, row.author_id, question_id=question.id)
        for row in thanks[question.id]:
            yield _event(
                event.SPARED, row.id, row.created_at, question, row.solver_id, row.member_id
            )


_USE = (Adaptation.id, Adaptation.member_id, Adaptation.created_at, Adaptation.outcome)


def _of_practices(which: Any) -> Iterator[Facts]:
    """All events of these practices; a deleted one has none."""
    there = which, live(Practice)
    practices = db.session.execute(
        select(Practice.id, Practice.author_id, Practice.created_at).where(*there)
    )
    for practice in practices.all():
        yield {
            "kind": event.SHARED,
            "subject_id": practice.id,
            "at": practice.created_at,
            **_NOTHING,
            "practice_id": practice.id,
            "member_id": practice.author_id,
        }
    uses = db.session.execute(
        select(Adaptation.practice_id, Practice.author_id, *_USE)
        .join(Practice, Practice.id == Adaptation.practice_id)
        .where(*there, live(Adaptation))
    )
    for row in uses.all():
        yield _adapted(row, row.author_id, practice_id=row.practice_id)


_NOTHING: Facts = {
    "seconds": None,
    "outcome": None,
    "question_id": None,
    "practice_id": None,
    "member_id": None,
    "other_id": None,
}


def _adapted(use: Any, author_id: int | None, **about: int) -> Facts:
    """Whoever wrote a solution or practice did it for who used it."""
    return {
        **_NOTHING,
        "kind": event.ADAPTED,
        "subject_id": use.id,
        "at": use.created_at,
        "outcome": use.outcome,
        "member_id": author_id,
        "other_id": use.member_id,
        **about,
    }


def _by_question(query: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.question_id].append(row)
    return found


def _of_question(question: Any, answers: list[Any]) -> Iterator[Facts]:
    """Asked, first answered, solved, and each accepted answer as help. `answers` oldest first."""
    yield _event(event.ASKED, question.id, question.created_at, question, question.author_id, None)
    others = [
        row for row in answers if row.author_id is None or row.author_id != question.author_id
    ]
    if others:
        first = others[0]
        yield _event(event.FIRST_ANSWERED, question.id, first.created_at, question, first.author_id)
    accepted = sorted((row for row in answers if row.accepted_at), key=_acceptance)
    if accepted:
        first = accepted[0]
        yield _event(event.SOLVED, question.id, first.accepted_at, question, first.author_id)
    for row in accepted:
        if row in others:
            yield _event(event.HELPED, row.id, row.accepted_at, question, row.author_id)


def _acceptance(answer: Any) -> tuple[datetime, int]:
    return answer.accepted_at, answer.id


def _event(
    kind: str, subject_id: int, at: datetime, question: Any, member_id: int | None,
    other_id: int | None = -1,
) -> Facts:  # fmt: skip
    """By default done for who asked the question, and timed since then."""
    return {
        "kind": kind,
        "subject_id": subject_id,
        "at": at,
        "seconds": max(0, int((at - question.created_at).total_seconds())),
        "outcome": None,
        "question_id": question.id,
        "practice_id": None,
        "member_id": member_id,
        "other_id": question.author_id if other_id == -1 else other_id,
    }


def _begun(attempt: Attempt) -> Facts:
    return {
        "kind": event.BEGUN,
        "subject_id": attempt.id,
        "at": attempt.begun_at,
        "seconds": None,
        "outcome": ENDED if attempt.ended_at else None,
        "question_id": None,
        "practice_id": None,
        "member_id": attempt.member_id,
        "other_id": None,
    }
