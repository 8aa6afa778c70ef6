"""French accents where somebody wrote without: "probleme", "ou est la cle".

A word that exists only with accents gets them. Where both exist ("ferme", "fermé"), the titles of
the community tell, then what stands before, and only in a text that has no accent at all: who
writes some means the others too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product

from search.lexical import fold
from search.lexical.function_words import FUNCTION_WORDS
from search.writing.vocabulary import Vocabulary


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AUXILIARIES = _words("""
    ai as a avons avez ont avait avaient avoir aura auront aurait est sont était étaient été être
    sera seront serait es suis sommes êtes reste restent
""")
# What comes between an auxiliary and its participle
_BETWEEN = _words("""
    il elle on ils elles ce t pas plus bien mal déjà aussi encore trop très tout tous jamais
    toujours vraiment toutes souvent enfin
""")
_PRONOUNS = _words("il elle on qui y ca cela n l m t s j ne me te se lui nous vous ils elles")
_DETERMINERS = _words("le la les l un une des ce cet cette ces mon ma mes son sa ses")
_WHERE = _words("savoir sait sais d par jusqu la endroit lieu moment jour cas")
_PARTICIPLES = ("é", "és", "ée", "ées")
_INVERTED = _words("t il elle on tu")
_GRAMMAR = FUNCTION_WORDS["fr"] | {"même"}
_SMALL = ("a", "ou")
_SHORT = 3  # letters
_REACH = 4  # words
_MORE_FREQUENT = 5.0  # times, from which the accented word is meant though the other one exists
_VARIANTS = {"a": "àâ", "c": "ç", "e": "éèêë", "i": "îï", "o": "ô", "u": "ûùü"}
_MOST = 3  # accents of a word that only the community knows


def restored(words: Sequence[str], french: Vocabulary, titled: Callable[[str], bool]) -> list[str]:
    """French words in lower case, each with the accents that it must have; `titled` says whether
    the community has a word in its titles, as it is written."""
    unaccented = all(word.isascii() for word in words)
    every = french.accented([fold(word) for word in words])
    found: list[str] = []
    for place, (word, accented) in enumerate(zip(words, every, strict=True)):
        after = words[place + 1] if place + 1 < len(words) else ""
        if not accented or word in accented:
            found.append(word)
        elif not word.isascii() or not french.count(word):  # "probléme", "probleme"
            found.append(_form(accented, found))
        elif not unaccented:
            found.append(word)
        elif word in _SMALL:
            found.append(_small(word, found[-1] if found else "", after))
        elif french.count(accented[0]) >= _MORE_FREQUENT * french.count(word):
            found.append(_form(accented, found))
        else:
            found.append(_meant(word, accented, found, titled))
    return found


def _small(word: str, before: str, after: str) -> str:
    if word == "a":
        return "a" if before in _PRONOUNS or after in _INVERTED else "à"
    return "où" if not before or before in _WHERE else "ou"


def _meant(
    word: str, accented: Sequence[str], before: Sequence[str], titled: Callable[[str], bool]
) -> str:
    """Of a word that exists without accents and with them the one that is meant."""
    if word.endswith("ait") and accented[0].endswith("aît"):  # both spellings are right
        return accented[0]
    participle = next((one for one in accented if one.endswith(_PARTICIPLES)), "")
    if len(participle) <= _SHORT:
        return word
    if titled(word) != titled(participle):
        return participle if titled(participle) else word
    last = before[-1] if before else ""
    plural = word.endswith("es") and last[-1:] in ("s", "x") and last not in _GRAMMAR
    return participle if plural or _after_auxiliary(before) else word


def _form(accented: Sequence[str], before: Sequence[str]) -> str:
    """Of several the participle after "est" or "a", another one after an article or a pronoun."""
    if len(accented) == 1:
        return accented[0]
    participles = [one for one in accented if one.endswith(_PARTICIPLES)]
    others = [one for one in accented if one not in participles]
    if participles and _after_auxiliary(before):
        return participles[0]
    if others and before and before[-1] in _PRONOUNS | _DETERMINERS:
        return others[0]
    return accented[0]


def _after_auxiliary(before: Sequence[str]) -> bool:
    for word in before[: -_REACH - 1 : -1]:
        if word in _AUXILIARIES:
            return True
        if word not in _BETWEEN and not word.endswith("ment"):
            return False
    return False


def variants(word: str) -> Iterator[str]:
    """The word with one to three accents, in every way."""
    places = [place for place, letter in enumerate(word) if letter in _VARIANTS][:12]
    for many in range(1, _MOST + 1):
        for chosen in combinations(places, many):
            for letters in product(*(_VARIANTS[word[place]] for place in chosen)):
                made = list(word)
                for place, letter in zip(chosen, letters, strict=True):
                    made[place] = letter
                yield "".join(made)
