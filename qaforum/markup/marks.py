"""Small marks that people know from elsewhere: keys to press, and things to tick off."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_KEY = re.compile(r"<kbd>([^<>\n]{1,40})</kbd>", re.IGNORECASE)
_BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def marks(markdown: MarkdownIt) -> None:
    """Teaches `markdown` `<kbd>…</kbd>`, and lists whose items begin with `[ ]` or `[x]`."""
    markdown.inline.ruler.before("html_inline", "key", _key)
    markdown.core.ruler.after("text_join", "boxes", _boxes)


def _key(state: StateInline, silent: bool) -> bool:
    found = _KEY.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("kbd_open", "kbd", 1)
        state.push("text", "", 0).content = found[1]
        state.push("kbd_close", "kbd", -1)
    state.pos = found.end()
    return True


def _boxes(state: StateCore) -> None:
    for item, _, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or not inline.children:
            continue
        first = inline.children[0]
        if first.type == "text" and (box := _BOXES.get(first.content[:4])):
            first.content = box + first.content[4:]
