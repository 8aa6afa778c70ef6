"""What stands behind a figure: the questions, answers and dates that it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Institution, Member, Question
from qaforum.services.core.queries import QUESTIONS, open_to
from qaforum.services.impact.figures import FIGURES, Figure
from qaforum.services.impact.measures import counted
from qaforum.services.impact.periods import Period

PAGE = 50


@dataclass(frozen=True, slots=True)
class DrilldownRow:
    """One thing counted. `question`: None where there is none, or not for this reader's eyes."""

    at: datetime
    seconds: int | None
    question: Question | None


@dataclass(frozen=True, slots=True)
class Drilldown:
    """One page of what a figure counts; `withheld` where the figure itself is."""

    rows: Sequence[DrilldownRow]
    count: int
    pages: int
    withheld: bool = False


def figure_named(key: str) -> Figure:
    """Raises NotFound: nothing is counted under this name."""
    found = next((each for each in FIGURES if each.key == key), None)
    if found is None:
        raise errors.NotFound(_("There is no such figure."))
    return found


def drilldown(
    figure: Figure, period: Period, institution: Institution | None, reader: Member | None,
    page: int = 1,
) -> Drilldown:  # fmt: skip
    """Page `page` (from 1) of what the figure counts, newest first, as far as `reader` may see."""
    found = counted(figure, period, institution)
    if found is None:
        return Drilldown([], 0, 0, withheld=True)
    pages = -(-len(found) // PAGE)
    if page < 1 or page > max(pages, 1):
        raise errors.NotFound(_("This list has no such page."))
    shown = found[(page - 1) * PAGE : page * PAGE]
    ids = {row.question_id for row in shown if row.question_id}
    rows = db.session.scalars(QUESTIONS.where(Question.id.in_(ids), open_to(reader)))
    questions = {row.id: row for row in rows}
    return Drilldown(
        [DrilldownRow(row.at, row.seconds, questions.get(row.question_id or 0)) for row in shown],
        len(found),
        pages,
    )
