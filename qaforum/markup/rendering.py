"""Markdown → sanitised HTML → plain text."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.utils import OptionsDict
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from qaforum.markup.formulas import formulas
from qaforum.markup.links import links
from qaforum.markup.marks import marks
from qaforum.markup.mentions import mentions as note_mentions
from qaforum.markup.text import clean

_MATHML = {
    "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac",
    "msqrt", "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded",
    "mfenced", "menclose", "mphantom", "mmultiscripts", "mprescripts", "none", "semantics",
}  # fmt: skip
_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "del", "sub", "sup",
    "kbd", "a", "img", "ul", "ol", "li", "blockquote", "pre", "code", "span", "div", "table",
    "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd",
} | _MATHML  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "code": {"class"},
    "pre": {"class"},
    "span": {"class"},
    "div": {"class"},
    "th": {"align"},
    "td": {"align"},
    "math": {"display", "xmlns", "alttext"},
    "mo": {"stretchy", "fence", "separator", "form", "lspace", "rspace", "minsize", "maxsize"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mfrac": {"linethickness"},
}
# Some of the 500 lexers take minutes for a page of spaces; these take no longer than they should
_COLOURED = {
    "bash", "c", "c#", "c++", "cpp", "csharp", "css", "diff", "go", "haskell", "html", "ini",
    "java", "javascript", "js", "json", "julia", "kotlin", "latex", "lua", "matlab", "perl",
    "php", "powershell", "py", "python", "r", "rb", "ruby", "rust", "scala", "scheme", "sh",
    "shell", "sql", "swift", "tex", "toml", "ts", "typescript", "xml", "yaml",
}  # fmt: skip
_COLOURED_MOST = 5_000
_CLASS = re.compile(r"^(highlight|mention|math|language-[\w+#.-]+|[a-z][a-z0-9]{0,2})$")
_BLOCK_END = re.compile(r"</(p|li|h\d|pre|blockquote|tr|div|dd|dt)>|<br\s*/?>", re.IGNORECASE)
_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BETWEEN_CELLS = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)", re.IGNORECASE)
# What a reader would say of a formula is its source
_FORMULA = re.compile(r"<math\b(?:[^>\"]|\"[^\"]*\")*>.*?</math>", re.DOTALL)
_SOURCE = re.compile(r"\balttext=\"([^\"]*)\"")


def _code(source: str, name: str, _attributes: str) -> str:
    """Fenced code in colour; code in a rare language, or very much of it, is shown plain."""
    if name.lower() not in _COLOURED or len(source) > _COLOURED_MOST:
        return ""
    return highlight(source, get_lexer_by_name(name), HtmlFormatter(nowrap=True))


_markdown = (
    MarkdownIt("commonmark", {"html": False, "highlight": _code})
    .enable(["table", "strikethrough"])
    .use(formulas)
    .use(marks)
    .use(links)
    .use(note_mentions)
)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name != "class":
        return value
    kept = [word for word in value.split() if _CLASS.match(word)]
    return " ".join(kept) or None


def sanitise(html: str) -> str:
    """HTML with only harmless elements and attributes; links carry no referrer and no rank."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


def render(
    markdown: str, members: Mapping[str, str] | None = None, *, line_breaks: bool = False
) -> str:
    """Markdown → sanitised HTML. Raw HTML in the source is shown as text.

    `members` (username → name) are linked where the text names them as @username. With
    `line_breaks` a line ends where its writer ended it; without, Markdown by the book joins the
    lines of a paragraph.
    """
    env = {"members": members or {}}
    tokens = _markdown.parse(clean(markdown), env)
    options = OptionsDict({**_markdown.options, "breaks": line_breaks})  # type: ignore[typeddict-item]
    return sanitise(_markdown.renderer.render(tokens, options, env))


def mentions(markdown: str) -> set[str]:
    """The user names that stand in `markdown` after an @, outside code and links, in lower case."""
    if "@" not in markdown:
        return set()
    env: dict[str, Any] = {}
    _markdown.parse(clean(markdown), env)
    found: set[str] = env["mentions"]
    return found


def plain(html: str) -> str:
    """What a reader would read in `html`, as plain text: one line a block or line of code."""
    pieces = _PREFORMATTED.split(_FORMULA.sub(_source, html))
    pieces[::2] = [_BETWEEN_CELLS.sub(" · ", piece.replace("\n", " ")) for piece in pieces[::2]]
    text = nh3.clean(_BLOCK_END.sub("\n", "".join(pieces)), tags=set())
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _source(formula: re.Match[str]) -> str:
    source = _SOURCE.search(formula[0])
    return f" {escape(unescape(source[1]))} " if source else " "


def excerpt(html: str, length: int = 200) -> str:
    """The beginning of `html` as one plain line of at most `length` characters."""
    text = plain(html).replace("\n", " ")
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words = cut.rsplit(" ", 1)[0]
    # Not every language parts words by spaces, and an address has none
    return (words if len(words) > length // 2 else cut) + "…"
