"""How much memory a process holds."""

import os
from pathlib import Path


def resident_mb(pid: int | None = None) -> float:
    """The resident memory of a process, by default of this one, in megabytes; Linux only."""
    return _status(pid, "VmRSS")


def peak_mb(pid: int) -> float:
    """The most that a process held so far, in megabytes; 0 when it has ended. Linux only."""
    try:
        return _status(pid, "VmHWM")
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return 0.0


def _status(pid: int | None, name: str) -> float:
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
