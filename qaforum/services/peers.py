"""The peers who solved problems like this one, and why they are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from qaforum import clock, indexing
from qaforum.extensions import db
from qaforum.models import Answer, Member

if TYPE_CHECKING:
    from qaforum.indexing import Match

SHOWN = 3
CLOSE = 0.5  # of the likeliest match: as good as that one
NEWEST = 300  # answers that tell who is active these days


@dataclass(frozen=True, slots=True)
class Peer:
    """`solved` similar problems, the last at `last_at`; `reason` says so in words."""

    member: Member
    solved: int
    last_at: datetime
    reason: str


def who_solved(
    matches: Sequence["Match"],
    solutions: Mapping[int, Sequence[Answer]],
    asker: Member | None = None,
    limit: int = SHOWN,
) -> list[Peer]:
    """Whose accepted answers, by question id, solved the problems matched.

    First those who solved the likeliest problems, then the others; in either group the likeliest
    to help first.

    `asker` is left out. A member counts once a problem: nobody rises by answering one question
    twice.
    """
    solved: dict[int, list[Answer]] = {}
    pairs = []
    close: set[int] = set()
    least = CLOSE * max((match.confidence for match in matches), default=0.0)
    for match in matches:
        by_author = {row.author: row for row in solutions.get(match.id, [])}
        for author, answer in by_author.items():
            if author is None or (asker and author.id == asker.id):
                continue
            solved.setdefault(author.id, []).append(answer)
            pairs.append((match, answer))
            if match.confidence >= least:
                close.add(author.id)
    if not pairs:
        return []
    ranked = indexing.rank_peers(pairs, newest_answerers(), len(pairs))
    ranked.sort(key=lambda member_id: member_id not in close)
    return [_peer(solved[member_id]) for member_id in ranked[:limit]]


def newest_answerers(limit: int = NEWEST) -> Sequence[int | None]:
    """The authors of the community's newest answers, newest first; None for one without account."""
    return db.session.scalars(
        select(Answer.author_id).order_by(Answer.created_at.desc()).limit(limit)
    ).all()


def _peer(answers: Sequence[Answer]) -> Peer:
    member = answers[0].author
    assert member is not None, "only answers with an author are counted"
    last_at = max(answer.accepted_at or answer.created_at for answer in answers)
    reason = ngettext(
        "solved %(num)d similar problem, %(when)s",
        "solved %(num)d similar problems, last %(when)s",
        len(answers),
        when=_when(last_at),
    )
    return Peer(member, len(answers), last_at, reason)


def _when(moment: datetime) -> str:
    """The month, with its year unless it is clear which is meant."""
    recent = clock.now() - moment < timedelta(days=300)
    return _("in %(month)s", month=format_date(moment, "LLLL" if recent else "LLLL yyyy"))
