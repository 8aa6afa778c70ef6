"""What `qaforum doctor` finds."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, what was seen, and what to do if it is not."""

    check: str
    ok: bool
    seen: str
    advice: str = ""


def some(ids: Sequence[object]) -> str:
    """The first ids of a list that may be long."""
    shown = ", ".join(map(str, ids[:10]))
    return f"{shown} and {len(ids) - 10} more" if len(ids) > 10 else shown
