"""The peers who solved problems like this one, or wrote up or use what does, and why they are
named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from qaforum import clock, indexing
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.models import Invitation, Member, Practice, Question
from qaforum.models.people.availability import availability_tag
from qaforum.services.people import availability, peer_reasons
from qaforum.services.people.peer_reasons import Fact
from qaforum.services.search.fairness import NEWCOMER, Candidate, choose
from qaforum.services.search.peer_evidence import Known, known_of
from qaforum.services.search.solutions import newest_answerers

SHOWN = 3
CLOSE = 0.5  # of the likeliest match: as good as that one
ASKED_FOR = 4  # times as many as are shown are asked for at once,
ROUNDS = 5  # so often at most, until twice as many as are shown are willing
LATELY = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Peer:
    """`solved` similar problems, the last at `last_at`; they `wrote` practices about such problems,
    and `used` those of others with success. `facts` say why they are named."""

    member: Member
    solved: int
    last_at: datetime
    facts: tuple[Fact, ...]
    wrote: tuple[Practice, ...] = ()
    used: tuple[Practice, ...] = ()
    helped_with: frozenset[Key] = frozenset()  # the documents that they solved or practised

    @property
    def reason(self) -> str:
        """The facts in one line."""
        return " · ".join(fact.text for fact in self.facts)


def who_solved(
    matches: Sequence[Match],
    questions: Mapping[Key, Question],
    asker: Member | None = None,
    limit: int = SHOWN,
    *,
    practices: Mapping[Key, Practice] | None = None,
    language: str | None = None,
    tag_ids: Collection[int] | None = None,
    among: Sequence[ColumnElement[bool]] = (),
) -> list[Peer]:
    """At most `limit` of those who solved the problems matched, the first to turn to first.

    Only `questions` and `practices` are looked at, by their keys: those that `asker` may read, and
    that nobody called outdated. The order is that of `fairness.choose`: first who
    solved the likeliest problems, then the likeliest to help; not the same few for everything. The
    asker is left out. A member counts once a problem, also one that they wrote up afterwards.
    `language` and `tag_ids` are those of the problem; None: it is on the topics of the likeliest
    matches. `among` are conditions on `Member`. Named are those who are willing to be turned to.
    """
    valid = {key: one for key, one in (practices or {}).items() if not one.outdated}
    close = _close(matches, {*questions, *valid})
    known = known_of(matches, questions, valid, asker, among)
    if not known.members:
        return []
    candidates = _candidates(known, {match.key for match in close})
    topics = topics_of(matches, questions, valid) if tag_ids is None else tag_ids
    candidates = _willing(candidates, asker, language, topics, limit)
    chosen = [one.member_id for one in choose(candidates, limit)]
    return _peers(chosen, known, asker)


def topics_of(
    matches: Sequence[Match],
    questions: Mapping[Key, Question],
    practices: Mapping[Key, Practice] | None = None,
) -> set[int]:
    """The ids of the tags of the likeliest matches: what a problem without tags is about."""
    things: dict[Key, Question | Practice] = {**questions, **(practices or {})}
    return {tag.id for match in _close(matches, things) for tag in things[match.key].tags}


def _close(matches: Sequence[Match], kept: Collection[Key]) -> list[Match]:
    """Those of `kept` that are about as likely the same problem as the likeliest one."""
    found = [match for match in matches if match.key in kept]
    least = CLOSE * max((match.confidence for match in found), default=0.0)
    return [match for match in found if match.confidence >= least]


def _candidates(known: Known, close: Collection[Key]) -> list[Candidate]:
    """The likeliest to help first; `close` are the problems most likely the same."""
    experiences = {member_id: known.of(member_id) for member_id in known.members}
    scores = indexing.rank_peers(
        [one for own in experiences.values() for one in own], newest_answerers()
    )
    found = [
        Candidate(
            member_id=member_id,
            score=score,
            close=any(one.accepted_at and one.match.key in close for one in own),
            institution_id=own[0].institution_id,
            solved=own[0].solved,
        )
        for member_id, score in scores.items()
        for own in [experiences[member_id]]
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


def _peers(member_ids: Sequence[int], known: Known, asker: Member | None) -> list[Peer]:
    """The members in this order, with why they are named."""
    rows = db.session.scalars(select(Member).where(Member.id.in_(member_ids))).unique()
    members = {row.id: row for row in rows}
    answers = [one.answer_id for key in member_ids for one in known.solutions.get(key, ())]
    thanked = peer_reasons.thanked(answers)
    return [_peer(members[key], known, thanked, asker) for key in member_ids if key in members]


def _peer(member: Member, known: Known, thanked: Mapping[int, int], asker: Member | None) -> Peer:
    solutions = known.solutions.get(member.id, [])
    wrote, used = known.practices_of(member.id, wrote=True), known.practices_of(member.id)
    return Peer(
        member=member,
        solved=sum(one.accepted_at is not None for one in solutions),
        last_at=peer_reasons.last_at(known.of(member.id)),
        facts=peer_reasons.facts(member, solutions, known.questions, thanked, asker, wrote, used),
        wrote=wrote,
        used=used,
        helped_with=frozenset(one.match.key for one in known.of(member.id)),
    )
