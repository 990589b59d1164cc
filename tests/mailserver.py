"""A real mail server inside a test: what it was given, and how it is told to misbehave.

with MailServer() as server:
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    …
    assert server.subjects == ["Kallelse"]
"""

import email
import email.policy
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer(Controller):
    """Listens on a port of this computer, a free one unless told. Answers are SMTP's own, such as "550 5.1.1 Okänd"."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(self, hostname="127.0.0.1", port=port)
        self.messages: list[EmailMessage] = []
        self.lines_opened = 0
        self.sender_answer = ""
        self.answers_to: dict[str, str] = {}
        self.data_answers: list[str] = []
        self.hangs_up_without_answer = False
        self.on_recipient: Callable[[], None] | None = None
        self.on_message: Callable[[], None] | None = None

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
        self.lines_opened = 0

    def factory(self) -> SMTP:
        """Count the lines; the first one is the server's own trial."""
        self.lines_opened += 1
        return super().factory()

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(AssertionError):
            self.stop()

    @property
    def subjects(self) -> list[str]:
        """Subjects of what was taken, in order."""
        return [str(message["Subject"]) for message in self.messages]

    @property
    def receivers(self) -> list[str]:
        """Addresses of what was taken, in order."""
        return [str(message["X-Given-To"]) for message in self.messages]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_recipient:
            self.on_recipient()
        if answer := self.answers_to.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answers and (answer := self.data_answers.pop(0)) != "250 OK":
            return answer
        content: Any = envelope.original_content
        message = email.message_from_bytes(content, policy=email.policy.default)
        message["X-Given-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)  # type: ignore[arg-type]
        if self.on_message:
            self.on_message()
        if self.hangs_up_without_answer:
            server.transport.abort()
        return "250 OK"
