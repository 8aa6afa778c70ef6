"""A path: questions, practices and resources in the order that experience would choose."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime
from qaforum.models.library.resource import Resource
from qaforum.models.people.member import Member
from qaforum.models.practices.practice import Practice
from qaforum.models.questions.question import Question

QUESTION, PRACTICE, RESOURCE = "question", "practice", "resource"


class Path(Model):
    """Others see it from its first step on; `revision` counts each saved change of any part."""

    __tablename__ = "path"
    __table_args__ = (Index("ix_path_newest", "created_at", "id"),)

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(100))
    intro: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="SET NULL"), index=True
    )
    institution_id: Mapped[int | None] = mapped_column(
        ForeignKey("institution.id", ondelete="SET NULL")
    )
    step_count: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    author: Mapped[Member | None] = relationship(Member, lazy="raise")


class PathStep(Model):
    """`title` is what the thing was called when it was put here: if it goes, the step stays."""

    __tablename__ = "path_step"
    __table_args__ = (Index("ix_path_step_order", "path_id", "position", "id"),)

    id: Mapped[Key]
    path_id: Mapped[int] = mapped_column(ForeignKey("path.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    sentence: Mapped[str] = mapped_column(String(600), default="")
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    practice_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice.id", ondelete="SET NULL"), index=True
    )
    resource_id: Mapped[int | None] = mapped_column(
        ForeignKey("resource.id", ondelete="SET NULL"), index=True
    )

    question: Mapped[Question | None] = relationship(Question, lazy="raise")
    practice: Mapped[Practice | None] = relationship(Practice, lazy="raise")
    resource: Mapped[Resource | None] = relationship(Resource, lazy="raise")


class PathTick(Model):
    """This member has done this step; nobody else ever sees that."""

    __tablename__ = "path_tick"

    step_id: Mapped[int] = mapped_column(
        ForeignKey("path_step.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
