"""For another WSGI server than `qaforum serve`: `qaforum.wsgi:application`.

Each process must load it itself, after it was forked: the index has threads.
"""

from qaforum import indexing, notifier
from qaforum.app import create_app

application = create_app()
indexing.start(application, indexer=application.config["INDEXER"])
if application.config["NOTIFIER"]:
    notifier.start(application)
