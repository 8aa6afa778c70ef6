"""The search's view of the forum, kept in step with the database.

The database is the truth and the view disposable: whatever ends when, what is missing is found by
comparing content hashes, never by remembering. Beside the evaluation command this is the only
room that knows `search`.
"""

from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from qaforum.indexing.documents import Key, content_hash, language_of
from qaforum.indexing.index import Index, State, WarmingUp
from qaforum.indexing.matches import Match, Nearest
from qaforum.indexing.peers import Experience, Practised, Solution, rank_peers
from qaforum.indexing.verdicts import Judged

if TYPE_CHECKING:
    from search import Passage as Passage
    from search import Shown

__all__ = [
    "Experience",
    "Judged",
    "Key",
    "Match",
    "Nearest",
    "Practised",
    "Solution",
    "State",
    "WarmingUp",
    "content_hash",
    "init_app",
    "judged",
    "language_of",
    "nearest",
    "passages",
    "rank_peers",
    "similar",
    "start",
    "state",
    "stop",
    "to_show",
    "wake",
]


def init_app(app: Flask) -> None:
    """Give `app` an index of its own that is not started yet."""
    app.extensions["index"] = Index(app)


def start(app: Flask, *, indexer: bool, view: bool = True, wait: bool = False) -> None:
    """Load the encoder and build the view in the background, once; `indexer` also keeps
    embedding what is new, wherever no other process of this forum does so already. Without
    `view` the process does nothing else and stays out of the memory that a view takes.

    Threads do not survive a fork: call it in the process that answers. With `wait` it returns
    when every question that the database has is embedded and in the view.
    """
    _of(app).start(indexer=indexer, view=view, wait=wait)


def stop(app: Flask) -> bool:
    """End the threads, after the batch they are at; whether that took no longer than seconds."""
    return _of(app).stop()


def state() -> State:
    """ "off" before `start`, "warming" until the view is built, then "ready".

    In between it is "lexical" once it can answer by words alone.
    """
    return _current().state


def wake() -> None:
    """Something was committed that the index should know of; returns at once."""
    _current().wake()


def similar(
    title: str,
    body: str = "",
    *,
    tags: Collection[str] = (),
    limit: int = 5,
    exclude: Collection[Key] = (),
    minimum: float | None = None,
) -> list[Match]:
    """The documents most like this text, best first, from a view that has caught up.

    `minimum` is the least confidence (0 to 1), by default the search's own. A match names the
    text that was compared by its content hash: whoever shows a document compares that with the
    present one. While the view is being built, what is found is found `by_words` alone;
    raises `WarmingUp` when not even that is possible yet.
    """
    return _current().similar(title, body, tags=tags, limit=limit, exclude=exclude, minimum=minimum)


def to_show(matches: Sequence[Match]) -> "Shown[Match]":
    """Which of these matches, best first, are to be shown openly, and which only as the nearest."""
    from search import to_show as chosen

    return chosen(matches)


def nearest(title: str, body: str, *, before: int) -> Nearest | None:
    """The question most like this text of those with an id below `before`, if any comes near
    enough to be shown as related, from a view that has caught up. Raises `WarmingUp`."""
    return _current().nearest(title, body, before=before)


def passages(
    query: str, texts: Sequence[tuple[Hashable, str]], documents: Collection[Key] = ()
) -> "list[Passage]":
    """The passage of each text, given as (key, text), that answers `query` best.

    Where texts are solutions to `documents`, by their `solution_key`, the vectors of their
    sentences were made beforehand. Raises `WarmingUp` while the encoder is being loaded.
    """
    return _current().passages(query, texts, documents)


def judged() -> list[Judged]:
    """What moderators and members said of the first matches of each level; nothing while there is
    no view."""
    return _current().judged()


def _of(app: Flask) -> Index:
    return cast(Index, app.extensions["index"])


def _current() -> Index:
    return _of(current_app)
