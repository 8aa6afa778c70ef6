"""Greetings, please, thanks and cries for help around a problem, which say nothing about it.

They are taken away at the two ends only, and never so that nothing but grammar would be left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import WORD, fold
from search.writing.courtesies import (
    AFTER,
    BEFORE,
    BY_THEMSELVES,
    CONTINUE,
    GO_ON,
    NEEDED,
    SPEAKING_OF,
)

Words = Sequence[str]

_LONGEST = 5  # words of a phrase
_OPENING = frozenset("\"'([{«“‘#$€+-/.~`*_<")
_CLOSING = frozenset("\"')]}»”’+#%°$€/`*_>")
_MARKS = frozenset(",;:!?.-")


def without_courtesy(text: str) -> str:
    """The text between the courtesies at its ends, itself where that would leave no content.

    Linear in the length of the text.
    """
    spans = [match.span() for match in WORD.finditer(text)]
    found = [fold(text[start:end]) for start, end in spans]
    first = _skipped(text, spans, found)
    last = _kept(text, spans, found, first)
    if (first, last) == (0, len(found)) or not _telling(found[first:last]):
        return text
    start = 0 if first == 0 else _start(text, spans[first - 1][1], spans[first][0])
    end = len(text) if last == len(found) else _end(text, spans[last - 1][1], spans[last][0])
    return text[start:end].strip()


def problem(text: str) -> str:
    """The text without the courtesies and the punctuation around it."""
    return bare(without_courtesy(bare(text)))


def bare(text: str) -> str:
    """The text without the punctuation and the signs around it that ask or cry; itself if it is
    nothing else."""
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    return text[start:end].strip() or text


def _skipped(text: str, spans: Sequence[tuple[int, int]], found: Words) -> int:
    """The place of the first word that is no courtesy."""
    place = 0
    while place < len(found):
        for length in range(min(_LONGEST, len(found) - place), 0, -1):
            phrase, after = tuple(found[place : place + length]), place + length
            if phrase in BEFORE and _opens(text, spans, found, place, after):
                place = after
                break
        else:
            break
    return place


def _opens(
    text: str, spans: Sequence[tuple[int, int]], found: Words, place: int, after: int
) -> bool:
    phrase = tuple(found[place:after])
    if phrase in CONTINUE:
        return place > 0
    if after == len(found):
        return True
    cut = _cut(text, spans, after)
    if cut:
        return True
    if found[after] in GO_ON:
        return False
    if phrase in BY_THEMSELVES:
        loud = text[slice(*spans[place])].isupper() and not text.isupper()
        return loud or len(found) - after >= 2
    return True


def _kept(text: str, spans: Sequence[tuple[int, int]], found: Words, first: int) -> int:
    """The place after the last word that is no courtesy."""
    end = len(found)
    while end > first:
        for length in range(min(_LONGEST, end - first), 0, -1):
            start = end - length
            phrase = tuple(found[start:end])
            if phrase in AFTER and _closes(text, spans, found, start, end):
                end = start
                break
        else:
            break
    return end


def _closes(
    text: str, spans: Sequence[tuple[int, int]], found: Words, start: int, end: int
) -> bool:
    phrase, followed = tuple(found[start:end]), end < len(found)
    if start == 0 or _cut(text, spans, start):
        return True
    before = found[start - 1]
    if before in SPEAKING_OF:
        return False
    if phrase in BY_THEMSELVES:
        loud = text[slice(*spans[start])].isupper() and not text.isupper()
        near = found[max(0, start - 2) : start]
        return loud or followed or (phrase == ("help",) and start >= 3 and not NEEDED & {*near})
    return True


def _cut(text: str, spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether punctuation stands before the word at this place."""
    between = text[spans[place - 1][1] : spans[place][0]]
    return any(sign in _MARKS for sign in between) and between != "-"


def _telling(words: Iterable[str]) -> bool:
    grammar = FUNCTION_WORDS["en"] | FUNCTION_WORDS["fr"]
    return any(word not in grammar for word in words)


def _start(text: str, after: int, word: int) -> int:
    """Where the text begins whose first word begins at `word`: with what opens it."""
    while word > after and text[word - 1] in _OPENING and text[word - 1] not in _MARKS:
        word -= 1
    return word


def _end(text: str, word: int, before: int) -> int:
    while word < before and text[word] in _CLOSING:
        word += 1
    return word
