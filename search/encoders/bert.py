"""A BERT model (Devlin et al. 2019) as CTranslate2 reads it, with weights in eight bits.

CTranslate2's own converter needs PyTorch, which takes 400 MB that a serving process never gives
back; the format is small enough to be written here, from the safetensors, in half a second.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

_VERSION, _REVISION = 6, 1  # of the file, and of its "TransformerEncoderSpec"
_TYPES = {"float32": 0, "int8": 1, "int16": 2}
_GELU, _ADD = np.int8(3), np.int8(1)
_LARGEST = 127.0  # of a signed byte
_ROWS = 8192  # made eight bits at a time: a vocabulary in float32 takes a lot of memory


class Rows(Protocol):
    """A matrix of which some rows can be had in float32."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> NDArray[np.float32]: ...


Variable = tuple[str, NDArray[np.generic] | np.generic]
Tensor = Callable[[str], NDArray[np.float32]]  # by the name that Hugging Face gives it
_WORDS = "embeddings.word_embeddings.weight"


def ctranslate2_files(folder: Path) -> dict[str, BytesIO]:
    """The files of a CTranslate2 model, in memory, from a folder as Hugging Face lays it out.

    It gives the last hidden states of texts that are one sequence each.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    vocabulary = (folder / "vocab.txt").read_text("utf-8").split("\n")[: config["vocab_size"]]
    with safe_open(folder / "model.safetensors", framework="numpy") as tensors:
        special = ("[UNK]", "[CLS]", "[SEP]")
        words = tensors.get_tensor(_WORDS)
        return model_files(tensors.get_tensor, words, config, vocabulary, special)


def model_files(
    tensor: Tensor,
    words: Rows,
    config: Mapping[str, Any],
    vocabulary: Sequence[str],
    special: Sequence[str],
) -> dict[str, BytesIO]:
    """The same from the tensors themselves and the vectors of words.

    `special` are the tokens for what is unknown, for the beginning and for the end.
    """
    names = ("unk_token", "bos_token", "eos_token")
    settings = {
        "layer_norm_epsilon": config["layer_norm_eps"],
        **dict(zip(names, special, strict=True)),
    }
    return {
        "model.bin": BytesIO(_serialized(_variables(tensor, words, config))),
        "config.json": BytesIO(json.dumps(settings).encode()),
        "vocabulary.json": BytesIO(json.dumps(vocabulary).encode()),
    }


def _variables(tensor: Tensor, words: Rows, config: Mapping[str, Any]) -> Iterator[Variable]:
    def read(*names: str) -> NDArray[np.float32]:
        return np.concatenate([tensor(name) for name in names])

    def linear(name: str, *sources: str) -> Iterator[Variable]:
        yield f"{name}/bias", read(*(f"{source}.bias" for source in sources))
        yield from _quantized(name, read(*(f"{source}.weight" for source in sources)))

    def norm(name: str, source: str) -> Iterator[Variable]:
        yield f"{name}/beta", read(f"{source}.bias")
        yield f"{name}/gamma", read(f"{source}.weight")

    yield "encoder/num_heads", np.int16(config["num_attention_heads"])
    yield "encoder/activation", _GELU
    yield "encoder/embeddings_merge", _ADD
    for switch in ("pre_norm", "scale_embeddings", "multi_query_attention"):
        yield f"encoder/{switch}", np.int8(0)
    yield from _quantized("encoder/embeddings_0", words)
    # Every token is of the first sequence: what says so is the same everywhere.
    first = read("embeddings.token_type_embeddings.weight")[0]
    positions = read("embeddings.position_embeddings.weight") + first
    yield "encoder/position_encodings/encodings", positions
    yield from norm("encoder/layernorm_embedding", "embeddings.LayerNorm")
    for i in range(config["num_hidden_layers"]):
        source, layer = f"encoder.layer.{i}", f"encoder/layer_{i}"
        attention = [f"{source}.attention.self.{part}" for part in ("query", "key", "value")]
        yield from linear(f"{layer}/self_attention/linear_0", *attention)
        output = f"{source}.attention.output"
        yield from linear(f"{layer}/self_attention/linear_1", f"{output}.dense")
        yield from norm(f"{layer}/self_attention/layer_norm", f"{output}.LayerNorm")
        yield from linear(f"{layer}/ffn/linear_0", f"{source}.intermediate.dense")
        yield from linear(f"{layer}/ffn/linear_1", f"{source}.output.dense")
        yield from norm(f"{layer}/ffn/layer_norm", f"{source}.output.LayerNorm")


def _quantized(name: str, weight: Rows) -> Iterator[Variable]:
    """One scale for each row, that is for each output of a layer and each word."""
    eight = np.empty(weight.shape, np.int8)
    scale = np.empty(len(weight), np.float32)
    for start in range(0, len(weight), _ROWS):
        some = slice(start, start + _ROWS)
        rows = weight[some]
        largest = np.abs(rows).max(axis=1)
        scale[some] = _LARGEST / np.where(largest > 0, largest, _LARGEST)
        eight[some] = np.rint(rows * scale[some, None])
    yield f"{name}/weight", eight
    yield f"{name}/weight_scale", scale


def _serialized(variables: Iterator[Variable]) -> bytes:
    written = [_variable(name, np.asarray(value)) for name, value in variables]
    head = struct.pack("<I", _VERSION) + _text("TransformerEncoderSpec")
    head += struct.pack("<II", _REVISION, len(written))
    no_aliases = struct.pack("<I", 0)
    return b"".join([head, *written, no_aliases])


def _variable(name: str, value: NDArray[np.generic]) -> bytes:
    shape = struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
    kind = struct.pack("<BI", _TYPES[value.dtype.name], value.nbytes)
    return _text(name) + shape + kind + value.tobytes()


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<H", len(encoded) + 1) + encoded + b"\0"
