"""The peers who solved problems like this one, and why they are named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from qaforum import clock, indexing
from qaforum.extensions import db
from qaforum.indexing import Solution
from qaforum.models import Invitation, Member, Question
from qaforum.models.availability import availability_tag
from qaforum.services import availability, reasons
from qaforum.services.fairness import NEWCOMER, Candidate, choose
from qaforum.services.reasons import Fact
from qaforum.services.solutions import newest_answerers, solutions_to

if TYPE_CHECKING:
    from qaforum.indexing import Match

SHOWN = 3
CLOSE = 0.5  # of the likeliest match: as good as that one
ASKED_FOR = 4  # times as many as are shown are asked for at once,
ROUNDS = 5  # so often at most, until twice as many as are shown are willing
LATELY = timedelta(weeks=4)


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
    *,
    language: str | None = None,
    tag_ids: Collection[int] | None = None,
    among: Sequence[ColumnElement[bool]] = (),
) -> list[Peer]:
    """At most `limit` of those who solved the problems matched, the first to turn to first.

    Only `questions`, by id, are looked at: those that `asker` may read. The order is that of
    `fairness.choose`: first who solved the likeliest problems, then the likeliest to help; not
    the same few for everything. The asker is left out. A member counts once a problem.
    `language` and `tag_ids` are those of the problem; None: it is on the topics of the likeliest
    matches. `among` are conditions on `Member`. Named are those who are willing to be turned to.
    """
    kept = [match for match in matches if match.id in questions]
    solutions = solutions_to(kept, asker, among)
    if not solutions:
        return []
    least = CLOSE * max(match.confidence for match in kept)
    close = {match.id for match in kept if match.confidence >= least}
    candidates = _candidates(solutions, close)
    topics = topics_of(kept, questions) if tag_ids is None else tag_ids
    candidates = _willing(candidates, asker, language, topics, limit)
    chosen = [one.member_id for one in choose(candidates, limit)]
    return _peers(chosen, solutions, questions, asker)


def topics_of(matches: Sequence["Match"], questions: Mapping[int, Question]) -> set[int]:
    """The ids of the tags of the likeliest matches: what a problem without tags is about."""
    kept = [match for match in matches if match.id in questions]
    least = CLOSE * max((match.confidence for match in kept), default=0.0)
    close = [match for match in kept if match.confidence >= least]
    return {tag.id for match in close for tag in questions[match.id].tags}


def _candidates(solutions: Mapping[int, list[Solution]], close: Collection[int]) -> list[Candidate]:
    """The likeliest to help first; `close` are the questions most likely the same."""
    scores = indexing.rank_peers(
        [one for own in solutions.values() for one in own], newest_answerers()
    )
    found = [
        Candidate(
            member_id=member_id,
            score=score,
            close=any(one.accepted_at and one.match.id in close for one in own),
            institution_id=own[0].institution_id,
            solved=own[0].solved,
        )
        for member_id, score in scores.items()
        for own in [solutions[member_id]]
    ]
    return sorted(found, key=lambda one: not one.close)


def _willing(
    candidates: Sequence[Candidate],
    asker: Member | None,
    language: str | None,
    tag_ids: Collection[int],
    limit: int,
) -> list[Candidate]:
    """Those who may be named now, with their invitations of the last weeks and declared topics.

    Of hundreds only the first are asked for, and newcomers, who stand far behind.
    """
    first = ASKED_FOR * limit
    new = [one for one in candidates[first:] if one.close and one.solved <= NEWCOMER][:limit]
    rest = [one for one in candidates[first:] if one not in new]
    rounds = [[*candidates[:first], *new]]
    rounds += [rest[start : start + first] for start in range(0, len(rest), first)]
    named: set[int] = set()
    for asked in rounds[:ROUNDS]:
        ids = [one.member_id for one in asked]
        named |= availability.willing(ids, viewer=asker, language=language, tag_ids=tag_ids)
        if len(named) >= 2 * limit:
            break
    invited, declared = _invited(named), _declared(named, tag_ids)
    return [
        replace(one, invited=invited.get(one.member_id, 0), declared=one.member_id in declared)
        for one in candidates
        if one.member_id in named
    ]


def _invited(member_ids: Collection[int]) -> dict[int, int]:
    """How often each was invited in the last weeks, whatever became of it."""
    rows = db.session.execute(
        select(Invitation.member_id, func.count())
        .where(Invitation.member_id.in_(member_ids), Invitation.created_at > clock.now() - LATELY)
        .group_by(Invitation.member_id)
    )
    return {member_id: count for member_id, count in rows}


def _declared(member_ids: Collection[int], tag_ids: Collection[int]) -> set[int]:
    """Those who named one of these tags as a topic of theirs."""
    return set(
        db.session.scalars(
            select(availability_tag.c.member_id).where(
                availability_tag.c.member_id.in_(member_ids),
                availability_tag.c.tag_id.in_(tag_ids),
            )
        )
    )


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
