"""A letter as other programs read it: headers, text, HTML, calendar part and files."""

from email.utils import formataddr, parseaddr
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from secretariat.lib.text import one_line
from secretariat.registry.models import OutgoingMail, User

from .mail_kinds import KINDS


def message_of(letter: OutgoingMail) -> EmailMultiAlternatives:
    """The whole message. Raises OSError where an attached file is gone."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    leave = way_out(letter)
    printed = {"letter": letter, "leave": leave, "reason": _reason(letter)}
    message = EmailMultiAlternatives(
        subject=one_line(letter.subject),
        body=render_to_string("mail/letter.txt", printed),
        from_email=formataddr((one_line(letter.from_name) or name or "Sekretariatet", address)),
        to=[formataddr((one_line(letter.to_name), letter.to_email))],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=_headers(letter, leave),
    )
    html = letter.html or render_to_string("mail/letter.html", printed)
    message.attach_alternative(html, "text/html")
    if letter.calendar:
        _add_calendar(message, letter)
    for stored in letter.attachments.all():
        with stored.file.open("rb") as content:
            message.attach(one_line(stored.name), content.read(), stored.content_type)
    return message


def way_out(letter: OutgoingMail) -> str:
    """Where the receiver may choose to get less; nothing for letters that always come.

    A page for one who logs in, else the address of whoever can stop it.
    """
    kind = KINDS.get(letter.purpose)
    if kind is None or not kind.may_be_chosen:
        return ""
    if letter.person_id and User.objects.filter(person=letter.person_id, is_active=True).exists():
        return f"{settings.BASE_URL}{reverse('registry:mail-choices')}"
    to = letter.reply_to or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"mailto:{to}?subject={quote('Färre brev, tack')}"


def _headers(letter: OutgoingMail, leave: str) -> dict[str, str]:
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # Exchange: no "I am on holiday" in answer
    }
    if letter.message_id:
        headers["Message-ID"] = letter.message_id
    if leave:
        headers["List-Unsubscribe"] = f"<{leave}>"
    return headers


def _reason(letter: OutgoingMail) -> str:
    """Why the receiver gets it, in small print at the end."""
    kind = KINDS.get(letter.purpose)
    if kind is None or kind.may_be_chosen:
        return ""
    if letter.purpose in {"kallelse", "justering"}:
        return f"{kind.words} skickas alltid direkt."
    return ""


def _add_calendar(message: EmailMultiAlternatives, letter: OutgoingMail) -> None:
    """Twice: as a part Outlook and Google make an invitation of, and as a file for those who want to open one."""
    method = f"; method={letter.calendar_method}" if letter.calendar_method else ""
    text = letter.calendar.replace("\r\n", "\n")
    message.attach_alternative(text, f"text/calendar{method}")
    message.attach("invite.ics", text.replace("\n", "\r\n").encode(), "application/ics")
