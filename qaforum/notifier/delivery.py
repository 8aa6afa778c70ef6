"""The way to the mail server, with a mark at the one moment that counts.

A mail is the server's from the moment it has read the dot that ends the message. Everything before
can be done again; nothing after it may. So the dot is sent apart, last, and what must be known
about it is written down just before.
"""

import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask_mailman import EmailMessage
from flask_mailman.backends.smtp import EmailBackend

_PATIENCE = 10  # times the timeout: how long a server may think about a whole message (RFC 5321)
_NO_SUCH_ADDRESS = (550, 551, 553)


class _Plain(smtplib.SMTP):
    """Sends the end of a message apart, after calling `before_dot`."""

    before_dot: Callable[[], None]

    def connect(self, *arguments: Any, **named: Any) -> Any:
        answer = super().connect(*arguments, **named)
        self._socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def starttls(self, *_arguments: Any, context: Any = None, **_named: Any) -> Any:
        """The server's certificate is always verified."""
        return super().starttls(context=context or ssl.create_default_context())

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        self.send(_quoted(msg))
        wire = self._socket()
        timeout = wire.gettimeout()
        # Room for the dot, so that sending it cannot wait
        if not select.select([], [wire], [], timeout)[1]:
            raise TimeoutError("the mail server does not read")
        wire.settimeout(timeout and timeout * _PATIENCE)
        self.before_dot()
        self.send(b".\r\n")
        answer = self.getreply()
        wire.settimeout(timeout)
        return answer

    def _socket(self) -> socket.socket:
        assert self.sock is not None
        return self.sock


class _Encrypted(_Plain, smtplib.SMTP_SSL):
    pass


def _quoted(message: bytes) -> bytes:
    """With a line end at the end, and a second dot before each line that begins with one."""
    if not message.endswith(b"\r\n"):
        message += b"\r\n"
    return (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]


class Delivery(EmailBackend):
    """Flask-Mailman's connection, one server and as many messages as one likes, one at a time.

    `send` calls `before_dot` just before the server can have the message; it returns when the
    server has it, and raises what smtplib raises when it has not.
    """

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain

    connection: _Plain | None

    def send(self, message: EmailMessage, before_dot: Callable[[], None]) -> None:
        self.open()
        assert self.connection is not None
        self.connection.before_dot = before_dot
        self.send_messages([message])

    def drop(self) -> None:
        """Hang up on a server that does not answer, without a word."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def hang_up(self) -> None:
        """Whatever the server says to that."""
        try:
            self.close()
        except (smtplib.SMTPException, OSError):
            self.connection = None


class Verdict(Enum):
    BAD_ADDRESS = "nobody has this address"
    REFUSED = "this message is not taken"
    LATER = "this message is not taken now"
    NO_SERVER = "no message is taken now"


@dataclass(frozen=True, slots=True)
class Failure:
    verdict: Verdict
    reason: str


def judge(error: Exception) -> Failure:
    """What an error says about the message, its address, or the server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return Failure(_of_recipient(code, _words(text)), f"{code} {_words(text)}")
    if isinstance(error, smtplib.SMTPDataError):
        verdict = Verdict.REFUSED if 500 <= error.smtp_code < 600 else Verdict.LATER
        return Failure(verdict, f"{error.smtp_code} {_words(error.smtp_error)}")
    if isinstance(error, smtplib.SMTPResponseException):
        return Failure(Verdict.NO_SERVER, f"{error.smtp_code} {_words(error.smtp_error)}")
    if isinstance(error, UnicodeError | smtplib.SMTPNotSupportedError):
        return Failure(Verdict.BAD_ADDRESS, str(error))
    return Failure(Verdict.NO_SERVER, f"{type(error).__name__}: {error}")


def _of_recipient(code: int, text: str) -> Verdict:
    if code < 500:
        return Verdict.LATER
    status = text.split(" ", 1)[0]
    if status.startswith(("5.1.", "5.2.")):
        return Verdict.BAD_ADDRESS
    # 5.7.1 and the like: the server does not want mail from us at all
    told = status[:2] == "5." and status.count(".") == 2
    return Verdict.BAD_ADDRESS if code in _NO_SUCH_ADDRESS and not told else Verdict.NO_SERVER


def _words(text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(shown.split())[:250]
