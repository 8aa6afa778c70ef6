"""Dumps of Stack Exchange sites."""

from qaforum.importers.stackexchange.dump import Dump, NotADump
from qaforum.importers.stackexchange.xml import Problem

__all__ = ["Dump", "NotADump", "Problem"]
