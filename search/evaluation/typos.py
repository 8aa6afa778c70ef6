"""Queries with a slip of the finger: does one wrong letter lose the problem?"""

from __future__ import annotations

import random
import string

from search.lexical.terms import WORD
from search.vectors import telling_words

SHORTEST = 4  # letters of a word that is corrupted


def with_typo(title: str, language: str) -> str:
    """The title with one letter of one content word swapped, dropped, doubled or replaced.

    Which word and how depends on the title alone, so that every run asks the same. A title
    without a word of at least 4 letters stays as it is.
    """
    chooser = random.Random(title)
    telling = set(telling_words(title, language))
    spans = [
        match.span()
        for match in WORD.finditer(title)
        if match.group().lower() in telling
        and match.group().isalpha()
        and len(match.group()) >= SHORTEST
    ]
    if not spans:
        return title
    start, end = chooser.choice(spans)
    return title[:start] + _corrupted(title[start:end], chooser) + title[end:]


def _corrupted(word: str, chooser: random.Random) -> str:
    """The word with another spelling; its first letter stays, as it mostly does."""
    place = chooser.randrange(1, len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chooser.choice([one for one in string.ascii_lowercase if one != letter.lower()])
    made = [before + after, before + letter + letter + after, before + other + after]
    if place + 1 < len(word) and after[0] != letter:
        made.append(before + after[0] + letter + after[1:])
    return chooser.choice(made)
