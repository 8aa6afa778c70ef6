"""Texts as encoders can take them."""

from __future__ import annotations


def shortened(text: str, longest: int) -> str:
    """At most the first `longest` characters, as valid Unicode with ordinary spaces.

    Lone surrogates are replaced, and the no-break spaces of French punctuation are spaces.
    """
    valid = text[:longest].encode("utf-8", "replace").decode("utf-8")
    return valid.replace("\u00a0", " ").replace("\u202f", " ")
