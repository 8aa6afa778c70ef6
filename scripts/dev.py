"""`make dev`: serves the forum, again whenever its code changes; the encoders stay.

One process holds the encoders and looks at the files; another serves and asks it for vectors, so
that a change is served after a second or two. Templates, styles and scripts are read anew at each
request. A change in search/encoders begins everything again.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.managers import BaseManager
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray
from watchfiles import Change, DefaultFilter, watch

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "qaforum/translations"
ENCODERS = str(ROOT / "search/encoders")
COMPILE = ("compile", "--domain", "messages flask_security", "--directory", str(CATALOGUES))
# Read when the forum is made, and not by it alone: errors are shown, files are not remembered
LIKE_THIS = {"QAFORUM_DEBUG": "true", "QAFORUM_TEMPLATES_AUTO_RELOAD": "true"}


class Held:
    """One encoder of this process, for the other."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def described(self) -> tuple[str, int]:
        return self._encoder.name, self._encoder.dimension

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._encoder.encode(texts)
        return found

    def knows(self, word: str) -> bool:
        return bool(self._encoder.knows(word))


class Elsewhere:
    """An encoder whose vectors are computed in another process."""

    def __init__(self, held: Any) -> None:
        self.name, self.dimension = held.described()
        self._held = held

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._held.encode(list(texts))
        return found

    def knows(self, word: str) -> bool:
        return bool(self._held.knows(word))


class Models(BaseManager):
    """Where the two processes meet: `part(number)` is a `Held`."""


class Code(DefaultFilter):
    """What the serving process has read for good: Python, and catalogues as translators write."""

    def __call__(self, change: Change, path: str) -> bool:
        return path.endswith((".py", ".po", ".json", ".yaml")) and super().__call__(change, path)


def share(socket: str) -> None:
    """Loads the encoders and answers for them, in threads of this process."""
    from search import load_encoder

    held = [Held(encoder) for encoder in load_encoder().encoders]  # type: ignore[attr-defined]
    Models.register("part", held.__getitem__, exposed=("described", "encode", "knows"))
    server = Models(socket, authkey=b"").get_server()
    Thread(target=server.serve_forever, daemon=True).start()


def serve(socket: str) -> None:
    """`qaforum serve` in this process, with the encoders of the other."""
    import search
    from search.encoders.concatenated import ConcatenatedEncoder

    Models.register("part")
    models = Models(socket, authkey=b"")
    models.connect()

    def load_encoder(_model: str = "default") -> ConcatenatedEncoder:
        return ConcatenatedEncoder([Elsewhere(models.part(number)) for number in range(2)])  # type: ignore[attr-defined]

    search.load_encoder = load_encoder  # type: ignore[assignment]
    from qaforum.app import create_app
    from qaforum.cli import main as qaforum

    qaforum(["serve"], obj=create_app)


def begun(socket: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, __file__, socket], env=os.environ | LIKE_THIS)


def main() -> None:
    """Serves until interrupted."""
    if len(sys.argv) > 1:
        return serve(sys.argv[1])
    # Whoever is ended also ends what serves
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    socket = f"{tempfile.mkdtemp(prefix='qaforum-dev-')}/models"
    share(socket)
    server = begun(socket)
    try:
        for changes in watch(ROOT / "qaforum", ROOT / "search", watch_filter=Code()):
            names = sorted(str(Path(path).relative_to(ROOT)) for _change, path in changes)
            print("==", ", ".join(names), flush=True)
            if any(path.endswith(".po") for _change, path in changes):
                subprocess.run([sys.executable, "-m", "babel.messages.frontend", *COMPILE])
            server.terminate()
            server.wait()
            if any(path.startswith(ENCODERS) for _change, path in changes):
                os.execv(sys.executable, [sys.executable, __file__])
            server = begun(socket)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
