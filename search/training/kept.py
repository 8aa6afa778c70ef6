"""Vectors kept in a file between runs, so that learning again takes minutes, not an hour."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder
from search.encoders.concatenated import ConcatenatedEncoder

AT_ONCE = 256  # texts encoded before they are written: an interrupted run loses no more


class KeptEncoder:
    """An encoder that looks into an SQLite file first; for one thread at a time.

    Vectors are kept by the encoder's name and the text, in float16, as an index holds them.
    """

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._encoder = encoder
        # One thread at a time, but not always the same
        self._file = sqlite3.connect(file, timeout=60, check_same_thread=False)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS vector"
            " (encoder TEXT, text BLOB, vector BLOB, PRIMARY KEY (encoder, text)) WITHOUT ROWID"
        )

    def __getattr__(self, name: str) -> Any:
        """What else the encoder offers: which words it knows, and how they are cased."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._encoder, name)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension), float32, of float16's precision."""
        keys = [blake2b(text.encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        waiting = {key: text for key, text in zip(keys, texts, strict=True) if not self._has(key)}
        for start in range(0, len(waiting), AT_ONCE):
            self._keep(dict(list(waiting.items())[start : start + AT_ONCE]))
        rows = [np.frombuffer(self._read(key) or b"", dtype=np.float16) for key in keys]
        empty = np.empty((0, self.dimension), dtype=np.float32)
        return np.stack(rows).astype(np.float32) if rows else empty

    def _keep(self, texts: dict[bytes, str]) -> None:
        vectors = self._encoder.encode(list(texts.values())).astype(np.float16)
        rows = [(self.name, key, row.tobytes()) for key, row in zip(texts, vectors, strict=True)]
        with self._file:
            self._file.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)

    def _has(self, key: bytes) -> bool:
        return self._read(key) is not None

    def _read(self, key: bytes) -> bytes | None:
        asked = "SELECT vector FROM vector WHERE encoder = ? AND text = ?"
        found = self._file.execute(asked, (self.name, key)).fetchone()
        return found[0] if found else None


def kept(encoder: Encoder, file: Path) -> Encoder:
    """The encoder, each of its parts reading and writing the file."""
    inside = getattr(encoder, "encoders", None)
    if inside is None:
        return KeptEncoder(encoder, file)
    return ConcatenatedEncoder([KeptEncoder(one, file) for one in inside])
