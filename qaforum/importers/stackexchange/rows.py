"""What a row of each file says, typed; a row that cannot be understood raises `Malformed`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

Attributes = Mapping[str, str]

_LARGEST = 2**31 - 1
_TAG = re.compile(r"[^<>|\s]+")
QUESTION, ANSWER = "1", "2"
ACCEPTING, UP, DOWN = 1, 2, 3


class Malformed(ValueError):
    """Says in words what is wrong with a row."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A question (`parent` is None) or an answer to question `parent`; `body` is HTML."""

    number: int
    parent: int | None
    accepted: int | None
    title: str
    body: str
    tags: tuple[str, ...]
    score: int
    owner: int | None
    owner_name: str | None
    created_at: datetime
    edited_at: datetime | None
    active_at: datetime | None
    community_owned: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    number: int
    name: str
    created_at: datetime
    about: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    number: int
    post: int
    text: str
    score: int
    user: int | None
    user_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VoteRow:
    post: int
    kind: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    source: int
    target: int
    kind: int
    created_at: datetime


def post(row: Attributes) -> PostRow | None:
    """None for what is neither question nor answer (tag descriptions, elections, ...)."""
    kind = _needed(row, "PostTypeId")
    if kind not in (QUESTION, ANSWER):
        _whole(row, "PostTypeId")
        return None
    question = kind == QUESTION
    return PostRow(
        number=_number(row, "Id"),
        parent=None if question else _number(row, "ParentId"),
        accepted=_maybe_number(row, "AcceptedAnswerId") if question else None,
        title=_needed(row, "Title") if question else "",
        body=_needed(row, "Body"),
        tags=tag_names(row.get("Tags", "")) if question else (),
        score=_whole(row, "Score") if "Score" in row else 0,
        owner=_user(row, "OwnerUserId"),
        owner_name=_owner_name(row),
        created_at=_moment(row, "CreationDate"),
        edited_at=_maybe_moment(row, "LastEditDate"),
        active_at=_maybe_moment(row, "LastActivityDate"),
        community_owned=bool(row.get("CommunityOwnedDate")),
    )


def user(row: Attributes) -> UserRow:
    number = _whole(row, "Id")
    return UserRow(
        number=number,
        name=row.get("DisplayName", "").strip() or f"user{number}",
        created_at=_moment(row, "CreationDate"),
        about=row.get("AboutMe", ""),
    )


def comment(row: Attributes) -> CommentRow:
    return CommentRow(
        number=_number(row, "Id"),
        post=_number(row, "PostId"),
        text=_needed(row, "Text"),
        score=_whole(row, "Score") if "Score" in row else 0,
        user=_user(row, "UserId"),
        user_name=row.get("UserDisplayName"),
        created_at=_moment(row, "CreationDate"),
    )


def vote(row: Attributes) -> VoteRow | None:
    """None for what says nothing about quality: favourites, flags, bounties, ..."""
    kind = _whole(row, "VoteTypeId")
    if kind not in (ACCEPTING, UP, DOWN):
        return None
    return VoteRow(_number(row, "PostId"), kind, _moment(row, "CreationDate"))


def link(row: Attributes) -> LinkRow:
    return LinkRow(
        _number(row, "PostId"),
        _number(row, "RelatedPostId"),
        _whole(row, "LinkTypeId"),
        _moment(row, "CreationDate"),
    )


def tag_names(text: str) -> tuple[str, ...]:
    """The tags in `<a><b>` or `|a|b|`, small letters, each once."""
    return tuple(dict.fromkeys(name[:60] for name in _TAG.findall(text.lower())))


def _owner_name(row: Attributes) -> str | None:
    """The community account is nobody; a post of somebody unknown still names somebody."""
    if row.get("OwnerUserId") == "-1":
        return row.get("OwnerDisplayName") or "Community"
    return row.get("OwnerDisplayName")


def _needed(row: Attributes, name: str) -> str:
    value = row.get(name, "")
    if not value.strip():
        raise Malformed(_("%(name)s is missing", name=name))
    return value


def _whole(row: Attributes, name: str) -> int:
    value = _needed(row, name)
    try:
        number = int(value)
    except ValueError:
        raise Malformed(
            _("%(name)s is not a number: %(value)s", name=name, value=value[:40])
        ) from None
    if abs(number) > _LARGEST:
        raise Malformed(_("%(name)s is too large: %(value)s", name=name, value=value[:40]))
    return number


def _number(row: Attributes, name: str) -> int:
    number = _whole(row, name)
    if number < 1:
        raise Malformed(_("%(name)s is not positive: %(value)d", name=name, value=number))
    return number


def _maybe_number(row: Attributes, name: str) -> int | None:
    return _number(row, name) if row.get(name) else None


def _user(row: Attributes, name: str) -> int | None:
    """The member's number; the machine account (-1) is not a member."""
    number = _whole(row, name) if row.get(name) else -1
    return number if number > 0 else None


def _moment(row: Attributes, name: str) -> datetime:
    value = _needed(row, name)
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(
            _("%(name)s is not a date: %(value)s", name=name, value=value[:40])
        ) from None


def _maybe_moment(row: Attributes, name: str) -> datetime | None:
    return _moment(row, name) if row.get(name) else None
