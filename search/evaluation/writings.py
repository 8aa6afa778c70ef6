"""The same query written otherwise: what may not change the answer.

Every variation depends on the query alone, so that each run asks the same. A query that a
variation does not touch comes back as it is.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from search.evaluation.typos import with_typo
from search.lexical.terms import WORD
from search.vectors import telling_words

Variation = Callable[[str, str], str]  # a title and its language to another writing of it

_BEFORE = {
    "en": ("please ", "Please, ", "hello, ", "Hi everyone, ", "help ", "Help! ", "please help: "),
    "fr": ("svp ", "SVP, ", "bonjour, ", "Bonjour à tous, ", "help ", "à l'aide ! ", "merci "),
}
_AFTER = {
    "en": (" please", ", please", " thanks", " - thanks in advance", " help", ", please help!"),
    "fr": (" svp", ", svp", " merci", ", merci d'avance", " s'il vous plaît", " SVP merci !"),
}
_URGENT = ("URGENT!!! ", "URGENT : ", "urgent ", "!!! ")
_ENDS = (" !", "!!!", "...", "…", ".", " ??", "?!")
_SHORTEST_NOUN = 4  # letters of a word that changes its place with another


def _chooser(title: str) -> random.Random:
    return random.Random(title)


def capitals(title: str, language: str) -> str:
    """All in capitals."""
    return title.upper()


def capitals_in_part(title: str, language: str) -> str:
    """The first half of the words, or one of them, in capitals."""
    words, chooser = title.split(" "), _chooser(title)
    if chooser.random() < 0.5:
        until = max(1, len(words) // 2)
        return " ".join([*map(str.upper, words[:until]), *words[until:]])
    place = chooser.randrange(len(words))
    return " ".join([*words[:place], words[place].upper(), *words[place + 1 :]])


def lower_case(title: str, language: str) -> str:
    """Without a capital."""
    return title.lower()


def title_case(title: str, language: str) -> str:
    """Every Word With A Capital."""
    return " ".join(word[:1].upper() + word[1:] for word in title.split(" "))


def without_accents(title: str, language: str) -> str:
    """As on a keyboard that has none."""
    kept = (c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(kept)).replace("œ", "oe").replace("æ", "ae")


def decomposed(title: str, language: str) -> str:
    """Letters and accents apart (NFD), as some systems write file names."""
    return unicodedata.normalize("NFD", title)


def typographic(title: str, language: str) -> str:
    """With the apostrophes and quotation marks that word processors make."""
    curled = re.sub(r'"([^"]*)"', r"“\1”" if language == "en" else "«\u00a0\\1\u00a0»", title)
    return curled.replace("'", "’")


def no_break_spaces(title: str, language: str) -> str:
    """No-break spaces before French punctuation, and instead of one other space."""
    spaced = re.sub(r"\s*([?!:;]+)$", "\u202f\\1" if language == "fr" else r"\1", title)
    places = [match.start() for match in re.finditer(" ", spaced)]
    if not places:
        return spaced
    place = _chooser(title).choice(places)
    return spaced[:place] + "\u00a0" + spaced[place + 1 :]


def more_spaces(title: str, language: str) -> str:
    """Two spaces instead of one, some around, a line end."""
    return f"  {title.replace(' ', '  ', 1)} \n"


def missing_space(title: str, language: str) -> str:
    """One space between two words forgotten."""
    places = [match.end() - 1 for match in re.finditer(r"(?<=\w) (?=\w)", title)]
    if not places:
        return title
    place = _chooser(title).choice(places)
    return title[:place] + title[place + 1 :]


def urgent(title: str, language: str) -> str:
    """A cry before the problem."""
    return _chooser(title).choice(_URGENT) + title


def polite_before(title: str, language: str) -> str:
    """A greeting, a please or a call for help before the problem."""
    return _chooser(title).choice(_BEFORE[language]) + title


def polite_after(title: str, language: str) -> str:
    """A please or thanks after the problem."""
    return title.rstrip() + _chooser(title).choice(_AFTER[language])


def question_mark(title: str, language: str) -> str:
    """A question mark less where there is one, else one more."""
    bare = title.rstrip(" \u00a0\u202f?")
    return bare if bare != title else f"{title} ?" if language == "fr" else f"{title}?"


def other_end(title: str, language: str) -> str:
    """Other punctuation at the end."""
    return title.rstrip(" \u00a0\u202f?.!") + _chooser(title).choice(_ENDS)


def word_order(title: str, language: str) -> str:
    """Two telling words that follow each other have changed places."""
    telling = set(telling_words(title, language))
    spans = [
        match.span()
        for match in WORD.finditer(title)
        if match.group().lower() in telling and len(match.group()) >= _SHORTEST_NOUN
    ]
    if len(spans) < 2:
        return title
    place = _chooser(title).randrange(len(spans) - 1)
    (a, b), (c, d) = spans[place : place + 2]
    return title[:a] + title[c:d] + title[b:c] + title[a:b] + title[d:]


VARIATIONS: dict[str, Variation] = {
    "capitals": capitals,
    "capitals in part": capitals_in_part,
    "lower case": lower_case,
    "title case": title_case,
    "no accents": without_accents,
    "NFD": decomposed,
    "typographic quotes": typographic,
    "no-break spaces": no_break_spaces,
    "more spaces": more_spaces,
    "missing space": missing_space,
    "urgent": urgent,
    "polite before": polite_before,
    "polite after": polite_after,
    "question mark": question_mark,
    "other end": other_end,
    "wrong letter": with_typo,
    "word order": word_order,
}
