"""Whom a member's solutions helped, and where they work."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from qaforum.extensions import db
from qaforum.models import Answer, Institution, Member, Question
from qaforum.services.core.queries import accepted, live, open_to

SHOWN = 8  # institutions
MOST = 200  # members; those helped most often first


@dataclass(slots=True)
class Helped:
    """`problems` of `members` of one institution, of none where it is None."""

    institution: Institution | None
    problems: int = 0
    members: list[Member] = field(default_factory=list)


def helped_by(member: Member, viewer: Member | None = None, limit: int = SHOWN) -> Sequence[Helped]:
    """The institutions whose questions the member solved, the most often helped first.

    Counted are questions that `viewer` may read; the member's own are not among them.
    """
    problems = func.count(func.distinct(Question.id)).label("problems")
    counted = (
        select(Question.author_id, problems)
        .join(Answer, Answer.question_id == Question.id)
        .where(
            Answer.author_id == member.id,
            accepted(),
            live(Answer),
            live(Question),
            Question.author_id != member.id,
            open_to(viewer),
        )
        .group_by(Question.author_id)
        .order_by(problems.desc(), Question.author_id)
        .limit(MOST)
        .subquery()
    )
    rows = db.session.execute(
        select(Member, counted.c.problems)
        .join(counted, counted.c.author_id == Member.id)
        .order_by(counted.c.problems.desc(), Member.id)
    )
    found: dict[int | None, Helped] = {}
    for other, count in rows:
        workplace = other.institution if other.has_page else None
        helped = found.setdefault(workplace.id if workplace else None, Helped(workplace))
        helped.problems += count
        helped.members.append(other)
    return sorted(found.values(), key=lambda one: -one.problems)[:limit]
