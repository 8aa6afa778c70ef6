"""What a mail says, in its recipient's language, as text and as HTML."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, url_for
from flask_babel import force_locale, format_date, ngettext
from flask_babel import gettext as _
from flask_mailman import EmailMultiAlternatives
from flask_security.recoverable import generate_reset_password_token

from qaforum.models import Mail, Member, ReportRecipient
from qaforum.models.notifications.mail import DIGEST, NEWS, RESET, RESET_DONE
from qaforum.services import impact
from qaforum.services.impact import reports
from qaforum.services.notifications import mail_choices, mail_contents

SHOWN = 40  # the rest stands under the bell
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def address_of(app: Flask) -> str:
    """The forum's own address, as links in mails begin."""
    config = app.config
    address = config["SITE_URL"] or f"http://{config['HOST']}:{config['PORT']}"
    return str(address).rstrip("/")


@contextmanager
def context(app: Flask) -> Iterator[None]:
    """Where a letter is written: links begin with the forum's address, and nothing is left of the
    letter before, neither its language nor what it had loaded."""
    with app.app_context(), app.test_request_context(base_url=address_of(app)):
        yield


def write(mail: Mail) -> EmailMultiAlternatives | None:
    """The letter, ready to be sent; None when by now there is nothing to tell, or nobody.

    To be called at the `desk`.
    """
    if mail.recipient is not None:
        with force_locale(mail.recipient.locale):
            return _report(mail, mail.recipient)
    member = mail.member
    if member is None or not member.active or not member.email:
        return None
    with force_locale(member.locale or current_app.config["LANGUAGES"][0]):
        if mail.kind in (NEWS, DIGEST):
            return None if member.mail_problem else _news(mail, member)
        return _about_the_account(mail, member)


def trial(address: str, locale: str) -> EmailMultiAlternatives:
    """A letter that only shows that letters arrive."""
    with force_locale(locale):
        subject = _("A test of %(site)s", site=current_app.config["SITE_NAME"])
        return _message(address, subject, "test", {}, {})


def _news(mail: Mail, member: Member) -> EmailMultiAlternatives | None:
    items = mail_contents.items_of(mail, member)
    if not items:
        return None
    first = items[0]
    ticket = mail_choices.ticket(member.id, first.group)
    stop = url_for("mails.unsubscribe", ticket=ticket, _external=True)
    subject = _subject(items)
    context = {"member": member, "items": items[:SHOWN], "more": len(items[SHOWN:]), "stop": stop}
    headers = _list("notifications", stop)
    return _message(_to(member), subject, "news", context, {**headers, **_id(mail)})


def _report(mail: Mail, recipient: ReportRecipient) -> EmailMultiAlternatives | None:
    institution = recipient.institution
    if not reports.wanted(recipient):
        return None
    period = impact.quarter_from(date.fromisoformat(mail.quarter or ""))
    stop = url_for("reports.unsubscribe", ticket=reports.ticket(recipient), _external=True)
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    link = url_for("impact.report", institution=institution.slug, **days, _external=True)
    subject = _(
        "What %(institution)s gained, %(quarter)s",
        institution=institution.name,
        quarter=format_date(period.first, "QQQQ y"),
    )
    context = {
        "recipient": recipient,
        "impact": impact.impact(period, institution),
        "fewest": impact.FEWEST,
        "link": link,
        "stop": stop,
    }
    to = formataddr((recipient.name, recipient.email))
    return _message(to, subject, "report", context, {**_list("reports", stop), **_id(mail)})


def _list(name: str, stop: str) -> dict[str, str]:
    """What lets a mail program end such mails in one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{name}.{_host()}>",
    }


def _subject(items: list[mail_contents.Item]) -> str:
    site = current_app.config["SITE_NAME"]
    if len(items) > 1:
        return ngettext(
            "%(num)d news on %(site)s", "%(num)d news on %(site)s", len(items), site=site
        )
    first = items[0]
    if not first.title:
        return first.sentence
    return _("%(what)s: %(title)s", what=first.sentence, title=first.title)[:180]


def _about_the_account(mail: Mail, member: Member) -> EmailMultiAlternatives:
    site = current_app.config["SITE_NAME"]
    context: dict[str, Any] = {"member": member}
    if mail.kind == RESET:
        token = generate_reset_password_token(member)
        context["link"] = url_for("security.reset_password", token=token, _external=True)
        context["days"] = current_app.config["SECURITY_RESET_PASSWORD_WITHIN"].days
        subject = _("Choose a new password for %(site)s", site=site)
    else:
        assert mail.kind == RESET_DONE, mail.kind
        subject = _("Your password for %(site)s was changed", site=site)
    return _message(_to(member), subject, mail.kind, context, _id(mail))


def _message(
    to: str, subject: str, template: str, context: dict[str, Any], headers: dict[str, str]
) -> EmailMultiAlternatives:
    context = {**context, "subject": subject, "home": url_for("questions.home", _external=True)}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_template(f"notifications/mail/{template}.txt", **context),
        from_email=current_app.config["MAIL_DEFAULT_SENDER"] or _sender(),
        to=[to],
        headers={**AUTOMATIC, **headers},
    )
    message.attach_alternative(
        render_template(f"notifications/mail/{template}.html", **context), "text/html"
    )
    return message


def _to(member: Member) -> str:
    return formataddr((member.name, member.email or ""))


def _sender() -> str:
    return formataddr((current_app.config["SITE_NAME"], f"noreply@{_host()}"))


def _id(mail: Mail) -> dict[str, str]:
    """The same however often the mail is tried, so that a mailbox can tell it has it already.

    After a backup was restored ids are given again: the moment tells such mails apart.
    """
    key = current_app.config["SECRET_KEY"].encode()
    said = f"mail:{mail.id}:{mail.member_id}:{mail.created_at.timestamp()}"
    mark = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
    return {"Message-ID": f"<{mail.id}.{mark[:20]}@{_host()}>"}


def _host() -> str:
    return urlsplit(address_of(current_app)).hostname or "localhost"
