"""Letters about agreements, one function per message (F4). Those to a handläggare go by `secretariat.inquiries`."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.conf import settings
from django.urls import reverse

from meetings.notifications import Sender, address_of
from secretariat.inquiries.models import Recipient
from secretariat.lib.dates import weekday_and_day
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

from . import documents
from .models import AgreementParty, AgreementVersion

ASKED = "beslutsunderlag"
REMINDED = "påminnelse om beslutsunderlag"
TOLD = "besked om överenskommelse"


def asked(version: AgreementVersion, *, by: User | None) -> Callable[[Recipient, str], mail.Letter]:
    """Please let your organisation decide, and tell: what it is about, by when, and the link."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, inquiry = recipient.addressee, recipient.inquiry
        lines = [
            f"Hej {person.given_name}!",
            f"{recipient.organisation} ombeds att besluta om {_what(version)}. Du är handläggare.",
            version.agreement.purpose,
            f"Det som är nytt i version {version.number}: {version.changes}" if version.changes else "",
            inquiry.text,
            f"Beslutet behövs senast {weekday_and_day(inquiry.due_on)}." if inquiry.due_on else "",
            "Med länken läser du underlaget, talar om att ni har tagit emot det och ert diarienummer, när ärendet "
            "ska upp och i vilket organ. När beslutet är fattat lägger du till datum, paragraf, utfall och "
            "protokollsutdrag, med samma länk. Ni avgör själva var ärendet beslutas. Länken är din egen; ska någon "
            "annan hos er ta över lämnar du över på sidan.",
            _whom_to_call(version),
        ]
        subject = f"{recipient.organisation.short_name} ombeds besluta: {_name(version)}"
        return _letter(ASKED, subject, lines, person, version, key=key, by=by)

    return compose


def copies_to_registrars(
    version: AgreementVersion, parties: Iterable[AgreementParty], *, by: User | None
) -> Iterator[mail.Letter]:
    """A copy for the diarium of each party whose registrator's address is known, with the files and no link."""
    files = [one.stored for one in documents.for_parties(version)]
    for party in parties:
        email = party.organisation.registrar_email
        if not email:
            continue
        handler = _handler_in_words(party.handler)
        lines = [
            f"Till registrator, {party.organisation}",
            f"{party.organisation} ombeds att besluta om {_what(version)}.",
            version.agreement.purpose,
            f"Beslutet behövs senast {weekday_and_day(version.decide_by)}." if version.decide_by else "",
            handler,
            "Underlaget är bifogat." if files else "",
            _whom_to_call(version),
        ]
        yield mail.Letter(
            purpose=ASKED,
            subject=f"För diarieföring: {_name(version)}",
            body="\n\n".join(line for line in lines if line),
            to_email=email,
            by=by,
            about=version,
            attachments=files,
            **_sender_of(version),
        )


def _handler_in_words(person: Person | None) -> str:
    if person is None:
        return "Vi vet inte vem som är handläggare hos er. Hör gärna av er till oss."
    return "" if person.protected_identity else f"Handläggare hos er är {person.name}."


def reminded(
    version: AgreementVersion, *, planned: Mapping[int, dt.date], by: User | None
) -> Callable[[Recipient, str], mail.Letter]:
    """Not decided yet; with the day the party itself has planned, by the recipient's id."""

    def compose(recipient: Recipient, key: str) -> mail.Letter:
        person, due_on, day = recipient.addressee, recipient.inquiry.due_on, planned.get(recipient.pk)
        lines = [
            f"Hej {person.given_name}!",
            f"Vi har inte fått veta vad {recipient.organisation} har beslutat om {_what(version)}.",
            f"Ni har planerat att ta upp ärendet {weekday_and_day(day)}."
            if day
            else "Vi vet inte heller när ärendet ska upp. Fyll i det så snart du kan.",
            f"Beslutet behövs senast {weekday_and_day(due_on)}." if due_on else "",
            _whom_to_call(version),
        ]
        subject = f"Påminnelse, {recipient.organisation.short_name} ombeds besluta: {_name(version)}"
        return _letter(REMINDED, subject, lines, person, version, key=key, by=by)

    return compose


def withdrawn(version: AgreementVersion, *, why: str, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """The basis is taken back, and why."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"Vi tar tillbaka underlaget för beslut om {_what(version)}.",
            f"Skälet är: {why}",
            f"{recipient.organisation} behöver inte besluta nu, och länken du har fått gäller inte längre. "
            "Har ni redan beslutat hör vi av oss med den nya lydelsen.",
            _whom_to_call(version),
        ]
        return _letter(ASKED, f"Återkallat: {_name(version)}", lines, person, version, by=by)

    return tell


def taken_out(version: AgreementVersion, *, by: User | None) -> Callable[[Recipient], mail.Letter]:
    """This party is not asked after all."""

    def tell(recipient: Recipient) -> mail.Letter:
        person = recipient.addressee
        lines = [
            f"Hej {person.given_name}!",
            f"{recipient.organisation} behöver inte besluta om {_what(version)}.",
            "Du behöver inte göra något, och länken du har fått gäller inte längre.",
            _whom_to_call(version),
        ]
        return _letter(ASKED, f"Behövs inte: beslut om {_name(version)}", lines, person, version, by=by)

    return tell


def told(party: AgreementParty, *, asker: Person, said: list[str], headline: str) -> list[mail.Letter]:
    """To whoever asked: a party has told something by its link, and how all the parties stand now."""
    if not (email := address_of(asker)):
        return []
    version = party.version
    lines = [
        f"{party.organisation.short_name} har lämnat besked om {_what(version)}:",
        "\n".join(f"- {one}" for one in said),
        headline,
    ]
    return [
        mail.Letter(
            purpose=TOLD,
            subject=f"Besked från {party.organisation.short_name}: {_name(version)}",
            body="\n\n".join(lines),
            to_email=email,
            person=asker,
            about=version,
            action_url=settings.BASE_URL + version.get_absolute_url(),
            action_label="Se alla parter",
        )
    ]


def _letter(
    purpose: str,
    subject: str,
    lines: list[str],
    person: Person,
    version: AgreementVersion,
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
        about=version,
        action_url=settings.BASE_URL + reverse("agreements:party-answer", args=[key]) if key else "",
        action_label="Läs underlaget och lämna besked" if key else "",
        **_sender_of(version),
    )


def _sender_of(version: AgreementVersion) -> Sender:
    person = version.agreement.responsible
    if person is None or person.protected_identity:
        return {"from_name": "", "reply_to": ""}
    return {"from_name": person.name, "reply_to": address_of(person)}


def _name(version: AgreementVersion) -> str:
    return version.agreement.short_name or version.agreement.title


def _what(version: AgreementVersion) -> str:
    kind = str(version.agreement.get_kind_display())
    ending = "n" if kind.endswith("e") else "en" if kind.endswith("plan") else "et"
    return f"{kind}{ending} {version.agreement.title}"


def _whom_to_call(version: AgreementVersion) -> str:
    person = version.agreement.responsible
    if person is None or person.protected_identity:
        return ""
    return f"Frågor? Hör av dig till {person.name}{f', {person.phone}' if person.phone else ''}."
