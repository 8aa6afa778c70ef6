"""Which request of an ask panel is its newest: an older one's answer would be thrown away.

Kept by each process for itself: where the newer request goes to another one, the older is answered
as ever.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

HEADER = "X-Panel"  # the panel's own name, which no two share, and the number of its request
_NAMED = re.compile(r"([A-Za-z0-9-]{8,40}):([0-9]{1,9})", re.ASCII)


class Panels:
    """The newest request of at most `most` panels, for `seconds` each; any thread may ask."""

    def __init__(
        self,
        most: int = 1000,
        seconds: float = 60.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._newest: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def arrived(self, header: str) -> Callable[[], bool]:
        """Note a request; what it gives says whether a newer one of its panel has come since.

        A header that is missing or no such name is never overtaken.
        """
        named = _NAMED.fullmatch(header)
        if named is None:
            return lambda: False
        panel, number = named[1], int(named[2])
        now = self._now()
        with self._lock:
            self._expire(now)
            newest = max(number, self._of(panel))
            self._newest[panel] = newest, now
            self._newest.move_to_end(panel)
            if len(self._newest) > self._most:
                self._newest.popitem(last=False)
        return lambda: self._of(panel) > number

    def _of(self, panel: str) -> int:
        return self._newest.get(panel, (0, 0.0))[0]

    def _expire(self, now: float) -> None:
        """The panel heard from longest ago stands first."""
        while self._newest:
            panel, (_, heard) = next(iter(self._newest.items()))
            if heard > now - self._seconds:
                return
            del self._newest[panel]


panels = Panels()
