"""What changed between two texts, paragraph by paragraph and there word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing words takes the product of both lengths; beyond this, paragraphs are shown whole
_MOST_WORK = 400_000

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Either `unchanged` paragraphs, of which the number is enough, or pieces in reading order."""

    unchanged: int
    pieces: list[Piece]


def between(before: str, after: str) -> list[Passage]:
    """The passages of `after` with what was removed from `before`; empty when nothing changed."""
    old, new = _lines(before), _lines(after)
    passages = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            passages.append(Passage(sum(bool(line) for line in old[i:j]), []))
        else:
            passages.append(Passage(0, _pieces("\n".join(old[i:j]), "\n".join(new[k:m]))))
    changed = any(passage.pieces for passage in passages)
    return [one for one in passages if one.pieces or one.unchanged] if changed else []


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().split("\n")]


def _pieces(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_WORK:
        return _joined([Piece("removed", before), Piece("added", after)])
    pieces = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
        else:
            pieces.append(Piece("removed", "".join(old[i:j])))
            pieces.append(Piece("added", "".join(new[k:m])))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Without empty ones, and a lone space between two changes is part of them: whole phrases
    read better than every other word."""
    kept: list[Piece] = []
    removed = added = ""
    for place, piece in enumerate(pieces):
        bridge = piece.kind == "same" and piece.text == " " and (removed or added)
        if bridge and any(later.kind != "same" for later in pieces[place + 1 : place + 3]):
            removed, added = removed + " ", added + " "
        elif piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        else:
            kept += [Piece("removed", removed), Piece("added", added), piece]
            removed = added = ""
    kept += [Piece("removed", removed), Piece("added", added)]
    return [piece for piece in kept if piece.text.strip() or (piece.text and piece.kind == "same")]
