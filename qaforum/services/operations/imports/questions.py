"""Questions from elsewhere, each with its answers, comments and votes.

Whatever hangs on a post is written in the transaction of the post, and only there. So an import
that was interrupted, even by the power, goes on where it stood: what is here is complete, and
nothing is ever counted twice. Neither does a second run bring back what was deleted here.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from qaforum import indexing
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Thanks, question_tag
from qaforum.services.activity import events
from qaforum.services.core import tags
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications import follows
from qaforum.services.operations.imports import members, posts, records
from qaforum.services.operations.imports.batches import batches
from qaforum.services.questions import answers as answer_service
from qaforum.services.questions import content_hashes

BATCH = 200


def save_questions(
    source: str,
    questions: Iterable[records.Question],
    done: Callable[[int], None] = lambda count: None,
) -> Counter[str]:
    """Adds the questions of `source` that are not here, and new answers to those that are.

    Committed in batches of `BATCH` questions; `done` is told after each how many it held. Gives
    how many of each kind were added: questions, answers, accepted, comments, votes, members,
    thanks; and how many questions were here.

    Raises:
        errors.Conflict: somebody else is importing the same at the same time.
        errors.Unavailable: the database cannot write now. What was committed stays.
    """
    tally: Counter[str] = Counter()
    for batch in batches(questions, BATCH):
        tally += _save_batch(source, batch)
        done(len(batch))
    return tally


def questions_of(source: str) -> int:
    """How many questions of `source` are here, deleted ones too."""
    count = select(func.count()).select_from(Question).where(Question.source == source)
    return db.session.scalar(count) or 0


def known_questions(source: str, numbers: Collection[int]) -> dict[int, int]:
    """Number at `source` → id here, of those that are here, deleted ones too."""
    rows = db.session.execute(
        select(Question.source_id, Question.id).where(
            Question.source == source, Question.source_id.in_(numbers)
        )
    )
    return {number: key for number, key in rows if number is not None}


def _known_answers(source: str, numbers: Collection[int]) -> set[int | None]:
    return set(
        db.session.scalars(
            select(Answer.source_id).where(Answer.source == source, Answer.source_id.in_(numbers))
        )
    )


@dataclass(slots=True)
class _New:
    """What of a batch is not here yet, as rows that only lack their ids."""

    ids: dict[int, int]
    questions: list[tuple[records.Question, Question]]
    answers: list[tuple[records.Question, records.Answer, Answer]]


def _save_batch(source: str, batch: Sequence[records.Question]) -> Counter[str]:
    new = _prepare(source, batch)
    here = Counter(here=len(new.ids))
    if not new.questions and not new.answers:
        return here
    with transaction():
        people, made = _members(source, new)
        _write_questions(new, people)
        _write_answers(new, people)
        written = [*((post, row) for post, row in new.questions)]
        replies = [(post, row) for _, post, row in new.answers]
        comments = posts.write_comments(source, [*written, *replies], people)
        votes = posts.write_votes([*written, *replies], people)
        thanks = _write_thanks(new, people)
        _count(new)
        events.record(*_touched(new))
        answered = {row.question_id for _, _, row in new.answers}
        follows.take_part_from_elsewhere(answered | {row.id for _, row in new.questions})
        tally = Counter(
            questions=len(new.questions),
            answers=len(new.answers),
            accepted=sum(row.accepted for _, _, row in new.answers),
            comments=comments,
            votes=votes,
            members=made,
            thanks=thanks,
        )
    indexing.wake()
    return here + tally


def _prepare(source: str, batch: Sequence[records.Question]) -> _New:
    """Converts and renders before the transaction begins, so that it holds the database briefly."""
    ids = known_questions(source, {question.number for question in batch})
    answered = _known_answers(source, {a.number for question in batch for a in question.answers})
    asked = [each for each in batch if each.number not in ids]
    replies = [(q, each) for q in batch for each in q.answers if each.number not in answered]
    # Where posts were merged at the source, a comment can come a second time, under another post
    seen = posts.known_comments(source, [*asked, *(each for _, each in replies)])
    asked = [posts.without(seen, each) for each in asked]
    replies = [(q, posts.without(seen, each)) for q, each in replies]
    return _New(
        ids,
        [(each, posts.question(source, each)) for each in asked],
        [(q, each, posts.answer(source, each)) for q, each in replies],
    )


def _touched(new: _New) -> set[int]:
    """The ids of all questions that are new or got a new answer."""
    return {row.id for _, row in new.questions} | {row.question_id for *_, row in new.answers}


def _members(source: str, new: _New) -> tuple[dict[int, int], int]:
    """Number → id of everybody who appears in what is new, and how many of them were made."""
    wanted: dict[int, records.Member] = {}
    for question, _ in new.questions:
        wanted |= {member.number: member for member in posts.people(question)}
        wanted |= {thanks.member.number: thanks.member for thanks in question.thanks}
    for _, answer, _ in new.answers:
        wanted |= {member.number: member for member in posts.people(answer)}
    known = members.known(source, wanted.keys())
    made = members.add(source, (each for key, each in wanted.items() if key not in known))
    return known | made, len(made)


def _write_questions(new: _New, people: dict[int, int]) -> None:
    names = {name for question, _ in new.questions for name in question.tags}
    found = {name: tag.id for name, tag in tags.by_name(sorted(names)).items()}
    for question, row in new.questions:
        row.author_id = people[question.author.number] if question.author else None
    db.session.add_all(row for _, row in new.questions)
    db.session.flush()
    new.ids.update({question.number: row.id for question, row in new.questions})
    pairs = [
        {"question_id": row.id, "tag_id": tag_id}
        for question, row in new.questions
        for tag_id in dict.fromkeys(found[name] for name in question.tags)
    ]
    if pairs:
        db.session.execute(question_tag.insert(), pairs)
    for tag_id, count in Counter(pair["tag_id"] for pair in pairs).items():
        tags.count({tag_id}, count)


def _write_answers(new: _New, people: dict[int, int]) -> None:
    for question, answer, row in new.answers:
        row.question_id = new.ids[question.number]
        row.author_id = people[answer.author.number] if answer.author else None
        if answer.accepted and answer.accepted.by:
            row.accepted_by_id = people[answer.accepted.by.number]
    db.session.add_all(row for _, _, row in new.answers)
    db.session.flush()


def _write_thanks(new: _New, people: dict[int, int]) -> int:
    """Each thanks goes to whoever wrote the first solution."""
    solutions: dict[int, Answer] = {}
    for question, _, row in new.answers:
        if row.accepted:
            solutions.setdefault(question.number, row)
    written = 0
    for question, asked in new.questions:
        solution = solutions.get(question.number)
        if solution is None:
            continue
        for thanks in question.thanks:
            giver = people[thanks.member.number]
            solver = solution.author_id if solution.author_id != giver else None
            db.session.add(
                Thanks(
                    member_id=giver,
                    question_id=asked.id,
                    answer_id=solution.id,
                    solver_id=solver,
                    created_at=thanks.at,
                )
            )
            _count_thanks(solver)
            written += 1
    return written


def _count_thanks(member_id: int | None) -> None:
    db.session.execute(
        update(Member)
        .where(Member.id == member_id)
        .values(thanks_count=Member.thanks_count + 1)
        .execution_options(synchronize_session=False)
    )


def _count(new: _New) -> None:
    """Adds what is new to the counts of questions and members, and stamps what changed."""
    for member_id, count in Counter(row.author_id for _, _, row in new.answers).items():
        answer_service.count_answers(member_id, count)
    solved = Counter(row.author_id for _, _, row in new.answers if row.accepted)
    for member_id, count in solved.items():
        answer_service.count_solved(member_id, count)
    added: dict[int, list[Answer]] = {row.id: [] for _, row in new.questions}
    for _, _, row in new.answers:
        added.setdefault(row.question_id, []).append(row)
    for question in db.session.scalars(select(Question).where(Question.id.in_(added))):
        replies = added[question.id]
        question.answer_count += len(replies)
        question.accepted_count += sum(reply.accepted for reply in replies)
        question.active_at = max([question.active_at, *(reply.created_at for reply in replies)])
        content_hashes.refresh(question)
