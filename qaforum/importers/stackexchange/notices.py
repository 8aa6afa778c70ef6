"""The notice that closed duplicates carried at the top of their text, naming the original.

It is no part of what the asker wrote, and it would tell the search the answer.
"""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_NOTICE = re.compile(
    r"(possible|exact) duplicate|this question (already has|was marked|is a duplicate)"
    r"|marked as duplicate|doublon possible|cette question a déjà",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"/(?:questions|q)/(\d+)")


def may_have(html: str) -> bool:
    """Cheap and never wrong in saying no."""
    return _NOTICE.search(html[:1000]) is not None


def take(soup: BeautifulSoup) -> list[tuple[str, int]]:
    """Removes the notice from the top of `soup`; gives the (address, question) that it names.

    Only a leading quotation or paragraph that begins with the words of a notice and links to a
    question is one: a text about duplicates stays as it is.
    """
    first = _first(soup)
    if first is None or first.name not in ("blockquote", "div", "p", "aside"):
        return []
    links = [str(link["href"]) for link in first.find_all("a", href=True)]
    found = [(link, int(match[1])) for link in links if (match := _QUESTION.search(link))]
    if not found or not _NOTICE.match(first.get_text().strip()):
        return []
    first.decompose()
    return found


def _first(soup: BeautifulSoup) -> Tag | None:
    for child in soup.children:
        if isinstance(child, Tag):
            return child
        if isinstance(child, NavigableString) and child.strip():
            return None
    return None
