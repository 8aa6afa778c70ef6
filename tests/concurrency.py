"""Two people at once, in an order that is always the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def meanwhile(app: Flask, statement: str, act: Callable[[], object]) -> Iterator[None]:
    """Just before the first SQL statement that begins with `statement`, somebody else does `act`,
    in an application context and on a database connection of their own."""
    done: list[object] = []

    def before(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if not done and sql.startswith(statement):
            done.append(sql)
            with app.app_context():
                act()

    # Before the lock is taken that lets one write at a time
    event.listen(Engine, "before_cursor_execute", before, insert=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)
    assert done, f"nothing began with {statement!r}"
