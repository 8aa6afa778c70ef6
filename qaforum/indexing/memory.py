"""Memory that is free, given back to the system: a C library keeps it for itself otherwise."""

import ctypes
import gc


def give_back() -> None:
    """After much was let go of. Takes some hundredths of a second; does nothing where the C library
    has no such call."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
