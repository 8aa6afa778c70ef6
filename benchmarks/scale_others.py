"""The same rows in other vector indexes; see `scale.py`. Prints one line of JSON.

What is not installed is left out, and said so: `pip install -e '.[bench]'`. One thread, the first
encoder's vectors, ten nearest rows.
"""

import ctypes
import gc
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.scale import asked_file
from benchmarks.scale_measured import exact, memory
from benchmarks.scale_sqlite_vec import bits_table, exact_table
from search import load_encoder
from search.encoders import parts
from search.vectors import CoarseStage, ExactStage, RowFile, learned

QUERIES = 200
Floats = NDArray[np.float32]
Search = Callable[[Floats], Any]  # the rows nearest to one query (dimension,)


def main() -> None:
    snapshot = Path(sys.argv[1])
    asked = json.loads(asked_file(snapshot).read_text(encoding="utf-8"))[:QUERIES]
    encoder = load_encoder()
    where = parts(encoder)[0]
    queries = encoder.encode(asked)
    rows: NDArray[np.float16] = np.memmap(snapshot / "rows.f16", np.float16, mode="r").reshape(
        -1, encoder.dimension
    )
    best = exact(rows, queries, where)
    vectors = np.ascontiguousarray(rows[:, where], np.float32)
    queries = np.ascontiguousarray(queries[:, where])
    found = {}
    faiss.omp_set_num_threads(1)
    for name, (packages, make) in EVERY.items():
        if missing := [package for package in packages if find_spec(package) is None]:
            print(f"{name}: left out, not installed: {', '.join(missing)}", file=sys.stderr)
            continue
        found[name] = one(make, vectors, queries, best)
    print(json.dumps(found))


def one(
    make: Callable[[Floats], Search], vectors: Floats, queries: Floats, best: NDArray[np.int64]
) -> dict[str, float]:
    """Seconds to build, milliseconds to search, recall, and megabytes more than before."""
    give_back()
    before = memory()["VmRSS"]
    began = time.perf_counter()
    search = make(vectors)
    built = time.perf_counter() - began
    times, shared = [], []
    for query, right in zip(queries, best, strict=True):
        began = time.perf_counter()
        found = search(query)
        times.append(1000 * (time.perf_counter() - began))
        shared.append(len(set(map(int, np.ravel(found)[:10])) & set(right.tolist())) / 10)
    p50, p95 = np.percentile(times, [50, 95])
    give_back()
    return {
        "p50 ms": round(float(p50), 2),
        "p95 ms": round(float(p95), 2),
        "recall@10": round(float(np.mean(shared)), 4),
        "built in s": round(built, 1),
        "MB": memory()["VmRSS"] - before,
    }


def give_back() -> None:
    """Have the system take what is freed, so that memory is what is held, by this one alone."""
    gc.collect()
    with suppress(AttributeError):  # a C library that keeps nothing, or no way to say so
        ctypes.CDLL(None).malloc_trim(0)


def ours_exact(vectors: Floats) -> Search:
    stage = ExactStage([slice(0, vectors.shape[1])])
    stage.add(vectors.astype(np.float16))
    return lambda query: stage.nearest(0, query[None], 10)[1]


def ours_by_codes(vectors: Floats) -> Search:
    columns = [slice(0, vectors.shape[1])]
    rows = vectors.astype(np.float16)
    stage = CoarseStage(columns, RowFile(rows.shape[1]), learned(rows[:40_000], columns))
    stage.add(rows)
    return lambda query: stage.nearest(0, query[None], 10)[1]


def faiss_flat(vectors: Floats) -> Search:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda query: index.search(query[None], 10)[1]


def hnswlib_index(vectors: Floats) -> Search:
    import hnswlib

    index = hnswlib.Index("ip", vectors.shape[1])
    index.init_index(len(vectors), M=16, ef_construction=200)
    index.add_items(vectors, num_threads=1)
    index.set_ef(128)
    return lambda query: index.knn_query(query[None], 10, num_threads=1)[0]


def usearch_index(vectors: Floats) -> Search:
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f16", expansion_search=128)
    index.add(np.arange(len(vectors)), vectors, threads=1)
    return lambda query: index.search(query, 10, threads=1).keys


# What each needs to be installed, and what builds it
EVERY: dict[str, tuple[list[str], Callable[[Floats], Search]]] = {
    "search exact fp16": ([], ours_exact),
    "search by codes": ([], ours_by_codes),
    "faiss flat fp32": ([], faiss_flat),
    "hnswlib M 16, ef 128": (["hnswlib"], hnswlib_index),
    "usearch f16, ef 128": (["usearch"], usearch_index),
    "sqlite-vec exact fp32": (["apsw", "sqlite_vec"], exact_table),
    "sqlite-vec bits, 100 rescored": (["apsw", "sqlite_vec"], bits_table),
}


if __name__ == "__main__":
    main()
