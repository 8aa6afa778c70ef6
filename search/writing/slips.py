"""A slip of the finger in a word that nobody knows: a space forgotten, or one wrong letter.

Which one is likelier is told by how frequent the words are that it may have been, those of the
community before all others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.lexical import fold, stem
from search.lexical.function_words import FUNCTION_WORDS
from search.writing.accents import variants
from search.writing.edits import ACCENTED, LIKELY, PLAIN, halves, likely_edits
from search.writing.protocol import Community
from search.writing.vocabulary import vocabulary

SHORTEST = 4  # letters of a word with a wrong one: shorter words are too close to one another
_LEAST = math.log(1e-7)  # the share of a word that is known without a count
_ELSEWHERE = -4.0  # the same for a word of the other language
_LONG = 9  # letters, from which a word has hardly any neighbour by chance
_FREQUENT = math.log(2e-5)  # the same for a word of three letters
_SHORT = 6  # letters, below which only words of the community may be meant
_USUAL = math.log(1e-6)  # the share of a word that may be meant though no document has it
_COMMUNITY = 3.0  # how much likelier a word of the community is than its share says (a logarithm)
_SLIP = math.log(1e-2)  # how likely any one wrong letter is, beside a space forgotten
_SURE = math.log(3.0)  # how much likelier than the next a reading must be to be asked alone


@dataclass(frozen=True, slots=True)
class Read:
    """A word as it is read, and whether it may be what was typed as well."""

    text: str
    doubtful: bool = False


class Slips:
    """Puts single words right; safe to use from any thread."""

    def __init__(self, community: Community) -> None:
        self._community = community

    def mended(self, word: str, language: str, foreign: bool = False) -> Read:
        """The likeliest of missing accents, a space forgotten and one wrong letter; the word as it
        is where documents or an encoder have it. Where a text is `foreign`, in a language without
        a vocabulary here, the words of titles alone may be meant."""
        community = self._community
        if community.titled(word):
            return Read(word)
        if community.usual(word):  # perhaps in another language: "deporte"
            both = self._split(word, language)
            return (
                Read(max(both, key=both.__getitem__), True) if both and not foreign else Read(word)
            )
        if word[-1] in "sx" and (community.titled(word[:-1]) or community.usual(word[:-1])):
            return Read(word)
        for variant in variants(word):
            if community.titled(variant):
                return Read(variant)
        found = {} if foreign else self._split(word, language)
        if len(word) >= SHORTEST:
            found = {**self._respelt(word, language, foreign), **found}
        if community.frequency(word):  # they have it, or another form of it
            found = {one: score for one, score in found.items() if _alike(one, word, language)}
        if not found:
            return Read(word)
        (best, score), *others = sorted(found.items(), key=lambda one: -one[1])
        strange = " " not in best and not self._has(best)
        rivalled = bool(others) and score - others[0][1] < _SURE
        return Read(best, doubtful=strange or rivalled)

    def _split(self, word: str, language: str) -> dict[str, float]:
        """Two words, and how likely each pair is (a logarithm). Short ones must carry grammar or
        be frequent."""
        pairs = list(halves(word))
        shares = self._shares([half for pair in pairs for half in pair], language)
        for place, half in enumerate(half for pair in pairs for half in pair):
            if fold(half) in FUNCTION_WORDS[language]:
                continue
            least = _USUAL if len(half) >= SHORTEST else _FREQUENT if len(half) == 3 else np.inf
            if shares[place] < least:
                shares[place] = -np.inf
        totals = shares.reshape(-1, 2).sum(axis=1)
        return {
            f"{left} {right}": float(total)
            for (left, right), total in zip(pairs, totals, strict=True)
            if total > -np.inf
        }

    def _respelt(self, word: str, language: str, foreign: bool) -> dict[str, float]:
        """The words that one slip may have made this word of, and how likely each is."""
        likely = dict(likely_edits(word, PLAIN if language == "en" else ACCENTED))
        edits = list(likely)
        found: dict[str, tuple[float, str]] = {}
        for edit, share in zip(edits, self._shares(edits, language).tolist(), strict=True):
            if share == -np.inf or (foreign and not self._has(edit)):
                continue
            if not self._has(edit) and not _certain(word, share, likely[edit]):
                continue
            one = (share + likely[edit] + _SLIP, edit)
            found[fold(edit)] = max(found.get(fold(edit), one), one)
        return {edit: score for score, edit in found.values()}

    def _has(self, word: str) -> bool:
        return self._community.titled(word) or self._community.frequency(word) > 0

    def _shares(self, words: Sequence[str], language: str) -> NDArray[np.float64]:
        """Logarithms of how likely each word is here, by its language and by the community; -inf
        for what is unknown."""
        folded = [fold(word) for word in words]
        other = "fr" if language == "en" else "en"
        shares = vocabulary(language).log_shares(folded)
        elsewhere = vocabulary(other).log_shares(folded) + _ELSEWHERE
        written = vocabulary(language).counts(words) > 0
        ascii_ = np.array([word.isascii() for word in words], dtype=bool)
        every = np.where(ascii_, np.maximum(shares, elsewhere) > -np.inf, written).tolist()
        for place, (word, listed) in enumerate(zip(words, every, strict=True)):
            titled = self._community.titled(word)
            if not titled and not (listed and len(word) >= SHORTEST):
                shares[place] = shares[place] if listed else -np.inf
                continue
            frequency = self._community.frequency(word)
            if titled or frequency:
                here = max(shares[place], elsewhere[place], _LEAST)
                shares[place] = here + _COMMUNITY + math.log1p(frequency)
        return shares


def _certain(word: str, share: float, likely: float) -> bool:
    """Whether a word that no document has may be meant all the same: names and new words, of which
    a vocabulary has few, are mostly short, and have frequent neighbours ("wifi", "wife")."""
    if len(word) < _LONG:
        return len(word) >= _SHORT - (likely == LIKELY) and share >= _USUAL
    return True


def _alike(one: str, other: str, language: str) -> bool:
    return stem(fold(one), language) == stem(fold(other), language)
