"""A query as it is read: one way of writing for all ways of typing it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.language import detect_language
from search.lexical import fold
from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import WORD
from search.writing.accents import restored
from search.writing.characters import plain
from search.writing.courtesy import problem
from search.writing.protocol import Community
from search.writing.questions import asks
from search.writing.slips import Slips
from search.writing.vocabulary import vocabulary

_SHORTEST, _LONGEST = 3, 48  # letters of a word that may be two
_GRAMMAR = FUNCTION_WORDS["en"] | FUNCTION_WORDS["fr"]
_MENDED = 4  # words of a text that may be put right
_RARE, _MOST = -16.0, 2.0  # of a logarithm of a share: the least, and what one word tells at most
_VOWELS = frozenset("aeiouy")
_NUMBER = re.compile(r"(?<!\w)(\d{1,6})([^\W\d_]{3,24})(?!\w)")  # "80ans", but not "3D" or "2nd"


class Reader:
    """Reads queries with the words of English, of French and of a community."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._slips = Slips(community)

    def titles(self, typed: str) -> list[str]:
        """How a title is read: without courtesy and without the punctuation at its ends, but with
        a question mark where it asks; cased as usual; with accents; slips put right, and where
        one is doubtful, also as it was typed.

        The first is the likeliest. Linear in the length of the text.
        """
        text = problem(plain(typed)).lower()
        read, doubtful = self._words(text, mending=True)
        readings = [problem(read)] if not doubtful else [problem(read), self._words(text, False)[0]]
        return list(dict.fromkeys(self._finished(reading) for reading in readings))

    def _finished(self, text: str) -> str:
        cased = self._cased(text)
        return cased[:1].upper() + cased[1:] + ("?" if asks(text) else "")

    def _cased(self, text: str) -> str:
        return WORD.sub(lambda match: self._cased_word(match.group()), text)

    def _cased_word(self, word: str) -> str:
        return self._community.cased(word) if len(word) > 1 or word == "i" else word

    def text(self, typed: str) -> str:
        """How a longer text is read: the same, but for slips and courtesy."""
        lines = (self._words(plain(line).lower(), mending=False)[0] for line in typed.split("\n"))
        return "\n".join(map(self._cased, lines))

    def _words(self, text: str, mending: bool) -> tuple[str, bool]:
        text, doubtful = self._without_slips(text) if mending else (text, False)
        words = _Words(text)
        if words.french:
            text = words.replaced(restored(words.written, vocabulary("fr"), self._community.titled))
        return text, doubtful

    def _without_slips(self, text: str) -> tuple[str, bool]:
        text = _NUMBER.sub(_apart, text)
        words, doubtful, mended = _Words(text), False, 0
        language = "fr" if words.french else "en"
        found = list(words.written)
        for place, word in enumerate(found):
            if mended == _MENDED or words.known[place] or _is_name(word):
                continue
            mended += 1
            read = self._slips.mended(word, language, words.foreign)
            found[place], doubtful = read.text, doubtful or read.doubtful
        return words.replaced(found), doubtful


class _Words:
    """The words of a text, and what the vocabularies say of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = [match.span() for match in WORD.finditer(text)]
        self.written = [text[start:end] for start, end in self._spans]
        folded = [fold(word) for word in self.written]
        shares = {name: vocabulary(name).log_shares(folded) for name in ("en", "fr")}
        listed = (np.maximum(*shares.values()) > -np.inf).tolist()
        self.known = [one or word in _GRAMMAR for one, word in zip(listed, folded, strict=True)]
        self.french = _is_french(folded, shares)
        told = [one for one, word in zip(self.known, folded, strict=True) if word.isalpha()]
        self.foreign = sum(told) < len(told) / 2

    def replaced(self, words: Sequence[str]) -> str:
        """The text with these words instead, one for each."""
        parts, end = [], 0
        for (start, stop), word in zip(self._spans, words, strict=True):
            parts += [self._text[end:start], word]
            end = stop
        return "".join([*parts, self._text[end:]])


def _apart(match: re.Match[str]) -> str:
    number, word = match.groups()
    known = any(vocabulary(name).knows(fold(word)) for name in ("en", "fr"))
    return f"{number} {word}" if known else match.group()


def _is_name(word: str) -> bool:
    """Whether a word is too short, too long or otherwise unlike words with a slip."""
    if not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST:
        return True
    return _VOWELS.isdisjoint(fold(word))


def _is_french(folded: Sequence[str], shares: dict[str, NDArray[np.float64]]) -> bool:
    """Whether French has more of the words than English, each weighing how much it tells."""
    english, french = (np.maximum(shares[name], _RARE) for name in ("en", "fr"))
    told = np.clip(french - english, -_MOST, _MOST).sum() / _MOST
    of_english, of_french = FUNCTION_WORDS["en"], FUNCTION_WORDS["fr"]
    score = float(told) + sum((word in of_french) - (word in of_english) for word in folded)
    return score > 0 if score else detect_language(" ".join(folded)) == "fr"
