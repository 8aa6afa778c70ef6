from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from search.evaluation import stackexchange
from search.evaluation.peers import Moment, evaluate, measures, moments, most_active
from search.peers import Standing
from tests.unit.search.conftest import WordEncoder

ANNE, BILAL, CHLOE, DAVID = 1, 2, 3, 4


class Dump:
    """A Stack Exchange dump written row by row, days counted within January 2020."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.posts: list[str] = []
        self.votes: list[str] = []

    def question(self, id_: int, day: int, asker: int | None, title: str, **more: Any) -> None:
        body = more.pop("Body", "<p>Please help.</p>")
        self._post(id_, 1, day, asker, Title=title, Body=body, **more)

    def answer(self, id_: int, day: int, author: int | None, to: int, **more: Any) -> None:
        self._post(id_, 2, day, author, ParentId=to, Body="<p>Like this.</p>", **more)

    def vote(self, post: int, kind: str, day: int) -> None:
        date = f"2020-01-{day:02}T00:00:00.000"
        self.votes.append(_row(Id=1, PostId=post, VoteTypeId=kind, CreationDate=date))

    def _post(self, id_: int, kind: int, day: int, owner: int | None, **more: Any) -> None:
        if owner is not None:
            more["OwnerUserId"] = owner
        date = f"2020-01-{day:02}T09:00:00.000"
        self.posts.append(_row(Id=id_, PostTypeId=kind, CreationDate=date, **more))

    def write(self) -> Path:
        for name, rows in (("Posts", self.posts), ("Votes", self.votes)):
            if rows:
                text = f"<{name.lower()}>{''.join(rows)}</{name.lower()}>"
                (self.folder / f"{name}.xml").write_text(text, encoding="utf-8")
        return self.folder


def _row(**attributes: Any) -> str:
    return f"<row {' '.join(f'{k}={quoteattr(str(v))}' for k, v in attributes.items())} />"


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    return Dump(tmp_path)


@pytest.fixture
def library(dump: Dump) -> Dump:
    """Anne knows barcodes, Bilal the heating; the newest two questions are measured."""
    dump.question(1, 1, DAVID, "Barcode reader is silent", AcceptedAnswerId=11)
    dump.answer(11, 2, ANNE, to=1)
    dump.question(2, 3, DAVID, "Heating too cold", AcceptedAnswerId=21)
    dump.answer(21, 4, BILAL, to=2)
    dump.question(3, 5, DAVID, "Where are the keys?")
    dump.question(4, 10, DAVID, "Heating makes a noise", AcceptedAnswerId=42)
    dump.answer(41, 11, CHLOE, to=4)
    dump.answer(42, 12, BILAL, to=4)
    dump.question(5, 13, DAVID, "Nobody but me knew this")
    dump.answer(51, 14, DAVID, to=5)
    return dump


def test_questions_come_by_date_with_plain_text_and_tags_of_either_kind(dump: Dump) -> None:
    dump.question(2, 9, ANNE, "Later", Tags="|keys|access-cards|")
    dump.question(1, 8, None, "Earlier [closed]", Tags="<keys><doors>", Body="<p>a<b>b</b></p>")
    earlier, later = stackexchange.read(dump.write())
    assert (earlier.title, earlier.body, earlier.member_id) == ("Earlier", "ab", None)
    assert (earlier.tags, later.tags) == (("keys", "doors"), ("keys", "access-cards"))


@pytest.mark.parametrize(
    "notice",
    [
        "<blockquote><p><strong>Possible Duplicate:</strong><br>"
        '<a href="https://a.example/q/7">The original</a></p></blockquote>',
        "<p>This question already has an answer here: The original</p>",
        '<p><a href="/questions/7/the-original">The original</a></p>',
    ],
)
def test_a_body_does_not_tell_which_question_it_duplicates(notice: str) -> None:
    assert stackexchange.plain(f"{notice}<p>My door is stuck.</p>") == "My door is stuck."


def test_an_acceptance_and_a_vote_are_known_from_the_next_midnight(dump: Dump) -> None:
    dump.question(1, 1, DAVID, "Keys", AcceptedAnswerId=11)
    dump.answer(11, 2, ANNE, to=1, Score=5)
    dump.vote(11, stackexchange.ACCEPTANCE, day=4)
    dump.vote(11, stackexchange.UPVOTE, day=3)
    (question,) = stackexchange.read(dump.write())
    (answer,) = question.answers
    assert not answer.was_accepted(datetime(2020, 1, 4, 23))
    assert answer.was_accepted(datetime(2020, 1, 5, 1))
    assert [answer.votes(datetime(2020, 1, day, 12)) for day in (3, 4)] == [0, 1]


def test_a_score_without_dates_is_not_used(dump: Dump) -> None:
    dump.question(1, 1, DAVID, "Keys", AcceptedAnswerId=11)
    dump.answer(11, 2, ANNE, to=1, Score=5)
    (answer,) = stackexchange.read(dump.write())[0].answers
    assert answer.votes(datetime(2021, 1, 1)) == 0
    assert answer.was_accepted(datetime(2020, 1, 3))


def test_the_newest_40_percent_answered_by_another_are_measured(
    library: Dump, word_encoder: WordEncoder
) -> None:
    found = evaluate(library.write(), word_encoder)
    assert found["queries"] == 1
    assert set(found) == {
        "mrr", "hit@5", "ndcg@10", "baseline_mrr", "baseline_hit@5", "baseline_ndcg@10", "queries",
    }  # fmt: skip


def test_who_knows_the_subject_is_found_where_the_baseline_errs(
    library: Dump, word_encoder: WordEncoder
) -> None:
    found = evaluate(library.write(), word_encoder)
    assert found["mrr"] == 1.0
    assert found["baseline_mrr"] == 0.5


def test_nothing_later_than_the_question_is_seen(library: Dump, word_encoder: WordEncoder) -> None:
    questions = stackexchange.read(library.write())
    (moment,) = moments(questions, word_encoder, 0.6)
    assert set(moment.standing) == {ANNE, BILAL}
    assert moment.standing[BILAL].answers == 1
    assert {one.question_id for one in moment.evidence} == {1, 2}


def test_what_happens_later_changes_no_earlier_ranking(
    library: Dump, word_encoder: WordEncoder
) -> None:
    before = list(moments(stackexchange.read(library.write()), word_encoder, 0.6))
    for id_ in range(60, 70):
        library.answer(id_, 20, ANNE, to=2)
    after = list(moments(stackexchange.read(library.write()), word_encoder, 0.6))
    assert [(m.evidence, m.standing) for m in after] == [(m.evidence, m.standing) for m in before]


def test_answers_to_ones_own_questions_count_for_the_baseline_alone(
    dump: Dump, word_encoder: WordEncoder
) -> None:
    dump.question(1, 1, DAVID, "Heating too cold")
    dump.answer(11, 2, ANNE, to=1)
    dump.answer(12, 3, DAVID, to=1)
    dump.question(2, 4, CHLOE, "Heating too cold again")
    dump.answer(21, 5, ANNE, to=2)
    (moment,) = moments(stackexchange.read(dump.write()), word_encoder, 0.5)
    assert set(moment.standing) == {ANNE}
    assert moment.standing[ANNE].recent == (0,)
    assert moment.answers == {ANNE: 1, DAVID: 1}


def test_the_asker_is_no_candidate(dump: Dump, word_encoder: WordEncoder) -> None:
    dump.question(1, 1, DAVID, "Heating too cold")
    dump.answer(11, 2, ANNE, to=1)
    dump.question(2, 3, ANNE, "Heating too cold again")
    dump.answer(21, 4, BILAL, to=2)
    (moment,) = moments(stackexchange.read(dump.write()), word_encoder, 0.5)
    assert moment.standing == {}
    assert moment.evidence == []


def test_a_newcomer_who_answers_counts_as_not_found() -> None:
    moment = Moment(9, {CHLOE: 2.0, ANNE: 1.0}, [], {ANNE: Standing(3)}, {ANNE: 3})
    found = measures([moment])
    assert (found["mrr"], found["hit@5"]) == (0.0, 0.0)
    assert 0 < found["ndcg@10"] < 1


def test_the_baseline_is_the_number_of_answers_then_the_older_member() -> None:
    assert most_active({CHLOE: 2, BILAL: 2, ANNE: 1, DAVID: 5}) == [DAVID, BILAL, CHLOE, ANNE]


@pytest.mark.parametrize(
    ("posts", "says"),
    [
        (None, "does not exist"),
        ("", "not well-formed"),
        ("<posts><row", "not well-formed"),
        ("<posts></posts>", "contains no question"),
        ('<posts><row Id="1" PostTypeId="1" /></posts>', "post 1 .* is not as"),
        ('<posts><row Id="x" PostTypeId="2" /></posts>', "post x .* is not as"),
    ],
)
def test_a_folder_that_is_no_dump_is_refused_with_a_sentence(
    tmp_path: Path, word_encoder: WordEncoder, posts: str | None, says: str
) -> None:
    if posts is not None:
        (tmp_path / "Posts.xml").write_text(posts)
    with pytest.raises(ValueError, match=says):
        evaluate(tmp_path, word_encoder)


def test_progress_is_told(library: Dump, word_encoder: WordEncoder) -> None:
    told: list[tuple[int, int]] = []
    evaluate(library.write(), word_encoder, lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
