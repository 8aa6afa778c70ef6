"""Whose post a moderator edits, deletes or restores is told, whatever kind of post it is."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import Member, Notification
from qaforum.services.library import paths, resources
from qaforum.services.library.resources import Entry
from qaforum.services.practices import adaptations, practices
from qaforum.services.practices.practices import Written
from qaforum.services.questions import answers, comments, questions
from tests.factories import Factory, log_in

ENTRY = Entry("document", "A rota for nights", "https://www.example.org/r.pdf", "Saves evenings.")
WRITTEN = Written("A flushing list", "Legionella came back.", "Two minutes hot.")
Act = Callable[[Factory, Member, Member], object]  # of a moderator, on what a member wrote


def edit_resource(make: Factory, author: Member, moderator: Member) -> None:
    resources.edit(moderator, resources.add(author, ENTRY).id, 1, ENTRY)


def delete_resource(make: Factory, author: Member, moderator: Member) -> None:
    resources.remove(moderator, resources.add(author, ENTRY).id)


def edit_path(make: Factory, author: Member, moderator: Member) -> None:
    paths.save(moderator, make_path(make, author), 1, "The first nights", "", {})


def delete_path(make: Factory, author: Member, moderator: Member) -> None:
    paths.remove(moderator, make_path(make, author))


def make_path(make: Factory, author: Member) -> int:
    make.solved("Who has the night rota?", "We do.", by=author)
    return paths.make(author, "The first nights", "").id


def edit_practice(make: Factory, author: Member, moderator: Member) -> None:
    practices.edit(moderator, practices.write(author, WRITTEN).id, 1, WRITTEN)


def delete_practice(make: Factory, author: Member, moderator: Member) -> None:
    practices.delete(moderator, practices.write(author, WRITTEN).id)


def restore_practice(make: Factory, author: Member, moderator: Member) -> None:
    practice = practices.write(author, WRITTEN)
    practices.delete(author, practice.id)
    practices.restore(moderator, practice.id)


def delete_comment(make: Factory, author: Member, moderator: Member) -> None:
    question = make.question("How do you keep medicines cool?")
    comments.delete(moderator, comments.post(author, question, "Which floor?").id)


def delete_comment_on_an_answer(make: Factory, author: Member, moderator: Member) -> None:
    answer = make.answer(make.question("How do you keep medicines cool?"))
    comments.delete(moderator, comments.post(author, answer, "Which floor?").id)


def delete_report(make: Factory, author: Member, moderator: Member) -> None:
    practice = make.practice(title="How do you keep medicines cool?")
    adaptations.delete(moderator, make.used(practice, by=author))


def delete_question(make: Factory, author: Member, moderator: Member) -> None:
    questions.delete(moderator, make.question("How do you keep medicines cool?", by=author).id)


def delete_answer(make: Factory, author: Member, moderator: Member) -> None:
    question = make.question("How do you keep medicines cool?")
    answers.delete(moderator, make.answer(question, by=author).id)


MEDICINES = "How do you keep medicines cool?"


@pytest.mark.parametrize(
    ("act", "what", "title"),
    [
        (edit_resource, "modifiée", ENTRY.title),
        (delete_resource, "supprimée", ENTRY.title),
        (edit_path, "modifiée", "The first nights"),
        (delete_path, "supprimée", "The first nights"),
        (edit_practice, "modifiée", WRITTEN.title),
        (delete_practice, "supprimée", WRITTEN.title),
        (restore_practice, "rétablie", WRITTEN.title),
        (delete_comment, "supprimée", MEDICINES),
        (delete_comment_on_an_answer, "supprimée", MEDICINES),
        (delete_report, "supprimée", MEDICINES),
        (delete_question, "supprimée", MEDICINES),
        (delete_answer, "supprimée", MEDICINES),
    ],
)
def test_the_author_is_told_in_their_language(
    client: FlaskClient, make: Factory, act: Act, what: str, title: str
) -> None:
    author, moderator = (
        make.member("Anne", locale="fr", institution_id=make.institution().id),
        make.moderator("Mona"),
    )
    act(make, author, moderator)
    page = log_in(client, author).get("/notifications")
    assert f"Votre contribution a été {what} par la modération (Mona)" in page.text
    assert title.split(" ", 1)[0] in page.text


def test_who_changes_their_own_post_is_told_nothing(make: Factory) -> None:
    author = make.moderator()
    edit_resource(make, author, author)
    delete_path(make, author, author)
    told = db.session.scalars(select(Notification.kind)).all()
    assert {"edited", "deleted"}.isdisjoint(told)


def test_many_steps_of_one_edit_are_told_once(make: Factory) -> None:
    author, moderator = make.member(), make.moderator()
    path = make_path(make, author)
    before = author.unread_count
    paths.save(moderator, path, 1, "The first nights", "", {})
    paths.save(moderator, path, 2, "The first ten nights", "", {})
    assert author.unread_count == before + 1
