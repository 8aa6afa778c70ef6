"""What a document is called from the database to the index and back."""

from typing import NamedTuple


class Key(NamedTuple):
    """The name of its kind, and the id of its row among those of this kind."""

    kind: str
    id: int
