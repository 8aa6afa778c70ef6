"""`qaforum import stackexchange DIR`: a whole community comes in, once."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Table, func, select

from qaforum.cli import main
from qaforum.extensions import db
from qaforum.importers.stackexchange import Dump
from qaforum.indexing.documents import content_hash
from qaforum.models import Answer, Comment, Member, Question, QuestionLink, Tag, Vote
from qaforum.models.questions.question_link import DUPLICATE, RELATED
from qaforum.services.core import tags
from qaforum.services.operations import imports
from qaforum.services.operations.imports import questions as import_questions
from qaforum.services.questions import content_hashes
from tests.factories import Factory

DAY = "2015-03-{:02}T10:00:00.000"
NOTICE = (
    "<blockquote><p><strong>Possible Duplicate:</strong><br>"
    '<a href="https://bread.stackexchange.com/questions/1/why-does-my-dough-stay-flat">'
    "Why does my dough stay flat?</a></p></blockquote>"
)
POSTS: list[dict[str, Any]] = [
    {
        "Id": 1, "PostTypeId": 1, "AcceptedAnswerId": 2, "CreationDate": DAY.format(1), "Score": 2,
        "Title": "Why does my dough stay flat?", "Tags": "<sourdough><yeast>", "OwnerUserId": 11,
        "Body": "<p>It does <em>not</em> rise.</p><script>alert(1)</script>",
        "LastEditDate": DAY.format(2), "LastActivityDate": DAY.format(20),
    },
    {
        "Id": 2, "PostTypeId": 2, "ParentId": 1, "CreationDate": DAY.format(3), "Score": 3,
        "Body": "<p>Your starter is <code>too_cold</code>.</p>", "OwnerUserId": 12,
    },
    {
        "Id": 3, "PostTypeId": 2, "ParentId": 1, "CreationDate": DAY.format(4), "Score": -1,
        "Body": "<p>Use more flour.</p>", "OwnerDisplayName": "Gone Baker",
        "CommunityOwnedDate": DAY.format(5),
    },
    {
        "Id": 4, "PostTypeId": 1, "CreationDate": DAY.format(6), "Score": 0,
        "Title": "Pourquoi ma pâte à pain ne lève-t-elle pas ?", "Tags": "|sourdough|",
        "OwnerUserId": 13,
        "Body": f"{NOTICE}<p>Elle reste plate comme une crêpe depuis hier soir.</p>",
    },
    {
        "Id": 5, "PostTypeId": 4, "CreationDate": DAY.format(6), "Score": 0, "Body": "About yeast",
    },
    {
        "Id": 6, "PostTypeId": 2, "ParentId": 99, "CreationDate": DAY.format(7), "Score": 1,
        "Body": "<p>To a question that is gone.</p>", "OwnerUserId": 12,
    },
    {
        "Id": 7, "PostTypeId": 1, "CreationDate": "some day", "Score": 1, "Title": "No date",
        "Body": "<p>None.</p>",
    },
]  # fmt: skip
USERS: list[dict[str, Any]] = [
    {
        "Id": 11,
        "DisplayName": "Zoë Müller",
        "CreationDate": DAY.format(1),
        "AboutMe": "<b>Baker</b>",
    },
    {"Id": 12, "DisplayName": "Zoe Muller", "CreationDate": DAY.format(1)},
    {"Id": 13, "DisplayName": "面包师", "CreationDate": DAY.format(1)},
    {"Id": 14, "DisplayName": "Reads only", "CreationDate": DAY.format(1)},
]
VOTES: list[dict[str, Any]] = [
    *(
        {"Id": 20 + n, "PostId": 1, "VoteTypeId": 2, "CreationDate": DAY.format(8)}
        for n in range(3)
    ),
    {"Id": 30, "PostId": 1, "VoteTypeId": 3, "CreationDate": DAY.format(8)},
    {"Id": 31, "PostId": 2, "VoteTypeId": 2, "CreationDate": DAY.format(8)},
    {"Id": 32, "PostId": 2, "VoteTypeId": 1, "CreationDate": DAY.format(9)},
    {"Id": 33, "PostId": 2, "VoteTypeId": 5, "CreationDate": DAY.format(9)},
]
COMMENTS: list[dict[str, Any]] = [
    {"Id": 41, "PostId": 1, "Score": 2, "Text": "How _warm_ is it?", "CreationDate": DAY.format(9),
     "UserId": 12},
    {"Id": 42, "PostId": 2, "Score": 0, "Text": "That was it.", "CreationDate": DAY.format(10),
     "UserDisplayName": "Gone Baker"},
]  # fmt: skip
LINKS: list[dict[str, Any]] = [
    {"Id": 51, "PostId": 1, "RelatedPostId": 4, "LinkTypeId": 1, "CreationDate": DAY.format(11)},
    {"Id": 52, "PostId": 4, "RelatedPostId": 1, "LinkTypeId": 3, "CreationDate": DAY.format(11)},
    {"Id": 53, "PostId": 4, "RelatedPostId": 88, "LinkTypeId": 1, "CreationDate": DAY.format(11)},
]


def write(folder: Path, name: str, rows: Iterable[dict[str, Any]]) -> None:
    lines = [
        "  <row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />"
        for row in rows
    ]
    root = name.removesuffix(".xml").lower()
    text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>", *lines, f"</{root}>"])
    (folder / name).write_text(f"\ufeff{text}", encoding="utf-8")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A small community with everything that makes dumps odd."""
    folder = tmp_path / "bread"
    folder.mkdir()
    write(folder, "Posts.xml", POSTS)
    write(folder, "Users.xml", USERS)
    write(folder, "Votes.xml", VOTES)
    write(folder, "Comments.xml", COMMENTS)
    write(folder, "PostLinks.xml", LINKS)
    return folder


