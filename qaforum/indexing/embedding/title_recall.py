"""Whether documents are found by their own titles: tried with a few, drawn anew each time."""

from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa
from sqlalchemy import func, literal, select, union_all

from qaforum.indexing.documents import KINDS, Key, documents, key_of
from qaforum.indexing.view import View

if TYPE_CHECKING:
    from search import Document, Encoder, Engine

SAMPLE = 50
_OWN = 0.99  # least cosine of a title to the vector stored of it: rounding is all that may differ


def not_found_by_title(database: sa.Engine, encoder: "Encoder") -> list[Key]:
    """Those of up to 50 documents that their own title does not find first, or whose stored
    vector of it is not what the encoder makes of it now; another of the same title may come first.

    They are tried among themselves, in an engine that holds no others. That says as much as all
    of them would: the very same title comes before whatever else there is.
    """
    from search import Engine

    with database.connect() as connection:
        keys = _drawn(connection)
        present = {document.id: document for document in documents(connection, keys)}
    view = View(database, Engine(encoder))
    view.take_up(keys)
    return [key_of(number) for number in present if not _found(view.engine, number, present)]


def _drawn(connection: sa.Connection) -> list[Key]:
    """The database draws: a list of all ids would grow with the forum."""
    there = union_all(
        *(
            select(literal(kind.name).label("kind"), kind.table.id.label("id")).where(kind.live)
            for kind in KINDS.values()
        )
    ).subquery()
    rows = connection.execute(select(there).order_by(func.random()).limit(SAMPLE))
    return [Key(kind, id_) for kind, id_ in rows]


def _found(engine: "Engine", id_: int, present: "dict[int, Document]") -> bool:
    from search.catalogue import title_key

    title = present[id_].title
    for first in engine.similar(title, limit=1, minimum=0.0):
        same = first.id in present and title_key(present[first.id].title) == title_key(title)
        return same and _knows(engine, id_, title)
    return False


def _knows(engine: "Engine", id_: int, title: str) -> bool:
    """Whether the engine holds the vectors of this title for this document, one an encoder."""
    from search import Document
    from search.vectors import TITLE

    (made,) = engine.embed([Document(id_, title)])
    store = engine.store
    with store.lock.reading():
        numbers = store.catalogue.numbers([id_])
        cosines = [
            store.vectors.rows(part, numbers)[0][TITLE] @ made[TITLE, columns].astype(np.float32)
            for part, columns in enumerate(store.parts)
            if numbers
        ]
    return bool(cosines) and min(cosines) >= _OWN
