"""What one party has decided: told by its handläggare through the link, or filled in by the office (K3).

An answer may come in parts: the planned day first, the decision later. Every change is kept in the log.
"""

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings import confirmation_letters
from meetings.confirmation_words import FINAL, Stand, headline, with_sign
from meetings.models import Confirmation, Decision
from secretariat.inquiries.actions import recipients
from secretariat.inquiries.actions.locks import hold, obstacles_to_changing
from secretariat.inquiries.models import Inquiry
from secretariat.lib.dates import local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log, mail
from secretariat.registry.models import LogEntry, Organisation, User

from .decisions import address_of

LINK, OFFICE, LOGIN = "link", "office", "login"
CHANGED = "ändrade parts besked"
TOLD = "lämnade parts besked"
_DOCUMENTS = (".pdf", ".docx")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a party says, all of it: a field left empty takes back what stood there."""

    organ: str = ""
    planned_on: dt.date | None = None
    decided_on: dt.date | None = None
    paragraph: str = ""
    case_number: str = ""
    outcome: str = ""
    deviation: str = ""


_NAMES = {
    "organ": "Beslutande organ",
    "planned_on": "Planerat datum",
    "decided_on": "Beslutat",
    "paragraph": "Paragraf",
    "case_number": "Diarienummer",
    "outcome": "Utfall",
    "deviation": "Avvikelse eller tillägg",
    "extract": "Protokollsutdrag",
}


def obstacles_to_answering(
    inquiry: Inquiry, said: Said | None = None, *, today: dt.date | None = None
) -> list[str]:
    """Why nothing can be answered any more, or not this."""
    if reasons := obstacles_to_changing(inquiry):
        return reasons
    if said is None:
        return []
    found = []
    if said.outcome and said.decided_on is None:
        found.append("Ange vilken dag ni beslutade.")
    if said.decided_on and not said.outcome:
        found.append("Välj vad ni beslutade.")
    if said.decided_on and said.decided_on > (today or timezone.localdate()):
        found.append("Beslutsdagen har inte varit än. Skriv den som planerat datum tills beslutet är fattat.")
    if said.outcome in Confirmation.DEVIATING and not said.deviation.strip():
        found.append("Skriv hur ert beslut skiljer sig från det föreslagna.")
    if said.outcome == Confirmation.Outcome.ASSENT and said.deviation.strip():
        found.append("Ni har skrivit en avvikelse. Välj då bifall med ändring, eller ta bort texten.")
    return found


def obstacles_to_attaching(upload: UploadedFile) -> list[str]:
    """Why this file cannot be the protokollsutdrag: another kind than PDF or Word, too large, not what it says."""
    if PurePosixPath(upload.name or "").suffix.lower() not in _DOCUMENTS:
        return ["Protokollsutdraget ska vara en PDF eller ett Word-dokument (.docx)."]
    return files.obstacles_to_storing(upload)


@transaction.atomic
def answer(
    confirmation: Confirmation,
    said: Said,
    *,
    how: str,
    who: str,
    by: User | None = None,
    upload: UploadedFile | None = None,
    at: dt.datetime | None = None,
) -> bool:
    """Save what a party says. Returns whether anything was new. Raises NotAllowed.

    `how` is LINK, OFFICE or LOGIN, `who` the name of whoever says it. Two answers at once come one after the other, and
    the log keeps both. A changed outcome or deviation has to be handled anew.
    """
    at = at or timezone.now()
    inquiry = hold(confirmation.recipient.inquiry_id)
    confirmation = Confirmation.objects.select_related(
        "extract", "recipient__organisation", "recipient__inquiry__created_by__person"
    ).get(pk=confirmation.pk)
    reasons = obstacles_to_answering(inquiry, said, today=local_day(at))
    reasons += obstacles_to_attaching(upload) if upload else []
    if reasons:
        raise NotAllowed(reasons)
    was = _as_told(confirmation)
    had_decided = bool(confirmation.outcome)
    _put(confirmation, said)
    if upload:
        confirmation.extract = files.store(
            upload, by=by, title=f"Protokollsutdrag, {confirmation.recipient}"[:200]
        )
    now = _as_told(confirmation)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if not changes:
        return False
    if {"Utfall", "Avvikelse eller tillägg"} & set(changes):
        confirmation.deviation_handled_at = confirmation.deviation_handled_by = None
        confirmation.deviation_handled_how = ""
    confirmation.save()
    is_final = confirmation.outcome in FINAL
    recipients.record_answer(confirmation.recipient, is_final=is_final, who=who, how=how, at=at)
    verb = CHANGED if had_decided else TOLD
    log.write(verb, by=by, about=confirmation, av=who, hur=how, ändringar=changes)
    if how != OFFICE:
        _tell(confirmation, changes)
    return True


def _put(confirmation: Confirmation, said: Said) -> None:
    for field in fields(said):
        value = getattr(said, field.name)
        setattr(confirmation, field.name, value.strip() if isinstance(value, str) else value)
    confirmation.paragraph = confirmation.paragraph.replace("§", "").strip()
    confirmation.first_planned_on = confirmation.first_planned_on or confirmation.planned_on


def _as_told(confirmation: Confirmation) -> dict[str, str]:
    """What stands there, in words, by the names of the page."""
    extract = confirmation.extract
    values: dict[str, Any] = {name: getattr(confirmation, name) for name in _NAMES if name != "extract"}
    values["outcome"] = confirmation.get_outcome_display()
    values["paragraph"] = with_sign(confirmation.paragraph)
    values["extract"] = f"{extract.name} ({extract.sha256[:8]})" if extract else ""
    return {
        _NAMES[name]: value.isoformat() if isinstance(value, dt.date) else (value or "")
        for name, value in values.items()
    }


def _tell(confirmation: Confirmation, changes: dict[str, list[str]]) -> None:
    """To whoever asked, where the planned day or the decision has changed; other fields can wait."""
    told = [
        f"{name}: {new or 'borttaget'}" + (f" (tidigare {old})" if old else "")
        for name, (old, new) in changes.items()
    ]
    decision = Decision.objects.select_related("meeting").get(
        confirmation_requests__inquiry=confirmation.recipient.inquiry_id
    )
    mail.write_many(
        confirmation_letters.answered(
            confirmation,
            decision,
            said=told,
            headline=str(headline(stands_of(confirmation.recipient.inquiry))),
            url=reverse("meetings:confirmation-detail", args=[address_of(decision.number, decision.pk)]),
        )
    )


def stands_of(inquiry: Inquiry) -> list[Stand]:
    """How each party stands, by länsdel and then in Swedish order. One query."""
    rows = Confirmation.objects.filter(recipient__inquiry=inquiry).select_related(
        "recipient__organisation__district"
    )
    return [stand_of(one) for one in sorted(rows, key=place_of)]


def place_of(confirmation: Confirmation) -> tuple[Any, ...]:
    """Where the party stands in the list: länsdel, then Swedish order, then its organ."""
    return place_among(confirmation.recipient.organisation, confirmation.recipient.organ)


def place_among(organisation: Organisation, organ: str = "") -> tuple[Any, ...]:
    """Where an organisation stands in a table of parties. Read it with its district."""
    district = organisation.district
    other = organisation.kind != Organisation.Kind.MUNICIPALITY
    return (
        other,
        district is None,
        (district.position, district.name) if district and not other else (0, ""),
        organisation.sort_key,
        organ,
    )


def stand_of(confirmation: Confirmation) -> Stand:
    """How the party stands, for the headline."""
    recipient = confirmation.recipient
    organ = f" ({recipient.organ})" if recipient.organ else ""
    return Stand(
        name=f"{recipient.organisation.short_name}{organ}",
        outcome=confirmation.outcome,
        is_municipality=recipient.organisation.kind == Organisation.Kind.MUNICIPALITY,
        is_handled=confirmation.deviation_handled_at is not None,
        is_excused=recipient.excused_at is not None,
    )


# Deviations


def obstacles_to_handling(confirmation: Confirmation, *, how: str) -> list[str]:
    """Why a deviation cannot be called handled."""
    reasons = obstacles_to_changing(confirmation.recipient.inquiry)
    if confirmation.outcome not in Confirmation.DEVIATING:
        reasons.append("Beslutet avviker inte.")
    if not how.strip():
        reasons.append("Skriv hur avvikelsen hanteras.")
    return reasons


@transaction.atomic
def handle_deviation(
    confirmation: Confirmation, *, how: str, by: User, at: dt.datetime | None = None
) -> None:
    """Note how a deviation is handled; it stays visible. Done again, the new words hold. Raises NotAllowed."""
    hold(confirmation.recipient.inquiry_id)
    confirmation = Confirmation.objects.select_related("recipient__inquiry").get(pk=confirmation.pk)
    if reasons := obstacles_to_handling(confirmation, how=how):
        raise NotAllowed(reasons)
    confirmation.deviation_handled_at, confirmation.deviation_handled_by = at or timezone.now(), by
    confirmation.deviation_handled_how = how.strip()[:500]
    confirmation.save(update_fields=["deviation_handled_at", "deviation_handled_by", "deviation_handled_how"])
    log.write("hanterade parts avvikelse", by=by, about=confirmation, hur=confirmation.deviation_handled_how)


# What has been said before


@dataclass(frozen=True)
class Told:
    """One saved answer: when, by whom, how, and what changed as (field, before, after)."""

    at: dt.datetime
    who: str
    how: str
    changes: list[tuple[str, str, str]]

    @classmethod
    def of(cls, row: LogEntry) -> "Told":
        """As the log has it."""
        return cls(
            at=row.at,
            who=row.detail.get("av", ""),
            how=_HOW.get(row.detail.get("hur", ""), ""),
            changes=[(name, old, new) for name, (old, new) in row.detail.get("ändringar", {}).items()],
        )


_HOW = {LINK: "genom sin länk", OFFICE: "av sekretariatet", LOGIN: "inloggad"}


def history(confirmation: Confirmation) -> list[Told]:
    """Every answer of the party, latest first. One query."""
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Confirmation),
        object_id=str(confirmation.pk),
        verb__in=(TOLD, CHANGED),
    ).order_by("-at", "-pk")
    return [Told.of(row) for row in rows]


def changed_afterwards(confirmations: list[Confirmation]) -> dict[int, dt.datetime]:
    """When a decision that had been told was last changed, by the confirmation's id. One query."""
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Confirmation),
        object_id__in=[str(one.pk) for one in confirmations],
        verb=CHANGED,
    ).order_by("at")
    return {int(key): at for key, at in rows.values_list("object_id", "at")}
