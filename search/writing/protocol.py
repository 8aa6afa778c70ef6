"""What the reading of queries asks of a community."""

from __future__ import annotations

from typing import Protocol


class Community(Protocol):
    """What is known of the words of the documents."""

    def titled(self, word: str) -> bool:
        """Whether a title has this word, in lower case, as it is written."""
        ...

    def frequency(self, word: str) -> int:
        """How many documents have this word, whatever its accents and its ending."""
        ...

    def usual(self, word: str) -> bool:
        """Whether an encoder has this word as a whole."""
        ...

    def cased(self, word: str) -> str:
        """A word in lower case with the capitals that it mostly has."""
        ...
