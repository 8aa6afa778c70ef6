"""A word that questions share."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from qaforum.models.base import Key, Model

question_tag = Table(
    "question_tag",
    Model.metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_question_tag_tag_id", "tag_id", "question_id"),
)


class Tag(Model):
    __tablename__ = "tag"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_fr: Mapped[str] = mapped_column(Text, default="")
    question_count: Mapped[int] = mapped_column(default=0, index=True)
