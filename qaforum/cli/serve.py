"""`qaforum serve`: the forum, answering."""

import logging
import os
import socket
from collections.abc import Callable
from typing import Any

import click
import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from qaforum import indexing, notifier
from qaforum.cli import initialised
from qaforum.indexing.index import indexer_lock


@click.command("serve")
@click.option("--host", help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen at.")
@click.option("--workers", type=click.IntRange(1), help="Processes that answer.")
@click.option("--threads", type=click.IntRange(1), help="Requests that each answers at once.")
@click.pass_obj
def command(
    make_app: Callable[[], Flask],
    host: str | None,
    port: int | None,
    workers: int | None,
    threads: int | None,
) -> None:
    """Serve the forum until it is stopped.

    Pages are there at once; the search follows some seconds later. What is not given here comes
    from the settings (QAFORUM_HOST, QAFORUM_PORT, QAFORUM_WORKERS, QAFORUM_THREADS). With several
    workers, set QAFORUM_INDEXER=false and run `qaforum worker` beside them.
    """
    app = make_app()
    initialised.require(app)
    address = host or app.config["HOST"], port or app.config["PORT"]
    _require_free(*address)
    Server(app, address, workers or app.config["WORKERS"], threads or app.config["THREADS"]).run()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen at {host} port {port}: {os.strerror(error.errno or 0)}. "
            "Choose another with --port or QAFORUM_PORT."
        ) from error


class _Lines(logging.Handler):
    """The server's own messages in the form of all the others."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(record.levelno, record.getMessage(), exc_info=record.exc_info)


class _ServerLog(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = [_Lines()]


class Server(BaseApplication):
    """gunicorn with threads, around an application made before its processes are.

    Everything that has threads (the encoders, the indexer) begins in those processes.
    """

    def __init__(self, app: Flask, address: tuple[str, int], workers: int, threads: int) -> None:
        self._app = app
        host, port = address
        shown = f"[{host}]" if ":" in host else host
        self._address = f"{shown}:{port}"
        self._workers = workers
        self._threads = threads
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self._address,
            "workers": self._workers,
            "threads": self._threads,
            "worker_class": "gthread",
            "proc_name": "qaforum",
            "loglevel": "warning",
            "logger_class": _ServerLog,
            # A title and the beginning of a body fit into the address of /ask/similar
            "limit_request_line": 8190,
            "graceful_timeout": 5,
            # Loading the encoders on a busy machine must not pass for a worker that hangs
            "timeout": 120,
            "when_ready": self._say_where,
            "post_worker_init": self._start_threads,
            "worker_exit": self._stop_threads,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _say_where(self, _arbiter: object) -> None:
        click.echo(f"{self._app.config['SITE_NAME']} answers at http://{self._address}")
        if self._workers > 1 and not self._worker_runs():
            click.echo(
                "No `qaforum worker` runs. With several processes, set QAFORUM_INDEXER=false and"
                " start `qaforum worker` beside them: it indexes what is posted, and sends mails."
            )

    def _worker_runs(self) -> bool:
        """Asked before this server's own processes index."""
        lock = indexer_lock(self._app)
        there = not lock.acquire()
        lock.release()
        return there

    def _start_threads(self, _worker: object) -> None:
        indexing.start(self._app, indexer=self._app.config["INDEXER"])
        if self._app.config["NOTIFIER"]:
            notifier.start(self._app)

    def _stop_threads(self, _arbiter: object, worker: Any) -> None:
        notifier.stop(self._app)
        indexing.stop(self._app)
        if worker.booted:  # otherwise its exit code tells the arbiter not to try again
            # Tidying up takes PyTorch seconds, and in the middle of a computation it can crash;
            # whatever counts is in the database
            os._exit(0)
