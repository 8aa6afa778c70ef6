"""What every encoder promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how close they are in meaning.

    `name` is a fingerprint of the weights: two encoders of the same name give the same
    vectors, so stored embeddings carry it and are made anew when it changes.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension), float32; safe to call from any thread.

        Every part of `parts(encoder)` is a unit vector on its own.
        """
        ...


def parts(encoder: Encoder) -> tuple[slice, ...]:
    """The columns of each unit vector inside what `encoder` gives: one slice a model."""
    found = getattr(encoder, "parts", None)
    return tuple(found) if found else (slice(0, encoder.dimension),)


def last(encoder: Encoder) -> Encoder:
    """The encoder of the last part: of the default two the multilingual, and by far the faster."""
    found: Encoder = getattr(encoder, "encoders", (encoder,))[-1]
    return found
