"""Which institution somebody belonged to, and when: the past stays with the house of that time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from qaforum.extensions import db
from qaforum.models import Institution, Member, PastMembership
from qaforum.services.core.transaction import changed


def move(member: Member, institution_id: int | None) -> None:
    """The member belongs to this institution from now on; part of the caller's transaction."""
    if institution_id == member.institution_id:
        return
    if member.id is not None:
        db.session.add(PastMembership(member_id=member.id, institution_id=member.institution_id))
    member.institution_id = institution_id


def move_all(institution_id: int, into_id: int) -> None:
    """Everybody of one institution belongs to another now, which counts their past as its own;
    part of the caller's transaction."""
    here = Member.institution_id == institution_id
    changed(update(Member).where(here).values(institution_id=into_id))


class Whereabouts:
    """Where each of some members belonged at any moment. Merged institutions count as the one
    they went into."""

    def __init__(self, member_ids: Collection[int] | None = None) -> None:
        """Of `member_ids`, or of everybody."""
        now = select(Member.id, Member.institution_id)
        past = select(PastMembership).order_by(PastMembership.until, PastMembership.id)
        if member_ids is not None:
            now = now.where(Member.id.in_(member_ids))
            past = past.where(PastMembership.member_id.in_(member_ids))
        self._now = {id_: institution for id_, institution in db.session.execute(now)}
        self._past: defaultdict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
        for row in db.session.scalars(past):
            self._past[row.member_id].append((row.until, row.institution_id))
        merged = select(Institution.id, Institution.merged_into_id).where(
            Institution.merged_into_id.is_not(None)
        )
        self._merged = {id_: into for id_, into in db.session.execute(merged)}

    def at(self, member_id: int | None, moment: datetime) -> int | None:
        """The institution's id, or None: of no institution, or an unknown member."""
        if member_id is None:
            return None
        past = self._past.get(member_id, [])
        place = bisect_right([until for until, _ in past], moment)
        found = past[place][1] if place < len(past) else self._now.get(member_id)
        return None if found is None else self._merged.get(found, found)
