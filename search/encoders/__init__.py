"""Text to unit vectors: one file an encoder."""

from __future__ import annotations

from search.encoders.protocol import Encoder, last, parts

__all__ = ["Encoder", "last", "load_encoder", "parts"]


def load_encoder(model: str = "default") -> Encoder:
    """Load an encoder; takes seconds.

    "default" is all-MiniLM-L6-v2 beside USE multilingual, in that order. Anything else is
    the folder or the name of a sentence-transformers model. Raises OSError when the model
    cannot be found, RuntimeError when packaged weights are not the expected ones.
    """
    if model != "default":
        from search.encoders.sentence_transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(model)
    from search.encoders.concatenated import ConcatenatedEncoder
    from search.encoders.minilm import MiniLm
    from search.encoders.use import UseEncoder

    return ConcatenatedEncoder([MiniLm(), UseEncoder()])
