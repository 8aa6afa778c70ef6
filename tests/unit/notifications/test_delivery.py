"""What a mail server's words mean for a mail."""

import smtplib

import pytest

from qaforum.notifier.delivery import Verdict, _quoted, judge


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        (550, "5.1.1 No such user", Verdict.BAD_ADDRESS),
        (552, "5.2.2 Mailbox full", Verdict.BAD_ADDRESS),
        (550, "User unknown", Verdict.BAD_ADDRESS),
        (550, "5.7.1 Relaying denied", Verdict.NO_SERVER),
        (554, "Go away", Verdict.NO_SERVER),
        (451, "4.7.1 Greylisted, come back later", Verdict.LATER),
    ],
)
def test_a_refused_recipient(code: int, text: str, verdict: Verdict) -> None:
    error = smtplib.SMTPRecipientsRefused({"tom@example.org": (code, text.encode())})
    assert judge(error).verdict is verdict
    assert judge(error).reason == f"{code} {text}"


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (smtplib.SMTPDataError(554, b"5.6.0 Looks like spam"), Verdict.REFUSED),
        (smtplib.SMTPDataError(451, b"4.3.0 Try again"), Verdict.LATER),
        (smtplib.SMTPAuthenticationError(535, b"Wrong password"), Verdict.NO_SERVER),
        (smtplib.SMTPSenderRefused(553, b"Not you", "forum@example.org"), Verdict.NO_SERVER),
        (smtplib.SMTPServerDisconnected("gone"), Verdict.NO_SERVER),
        (ConnectionRefusedError("nobody there"), Verdict.NO_SERVER),
        (TimeoutError("timed out"), Verdict.NO_SERVER),
    ],
)
def test_other_failures(error: Exception, verdict: Verdict) -> None:
    assert judge(error).verdict is verdict


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (b"one\r\ntwo\r\n", b"one\r\ntwo\r\n"),
        (b"no end", b"no end\r\n"),
        (b".begins\r\n.\r\nends.", b"..begins\r\n..\r\nends.\r\n"),
    ],
)
def test_a_line_that_begins_with_a_dot_does_not_end_the_message(
    message: bytes, sent: bytes
) -> None:
    assert _quoted(message) == sent
