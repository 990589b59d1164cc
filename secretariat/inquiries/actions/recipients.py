"""Who answers for a party, that it has answered, and that it will not."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from secretariat.inquiries.models import Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from . import letters, reply_links
from .locks import held, obstacles_to_changing, rows_of


def obstacles_to_naming(recipient: Recipient, person: Person | None) -> list[str]:
    """Why this person cannot answer for the party."""
    reasons = obstacles_to_changing(recipient.inquiry)
    if person and person.organisation_id and person.organisation_id != recipient.organisation_id:
        reasons.append(
            f"{person.name} hör till {person.organisation}. Välj någon hos {recipient.organisation.short_name}."
        )
    if person and not letters.address_of(person):
        reasons.append(f"{person.name} saknar e-postadress. Lägg till den först.")
    return reasons


@transaction.atomic
def name_handler(
    recipient: Recipient,
    person: Person | None,
    *,
    by: User | None,
    compose: letters.Compose,
    at: dt.datetime | None = None,
) -> None:
    """Say who answers for the party, or that nobody does. The one before loses the link.

    Where the question has gone out, the new one gets it at once. Naming the same one again changes nothing.
    """
    inquiry, recipient = held(recipient)
    if reasons := obstacles_to_naming(recipient, person):
        raise NotAllowed(reasons)
    if recipient.handler == person:
        return
    before = recipient.handler.name if recipient.handler else ""
    reply_links.close([recipient], by=by)
    Recipient.objects.filter(pk=recipient.pk).update(handler=person, sent_at=None, opened_at=None)
    log.write(
        "utsåg handläggare" if person else "tog bort handläggare",
        by=by,
        about=inquiry,
        part=str(recipient),
        förut=before,
        nu=person.name if person else "",
    )
    if person and inquiry.sent_at:
        letters.send_to(
            [rows_of(inquiry).get(pk=recipient.pk)], inquiry, by=by, compose=compose, at=at or timezone.now()
        )


@transaction.atomic
def record_answer(
    recipient: Recipient, *, is_final: bool, who: str, how: str, at: dt.datetime | None = None
) -> None:
    """Note that a party has been heard; with `is_final` that it has answered, else that it has not (any more).

    `how` is link, office or login. Raises NotAllowed.
    """
    at = at or timezone.now()
    inquiry, recipient = held(recipient)
    if reasons := obstacles_to_changing(inquiry):
        raise NotAllowed(reasons)
    recipient.opened_at = recipient.opened_at or (at if how != "office" else None)
    recipient.answered_at = (recipient.answered_at or at) if is_final else None
    recipient.answered_by = who[:200] if is_final else ""
    recipient.answered_how = how if is_final else ""
    recipient.excused_at = None
    recipient.save(update_fields=["opened_at", "answered_at", "answered_by", "answered_how", "excused_at"])


def obstacles_to_excusing(recipient: Recipient, *, why: str) -> list[str]:
    """Why it cannot be noted that a party does not answer."""
    reasons = obstacles_to_changing(recipient.inquiry)
    if recipient.answered_at:
        reasons.append(f"{recipient.organisation.short_name} har svarat.")
    if not why.strip():
        reasons.append("Skriv varför parten inte svarar.")
    return reasons


@transaction.atomic
def excuse(recipient: Recipient, *, why: str, by: User | None, at: dt.datetime | None = None) -> None:
    """Note that the party does not answer, and why. It is not reminded, and never counted as having answered."""
    inquiry, recipient = held(recipient)
    if reasons := obstacles_to_excusing(recipient, why=why):
        raise NotAllowed(reasons)
    Recipient.objects.filter(pk=recipient.pk).update(
        excused_at=at or timezone.now(), comment=why.strip()[:500]
    )
    log.write("noterade att part inte svarar", by=by, about=inquiry, part=str(recipient), varför=why.strip())
