"""Takes due mails to the mail server, one after the other, each once."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask
from flask_mailman import EmailMultiAlternatives

from qaforum import clock
from qaforum.errors import Unavailable
from qaforum.extensions import db
from qaforum.notifier import rendering
from qaforum.notifier.delivery import Delivery, Failure, Verdict, judge
from qaforum.notifier.journal import Journal
from qaforum.services.impact import reports
from qaforum.services.notifications import mails

AT_ONCE = 100  # mails over one connection
_log = structlog.get_logger(__name__)


class MailSender:
    """Belongs to one thread, which holds the forum's lock on mailing."""

    def __init__(self, app: Flask, journal: Journal) -> None:
        self._app = app
        self._journal = journal

    def pick_up(self) -> None:
        """Decides about what was being sent when the one before ended without a word.

        Of a mail whose last byte was on its way, the server is taken to have it: it could only
        not, had the process ended between two instructions, or had the server refused at this very
        moment. All others were certainly not handed over, and wait again.
        """
        with self._app.app_context():
            for mail_id in mails.left_by(self._journal.name):
                if mail_id == self._journal.handing_over:
                    _log.warning("a mail was being handed over; taken as sent", mail=mail_id)
                    mails.sent(mail_id)
                else:
                    mails.postpone(mail_id, "", now=clock.now(), counted=False)
            self._journal.settled()
            mails.take_up(clock.now())

    def round(self, now: datetime, stopping: Callable[[], bool]) -> Failure | None:
        """Collects and sends all that is due, until `stopping`; the failure when the mail server
        takes nothing now."""
        with self._app.app_context():
            mails.collect(now)
            reports.order(now)
        while not stopping():
            with self._app.app_context():
                due = mails.due(now, AT_ONCE)
                if not due:
                    return None
                delivery = Delivery(mailman=self._app.extensions["mailman"])
            for mail_id in due:
                failure = None if stopping() else self._send(mail_id, delivery, now)
                if failure:
                    return failure
            delivery.hang_up()
        return None

    def _send(self, mail_id: int, delivery: Delivery, now: datetime) -> Failure | None:
        """The failure when it is not this mail's own."""
        with rendering.context(self._app):
            mail = mails.claim(mail_id, self._journal.name)
            if mail is None:
                return None
            try:
                message = rendering.write(mail)
            except Exception as error:  # a fault of ours in one mail does not hold up the others
                _log.exception("a mail cannot be written", mail=mail_id)
                mails.postpone(mail_id, f"{type(error).__name__}: {error}", now=now)
                return None
            if message is None:
                mails.drop(mail_id, "nothing left to tell")
                return None
            # The database does not wait for the mail server
            db.session.remove()
            return self._hand_over(mail_id, message, delivery, now)

    def _hand_over(
        self,
        mail_id: int,
        message: EmailMultiAlternatives,
        delivery: Delivery,
        now: datetime,
    ) -> Failure | None:
        try:
            delivery.send(message, lambda: self._journal.hand_over(mail_id))
        except Exception as error:
            # It has answered, or has not and so has not taken it (RFC 5321, 4.5.3.2.6): not sent
            failure = judge(error)
            self._journal.settled()
            self._not_sent(mail_id, failure, now)
            if failure.verdict is not Verdict.NO_SERVER:
                return None
            delivery.drop()
            return failure
        self._note_sent(mail_id)
        self._journal.settled()
        return None

    def _note_sent(self, mail_id: int) -> None:
        """Goes no further until the database knows: the journal has room for one mail."""
        while True:
            try:
                return mails.sent(mail_id)
            except Unavailable:
                _log.exception("what was sent cannot be noted", mail=mail_id)
                time.sleep(1.0)

    def _not_sent(self, mail_id: int, failure: Failure, now: datetime) -> None:
        verdict, reason = failure.verdict, failure.reason
        _log.warning("a mail was not taken", mail=mail_id, verdict=verdict.name, reason=reason)
        if verdict in (Verdict.BAD_ADDRESS, Verdict.REFUSED):
            mails.refuse(mail_id, reason, bad_address=verdict is Verdict.BAD_ADDRESS)
        else:
            mails.postpone(mail_id, reason, now=now, counted=verdict is Verdict.LATER)
