"""All of a forum that cannot be made anew, in one file, and back.

The file is a ZIP archive whose members are named as in an instance folder: the database as SQLite,
whatever the forum itself runs on, its secrets, its attachments, and a manifest with the SHA-256 of
each.
"""

from qaforum.services.operations.backups.exchange import Exchange
from qaforum.services.operations.backups.manifest import Manifest, Refused
from qaforum.services.operations.backups.restoring import Restored, restore
from qaforum.services.operations.backups.stage import Stage
from qaforum.services.operations.backups.writing import write

__all__ = ["Exchange", "Manifest", "Refused", "Restored", "Stage", "restore", "write"]
