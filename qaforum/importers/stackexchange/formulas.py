"""Which dollars in a text enclose a formula, and which are money."""

import re
from collections.abc import Iterator

_FORMULA = re.compile(
    r"""
      \$\$(?P<display>(?:[^$\\]|\\.)+?)\$\$                # $$...$$
    | \\\\?\[(?P<brackets>.+?)\\\\?\]                      # \[...\] as some sites write it
    | \\\\?\((?P<parentheses>.+?)\\\\?\)                   # \(...\)
    | \\\$(?P<escaped>(?:[^$\\]|\\[^$])+?)\\\$             # \$...\$ where $ alone means money
    | (?<![\w$\\])\$(?P<inline>(?:[^$\\]|\\.)+?)\$(?![\w$])  # $...$
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = re.compile(r"[\\^_={}]")
_PROSE = re.compile(r"[^\W\d_]{2,}")
_PLAIN = re.compile(r"[\w\s+\-*/<>()\[\]|,.;:'!≤≥≠±×·]+")


def split(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, in order; True with those that are formulas, given as `$...$`/`$$...$$`.

    What stands between dollars is a formula when it begins and ends without a space and has
    signs that prose has not, or no word of two letters: `$x_1$`, `$n - 1$`, but not "$5 or 6$".
    """
    position = 0
    for match in _FORMULA.finditer(text):
        formula = _formula(match)
        if formula:
            yield text[position : match.start()], False
            yield formula, True
            position = match.end()
    yield text[position:], False


def _formula(match: re.Match[str]) -> str | None:
    kind = str(match.lastgroup)
    content = match[kind]
    if "\n\n" in content:
        return None
    # On one line, where nothing can be read as the beginning of a list or a heading
    edges = content[0].isspace(), content[-1].isspace()
    content = " " * edges[0] + " ".join(content.split()) + " " * edges[1]
    if kind in ("display", "brackets"):
        content = content.strip()
        return f"$${content}$$" if content and (kind == "display" or _is_formula(content)) else None
    if kind in ("parentheses", "escaped"):
        content = content.strip()
    return f"${content}$" if _is_formula(content) and not content[-1].isspace() else None


def _is_formula(content: str) -> bool:
    if not content or content[0].isspace() or content[-1].isspace():
        return False
    if content[-1] in "+-*/,;:" and not _SIGNS.search(content):
        return False
    return bool(_SIGNS.search(content)) or (
        bool(_PLAIN.fullmatch(content)) and not _PROSE.search(content)
    )
