"""Asking the parties to decide on a version: letters, links and reminders, by way of `secretariat.inquiries` (F4).

Whoever calls these has locked the version first.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements import notifications as texts
from agreements.models import AgreementParty, AgreementVersion, DecisionRound
from meetings.actions import confirmations
from secretariat.inquiries.actions import inquiries, letters, recipients, reminding
from secretariat.inquiries.actions import rounds as questions
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.locks import hold as hold_inquiry
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import Organisation, Person, User

from .steps import hold, move_party, parties_of

PURPOSE = "agreement"
State, Role = AgreementParty.State, AgreementParty.Role


def round_of(version: AgreementVersion) -> DecisionRound | None:
    """The question to the parties that stands, else the latest that was withdrawn."""
    rows = version.decision_rounds.select_related("inquiry__created_by__person").order_by("-pk")
    return rows.filter(inquiry__withdrawn_at=None).first() or rows.first()


def inquiry_of(version: AgreementVersion) -> Inquiry | None:
    """The question that stands, where there is one."""
    found = version.decision_rounds.select_related("inquiry").filter(inquiry__withdrawn_at=None).first()
    return found.inquiry if found else None


def trouble_with(party: AgreementParty) -> str:
    """Why nobody at the party can be written to, as a sentence; empty where somebody can (F4)."""
    return letters.trouble_with(Recipient(organisation=party.organisation, handler=party.handler))


def recipient_of(party: AgreementParty) -> Recipient:
    """The party as one that is asked, also before it has been."""
    if party.recipient:
        return party.recipient
    return Recipient(organisation=party.organisation, handler=party.handler, inquiry=Inquiry())


def known_handlers(organisations: list[Organisation]) -> dict[int, Person]:
    """Who answered for each of the parties the last time it was asked, by the organisation's id."""
    return questions.known_handlers(organisations)


# Asked


def obstacles_to_asking(version: AgreementVersion, *, today: dt.date) -> list[str]:
    """Why the parties cannot be asked."""
    found = []
    if version.state != AgreementVersion.State.RECOMMENDED:
        found.append(
            f"Versionen är ”{version.get_state_display()}”. Underlaget skickas när den är rekommenderad."
        )
    if version.decide_by and version.decide_by < today:
        found.append("Sista dagen för parternas beslut har varit. Ändra den först.")
    rows = [one for one in parties_of(version) if one.role == Role.PARTY]
    if not rows:
        found.append("Lägg till minst en part som ska besluta.")
    elif all(trouble_with(one) for one in rows):
        found.append("Ingen part har en handläggare som kan få brev. Utse minst en.")
    return found


def ask(version: AgreementVersion, *, by: User, text: str, at: dt.datetime) -> int:
    """Write to each handläggare, with a link, and a copy to each registrator. Returns how many letters."""
    rows = [one for one in parties_of(version) if one.role == Role.PARTY]
    inquiry = inquiries.create(
        purpose=PURPOSE,
        title=f"Parternas beslut om {version}",
        about=version,
        parties=[Asked(organisation=one.organisation, handler=one.handler) for one in rows],
        by=by,
        text=text,
        due_on=version.decide_by,
        today=local_day(at),
    )
    DecisionRound.objects.create(version=version, inquiry=inquiry)
    count = inquiries.send(inquiry, by=by, compose=texts.asked(version, by=by), at=at)
    made = {one.organisation_id: one for one in inquiry.recipients.all()}
    copies = mail.write_many(texts.copies_to_registrars(version, rows, by=by))
    for party in rows:
        party.recipient = made[party.organisation_id]
        is_reached = party.recipient.sent_at or party.organisation.registrar_email
        move_party(party, State.SENT if is_reached else State.NOT_SENT, at=at, by=by)
    return count + len(copies)


