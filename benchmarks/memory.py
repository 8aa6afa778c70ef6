"""How much memory a process holds."""

import os
from pathlib import Path


def resident_mb(pid: int | None = None) -> float:
    """The resident memory of a process, by default of this one, in megabytes; Linux only."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
