"""A word that questions share."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from qaforum import markup
from qaforum.models.core.base import Key, Model

question_tag = Table(
    "question_tag",
    Model.metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_question_tag_tag_id", "tag_id", "question_id"),
)


def key_of(name: str) -> str:
    """What all spellings of a tag have in common: lower case, without accents."""
    return markup.fold(name)[:60] or name


class Tag(Model):
    """`name` is what people read; by its `key` it is found, in addresses too."""

    __tablename__ = "tag"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    key: Mapped[str] = mapped_column(
        String(60), unique=True, index=True, default="", server_default=""
    )
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_fr: Mapped[str] = mapped_column(Text, default="")
    question_count: Mapped[int] = mapped_column(default=0, index=True)

    @validates("name")
    def _set_key(self, _name: str, value: str) -> str:
        self.key = key_of(value)
        return value
