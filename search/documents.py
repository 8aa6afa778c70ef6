"""What the search knows of a question: plain text, a language, and what solved it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Solution:
    """The plain text of one accepted answer."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One question as the search sees it.

    `language` is an ISO 639-1 code. `content_hash` is opaque here: it is handed back in
    every `Match`, so that a caller can tell which text of the question was compared.
    """

    id: int
    title: str
    body: str = ""
    solutions: tuple[Solution, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "en"
    content_hash: str = ""

    @property
    def question(self) -> str:
        """Title and body as one text."""
        return joined(self.title, self.body)


def joined(title: str, body: str) -> str:
    """Title and body as one text; either may be empty."""
    return f"{title}\n{body}" if title and body else title or body


def texts_of(document: Document) -> list[str]:
    """What a document has a vector of: its title, title and body, and each solution."""
    title, whole = document.title.strip(), document.question.strip()
    return [title or whole, whole, *(solution.text for solution in document.solutions)]
