"""Texts as encoders can take them."""

from __future__ import annotations


def shortened(text: str, longest: int) -> str:
    """At most the first `longest` characters, as valid Unicode (lone surrogates replaced)."""
    return text[:longest].encode("utf-8", "replace").decode("utf-8")
