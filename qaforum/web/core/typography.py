"""How the texts of members are set."""

import re

from markupsafe import Markup, escape

_SPACES = re.compile(
    r"(?P<kept><(?P<name>pre|code|math)\b.*?</(?P=name)>|<[^>]*>)"
    r"|(?P<wide> +(?=[:»])|(?<=«) +|(?<=\d) +(?=[%°€]|h\b)|(?<=\d h) +(?=\d\d\b))"
    r"| +(?=[;!?])|(?<=\d) +(?=\d{3}\b)",
    re.DOTALL,
)
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
    return Markup(_SPACES.sub(_unbreakable, html))


def _unbreakable(found: re.Match[str]) -> str:
    """A whole space beside a colon, a unit and in guillemets, elsewhere a narrow one."""
    return found["kept"] or ("\u00a0" if found["wide"] else "\u202f")
