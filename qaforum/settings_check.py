"""Settings that cannot be right are named before anything starts with them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from qaforum.config import DEFAULTS, PREFIX

_AT_LEAST_ONE = ("PORT", "WORKERS", "THREADS")


class WrongSetting(Exception):
    """The message is one line for an administrator, which names the setting."""


def check(settings: Mapping[str, Any]) -> None:
    """Raises WrongSetting: a number that is none, a yes or no that is neither."""
    for name, default in DEFAULTS.items():
        value = settings[name]
        if isinstance(default, bool):
            if value not in (True, False):
                raise _wrong(name, value, "true or false")
        elif isinstance(default, int | float):
            least = 1 if name in _AT_LEAST_ONE else 0
            if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
                raise _wrong(name, value, f"a number, {least} or more")


def check_driver(address: str) -> None:
    """Raises WrongSetting: it is no address of a database, or its driver is not installed."""
    try:
        url = make_url(address)
        driver = url.get_driver_name()
        dialect = url.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise WrongSetting(f"{PREFIX}_DATABASE_URL names no database known here.") from error
    try:
        dialect.import_dbapi()
    except ModuleNotFoundError as error:
        extra = " Install it with: pip install '.[postgresql]'" if driver == "psycopg" else ""
        raise WrongSetting(
            f"The database driver {error.name} is not installed, which {PREFIX}_DATABASE_URL"
            f" needs.{extra}"
        ) from error


def _wrong(name: str, value: object, right: str) -> WrongSetting:
    return WrongSetting(f"{PREFIX}_{name}={value!s} cannot be: it has to be {right}.")
