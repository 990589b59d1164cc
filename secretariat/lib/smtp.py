"""Mail over SMTP, such that one knows the moment from which a letter may have been taken, and what a refusal means."""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

_LAST_DOT = b"\r\n.\r\n"
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def _nothing() -> None:
    """Nobody wants to know."""


class _TellsBeforeLastDot(smtplib.SMTP):
    """Until the dot that ends a letter the server throws away what it has got; from it on it may have taken it."""

    before_last_dot: Callable[[], None] = staticmethod(_nothing)

    def send(self, s: Any) -> None:
        """Write to the server; where it is the end of a letter, tell first and then send the end."""
        if isinstance(s, bytes) and s.endswith(_LAST_DOT):
            super().send(s[: -len(_LAST_DOT)])
            self.before_last_dot()
            s = _LAST_DOT
        super().send(s)


class _EncryptedTellsBeforeLastDot(_TellsBeforeLastDot, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class Backend(smtp.EmailBackend):
    """Django's own, with one line open for many letters."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """With or without TLS from the first byte."""
        return _EncryptedTellsBeforeLastDot if self.use_ssl else _TellsBeforeLastDot

    def hand_over(self, message: EmailMessage, *, before_last_dot: Callable[[], None]) -> None:
        """Send one letter over the open line, and keep the line. What `before_last_dot` raises stops the letter."""
        self.open()
        self.connection.before_last_dot = before_last_dot  # type: ignore[union-attr]
        self.send_messages([message])

    def close(self) -> None:
        """Say goodbye, to whoever still listens."""
        if self.connection:
            with suppress(OSError):
                self.connection.quit()
        self.drop()

    def drop(self) -> None:
        """Hang up without a word; in the middle of a letter a word would be taken for a part of it."""
        for name in ("connection", "_partial_connection"):
            if line := getattr(self, name):
                line.close()
            setattr(self, name, None)


class Verdict(Enum):
    """What a failure means for the letter."""

    ADDRESS = "Adressen togs inte emot"
    LETTER = "E-postservern tog inte emot brevet"
    BUSY = "E-postservern bad oss försöka senare"
    REFUSED_US = "E-postservern släppte inte fram oss"
    UNREACHABLE = "E-postservern gick inte att nå"

    @property
    def is_final(self) -> bool:
        """Whether another try would be answered the same."""
        return self in (Verdict.ADDRESS, Verdict.LETTER)


def judge(error: Exception) -> tuple[Verdict, str]:
    """What a failure means, and what the server said in its own words.

    A refused sender or login is never the receiver's fault, and may be mended in the settings: it is tried again.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _of_recipient(code, _words(said)), f"{code} {_words(said)}"
    if isinstance(error, smtplib.SMTPDataError):
        verdict = Verdict.LETTER if error.smtp_code >= 500 else Verdict.BUSY
        return verdict, f"{error.smtp_code} {_words(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPResponseException):  # the sender, the login, the greeting
        verdict = Verdict.REFUSED_US if error.smtp_code >= 500 else Verdict.BUSY
        return verdict, f"{error.smtp_code} {_words(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Verdict.REFUSED_US, str(error)
    if isinstance(error, OSError):
        return Verdict.UNREACHABLE, f"{type(error).__name__}: {error}"
    return Verdict.LETTER, f"{type(error).__name__}: {error}"


def has_answered(error: Exception) -> bool:
    """Whether the server has told what became of the letter, so that nothing is unsure."""
    return isinstance(error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused))


def _of_recipient(code: int, said: str) -> Verdict:
    """5.1 and 5.2 are about the address and its mailbox (RFC 3463); 5.4.1 is Microsoft's word for nobody there."""
    if code < 500:
        return Verdict.BUSY
    if found := _ENHANCED.search(said):
        about_address = found[2] in {"1", "2"} or (found[2], found[3]) == ("4", "1")
        return Verdict.ADDRESS if about_address else Verdict.REFUSED_US
    is_relay = "relay" in said.lower() or code not in {550, 551, 552, 553}
    return Verdict.REFUSED_US if is_relay else Verdict.ADDRESS


def _words(said: Any) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())
