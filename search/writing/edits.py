"""What one slip of the finger makes of a word."""

from __future__ import annotations

import string
from collections.abc import Iterator

PLAIN = string.ascii_lowercase
ACCENTED = PLAIN + "àâçèéêëîïôùûü"
LIKELY, POSSIBLE = 0.0, -2.0  # log-likelihoods of kinds of slips, beside one another


def edits(word: str, letters: str = PLAIN) -> Iterator[str]:
    """All that one slip makes of a word: two letters swapped, one left out, added or replaced.

    The first letter stays: people rarely mistake it.
    """
    yield from (edit for edit, _ in likely_edits(word, letters))


def likely_edits(word: str, letters: str = PLAIN) -> Iterator[tuple[str, float]]:
    """The same, each with how likely that slip is beside the others (a logarithm)."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            doubled = after[0] == before[-1]
            yield before + after[1:], LIKELY if doubled else POSSIBLE
            yield from ((before + letter + after[1:], POSSIBLE) for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], LIKELY
        yield from ((before + letter + after, LIKELY) for letter in letters)


def halves(word: str) -> Iterator[tuple[str, str]]:
    """A word cut in two at every place."""
    yield from ((word[:place], word[place:]) for place in range(1, len(word)))
