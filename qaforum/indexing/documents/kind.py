"""What has to be said of a kind of documents so that they are searched, shown and opened."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, func, literal, select
from sqlalchemy import true as always

from qaforum.indexing.documents.key import Key
from qaforum.models import Embedding, Member

if TYPE_CHECKING:
    from search import Document

Row = TypeVar("Row")
CODE_BITS = 48  # of the number of a document that are left to the id of its row


class Page(NamedTuple):
    """The endpoint that opens a document, and its values."""

    endpoint: str
    values: tuple[tuple[str, str | int], ...]


class Kind(ABC, Generic[Row]):
    """One kind, whose rows are those of `table`, a model with the columns `id` and `content_hash`.

    `name` stands in the database, `code` in the index: neither is ever given to another kind.
    """

    name: ClassVar[str]
    code: ClassVar[int]
    table: ClassVar[Any]
    tagged: ClassVar[Table]  # which of its rows has which tag, their ids in this order
    # How many solutions a row has: each has a vector beside those of title and question
    solutions: ClassVar[ColumnElement[int]] = literal(0)
    # Rows as a result shows them, without those that are gone
    shown: ClassVar[Select[Any]]
    # Of the macros `card`, `result` and `short_list`, which show it in the panel, on the search
    # page and beside what is like it
    template: ClassVar[str]

    # How it is found

    @abstractmethod
    def documents(self, connection: Connection, ids: Sequence[int]) -> "list[Document]":
        """The documents of these rows as the database has them now, without those that are gone, in
        no particular order. So many queries whatever the number of rows."""

    def number(self, id_: int) -> int:
        """What the index calls the document of this row: 64 bits, and no other document's."""
        return self.code << CODE_BITS | id_

    def solution_key(self, id_: int, solution_id: int) -> Key:
        """What a solution in the document of the row `id_` is called: where there is but one, as
        the document is."""
        return Key(self.name, id_)

    @property
    def live(self) -> ColumnElement[bool]:
        """The condition on `table` that the row is there to be found."""
        return self.table.deleted_at.is_(None) if self._kept_when_deleted else always()

    def gone(self) -> Select[int]:
        """The rows (ids) that have an embedding and are not there to be found any more."""
        embedded = and_(Embedding.kind == self.name, func.length(Embedding.vectors) > 0)
        found = select(Embedding.document_id).where(embedded)
        if self._kept_when_deleted:
            same = self.table.id == Embedding.document_id
            return found.join(self.table, same).where(self.table.deleted_at.is_not(None))
        return found.where(~exists().where(self.table.id == Embedding.document_id))

    @property
    def _kept_when_deleted(self) -> bool:
        return hasattr(self.table, "deleted_at")

    # How it is shown

    def readable(self, viewer: Member | None) -> ColumnElement[bool]:
        """The condition on `table` that `viewer` (None: a guest) may read the row."""
        return always()

    def text(self, row: Row) -> str:
        """The plain text of its solution, in which the closest passage is looked for."""
        return ""

    def outdated(self, row: Row) -> bool:
        """Whether it comes after what holds."""
        return False

    def made_of(self, row: Row) -> Key | None:
        """The document after which this one is shown, where that is there too."""
        return None

    @abstractmethod
    def page(self, row: Row) -> Page:
        """Where it is opened."""
