"""Whether a title asks, which its question mark does not tell: many leave it out."""

from __future__ import annotations

import re

from search.lexical.terms import WORD, fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FIRST = _words("""
    how what why where when who whom whose which can could is are am was were do does did should
    may might will would shall has have had isn aren don doesn didn won anyone anybody
    est ont sont peut puis peux dois doit faut
""")
_ANYWHERE = _words("""
    how why comment pourquoi combien quel quelle quels quelles lequel laquelle
""")
# "est-ce", "peut-on", "a-t-il", "je peux tu", "closed: what now", "in or on"
_INSIDE = re.compile(
    r"\best-ce\b|\bqu'est|-t-(?=\w)|\w-(?:il|ils|elle|elles|on|je|tu|nous|vous)\b"
    r"|\b(?:[jt]e \w+|c'est|a) tu\b|\w or \w"
    r"|[:,;.] ?(?:que|quoi|quand|what|when|where|who|which|can|is|do|does|should)\b"
)
_OPENING = _words("que quoi qui quand ou where")


def asks(text: str) -> bool:
    """Whether a text in lower case is a question, as far as its words tell."""
    found = [fold(word) for word in WORD.findall(text)]
    if not found:
        return False
    if found[0] in _FIRST or found[0] in _OPENING or not _ANYWHERE.isdisjoint(found):
        return True
    return _INSIDE.search(text) is not None