def ask_one_more(version: AgreementVersion, party: AgreementParty, *, by: User) -> None:
    """Ask a party that has come in later."""
    inquiry = inquiry_of(version)
    if inquiry is None:
        return
    asked = Asked(organisation=party.organisation, handler=party.handler)
    party.recipient = inquiries.add(inquiry, asked, by=by, compose=texts.asked(version, by=by))
    party.recipient.refresh_from_db()
    copies = mail.write_many(texts.copies_to_registrars(version, [party], by=by))
    reached = bool(party.recipient.sent_at or copies)
    move_party(party, State.SENT if reached else State.NOT_SENT, at=timezone.now(), by=by)


def stop_asking(party: AgreementParty, *, by: User) -> None:
    """Close a party's link and tell its handläggare that no answer is needed."""
    if party.recipient is None or not party.recipient.inquiry.is_open:
        return
    recipient, party.recipient = party.recipient, None
    party.save(update_fields=["recipient"])
    inquiries.remove(recipient, by=by, tell=texts.taken_out(party.version, by=by))


def withdraw(version: AgreementVersion, *, why: str, by: User, at: dt.datetime) -> None:
    """Take the question back: links open nothing, and who got a letter is told why."""
    inquiry = inquiry_of(version)
    if inquiry is None:
        return
    inquiries.reopen(inquiry, by=by)
    inquiries.withdraw(inquiry, why=why, by=by, at=at, tell=texts.withdrawn(version, why=why.strip(), by=by))


def close(version: AgreementVersion, *, by: User | None, at: dt.datetime) -> None:
    """Nobody more can answer: all have, and the version holds."""
    inquiry = inquiry_of(version)
    if inquiry is None or not inquiry.is_open:
        return
    Inquiry.objects.filter(pk=inquiry.pk).update(closed_at=at)
    log.write("avslutade förfrågan", by=by, about=inquiry)


def reopen(version: AgreementVersion, *, by: User | None) -> None:
    """Let those answer again that have not, in a question that was closed."""
    inquiry = inquiry_of(version)
    if inquiry is not None:
        inquiries.reopen(inquiry, by=by)


# Who answers


def obstacles_to_naming(party: AgreementParty, person: Person | None) -> list[str]:
    """Why this person cannot answer for the party."""
    if party.recipient:
        return recipients.obstacles_to_naming(party.recipient, person)
    if person and person.organisation_id and person.organisation_id != party.organisation_id:
        return [
            f"{person.name} hör till {person.organisation}. Välj någon hos {party.organisation.short_name}."
        ]
    if person and not letters.address_of(person):
        return [f"{person.name} saknar e-postadress. Lägg till den först."]
    return []


