"""What the attributes of a row mean."""

from datetime import UTC, datetime

import pytest

from qaforum.importers.stackexchange import rows

QUESTION = {
    "Id": "7",
    "PostTypeId": "1",
    "Title": "Why does the dough not rise?",
    "Body": "<p>It stays flat.</p>",
    "CreationDate": "2014-01-21T20:26:05.383",
}


def test_both_ways_to_write_tags_mean_the_same() -> None:
    assert rows.tag_names("<sour-dough><c++>") == ("sour-dough", "c++")
    assert rows.tag_names("|sour-dough|c++|") == ("sour-dough", "c++")


def test_dates_are_moments_in_utc() -> None:
    post = rows.post(QUESTION)
    assert post is not None
    assert post.created_at == datetime(2014, 1, 21, 20, 26, 5, 383000, tzinfo=UTC)


def test_an_answer_names_its_question() -> None:
    answer = rows.post({**QUESTION, "PostTypeId": "2", "ParentId": "3"})
    assert answer is not None
    assert answer.parent == 3


@pytest.mark.parametrize("kind", ["3", "4", "5", "6", "7", "8"])
def test_tag_descriptions_and_elections_are_no_posts(kind: str) -> None:
    assert rows.post({"PostTypeId": kind}) is None


def test_the_machine_account_is_nobody() -> None:
    post = rows.post({**QUESTION, "OwnerUserId": "-1"})
    assert post is not None
    assert (post.owner, post.owner_name) == (None, "Community")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Id": "seven"}, "Id is not a number"),
        ({"Id": "99999999999"}, "Id is too large"),
        ({"Id": "0"}, "Id is not positive"),
        ({"Title": " "}, "Title is missing"),
        ({"Body": ""}, "Body is missing"),
        ({"CreationDate": "yesterday"}, "CreationDate is not a date"),
        ({"PostTypeId": ""}, "PostTypeId is missing"),
        ({"PostTypeId": "2"}, "ParentId is missing"),
    ],
)
def test_a_row_that_cannot_be_understood_says_why(change: dict[str, str], said: str) -> None:
    with pytest.raises(rows.Malformed, match=said):
        rows.post({**QUESTION, **change})


@pytest.mark.parametrize("kind", ["5", "8", "15", "16"])
def test_only_votes_on_quality_count(kind: str) -> None:
    row = {"PostId": "1", "CreationDate": "2014-01-21T00:00:00.000"}
    assert rows.vote({**row, "VoteTypeId": kind}) is None
    assert rows.vote({**row, "VoteTypeId": "3"}) is not None
