"""Formulas between dollar signs, told from prices and shell variables.

A dollar sign begins a formula only where neither a space nor a price follows it and no letter or
digit stands before it; another one ends it only where no space stands before it and no letter or
digit after it.
"""

import re
from html import escape
from typing import Any

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

# Each of them ends at the next dollar sign, so that a text full of them costs what it is long
_INLINE = re.compile(
    r"\$(?!\s|\d[\d.,]*\s+\w)((?:[^$\\]|\\.){1,1000})(?<!\s)\$(?![\w$])", re.DOTALL
)
_DISPLAY = re.compile(r"\$\$((?:[^$\\]|\\.){1,2000})\$\$", re.DOTALL)
_LINES = 60  # of one formula
_MOST = 10_000  # characters of all formulas of a text: MathML is thirty times as long


def formulas(markdown: MarkdownIt) -> None:
    """Teaches `markdown` formulas: `$…$` in a line, `$$…$$` in a line or in lines of its own."""
    markdown.inline.ruler.after("escape", "formula", _in_a_line)
    markdown.block.ruler.before("fence", "formula", _in_lines)
    markdown.add_render_rule("formula", _render)


def _in_a_line(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" or _touches(state.src, state.pos):
        return False
    display = _DISPLAY.match(state.src, state.pos, state.posMax)
    found = display or _INLINE.match(state.src, state.pos, state.posMax)
    if found is None or not (silent or _fits(state.env, found[1])):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.info = found[1].strip(), "block" if display else "inline"
    state.pos = found.end()
    return True


def _in_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith("$$"):
        return False
    for last in range(start, min(end, start + _LINES)):
        line = _line(state, last)
        if not line:
            return False
        if line.endswith("$$") and (last > start or len(line) > 4):
            break
    else:
        return False
    lines = [_line(state, number) for number in range(start, last + 1)]
    source = "\n".join(lines)[2:-2].strip()
    if "$$" in source or not _fits(state.env, source):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.info, token.map = source, "block", [start, last + 1]
        state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    begin = state.bMarks[number] + state.tShift[number]
    return state.src[begin : state.eMarks[number]].strip()


def _touches(text: str, dollar: int) -> bool:
    """Whether a word ends at this dollar sign and is not raised or lowered by what follows."""
    before = text[dollar - 1] if dollar else ""
    return (before.isalnum() or before == "_") and text[dollar + 1 : dollar + 2] not in ("^", "_")


def _fits(env: Any, source: str) -> bool:
    env["formulas"] = env.get("formulas", 0) + len(source) + 20
    return bool(env["formulas"] <= _MOST)


def _render(_self: Any, tokens: Any, number: int, _options: Any, _env: Any) -> str:
    """LaTeX as MathML, which browsers show without a script, with its source as alternative text;
    a broken formula as it was typed."""
    token = tokens[number]
    tag = "div" if token.info == "block" else "span"
    try:
        html = convert(token.content, display=token.info)
        html = html.replace("<math ", f'<math alttext="{escape(token.content)}" ', 1)
    except Exception:  # the converter raises whatever its parser stumbles over
        html = escape(token.content)
    return f'<{tag} class="math {token.info}">{html}</{tag}>'
