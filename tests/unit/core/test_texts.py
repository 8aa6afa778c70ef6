"""What may stand in a title, a body, a comment, a tag."""

from collections.abc import Callable

import pytest
from flask import Flask

from qaforum import errors
from qaforum.services.core import texts

pytestmark = pytest.mark.usefixtures("app")


def refusal(check: Callable[[str], object], text: str) -> errors.Invalid:
    with pytest.raises(errors.Invalid) as caught:
        check(text)
    return caught.value


def test_a_title_is_put_on_one_line() -> None:
    assert texts.title("  Where to\n keep\tthe   keys? ") == "Where to keep the keys?"


@pytest.mark.parametrize(
    "text", ["", "   ", "Help", "\x00" * 50, "\u202e" * 50, "a\n\n\n\n\n\n\n\n\n"]
)
def test_a_title_that_is_too_short_is_refused(text: str) -> None:
    assert refusal(texts.title, text).field == "title"


@pytest.mark.parametrize("text", ["🚰" * 20, "?????????????", "1234567890123", "\u0301" * 40])
def test_a_title_without_words_is_refused(text: str) -> None:
    assert "words" in refusal(texts.title, text).message


def test_a_title_keeps_every_script() -> None:
    for text in (
        "Où ranger les clés du bâtiment ?",
        "איפה שומרים את המפתחות",
        "鍵をどこに保管していますか教えて",
    ):
        assert texts.title(text) == text


def test_a_title_loses_what_would_turn_it_round() -> None:
    assert texts.title("Keys \u202eneddih\u202c in the\x00 drawer") == "Keys neddih in the drawer"


def test_an_over_long_title_is_refused_with_both_numbers() -> None:
    message = refusal(texts.title, "word " * 60).message
    assert "299" in message
    assert "200" in message


def test_the_limits_of_a_title_are_settings(app: Flask) -> None:
    app.config["TITLE_MIN"], app.config["TITLE_MAX"] = 3, 5
    assert texts.title("Keys") == "Keys"
    assert refusal(texts.title, "Longer").field == "title"


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x01", "👍👍👍", "…!?"])
def test_a_body_without_a_word_is_refused(text: str) -> None:
    assert refusal(texts.body, text).field == "body"


def test_a_body_of_a_megabyte_is_refused_with_its_length() -> None:
    assert "1000000" in refusal(texts.body, "x" * 1_000_000).message


def test_bytes_that_were_no_text_are_refused() -> None:
    for check in (texts.title, texts.body, texts.comment):
        assert "bytes" in refusal(check, "Some words and \ufffd\ufffd here").message


def test_an_empty_comment_is_refused() -> None:
    assert refusal(texts.comment, " \u202e\x00 ").field == "body"


def test_a_thumb_is_a_comment() -> None:
    assert texts.comment("👍") == "👍"


def test_an_over_long_line_is_refused() -> None:
    assert texts.line(" in a\nsmall house ", 20, "context") == "in a small house"
    assert refusal(lambda text: texts.line(text, 20, "context"), "x" * 21).field == "context"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ;\n", []),
        ("Night planning", ["night", "planning"]),
        ("night,planning;night", ["night", "planning"]),
        ("c++ c# .net node.js", ["c++", "c#", "net", "node.js"]),
        ("Été œuvre", ["été", "œuvre"]),
        ("e\u0301quipe", ["équipe"]),
        ("<script>alert(1)</script>", ["script-alert-1-script"]),
        ("🚰 👍", []),
        ("a\u202eb\x00", ["a-b"]),
        ("日本語", ["日本語"]),
    ],
)
def test_tags_are_lower_case_words_each_once(text: str, names: list[str]) -> None:
    assert texts.tag_names(text) == names


def test_too_many_tags_are_refused() -> None:
    assert refusal(texts.tag_names, "a b c d e f").field == "tags"
    assert refusal(texts.tag_names, "tag " * 10 + "x y z q r s").field == "tags"


def test_an_over_long_tag_is_refused() -> None:
    assert refusal(texts.tag_names, "x" * 36).field == "tags"


def test_a_title_that_nobody_can_see_is_refused() -> None:
    assert refusal(texts.title, "\u200b\u3164" * 20)


def test_a_chinese_title_is_long_enough_with_eight_characters() -> None:
    assert texts.title("洗衣机漏水怎么办") == "洗衣机漏水怎么办"
