"""Letters about what the parties are to decide: one function per message (K3).

Those that go to a handläggare are given to `secretariat.inquiries`, which knows whom they reach and has the links.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse

from meetings.models import Confirmation, Decision
from meetings.notifications import address_of, sender_of
from secretariat.inquiries.models import Recipient
from secretariat.lib.dates import and_list, day_in_words, weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

ASKED = "begäran om parts beslut"
REMINDED = "påminnelse om parts beslut"
ANSWERED = "besked från part"


def asked(decision: Decision, words: str, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Please let your organisation decide, and tell: what was decided, by when, and the link."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, inquiry = recipient.addressee, recipient.inquiry
        lines = [
            f"Hej {person.given_name}!",
            f"{_what(decision)}:\n{words}",
            f"{_party(recipient)} ombeds att besluta i saken för egen del. Du är handläggare.",
            inquiry.text,
            f"Lämna besked senast {weekday_and_day(inquiry.due_on)}." if inquiry.due_on else "",
            "Fyll först i när ärendet ska upp. När beslutet är fattat lägger du till datum, paragraf, utfall och "
            "protokollsutdrag, med samma länk. Länken är din egen. Ska någon annan svara, hör av dig till oss.",
            _whom_to_call(decision),
        ]
        return _letter(
            ASKED,
            f"{_short(recipient)} ombeds besluta: {_name(decision)}",
            lines,
            person,
            decision,
            key=key,
            by=by,
        )

    return compose


def reminded(
    decision: Decision, words: str, *, planned: Mapping[int, dt.date], by: User | None
) -> Callable[[Recipient, str], mail.Letter]:
    """Not answered yet; with the day the party itself has planned, by the recipient's id."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, due_on = recipient.addressee, recipient.inquiry.due_on
        day = planned.get(recipient.pk)
        lines = [
            f"Hej {person.given_name}!",
            f"Vi har inte fått besked om vad {_party(recipient)} har beslutat. {_what(decision)}:\n{words}",
            f"Ni har planerat att ta upp ärendet {weekday_and_day(day)}."
            if day
            else "Vi vet inte heller när ärendet ska upp. Fyll i det så snart du kan.",
            f"Lämna besked senast {weekday_and_day(due_on)}." if due_on else "",
            _whom_to_call(decision),
        ]
        subject = f"Påminnelse, {_short(recipient)} ombeds besluta: {_name(decision)}"
        return _letter(REMINDED, subject, lines, person, decision, key=key, by=by)

    return compose


def withdrawn(decision: Decision, *, why: str, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """The question is taken back, and why."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"Vi återkallar vår begäran om besked från {_party(recipient)} om beslut {_name(decision)}.",
            f"Skälet är: {why}",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
            _whom_to_call(decision),
        ]
        return _letter(ASKED, f"Återkallat: besked om {_name(decision)}", lines, person, decision, by=by)

    return tell


def taken_out(decision: Decision, *, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """This party is not asked after all."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"{_party(recipient)} behöver inte lämna besked om beslut {_name(decision)}.",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
            _whom_to_call(decision),
        ]
        return _letter(ASKED, f"Behövs inte: besked om {_name(decision)}", lines, person, decision, by=by)

    return tell


def answered(
    confirmation: Confirmation, decision: Decision, *, said: list[str], headline: str, url: str
) -> list[mail.Letter]:
    """To whoever asked: a party has told something by its link, and how all the parties stand now."""
    recipient = confirmation.recipient
    asker = recipient.inquiry.created_by
    person = asker.person if asker else None
    if person is None or not (email := address_of(person)):
        return []
    lines = [
        f"{_short(recipient)} har lämnat besked om beslut {_name(decision)}:",
        "\n".join(f"- {one}" for one in said),
        headline,
    ]
    return [
        mail.Letter(
            purpose=ANSWERED,
            subject=f"Besked från {_short(recipient)}: {_name(decision)}",
            body="\n\n".join(lines),
            to_email=email,
            person=person,
            about=decision,
            action_url=settings.BASE_URL + url,
            action_label="Se alla parter",
        )
    ]


def _letter(
    purpose: str,
    subject: str,
    lines: list[str],
    person: Person,
    decision: Decision,
    *,
    by: User | None,
    key: str = "",
) -> mail.Letter:
    return mail.Letter(
        purpose=purpose,
        subject=subject,
        body="\n\n".join(line for line in lines if line),
        to_email=address_of(person),
        person=person,
        by=by,
        about=decision,
        action_url=settings.BASE_URL + reverse("meetings:confirmation-answer", args=[key]) if key else "",
        action_label="Lämna besked" if key else "",
        **sender_of(decision.meeting),
    )


def _short(recipient: Recipient) -> str:
    return recipient.organisation.short_name


def _party(recipient: Recipient) -> str:
    return f"{recipient.organisation}, {recipient.organ}," if recipient.organ else str(recipient.organisation)


def _name(decision: Decision) -> str:
    return decision.number


def _what(decision: Decision) -> str:
    meeting = decision.meeting
    bodies = and_list([row.body.list_name for row in meeting.meeting_bodies_in_order])
    when = f" {day_in_words(meeting.date)}" if meeting.date else ""
    return f"Beslut {decision.number}, {bodies}{when}"


def _whom_to_call(decision: Decision) -> str:
    secretary = decision.meeting.secretary
    if secretary is None:
        return ""
    phone = f", {secretary.phone}" if secretary.phone else ""
    return f"Frågor? Hör av dig till {secretary.name}{phone}."