def run(app: Flask, *arguments: str | Path) -> Result:
    command = ["import", "stackexchange", *(str(argument) for argument in arguments)]
    return CliRunner().invoke(main, command, obj=lambda: app)


def summary(app: Flask, *arguments: str | Path) -> dict[str, Any]:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def question(number: int) -> Question:
    return db.session.scalars(select(Question).where(Question.source_id == number)).one()


def answer(number: int) -> Answer:
    return db.session.scalars(select(Answer).where(Answer.source_id == number)).one()


def member(number: int) -> Member:
    return db.session.scalars(select(Member).where(Member.source_id == number)).one()


def everything() -> dict[str, list[Any]]:
    """All rows of all tables that an import writes, without what every run makes anew."""
    return {
        table.name: sorted(map(str, db.session.execute(select(*_columns(table))).all()))
        for table in db.metadata.sorted_tables
    }


def _columns(table: Table) -> list[Any]:
    return [column for column in table.columns if column.name != "fs_uniquifier"]


def check_counts() -> None:
    """Every count that is kept beside what it counts is what one would count."""
    for post, column in ((Question, Vote.question_id), (Answer, Vote.answer_id)):
        total = select(func.coalesce(func.sum(Vote.value), 0)).where(column == post.id)
        assert not db.session.scalars(
            select(post.id).where(post.score != total.scalar_subquery())
        ).all()
    for row in db.session.scalars(select(Question)):
        replies = db.session.scalars(select(Answer).where(Answer.question_id == row.id)).all()
        assert row.answer_count == len(replies)
        assert row.accepted_count == sum(reply.accepted for reply in replies)
        assert row.content_hash == content_hash(
            row.title, row.body, tags.keys_on(row.id), content_hashes.solutions_of(row.id)
        )
    for person in db.session.scalars(select(Member)):
        written = db.session.scalars(select(Answer).where(Answer.author_id == person.id)).all()
        assert person.answer_count == len(written)
        assert person.solved_count == sum(reply.accepted for reply in written)


def test_everything_of_a_community_comes_in(app: Flask, dump: Path) -> None:
    found = summary(app, dump)
    assert found == {
        "source": "bread.stackexchange.com",
        "questions": 2,
        "answers": 2,
        "accepted": 1,
        "comments": 2,
        "votes": 5,
        "members": 3,
        "links": 2,
        "questions_here_before": 0,
        "left_out": 3,
    }
    check_counts()


def test_a_second_run_adds_nothing(app: Flask, dump: Path) -> None:
    summary(app, dump)
    before = everything()
    again = summary(app, dump)
    assert again["questions_here_before"] == 2
    assert not any(again[kind] for kind in ("questions", "answers", "votes", "members", "links"))
    assert everything() == before


def test_what_is_left_out_is_named_with_file_and_line(app: Flask, dump: Path) -> None:
    errors = run(app, dump).stderr
    assert "Posts.xml:8: answer 6: there is no question 99" in errors
    assert "Posts.xml:9: CreationDate is not a date" in errors
    assert "PostLinks.xml:5: link from 4 to 88" in errors


def test_a_post_keeps_author_dates_tags_and_its_source(app: Flask, dump: Path) -> None:
    run(app, dump)
    row = question(1)
    assert row.author_id == member(11).id
    assert (row.created_at.day, row.edited_at and row.edited_at.day, row.active_at.day) == (
        1,
        2,
        20,
    )
    assert tags.keys_on(row.id) == ["sourdough", "yeast"]
    assert tags.keys_on(question(4).id) == ["sourdough"]
    assert db.session.scalar(select(Tag.question_count).where(Tag.name == "sourdough")) == 2
    assert row.source_url == "https://bread.stackexchange.com/q/1"
    assert answer(2).source_url == "https://bread.stackexchange.com/a/2"
    assert row.slug == "why-does-my-dough-stay-flat"
    assert (row.language, question(4).language) == ("en", "fr")


