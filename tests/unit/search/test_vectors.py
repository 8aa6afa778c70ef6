"""What every way of searching vectors promises, and the change from one to the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from search import Document, Engine, Solution
from search.vectors import CoarseStage, ExactStage, RowFile, Stage, VectorIndex, learned
from search.vectors.growing import Growing
from search.vectors.lookup import Lookup

PARTS = (slice(0, 48), slice(48, 112))
CLUSTERS, EACH = 80, 40
Rows = tuple[NDArray[np.float16], NDArray[np.float16]]


def unit(rows: NDArray[np.floating]) -> NDArray[np.float16]:
    """Each part of each row of length 1, as an encoder gives them."""
    lengths = [np.linalg.norm(rows[:, part], axis=1, keepdims=True) for part in PARTS]
    scaled = [rows[:, part] / length for part, length in zip(PARTS, lengths, strict=True)]
    return np.hstack(scaled).astype(np.float16)


@pytest.fixture(scope="module")
def clustered() -> Rows:
    """Rows around the middles of clusters, as problems of one kind are; and queries near others."""
    dice = np.random.default_rng(7)
    middles = dice.standard_normal((CLUSTERS, 112))
    noise = dice.standard_normal((CLUSTERS * EACH, 112))
    rows = np.repeat(middles, EACH, axis=0) + 0.5 * noise
    queries = middles[:40] + 0.5 * dice.standard_normal((40, 112))
    return unit(dice.permutation(rows)), unit(queries)


def exact(rows: NDArray[np.float16], folder: Path) -> Stage:
    return ExactStage(PARTS)


def coarse(rows: NDArray[np.float16], folder: Path) -> Stage:
    return CoarseStage(PARTS, RowFile(112, folder=folder), learned(rows, PARTS))


Make = Callable[[NDArray[np.float16], Path], Stage]
EVERY_STAGE = pytest.mark.parametrize("make", [exact, coarse])


@EVERY_STAGE
def test_the_nearest_ten_are_found(make: Make, clustered: Rows, tmp_path: Path) -> None:
    rows, queries = clustered
    stage = make(rows, tmp_path)
    for start in range(0, len(rows), 500):
        stage.add(rows[start : start + 500])
    assert len(stage) == len(rows)
    for number, part in enumerate(PARTS):
        asked = queries[:, part].astype(np.float32)
        products, found = stage.nearest(number, asked, 10)
        true = asked @ rows[:, part].astype(np.float32).T
        best = np.argsort(-true, axis=1)[:, :10]
        shared = [len(set(a) & set(b)) for a, b in zip(found.tolist(), best.tolist(), strict=True)]
        assert np.mean(shared) / 10 >= 0.99
        np.testing.assert_allclose(products, np.take_along_axis(true, found, axis=1), atol=2e-3)
        assert (np.diff(products, axis=1) <= 0).all()


@EVERY_STAGE
def test_rows_come_back_as_they_were_given(make: Make, clustered: Rows, tmp_path: Path) -> None:
    rows, _ = clustered
    stage = make(rows, tmp_path)
    stage.add(rows[:300])
    stage.add(rows[300:310])
    wanted = np.array([305, 2, 299, 2])
    np.testing.assert_array_equal(stage.between(290, 310), rows[290:310])
    np.testing.assert_array_equal(stage.gather(1, wanted), rows[wanted, PARTS[1]])


@EVERY_STAGE
def test_removed_documents_are_never_found_and_hide_no_others(
    make: Make,
    clustered: Rows,
    tmp_path: Path,
) -> None:
    rows, queries = clustered
    index = VectorIndex(PARTS, make(rows, tmp_path))
    index.add([rows[start : start + 2] for start in range(0, 2000, 2)])
    query = queries[:1, PARTS[0]].astype(np.float32)
    everything = index.nearest(0, query, 2000)
    index.remove(everything[:900])
    assert index.nearest(0, query, 10)[:5] == everything[900:905]
    assert set(index.nearest(0, query, 2000)) == set(everything[900:])


def test_a_shared_file_and_what_is_added_to_it_are_one_matrix(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).standard_normal((20, 6)).astype(np.float16)
    (tmp_path / "shared").write_bytes(rows[:8].tobytes())
    file = RowFile(6, tmp_path / "shared", tmp_path)
    file.append(rows[8:9])
    file.append(rows[9:])
    places = np.array([19, 0, 8, 7])
    np.testing.assert_array_equal(file.gather(places, slice(2, 5)), rows[places, 2:5])
    np.testing.assert_array_equal(file.between(5, 12), rows[5:12])
    assert len(file) == 20
    assert [path.name for path in tmp_path.iterdir()] == ["shared"]


def test_a_lookup_knows_every_place_of_a_key() -> None:
    dice = np.random.default_rng(4)
    keys = dice.integers(-(2**63), 2**63 - 1, 30_000)
    keys[25_000:] = keys[:5000]
    lookup = Lookup()
    for start in range(0, len(keys), 700):
        stop = min(start + 700, len(keys))
        lookup.add(keys[start:stop], np.arange(start, stop))
    assert lookup.places(int(keys[3])) == [3, 25_003]
    assert lookup.places(int(keys[10_000])) == [10_000]
    assert lookup.places(5) == []


def test_what_an_array_gave_outlives_its_growth() -> None:
    growing = Growing(np.int32)
    growing.append([1, 2, 3])
    before = growing.rows
    growing.append(range(1000))
    assert before.tolist() == [1, 2, 3]
    assert growing.rows[3:].tolist() == list(range(1000))


def test_the_change_to_codes_happens_while_others_search_and_add(engine: Engine) -> None:
    documents = [
        Document(number, f"question number {number} of kind {number % 7}", content_hash=str(number))
        for number in range(-400, 400)
    ]
    embeddings = engine.embed(documents)
    engine.put(documents[:600], embeddings[:600])
    failures: list[Exception] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                assert engine.similar("question number -7 of kind 0", minimum=0.0)[0].id == -7
        except Exception as error:
            failures.append(error)

    def add() -> None:
        for place in range(600, 800):
            engine.put(documents[place : place + 1], embeddings[place : place + 1])

    threads = [threading.Thread(target=run) for run in (search, search, add)]
    for thread in threads:
        thread.start()
    changed = [engine.store.settle(exact_rows=1000), engine.store.settle(exact_rows=1000)]
    threads[-1].join()
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert changed == [True, False]
    assert len(engine) == 800
    for number in (-400, 0, 399):
        title = f"question number {number} of kind {number % 7}"
        assert engine.similar(title)[0].id == number


def test_codes_follow_edits_and_removals(engine: Engine) -> None:
    documents = [Document(number, f"question number {number}") for number in range(300)]
    engine.put(documents, engine.embed(documents))
    engine.store.settle(exact_rows=100)
    edited = [Document(5, "quite another matter", "", (Solution(1, "solved so"),))]
    engine.put(edited, engine.embed(edited))
    engine.remove([6])
    assert engine.similar("quite another matter")[0].id == 5
    found = {match.id for match in engine.similar("question number 6", minimum=0.0, limit=50)}
    assert 6 not in found
    assert len(engine) == 299
