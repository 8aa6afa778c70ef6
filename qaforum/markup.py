"""Text as members write it (Markdown) → HTML that is safe to show, and plain text to search.

Done once, when a text is written; pages show what is stored.
"""

import re
import unicodedata
from collections.abc import Mapping
from html import unescape
from typing import Any

import nh3
from latex2mathml.converter import convert as formula_to_mathml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

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
    "math": {"display", "xmlns"},
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
_MENTION = re.compile(
    r"(?<![\w@./-])@([a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?)(?![\w@])", re.IGNORECASE
)
_CLASS = re.compile(r"^(highlight|mention|math|language-[\w+#.-]+|[a-z][a-z0-9]{0,2})$")
# Bidirectional overrides can make a text read as something it is not; other controls are noise
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Letters that Unicode does not take apart, and the apostrophe that keyboards have
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'"})
_BLOCK_END = re.compile(r"</(p|li|h\d|pre|blockquote|tr|div|dd|dt)>|<br\s*/?>", re.IGNORECASE)
_PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BETWEEN_CELLS = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)", re.IGNORECASE)
_MATH_ELEMENT = re.compile(r"<math\b.*?</math>", re.DOTALL)


def clean(text: str) -> str:
    """`text` with one kind of line end and without control characters; Unicode otherwise kept."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def fold(text: str) -> str:
    """`text` as it is compared when somebody looks for a name: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", clean(text)).casefold().translate(_LETTERS)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _code(source: str, name: str, _attributes: str) -> str:
    """Fenced code in colour; code in a rare language, or very much of it, is shown plain."""
    if name.lower() not in _COLOURED or len(source) > _COLOURED_MOST:
        return ""
    return highlight(source, get_lexer_by_name(name), HtmlFormatter(nowrap=True))


def _formula(source: str, options: dict[str, Any]) -> str:
    """LaTeX as MathML, which browsers show without a script; a broken formula as it was typed."""
    display = "block" if options.get("display_mode") else "inline"
    try:
        return formula_to_mathml(source, display=display)
    except Exception:  # the converter raises whatever its parser stumbles over
        return nh3.clean_text(source)


def _mark_mentions(state: StateCore) -> None:
    """Notes every @username that is neither code nor in a link, and makes those in
    `env["members"]` (username → name) links."""
    members = state.env.get("members", {})
    found = state.env.setdefault("mentions", set())
    for block in state.tokens:
        if block.type != "inline" or "@" not in block.content:
            continue
        tokens, depth = [], 0
        for token in block.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type != "text" or depth:
                tokens.append(token)
                continue
            found.update(name.lower() for name in _MENTION.findall(token.content))
            tokens += _with_links(token, members)
        block.children = tokens


def _with_links(token: Token, members: Mapping[str, str]) -> list[Token]:
    pieces, end = [], 0
    for match in _MENTION.finditer(token.content):
        username = match[1].lower()
        if username not in members:
            continue
        pieces += [
            _text(token.content[end : match.start()]),
            Token("link_open", "a", 1, {"href": f"/members/{username}", "class": "mention"}),
            _text(f"@{members[username]}"),
            Token("link_close", "a", -1),
        ]
        end = match.end()
    return [*pieces, _text(token.content[end:])] if pieces else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_markdown = (
    MarkdownIt("commonmark", {"html": False, "highlight": _code, "linkify": True})
    .enable(["table", "strikethrough", "linkify"])
    .use(dollarmath_plugin, renderer=_formula, allow_digits=False, double_inline=True)
)
_markdown.core.ruler.push("mentions", _mark_mentions)


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


def render(markdown: str, members: Mapping[str, str] | None = None) -> str:
    """Markdown → sanitised HTML. Raw HTML in the source is shown as text.

    `members` (username → name) are linked where the text names them as @username.
    """
    return sanitise(_markdown.render(clean(markdown), {"members": members or {}}))


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
    pieces = _PREFORMATTED.split(_MATH_ELEMENT.sub(" ", html))
    pieces[::2] = [_BETWEEN_CELLS.sub(" · ", piece.replace("\n", " ")) for piece in pieces[::2]]
    text = nh3.clean(_BLOCK_END.sub("\n", "".join(pieces)), tags=set())
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(html: str, length: int = 200) -> str:
    """The beginning of `html` as one plain line of at most `length` characters."""
    text = plain(html).replace("\n", " ")
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
