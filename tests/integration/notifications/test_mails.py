"""What is mailed to whom, when, and what it says."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Mail, Member, Notification
from qaforum.models.notifications.mail import DROPPED, REFUSED, RESET_DONE, SENT, WAITING
from qaforum.notifier.delivery import Failure, Verdict
from qaforum.notifier.journal import Journal
from qaforum.notifier.loop import JOURNAL_FILE
from qaforum.notifier.sender import MailSender
from qaforum.services.core.transaction import transaction
from qaforum.services.notifications import follows, mail_choices, mails
from qaforum.services.questions import answers, comments, questions
from tests.factories import Factory, log_in
from tests.smtp import MailServer, mail_server, text_of

SITE = "https://forum.example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def settings(server: MailServer) -> dict[str, Any]:
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": server.port,
        "MAIL_TIMEOUT": 0.3,
        "SITE_URL": SITE,
        "SITE_NAME": "Les directrices",
    }


def post(app: Flask, now: datetime | None = None) -> Failure | None:
    """The notifier's round at `now`: the failure when the mail server takes nothing."""
    mail_sender = MailSender(app, Journal(Path(app.instance_path) / JOURNAL_FILE))
    mail_sender.pick_up()
    try:
        return mail_sender.round(now or clock.now(), lambda: False)
    finally:
        db.session.expire_all()


def tomorrow() -> datetime:
    """After the next seven o'clock."""
    return clock.now() + timedelta(days=1)


def choose(member: Member, personal: str, rest: str) -> Member:
    mail_choices.choose(member, personal=personal, rest=rest)
    return member


def states() -> list[str]:
    return list(db.session.scalars(select(Mail.state).order_by(Mail.id)))


def mention(make: Factory, member: Member, **how: Any) -> None:
    make.question(body=f"Does @{member.username} know?", **how)


def test_who_is_turned_to_is_mailed_at_once_and_of_the_rest_in_the_morning(
    app: Flask, make: Factory, server: MailServer
) -> None:
    member = make.member("Anne Martin")
    make.answer(make.question(by=member), by=make.member("Tom Reed"))
    mention(make, member)
    post(app)
    (at_once,) = server.to(member)
    assert "mentioned you" in at_once["Subject"]
    post(app, tomorrow())
    post(app, tomorrow())
    _, morning = server.to(member)
    assert "Tom Reed answered your question" in morning["Subject"]


def test_a_digest_says_all_of_it_in_one_mail_and_one_question_in_one_line(
    app: Flask, make: Factory, server: MailServer
) -> None:
    member = make.member("Anne Martin")
    question = make.question("Who repairs the boiler on Sundays?", by=member)
    make.answer(question, "Nobody does.", by=make.member("Tom Reed"))
    make.answer(question, "The caretaker's *cousin*.", by=make.member("Mona Keller"))
    comments.post(make.member("Eve Hall"), question, "Which boiler?")
    post(app, tomorrow())
    (mail,) = server.to(member)
    assert mail["Subject"] == "2 news on Les directrices"
    for kind in ("plain", "html"):
        text = text_of(mail, kind)
        assert "Mona Keller and 1 other member answered your question" in text
        assert "Eve Hall commented on your post" in text
        assert "cousin" in text
        assert text.count("Who repairs the boiler on Sundays?") == 2


def test_a_mail_speaks_its_recipients_language(
    app: Flask, make: Factory, server: MailServer
) -> None:
    for locale in ("fr", "en"):
        mention(make, make.member(locale=locale), by=make.member("Tom Reed"), tags=locale)
    post(app)
    french, english = server.taken
    assert french["Subject"].startswith("Mention de votre nom par Tom Reed")
    assert "Ne plus recevoir ces e-mails" in text_of(french)
    assert '<html lang="fr">' in text_of(french, "html")
    assert "No more mails like this" in text_of(english)


def test_its_links_lead_to_what_happened_for_members_and_guests(
    app: Flask, client: FlaskClient, make: Factory, server: MailServer
) -> None:
    member = choose(make.member(), "now", "now")
    question = make.question(by=member)
    answer = make.answer(question)
    post(app)
    link = next(line for line in text_of(server.taken[0]).split("\n") if line.startswith(SITE))
    to = f"/questions/{question.id}/{question.slug}#answer-{answer.id}"
    assert client.get(link.removeprefix(SITE)).location == to
    assert log_in(client, member).get(link.removeprefix(SITE)).location == to
    assert member.unread_count == 0


def test_a_guest_is_asked_to_log_in_for_what_is_not_for_all(
    app: Flask, client: FlaskClient, make: Factory, server: MailServer
) -> None:
    member = choose(make.member(), "now", "now")
    question = make.question(by=member)
    make.answer(question)
    question.opens_at = clock.now() + timedelta(days=1)
    db.session.commit()
    post(app)
    number = db.session.scalar(select(Notification.id))
    answer = client.get(f"/notifications/{number}")
    assert answer.location == f"/account/login?next=/notifications/{number}"
    assert client.get("/notifications/999").status_code == 302


