"""How a person is called, also when they left without their name."""

from contextvars import ContextVar

from flask_babel import gettext as _
from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

NAMELESS = "~"  # begins the user names of those who left without their name; no other does
_asking: ContextVar[bool] = ContextVar("asking", default=False)


class Name(TypeDecorator[str]):
    """A person's name. Whoever left without it is read as a former member, in the reader's
    language, wherever a name is shown."""

    impl = String(120)
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        return value or _former_member()


def _former_member() -> str:
    # To know the language, the reader is loaded, who may be the one that has just left
    if _asking.get():
        return ""
    token = _asking.set(True)
    try:
        return _("A former member")
    finally:
        _asking.reset(token)
