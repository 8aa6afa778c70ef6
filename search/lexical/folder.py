"""Copies of a lexical index that share its files."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

_META, _MANAGED = "meta.json", ".managed.json"  # tantivy's own: its segments, all its files
_TRIES = 20


def link_index(source: Path, target: Path) -> None:
    """Make `target` the same index as `source` is now, while that may be written to.

    Its files never change once they are written, so they are shared (hard links) where the
    file system can do that. Raises OSError when there is no whole index in `source`.
    """
    for _ in range(_TRIES):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        meta = (source / _META).read_text(encoding="utf-8")
        try:
            brought = [name.name for name in _files(source, meta)]
            for name in brought:
                _bring(source / name, target / name)
        except FileNotFoundError:
            continue
        if (source / _META).read_text(encoding="utf-8") != meta:  # segments may have been merged
            continue
        (target / _MANAGED).write_text(json.dumps([*brought, _META]), encoding="utf-8")
        (target / _META).write_text(meta, encoding="utf-8")
        return
    raise OSError(f"{source} changes too often to be copied")


def _files(folder: Path, meta: str) -> list[Path]:
    """The files of the segments in `meta`, and no other: tantivy would not overwrite what a commit
    under way has written already."""
    found = []
    for segment in json.loads(meta)["segments"]:
        name = segment["segment_id"].replace("-", "")
        found += [path for path in folder.glob(f"{name}.*") if path.suffix != ".del"]
        if segment["deletes"]:
            found.append(folder / f"{name}.{segment['deletes']['opstamp']}.del")
    return found


def _bring(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(file, target)
