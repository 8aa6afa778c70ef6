"""An engine kept in files, so that the next process need not build it again.

A snapshot is a folder that is never changed once it is whole. Whoever loads it learns what has
happened since from elsewhere: the content hashes say what it holds.
"""

from search.snapshot.files import Damaged
from search.snapshot.load import load
from search.snapshot.manifest import Manifest, checked
from search.snapshot.save import save

__all__ = ["Damaged", "Manifest", "checked", "load", "save"]