def test_what_it_told_is_not_told_when_it_is_gone_or_read_or_hidden(
    app: Flask, client: FlaskClient, make: Factory, server: MailServer
) -> None:
    member, moderator = choose(make.member(), "now", "daily"), make.moderator()
    asked = [make.question(f"What about the {what}?", by=member) for what in ("roof", "lift")]
    answers.delete(moderator, make.answer(asked[0]).id)
    comment = comments.post(make.member(), asked[0], "Which?")
    comments.delete(moderator, comment.id)
    make.answer(asked[1])
    log_in(client, member).get(f"/questions/{asked[1].id}/{asked[1].slug}")
    followed = make.question("What about the cellar?")
    follows.follow(member, followed)
    make.answer(followed)
    followed.opens_at = clock.now() + timedelta(days=3)
    gone = make.question("What about the garden?")
    follows.follow(member, gone)
    make.answer(gone)
    questions.delete(moderator, gone.id)
    db.session.commit()
    db.session.execute(
        update(Member)
        .where(Member.id != member.id)
        .values(mail_rest="never", mail_personal="never")
    )
    db.session.commit()
    post(app, tomorrow())
    assert server.taken == []
    assert states() == [DROPPED]


@pytest.mark.parametrize("change", ["unwilling", "inactive", "deleted", "no address"])
def test_nothing_goes_to_who_is_not_there_or_does_not_want_it(
    app: Flask, make: Factory, server: MailServer, change: str
) -> None:
    early, late = make.member(), make.member()
    for member in (early, late):
        mention(make, member, tags=f"tag-{member.id}")
    mails.collect(clock.now())
    changes: dict[str, dict[str, Any]] = {
        "unwilling": {"mail_personal": "never"},
        "inactive": {"active": False},
        "no address": {"email": None},
    }
    for member in (early, late):
        if change == "deleted":
            db.session.delete(member)
        else:
            db.session.execute(
                update(Member).where(Member.id == member.id).values(**changes[change])
            )
    db.session.commit()
    post(app)
    assert server.taken == []


def test_who_begins_to_be_mailed_is_not_mailed_of_the_past(
    app: Flask, make: Factory, server: MailServer
) -> None:
    member = choose(make.member(), "never", "never")
    mention(make, member)
    choose(member, "now", "never")
    post(app)
    assert server.taken == []
    mention(make, member, tags="later")
    post(app)
    assert len(server.taken) == 1


def test_the_weekly_digest_waits_for_monday(app: Flask, make: Factory, server: MailServer) -> None:
    member = choose(make.member(), "weekly", "weekly")
    mention(make, member)
    thursday, monday = (datetime(2026, 11, day, 7, 1, tzinfo=UTC) for day in (26, 30))
    with transaction():
        db.session.execute(
            update(Notification).values(created_at=thursday - timedelta(hours=1), read_at=None)
        )
    post(app, thursday)
    assert server.taken == []
    post(app, monday)
    assert len(server.taken) == 1


class TestUnsubscribing:
    @pytest.fixture
    def settings(self, server: MailServer) -> dict[str, Any]:
        return {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": server.port,
            "SITE_URL": SITE,
            "WTF_CSRF_ENABLED": True,
        }

    def test_one_click_ends_these_mails_without_a_log_in(
        self, app: Flask, client: FlaskClient, make: Factory, server: MailServer
    ) -> None:
        member = make.member()
        mention(make, member)
        post(app)
        (mail,) = server.taken
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail["List-Unsubscribe"].strip(" <>")
        assert link.startswith(f"{SITE}/mail/unsubscribe/")
        assert link in text_of(mail)
        address = link.removeprefix(SITE)
        # Programs that look at links change nothing; the mail program's one click does
        assert "invitations and mentions?" in client.get(address).text
        db.session.expire_all()
        assert member.mail_personal == "now"
        assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        db.session.expire_all()
        assert (member.mail_personal, member.mail_rest) == ("never", "daily")
        assert "Done" in client.post(address, data={"everything": "1"}).text
        db.session.expire_all()
        assert member.mail_rest == "never"

    def test_a_forged_link_does_nothing(self, client: FlaskClient, make: Factory) -> None:
        member = make.member()
        ticket = mail_choices.ticket(member.id, "rest")
        assert client.post(f"/mail/unsubscribe/{ticket}x").status_code == 404
        assert client.get("/mail/unsubscribe/nonsense").status_code == 404


