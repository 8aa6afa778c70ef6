"""The rows of a dump's XML files, one after the other, whatever the size of the file.

The files come from elsewhere: no entity is expanded, no document type or external reference is
followed. What is broken is reported with file and line, and reading goes on at the next row.
"""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax import ContentHandler, SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser
from flask_babel import gettext as _

_PIECE = 1 << 16
_ROW = re.compile(rb"\s*<row[\s/>]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out, where it stands, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    attributes: dict[str, str]


class _Rows(ContentHandler):
    """Collects the rows of one stretch of a file that begins on `first_line`."""

    def __init__(self, first_line: int, locator: Any) -> None:
        super().__init__()
        self.root = ""
        self._found: list[Row] = []
        self._before = first_line - 1
        self._locator = locator

    def take(self) -> list[Row]:
        found, self._found = self._found, []
        return found

    def line(self, within: int) -> int:
        return self._before + within

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name SAX calls
        self.root = self.root or name
        if name == "row":
            self._found.append(Row(self.line(self._locator.getLineNumber()), dict(attrs)))


class Reader:
    """Reads one file; `report` hears of problems and `advance` of bytes read."""

    def __init__(
        self, path: Path, report: Callable[[Problem], None], advance: Callable[[int], None]
    ) -> None:
        self._path, self._report, self._advance = path, report, advance
        self._root = path.stem.lower()
        self._line = 1  # of the piece that is read next

    def rows(self) -> Iterator[Row]:
        """Every row that can be read, in the order of the file."""
        with self._path.open("rb") as file:
            opening: bytes | None = b""
            while opening is not None:
                opening = yield from self._stretch(file, opening)

    def _stretch(self, file: BinaryIO, opening: bytes) -> Generator[Row, None, bytes | None]:
        """Rows up to the end of the file, or up to something that is not XML; then gives the
        piece with which to begin again. `opening` is such a piece, or nothing at the start."""
        parser = create_parser(forbid_dtd=True)
        handler = _Rows(self._line, locator=parser)
        parser.setContentHandler(handler)
        unclosed = 0  # the line of a row that has not ended where its line did
        piece = b""
        try:
            if opening:
                parser.feed(f"<{self._root}>".encode())
            while piece := opening or self._piece(file):
                opening = b""
                parser.feed(piece)
                found = handler.take()
                yield from found
                if _ROW.match(piece):
                    unclosed = 0 if found else self._line
                self._line += piece.count(b"\n")
                self._root = handler.root or self._root
            parser.close()
        except (SAXParseException, DefusedXmlException) as error:
            yield from handler.take()
            if unclosed and _ROW.match(piece):  # the fault is the row before: this one may be good
                self._report(Problem(self._path.name, unclosed, _("this row does not end")))
                return piece
            self._problem(error, handler)
            self._line += piece.count(b"\n")
            return self._next_row(file)
        return None

    def _problem(self, error: Exception, handler: _Rows) -> None:
        line, reason = self._line, _("a document type or entity, which no dump has")
        if isinstance(error, SAXParseException):
            line = handler.line(error.getLineNumber() or 1)
            reason = _("not XML here: %(what)s", what=error.getMessage())
        self._report(Problem(self._path.name, line, reason))

    def _next_row(self, file: BinaryIO) -> bytes | None:
        """The next piece that begins a row, or None at the end of the file."""
        while piece := self._piece(file):
            if _ROW.match(piece):
                return piece
            self._line += piece.count(b"\n")
        return None

    def _piece(self, file: BinaryIO) -> bytes:
        piece = file.readline(_PIECE)
        self._advance(len(piece))
        return piece
