"""Lists by key: a page begins after the last row of the one before, whatever was posted since.

A cursor is the row's sort key as text, so that a page costs the same at any depth.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from qaforum import errors
from qaforum.extensions import db

Row = TypeVar("Row")
Columns = Sequence[InstrumentedAttribute[Any]]
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`next_cursor` is None on the last page."""

    rows: list[Row]
    next_cursor: str | None


def page(
    query: Select[Row], keys: Columns, after: str | None, size: int, *, descending: bool = True
) -> Page[Row]:
    """The `size` rows of `query` that follow the cursor `after` in the order of `keys`.

    Raises:
        errors.Invalid: `after` is not a cursor of this list.
    """
    order = [key.desc() if descending else key.asc() for key in keys]
    if after:
        last = tuple_(*_decoded(after, keys))
        query = query.where(tuple_(*keys) < last if descending else tuple_(*keys) > last)
    rows = list(db.session.scalars(query.order_by(*order).limit(size + 1)).unique())
    more = len(rows) > size
    return Page(rows[:size], _encoded(rows[size - 1], keys) if more else None)


def _encoded(row: Any, keys: Columns) -> str:
    values = [getattr(row, key.key) for key in keys]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decoded(cursor: str, keys: Columns) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded))
        if not isinstance(values, list):
            raise TypeError(cursor)
        return [
            _value(plain, key.type.python_type) for key, plain in zip(keys, values, strict=True)
        ]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise errors.Invalid(
            _("This page address is broken. Start from the first page.")
        ) from error


def _value(plain: Any, kind: type) -> Any:
    """`plain` as the column has it; anything that a database would stumble over is refused."""
    if kind is datetime:
        return datetime.fromisoformat(plain).astimezone(UTC)
    if kind is not int or type(plain) is not int or not -_LARGEST <= plain <= _LARGEST:
        raise ValueError(plain)
    return plain
