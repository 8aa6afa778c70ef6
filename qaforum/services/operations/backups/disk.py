"""What outlives a power cut."""

import os
from pathlib import Path


def make_sure_of(folder: Path) -> None:
    """What was made, renamed or removed in `folder` is so from now on."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