@transaction.atomic
def name_handler(
    party: AgreementParty,
    person: Person | None,
    *,
    by: User | None,
    who: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Say who answers for the party. Where the basis is sent, the new one gets it at once. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(party.version_id)
    party = parties_of(version).get(pk=party.pk)
    if reasons := obstacles_to_naming(party, person):
        raise NotAllowed(reasons)
    if party.handler == person:
        return
    before = party.handler.name if party.handler else ""
    party.handler = person
    if party.recipient is None:
        log.write("utsåg handläggare", by=by, about=version, part=str(party.organisation), förut=before,
                  nu=person.name if person else "")  # fmt: skip
    else:
        recipients.name_handler(party.recipient, person, by=by, compose=texts.asked(version, by=by), at=at)
        party.recipient.refresh_from_db()
    move_party(party, _state_with_handler(party), at=at, by=by, who=who)


def _state_with_handler(party: AgreementParty) -> str:
    if party.handler is None or party.recipient is None:
        return str(party.state)
    if party.state == State.NOT_SENT:
        return State.SENT if party.recipient.sent_at else State.NOT_SENT
    return State.HANDLER_NAMED if party.state in (State.SENT, State.RECEIVED) else str(party.state)


@transaction.atomic
def name_new_handler(
    party: AgreementParty,
    *,
    name: str,
    email: str,
    by: User | None,
    who: str = "",
    at: dt.datetime | None = None,
) -> Person:
    """Let somebody who is not in the register answer for the party. Raises NotAllowed."""
    version = hold(party.version_id)
    party = parties_of(version).get(pk=party.pk)
    if party.recipient:
        hold_inquiry(party.recipient.inquiry_id)
    person = confirmations.register_handler(recipient_of(party), name=name, email=email, by=by)
    name_handler(party, person, by=by, who=who, at=at)
    return person


def obstacles_to_passing_on(party: AgreementParty, *, name: str, email: str) -> list[str]:
    """Why a handläggare cannot hand over to this colleague."""
    if party.handler and email.strip().casefold() == letters.address_of(party.handler).casefold():
        return ["Det är din egen adress. Skriv kollegans."]
    found = _colleague(party, email)
    if found:
        return recipients.obstacles_to_naming(party.recipient, found) if party.recipient else []
    if Person.objects.filter(email__iexact=email.strip()).exists():
        return ["Adressen hör till någon i en annan organisation. Hör av dig till oss."]
    return confirmations.obstacles_to_naming_new(recipient_of(party), name=name, email=email)


@transaction.atomic
def pass_on(
    party: AgreementParty, *, name: str, email: str, who: str, at: dt.datetime | None = None
) -> Person:
    """A handläggare hands over to a colleague in the same organisation, who gets a link. Raises NotAllowed."""
    version = hold(party.version_id)
    party = parties_of(version).get(pk=party.pk)
    if reasons := obstacles_to_passing_on(party, name=name, email=email):
        raise NotAllowed(reasons)
    if found := _colleague(party, email):
        name_handler(party, found, by=None, who=who, at=at)
        return found
    return name_new_handler(party, name=name, email=email, by=None, who=who, at=at)


def _colleague(party: AgreementParty, email: str) -> Person | None:
    return Person.objects.filter(organisation=party.organisation_id, email__iexact=email.strip()).first()


# Reminded


def remind(
    version: AgreementVersion, *, by: User, at: dt.datetime | None = None, only: AgreementParty | None = None
) -> int:
    """Remind the parties that have not decided, or one of them. Never more than one letter a day. Raises NotAllowed."""
    inquiry = inquiry_of(version)
    if inquiry is None:
        raise NotAllowed("Underlaget är inte skickat än.")
    row = only.recipient if only else None
    return reminding.remind(inquiry, by=by, compose=_reminding(version, by), at=at, only=row)


def _reminding(version: AgreementVersion, by: User | None) -> letters.Compose:
    days = version.parties.exclude(planned_on=None).values_list("recipient", "planned_on")
    return texts.reminded(version, planned={key: day for key, day in days if key and day}, by=by)


def remind_by_night(*, at: dt.datetime | None = None) -> int:
    """Remind handläggare 14 and 3 days before the last day, the day after it and two weeks later; each once (F4).

    Returns how many letters. May be run twice, and by two at once.
    """
    at = at or timezone.now()
    today = local_day(at)
    near = DecisionRound.objects.filter(
        Q(inquiry__due_on__gte=today - dt.timedelta(days=max(reminding.AFTER) + reminding.GRACE)),
        Q(inquiry__due_on__lte=today + dt.timedelta(days=max(reminding.BEFORE))),
        inquiry__closed_at=None,
        inquiry__withdrawn_at=None,
        inquiry__sent_at__isnull=False,
    ).select_related("inquiry", "version__agreement__responsible", "version__agreement__body")
    return sum(_remind_by_night(one, at, today) for one in near)


def _remind_by_night(one: DecisionRound, at: dt.datetime, today: dt.date) -> int:
    due_on = one.inquiry.due_on
    day = reminding.reminder_day(due_on, today=today) if due_on else None
    if day is None:
        return 0
    compose = _reminding(one.version, None)
    try:
        return reminding.remind(one.inquiry, by=None, compose=compose, at=at, since=day)
    except NotAllowed:  # everybody has decided, has had a letter today, or cannot be reached; or it is over
        return 0


def move_last_day(version: AgreementVersion, *, by: User) -> None:
    """Let the question's last day be the version's; the version is locked."""
    inquiry = inquiry_of(version)
    if inquiry and inquiry.is_open and inquiry.due_on != version.decide_by:
        inquiries.change(inquiry, due_on=version.decide_by, text=inquiry.text, by=by)
