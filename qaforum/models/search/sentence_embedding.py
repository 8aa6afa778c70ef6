"""The vectors of the sentences of a document's solutions, for showing why it was found."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from qaforum.models.core.base import Model
from qaforum.models.search.embedding import Embedding


class SentenceEmbedding(Model):
    """Belongs to one embedding and goes with it, so that it is never of another text.

    `vectors` are as the search packs them: for each solution where its sentences begin and end,
    and their vectors in eight bits. Empty where nothing solved it.
    """

    __tablename__ = "sentence_embedding"

    embedding_id: Mapped[int] = mapped_column(
        ForeignKey(Embedding.id, ondelete="CASCADE"), primary_key=True
    )
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
