"""One process that serves a snapshot; see `scale.py`. Prints one line of JSON."""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.scale import asked_file, timed
from search import Engine, load_encoder
from search import snapshot as snapshots
from search.encoders import Encoder, parts
from search.lexical import terms
from search.vectors.stage import RESCORED

RECALL_QUERIES = 100
_AT_ONCE = 100_000


def main() -> None:
    snapshot = Path(sys.argv[1])
    asked = json.loads(asked_file(snapshot).read_text(encoding="utf-8"))
    encoder = load_encoder()
    encoder.encode(asked[:1])
    before = memory()
    with tempfile.TemporaryDirectory(dir=snapshot.parent) as own:
        began = time.perf_counter()
        engine = snapshots.load(snapshot, encoder, Path(own))
        start = time.perf_counter() - began
        milliseconds = latency(engine, asked)
        after = memory()
        facts = {
            "memory MB (with the encoders)": after["VmHWM"],
            "memory MB now": after["VmRSS"],
            "  of it anonymous": after["RssAnon"],
            "  before loading": before["VmRSS"],
            "bytes a question in memory": (after["RssAnon"] - before["RssAnon"])
            * 2**20
            // len(engine),
            **vector_stage(engine, encoder, asked, snapshot),
        }
        rows = len(engine.store.vectors)
        print(json.dumps({"rows": rows, "start_s": round(start, 1), "ms": milliseconds,
                          "facts": facts}))  # fmt: skip


def latency(engine: Engine, asked: list[str]) -> dict[str, dict[str, float]]:
    """The parts of answering a title never seen before, then the whole, with other titles."""
    half = len(asked) // 2
    for title in asked[:20]:
        engine.similar(f"{title} warm")
    vectors = {title: engine.encoder.encode([title]) for title in asked[:half]}

    def dense(title: str) -> None:
        for part, where in enumerate(engine.store.parts):
            engine.store.vectors.nearest(part, vectors[title][:, where], 60)

    def words(title: str) -> None:
        engine.store.lexical.search(terms(title, "en"), 30)

    return {
        "similar, the whole": timed(engine.similar, asked[half:]),
        "  encoding": timed(lambda title: engine.encoder.encode([f"{title}?"]), asked[:half]),
        "  nearest rows, both encoders": timed(dense, asked[:half]),
        "  best by BM25": timed(words, asked[:half]),
    }


def vector_stage(
    engine: Engine, encoder: Encoder, asked: list[str], snapshot: Path
) -> dict[str, object]:
    """Recall against exact search, and how near the search is to reading its codes once."""
    queries = encoder.encode(asked[:RECALL_QUERIES])
    rows: NDArray[np.float16] = np.memmap(snapshot / "rows.f16", np.float16, mode="r").reshape(
        -1, encoder.dimension
    )
    shared = []
    found_in = 0.0
    for part, where in enumerate(parts(encoder)):
        began = time.perf_counter()
        found = np.vstack(
            [
                engine.store.vectors.stage.nearest(part, query[None, where], 10)[1]
                for query in queries
            ]
        )
        found_in += (time.perf_counter() - began) / len(queries)
        best = exact(rows, queries, where)
        shared += [
            len(set(a) & set(b)) / 10 for a, b in zip(found.tolist(), best.tolist(), strict=True)
        ]
    read = bytes_read(engine, encoder)
    speed = bandwidth()
    return {
        "recall@10 of the vector stage": round(float(np.mean(shared)), 4),
        "memory read by one thread GB/s": round(speed / 1e9, 1),
        "search / reading all it must": round(found_in / (read / speed), 2),
    }


def exact(
    rows: NDArray[np.float16], queries: NDArray[np.float32], where: slice
) -> NDArray[np.int64]:
    """The 10 rows nearest to each query, comparing with all."""
    best = np.full((len(queries), 10), -np.inf, np.float32)
    places = np.zeros((len(queries), 10), np.int64)
    for start in range(0, len(rows), _AT_ONCE):
        block = rows[start : start + _AT_ONCE, where].astype(np.float32)
        cosines = np.hstack([best, queries[:, where] @ block.T])
        numbers = np.hstack(
            [places, np.tile(np.arange(start, start + len(block)), (len(queries), 1))]
        )
        top = np.argpartition(-cosines, 10, axis=1)[:, :10]
        best = np.take_along_axis(cosines, top, axis=1)
        places = np.take_along_axis(numbers, top, axis=1)
    return places


def bytes_read(engine: Engine, encoder: Encoder) -> float:
    """What one search must read: all codes and the rows proposed, or all rows."""
    vectors = engine.store.vectors
    if not vectors.is_coarse:
        return 2.0 * encoder.dimension * len(vectors)
    codes = sum(index.code_size for index in vectors.stage.codes)  # type: ignore[attr-defined]
    return float(codes * len(vectors) + 2 * RESCORED * encoder.dimension)


def bandwidth() -> float:
    """Bytes a second that one thread reads from memory, the best of some times."""
    block = np.ones(64_000_000, np.int64)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        block.sum()
        times.append(time.perf_counter() - began)
    return float(block.nbytes / min(times))


def memory() -> dict[str, int]:
    """Megabytes of this process, by the kernel's names."""
    lines = Path("/proc/self/status").read_text().splitlines()
    fields = (line.split(":") for line in lines if line.startswith(("VmRSS", "VmHWM", "RssAnon")))
    return {name: int(value.split()[0]) // 1024 for name, value in fields}


if __name__ == "__main__":
    main()
