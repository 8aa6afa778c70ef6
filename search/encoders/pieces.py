"""Pieces of words with their probabilities as SentencePiece reads them (Kudo and Richardson 2018).

`tokenizers` takes 250 MB for a vocabulary of 250,000 pieces, SentencePiece a fifth; its model is a
protocol buffer, small enough to be written here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_ORDINARY, _UNKNOWN, _CONTROL = 1, 2, 3  # types of pieces
_UNIGRAM = 1  # the type of model
_VARINT, _BYTES, _FLOAT = 0, 2, 5  # types on the wire
_PIECES, _TRAINER, _NORMALIZER = 1, 2, 3  # fields of the model


def sentencepiece_model(pieces: Sequence[tuple[str, float]], special: Mapping[str, int]) -> bytes:
    """A model of these pieces with their log probabilities, numbered in their order.

    `special` are the numbers of `<unk>`, `<s>`, `</s>` and `<pad>`. Characters are taken as they
    are; a word begins with `▁`.
    """
    named = {number: name for name, number in special.items()}
    written = [
        _message(_PIECES, _piece(piece, score, _kind(named.get(number))))
        for number, (piece, score) in enumerate(pieces)
    ]
    ids = zip(range(40, 44), ("<unk>", "<s>", "</s>", "<pad>"), strict=True)
    trainer = _number(3, _UNIGRAM) + b"".join(_number(field, special[name]) for field, name in ids)
    # A dummy prefix, no spaces beyond one, spaces as ▁
    normalizer = _message(1, b"identity") + b"".join(_number(field, 1) for field in (3, 4, 5))
    return b"".join([*written, _message(_TRAINER, trainer), _message(_NORMALIZER, normalizer)])


def _kind(name: str | None) -> int:
    if name is None:
        return _ORDINARY
    return _UNKNOWN if name == "<unk>" else _CONTROL


def _piece(piece: str, score: float, kind: int) -> bytes:
    weight = _varint(2 << 3 | _FLOAT) + struct.pack("<f", score)
    return _message(1, piece.encode()) + weight + _number(3, kind)


def _message(field: int, payload: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(payload)) + payload


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
