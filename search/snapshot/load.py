"""Files to an engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from search.catalogue import COLUMNS, Cut
from search.contents import Contents
from search.encoders import Encoder, last, parts
from search.engine import Engine
from search.lexical import link_index
from search.ranking import Ranking
from search.snapshot import manifest
from search.snapshot.files import Damaged
from search.snapshot.save import ARRAYS, ROWS, WORD_ROWS, WORDS, codes_file
from search.vectors import CoarseStage, ExactStage, References, RowFile, Stage

_AT_ONCE = 8192  # rows


def load(folder: Path, encoder: Encoder, own: Path, ranking: Ranking | None = None) -> Engine:
    """The engine of a snapshot. Raises Damaged when that cannot be had from it.

    `own` is an empty folder for this engine alone, on the same file system.
    """
    made = manifest.checked(folder, encoder.name)
    try:
        link_index(folder / manifest.LEXICAL, own / "lexical")
        engine = Engine(encoder, ranking, folder=own)
        if made.parts != [part.stop for part in parts(encoder)]:
            raise Damaged("its vectors have other dimensions")
        words = RowFile(last(encoder).dimension, folder / WORD_ROWS, own)
        engine.store.adopt(_contents(folder, made), _stage(folder, made, encoder, own), words)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise Damaged(f"it cannot be read: {error}") from error
    return engine


def _contents(folder: Path, made: manifest.Manifest) -> Contents:
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        found: dict[str, Any] = dict(arrays)
    columns = {name: found[f"column {name}"] for name in COLUMNS}
    references = [
        References(
            found[f"reference documents {part}"],
            found[f"reference titles {part}"].astype(np.float32),
            found[f"reference nearest {part}"],
        )
        for part in range(len(made.parts))
    ]
    words = (folder / WORDS).read_text(encoding="utf-8")
    return Contents(
        catalogue=Cut(np.arange(made.documents), columns, found["title words"], made.languages),
        kept=np.ones(made.rows, np.bool_),
        counts=found["counts"],
        means=[found[f"means {part}"] for part in range(len(made.parts))],
        references=references,
        words=words.split("\n") if words else [],
    )


def _stage(folder: Path, made: manifest.Manifest, encoder: Encoder, own: Path) -> Stage:
    columns = parts(encoder)
    file = RowFile(encoder.dimension, folder / ROWS, own)
    if made.coarse:
        codes = [faiss.read_index(str(folder / codes_file(part))) for part in range(len(columns))]
        return CoarseStage(columns, file, codes)
    exact = ExactStage(columns)
    for start in range(0, made.rows, _AT_ONCE):
        exact.add(file.between(start, min(start + _AT_ONCE, made.rows)))
    return exact