def test_a_member_chooses(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    page = client.get("/account/notifications").text
    assert page.count(" checked") == 2
    answer = client.post("/account/notifications", data={"personal": "weekly", "rest": "never"})
    assert answer.status_code == 303
    assert (member.mail_personal, member.mail_rest) == ("weekly", "never")
    refused = client.post("/account/notifications", data={"personal": "hourly", "rest": "now"})
    assert refused.status_code == 422
    assert member.mail_rest == "never"


def test_an_address_that_is_refused_gets_nothing_more_until_its_member_says_it_is_right(
    app: Flask, client: FlaskClient, make: Factory, server: MailServer
) -> None:
    member = make.member()
    server.answer = lambda address: "550 5.1.1 No such user"
    mention(make, member)
    assert post(app) is None
    assert states() == [REFUSED]
    mention(make, member, tags="again")
    post(app)
    assert len(states()) == 1
    log_in(client, member)
    assert "550 5.1.1 No such user" in client.get("/account/notifications").text
    server.answer = lambda address: "250 OK"
    client.post("/account/notifications/address")
    mention(make, member, tags="third")
    post(app)
    assert len(server.taken) == 1


def test_an_id_that_is_given_again_after_a_backup_was_restored_makes_another_message(
    app: Flask, make: Factory, server: MailServer
) -> None:
    mails.order(make.member(), RESET_DONE)
    for later in (timedelta(), timedelta(), timedelta(seconds=1)):
        post(app)
        moment = db.session.scalars(select(Mail.created_at)).one() + later
        with transaction():
            db.session.execute(update(Mail).values(state=WAITING, created_at=moment))
    post(app)
    said = [mail["Message-ID"] for mail in server.taken]
    assert said[0] == said[1] == said[2] != said[3], "the same mail, sent again, is known as that"


def test_a_server_that_wants_no_mail_now_gets_it_later_with_growing_pauses(
    app: Flask, make: Factory, server: MailServer
) -> None:
    server.answer = lambda address: "451 4.7.1 Greylisted"
    mention(make, make.member())
    now = clock.now()
    tried = []
    for minute in range(0, 60, 1):
        post(app, now + timedelta(minutes=minute))
        tried.append(db.session.scalar(select(Mail.tries)))
    assert tried[0] == 1
    assert tried[-1] == 5  # after 0, 2, 6, 14 and 30 minutes
    server.answer = lambda address: "250 OK"
    post(app, now + timedelta(hours=2))
    assert len(server.taken) == 1
    assert states() == [SENT]


def test_a_message_that_is_refused_is_not_sent_again_and_holds_up_no_other(
    app: Flask, make: Factory, server: MailServer
) -> None:
    first, second = make.member(), make.member()
    for member in (first, second):
        mention(make, member, tags=f"tag-{member.id}")
    address = str(first.email), str(second.email)
    server.verdict = lambda message: "554 5.6.0 No" if address[0] in message["To"] else "250 OK"
    assert post(app) is None
    assert server.recipients == [address[1]]
    assert states() == [REFUSED, SENT]
    assert first.mail_problem == ""


class TestServerAway:
    @pytest.fixture
    def settings(self, server: MailServer) -> dict[str, Any]:
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": 9, "SITE_URL": SITE}

    def test_a_server_that_is_away_for_a_day_loses_nothing(
        self, app: Flask, make: Factory, server: MailServer
    ) -> None:
        for number in range(3):
            mention(make, make.member(), tags=f"tag-{number}")
        for hours in range(24):
            failure = post(app, clock.now() + timedelta(hours=hours))
            assert failure is not None
            assert failure.verdict is Verdict.NO_SERVER
        assert states() == [WAITING] * 3
        app.extensions["mailman"].port = server.port
        assert post(app, clock.now() + timedelta(hours=25)) is None
        assert len(set(server.recipients)) == 3
        assert states() == [SENT] * 3


def test_a_server_that_hangs_is_left_and_the_mail_sent_later(
    app: Flask, make: Factory, server: MailServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stuck:
        app.extensions["mailman"].port = stuck.getsockname()[1]
        mention(make, make.member())
        failure = post(app)
    assert failure is not None
    assert failure.verdict is Verdict.NO_SERVER
    app.extensions["mailman"].port = server.port
    post(app)
    assert len(server.taken) == 1


def test_the_doctor_sees_what_waits_and_whom_nothing_reaches(
    app: Flask, make: Factory, server: MailServer
) -> None:
    member = make.member("Anne Martin")
    server.answer = lambda address: "550 5.1.1 No such user"
    mention(make, member)
    post(app)
    found = mails.condition(clock.now())
    assert (found.waiting, found.late, found.refused) == (0, 0, 1)
    assert found.last_error == "550 5.1.1 No such user"
    assert list(found.addresses) == ["anne.martin"]
    server.answer = lambda address: "451 4.3.0 Try later"
    mention(make, make.member(), tags="later")
    post(app)
    assert mails.condition(clock.now() + timedelta(hours=2)).late == 1


def test_without_a_mail_server_nothing_waits(app: Flask, make: Factory) -> None:
    mention(make, make.member())
    assert states() == []
