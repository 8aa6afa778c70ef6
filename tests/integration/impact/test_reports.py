"""An institution's figures by mail, each quarter, to whom the institution named."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Event, Institution, Mail, Member, ReportRecipient
from qaforum.models.notifications.mail import REFUSED, SENT
from qaforum.services.impact import reports
from qaforum.services.notifications import mails
from qaforum.services.people import institution_changes
from tests.factories import Factory, log_in
from tests.integration.notifications.test_mails import SITE, post, states
from tests.smtp import MailServer, mail_server, text_of

OCTOBER = datetime(2026, 10, 3, 9, tzinfo=UTC)  # the third quarter has just ended
AUGUST = datetime(2026, 8, 10, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def settings(server: MailServer) -> dict[str, Any]:
    return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.port, "SITE_URL": SITE}


@pytest.fixture
def institution(make: Factory) -> Institution:
    return make.institution("Elm House")


@pytest.fixture
def head(make: Factory, institution: Institution) -> Member:
    return make.member("Anne Martin", institution_id=institution.id, mail_rest="never")


def name(
    head: Member, institution: Institution, email: str = "board@example.org", locale: str = "en",
    at: datetime = AUGUST,
) -> ReportRecipient:  # fmt: skip
    recipient = reports.name(head, institution.slug, "Eve Hall", email, locale)
    recipient.created_at = at
    db.session.commit()
    return recipient


def solve(make: Factory, institution: Institution, people: int) -> None:
    """So many people of the house got a problem solved in August."""
    for number in range(people):
        asker = make.member(institution_id=institution.id, mail_rest="never")
        make.solved(f"Who has the key to room {number}?", "Tom has.", by=make.member())
        event = db.session.scalars(
            select(Event).where(Event.kind == "solved").order_by(Event.id.desc())
        ).first()
        assert event is not None
        event.at, event.other_id, event.other_institution_id = AUGUST, asker.id, institution.id
    db.session.execute(update(Member).values(mail_rest="never", mail_personal="never"))
    db.session.commit()


def test_a_quarter_is_mailed_once_with_its_figures(
    app: Flask, make: Factory, institution: Institution, head: Member, server: MailServer
) -> None:
    solve(make, institution, 5)
    name(head, institution)
    for hours in (0, 1, 24 * 80):
        post(app, OCTOBER + timedelta(hours=hours))
        mails.tidy(clock.now() + timedelta(days=70))
    (mail,) = server.taken
    assert server.recipients == ["board@example.org"]
    assert mail["Subject"] == "What Elm House gained, 3rd quarter 2026"
    text = text_of(mail)
    assert "* Problems solved – 5 (before: 0)" in text
    assert "Anne Martin named you" in text
    link = f"{SITE}/impact/report?institution={institution.slug}&from=2026-07-01&to=2026-09-30"
    assert link in text
    assert link.replace("&", "&amp;") in text_of(mail, "html")
    post(app, OCTOBER + timedelta(days=92))
    assert [mail["Subject"][-16:] for mail in server.taken[1:]] == ["4th quarter 2026"]


def test_what_the_page_withholds_the_mail_withholds(
    app: Flask, make: Factory, institution: Institution, head: Member, server: MailServer
) -> None:
    solve(make, institution, 4)
    name(head, institution)
    post(app, OCTOBER)
    (mail,) = server.taken
    assert "* Problems solved – withheld (before: 0)" in text_of(mail)
    assert '<td><span class="withheld">withheld</span></td>' in text_of(mail, "html")


def test_it_is_written_in_their_language(
    app: Flask, institution: Institution, head: Member, server: MailServer
) -> None:
    name(head, institution, locale="fr")
    db.session.delete(head)
    db.session.commit()
    post(app, OCTOBER)
    (mail,) = server.taken
    assert mail["Subject"] == "Ce que Elm House a gagné, 3e trimestre 2026"
    assert "Problèmes résolus" in text_of(mail)
    assert '<html lang="fr">' in text_of(mail, "html")


@pytest.mark.parametrize(
    ("named", "now", "count"),
    [
        (datetime(2026, 10, 31, 9, tzinfo=UTC), datetime(2026, 10, 31, 10, tzinfo=UTC), 1),
        (datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC), 0),
        # What was begun on the last day and came to nothing is known a day later
        (AUGUST, datetime(2026, 10, 1, 9, tzinfo=UTC), 0),
    ],
)  # fmt: skip
def test_it_begins_with_the_last_quarter_if_that_ended_within_a_month(
    app: Flask, institution: Institution, head: Member, named: datetime, now: datetime, count: int
) -> None:
    recipient = name(head, institution, at=named)
    before = Mail(recipient_id=recipient.id, quarter="2026-04-01", kind="report", state=SENT)
    db.session.add(before)
    db.session.commit()
    assert reports.order(now) == count


@pytest.mark.parametrize("end", ["closed", "merged", "removed"])
def test_nothing_goes_out_once_it_is_over(
    app: Flask, make: Factory, institution: Institution, head: Member, server: MailServer, end: str
) -> None:
    recipient, moderator = name(head, institution), make.moderator()
    assert reports.order(OCTOBER) == 1
    if end == "closed":
        institution_changes.close(moderator, institution.slug)
    elif end == "merged":
        institution_changes.merge(moderator, institution.slug, make.institution().slug)
    else:
        reports.remove(head, institution.slug, recipient.id)
    post(app, OCTOBER)
    assert server.taken == []


def test_an_address_that_is_refused_is_shown_to_who_named_it_and_left_alone(
    app: Flask, client: FlaskClient, institution: Institution, head: Member, server: MailServer
) -> None:
    name(head, institution)
    server.answer = lambda address: "550 5.1.1 No such user"
    post(app, OCTOBER)
    post(app, OCTOBER + timedelta(days=95))
    assert states() == [REFUSED]
    assert head.mail_problem == ""
    page = log_in(client, head).get(f"/institutions/{institution.slug}").text
    assert "550 5.1.1 No such user" in page


class TestUnsubscribing:
    @pytest.fixture
    def settings(self, server: MailServer) -> dict[str, Any]:
        return {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": server.port,
            "SITE_URL": SITE,
            "WTF_CSRF_ENABLED": True,
        }

    def test_one_click_ends_them_without_a_log_in(
        self,
        app: Flask,
        client: FlaskClient,
        institution: Institution,
        head: Member,
        server: MailServer,
    ) -> None:
        recipient = name(head, institution)
        post(app, OCTOBER)
        (mail,) = server.taken
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = mail["List-Unsubscribe"].strip(" <>")
        assert link in text_of(mail)
        address = link.removeprefix(SITE)
        assert "Eve Hall, do you want no more mails" in client.get(address).text
        db.session.expire_all()
        assert recipient.stopped_at is None
        for _twice in range(2):
            answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
            assert "Done" in answer.text
        post(app, OCTOBER + timedelta(days=95))
        assert len(server.taken) == 1
        assert client.post(f"{address}x").status_code == 404


class TestOnTheInstitutionsPage:
    TYPED = {"name": "Eve Hall", "email": "board@example.org", "locale": "fr"}  # noqa: RUF012

    def test_its_people_name_somebody_and_remove_them(
        self, client: FlaskClient, institution: Institution, head: Member
    ) -> None:
        log_in(client, head)
        page = f"/institutions/{institution.slug}"
        assert client.post(f"{page}/reports", data=self.TYPED).status_code == 303
        assert "board@example.org" in client.get(page).text
        number = db.session.scalar(select(ReportRecipient.id))
        assert client.post(f"{page}/reports/{number}/remove").status_code == 303
        assert "board@example.org" not in client.get(page).text
        assert client.post(f"{page}/reports/{number}/remove").status_code == 404

    def test_nobody_else_sees_or_changes_them(
        self, client: FlaskClient, make: Factory, institution: Institution, head: Member
    ) -> None:
        recipient, page = name(head, institution), f"/institutions/{institution.slug}"
        stranger = make.member(institution_id=make.institution().id)
        log_in(client, stranger)
        assert "board@example.org" not in client.get(page).text
        assert client.post(f"{page}/reports", data=self.TYPED).status_code == 403
        assert client.post(f"{page}/reports/{recipient.id}/remove").status_code == 403
        other = stranger.institution
        assert other is not None
        with pytest.raises(errors.NotFound):
            reports.remove(stranger, other.slug, recipient.id)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"email": "board at example"}, "This is no e-mail address"),
            ({"email": "BOARD0@example.org"}, "in the list already"),
            ({"name": " "}, "Give their name"),
            ({"locale": "xx"}, "Choose one of these"),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_stays_typed(
        self, client: FlaskClient, institution: Institution, head: Member, typed: dict[str, str],
        words: str,
    ) -> None:  # fmt: skip
        name(head, institution, "board0@example.org")
        given = {**self.TYPED, **typed}
        answer = log_in(client, head).post(f"/institutions/{institution.slug}/reports", data=given)
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{given["email"]}"' in answer.text

    def test_there_is_room_for_five(
        self, client: FlaskClient, institution: Institution, head: Member
    ) -> None:
        for number in range(5):
            name(head, institution, f"board{number}@example.org")
        answer = log_in(client, head).post(
            f"/institutions/{institution.slug}/reports", data=self.TYPED
        )
        assert answer.status_code == 422
        assert "At most 5 people" in answer.text

    def test_the_link_to_the_report_asks_to_log_in_first(
        self, client: FlaskClient, institution: Institution, head: Member
    ) -> None:
        address = f"/impact/report?institution={institution.slug}&from=2026-07-01&to=2026-09-30"
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.location.startswith("/account/login?next=/impact/report")
        assert log_in(client, head).get(address).status_code == 200
