"""Practices about similar problems, as what they say about who can help: who wrote them, and who
used them with success."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, union_all

from qaforum.extensions import db
from qaforum.indexing import Key, Match, Practised
from qaforum.models import Adaptation, Member, Practice
from qaforum.models.practices.adaptation import WORKED
from qaforum.services.core.queries import live

MOST = 400  # rows that are looked at, practices before their uses


def practised(
    matches: Sequence[Match],
    practices: Mapping[Key, Practice],
    asker: Member | None,
    among: Sequence[ColumnElement[bool]],
) -> dict[int, list[Practised]]:
    """By member, what they did with the practices matched (by their key), one a
    practice, the likeliest first. One statement; none where no practice was matched."""
    by_id = {match.key.id: match for match in matches if match.key in practices}
    if not by_id:
        return {}
    found: dict[int, dict[int, Practised]] = {}
    for row in db.session.execute(_rows(list(by_id), among)):
        if asker is None or row.member_id != asker.id:
            one = _practised(row, by_id[row.practice_id])
            found.setdefault(row.member_id, {}).setdefault(row.practice_id, one)
    return {
        member_id: sorted(own.values(), key=lambda one: -one.match.confidence)
        for member_id, own in found.items()
    }


def _rows(practice_ids: Sequence[int], among: Sequence[ColumnElement[bool]]) -> Select[Any]:
    wrote = select(
        Practice.id.label("practice_id"),
        Practice.author_id.label("member_id"),
        Practice.created_at.label("at"),
        Practice.worked_count.label("institutions"),
        literal(1).label("wrote"),
    ).where(Practice.id.in_(practice_ids), live(Practice))
    used = select(
        Adaptation.practice_id, Adaptation.member_id, Adaptation.created_at, literal(0), literal(0)
    ).where(
        Adaptation.practice_id.in_(practice_ids),
        Adaptation.outcome == WORKED,
        live(Adaptation),
    )
    done = union_all(wrote, used).subquery()
    return (
        select(done, Member.answer_count, Member.solved_count, Member.institution_id)
        .join(Member, Member.id == done.c.member_id)
        .where(*among)
        .order_by(done.c.wrote.desc(), done.c.at.desc(), done.c.practice_id)
        .limit(MOST)
    )


def _practised(row: Any, match: Match) -> Practised:
    return Practised(
        match=match,
        practice_id=row.practice_id,
        wrote=bool(row.wrote),
        member_id=row.member_id,
        accepted_at=row.at if row.wrote else None,
        created_at=row.at,
        score=row.institutions,
        answers=row.answer_count,
        solved=row.solved_count,
        institution_id=row.institution_id,
    )
