"""What a member is told: once, whom it concerns, and until they know it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member, Notification, Question
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications import notifications
from qaforum.services.operations import consistency
from tests.factories import Factory, log_in


def tell(
    member: Member, question: Question, *, by: Member | None = None, key: str = "1", kind: str = ""
) -> None:
    with transaction():
        notifications.notify(
            [member.id], kind or "answer_to_you", key=key, actor=by, question_id=question.id
        )
    db.session.refresh(member)


def keys(member: Member) -> list[str]:
    return list(
        db.session.scalars(select(Notification.key).where(Notification.member_id == member.id))
    )


def test_the_same_event_is_told_once(make: Factory) -> None:
    member, question = make.member(), make.question()
    tell(member, question, key="answer:7")
    tell(member, question, key="answer:7")
    assert keys(member) == ["answer:7"]
    assert member.unread_count == 1


def test_nobody_is_told_of_their_own_act(make: Factory) -> None:
    member, question = make.member(), make.question()
    tell(member, question, by=member)
    assert keys(member) == []
    assert member.unread_count == 0


def test_who_cannot_log_in_is_not_told(make: Factory) -> None:
    gone, imported, question = make.member(active=False), make.member(), make.question()
    imported.email = None
    db.session.commit()
    for member in (gone, imported):
        tell(member, question)
        assert keys(member) == []


def test_what_does_not_happen_is_not_told(make: Factory) -> None:
    member, question = make.member(), make.question()

    def act_that_fails() -> None:
        with transaction():
            notifications.notify([member.id], "answer", key="1", question_id=question.id)
            raise errors.Conflict("Too late.")

    with pytest.raises(errors.Conflict):
        act_that_fails()
    assert keys(member) == []
    assert consistency.wrong_numbers() == {}


def test_the_bell_shows_how_many_are_new_and_the_list_what(
    client: FlaskClient, make: Factory
) -> None:
    member, question = make.member(), make.question("Who repairs the boiler on Sundays?")
    tell(member, question, by=make.member("Tom Reed"))
    page = log_in(client, member).get("/notifications").text
    assert "1 new notification" in page
    assert "Tom Reed answered your question" in page
    assert "Who repairs the boiler on Sundays?" in page


def test_the_list_speaks_the_readers_language(client: FlaskClient, make: Factory) -> None:
    member = make.member(locale="fr")
    tell(member, make.question(), by=make.member("Tom Reed"))
    page = log_in(client, member).get("/notifications").text
    assert "Nouvelle réponse de Tom Reed à votre question" in page


def test_what_happened_to_one_question_is_one_line(client: FlaskClient, make: Factory) -> None:
    member, question = make.member(), make.question()
    for number, name in enumerate(("Tom Reed", "Anne Martin", "Mona Keller")):
        tell(member, question, by=make.member(name), key=str(number))
    tell(member, make.question("Who repairs the boiler on Sundays?"), by=make.member(), key="other")
    page = log_in(client, member).get("/notifications").text
    assert "Mona Keller and 2 other members answered your question" in page
    assert page.count('<li class="notification') == 2
    assert "4 new notifications" in page


def test_opening_one_leads_to_it_and_marks_it_read(client: FlaskClient, make: Factory) -> None:
    member, question = make.member(), make.question()
    tell(member, question)
    number = db.session.scalar(select(Notification.id))
    answer = log_in(client, member).get(f"/notifications/{number}")
    assert answer.status_code == 302
    assert answer.location == f"/questions/{question.id}/{question.slug}"
    assert member.unread_count == 0
    assert "new notification" not in client.get("/notifications").text


def test_looking_at_the_question_marks_all_that_happened_there(
    client: FlaskClient, make: Factory
) -> None:
    member, question = make.member(), make.question()
    tell(member, question, key="1")
    tell(member, question, key="2", kind="mention")
    tell(member, make.question("Who repairs the boiler on Sundays?"), key="3")
    assert (
        log_in(client, member).get(f"/questions/{question.id}/{question.slug}").status_code == 200
    )
    assert member.unread_count == 1


def test_one_line_is_marked_and_the_others_stay(client: FlaskClient, make: Factory) -> None:
    member, question = make.member(), make.question()
    tell(member, question, key="1")
    tell(member, question, key="2")
    tell(member, question, key="3", kind="mention")
    number = db.session.scalar(select(Notification.id).where(Notification.key == "2"))
    answer = log_in(client, member).post(f"/notifications/{number}/read")
    assert answer.status_code == 303
    assert member.unread_count == 1


def test_all_that_was_shown_is_marked_and_what_came_since_stays(
    client: FlaskClient, make: Factory
) -> None:
    member, question = make.member(), make.question()
    tell(member, question, key="1")
    shown = db.session.scalar(select(Notification.id))
    tell(member, question, key="2")
    log_in(client, member).post("/notifications/read", data={"until": shown})
    assert member.unread_count == 1
    assert client.post("/notifications/read", data={"until": "9" * 30}).status_code == 303
    assert member.unread_count == 0


def test_somebody_elses_notification_is_not_there(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    tell(member, make.question())
    number = db.session.scalar(select(Notification.id))
    log_in(client, make.member())
    assert client.get(f"/notifications/{number}").status_code == 404
    assert client.post(f"/notifications/{number}/read").status_code == 404
    assert member.unread_count == 1


def test_a_long_list_goes_on(client: FlaskClient, make: Factory) -> None:
    member, question = make.member(), make.question()
    with transaction():
        for number in range(notifications.PAGE + 5):
            # Each mention of a thing without question is a line of its own
            notifications.notify([member.id], "mention", key=f"line {number}")
    first = log_in(client, member).get("/notifications").text
    assert first.count('<li class="notification') == notifications.PAGE
    after = first.split("/notifications?after=")[1].split('"')[0]
    assert client.get(f"/notifications?after={after}").text.count('<li class="notification') == 5
    assert question.id
    assert client.get("/notifications?after=nonsense").status_code == 422


def test_a_deleted_member_takes_their_notifications_along(make: Factory) -> None:
    member, actor, question = make.member(), make.member("Tom Reed"), make.question()
    tell(member, question, by=actor)
    tell(actor, question, key="2")
    db.session.delete(actor)
    db.session.commit()
    assert keys(member) == ["1"]
    assert (
        notifications.list_notifications(member).rows[0].sentence
        == "A former member answered your question"
    )
    assert db.session.scalars(select(Notification.key)).all() == ["1"]
