"""The steps of a path: what each leads to now, adding and ordering them, ticking them off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import aliased, joinedload

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Path, PathStep, PathTick, Practice, Question, QuestionLink
from qaforum.models.library.path import PRACTICE, QUESTION, RESOURCE
from qaforum.models.questions.question_link import DUPLICATE
from qaforum.services.core import visibility
from qaforum.services.core.queries import WITHOUT_TEXTS, live, open_to
from qaforum.services.core.transaction import changed, transaction
from qaforum.services.library import paths, resources
from qaforum.services.practices import practice_lists, practices
from qaforum.services.questions import questions
from qaforum.services.search import search

FOUND = 8
_ADDRESS = re.compile(r"/(question|practice|resource)s/([0-9]{1,15})(?:[/?#]|$)")


@dataclass(frozen=True, slots=True)
class StepRow:
    """`state`: there; gone (deleted); closed (asked to a few first, and this reader is not one).

    `original` is the question of which this one is a duplicate.
    """

    step: PathStep
    state: Literal["there", "gone", "closed"]
    original: Question | None
    done: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could become a step."""

    kind: str
    id: int
    title: str
    language: str


def steps_of(path: Path, reader: Member | None) -> list[StepRow]:
    """The steps in order, as `reader` finds them."""
    steps = db.session.scalars(
        select(PathStep)
        .where(PathStep.path_id == path.id)
        .options(
            joinedload(PathStep.question).options(*WITHOUT_TEXTS),
            joinedload(PathStep.practice).load_only(
                Practice.title, Practice.slug, Practice.language, Practice.deleted_at
            ),
            joinedload(PathStep.resource),
        )
        .order_by(PathStep.position, PathStep.id)
    ).all()
    originals = _originals([step.question_id for step in steps if step.question_id], reader)
    done = _done(path, reader)
    return [
        StepRow(step, _state(step, reader), originals.get(step.question_id or 0), step.id in done)
        for step in steps
    ]


def _state(step: PathStep, reader: Member | None) -> Literal["there", "gone", "closed"]:
    if step.question is not None:
        if step.question.deleted_at is not None:
            return "gone"
        return "there" if visibility.can_read(reader, step.question) else "closed"
    if step.practice is not None:
        return "gone" if step.practice.deleted_at is not None else "there"
    return "there" if step.resource is not None else "gone"


def _originals(question_ids: Sequence[int], reader: Member | None) -> dict[int, Question]:
    """By the id of a duplicate: the question that asked the same before."""
    if not question_ids:
        return {}
    rows = db.session.execute(
        select(QuestionLink.from_id, Question)
        .join(Question, Question.id == QuestionLink.to_id)
        .where(
            QuestionLink.from_id.in_(question_ids),
            QuestionLink.kind == DUPLICATE,
            live(Question),
            open_to(reader),
        )
        .options(*WITHOUT_TEXTS)
    )
    return {from_id: question for from_id, question in rows}


def _done(path: Path, reader: Member | None) -> set[int]:
    if reader is None:
        return set()
    step = aliased(PathStep)
    return set(
        db.session.scalars(
            select(PathTick.step_id)
            .join(step, step.id == PathTick.step_id)
            .where(step.path_id == path.id, PathTick.member_id == reader.id)
        )
    )


def tick(member: Member, path_id: int, step_id: int, *, done: bool) -> None:
    """The member has done the step, or has not after all. Raises NotFound."""
    path = paths.load(path_id, member)
    if not db.session.scalar(
        select(PathStep.id).where(PathStep.id == step_id, PathStep.path_id == path.id)
    ):
        raise errors.NotFound(_("This path has no such step any more."))
    mine = PathTick.step_id == step_id, PathTick.member_id == member.id
    there = db.session.scalar(select(PathTick.step_id).where(*mine)) is not None
    if there == done:
        return
    with transaction():
        if done:
            db.session.add(PathTick(step_id=step_id, member_id=member.id))
        else:
            changed(delete(PathTick).where(*mine))


def add(member: Member, path_id: int, seen: int, kind: str, target: int) -> None:
    """Puts a question, practice or resource at the end.

    Raises NotAllowed, NotFound, Invalid. Conflict: somebody changed the path meanwhile.
    """
    path = paths.to_edit(member, path_id)
    step = _step(member, kind, target)
    with transaction():
        paths.touch(member, path, seen)
        if path.step_count >= paths.STEPS_MOST:
            raise errors.Invalid(
                _("A path of %(num)d steps is long enough.", num=paths.STEPS_MOST), field="find"
            )
        step.path_id, step.position = path.id, path.step_count + 1
        path.step_count += 1
        db.session.add(step)


def _step(member: Member, kind: str, target: int) -> PathStep:
    if kind == QUESTION:
        question = questions.load(target, member)
        return PathStep(kind=QUESTION, question_id=question.id, title=question.title)
    if kind == PRACTICE:
        practice = practices.load(target)
        return PathStep(kind=PRACTICE, practice_id=practice.id, title=practice.title)
    if kind == RESOURCE:
        resource = resources.load(target)
        return PathStep(kind=RESOURCE, resource_id=resource.id, title=resource.title)
    raise errors.Invalid(_("Only questions, practices and resources can be steps."), field="find")


def rearrange(member: Member, path_id: int, seen: int, step_id: int, act: str) -> None:
    """`act`: up, down or remove. A first step stays first, whatever is asked.

    Raises NotAllowed, NotFound: no such path or step. Conflict: somebody changed it meanwhile.
    """
    path = paths.to_edit(member, path_id)
    with transaction():
        paths.touch(member, path, seen)
        order = select(PathStep).where(PathStep.path_id == path.id)
        steps = list(db.session.scalars(order.order_by(PathStep.position, PathStep.id)))
        place = next((i for i, step in enumerate(steps) if step.id == step_id), None)
        if place is None:
            raise errors.NotFound(_("This path has no such step any more."))
        step = steps.pop(place)
        if act == "remove":
            db.session.delete(step)
        else:
            steps.insert(max(0, place - 1) if act == "up" else place + 1, step)
        for position, kept in enumerate(steps, 1):
            kept.position = position
        path.step_count = len(steps)


def find(text: str, reader: Member | None) -> list[Candidate]:
    """What could become a step: the very thing if `text` is its address here, otherwise what is
    near it in meaning, questions first."""
    meant = _ADDRESS.search(text)
    if meant:
        return _at(meant[1], int(meant[2]), reader)
    rows = search.find(text, viewer=reader, limit=FOUND).questions if text.strip() else []
    found = [Candidate(QUESTION, row.id, row.title, row.language) for row in rows]
    if not text.strip():
        return found
    found += [
        Candidate(PRACTICE, row.id, row.title, row.language)
        for row in practice_lists.practices_named(text)
    ]
    shelf = resources.list_resources(text=text).rows[:FOUND]
    return found + [Candidate(RESOURCE, row.id, row.title, row.language) for row in shelf]


def _at(kind: str, key: int, reader: Member | None) -> list[Candidate]:
    try:
        if kind == RESOURCE:
            resource = resources.load(key)
            return [Candidate(kind, resource.id, resource.title, resource.language)]
        if kind == PRACTICE:
            practice = practices.load(key)
            return [Candidate(kind, practice.id, practice.title, practice.language)]
        question = questions.load(key, reader)
    except errors.NotFound:
        return []
    return [Candidate(kind, question.id, question.title, question.language)]
