"""HTML, as dumps have it, → the Markdown that members of this forum write and edit.

What is rendered from it says what the HTML said; what a forum must not show (scripts, styles,
frames) is left out.
"""

import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdownify import BACKSLASH
from markdownify import MarkdownConverter as _Typed

from qaforum.importers.stackexchange import formulas

MarkdownConverter: Any = _Typed  # its types leave out the methods that are there to be overridden

_NOT_SHOWN = ["script", "style", "iframe", "object", "embed", "noscript", "form", "template"]
_BLOCKS = {"p", "li", "blockquote", "div", "td", "th", "pre", "ul", "ol", "br", "hr", "[document]"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
# Markdown's own signs: always; entities and underscores only where they would be read as such
_SIGNS = re.compile(
    r"[\\`*$]|&(?=#?\w+;)|~(?=~)|(?<=~)~|\](?=[(\[:])|(?<![^\W_])_|_(?![^\W_])|<(?=[\w/!?])"
)
_LINE_START = re.compile(
    r"^([ \t]*)(?:(#{1,6}|[-+]|=+|-{2,})(?=\s|$)|(>)|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE
)
_SUBSCRIPT = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPT = str.maketrans(
    "0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_LANGUAGE = re.compile(r"^lang(?:uage)?-([\w+#.-]+)$")
_FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)
_WORD = re.compile(r"[^\W_](?:[\w,.+-]{0,10}[^\W_])?")
_CELL_BREAK = re.compile(r"\\?\n")


def from_html(html: str, base: str | None = None) -> str:
    """Markdown of `html`; addresses without a site are completed with `base`."""
    soup = BeautifulSoup(html, "html.parser")
    return from_soup(soup, base)


def from_soup(soup: BeautifulSoup, base: str | None = None) -> str:
    """As `from_html`; changes `soup`."""
    for hidden in soup.find_all(_NOT_SHOWN):
        hidden.decompose()
    return str(_Converter(base).convert_soup(soup)).strip()


class _Converter(MarkdownConverter):
    def __init__(self, base: str | None) -> None:
        super().__init__(
            heading_style="atx",
            bullets="-",
            newline_style=BACKSLASH,
            table_infer_header=True,
            keep_inline_images_in=["td", "th", *(f"h{level}" for level in range(1, 7))],
        )
        self._base = base

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        text = str(super().process_text(el, parent_tags))
        if "_noformat" in (parent_tags or ()):
            return text
        if "_inline" not in (parent_tags or ()):
            text = _escape_line_starts(text, first=_begins_line(el))
        following = el.next_sibling
        if text.endswith("!") and isinstance(following, Tag) and following.name == "a":
            text = f"{text[:-1]}\\!"
        return text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return "".join(
            piece if is_formula else _SIGNS.sub(r"\\\g<0>", piece)
            for piece, is_formula in formulas.split(text)
        )

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = self._address(el.get("href"))
        label = " ".join(text.split())
        if "_noformat" in parent_tags or not address or not label:
            return text
        if el.get_text() == address and not el.get("title"):
            return f"<{address}>"
        before, after = " " * text[0].isspace(), " " * text[-1].isspace()
        return f"{before}[{label}]({address}{_title(el)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = self._address(el.get("src"))
        label = _SIGNS.sub(r"\\\g<0>", " ".join(str(el.get("alt") or "").split()))
        label = label.replace("[", r"\[").replace("]", r"\]").replace(r"\\]", r"\]")
        return f"![{label}]({address}{_title(el)})" if address else label

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if el.find(list(_BLOCKS - {"br"})) is None:  # what parsers make of a forgotten </p>
            text = _escape_line_starts(text.lstrip())
        return str(super().convert_p(el, text, parent_tags))

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        following = el.next_sibling
        while isinstance(following, NavigableString) and not following.strip():
            following = following.next_sibling
        ends = following is None or (
            isinstance(following, Tag) and following.name in _BLOCKS - {"br"}
        )
        return "\n" if ends else str(super().convert_br(el, text, parent_tags))

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text.strip():
            return ""
        longest = max((len(run) for run in _FENCE.findall(text)), default=2)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}{_language(el)}\n{text}\n{fence}\n\n"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _small(el, text, _SUBSCRIPT, "_")

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _small(el, text, _SUPERSCRIPT, "^")

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_td(el, _cell(text), parent_tags))

    def convert_th(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(super().convert_th(el, _cell(text), parent_tags))

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.split())}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_strike(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(self.convert_del(el, text, parent_tags))

    def _address(self, value: Any) -> str | None:
        """A complete http(s) or mail address that Markdown can carry, or None."""
        address = str(value or "").strip()
        try:
            address = urljoin(self._base or "", address)
            parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https", "mailto"):
            return None
        if parts.scheme == "http" and parts.netloc.endswith(".imgur.com"):
            parts = parts._replace(scheme="https")
        return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@*[]")


def _begins_line(el: PageElement) -> bool:
    before = el.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    if before is None:
        return el.parent is None or el.parent.name in _BLOCKS
    return isinstance(before, Tag) and before.name in _BLOCKS


def _escape_line_starts(text: str, *, first: bool = True) -> str:
    """So that a line that begins with a sign of a list, heading or quotation stays a line."""

    def escaped(match: re.Match[str]) -> str:
        space, sign, quotation, number, end = match.groups()
        if match.start() == 0 and not first:
            return match[0]
        return f"{space}{number}\\{end}" if number else f"{space}\\{sign or quotation}"

    return _LINE_START.sub(escaped, text)


def _title(el: Tag) -> str:
    title = " ".join(str(el.get("title") or "").split()).replace("\\", "\\\\").replace('"', r"\"")
    return f' "{title}"' if title else ""


def _language(el: Tag) -> str:
    """The language of a code block, said by the block itself or by its `code` element."""
    code = el.find("code")
    classes = [*(el.get("class") or []), *((isinstance(code, Tag) and code.get("class")) or [])]
    found = (_LANGUAGE.match(name) for name in classes)
    return next((match[1] for match in found if match and match[1] != "none"), "")


def _small(el: Tag, text: str, messages: dict[int, int], sign: str) -> str:
    """`text` in small letters where there are such, as a formula where that can be, or as it is."""
    if text and all(ord(message) in messages or message.isspace() for message in text):
        return text.translate(messages)
    before = el.previous_sibling
    after_digit = isinstance(before, NavigableString) and before[-1:].isdigit()
    if el.find() is None and not after_digit and _WORD.fullmatch(el.get_text()):
        return f"${sign}{{\\text{{{el.get_text()}}}}}$"
    return text


def _cell(text: str) -> str:
    """A table's cell is one line, and its bars are no borders."""
    return re.sub(r"(?<!\\)\|", r"\|", _CELL_BREAK.sub(" ", text))
