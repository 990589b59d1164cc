"""Letters about rounds of typed questions: one function per message."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from secretariat.lib.dates import weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import User

from .models import AnswerSheet, Inquiry, Recipient

ASKED = "frågor till parten"
REMINDED = "påminnelse om frågor"
ANSWERED = "inlämnade svar"


def asked(inquiry: Inquiry, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Please answer for your organisation: the link, the last day, and how it works."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        lines = [
            f"{recipient.organisation} ombeds att svara på frågorna i ”{inquiry.title}”. Du är handläggare.",
            inquiry.text,
            _due(inquiry),
            "Svaren sparas medan du skriver, och du kan fortsätta senare med samma länk. Länken är din egen. På sidan "
            "kan du skicka en egen länk till en kollega som fyller i en del.",
        ]
        return _letter(ASKED, f"{_short(recipient)}: {inquiry.title}", lines, recipient, by=by, key=key)

    return compose


def reminded(inquiry: Inquiry, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Not handed in yet; what is filled in is kept."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        sheet = AnswerSheet.objects.filter(recipient=recipient).first()
        lines = [
            f"Vi har inte fått svaren från {recipient.organisation} på ”{inquiry.title}”.",
            "Det ni har fyllt i är sparat. Öppna länken, fyll i resten och lämna in." if sheet else "",
            f"Vi har bett om komplettering: {sheet.returned_why}"
            if sheet and sheet.state == "returned"
            else "",
            _due(inquiry),
        ]
        subject = f"Påminnelse, {_short(recipient)}: {inquiry.title}"
        return _letter(REMINDED, subject, lines, recipient, by=by, key=key)

    return compose


def withdrawn(inquiry: Inquiry, *, why: str, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """The questions are taken back, and why."""

    def tell(recipient: Recipient) -> mail.Letter:
        lines = [
            f"Vi återkallar frågorna i ”{inquiry.title}” till {recipient.organisation}.",
            f"Skälet är: {why}",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
        ]
        return _letter(ASKED, f"Återkallat: {inquiry.title}", lines, recipient, by=by)

    return tell


def taken_out(inquiry: Inquiry, *, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """This party is not asked after all."""

    def tell(recipient: Recipient) -> mail.Letter:
        lines = [
            f"{recipient.organisation} behöver inte svara på frågorna i ”{inquiry.title}”.",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
        ]
        return _letter(ASKED, f"Behövs inte: {inquiry.title}", lines, recipient, by=by)

    return tell


def returned(inquiry: Inquiry, *, why: str, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Something has to be completed, what it is, and a new link."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        lines = [
            f"Vi har läst svaren från {recipient.organisation} på ”{inquiry.title}” och ber om komplettering:",
            why,
            "Öppna länken, ändra det som behövs och lämna in igen. Det ni har svarat står kvar.",
        ]
        subject = f"Komplettering, {_short(recipient)}: {inquiry.title}"
        return _letter(ASKED, subject, lines, recipient, by=by, key=key)

    return compose


def approved(inquiry: Inquiry, *, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """The answers are read and approved; nothing more to do."""

    def tell(recipient: Recipient) -> mail.Letter:
        lines = [
            f"Svaren från {recipient.organisation} på ”{inquiry.title}” är godkända. Tack!",
            "Du behöver inte göra något mer.",
        ]
        return _letter(ASKED, f"Godkänt: {inquiry.title}", lines, recipient, by=by)

    return tell


def shared(recipient: Recipient, *, name: str, email: str, from_name: str, key: str) -> mail.Letter:
    """A colleague of the handläggare gets a link of their own."""
    inquiry = recipient.inquiry
    lines = [
        f"Hej {name}!",
        f"{from_name} ber dig att hjälpa till att svara för {recipient.organisation} på ”{inquiry.title}”.",
        _due(inquiry),
        "Svaren sparas medan du skriver. Länken är din egen, och ditt namn står vid det du fyller i.",
        _whom_to_call(inquiry),
    ]
    return mail.Letter(
        purpose=ASKED,
        subject=f"{_short(recipient)}: {inquiry.title}",
        body="\n\n".join(line for line in lines if line),
        to_email=email,
        about=inquiry,
        action_url=_address(key),
        action_label="Svara på frågorna",
        **_sender(inquiry),
    )


def handed_in(sheet: AnswerSheet, *, who: str, left: int) -> list[mail.Letter]:
    """To whoever asked: a party has handed in, and how many are left."""
    recipient = sheet.recipient
    inquiry = recipient.inquiry
    asker = inquiry.created_by
    person = asker.person if asker else None
    email = (person.email if person else "") or (asker.email if asker and asker.is_active else "")
    if not asker or not email:
        return []
    more = f"Kvar: {left} {'part' if left == 1 else 'parter'}." if left else "Alla har lämnat in."
    return [
        mail.Letter(
            purpose=ANSWERED,
            subject=f"Svar från {_short(recipient)}: {inquiry.title}",
            body=f"{who} har lämnat in svaren från {recipient.organisation}.\n\n{more}",
            to_email=email,
            person=person,
            about=inquiry,
            action_url=settings.BASE_URL + reverse("inquiries:party-detail", args=[recipient.pk]),
            action_label="Läs svaren",
        )
    ]


def _letter(
    purpose: str, subject: str, lines: list[str], recipient: Recipient, *, by: User | None, key: str = ""
) -> mail.Letter:
    person = recipient.addressee
    email = person.email or (person.user.email if getattr(person, "user", None) else "")
    body = [f"Hej {person.given_name}!", *lines, _whom_to_call(recipient.inquiry)]
    return mail.Letter(
        purpose=purpose,
        subject=subject,
        body="\n\n".join(line for line in body if line),
        to_email=email,
        person=person,
        by=by,
        about=recipient.inquiry,
        action_url=_address(key) if key else "",
        action_label="Svara på frågorna" if key else "",
        **_sender(recipient.inquiry),
    )


def _address(key: str) -> str:
    return settings.BASE_URL + reverse("inquiries:answer", args=[key])


def _sender(inquiry: Inquiry) -> dict[str, Any]:
    asker = inquiry.created_by.person if inquiry.created_by else None
    return {"from_name": asker.name, "reply_to": asker.email} if asker else {}


def _short(recipient: Recipient) -> str:
    return recipient.organisation.short_name


def _due(inquiry: Inquiry) -> str:
    return f"Lämna in senast {weekday_and_day(inquiry.due_on)}." if inquiry.due_on else ""


def _whom_to_call(inquiry: Inquiry) -> str:
    asker = inquiry.created_by.person if inquiry.created_by else None
    if asker is None:
        return ""
    phone = f", {asker.phone}" if asker.phone else ""
    return f"Frågor? Hör av dig till {asker.name}{phone}."
