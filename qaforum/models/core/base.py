"""What every model stands on."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from sqlalchemy import DateTime, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from qaforum.extensions import Base, db

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

LARGEST = 2**31 - 1


class Number(TypeDecorator[int]):
    """A whole number as every database holds it. One that is too large for that, as anybody may
    type into an address, stands for the largest: nothing has it, and all are smaller."""

    impl = Integer
    cache_ok = True

    @property
    def python_type(self) -> type[int]:
        return int

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else max(-LARGEST, min(value, LARGEST))


Base.registry.update_type_annotation_map({int: Number})
Key = Annotated[int, mapped_column(primary_key=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, also on databases that forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


Moment = Annotated[datetime, mapped_column(UtcDateTime)]
