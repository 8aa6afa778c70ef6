"""A snapshot: what an engine held, for the next process; or a clear word why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from search import Document, Engine, Solution, snapshot
from search.lexical import LexicalIndex, link_index, terms
from tests.unit.search.conftest import WordEncoder

LARGE = 60  # documents; with codes from 100 rows on
DOCUMENTS = [
    Document(number - 30, f"question number {number}", "more", (Solution(number, f"so {number}"),),
             language="fr" if number % 3 else "en", content_hash=f"hash {number}")
    for number in range(LARGE)
]  # fmt: skip


@pytest.fixture
def engine(word_encoder: WordEncoder, tmp_path: Path) -> Engine:
    """Filled, with one document edited and one removed."""
    engine = Engine(word_encoder, folder=tmp_path / "first")
    engine.put(DOCUMENTS, engine.embed(DOCUMENTS))
    edited = [Document(0, "tout autre chose", language="fr", content_hash="edited")]
    engine.put(edited, engine.embed(edited))
    engine.remove([5])
    return engine


def answers(engine: Engine) -> list[object]:
    asked = ("question number 7", "tout autre chose", "so 40", "number")
    return [engine.similar(title, minimum=0.0, limit=60) for title in asked]


@pytest.mark.parametrize("exact_rows", [100, 1000], ids=["codes", "exact"])
def test_a_loaded_engine_answers_as_the_saved_one(
    engine: Engine, tmp_path: Path, exact_rows: int
) -> None:
    made = snapshot.save(engine, tmp_path / "snapshot", exact_rows)
    loaded = snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / "second")

    assert (made.documents, made.coarse) == (LARGE - 1, exact_rows == 100)
    assert loaded.hashes() == engine.hashes()
    assert loaded.store.changes == 0
    for old, new in zip(answers(engine), answers(loaded), strict=True):
        assert {m.id: round(m.confidence, 3) for m in new} == {  # type: ignore[attr-defined]
            m.id: round(m.confidence, 3)
            for m in old  # type: ignore[attr-defined]
        }


def test_a_loaded_engine_goes_on(engine: Engine, tmp_path: Path) -> None:
    snapshot.save(engine, tmp_path / "snapshot", exact_rows=100)
    loaded = snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / "second")
    fresh = [Document(900, "a fresh matter of wheelchairs", content_hash="fresh")]
    loaded.put(fresh, loaded.embed(fresh))
    loaded.remove([-30])

    assert loaded.similar("wheelchairs matter fresh")[0].id == 900
    assert -30 not in loaded.hashes()
    assert -30 in engine.hashes()
    again = snapshot.save(loaded, tmp_path / "third")
    assert again.documents == LARGE - 1


def test_two_processes_may_share_one(engine: Engine, tmp_path: Path) -> None:
    snapshot.save(engine, tmp_path / "snapshot")
    one, two = (
        snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / name) for name in "ab"
    )
    one.remove([-30])
    assert two.similar("question number 0")[0].id == -30


def test_an_empty_engine_can_be_kept_too(word_encoder: WordEncoder, tmp_path: Path) -> None:
    snapshot.save(Engine(word_encoder, folder=tmp_path / "first"), tmp_path / "snapshot")
    loaded = snapshot.load(tmp_path / "snapshot", word_encoder, tmp_path / "second")
    assert loaded.similar("anything at all") == []
    loaded.put(DOCUMENTS, loaded.embed(DOCUMENTS))
    assert loaded.similar("question number 7")[0].id == -23


def test_an_engine_without_a_folder_cannot_be_kept(
    word_encoder: WordEncoder, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="folder"):
        snapshot.save(Engine(word_encoder), tmp_path / "snapshot")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def future(file: Path) -> None:
    outer = json.loads(file.read_text())
    file.write_text(json.dumps({**outer, "manifest": outer["manifest"].replace("1", "2")}))


DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "rows with a flipped bit": ("rows.f16", flip),
    "rows cut short": ("rows.f16", cut_short),
    "codes with a flipped bit": ("codes-0.faiss", flip),
    "documents cut short": ("documents.npz", cut_short),
    "words missing": ("words.txt", Path.unlink),
    "a lexical file with a flipped bit": ("lexical/meta.json", flip),
    "a manifest cut short": ("manifest.json", cut_short),
    "a manifest missing": ("manifest.json", Path.unlink),
    "a manifest of another time": ("manifest.json", future),
}


@pytest.mark.parametrize(("name", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_refused(
    engine: Engine, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    snapshot.save(engine, tmp_path / "snapshot", exact_rows=100)
    damage(tmp_path / "snapshot" / name)
    with pytest.raises(snapshot.Damaged):
        snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / "second")


def test_a_snapshot_of_another_encoder_is_refused(engine: Engine, tmp_path: Path) -> None:
    snapshot.save(engine, tmp_path / "snapshot")
    other = WordEncoder()
    other.name = "other words"
    with pytest.raises(snapshot.Damaged, match="encoder words"):
        snapshot.load(tmp_path / "snapshot", other, tmp_path / "second")


def test_a_copy_of_the_lexical_index_leaves_out_what_is_not_committed(
    engine: Engine, tmp_path: Path
) -> None:
    source = tmp_path / "first" / "lexical"
    segment = json.loads((source / "meta.json").read_text())["segments"][0]["segment_id"]
    unfinished = source / f"{segment.replace('-', '')}.99999.del"
    unfinished.write_bytes(b"half")

    link_index(source, tmp_path / "copy")

    assert not (tmp_path / "copy" / unfinished.name).exists()
    asked = terms("tout autre chose", "fr")
    assert LexicalIndex(tmp_path / "copy").search(asked, 3) == engine.store.lexical.search(asked, 3)


def test_an_interrupted_snapshot_is_none(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / ".snapshot.making").mkdir()
    (tmp_path / ".snapshot.making" / "rows.f16").write_bytes(b"half")
    with pytest.raises(snapshot.Damaged):
        snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / "second")
    snapshot.save(engine, tmp_path / "snapshot")
    snapshot.load(tmp_path / "snapshot", engine.encoder, tmp_path / "second")
