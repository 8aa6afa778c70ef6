"""What may stand in a title, a body, a tag: checked once, for forms and API alike."""

import re
import unicodedata
from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from qaforum import errors, markup
from qaforum.models.core.tag import key_of

_SEPARATORS = re.compile(r"[,;\s]+")
_NOT_IN_TAG = re.compile(r"[^\w+#.-]+")


def _readable(text: str, field: str) -> str:
    text = markup.clean(text).strip()
    if "\ufffd" in text:
        raise errors.Invalid(
            _("This contains bytes that are not text. Paste the text itself."), field=field
        )
    return text


def _at_most(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise errors.Invalid(
            _(
                "This is %(length)d characters long; at most %(limit)d fit.",
                length=len(text),
                limit=limit,
            ),
            field=field,
        )
    return text


def title(text: str) -> str:
    """`text` as the title of a question, on one line.

    Raises Invalid: too short, too long, or without words.
    """
    least = current_app.config["TITLE_MIN"]
    return _title(
        text,
        ngettext(
            "Say the problem in one sentence, of at least %(num)d character.",
            "Say the problem in one sentence, of at least %(num)d characters.",
            least,
        ),
        _("Say the problem in words, so that others can find it."),
    )


def practice_title(text: str) -> str:
    """`text` as the title of a practice, under the same rules."""
    least = current_app.config["TITLE_MIN"]
    return _title(
        text,
        ngettext(
            "Say what you do in one sentence, of at least %(num)d character.",
            "Say what you do in one sentence, of at least %(num)d characters.",
            least,
        ),
        _("Say what you do in words, so that others can find it."),
    )


def _title(text: str, too_short: str, wordless: str) -> str:
    text = " ".join(_readable(text, "title").split())
    if _letters(text) < current_app.config["TITLE_MIN"]:
        raise errors.Invalid(too_short, field="title")
    if not any(character.isalpha() for character in text):
        raise errors.Invalid(wordless, field="title")
    return _at_most(text, current_app.config["TITLE_MAX"], "title")


def _letters(text: str) -> int:
    """Length in letters: a Chinese or Japanese character says what three of them do."""
    return sum(3 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def html(text: str, members: Mapping[str, str] | None = None) -> str:
    """Markdown as a member wrote it → sanitised HTML; `members` as in `markup.render`."""
    return markup.render(text, members, line_breaks=current_app.config["LINE_BREAKS"])


def body(text: str, field: str = "body") -> str:
    """`text` as the body of a question or an answer. Raises Invalid: empty or too long."""
    text = section(text, field)
    if not any(character.isalnum() for character in text):
        raise errors.Invalid(_("Write a few words, so that others can follow."), field=field)
    return text


def section(text: str, field: str, limit: int | None = None) -> str:
    """`text` as a part that may be left empty. Raises Invalid: too long."""
    return _at_most(_readable(text, field), limit or current_app.config["BODY_MAX"], field)


def comment(text: str) -> str:
    """`text` as a comment. Raises Invalid: empty or too long."""
    text = _readable(text, "body")
    if not text:
        raise errors.Invalid(_("An empty comment says nothing."), field="body")
    return _at_most(text, current_app.config["COMMENT_MAX"], "body")


def line(text: str, limit: int, field: str) -> str:
    """`text` on one line of at most `limit` characters; may be empty."""
    return _at_most(" ".join(_readable(text, field).split()), limit, field)


def tag_names(text: str, most: int | None = None, field: str = "tags") -> list[str]:
    """The tags in `text`, separated by spaces or commas, each once and in order.

    Raises Invalid: more than `most` (TAGS_MAX unless given), or one longer than 35 characters.
    """
    # Composed: an accent typed apart from its letter is no letter
    text = unicodedata.normalize("NFC", text).lower()
    words = (_NOT_IN_TAG.sub("-", word).strip("-.") for word in _SEPARATORS.split(text))
    spellings: dict[str, str] = {}
    for word in filter(None, words):
        spellings.setdefault(key_of(word), word)  # accents make no other tag
    names = list(spellings.values())
    most = most or current_app.config["TAGS_MAX"]
    if len(names) > most:
        raise errors.Invalid(
            ngettext("At most %(num)d tag fits.", "At most %(num)d tags fit.", most), field=field
        )
    for name in names:
        _at_most(name, 35, field)
    return names
