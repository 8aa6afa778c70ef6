"""@usernames in a text: the whole run of characters is the name, or nobody is meant."""

import re
from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from qaforum.markup.links import linked, outside_links
from qaforum.markup.text import fold

_RUN = re.compile(r"(?<![\w@./-])@([\w.@-]{1,200})")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def mentions(markdown: MarkdownIt) -> None:
    """Teaches `markdown` to note every @username that is neither code nor in a link in
    `env["mentions"]`, and to link those in `env["members"]` (username → name)."""
    markdown.core.ruler.push("mentions", _mark)


def _mark(state: StateCore) -> None:
    members = state.env.get("members", {})
    found = state.env.setdefault("mentions", set())
    for block in state.tokens:
        if block.type != "inline" or "@" not in block.content:
            continue
        tokens: list[Token] = []
        for token, free in outside_links(block.children or []):
            if not free:
                tokens.append(token)
                continue
            found.update(name for name, _, _ in _names(token.content))
            tokens += _pieces(token, members)
        block.children = tokens


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    """Each user name meant, in lower case and without accents, with where it begins and ends."""
    for run in _RUN.finditer(text):
        typed = run[1].rstrip(".-")  # the end of a sentence is no part of a name
        name = fold(typed)
        if _NAME.fullmatch(name):
            yield name, run.start(), run.start() + 1 + len(typed)


def _pieces(token: Token, members: Mapping[str, str]) -> list[Token]:
    pieces, end = [], 0
    for name, begin, after in _names(token.content):
        if name not in members:
            continue
        pieces.append(_text(token.content[end:begin]))
        pieces += linked(f"/members/{name}", f"@{members[name]}", **{"class": "mention"})
        end = after
    return [*pieces, _text(token.content[end:])] if pieces else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
