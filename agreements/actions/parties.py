"""What one party says and does, from receiving to signing, and how its deviation is handled (F2, F3).

Told by its handläggare through the link, or filled in by the office. Every change is kept in the log, each step in
a row.
"""

import datetime as dt
from dataclasses import fields
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agreements import documents, notifications
from agreements.models import AgreementDocument, AgreementParty, AgreementVersion
from meetings.actions.confirmation_answers import (
    CHANGED,
    OFFICE,
    TOLD,
    Said,
    Told,
    obstacles_to_attaching,
    place_among,
)
from meetings.actions.confirmation_answers import obstacles_to_answering as obstacles_to_saying
from meetings.confirmation_words import FINAL, headline, with_sign
from secretariat.inquiries.actions import recipients
from secretariat.inquiries.models import Inquiry
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log, mail
from secretariat.registry.models import LogEntry, StoredFile, User

from . import periods
from .standing import deciding, has_decided, reached, stand_of
from .steps import held, move_party, parties_of
from .versions import describe, follow, obstacles_to_signing

State, Outcome = AgreementParty.State, AgreementParty.Outcome
_NAMES = {
    "case_number": "Diarienummer",
    "organ": "Beslutande organ",
    "planned_on": "Planerat datum",
    "decided_on": "Beslutat",
    "paragraph": "Paragraf",
    "outcome": "Utfall",
    "deviation": "Avvikelse eller tillägg",
    "extract": "Protokollsutdrag",
}
# States of the version in which a party may still say something.
_ASKED = frozenset({"sent", "deciding", "agreed", "deviating", "signing"})


# Answers


def obstacles_to_answering(
    party: AgreementParty, said: Said | None = None, *, today: dt.date | None = None
) -> list[str]:
    """Why nothing can be said any more, or not this. A signed decision stands."""
    version = party.version
    inquiry = party.recipient.inquiry if party.recipient else Inquiry()
    found = obstacles_to_saying(inquiry, said, today=today)
    if inquiry.withdrawn_at or inquiry.closed_at:
        return found
    if party.role == AgreementParty.Role.COOPERATING:
        return [f"{party.organisation.short_name} samverkar utan eget beslut."]
    if party.in_force_on or party.signed_on:
        found.insert(
            0, f"{party.organisation.short_name} har redan undertecknat. Hör av dig till oss om något är fel."
        )
    elif not is_asked(party):
        found.insert(0, f"Versionen är ”{version.get_state_display()}”. Parterna är inte tillfrågade.")
    return found


def is_asked(party: AgreementParty) -> bool:
    """Whether the party's decision is waited for, or may still be changed.

    Also where the version holds: each is bound by its own decision, or this one has been opened again by hand.
    """
    version = party.version
    late = version.agreement.each_from_own_decision or party.is_pending
    return version.state in _ASKED or (version.is_binding and late)


@transaction.atomic
def answer(
    party: AgreementParty,
    said: Said,
    *,
    how: str,
    who: str,
    by: User | None = None,
    upload: UploadedFile | None = None,
    at: dt.datetime | None = None,
) -> bool:
    """Save what a party says. Returns whether anything was new. Raises NotAllowed.

    `how` is LINK, OFFICE or LOGIN of `confirmation_answers`. A changed outcome or deviation has to be handled anew, and
    the version takes the state that follows.
    """
    at = at or timezone.now()
    version, party = held(party)
    reasons = obstacles_to_answering(party, said, today=local_day(at))
    reasons += obstacles_to_attaching(upload) if upload else []
    if reasons:
        raise NotAllowed(reasons)
    was, had_decided = as_told(party), has_decided(party)
    _put(party, said)
    if upload:
        party.extract = files.store(
            upload,
            by=by,
            title=f"Protokollsutdrag, {party.organisation.short_name}: {version.agreement}"[:200],
        )
        describe(party.extract, version, record_kind="protokollsutdrag", status=StoredFile.Status.RECEIVED)
    now = as_told(party)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    is_first = party.state in (State.NOT_SENT, State.SENT) and not changes
    if not changes and not is_first:
        return False
    if {"Utfall", "Avvikelse eller tillägg"} & set(changes):
        party.deviation_handled_at = party.deviation_handled_by = None
        party.deviation_handled_how = ""
    move_party(party, reached(party), at=at, by=by, who=who)
    if party.recipient:
        recipients.record_answer(party.recipient, is_final=party.outcome in FINAL, who=who, how=how, at=at)
    shown = changes or {"Mottaget": ["", "ja"]}
    log.write(CHANGED if had_decided else TOLD, by=by, about=party, av=who, hur=how, ändringar=shown)
    follow(version, by=by, at=at)
    periods.bind_if_settled(version, party, at=at, by=by)
    if how != OFFICE:
        _tell(party, shown)
    return True


def _put(party: AgreementParty, said: Said) -> None:
    for field in fields(said):
        value = getattr(said, field.name)
        setattr(party, field.name, value.strip() if isinstance(value, str) else value)
    party.paragraph = party.paragraph.replace("§", "").strip()
    party.first_planned_on = party.first_planned_on or party.planned_on


def as_told(party: AgreementParty) -> dict[str, str]:
    """What stands there, in words, by the names of the page."""
    extract = party.extract
    values: dict[str, Any] = {name: getattr(party, name) for name in _NAMES if name != "extract"}
    values["outcome"] = party.get_outcome_display()
    values["paragraph"] = with_sign(party.paragraph)
    values["extract"] = f"{extract.name} ({extract.sha256[:8]})" if extract else ""
    return {
        _NAMES[name]: value.isoformat() if isinstance(value, dt.date) else (value or "")
        for name, value in values.items()
    }


