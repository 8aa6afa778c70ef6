"""Many people at the same moment, in real threads on the embedded database."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Revision, Vote
from qaforum.services.questions import acceptance, answers, comments, questions, votes
from tests.factories import Factory

CROWD = 6


def test_everybody_acts_at_once_and_every_count_is_right(app: Flask, make: Factory) -> None:
    asker = make.member()
    question = make.question(by=asker)
    first = make.answer(question)
    crowd = [make.member().id for _ in range(CROWD)]
    asker_id, question_id, first_id = asker.id, question.id, first.id
    db.session.remove()

    def act(member_id: int) -> int:
        """All that one member does; gives how often the forum said that somebody was faster."""
        faster = 0
        with app.app_context():
            member = db.session.get_one(Member, member_id)
            votes.cast(member, questions.load(question_id), 1)
            answers.post(member, question_id, f"What member {member_id} would do.")
            comments.post(member, questions.load(question_id), "Which floor?")
            for attempt in (
                lambda: acceptance.accept(db.session.get_one(Member, asker_id), first_id),
                lambda: questions.edit(
                    db.session.get_one(Member, asker_id),
                    question_id,
                    1,
                    "A title of one of us",
                    "!a",
                ),
            ):
                try:
                    attempt()
                except errors.Conflict:
                    faster += 1
        return faster

    with ThreadPoolExecutor(CROWD) as people:
        conflicts = list(people.map(act, crowd))
    there = db.session.get_one(Question, question_id)
    assert sum(conflicts) == 2 * (CROWD - 1)
    assert (there.score, there.answer_count, there.comment_count) == (CROWD, CROWD + 1, CROWD)
    assert (there.accepted_count, there.revision) == (1, 2)
    assert db.session.scalar(select(func.sum(Vote.value))) == CROWD
    assert db.session.scalar(select(func.count(Answer.id))) == CROWD + 1
    assert db.session.scalar(select(func.count(Revision.id))) == 2
    solver = db.session.get_one(Answer, first_id).author_id
    assert db.session.get_one(Member, solver).solved_count == 1
