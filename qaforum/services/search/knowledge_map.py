"""The map of knowledge as it stands now: places from the map, what became of it from the posts."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.indexing import knowledge_map
from qaforum.indexing.knowledge_map import Area, KnowledgeMap
from qaforum.models import Answer, Member, Question, Thanks
from qaforum.services.core.queries import QUESTIONS, accepted, live, open_to
from qaforum.services.people import availability

FRESH = 60.0  # seconds that the state of the questions is kept for the next reader
PEERS = 3
PAGE = 50
MOST_TITLES = 200

Points = list[tuple[int, float, float, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area with what is in it, and who solved most there."""

    number: int
    name: str
    questions: int
    solved: int
    peers: Sequence[Member]


@dataclass(frozen=True, slots=True)
class Overview:
    """`points`: (id, x, y, solved 0/1, how often reused, area, fine area) of every question that
    everybody may read."""

    points: Points
    areas: Sequence[Area]
    fine_areas: Sequence[Area]
    solvers: dict[int, list[int]]


_KEPT = "qaforum.map"


def overview() -> Overview | None:
    """What everybody sees of the map; None while there is no map yet. At most a minute old."""
    file = Path(current_app.instance_path) / knowledge_map.FILE
    try:
        made = file.stat().st_mtime
    except FileNotFoundError:
        return None
    kept: tuple[float, float, Overview] | None = current_app.extensions.get(_KEPT)
    if kept and kept[0] == made and time.monotonic() - kept[1] < FRESH:
        return kept[2]
    drawn = _load(str(file.parent), made)
    if drawn is None:
        return None
    found = _overview(drawn)
    current_app.extensions[_KEPT] = made, time.monotonic(), found
    return found


def forget() -> None:
    """What this process has kept is read anew by whoever looks next."""
    current_app.extensions.pop(_KEPT, None)


@lru_cache(maxsize=2)
def _load(instance: str, made: float) -> KnowledgeMap | None:
    return knowledge_map.load(Path(instance))


def _overview(drawn: KnowledgeMap) -> Overview:
    rows = db.session.execute(
        select(Question.id, Question.accepted_count).where(live(Question), open_to(None))
    )
    accepted = {id_: count for id_, count in rows}
    thanked = select(Thanks.question_id, func.count()).group_by(Thanks.question_id)
    used = {id_: count for id_, count in db.session.execute(thanked)}
    points = [
        (id_, x, y, int(accepted[id_] > 0), used.get(id_, 0), area, fine)
        for id_, x, y, area, fine in zip(
            drawn.ids, drawn.x, drawn.y, drawn.area, drawn.fine, strict=True
        )
        if id_ in accepted
    ]
    return Overview(points, drawn.areas, drawn.fine_areas, _solvers(points))


def _solvers(points: Points) -> dict[int, list[int]]:
    """For each area the ids of those who solved most in it, the first one most."""
    where = {point[0]: point[5] for point in points if point[3]}
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    rows = db.session.execute(
        select(Answer.question_id, Answer.author_id).where(
            accepted(),
            live(Answer),
            Answer.author_id.is_not(None),
        )
    )
    for question_id, author_id in rows:
        if question_id in where and author_id is not None:
            found[where[question_id]][author_id] += 1
    return {area: [id_ for id_, _ in best.most_common(12)] for area, best in found.items()}


def areas(reader: Member | None) -> list[AreaLine]:
    """The areas of the map, the largest first, each with up to three willing peers."""
    seen = overview()
    if seen is None:
        return []
    everybody = {id_ for ids in seen.solvers.values() for id_ in ids}
    willing = availability.willing(everybody, viewer=reader)
    people = {
        row.id: row for row in db.session.scalars(select(Member).where(Member.id.in_(willing)))
    }
    size, solved = Counter(p[5] for p in seen.points), Counter(p[5] for p in seen.points if p[3])
    lines = [
        AreaLine(
            number, name(area), size[number], solved[number],
            [people[id_] for id_ in seen.solvers.get(number, []) if id_ in people][:PEERS],
        )
        for number, area in enumerate(seen.areas)
        if size[number]
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.questions, line.number))


def name(area: Area) -> str:
    """The area's telling terms in the reader's language, or in another where it has none."""
    spoken = area.names.get(str(get_locale() or "en"))
    terms = spoken or next(iter(area.names.values()), [])
    return " · ".join(terms) or _("Various")


def in_area(number: int, reader: Member | None, page: int = 1) -> tuple[str, list[Question], int]:
    """The area's name, page `page` (from 1) of its questions, open ones first, and how many pages.

    Raises NotFound: there is no such area or page.
    """
    seen = overview()
    ids = [point for point in seen.points if point[5] == number] if seen else []
    pages = -(-len(ids) // PAGE)
    if seen is None or not 1 <= page <= pages:
        raise errors.NotFound(_("There is no such place on the map."))
    ids.sort(key=lambda point: (point[3], -point[4], -point[0]))
    shown = [point[0] for point in ids[(page - 1) * PAGE : page * PAGE]]
    rows = db.session.scalars(QUESTIONS.where(Question.id.in_(shown), open_to(reader)))
    found = {row.id: row for row in rows}
    return name(seen.areas[number]), [found[id_] for id_ in shown if id_ in found], pages


def titles(question_ids: Sequence[int], reader: Member | None) -> dict[int, tuple[str, str]]:
    """Title and slug of at most 200 questions, those that the reader may read."""
    rows = db.session.execute(
        select(Question.id, Question.title, Question.slug).where(
            Question.id.in_(question_ids[:MOST_TITLES]),
            live(Question),
            open_to(reader),
        )
    )
    return {id_: (title, slug) for id_, title, slug in rows}
