"""Letters about which parties want to join in: one function per message (K11).

Those that go to a handläggare are given to `secretariat.inquiries`, which knows whom they reach and has the links.
"""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from meetings.models import Interest, InterestCall
from meetings.notifications import Sender, address_of, sender_of
from secretariat.inquiries.models import Recipient
from secretariat.lib.dates import weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

ASKED = "fråga om intresse"
REMINDED = "påminnelse om intresse"
ANSWERED = "svar om intresse"


def asked(call: InterestCall, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Does your organisation want to join in? What it is about, by when, and the link."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, inquiry = recipient.addressee, recipient.inquiry
        lines = [
            f"Hej {person.given_name}!",
            f"Vi undrar om {_party(recipient)} vill vara med: {inquiry.title}",
            inquiry.text,
            f"Frågan kommer från {_where(call)}.",
            "Svara ja, kanske eller nej. Skriv gärna vad som krävs för att ni ska vara med, och vem hos er vi ska "
            "tala med. Du kan ändra svaret med samma länk. Länken är din egen.",
            _last_day(recipient),
            _whom_to_call(call),
        ]
        subject = f"Vill {_short(recipient)} vara med? {inquiry.title}"
        return _letter(ASKED, subject, lines, person, call, key=key, by=by)

    return compose


def reminded(call: InterestCall, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Not answered yet."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, inquiry = recipient.addressee, recipient.inquiry
        lines = [
            f"Hej {person.given_name}!",
            f"Vi har inte fått veta om {_party(recipient)} vill vara med: {inquiry.title}",
            inquiry.text,
            "Svara ja, kanske eller nej. Också ett nej hjälper oss vidare.",
            _last_day(recipient),
            _whom_to_call(call),
        ]
        subject = f"Påminnelse, vill {_short(recipient)} vara med? {inquiry.title}"
        return _letter(REMINDED, subject, lines, person, call, key=key, by=by)

    return compose


def withdrawn(call: InterestCall, *, why: str, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """The question is taken back, and why."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"Vi tar tillbaka frågan om {_party(recipient)} vill vara med: {recipient.inquiry.title}",
            f"Skälet är: {why}",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
            _whom_to_call(call),
        ]
        return _letter(ASKED, f"Återkallat: {recipient.inquiry.title}", lines, person, call, by=by)

    return tell


def taken_out(call: InterestCall, *, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """This party is not asked after all."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"{_party(recipient)} behöver inte svara på frågan: {recipient.inquiry.title}",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
            _whom_to_call(call),
        ]
        return _letter(ASKED, f"Behövs inte: {recipient.inquiry.title}", lines, person, call, by=by)

    return tell


def answered(interest: Interest, call: InterestCall, *, said: list[str], summary: str) -> list[mail.Letter]:
    """To whoever asked: a party has answered by its link, and how all the parties stand now."""
    recipient = interest.recipient
    asker = call.inquiry.created_by
    person = asker.person if asker else None
    if person is None or not (email := address_of(person)):
        return []
    lines = [
        f"{_short(recipient)} har svarat på frågan: {call.inquiry.title}",
        "\n".join(f"- {one}" for one in said),
        summary,
    ]
    return [
        mail.Letter(
            purpose=ANSWERED,
            subject=f"Svar från {_short(recipient)}: {call.inquiry.title}",
            body="\n\n".join(lines),
            to_email=email,
            person=person,
            about=call.about,
            action_url=settings.BASE_URL + reverse("meetings:interest-detail", args=[call.pk]),
            action_label="Se alla parter",
        )
    ]


def _letter(
    purpose: str,
    subject: str,
    lines: list[str],
    person: Person,
    call: InterestCall,
    *,
    by: User | None,
    key: str = "",
) -> mail.Letter:
    return mail.Letter(
        purpose=purpose,
        subject=subject[:250],
        body="\n\n".join(line for line in lines if line),
        to_email=address_of(person),
        person=person,
        by=by,
        about=call.about,
        action_url=settings.BASE_URL + reverse("meetings:interest-answer", args=[key]) if key else "",
        action_label="Svara" if key else "",
        **_sender(call),
    )


def _sender(call: InterestCall) -> Sender:
    if call.item:
        return sender_of(call.item.meeting)
    who = call.to_call
    return {"from_name": who.name if who else "", "reply_to": address_of(who) if who else ""}


def _short(recipient: Recipient) -> str:
    return recipient.organisation.short_name


def _party(recipient: Recipient) -> str:
    return str(recipient.organisation)


def _where(call: InterestCall) -> str:
    return f"{call.where[:1].lower()}{call.where[1:]}"


def _last_day(recipient: Recipient) -> str:
    due_on = recipient.inquiry.due_on
    return f"Svara senast {weekday_and_day(due_on)}." if due_on else ""


def _whom_to_call(call: InterestCall) -> str:
    who = call.to_call
    if who is None:
        return ""
    return f"Frågor? Hör av dig till {who.name}{f', {who.phone}' if who.phone else ''}."
