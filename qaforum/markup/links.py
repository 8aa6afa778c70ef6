"""Addresses that stand in a text: only what was meant as one becomes a link.

`https://…`, `http://…`, `www.…` and mail addresses are; `nuit.Il`, `README.md` and `ASP.NET` are
the end of a sentence, a file and a product.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_LONGEST = 2_000  # what browsers take; nobody types a longer one
_ADDRESS = re.compile(
    r"(?<![\w@./+-])(?:"
    r"(?P<web>(?:https?://(?=[\w\[])|www\.(?=[\w-]{1,63}\.))[^\s<>\"«»]+)"
    r"|(?P<mail>[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}(?![\w@-]))"
    r")",
    re.IGNORECASE,
)
_ENDING = ".,;:!?'’*_~"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def links(markdown: MarkdownIt) -> None:
    """Teaches `markdown` to link addresses that are neither code nor in a link already."""
    markdown.core.ruler.after("text_join", "links", _link)


def outside_links(children: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Each token, and whether it is text that is part of no link."""
    depth = 0
    for token in children:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        yield token, token.type == "text" and not depth


def linked(href: str, shown: str, **attributes: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, {"href": href, **attributes}),
        Token("text", "", 0, content=shown),
        Token("link_close", "a", -1),
    ]


def _link(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and _ADDRESS.search(block.content):
            tokens: list[Token] = []
            for token, free in outside_links(block.children or []):
                tokens += _pieces(token, state.md) if free else [token]
            block.children = tokens


def _pieces(token: Token, markdown: MarkdownIt) -> list[Token]:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(token.content):
        shown = found[0].rstrip(".-") if found["mail"] else _without_ending(found[0])
        href = markdown.normalizeLink(_href(shown, bool(found["mail"]))) if shown else ""
        if len(shown) > _LONGEST or not href or not markdown.validateLink(href):
            continue
        pieces.append(Token("text", "", 0, content=token.content[end : found.start()]))
        pieces += linked(href, shown)
        end = found.start() + len(shown)
    return [*pieces, Token("text", "", 0, content=token.content[end:])] if pieces else [token]


def _href(shown: str, mail: bool) -> str:
    if len(shown) > _LONGEST:
        return ""
    if mail:
        return f"mailto:{shown}"
    return shown if "://" in shown[:8] else f"http://{shown}"


def _without_ending(address: str) -> str:
    """`address` without the sentence's own punctuation; a bracket stays that was opened in it."""
    if len(address) > _LONGEST:
        return address
    end = len(address)
    while end:
        last = address[end - 1]
        opening = _BRACKETS.get(last)
        unopened = opening and address.count(last, 0, end) > address.count(opening, 0, end)
        if last not in _ENDING and not unopened:
            break
        end -= 1
    return address[:end]
