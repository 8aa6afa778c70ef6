"""The peers who solved problems like this one, and why they are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from qaforum import clock
from qaforum.models import Answer, Member

if TYPE_CHECKING:
    from qaforum.indexing import Match

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Peer:
    """`solved` similar problems, the last at `last_at`; `reason` says so in words."""

    member: Member
    solved: int
    last_at: datetime
    reason: str


def who_solved(
    matches: Sequence["Match"], solutions: Mapping[int, Sequence[Answer]], limit: int = SHOWN
) -> list[Peer]:
    """Whose accepted answers solved the problems matched: more and likelier problems first.

    Each problem counts with its confidence, once a member, so that nobody rises by answering one
    question twice.
    """
    weight: dict[int, float] = {}
    solved: dict[int, list[Answer]] = {}
    for match in matches:
        by_author = {row.author_id: row for row in solutions.get(match.id, []) if row.author_id}
        for author_id, answer in by_author.items():
            weight[author_id] = weight.get(author_id, 0.0) + match.confidence
            solved.setdefault(author_id, []).append(answer)
    best = sorted(weight, key=lambda author_id: (-weight[author_id], author_id))
    return [_peer(solved[author_id]) for author_id in best[:limit]]


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
