"""Practices from elsewhere, each with its use in other houses: whole or not at all, and once."""

from collections import Counter
from collections.abc import Sequence

from slugify import slugify
from sqlalchemy import select

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Adaptation, Answer, Member, Practice, Revalidation
from qaforum.models.core.reusable import VALID
from qaforum.models.practices.adaptation import FAILED
from qaforum.services.activity import events
from qaforum.services.core import tags
from qaforum.services.core.queries import accepted, live
from qaforum.services.core.transaction import transaction
from qaforum.services.operations.imports import members, records
from qaforum.services.operations.imports.questions import known_questions
from qaforum.services.practices import adaptations
from qaforum.services.questions import content_hashes


def save_practices(source: str, practices: Sequence[records.Practice]) -> Counter[str]:
    """Adds the practices of `source` that are not here, also not deleted; gives how many."""
    here = set(
        db.session.scalars(select(Practice.source_id).where(Practice.source == source)).all()
    )
    new = [each for each in practices if each.number not in here]
    questions = known_questions(source, {each.question for each in new if each.question})
    with transaction():
        for each in new:
            _write(source, each, questions)
    if new:
        indexing.wake()
    return Counter(practices=len(new))


def _write(source: str, record: records.Practice, questions: dict[int, int]) -> None:
    people = _people(source, record)
    author = people.get(record.author.number)
    practice = _row(source, record)
    practice.author_id = author.id if author else None
    practice.institution_id = author.institution_id if author else None
    practice.question_id = questions.get(record.question or 0)
    practice.tags = tags.of_names(record.tags)
    if practice.question_id is not None:
        solves = accepted(), live(Answer)
        mine = Answer.question_id == practice.question_id
        practice.solutions = list(db.session.scalars(select(Answer).where(mine, *solves)))
    content_hashes.refresh_practice(practice)
    db.session.add(practice)
    db.session.flush()
    for use in record.adaptations:
        db.session.add(_use(source, use, practice, people))
    if record.verdict:
        _say(record.verdict, practice, people)
    db.session.flush()
    adaptations.count(practice)
    events.record_practice(practice.id)


def _people(source: str, record: records.Practice) -> dict[int, Member]:
    named = [record.author, *(use.author for use in record.adaptations)]
    named += [record.verdict.by] if record.verdict else []
    ids = members.known(source, [person.number for person in named])
    rows = {row.id: row for row in db.session.scalars(
        select(Member).where(Member.id.in_(ids.values()))
    )}  # fmt: skip
    return {number: rows[key] for number, key in ids.items()}


def _row(source: str, record: records.Practice) -> Practice:
    body_html, method_html = markup.render(record.problem), markup.render(record.method)
    used = [use.at for use in record.adaptations if use.outcome != FAILED]
    return Practice(
        title=record.title,
        slug=slugify(record.title, max_length=80, word_boundary=True) or "practice",
        body=record.problem,
        body_html=body_html,
        excerpt=markup.excerpt(body_html),
        method=record.method,
        method_html=method_html,
        details=dict(record.details),
        details_html={name: markup.render(text) for name, text in record.details.items()},
        language=language_of(f"{record.title}\n{markup.plain(body_html)}"),
        validity=record.verdict.said if record.verdict else VALID,
        confirmed_at=max([record.at, *used]),
        content_hash="",
        created_at=record.at,
        source=source,
        source_id=record.number,
    )


def _use(
    source: str, use: records.Adaptation, practice: Practice, people: dict[int, Member]
) -> Adaptation:
    member = people.get(use.author.number)
    return Adaptation(
        practice_id=practice.id,
        member_id=member.id if member else None,
        institution_id=member.institution_id if member else None,
        outcome=use.outcome,
        used_on=use.at.date(),
        changes=use.changes,
        changes_html=markup.render(use.changes),
        evidence=use.evidence,
        evidence_html=markup.render(use.evidence),
        created_at=use.at,
        source=source,
        source_id=use.number,
    )


def _say(verdict: records.Verdict, practice: Practice, people: dict[int, Member]) -> None:
    member = people.get(verdict.by.number)
    db.session.add(
        Revalidation(
            practice_id=practice.id,
            member_id=member.id if member else None,
            asked=False,
            created_at=verdict.at,
            verdict=verdict.said,
            answered_at=verdict.at,
        )
    )
