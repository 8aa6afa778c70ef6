"""What `qaforum doctor` asks of the search. Its memory does not grow with the forum."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from qaforum.cli.doctor.finding import Finding, some
from qaforum.extensions import db
from qaforum.indexing import inspection
from qaforum.indexing.documents import Key
from qaforum.indexing.embedding import embedding_integrity, title_recall
from qaforum.indexing.index import load_encoder

if TYPE_CHECKING:
    from search import Encoder

_ANEW = "Run: qaforum reindex --all"
_ENOUGH = 1000  # damaged ones that are looked for: all would be a list as long as the forum


def encoder(check: str) -> Finding:
    """Whether it can be loaded."""
    found = _encoder()
    return Finding(check, True, f"{found.name}, {found.dimension} dimensions")


def embeddings(check: str) -> Finding:
    """Whether each document has one, of its present text."""
    found = inspection.condition(db.engine, _encoder().name)
    seen = ", ".join(f"{number} {state}" for state, number in asdict(found).items())
    return Finding(
        check,
        not (found.missing or found.stale or found.orphaned),
        seen,
        "A running forum mends this by itself; otherwise run: qaforum reindex",
    )


def vectors(check: str) -> Finding:
    """Whether each embedding has as many as its document asks for, all of length 1."""
    damaged = _first(embedding_integrity.damaged(db.engine, _encoder()))
    seen = f"damaged for {some(_names(damaged))}" if damaged else "all whole"
    return Finding(check, not damaged, seen, _ANEW)


def saved_index(check: str) -> Finding:
    """Whether a start can use it."""
    found = inspection.saved(Path(current_app.instance_path), _encoder().name)
    if found.damage:
        advice = "The next start makes it anew by itself, which takes longer"
        return Finding(check, False, f"cannot be used: {found.damage}", advice)
    if found.documents is None:
        return Finding(check, True, "none yet; a start reads the database")
    seen = f"whole, {found.documents} documents; a start adds what is newer"
    return Finding(check, True, seen)


def search(check: str) -> Finding:
    """Whether documents are found by their own titles, tried with a few."""
    missed = title_recall.not_found_by_title(db.engine, _encoder())
    seen = f"up to {title_recall.SAMPLE} documents, drawn anew, are found by their own title"
    if missed:
        seen = f"not found by their own title: {some(_names(missed))}"
    return Finding(check, not missed, seen, _ANEW)


def _encoder() -> "Encoder":
    return load_encoder(current_app.config["ENCODER"])


def _first(keys: Iterable[Key]) -> list[Key]:
    return list(islice(keys, _ENOUGH))


def _names(keys: Iterable[Key]) -> list[str]:
    """As one says which: "practice 7"."""
    return [f"{key.kind} {key.id}" for key in keys]
