"""Copies of a lexical index that share its files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_META = "meta.json"
_TRIES = 20


def link_index(source: Path, target: Path) -> None:
    """Make `target` the same index as `source` is now, while that may be written to.

    Its files never change once they are written, so they are shared (hard links) where the
    file system can do that. Raises OSError when there is no whole index in `source`.
    """
    for _ in range(_TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        meta = (source / _META).read_bytes()
        try:
            for file in source.iterdir():
                _bring(file, target / file.name)
        except FileNotFoundError:  # merged away meanwhile
            continue
        if (source / _META).read_bytes() == meta:
            (target / _META).unlink(missing_ok=True)
            (target / _META).write_bytes(meta)
            return
    raise OSError(f"{source} changes too often to be copied")


def _bring(file: Path, target: Path) -> None:
    if file.suffix == ".lock":
        return
    if file.suffix == ".json":  # these are replaced, never shared
        shutil.copyfile(file, target)
        return
    try:
        os.link(file, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, target)
