"""Where the community is thin: topics without solutions, and topics that hang on one person."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from qaforum.extensions import db
from qaforum.models import Event, Tag
from qaforum.models import question_tag as tagged
from qaforum.models.activity import event
from qaforum.services.impact.periods import Period

SHOWN = 8
SOME = 3  # solved problems that make a topic one that somebody carries
LONG = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Topic:
    """`count`: its open problems, or those that one person solved."""

    tag: Tag
    count: int


def unsolved(period: Period) -> list[Topic]:
    """Topics with most problems asked in the period that were open when it ended."""
    solution = aliased(Event)
    count = func.count()
    rows = db.session.execute(
        select(Tag, count)
        .join(tagged, tagged.c.tag_id == Tag.id)
        .join(Event, (Event.question_id == tagged.c.question_id) & (Event.kind == event.ASKED))
        .outerjoin(
            solution,
            (solution.kind == event.SOLVED)
            & (solution.subject_id == Event.subject_id)
            & (solution.at < period.end),
        )
        .where(Event.at >= period.start, Event.at < period.end, solution.id.is_(None))
        .group_by(Tag.id)
        .order_by(count.desc(), Tag.key)
        .limit(SHOWN)
    )
    return [Topic(tag, number) for tag, number in rows]


def on_one_person(period: Period) -> list[Topic]:
    """Topics of which one person alone solved all problems, three or more, in the year before the
    period's end: when they leave, it goes with them. Who it is, is not said."""
    count = func.count()
    rows = db.session.execute(
        select(Tag, count)
        .join(tagged, tagged.c.tag_id == Tag.id)
        .join(Event, (Event.question_id == tagged.c.question_id) & (Event.kind == event.HELPED))
        .where(Event.at >= period.end - LONG, Event.at < period.end)
        .group_by(Tag.id)
        .having(count >= SOME, func.count(Event.member_id.distinct()) == 1)
        .order_by(count.desc(), Tag.key)
        .limit(SHOWN)
    )
    return [Topic(tag, number) for tag, number in rows]
