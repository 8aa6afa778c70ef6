"""What can go wrong with files and databases, in words for an administrator."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from qaforum.errors import ForumError
from qaforum.services.operations.backups import Refused

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def said(outcome: object) -> Iterator[None]:
    """Raises ClickException instead; `outcome`, as text, is what an administrator knows then."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise click.ClickException(f"Interrupted. {outcome}") from error
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    except ForumError as error:
        raise click.ClickException(f"{error.message} {outcome}") from error
    except OSError as error:
        raise click.ClickException(f"{_of_the_system(error)} {outcome}") from error
    except SQLAlchemyError as error:
        raise click.ClickException(f"{_of_the_database(error)} {outcome}") from error


def _of_the_system(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    if error.errno in _FULL:
        return f"The disk is full{where}."
    if isinstance(error, PermissionError):
        return f"No permission{where}."
    return f"{os.strerror(error.errno) if error.errno else error}{where}."


def _of_the_database(error: SQLAlchemyError) -> str:
    reason = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    if "disk is full" in reason:
        return "The disk is full."
    return f"The database cannot do this: {reason}."
