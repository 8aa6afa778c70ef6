"""Lists of practices."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import (
    InstrumentedAttribute,
    contains_eager,
    defer,
    joinedload,
    load_only,
    selectinload,
)

from qaforum.extensions import db
from qaforum.models import Answer, Institution, Practice, Tag, practice_tag
from qaforum.models.core.reusable import OUTDATED
from qaforum.services.core.pages import Page, page
from qaforum.services.core.queries import PRACTICE_SUMMARY, live

PAGE = 20
SORTS = ("newest", "used")

_TEXTS = (Practice.body, Practice.body_html, Practice.method, Practice.method_html)
_DETAILS = (Practice.details, Practice.details_html)
# A list never shows more of a practice than its excerpt
PRACTICES: Select[Practice] = (
    select(Practice)
    .where(live(Practice))
    .options(
        joinedload(Practice.author),
        selectinload(Practice.tags),
        *(defer(column, raiseload=True) for column in (*_TEXTS, *_DETAILS)),
    )
)


def list_practices(
    sort: str = "newest", tag: Tag | None = None, after: str | None = None, size: int = PAGE
) -> Page[Practice]:
    """One page of practices. Raises errors.Invalid for a broken cursor."""
    query = PRACTICES
    keys: list[InstrumentedAttribute[Any]] = [Practice.created_at, Practice.id]
    if sort == "used":
        keys = [Practice.institution_count, Practice.id]
    if tag is not None:
        query = query.join(practice_tag, practice_tag.c.practice_id == Practice.id).where(
            practice_tag.c.tag_id == tag.id
        )
    return page(query, keys, after, size)


def practices_named(text: str, limit: int = 8) -> Sequence[Practice]:
    """Practices with these words in their title, the most used first."""
    return db.session.scalars(
        select(Practice)
        .where(
            live(Practice),
            Practice.title.icontains(" ".join(text.split())[:100], autoescape=True),
        )
        .options(load_only(*PRACTICE_SUMMARY, raiseload=True))
        .order_by(Practice.institution_count.desc(), Practice.id.desc())
        .limit(limit)
    ).all()


def of_institutions_like(institution: Institution | None, limit: int = 3) -> Sequence[Practice]:
    """What other institutions of the same kind do, the most used first; none without a kind."""
    if institution is None or not institution.kind:
        return []
    return db.session.scalars(
        select(Practice)
        .join(Practice.institution)
        .where(
            live(Practice),
            Practice.validity != OUTDATED,
            Institution.kind == institution.kind,
            Institution.id != institution.id,
        )
        .options(load_only(*PRACTICE_SUMMARY, raiseload=True), contains_eager(Practice.institution))
        .order_by(Practice.institution_count.desc(), Practice.id.desc())
        .limit(limit)
    ).all()


def of_solutions(answers: Sequence[Answer]) -> list[Practice]:
    """The lines of the practices that were made of these answers, loaded with WITH_PRACTICES."""
    found = {row.id: row for answer in answers for row in answer.practices}  # type: ignore[attr-defined]
    return [found[key] for key in sorted(found) if found[key].deleted_at is None]


def deleted(limit: int = 100) -> Sequence[Practice]:
    """The latest deleted practices, each with its author and who deleted it."""
    return db.session.scalars(
        select(Practice)
        .where(~live(Practice))
        .options(
            load_only(*PRACTICE_SUMMARY, Practice.author_name, Practice.deleted_at, raiseload=True),
            joinedload(Practice.author),
            joinedload(Practice.deleted_by),
        )
        .order_by(Practice.deleted_at.desc())
        .limit(limit)
    ).all()