def _tell(party: AgreementParty, changes: dict[str, list[str]]) -> None:
    asker = party.recipient.inquiry.created_by if party.recipient else None
    if asker is None or asker.person is None:
        return
    said = [
        f"{name}: {new or 'borttaget'}" + (f" (tidigare {old})" if old else "")
        for name, (old, new) in changes.items()
    ]
    rows = deciding(sorted(parties_of(party.version), key=lambda one: place_among(one.organisation)))
    words = str(headline([stand_of(one) for one in rows]))
    mail.write_many(notifications.told(party, asker=asker.person, said=said, headline=words))


# Deviations


def obstacles_to_handling(party: AgreementParty, *, how: str) -> list[str]:
    """Why a deviation cannot be called handled."""
    found = []
    if not party.deviates:
        found.append("Beslutet avviker inte.")
    if not is_asked(party):
        found.append(f"Versionen är ”{party.version.get_state_display()}”.")
    if not how.strip():
        found.append("Skriv hur avvikelsen hanteras.")
    return found


@transaction.atomic
def accept_deviation(party: AgreementParty, *, how: str, by: User, at: dt.datetime | None = None) -> None:
    """Note that a deviation is accepted and how; it stays visible, and the signing is open again. Raises NotAllowed.

    A party that has refused or stays outside is let go: the version does not bind it. One that has sent the matter
    back still has to decide. For another wording instead, see `versions.take_back`.
    """
    at = at or timezone.now()
    version, party = held(party)
    if reasons := obstacles_to_handling(party, how=how):
        raise NotAllowed(reasons)
    party.deviation_handled_at, party.deviation_handled_by = at, by
    party.deviation_handled_how = how.strip()[:500]
    party.save(update_fields=["deviation_handled_at", "deviation_handled_by", "deviation_handled_how"])
    log.write("hanterade parts avvikelse", by=by, about=party, hur=party.deviation_handled_how)
    follow(version, by=by, at=at)
    periods.bind_if_settled(version, party, at=at, by=by)


# Signing


def obstacles_to_signing_for(
    party: AgreementParty, *, signer: str, signed_on: dt.date | None, today: dt.date
) -> list[str]:
    """Why it cannot be noted that this party has signed (F3)."""
    version = party.version
    name = party.organisation.short_name
    found = []
    if party.signed_on:
        return [f"{name} har redan undertecknat, {day_in_words(party.signed_on)}."]
    if not is_asked(party):
        found.append(f"Versionen är ”{version.get_state_display()}”. Då undertecknas den inte.")
    if party.role == AgreementParty.Role.PARTY and not has_decided(party):
        found.append(f"{name} har inte beslutat. Parten måste besluta innan den undertecknar.")
    elif party.outcome in (Outcome.REFUSED, Outcome.ABSTAINED):
        found.append(f"{name} har inte beslutat bifall och undertecknar inte.")
    if not found or not party.outcome:
        found += obstacles_to_signing(version, list(parties_of(version)))
    if not signer.strip():
        found.append("Skriv vem som har undertecknat.")
    if signed_on is None:
        found.append("Skriv vilken dag.")
    elif signed_on > today:
        found.append("Dagen har inte varit än.")
    elif party.decided_on and signed_on < party.decided_on:
        found.append(
            f"{name} beslutade {day_in_words(party.decided_on)}. Undertecknat kan inte vara tidigare."
        )
    return found


@transaction.atomic
def sign(
    party: AgreementParty,
    *,
    signer: str,
    signed_on: dt.date | None,
    by: User,
    title: str = "",
    how: str = AgreementParty.Signing.PAPER,
    at: dt.datetime | None = None,
) -> None:
    """Note who has signed for a party, when and how. When all have, the version holds from its first day.

    Raises NotAllowed.
    """
    at = at or timezone.now()
    version, party = held(party)
    reasons = obstacles_to_signing_for(party, signer=signer, signed_on=signed_on, today=local_day(at))
    if reasons:
        raise NotAllowed(reasons)
    if version.state == AgreementVersion.State.AGREED:
        periods.open_for_signing(version, by=by, at=at)
    party.signer, party.signer_title = signer.strip()[:160], title.strip()[:120]
    party.signed_on, party.signed_how = signed_on, how
    if party.role == AgreementParty.Role.COOPERATING:
        party.save()
    else:
        move_party(party, reached(party), at=at, by=by)
    log.write("noterade underskrift", by=by, about=party, av=party.signer, dag=str(signed_on))
    if not periods.bring_into_force_if_complete(version, by=by, at=at):
        periods.bind_if_settled(version, party, at=at, by=by)


# What has been said before


def history(party: AgreementParty) -> list[Told]:
    """Every answer of the party, latest first. One query."""
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(AgreementParty),
        object_id=str(party.pk),
        verb__in=(TOLD, CHANGED),
    ).order_by("-at", "-pk")
    return [Told.of(row) for row in rows]


def documents_for(party: AgreementParty) -> QuerySet[AgreementDocument]:
    """What a handläggare is to read: the version's files but those of the remiss, and none that is secret (D1)."""
    return documents.for_parties(party.version)
