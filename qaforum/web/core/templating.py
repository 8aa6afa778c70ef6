"""What templates can say in a word: addresses, dates, numbers, icons, initials, marked passages."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from babel.dates import format_date, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from flask import Flask, current_app, request
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from qaforum import policies
from qaforum.models import Institution, Member, Tag
from qaforum.models.core.name import NAMELESS
from qaforum.services.impact import Period
from qaforum.services.invitations import invitation_reasons
from qaforum.web.core import addresses, drafts, typography

HUES = 12
LANGUAGE_NAMES = {"en": "English", "fr": "Français"}
_COMPACT_FROM = 10_000
_MEGABYTE = 1024 * 1024


class Passage(Protocol):
    """A text and the spans (start, end) in it that a reader should notice."""

    @property
    def text(self) -> str: ...
    @property
    def marks(self) -> Sequence[tuple[int, int]]: ...


def init_app(app: Flask) -> None:
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        ago=ago,
        day=day,
        host=host,
        number=number,
        percent=percent,
        duration=duration,
        part_name=part_name,
        initials=initials,
        hue=hue,
        marked=marked,
        typeset=typography.typeset,
        language=language_name,
        why=invitation_reasons.to_invited,
    )
    environment.filters.update(date=calendar_date, filesize=file_size, as_extension=".{}".format)
    environment.globals.update(
        icon=icon,
        asset=asset,
        locale=locale,
        question_url=addresses.question,
        question_is_open=policies.is_open,
        practice_url=addresses.practice,
        document_url=addresses.document,
        member_url=member_url,
        institution_url=institution_url,
        tag_url=tag_url,
        here=here,
    )
    app.after_request(_keep_assets)
    drafts.init_app(app)


def locale() -> str:
    """The reader's language, as in the `lang` attribute."""
    return str(get_locale() or "en")


def language_name(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def here() -> str:
    """The page that is shown, as an address to come back to."""
    if request.method == "GET":
        return addresses.asked()
    if request.url_rule and "GET" in (request.url_rule.methods or ()):
        return request.path
    # Nobody can open what only takes a form; they came from the page that the form is on
    return addresses.local(urlsplit(request.referrer or "").path)


def member_url(member: Member) -> str:
    return addresses.member(member.username)


def institution_url(institution: Institution) -> str:
    return addresses.institution(institution.slug)


def tag_url(tag: Tag) -> str:
    return addresses.tag(tag.key)


def ago(moment: datetime) -> Markup:
    """How long ago, kept up to date by the browser; without JavaScript, the day."""
    # A list says this twenty times: put together as text, from parts that are safe already
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    day = _day(moment.date(), locale())
    return Markup(f'<relative-time prefix="" datetime="{text}">{day}</relative-time>')


def day(moment: datetime | date) -> Markup:
    """The day, in words."""
    the_day = moment.date() if isinstance(moment, datetime) else moment
    text = format_date(the_day, "long", locale=locale())
    if the_day.day == 1 and locale() == "fr":
        text = text.replace("1", "1er", 1)
    return escape(text)


@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> Markup:
    return escape(format_date(day, "medium", locale=language))


def host(address: str) -> str:
    """Where a link leads, in a word."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def number(value: int) -> str:
    """As the reader writes numbers; short from ten thousand on."""
    if abs(value) < _COMPACT_FROM:
        return format_decimal(value, locale=get_locale())
    return format_compact_decimal(value, fraction_digits=1, locale=get_locale())


def percent(value: int) -> str:
    """A share of a hundred, as the reader writes it."""
    return format_percent(value / 100, locale=get_locale())


def part_name(day: date, period: Period) -> str:
    """What an axis says of the week or month that begins with `day`."""
    return format_date(day, "d MMM" if period.by_weeks else "MMM", locale=locale())


def duration(seconds: float) -> str:
    """About how long: in its largest unit, as the reader says it."""
    return format_timedelta(int(seconds), granularity="minute", threshold=1.5, locale=get_locale())


def calendar_date(day: date) -> str:
    return format_date(day, "medium", locale=get_locale())


def file_size(size: int) -> str:
    """In kilobytes below a megabyte: "12 KB", "1.4 MB"."""
    if size < _MEGABYTE:
        return _("%(size)s KB", size=format_decimal(-(-size // 1024), locale=get_locale()))
    megabytes = round(size / _MEGABYTE, 1)
    return _("%(size)s MB", size=format_decimal(megabytes, locale=get_locale()))


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@lru_cache(maxsize=4096)
def hue(username: str) -> int:
    """One of the avatar colours, the same for a name; one for all who left without theirs."""
    seen = NAMELESS if username.startswith(NAMELESS) else username
    return zlib.crc32(seen.encode()) % HUES


def marked(passage: Passage) -> Markup:
    """The passage with its marks as `<mark>`."""
    parts, end = [], 0
    for start, stop in sorted(passage.marks):
        if start < end:
            continue
        parts += [
            escape(passage.text[end:start]),
            Markup("<mark>%s</mark>") % passage.text[start:stop],
        ]
        end = stop
    return Markup("").join([*parts, escape(passage.text[end:])])


def icon(name: str) -> Markup:
    """An icon of the sprite; decoration, so the words stand beside it."""
    return _icon(asset("vendor/icons.svg"), name)


@lru_cache(maxsize=256)
def _icon(sprite: str, name: str) -> Markup:
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        sprite, name
    )


def asset(name: str) -> str:
    """The address of a static file, which changes with its contents, so browsers may keep it."""
    folder = current_app.static_folder or ""
    version = _version.__wrapped__ if current_app.debug else _version
    return (
        f"{request.script_root}{current_app.static_url_path}/{name}?v={version(f'{folder}/{name}')}"
    )


@lru_cache(maxsize=256)
def _version(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]
    except OSError:
        return "missing"


def _keep_assets(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = 365 * 24 * 3600
    return response
