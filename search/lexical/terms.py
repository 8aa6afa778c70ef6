"""Words of a text as every lexical backend sees them: folded and stemmed here, in Python."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Collection
from functools import lru_cache

import snowballstemmer

from search.lexical.function_words import FUNCTION_WORDS

# Letters and digits of any script, and the signs that make C++ and C# words of their own.
WORD = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_LOCAL = threading.local()  # a Snowball stemmer holds state: one a thread
_ALGORITHMS = {"en": "english", "fr": "french", "de": "german", "es": "spanish", "it": "italian",
               "pt": "portuguese", "nl": "dutch", "sv": "swedish", "da": "danish",
               "no": "norwegian", "fi": "finnish", "ro": "romanian", "hu": "hungarian",
               "ru": "russian", "tr": "turkish"}  # fmt: skip


class _Folded(dict[int, str | None]):
    """What each character of a text in NFKD form becomes; filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = None if unicodedata.combining(chr(code)) else chr(code)
        return self[code]


_FOLDED = _Folded({ord("’"): "'", ord("œ"): "oe", ord("æ"): "ae"})


def fold(text: str) -> str:
    """Lower case, without accents, with one kind of apostrophe, in NFKD form."""
    if text.isascii():  # most of an English text; a start-up folds every text there is
        return text.casefold()
    return unicodedata.normalize("NFKD", text).casefold().translate(_FOLDED)


def words(text: str) -> list[str]:
    """The folded words of a text, in order, function words included."""
    return WORD.findall(fold(text))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer."""
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or not word.isalpha():
        return word
    stemmers = _LOCAL.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    stemmed: str = stemmers[algorithm].stemWord(word)
    return stemmed


def terms(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order, without the function words of its language.

    A text of nothing but function words ("To be or not to be") keeps them all.
    """
    found = words(text)
    dropped = FUNCTION_WORDS.get(language, frozenset())
    telling = [word for word in found if word not in dropped]
    return [stem(word, language) for word in telling or found]


def stems_by_word(text: str, language: str, languages: Collection[str]) -> list[set[str]]:
    """For each distinct word of a text, without the function words of its language, its stems
    in each of `languages`: a document has the word if it has any of them."""
    found = words(text)
    dropped = FUNCTION_WORDS.get(language, frozenset())
    telling = [word for word in found if word not in dropped]
    return [{stem(word, one) for one in languages} for word in dict.fromkeys(telling or found)]
