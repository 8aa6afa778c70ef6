"""The map of knowledge: every open question's place by its meaning, and the areas they form.

A file in the forum's own folder, made by whoever asks for it with `qaforum map`. Like the index it
can be made anew; what it keeps from one day to the next is where things lie.
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa
import structlog
from numpy.typing import NDArray
from sqlalchemy import or_, select

from qaforum import clock
from qaforum.indexing.documents import QUESTION
from qaforum.models import Embedding, Question, Tag, question_tag

if TYPE_CHECKING:
    from search import Encoder

FILE = "map.json"
VERSION = 1
_AT_ONCE = 2000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the map. `names`: its telling terms by language; `within`: the larger area."""

    x: float
    y: float
    names: dict[str, list[str]]
    within: int | None = None


@dataclass(frozen=True, slots=True)
class KnowledgeMap:
    """Places in the unit square, by question id; `fine` areas lie within the `areas`."""

    made_at: str
    encoder: str
    ids: list[int]
    x: list[float]
    y: list[float]
    area: list[int]
    fine: list[int]
    areas: list[Area]
    fine_areas: list[Area]


def load(instance: Path) -> KnowledgeMap | None:
    """The map as it was made last; None when there is none that can be read."""
    try:
        stored = json.loads((instance / FILE).read_text(encoding="utf-8"))
        if stored.pop("version") != VERSION:
            return None
        for name in ("areas", "fine_areas"):
            stored[name] = [Area(**area) for area in stored[name]]
        return KnowledgeMap(**stored)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        _log.warning("the map cannot be read and is made anew", file=FILE)
        return None


def make(database: sa.Engine, encoder: "Encoder", instance: Path) -> KnowledgeMap:
    """Lays out all open questions that are embedded, keeping what was there in its place.

    Takes minutes for the first map of 20,000; seconds for a few new questions.
    """
    from search.layout import divide, lay_out

    before = load(instance)
    if before and before.encoder != encoder.name:
        before = None
    ids, texts, languages, vectors = _read(database, encoder.name, _multilingual(encoder))
    positions = lay_out(vectors, _before(before, ids))
    if not ids:  # what was drawn before shows nothing that is gone, so it may stay
        return _map(encoder.name, ids, positions, [], [], [], [])
    tags = _tags(database, ids)
    count = max(1, min(20, round(sqrt(len(ids)))))
    labels, areas = divide(positions, texts, languages, tags, count, _centres(before, "areas"))
    fine_labels, fine = divide(
        positions, texts, languages, tags, min(4 * count, max(1, len(ids) // 20)),
        _centres(before, "fine_areas"),
    )  # fmt: skip
    within = [int(np.bincount(labels[fine_labels == i]).argmax()) for i in range(len(fine))]
    fine_areas = [Area(*a.centre, a.names, inside) for a, inside in zip(fine, within, strict=True)]
    return _write(
        instance,
        _map(
            encoder.name, ids, positions, labels.tolist(), fine_labels.tolist(),
            [Area(*area.centre, area.names) for area in areas],
            fine_areas,
        ),
    )  # fmt: skip


def _multilingual(encoder: "Encoder") -> slice:
    """The columns of the embedding that speak all languages."""
    from search.encoders import parts

    return parts(encoder)[-1]


def _read(
    database: sa.Engine, encoder: str, columns: slice
) -> tuple[list[int], list[str], list[str], NDArray[np.float32]]:
    """Ids, texts, languages and title vectors of the questions that everybody may read."""
    ids: list[int] = []
    texts, languages, rows = [], [], []
    query = (
        select(Question.id, Question.title, Question.excerpt, Question.language, Embedding.vectors)
        .join(Embedding, Embedding.document_id == Question.id)
        .where(
            Embedding.kind == QUESTION,
            Embedding.encoder == encoder,
            Question.deleted_at.is_(None),
            or_(Question.opens_at.is_(None), Question.opens_at <= clock.now()),
        )
        .order_by(Question.id)
        .limit(_AT_ONCE)
    )
    with database.connect() as connection:
        while found := connection.execute(query.where(Question.id > (ids[-1] if ids else 0))).all():
            for row in found:
                ids.append(row.id)
                texts.append(f"{row.title} {row.excerpt}")
                languages.append(row.language)
                vector = np.frombuffer(row.vectors, "<f2", columns.stop)[columns]
                rows.append(vector.astype(np.float32))
    vectors = np.stack(rows) if rows else np.empty((0, columns.stop - columns.start), np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return ids, texts, languages, vectors / np.maximum(lengths, 1e-9)


def _tags(database: sa.Engine, ids: list[int]) -> list[list[str]]:
    names: dict[int, list[str]] = {id_: [] for id_ in ids}
    query = select(question_tag.c.question_id, Tag.name).join(Tag, Tag.id == question_tag.c.tag_id)
    with database.connect() as connection:
        for id_, name in connection.execute(query.order_by(Tag.name)):
            if id_ in names:
                names[id_].append(name)
    return list(names.values())


def _before(before: KnowledgeMap | None, ids: list[int]) -> NDArray[np.float32] | None:
    if before is None:
        return None
    place = {id_: (x, y) for id_, x, y in zip(before.ids, before.x, before.y, strict=True)}
    nowhere = (np.nan, np.nan)
    return np.array([place.get(id_, nowhere) for id_ in ids], np.float32).reshape(-1, 2)


def _centres(before: KnowledgeMap | None, which: str) -> NDArray[np.float32] | None:
    if before is None:
        return None
    areas: list[Area] = getattr(before, which)
    return np.array([(area.x, area.y) for area in areas], np.float32).reshape(-1, 2)


def _map(
    encoder: str, ids: list[int], positions: NDArray[np.float32], labels: list[int],
    fine_labels: list[int], areas: list[Area], fine: list[Area],
) -> KnowledgeMap:  # fmt: skip
    x, y = np.round(positions.astype(np.float64), 4).reshape(-1, 2).T.tolist()
    return KnowledgeMap(
        made_at=clock.now().isoformat(timespec="seconds"),
        encoder=encoder, ids=ids, x=x, y=y, area=labels, fine=fine_labels, areas=areas,
        fine_areas=fine,
    )  # fmt: skip


def _write(instance: Path, made: KnowledgeMap) -> KnowledgeMap:
    """Whole or not at all: a reader sees the old file or the new one."""
    text = json.dumps({"version": VERSION, **asdict(made)})
    with tempfile.NamedTemporaryFile(
        "w", dir=instance, prefix=FILE, delete=False, encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(instance / FILE)
    return made