def test_a_body_becomes_markdown_without_anything_active(app: Flask, dump: Path) -> None:
    run(app, dump)
    assert question(1).body == "It does *not* rise."
    assert question(1).body_html == "<p>It does <em>not</em> rise.</p>\n"
    assert answer(2).body == "Your starter is `too_cold`."


def test_the_accepted_answer_is_a_solution_accepted_by_the_asker(app: Flask, dump: Path) -> None:
    run(app, dump)
    solution = answer(2)
    assert solution.accepted_at is not None
    assert solution.accepted_at.day == 9
    assert solution.accepted_by_id == member(11).id
    assert question(1).solved
    assert member(12).solved_count == 1
    assert not answer(3).accepted


def test_nothing_is_accepted_before_it_was_written(app: Flask, dump: Path) -> None:
    early = {"Id": 1, "PostId": 2, "VoteTypeId": 1, "CreationDate": "2015-03-03T00:00:00.000"}
    write(dump, "Votes.xml", [early])
    run(app, dump)
    assert answer(2).accepted_at == answer(2).created_at


def test_votes_go_by_the_votes_file(app: Flask, dump: Path) -> None:
    run(app, dump)
    values = db.session.scalars(select(Vote.value).where(Vote.question_id == question(1).id)).all()
    assert sorted(values) == [-1, 1, 1, 1]
    assert answer(2).score == 1  # the dump's Score says 3


def test_without_a_votes_file_the_score_is_one_vote(app: Flask, dump: Path) -> None:
    (dump / "Votes.xml").unlink()
    run(app, dump)
    values = db.session.scalars(select(Vote.value).where(Vote.answer_id == answer(3).id)).all()
    assert list(values) == [-1]
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 3
    check_counts()


def test_only_who_wrote_something_becomes_a_member(app: Flask, dump: Path) -> None:
    run(app, dump)
    people = db.session.scalars(select(Member).order_by(Member.source_id)).all()
    assert [person.source_id for person in people] == [11, 12, 13]
    assert all(person.email is None and person.password is None for person in people)
    assert member(11).about == "**Baker**"
    assert member(11).source_url == "https://bread.stackexchange.com/users/11"


def test_usernames_are_unique_and_can_stand_in_an_address(
    app: Flask, dump: Path, make: Factory
) -> None:
    make.member("Zoe Muller")  # somebody who is here already, and another person
    run(app, dump)
    assert member(11).username == "zoe.muller.2"
    assert member(12).username == "zoe.muller.3"
    assert member(13).username == "mian.bao.shi"


def test_a_post_of_somebody_who_left_keeps_the_name(app: Flask, dump: Path) -> None:
    run(app, dump)
    assert (answer(3).author_id, answer(3).author_name) == (None, "Gone Baker")
    assert answer(3).community_owned
    comment = db.session.scalars(select(Comment).where(Comment.source_id == 42)).one()
    assert (comment.author_id, comment.author_name) == (None, "Gone Baker")


def test_comments_stand_under_their_posts(app: Flask, dump: Path) -> None:
    run(app, dump)
    comment = db.session.scalars(select(Comment).where(Comment.source_id == 41)).one()
    assert comment.question_id == question(1).id
    assert comment.body_html == "<p>How <em>warm</em> is it?</p>\n"
    assert (question(1).comment_count, answer(2).comment_count) == (1, 1)


def links() -> set[tuple[int, int, str]]:
    rows = db.session.scalars(select(QuestionLink)).all()
    return {(row.from_id, row.to_id, row.kind) for row in rows}


def test_duplicates_and_related_questions_are_linked(app: Flask, dump: Path) -> None:
    run(app, dump)
    first, fourth = question(1).id, question(4).id
    assert links() == {(first, fourth, RELATED), (fourth, first, DUPLICATE)}


def test_a_notice_of_a_duplicate_becomes_a_link_and_leaves_the_text(app: Flask, dump: Path) -> None:
    (dump / "PostLinks.xml").unlink()
    run(app, dump)
    assert links() == {(question(4).id, question(1).id, DUPLICATE)}
    assert question(4).body.startswith("Elle reste plate")


def test_posts_alone_are_enough(app: Flask, dump: Path) -> None:
    for name in ("Users.xml", "Votes.xml", "Comments.xml", "PostLinks.xml"):
        (dump / name).unlink()
    found = summary(app, dump)
    assert (found["questions"], found["answers"], found["accepted"]) == (2, 2, 1)
    assert member(12).name == "user12"
    assert member(12).joined_at == answer(2).created_at
    check_counts()


