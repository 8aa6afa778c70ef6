"""Passages: the sentences of an answer that show why it was found."""

from __future__ import annotations

from search import Encoder, Engine
from search.passages import LONGEST, marks

ANSWER = (
    "This comes up every autumn. First check that the lamp is not simply switched off at the wall. "
    "To reset the projector, hold the power button for ten seconds until the light turns red. "
    "Ask the front desk for the remote control. They open at eight.\n"
    "- Rooms A and B have the same model\n- Room C has an older one"
)


def test_the_closest_sentence_is_shown_word_for_word(community: Engine) -> None:
    (passage,) = community.passages("How can I reset a projector?", [("answer", ANSWER)])

    assert passage.key == "answer"
    assert "hold the power button for ten seconds" in passage.text
    assert passage.text in ANSWER
    assert len(passage.text) <= LONGEST


def test_a_passage_is_found_across_languages(community: Engine) -> None:
    (passage,) = community.passages("réinitialiser le vidéoprojecteur", [("a", ANSWER)])

    assert "reset the projector" in passage.text


def test_shared_words_are_marked_whatever_their_form() -> None:
    text = "Les réservations d’une salle"

    assert [text[a:b] for a, b in marks("réserver les salles", text)] == ["réservations", "salle"]


def test_function_words_are_not_marked_in_a_text_of_another_language() -> None:
    text = "Salle I : la réunion a lieu in situ"

    assert marks("Where do I meet in the hall?", text, "fr", "en") == ()


def test_blank_texts_have_no_passage(community: Engine) -> None:
    found = community.passages("anything", [("blank", " \n"), ("text", "One sentence.")])

    assert [passage.key for passage in found] == ["text"]


def test_a_text_without_full_stops_is_cut_at_a_word(community: Engine) -> None:
    (passage,) = community.passages("words", [("long", "several words " * 400)])

    assert len(passage.text) <= LONGEST
    assert passage.text.endswith(("several", "words"))


def test_an_edited_text_is_read_anew(community: Engine) -> None:
    community.passages("lamp", [("edited", "The lamp is old.")])

    (passage,) = community.passages("lamp", [("edited", "The lamp is new.")])

    assert passage.text == "The lamp is new."


def test_a_text_seen_before_is_read_further_where_it_shares_words(encoder: Encoder) -> None:
    text = "\n".join(
        [f"Room {n} has a lamp." for n in range(20)] + ["The boiler is in the cellar."]
    )
    finder = Engine(encoder)
    finder.passages("lamp", [("rooms", text)])

    (passage,) = finder.passages("Where is the boiler?", [("rooms", text)])

    assert "boiler" in passage.text
