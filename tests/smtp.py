"""A mail server for tests: it takes real SMTP, keeps what it took, and can be made to misbehave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from qaforum.models import Member


@dataclass
class MailServer:
    """`taken` are the messages that were acknowledged; `answer` can refuse one by its recipient,
    at RCPT, and `verdict` a whole message."""

    taken: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[str], str] = lambda address: "250 OK"
    verdict: Callable[[EmailMessage], str] = lambda message: "250 OK"
    before_answer: Callable[[], None] = lambda: None
    port: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, to: str, _o: Any
    ) -> str:
        answer = self.answer(to)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(to)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        answer = self.verdict(message)
        if answer.startswith("250"):
            with self.changed:
                self.taken.append(message)
                self.changed.notify_all()
        self.before_answer()
        return answer

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Until so many messages were taken."""
        with self.changed:
            there = self.changed.wait_for(lambda: len(self.taken) >= count, seconds)
        assert there, f"{len(self.taken)} of {count} mails came within {seconds} seconds"

    def to(self, member: Member) -> list[EmailMessage]:
        """What this member was sent."""
        addressed = zip(self.recipients, self.taken, strict=True)
        return [message for address, message in addressed if address == member.email]

    @property
    def recipients(self) -> list[str]:
        return [message["To"].addresses[0].addr_spec for message in self.taken]


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """The system chooses the port, so that tests can run beside each other."""
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    server = MailServer()
    controller = _Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