def test_a_file_that_breaks_off_gives_what_it_has(app: Flask, dump: Path) -> None:
    text = (dump / "Posts.xml").read_text(encoding="utf-8")
    (dump / "Posts.xml").write_text(text[: text.index('Id="4"') + 40], encoding="utf-8")
    found = summary(app, dump)
    assert (found["questions"], found["answers"], found["comments"]) == (1, 2, 2)
    assert "Posts.xml:6:" in run(app, dump).stderr


def test_a_folder_that_is_no_dump_is_refused(app: Flask, tmp_path: Path) -> None:
    result = run(app, tmp_path)
    assert result.exit_code != 0
    assert "no Posts.xml" in result.stderr


def test_a_dump_of_which_nothing_can_be_read_is_refused(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_text("this is not XML")
    result = run(app, tmp_path)
    assert result.exit_code != 0
    assert "No question could be read" in result.stderr


def test_the_address_of_the_site_can_be_said(app: Flask, dump: Path) -> None:
    assert (
        summary(app, dump, "--url", "https://baking.example.org")["source"] == "baking.example.org"
    )
    assert question(1).source_url == "https://baking.example.org/q/1"


def test_a_later_dump_adds_what_is_new(app: Flask, dump: Path) -> None:
    run(app, dump)
    late = {
        "Id": 8, "PostTypeId": 2, "ParentId": 4, "CreationDate": DAY.format(25), "Score": 4,
        "Body": "<p>Il fait trop froid chez vous.</p>", "OwnerUserId": 12,
    }  # fmt: skip
    posts = [{**post, "AcceptedAnswerId": 8} if post["Id"] == 4 else post for post in POSTS]
    write(dump, "Posts.xml", [*posts, late])
    found = summary(app, dump)
    assert (found["questions"], found["answers"], found["accepted"]) == (0, 1, 1)
    assert question(4).active_at.day == 25
    check_counts()


def test_a_second_run_does_not_bring_back_what_was_changed_or_removed(
    app: Flask, dump: Path
) -> None:
    run(app, dump)
    question(1).title = "A better title"
    db.session.delete(db.session.scalars(select(Comment).where(Comment.source_id == 41)).one())
    question(1).comment_count = 0
    db.session.commit()
    summary(app, dump)
    assert question(1).title == "A better title"
    assert db.session.scalars(select(Comment.source_id)).all() == [42]


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches `kill -9`."""


@pytest.mark.parametrize("batch", [0, 1, 2, 3])
def test_an_import_that_was_interrupted_goes_on_where_it_stood(
    app: Flask, dump: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it ended, the forum is whole, and in the end complete."""
    write(dump, "Posts.xml", [*POSTS, *_more_questions()])
    monkeypatch.setattr(import_questions, "BATCH", 1)

    def until_the_power_fails(records: Iterator[Any]) -> Iterator[Any]:
        for place, record in enumerate(records):
            if place == batch:
                raise PowerCut
            yield record

    with Dump(dump, lambda problem: None) as reading:
        reading.read()
        with pytest.raises(PowerCut):
            imports.save_questions(reading.site.name, until_the_power_fails(reading.questions()))
    db.session.rollback()
    check_counts()
    assert db.session.scalar(select(func.count()).select_from(Question)) == batch
    summary(app, dump)
    assert db.session.scalar(select(func.count()).select_from(Question)) == 4
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 5
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 2
    check_counts()


def test_a_run_that_goes_on_says_what_was_here_before(app: Flask, dump: Path) -> None:
    run(app, dump)
    write(dump, "Posts.xml", [*POSTS, *_more_questions()])
    lines = [line for line in run(app, dump).stderr.splitlines() if line.startswith("Questions:")]
    assert lines[0] == "Questions: 2 of 4"
    assert lines[-1] == "Questions: 4 of 4"


def test_a_batch_that_fails_in_the_middle_leaves_nothing_behind(
    app: Flask, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: Any) -> None:
        raise PowerCut

    with monkeypatch.context() as patch, Dump(dump, lambda problem: None) as reading:
        reading.read()
        patch.setattr(import_questions, "_count", power_cut)
        with pytest.raises(PowerCut):
            imports.save_questions(reading.site.name, reading.questions())
    assert not any(everything()[name] for name in ("question", "answer", "vote", "member", "tag"))
    assert summary(app, dump)["votes"] == 5


def _more_questions() -> list[dict[str, Any]]:
    return [
        {**POSTS[3], "Id": number, "Title": f"A further question, number {number}?"}
        for number in (9, 10)
    ]
