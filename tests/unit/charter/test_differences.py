"""What changed between two texts."""

from qaforum.services.charter.differences import Piece, between


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for passage in between(before, after) for p in passage.pieces]


def test_words_that_changed_are_told_apart_from_those_that_stayed() -> None:
    assert pieces("We answer within two days.", "We answer within one week.") == [
        ("same", "We answer within "),
        ("removed", "two days"),
        ("added", "one week"),
        ("same", "."),
    ]


def test_unchanged_paragraphs_are_counted() -> None:
    before = "One.\n\nTwo.\n\nThree."
    passages = between(before, before + "\n\nFour.")
    assert [(one.unchanged, one.pieces) for one in passages] == [
        (3, []),
        (0, [Piece("added", "\nFour.")]),
    ]


def test_the_same_text_has_no_differences() -> None:
    assert between("One.\n\nTwo.", "One. \n\nTwo.\n") == []


def test_nothing_is_lost_between_the_two() -> None:
    before, after = "a b c\nd e", "a x c\nf e g"
    found = pieces(before, after)
    assert "".join(text for kind, text in found if kind != "added") == before
    assert "".join(text for kind, text in found if kind != "removed") == after


def test_a_text_rewritten_from_end_to_end_is_shown_whole_and_at_once() -> None:
    before, after = "old words " * 3_000, "new things " * 3_000
    assert [kind for kind, _text in pieces(before, after)] == ["removed", "added"]
