"""Two people at once, in an order that is always the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import UpdateBase, event

from qaforum.extensions import db


@contextmanager
def meanwhile(app: Flask, statement: str, act: Callable[[], object]) -> Iterator[None]:
    """Just before the first change whose SQL begins with `statement`, and before the lock that is
    taken for changes, somebody else does `act`, in an application context and on a database
    connection of their own."""
    done: list[object] = []

    def before(_connection: Any, change: Any, *_: Any) -> None:
        if not done and isinstance(change, UpdateBase) and str(change).startswith(statement):
            done.append(change)
            with app.app_context():
                act()

    event.listen(db.engine, "before_execute", before)
    try:
        yield
    finally:
        event.remove(db.engine, "before_execute", before)
    assert done, f"nothing began with {statement!r}"
