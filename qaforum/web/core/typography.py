"""How the texts of members are set."""

import re

from markupsafe import Markup, escape

# A run of spaces is taken as a whole and judged by what stands beside it, so that a text full of
# spaces costs what it is long
_PIECES = re.compile(r"<(?P<name>pre|code|math)\b.*?</(?P=name)>|<[^>]*>|(?P<spaces> +)", re.DOTALL)
_HOURS = re.compile(r"\d h$")
_NUMBERS = re.compile(r"\d\d\b")
_THOUSANDS = re.compile(r"\d{3}\b")
_UNIT = re.compile(r"[%°€]|h\b")
_SPACED = re.compile(r" [:;!?»]|« |\d [%°€h\d]")


def typeset(text: str, language: str = "fr") -> Markup:
    """French text with its spaces beside : ; ! ? « », and in 7 h 30 or 1 500 €, such that no line
    ends at them.

    Code, formulas and tags stay as they are, and so does text in another language. Where nothing
    says in which language it is, say nothing or "": elsewhere there are no such spaces to find.
    """
    html = escape(text)
    if language not in ("fr", "") or not _SPACED.search(html):
        return html
    return Markup(_PIECES.sub(_unbreakable, html))


def _unbreakable(found: re.Match[str]) -> str:
    """A whole space beside a colon, a unit and in guillemets, elsewhere a narrow one."""
    if found["spaces"] is None:
        return found[0]
    html, after = found.string, found.end()
    before, following = html[max(0, found.start() - 3) : found.start()], html[after : after + 1]
    digit = before[-1:].isdigit()
    if (
        following in tuple(":»")
        or before.endswith("«")
        or (digit and _UNIT.match(html, after))
        or (_HOURS.search(before) and _NUMBERS.match(html, after))
    ):
        return "\u00a0"
    if following in tuple(";!?") or (digit and _THOUSANDS.match(html, after)):
        return "\u202f"
    return found[0]
