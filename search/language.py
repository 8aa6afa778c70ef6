"""The language of a text, also of a title of three words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import words

LANGUAGES = ("en", "fr")
_WEIGHT = 0.25  # of the share of function words beside py3langid's probability
_READ = 2000  # characters; more would not tell more
_REMEMBERED = 256  # texts
_LOCK = threading.Lock()


@lru_cache(maxsize=8)
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier


def detect_language(text: str, languages: Sequence[str] = LANGUAGES) -> str:
    """The most likely of `languages` (ISO 639-1); the first of them when nothing tells.

    py3langid (after Lui and Baldwin 2012) alone errs on short titles full of names; the
    function words it contains ("comment", "how to") mostly settle those.
    """
    return _detected(text[:_READ], tuple(languages))


@lru_cache(maxsize=_REMEMBERED)  # one request asks several times what language its title is in
def _detected(text: str, languages: tuple[str, ...]) -> str:
    found = words(text)
    if not found:
        return languages[0]
    with _LOCK:
        ranked = dict(_identifier(languages).rank(text))

    def likelihood(language: str) -> float:
        known = FUNCTION_WORDS.get(language, frozenset())
        share = sum(word in known for word in found) / len(found)
        return float(ranked.get(language, 0.0)) * _WEIGHT + share

    return max(languages, key=likelihood)
