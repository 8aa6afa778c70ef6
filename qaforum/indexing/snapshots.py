"""The view of one process from its beginning on: opened, saved, and exchanged for a newer one."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from qaforum.indexing.memory import give_back
from qaforum.indexing.storage import Storage
from qaforum.indexing.view import View

if TYPE_CHECKING:
    from search import Encoder, Engine

_SHARE = 10  # a snapshot is made anew after changes to a tenth of what it holds
_log = structlog.get_logger(__name__)


class Snapshots:
    """Holds the view that answers, which is there from `open` on.

    It begins with the newest snapshot and takes up what has changed since. A view is never
    rebuilt in place: the next is made beside it and takes over when it has caught up.
    """

    def __init__(self, database: sa.Engine, storage: Storage, changes: int) -> None:
        """A snapshot is made after so many `changes`, at least."""
        self.view: View | None = None
        self._database = database
        self._storage = storage
        self._changes = changes
        self._snapshot: Path | None = None  # that the view began with, or that was refused

    def open(self, encoder: "Encoder") -> None:
        """Have a view that has caught up; may take long when there is no snapshot."""
        self._snapshot = self._storage.newest()
        if self._snapshot and (view := self._begun(self._snapshot, encoder)):
            self._take(view)
            return
        if self._snapshot:
            self._storage.discard(self._snapshot)
        view = View(self._database, self._storage.empty(encoder))
        view.build()
        self._take(view)

    def renew(self) -> None:
        """Whatever the index is due for; takes long at times, while the view goes on answering."""
        if self.view is None:
            return
        engine = self.view.engine
        newest = self._storage.newest()
        if newest and newest != self._snapshot:
            self._snapshot = newest
            self._exchange(newest, engine.encoder)
            return
        if engine.settle():
            _log.info("the index searches by codes from now on", questions=len(engine))
        if engine.store.changes >= max(self._changes, len(engine) // _SHARE):
            self._storage.save(engine)
            give_back()  # before another engine is loaded beside this one

    def _exchange(self, snapshot: Path, encoder: "Encoder") -> None:
        if view := self._begun(snapshot, encoder):
            self._take(view)
            _log.info("index exchanged", questions=len(view.engine))

    def _take(self, view: View) -> None:
        if self.view is None:  # else whoever asks first waits a second for what is loaded then
            view.engine.similar("warm up")
        self.view = view
        give_back()  # what building it took, or the view before it

    def _begun(self, snapshot: Path, encoder: "Encoder") -> View | None:
        engine: Engine | None = self._storage.load(snapshot, encoder)
        if engine is None:
            return None
        view = View(self._database, engine)
        view.resume()
        return view
