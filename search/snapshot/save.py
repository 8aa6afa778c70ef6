"""An engine to files, while it serves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from search.contents import Contents
from search.encoders import parts
from search.engine import Engine
from search.lexical import link_index
from search.snapshot import manifest
from search.snapshot.files import flush
from search.vectors import EXACT_ROWS, TRAINED, learned
from search.vectors.stage import one_thread

ROWS, WORDS, WORD_ROWS, ARRAYS = "rows.f16", "words.txt", "words.f16", "documents.npz"
_AT_ONCE = 2048  # rows copied while the engine's writers wait: milliseconds


def codes_file(part: int) -> str:
    """The name of the file that holds the codes of one part."""
    return f"codes-{part}.faiss"


def save(engine: Engine, folder: Path, exact_rows: int = EXACT_ROWS) -> manifest.Manifest:
    """Write a snapshot of the engine to `folder`, which appears when it is whole.

    The engine must have a folder of its own on the same file system. It goes on serving, and
    what changes meanwhile may be in the snapshot or not: the content hashes tell. With more
    than `exact_rows` rows the snapshot has codes (see `search.vectors`), learned anew.
    """
    if engine.store.folder is None:
        raise ValueError("an engine without a folder of its own has no files to share")
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        contents = engine.store.contents()
        link_index(engine.store.folder / manifest.LEXICAL, making / manifest.LEXICAL)
        _write_arrays(contents, making)
        _write_words(engine, contents, making)
        _write_rows(engine, contents, making)
        count = int(contents.counts.sum())
        columns = parts(engine.encoder)
        if count > exact_rows:
            _write_codes(making, count, columns)
        made = manifest.Manifest(
            encoder=engine.encoder.name,
            parts=[part.stop for part in columns],
            documents=len(contents.counts),
            rows=count,
            coarse=count > exact_rows,
            languages=contents.catalogue.languages,
            files=manifest.described(making),
        )
        for name in made.files:
            flush(making / name)
        manifest.write(made, making)
        making.replace(folder)
        flush(folder.parent)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return made


def _write_arrays(contents: Contents, folder: Path) -> None:
    arrays = {f"column {name}": rows for name, rows in contents.catalogue.columns.items()}
    arrays |= {"title words": contents.catalogue.title_words, "counts": contents.counts}
    for part, (means, references) in enumerate(
        zip(contents.means, contents.references, strict=True)
    ):
        arrays |= {
            f"means {part}": means,
            f"reference documents {part}": references.documents,
            f"reference titles {part}": references.titles.astype(np.float16),  # as they were given
            f"reference nearest {part}": references.nearest,
        }
    with (folder / ARRAYS).open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)


def _write_words(engine: Engine, contents: Contents, folder: Path) -> None:
    (folder / WORDS).write_text("\n".join(contents.words), encoding="utf-8")
    with (folder / WORD_ROWS).open("wb") as stream:
        for start in range(0, len(contents.words), _AT_ONCE):
            stop = min(start + _AT_ONCE, len(contents.words))
            stream.write(engine.store.word_rows(start, stop).tobytes())


def _write_rows(engine: Engine, contents: Contents, folder: Path) -> None:
    with (folder / ROWS).open("wb") as stream:
        for start in range(0, len(contents.kept), _AT_ONCE):
            stop = min(start + _AT_ONCE, len(contents.kept))
            kept = contents.kept[start:stop]
            if kept.any():
                stream.write(engine.store.rows(start, stop)[kept].tobytes())


def _write_codes(folder: Path, count: int, columns: tuple[slice, ...]) -> None:
    one_thread()
    width = columns[-1].stop
    step = max(_AT_ONCE * count // TRAINED, _AT_ONCE)
    indexes = learned(np.concatenate([*_blocks(folder / ROWS, width, step)]), columns)
    for rows in _blocks(folder / ROWS, width, _AT_ONCE):
        for index, part in zip(indexes, columns, strict=True):
            index.add(rows[:, part].astype(np.float32))
    for number, index in enumerate(indexes):
        faiss.write_index(index, str(folder / codes_file(number)))


def _blocks(file: Path, width: int, step: int) -> Iterator[NDArray[np.float16]]:
    """Some rows of every `step`."""
    with file.open("rb") as stream:
        place = 0
        while True:
            stream.seek(2 * width * place)
            rows = np.fromfile(stream, np.float16, width * _AT_ONCE).reshape(-1, width)
            if not len(rows):
                return
            yield rows
            place += step
