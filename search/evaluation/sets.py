"""Test sets, whichever way they are written."""

from __future__ import annotations

from pathlib import Path

from search.evaluation import beir, duplicates
from search.evaluation.beir import TestSet


def read(directory: Path) -> TestSet:
    """A folder in the BEIR layout, or a Stack Exchange dump with its duplicates.

    Raises FileNotFoundError when a file is missing, ValueError when the dump has no duplicates or
    is none.
    """
    return duplicates.read(directory) if duplicates.is_dump(directory) else beir.read(directory)
