"""The houses that members work for."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Institution, Member, Question
from qaforum.models.core.name import NAMELESS
from qaforum.services.core.queries import QUESTIONS, live, open_to


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution with its number of members and of problems they solved."""

    institution: Institution
    members: int
    solved: int


# Whoever left is no member any more; what they solved stays with the house
_MEMBERS = func.count(case((Member.active, Member.id)))


def list_institutions() -> list[InstitutionRow]:
    """All institutions, those that solved most first."""
    solved = func.coalesce(func.sum(Member.solved_count), 0)
    rows = db.session.execute(
        select(Institution, _MEMBERS, solved)
        .outerjoin(Member, Member.institution_id == Institution.id)
        .where(Institution.merged_into_id.is_(None))
        .group_by(Institution.id)
        .order_by(solved.desc(), Institution.name)
    )
    return [InstitutionRow(institution, members, count) for institution, members, count in rows]


def every() -> Sequence[Institution]:
    """All institutions that one can belong to, by name, for choosing one."""
    there = Institution.merged_into_id.is_(None), Institution.closed_at.is_(None)
    return db.session.scalars(select(Institution).where(*there).order_by(Institution.name)).all()


def load(slug: str) -> Institution:
    """Raises NotFound: there is no such institution."""
    institution = db.session.scalar(select(Institution).where(Institution.slug == slug))
    if institution is None:
        raise errors.NotFound(_("This institution is not known here."))
    return institution


def successor(institution: Institution) -> Institution | None:
    """The institution that this one went into, if it did."""
    if institution.merged_into_id is None:
        return None
    return db.session.get(Institution, institution.merged_into_id)


def members_of(institution: Institution) -> Sequence[Member]:
    return db.session.scalars(
        select(Member)
        .where(Member.institution_id == institution.id, Member.active)
        .order_by(Member.solved_count.desc(), Member.name)
        .limit(100)
    ).all()


def figures(institution: Institution) -> dict[str, int]:
    """How many members it has, what they asked in the open and what they solved."""
    members, solved = db.session.execute(
        select(_MEMBERS, func.coalesce(func.sum(Member.solved_count), 0)).where(
            Member.institution_id == institution.id
        )
    ).one()
    asked = db.session.scalar(
        select(func.count(Question.id))
        .join(Member, Member.id == Question.author_id)
        .where(
            Member.institution_id == institution.id,
            live(Question),
            open_to(None),
        )
    )
    return {"members": members, "asked": asked or 0, "solved": solved}


def questions_of(
    institution: Institution, viewer: Member | None = None, limit: int = 10
) -> Sequence[Question]:
    """The latest questions of its members that `viewer` may read, without those of former members
    who left without their name."""
    named = ~Member.username.startswith(NAMELESS), Member.institution_id == institution.id
    return (
        db.session.scalars(
            QUESTIONS.where(Question.author.has(and_(*named)), open_to(viewer))
            .order_by(Question.created_at.desc(), Question.id.desc())
            .limit(limit)
        )
        .unique()
        .all()
    )
