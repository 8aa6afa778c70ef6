"""Asking, editing, deleting, restoring, and the lists of questions."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Question, QuestionLink, Revision, Tag
from qaforum.services.core import tags
from qaforum.services.questions import answers, question_lists, questions
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in

GOOD = {"title": "Where do you keep the keys at night?", "body": "By the door?", "submit": "1"}


def ask(client: FlaskClient, **fields: str) -> str:
    """Posts a question that is taken; gives its address."""
    answer = client.post("/ask", data={**GOOD, **fields})
    assert answer.status_code == 303, answer.text
    return answer.location


def count() -> int:
    return db.session.scalar(select(func.count(Question.id))) or 0


def test_a_member_asks_and_sees_the_question(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member("Anne Martin"))
    page = client.get(ask(client, tags="keys night")).text
    for part in ("Where do you keep the keys at night?", "By the door?", "Anne Martin", "night"):
        assert part in page


def test_a_title_from_the_first_page_is_in_the_form(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    assert 'value="Where are the keys?"' in client.get("/ask?title=Where+are+the+keys%3F").text


def test_the_address_follows_the_title(client: FlaskClient, make: Factory) -> None:
    question = make.question("Où ranger les clés du bâtiment ?")
    address = f"/questions/{question.id}/ou-ranger-les-cles-du-batiment"
    assert client.get(f"/questions/{question.id}/").location == address
    elsewhere = client.get(f"/questions/{question.id}/another-title")
    assert elsewhere.location == address
    assert elsewhere.status_code == 302, "a browser keeps a 301, and a title may be changed back"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "at least 10 characters"),
        ({"title": "\x00\u202e" * 40}, "at least 10 characters"),
        ({"title": "🚰🚰🚰🚰🚰🚰🚰🚰🚰🚰🚰🚰"}, "in words"),
        ({"title": "word " * 200}, "at most 200 fit"),
        ({"body": ""}, "a few words"),
        ({"body": "x" * 1_000_000}, "at most 30000 fit"),
        ({"tags": "a b c d e f"}, "At most 5 tags"),
        ({"tags": "x" * 60}, "at most 35 fit"),
        ({"different_reason_1": "x" * 301}, "at most 300 fit"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_reason_and_the_text(
    client: FlaskClient, make: Factory, fields: dict[str, str], sentence: str
) -> None:
    log_in(client, make.member())
    answer = client.post("/ask", data={**GOOD, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = {**GOOD, **fields}
    assert kept["body"] in answer.text
    assert count() == 0


def test_bytes_that_are_not_text_are_refused(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % part
        for part in ((b"title", b"Where are the keys \xff\xfe?"), (b"body", b"By the door"))
    )
    kind = "multipart/form-data; boundary=x"
    answer = client.post("/ask", data=parts + b"--x--\r\n", content_type=kind)
    assert answer.status_code == 422
    assert "bytes that are not text" in answer.text


def test_bytes_in_an_ordinary_form_become_harmless_text(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    answer = client.post(
        "/ask",
        data=b"title=Where+are+the+keys+%ff%00+now&body=By+the+door",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 303
    assert "Where are the keys %FF now" in client.get(answer.location).text


def test_more_than_the_forum_reads_is_refused_in_words(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    answer = client.post("/ask", data={**GOOD, "body": "x" * (9 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "too much text" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_another_kind_of_content_is_refused(client: FlaskClient, make: Factory, kind: str) -> None:
    log_in(client, make.member())
    assert client.post("/ask", data=b'{"title": 1', content_type=kind).status_code in (400, 422)


def test_scripts_are_shown_and_never_run(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    evil = "<script>alert('x')</script>"
    address = ask(client, title=f"How does {evil} look?", body=f"{evil} & co", tags=evil)
    for page in (address, "/questions", "/", "/tags"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "onload=" not in text
    assert "&lt;script&gt;alert" in client.get(address).text


def test_a_title_in_another_direction_cannot_turn_the_page(
    client: FlaskClient, make: Factory
) -> None:
    log_in(client, make.member())
    page = client.get(ask(client, title="Who reads \u202eereh gnihtyna\u2066 backwards?")).text
    assert "\u202e" not in page
    assert "\u2066" not in page


def test_a_title_in_any_script_has_an_address(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    for title in (
        "איפה שומרים את המפתחות בלילה",
        "夜間は鍵をどこに保管していますか",
        "ａｂｃｄｅｆｇｈｉｊｋ",
    ):
        answer = client.get(ask(client, title=title))
        assert answer.status_code == 200
        assert title in answer.text


def test_a_second_click_on_an_unknown_question_is_told_so(client: FlaskClient) -> None:
    for address in ("/questions/77/x", "/questions/77/", "/questions/77/history"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "does not exist" in answer.text


@pytest.mark.parametrize(
    "number", ["0", "-1", "99999999999999999999", "9" * 5000, "1.5", "x", "%00", "١"]
)
def test_a_senseless_number_is_not_found(client: FlaskClient, make: Factory, number: str) -> None:
    make.question()
    for address in (f"/questions/{number}/x", f"/questions/{number}/related"):
        assert client.get(address).status_code == 404
    log_in(client, make.member())
    for address in (f"/questions/{number}/edit", f"/answers/{number}/edit"):
        assert client.get(address).status_code in (403, 404)


def test_a_reason_links_the_questions(client: FlaskClient, make: Factory) -> None:
    first = make.question("Where do the keys hang at night?")
    log_in(client, make.member())
    address = ask(client, **{f"different_reason_{first.id}": "We have no night nurse"})
    assert "We have no night nurse" in client.get(address).text
    assert "We have no night nurse" in client.get(f"/questions/{first.id}/{first.slug}").text


def test_a_reason_about_nothing_is_left_out(client: FlaskClient, make: Factory) -> None:
    gone = make.question()
    questions.delete(make.moderator(), gone.id)
    log_in(client, make.member())
    ask(client, **{"different_reason_99999": "x", f"different_reason_{gone.id}": "y"})
    ask(client, different_reason_99999999999999999999="x", different_reason_="z")
    assert db.session.scalar(select(func.count(QuestionLink.id))) == 0


def test_checking_before_posting_posts_nothing(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    answer = client.post("/ask", data={"title": GOOD["title"], "body": "As typed", "check": "1"})
    assert answer.status_code == 200
    assert "As typed" in answer.text
    assert count() == 0


def test_a_preview_shows_what_will_be_posted(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    assert "<em>cold</em>" in client.post("/preview", data={"body": "*cold*"}).text
    assert client.post("/preview").status_code == 200
    assert client.post("/preview", data={"body": "x" * 30_001}).status_code == 422


def test_an_author_edits_and_the_old_text_is_kept(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    question = make.question("Where do you keep the keys?", "By the door", by=asker, tags="keys")
    log_in(client, asker)
    form = client.get(f"/questions/{question.id}/edit").text
    assert 'value="keys"' in form
    answer = client.post(
        f"/questions/{question.id}/edit",
        data={"title": "Who keeps the keys at night?", "body": "Since May", "tags": "night",
              "revision": "1"},
    )  # fmt: skip
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Since May" in page
    assert "By the door" not in page
    history = client.get(f"/questions/{question.id}/history").text
    for part in ("By the door", "Since May", "Where do you keep the keys?"):
        assert part in history
    assert [line.tag.name for line in tags.popular()] == ["night"]


def test_an_edit_of_an_older_revision_is_a_conflict_and_keeps_the_text(
    client: FlaskClient, make: Factory
) -> None:
    asker = make.member()
    question = make.question(by=asker)
    questions.edit(make.moderator(), question.id, 1, "Edited by somebody else", "Their text")
    log_in(client, asker)
    mine = {"title": "My own new title", "body": "My own <new> text", "tags": "own"}
    answer = client.post(f"/questions/{question.id}/edit", data={**mine, "revision": "1"})
    assert answer.status_code == 409
    for part in ("My own new title", "My own &lt;new&gt; text", 'value="own"', "Their text"):
        assert part in answer.text
    assert 'value="2"' in answer.text
    assert question.title == "Edited by somebody else"
    again = client.post(f"/questions/{question.id}/edit", data={**mine, "revision": "2"})
    assert again.status_code == 303
    assert question.title == "My own new title"


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "²", "99999999999999999999", "9" * 5000])
def test_a_made_up_revision_is_a_conflict(
    client: FlaskClient, make: Factory, revision: str
) -> None:
    asker = make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=asker)
    log_in(client, asker)
    for address in (f"/questions/{question.id}/edit", f"/answers/{answer.id}/edit"):
        assert client.post(address, data={**GOOD, "revision": revision}).status_code == 409
    assert (question.revision, answer.revision) == (1, 1)


def test_two_who_edit_at_once_do_not_overwrite_each_other(app: Flask, make: Factory) -> None:
    asker, moderator = make.member(), make.moderator()
    question = make.question(by=asker)
    question_id, moderator_id = question.id, moderator.id

    def moderator_edits() -> None:
        them = db.session.get_one(Member, moderator_id)
        questions.edit(them, question_id, 1, "The moderator was faster", "Than the asker")

    with meanwhile(app, "UPDATE question", moderator_edits), pytest.raises(errors.Conflict):
        questions.edit(asker, question_id, 1, "The asker was slower", "Than the moderator")
    db.session.expire_all()
    assert question.title == "The moderator was faster"
    assert db.session.scalars(select(Revision.number).order_by(Revision.number)).all() == [1, 2]


def test_only_the_author_or_a_moderator_edits(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    address = f"/questions/{question.id}/edit"
    assert client.get(address).status_code == 403
    assert client.post(address, data={**GOOD, "revision": "1"}).status_code == 403
    assert question.revision == 1
    other = log_in(client.application.test_client(), make.moderator())
    assert other.post(address, data={**GOOD, "revision": "1"}).status_code == 303


def test_an_asker_deletes_what_nobody_answered(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    question = make.question("Nobody needs this question", by=asker, tags="odd")
    log_in(client, asker)
    assert client.post(f"/questions/{question.id}/delete").location == "/questions"
    assert client.get(f"/questions/{question.id}/{question.slug}").status_code == 404
    for page in ("/", "/questions", f"/members/{asker.username}", "/api/v1/questions"):
        assert "Nobody needs this question" not in client.get(page).text
    assert tags.popular() == []
    assert client.post(f"/questions/{question.id}/delete").status_code == 404


def test_an_asker_does_not_delete_what_was_answered(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    question = make.question(by=asker)
    make.answer(question)
    log_in(client, asker)
    assert client.post(f"/questions/{question.id}/delete").status_code == 403
    assert question.deleted_at is None


def test_an_answer_that_arrives_meanwhile_keeps_its_question(app: Flask, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    question_id, solver_id = question.id, solver.id

    def somebody_answers() -> None:
        answers.post(db.session.get_one(Member, solver_id), question_id, "By the door.")

    with (
        meanwhile(app, "UPDATE question", somebody_answers),
        pytest.raises(errors.NotAllowed),
    ):
        questions.delete(asker, question_id)
    db.session.expire_all()
    assert (question.deleted_at, question.answer_count) == (None, 1)


def test_a_moderator_restores_a_question(client: FlaskClient, make: Factory) -> None:
    question = make.question("It was deleted by mistake", tags="keys")
    make.answer(question)
    moderator = make.moderator()
    questions.delete(moderator, question.id)
    log_in(client, make.member())
    assert client.post(f"/questions/{question.id}/restore").status_code == 403
    log_in(other := client.application.test_client(), moderator)
    assert "It was deleted by mistake" in other.get("/moderation").text
    restored = other.post(f"/questions/{question.id}/restore")
    assert "It was deleted by mistake" in client.get(restored.location).text
    assert [(line.tag.name, line.questions) for line in tags.popular()] == [("keys", 1)]
    assert other.post("/questions/77/restore").status_code == 404


def test_two_moderators_who_restore_at_once_count_its_tags_once(app: Flask, make: Factory) -> None:
    question, moderator = make.question(tags="keys"), make.moderator()
    questions.delete(moderator, question.id)
    question_id, moderator_id = question.id, moderator.id

    def another_moderator() -> None:
        questions.restore(db.session.get_one(Member, moderator_id), question_id)

    with meanwhile(app, "UPDATE question", another_moderator):
        questions.restore(moderator, question_id)
    db.session.expire_all()
    assert db.session.scalars(select(Tag.question_count)).all() == [1]
    assert question.deleted_at is None


def test_lists_show_what_they_say(client: FlaskClient, make: Factory) -> None:
    make.solved("This one was solved long ago", "Like this.", tags="keys")
    make.answer(make.question("This one has an answer only"))
    make.question("This one nobody has answered", tags="night")

    def titles(address: str) -> set[str]:
        found = re.findall(r"This one [a-z ]+", client.get(address).text)
        return {title.split()[-1] for title in found}

    assert titles("/questions") == {"ago", "only", "answered"}
    assert titles("/questions?sort=unsolved") == {"only", "answered"}
    assert titles("/questions?sort=unanswered") == {"answered"}
    assert titles("/questions?tag=keys") == {"ago"}
    assert titles("/questions?tag=KEYS&sort=votes") == {"ago"}


@pytest.mark.parametrize("query", ["sort=oldest", "sort=", "tag=nosuch", "tag=%00", "tag=%ff"])
def test_a_list_that_is_not_there_is_not_found(client: FlaskClient, query: str) -> None:
    assert client.get(f"/questions?{query}").status_code == 404


def test_a_broken_cursor_is_told_so(client: FlaskClient) -> None:
    answer = client.get("/questions?after=WzEsMl0")
    assert answer.status_code == 422
    assert "first page" in answer.text


@pytest.mark.parametrize("sort", question_lists.SORTS)
def test_every_question_is_on_one_page_also_when_others_are_posted_meanwhile(
    client: FlaskClient, make: Factory, sort: str
) -> None:
    asker = make.member()
    ids = {make.question(f"Who has the key to room {n}?", by=asker).id for n in range(45)}
    address, seen = f"/questions?sort={sort}", []
    while address:
        page = client.get(address).text
        seen += [int(found) for found in re.findall(r'href="/questions/(\d+)/who-has-the', page)]
        make.question("This was posted in between", by=asker)
        following = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) <= len(ids), "a page repeats what was shown before"
    assert sorted(seen) == sorted(ids)


def test_a_double_click_posts_one_question(app: Flask, make: Factory, client: FlaskClient) -> None:
    log_in(client, make.member())
    form = {"title": "Who repairs a dishwasher on Sundays?", "body": "Ours leaks.", "tags": "x"}
    first, second = client.post("/ask", data=form), client.post("/ask", data=form)
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(Question)) == 1


def test_what_was_typed_is_on_the_page_that_says_the_question_is_gone(
    make: Factory, client: FlaskClient
) -> None:
    question = make.question()
    questions.delete(make.moderator(), question.id)
    log_in(client, make.member())
    answer = client.post(
        f"/questions/{question.id}/answers", data={"body": "A long answer, typed with care."}
    )
    assert answer.status_code == 404
    assert "A long answer, typed with care." in answer.get_data(as_text=True)
