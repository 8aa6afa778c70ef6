"""What the tests of the search share: the real encoder, and a tiny one where it does not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from search import Document, Encoder, Engine, Solution, load_encoder
from search.lexical import words


class WordEncoder:
    """A deterministic stand-in: texts that share words are close. For tests of the machinery."""

    name = "words"
    dimension = 32

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or ["nothing"]:
                seed = int.from_bytes(hashlib.md5(word.encode()).digest()[:4], "big")
                vectors[row] += np.random.default_rng(seed).standard_normal(self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The default encoder; loading it takes seconds, so all tests share it."""
    return load_encoder()


@pytest.fixture
def word_encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def engine(word_encoder: WordEncoder) -> Engine:
    """An empty engine that costs nothing to fill."""
    return Engine(word_encoder)


QUESTIONS = [
    Document(
        1,
        "How do I move a course to another Moodle server?",
        "We are changing host and I cannot find an export that keeps the grades.",
        (Solution(11, "Make a course backup with user data, then restore it on the new server."),),
        content_hash="course",
    ),
    Document(
        2,
        "Comment obtenir un badge visiteur pour un intervenant extérieur ?",
        "Il vient deux jours et l'accueil ferme à midi.",
        (Solution(21, "Remplissez la demande la veille ; le poste de garde imprime le badge."),),
        language="fr",
        content_hash="badge",
    ),
    Document(3, "The autoclave stops before the end of the cycle", content_hash="autoclave"),
    Document(
        4,
        "Le lecteur de codes-barres ne reconnaît plus les exemplaires",
        "Depuis la mise à jour, rien ne s'affiche quand je scanne un livre.",
        language="fr",
        content_hash="lecteur",
    ),
    Document(5, "Which gloves are safe for handling formaldehyde?", content_hash="gloves"),
    Document(6, "Projector shows no signal in lecture hall B", content_hash="projector"),
]


@pytest.fixture(scope="session")
def community(encoder: Encoder) -> Engine:
    """An engine with a handful of questions of two languages."""
    engine = Engine(encoder)
    engine.put(QUESTIONS, engine.embed(QUESTIONS))
    return engine
