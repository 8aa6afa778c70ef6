"""Members named in a text with @username."""

from collections.abc import Collection, Sequence

from slugify import slugify
from sqlalchemy import ColumnElement, func, or_, select

from qaforum import markup
from qaforum.extensions import db
from qaforum.models import Member
from qaforum.services.core import texts

MOST = 20  # who names more is not turning to anybody
COMPLETED = 8


def render(body: str) -> str:
    """Markdown → sanitised HTML in which the members named are links to their pages."""
    return texts.html(body, {member.username: member.name for member in members_in(body)})


def members_in(body: str) -> Sequence[Member]:
    """The active members that `body` names, outside code and links."""
    return _members(sorted(markup.mentions(body))[:MOST])


def unknown_in(body: str) -> list[str]:
    """The names after an @ that no active member has."""
    named = sorted(markup.mentions(body))[:MOST]
    known = {member.username for member in _members(named)}
    return [name for name in named if name not in known]


def ids_in(body: str, before: str = "") -> set[int]:
    """The ids of the members that `body` names and the text `before` it did not."""
    already = markup.mentions(before)
    return {member.id for member in members_in(body) if member.username not in already}


def starting_with(text: str, writer: Member) -> Sequence[Member]:
    """Active members whose user name, or a word of whose name, begins with `text`, who solved most
    first; without the writer, and without those who cannot log in."""
    text = text.strip().lower()[:60]
    if not text:
        return []
    name = func.lower(Member.name)
    return db.session.scalars(
        select(Member)
        .where(
            Member.active,
            Member.id != writer.id,
            Member.email.is_not(None),
            or_(
                name.startswith(text, autoescape=True),
                name.contains(f" {text}", autoescape=True),
                *_username(slugify(text, separator=".")),
            ),
        )
        .order_by(Member.solved_count.desc(), Member.name)
        .limit(COMPLETED)
    ).all()


def _username(text: str) -> list[ColumnElement[bool]]:
    """User names have no accents, so whoever types none finds Élodie."""
    if not text:
        return []
    return [
        Member.username.startswith(text, autoescape=True),
        Member.username.contains(f".{text}", autoescape=True),
    ]


def _members(usernames: Collection[str]) -> Sequence[Member]:
    if not usernames:
        return []
    return db.session.scalars(
        select(Member).where(Member.username.in_(usernames), Member.active)
    ).all()
