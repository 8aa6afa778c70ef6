"""Members flag what does not belong here; moderators decide."""

import pytest
from flask.testing import FlaskClient

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Comment, Flag, Member, Notification, Question
from qaforum.services.moderation import flags
from qaforum.services.questions import answers, comments, questions
from tests.factories import Factory, log_in


@pytest.fixture
def moderator(make: Factory) -> Member:
    return make.moderator("Nadia")


@pytest.fixture
def question(make: Factory) -> Question:
    return make.question("How do you keep medicines cool?")


def told(member: Member) -> int:
    mine = db.session.query(Notification).filter_by(member_id=member.id, kind="flagged")
    return mine.count()


def test_a_flag_reaches_the_moderators_and_nobody_else(
    client: FlaskClient, make: Factory, moderator: Member, question: Question
) -> None:
    answer = make.answer(question, "Mrs Martin in room 12 keeps hers on the sill.")
    member = make.member("Claire")
    log_in(client, member)
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert f"/flags/answer/{answer.id}" in page

    data = {"reason": "private", "details": "It names a resident."}
    response = client.post(f"/flags/answer/{answer.id}", data=data, follow_redirects=True)

    assert "The moderators look at it." in response.text
    assert "It names a resident." not in response.text
    assert told(moderator) == 1
    assert told(member) == told(db.session.get_one(Member, question.author_id)) == 0
    client.post("/account/logout")
    page = log_in(client, moderator).get("/moderation").text
    assert "It tells something private about a person" in page
    assert "It names a resident." in page
    assert "Claire" in page


def test_one_member_flags_a_post_once_and_moderators_are_told_once(
    make: Factory, moderator: Member, question: Question
) -> None:
    member = make.member()
    flags.flag(member, "question", question.id, "spam")
    flags.flag(member, "question", question.id, "rude")
    flags.flag(make.member(), "question", question.id, "rude")

    (flagged,) = flags.waiting(moderator)
    assert [flag.reason for flag in flagged.flags] == ["spam", "rude"]
    assert told(moderator) == 1


def test_a_deleted_post_waits_no_more(
    client: FlaskClient, make: Factory, moderator: Member, question: Question
) -> None:
    answer = make.answer(question)
    flags.flag(make.member(), "answer", answer.id, "dangerous")
    log_in(client, moderator)

    page = client.post(f"/moderation/flags/answer/{answer.id}/delete", follow_redirects=True).text

    assert "Nothing is flagged." in page
    with pytest.raises(errors.NotFound):
        answers.load(answer.id, None)
    assert db.session.query(Flag.handled_by_id).scalar() == moderator.id


def test_what_was_deleted_otherwise_takes_no_place_in_the_list(
    make: Factory, moderator: Member, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "SHOWN", 1)
    for number in range(11):  # as many as are looked at
        gone = make.answer(question, f"Buy fridge number {number}")
        flags.flag(make.member(), "answer", gone.id, "spam")
        answers.delete(moderator, gone.id)
    flags.flag(make.member(), "question", question.id, "rude")

    assert [one.kind for one in flags.waiting(moderator)] == ["question"]


def test_what_a_moderator_leaves_may_be_flagged_by_others_again(
    client: FlaskClient, make: Factory, moderator: Member, question: Question
) -> None:
    flags.flag(make.member(), "question", question.id, "rude")
    log_in(client, moderator)
    assert client.post(f"/moderation/flags/question/{question.id}/keep").status_code == 303
    assert flags.waiting(moderator) == []
    assert questions.load(question.id, None).deleted_at is None

    flags.flag(make.member(), "question", question.id, "rude")

    assert len(flags.waiting(moderator)) == 1
    assert told(moderator) == 2


def test_comments_and_practices_are_flagged_too(
    client: FlaskClient, make: Factory, moderator: Member, question: Question
) -> None:
    comment = comments.post(make.member(), make.answer(question), "Buy my fridge at example.org")
    practice = make.practice()
    member = make.member()
    for kind, id_ in (("comment", comment.id), ("practice", practice.id)):
        assert log_in(client, member).get(f"/flags/{kind}/{id_}").status_code == 200
        assert client.post(f"/flags/{kind}/{id_}", data={"reason": "spam"}).status_code == 303

    assert [one.kind for one in flags.waiting(moderator)] == ["comment", "practice"]
    flags.decide(moderator, "comment", comment.id, delete=True)
    flags.decide(moderator, "practice", practice.id, delete=True)
    assert flags.waiting(moderator) == []
    assert db.session.query(Comment).count() == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Please choose what is wrong."),
        ({"reason": "envy"}, "Please choose what is wrong."),
        ({"reason": "other", "details": "  "}, "Please say in a few words what is wrong."),
    ],
)
def test_a_flag_says_why(
    client: FlaskClient, make: Factory, question: Question, data: dict[str, str], words: str
) -> None:
    log_in(client, make.member())

    response = client.post(f"/flags/question/{question.id}", data=data)

    assert response.status_code == 422
    assert words in response.text
    assert db.session.query(Flag).count() == 0


def test_what_cannot_be_flagged(
    client: FlaskClient, make: Factory, moderator: Member, question: Question
) -> None:
    author = db.session.get_one(Member, question.author_id)
    with pytest.raises(errors.NotAllowed):
        flags.flag(author, "question", question.id, "spam")
    assert client.get(f"/flags/question/{question.id}").status_code == 302  # a guest
    log_in(client, make.member())
    assert client.get("/flags/question/999").status_code == 404
    assert client.get(f"/flags/member/{author.id}").status_code == 404
    questions.delete(moderator, question.id)
    assert client.post(f"/flags/question/{question.id}", data={"reason": "spam"}).status_code == 404


def test_only_moderators_decide(client: FlaskClient, make: Factory, question: Question) -> None:
    member = make.member()
    flags.flag(make.member(), "question", question.id, "spam")
    log_in(client, member)
    assert client.post(f"/moderation/flags/question/{question.id}/delete").status_code == 403
    assert client.post(f"/moderation/flags/question/{question.id}/keep").status_code == 403
    with pytest.raises(errors.NotAllowed):
        flags.waiting(member)


def test_what_stands_under_a_deleted_question_takes_no_place_in_the_list(
    make: Factory, moderator: Member, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "SHOWN", 1)
    gone = make.question("Who sells fridges?")
    answer = make.answer(gone, "I do.")
    for number in range(11):
        on = (gone, answer)[number % 2]
        comment = comments.post(make.member(), on, f"Buy fridge number {number}")
        flags.flag(make.member(), "comment", comment.id, "spam")
    flags.flag(make.member(), "answer", answer.id, "spam")
    questions.delete(moderator, gone.id)
    flags.flag(make.member(), "question", question.id, "rude")

    assert [one.kind for one in flags.waiting(moderator)] == ["question"]


def test_a_post_that_many_flag_hides_no_other(
    make: Factory, moderator: Member, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "SHOWN", 2)
    for _ in range(21):
        flags.flag(make.member(), "question", question.id, "rude")
    flags.flag(make.member(), "question", make.question().id, "spam")

    assert [len(one.flags) for one in flags.waiting(moderator)] == [21, 1]
