"""The map of knowledge at size: `python -m benchmarks.knowledge_map --like INSTANCE`.

Makes a forum of real questions repeated with variations (each copy's vectors turned a little), lays
it out, adds 50 questions, lays it out again, and says how long both took and how far what was there
has moved. Then serves nothing: point `qaforum serve` at the folder it names to look at it.
"""

import argparse
import sqlite3
import tempfile
import time
from pathlib import Path

import numpy as np
from flask_migrate import upgrade
from sqlalchemy import insert, select

from qaforum import config
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.indexing import knowledge_map
from qaforum.indexing.index import load_encoder
from qaforum.models import Embedding, Question
from search import Encoder

NOISE = 0.03
AT_ONCE = 2000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--like", type=Path, required=True, help="an instance with embeddings")
    options.add_argument("--questions", type=int, default=20_000)
    options.add_argument("--added", type=int, default=50)
    chosen = options.parse_args()
    instance = Path(tempfile.mkdtemp(prefix="map-"))
    config.make_secrets(instance)
    app = create_app({"INSTANCE": instance})
    with app.app_context():
        upgrade()
        encoder = load_encoder(app.config["ENCODER"])
        real = _real(chosen.like / "qaforum.sqlite3")
        _fill(real, encoder.name, encoder.dimension, chosen.questions)
        first = _timed("laid out", encoder, instance)
        _fill(real, encoder.name, encoder.dimension, chosen.added, seed=1)
        second = _timed("laid out with the new ones", encoder, instance)
    print(f"moved by {_moved(first, second):.2%} of the width at most")
    print(f"{instance}: look at it with QAFORUM_INSTANCE={instance} qaforum serve")


def _real(file: Path) -> list[tuple[str, str, str, bytes, int]]:
    """Title, first words, language, vectors and whether solved, of every question embedded."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as source:
        return source.execute(
            "SELECT title, excerpt, language, vectors, accepted_count > 0 FROM question"
            " JOIN embedding ON kind = 'question' AND document_id = question.id"
            " WHERE length(vectors) > 0 AND deleted_at IS NULL ORDER BY question.id"
        ).fetchall()


def _fill(
    real: list[tuple[str, str, str, bytes, int]],
    encoder: str,
    width: int,
    count: int,
    seed: int = 0,
) -> None:
    chance = np.random.default_rng(seed)
    for start in range(0, count, AT_ONCE):
        rows = [real[i % len(real)] for i in range(start, min(start + AT_ONCE, count))]
        highest = db.session.scalar(select(db.func.max(Question.id))) or 0
        ids = range(highest + 1, highest + 1 + len(rows))
        questions, embeddings = [], []
        for id_, (title, excerpt, language, vectors, solved) in zip(ids, rows, strict=True):
            turned = np.frombuffer(vectors, "<f2", width).astype(np.float32)
            turned = turned + NOISE / np.sqrt(width) * chance.standard_normal(width)
            hash_ = f"{id_:032x}"
            questions.append(
                {
                    "id": id_, "title": title, "slug": "q", "excerpt": excerpt, "body": excerpt,
                    "body_html": excerpt, "language": language, "accepted_count": int(solved),
                    "content_hash": hash_,
                }
            )  # fmt: skip
            embeddings.append(
                {
                    "kind": "question", "document_id": id_, "encoder": encoder,
                    "content_hash": hash_,
                    "vectors": turned.astype("<f2").tobytes() * 2,
                }
            )  # fmt: skip
        db.session.execute(insert(Question), questions)
        db.session.execute(insert(Embedding), embeddings)
        db.session.commit()


def _timed(what: str, encoder: Encoder, instance: Path) -> knowledge_map.KnowledgeMap:
    begun, busy = time.perf_counter(), time.process_time()
    made = knowledge_map.make(db.engine, encoder, instance)
    took, used = time.perf_counter() - begun, time.process_time() - busy
    print(f"{what}: {len(made.ids)} questions, {took:.0f} s, {used:.0f} s of processor time")
    return made


def _moved(first: knowledge_map.KnowledgeMap, second: knowledge_map.KnowledgeMap) -> float:
    after = {id_: (x, y) for id_, x, y in zip(second.ids, second.x, second.y, strict=True)}
    now = np.array([after[id_] for id_ in first.ids])
    before = np.stack([first.x, first.y], axis=1)
    return float(np.abs(now - before).max())


if __name__ == "__main__":
    main()
