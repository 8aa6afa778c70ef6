"""The vectors of one document, made from one state of its text by one encoder."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qaforum import clock
from qaforum.models.core.base import Key, Model, UtcDateTime


class Embedding(Model):
    """`kind` is one of `qaforum.indexing.documents`, `document_id` a row of that kind.

    `vectors` are little-endian float16, row by row: title, question, then each solution.

    A new embedding is a new row with a higher id, never an update, so that every process learns
    what changed by reading on from the last id it knows; ids are never given twice.
    """

    __tablename__ = "embedding"
    __table_args__ = (
        UniqueConstraint("kind", "document_id", "encoder"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[int] = mapped_column(BigInteger)
    encoder: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(32))
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
