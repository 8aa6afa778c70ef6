"""Everything that a member wrote or chose, for themselves to take along."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, select

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import (
    Adaptation,
    Answer,
    Availability,
    Comment,
    Flag,
    Follow,
    Invitation,
    Member,
    Notification,
    PathTick,
    Practice,
    Question,
    Resource,
    Thanks,
    Vote,
)
from qaforum.models.base import Model

# What the member wrote, by the column that says so; and what they chose or were sent
_WRITTEN: dict[str, type[Model]] = {
    "questions": Question, "answers": Answer, "comments": Comment, "practices": Practice,
}  # fmt: skip
_OTHERS: dict[str, type[Model]] = {
    "votes": Vote, "thanks": Thanks, "uses": Adaptation, "resources": Resource, "flags": Flag,
    "follows": Follow, "availability": Availability, "invitations": Invitation,
    "notifications": Notification, "path_ticks": PathTick,
}  # fmt: skip
# Secrets of the account, and what the forum derives from the rest
_LEFT_OUT = {"password", "fs_uniquifier", "folded", "content_hash", "body_html", "method_html",
             "details_html", "log_odds"}  # fmt: skip


def of(member: Member) -> dict[str, Any]:
    """Their profile and, table by table, their rows as JSON can carry them, the oldest first."""
    found: dict[str, Any] = {"made_at": clock.now().isoformat(), "profile": _row(member)}
    for name, table in _WRITTEN.items():
        found[name] = _rows(table, "author_id", member)
    for name, table in _OTHERS.items():
        found[name] = _rows(table, "member_id", member)
    return found


def _rows(table: type[Model], owner: str, member: Member) -> list[dict[str, Any]]:
    key = inspect(table).primary_key[0]
    rows = db.session.scalars(select(table).where(getattr(table, owner) == member.id).order_by(key))
    return [_row(row) for row in rows.unique()]


def _row(row: Model) -> dict[str, Any]:
    columns = (column.key for column in inspect(type(row)).column_attrs)
    return {name: _plain(getattr(row, name)) for name in columns if name not in _LEFT_OUT}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
