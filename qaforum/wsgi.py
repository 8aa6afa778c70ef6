"""For another WSGI server than `qaforum serve`: `qaforum.wsgi:application`.

Each process must load it itself, after it was forked: the index has threads.
"""

from pathlib import Path

from qaforum import indexing, notifier
from qaforum.app import create_app
from qaforum.indexing.lock import user_of
from qaforum.services.operations.backups import Exchange

application = create_app()
_instance = Path(application.instance_path)
_in_use = user_of(_instance)  # as long as this process lives
if not _in_use.acquire() or Exchange(_instance).half_way:
    raise SystemExit("A backup is being restored, or that was interrupted: qaforum restore FILE")
indexing.start(application, indexer=application.config["INDEXER"])
if application.config["NOTIFIER"]:
    notifier.start(application)
