"""Why somebody is named as a peer to turn to: facts in words, each to be looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from qaforum import clock
from qaforum.extensions import db
from qaforum.indexing import Experience, Key, Solution
from qaforum.models import Institution, Member, Practice, Question, Thanks

SHOWN = 3  # facts about one peer


@dataclass(frozen=True, slots=True)
class Fact:
    """A few words, and what they rest on: answers (question, answer id), practices, or an
    institution. `done` and `when` stand around the title, where it is a single post."""

    text: str
    answers: tuple[tuple[Question, int], ...] = ()
    practices: tuple[Practice, ...] = ()
    institution: Institution | None = None
    done: str = ""
    when: str = ""


def facts(
    peer: Member,
    solutions: Sequence[Solution],
    questions: Mapping[Key, Question],
    thanked: Mapping[int, int],
    viewer: Member | None = None,
    wrote: Sequence[Practice] = (),
    used: Sequence[Practice] = (),
) -> tuple[Fact, ...]:
    """The most telling facts about `peer`, of which `viewer` may read all.

    `solutions` are theirs to `questions` (by id), which the viewer may read; `thanked` says how
    many members each answer has spared from asking. They `wrote` practices about such problems, and
    `used` those of others with success.
    """
    accepted = [one for one in solutions if one.accepted_at]
    told = accepted or solutions
    found = [
        _solved(told, questions) if accepted else _well_voted(told, questions),
        _wrote(wrote),
        _used(used),
        _institution(peer, viewer),
        _spared(told, questions, thanked),
        _quick(told, questions),
    ]
    return tuple(fact for fact in found if fact)[:SHOWN]


def thanked(answer_ids: Sequence[int]) -> dict[int, int]:
    """How many members each of these answers has spared from asking."""
    rows = db.session.execute(
        select(Thanks.answer_id, func.count())
        .where(Thanks.answer_id.in_(answer_ids))
        .group_by(Thanks.answer_id)
    )
    return {answer_id: count for answer_id, count in rows if answer_id is not None}


def last_at(solutions: Sequence[Experience]) -> datetime:
    """When the latest of them solved its problem, or was done."""
    return max(one.accepted_at or one.created_at for one in solutions)


def _solved(solutions: Sequence[Solution], questions: Mapping[Key, Question]) -> Fact:
    last = when(last_at(solutions))
    text = ngettext(
        "solved %(num)d similar problem, %(when)s",
        "solved %(num)d similar problems, last %(when)s",
        len(solutions),
        when=last,
    )
    return Fact(text, _answers(solutions, questions), done=_("solved:"), when=last)


def _well_voted(solutions: Sequence[Solution], questions: Mapping[Key, Question]) -> Fact | None:
    if not solutions:
        return None
    last = when(last_at(solutions))
    text = ngettext(
        "a well-voted answer to %(num)d similar problem, %(when)s",
        "well-voted answers to %(num)d similar problems, last %(when)s",
        len(solutions),
        when=last,
    )
    return Fact(text, _answers(solutions, questions), done=_("well-voted answer to:"), when=last)


def _wrote(practices: Sequence[Practice]) -> Fact | None:
    if not practices:
        return None
    text = ngettext(
        "wrote a practice about this", "wrote %(num)d practices about this", len(practices)
    )
    return Fact(text, practices=tuple(practices))


def _used(practices: Sequence[Practice]) -> Fact | None:
    if not practices:
        return None
    text = ngettext(
        "used a practice about this in their house: it worked",
        "used %(num)d practices about this in their house: they worked",
        len(practices),
    )
    return Fact(text, practices=tuple(practices))


def _institution(peer: Member, viewer: Member | None) -> Fact | None:
    theirs, own = peer.institution, viewer.institution if viewer else None
    if not theirs or not own:
        return None
    if theirs.id == own.id:
        return Fact(_("works in your institution"), institution=theirs)
    if theirs.kind and theirs.kind == own.kind:
        return Fact(_("same kind of institution as yours"), institution=theirs)
    return None


def _spared(
    solutions: Sequence[Solution],
    questions: Mapping[Key, Question],
    thanked: Mapping[int, int],
) -> Fact | None:
    used = [one for one in solutions if thanked.get(one.answer_id)]
    if not used:
        return None
    count = sum(thanked[one.answer_id] for one in used)
    text = ngettext(
        "spared %(num)d member from asking", "spared %(num)d members from asking", count
    )
    return Fact(text, _answers(used, questions))


def _quick(solutions: Sequence[Solution], questions: Mapping[Key, Question]) -> Fact | None:
    if not solutions or median(one.delay_days for one in solutions) > 1:
        return None
    return Fact(_("answered within a day"), _answers(solutions, questions))


def _answers(
    solutions: Sequence[Solution], questions: Mapping[Key, Question]
) -> tuple[tuple[Question, int], ...]:
    return tuple((questions[one.match.key], one.answer_id) for one in solutions)


def when(moment: datetime) -> str:
    """The month, with its year unless it is clear which is meant."""
    recent = clock.now() - moment < timedelta(days=300)
    return _("in %(month)s", month=format_date(moment, "LLLL" if recent else "LLLL yyyy"))
