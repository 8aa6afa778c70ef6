"""Which charter is in force and whether a review is open: asked on every page, so it is kept in
the process and read from the database again after a few seconds."""

import time
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from qaforum.extensions import db
from qaforum.models import CharterVersion, Member, Review

_FRESH = 15.0  # seconds
_KEPT = "qaforum.standing"


@dataclass(frozen=True, slots=True)
class CharterStatus:
    """`charter` is 0 as long as none was written; `review_id` is None while none is open."""

    charter: int
    review_id: int | None
    review_closes_at: datetime | None


def now() -> CharterStatus:
    """As it was at most a few seconds ago; what this process changed itself is seen at once."""
    kept: tuple[float, CharterStatus] | None = current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() - kept[0] > _FRESH:
        kept = (time.monotonic(), _read())
        current_app.extensions[_KEPT] = kept
    return kept[1]


def forget() -> None:
    """Something of it was changed and committed."""
    current_app.extensions.pop(_KEPT, None)


def asks(member: Member | None) -> bool:
    """Whether this member has a charter, or a newer one, to accept before they post."""
    return member is not None and member.charter_number < now().charter


def _read() -> CharterStatus:
    number = select(func.max(CharterVersion.number)).scalar_subquery()
    row = db.session.execute(
        select(number, Review.id, Review.closes_at)
        .select_from(select(1).subquery())
        .outerjoin(Review, Review.closed_at.is_(None))
        .order_by(Review.id.desc())
        .limit(1)
    ).one()
    return CharterStatus(row[0] or 0, row[1], row[2])
