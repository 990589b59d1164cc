"""What the office does with an application before it is judged: complete, to be complemented, whose it is (G8)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from funding import call_letters
from funding.applying import gaps_of
from funding.models import Application, Call
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log, mail
from secretariat.registry.models import Organisation, User

from . import applications

State = Application.State


def hold(application: Application) -> Application:
    """The application read anew, its call and itself locked."""
    return applications.held(application)


def _obstacles_of_call(call: Call) -> list[str]:
    if call.state in (Call.State.OPEN, Call.State.CLOSED):
        return []
    return [f"Utlysningen är ”{call.get_state_display()}”. Ta tillbaka förslaget först."]


def obstacles_to_completing(application: Application) -> list[str]:
    """Why it cannot be called complete: what the fields lack, and what nobody has ticked."""
    if application.state not in (State.SUBMITTED, State.RETURNED):
        return [f"Ansökan är {application.get_state_display()}."]
    found = _obstacles_of_call(application.call)
    found += [one.words for one in gaps_of(application.call, application, applications.lines_of(application))]
    left = [one for one in application.call.checklist if one not in application.ticked]
    return [*found, *(f"Inte avbockat: {one}." for one in left)]


@transaction.atomic
def tick(application: Application, ticked: Sequence[str], *, by: User) -> Application:
    """Keep what has been seen to by hand; only what stands in the call's list."""
    held = hold(application)
    held.ticked = [one for one in held.call.checklist if one in ticked]
    held.save(update_fields=["ticked"])
    log.write("kontrollerade ansökan", by=by, about=held, avbockat=len(held.ticked))
    return held


@transaction.atomic
def complete(application: Application, *, by: User, at: dt.datetime | None = None) -> Application:
    """It is complete and can be judged. Raises NotAllowed."""
    held = hold(application)
    if reasons := obstacles_to_completing(held):
        raise NotAllowed(reasons)
    held.state, held.checked_at, held.checked_by = State.COMPLETE, at or timezone.now(), by
    held.returned_why, held.complement_by = "", None
    held.save()
    log.write("godkände ansökan som komplett", by=by, about=held)
    return held


def obstacles_to_sending_back(application: Application) -> list[str]:
    """Why the applicant cannot be asked to complement it."""
    if application.state not in applications.WITH_OFFICE:
        return [f"Ansökan är {application.get_state_display()}."]
    if application.assessments.filter(submitted_at__isnull=False).exists():
        return ["Ansökan är redan bedömd och kan inte ändras."]
    return _obstacles_of_call(application.call)


@transaction.atomic
def send_back(
    application: Application, *, why: str, complement_by: dt.date, by: User, today: dt.date | None = None
) -> Application:
    """Ask the applicant to complement it by a day; a letter goes with a new link. Raises NotAllowed."""
    held = hold(application)
    reasons = obstacles_to_sending_back(held)
    if not why.strip():
        reasons.append("Skriv vad som ska kompletteras.")
    if complement_by <= (today or timezone.localdate()):
        reasons.append(f"{day_in_words(complement_by).capitalize()} ger ingen tid. Välj en senare dag.")
    if reasons:
        raise NotAllowed(reasons)
    held.state, held.returned_why, held.complement_by = State.RETURNED, why.strip(), complement_by
    held.checked_at = held.checked_by = None
    held.save()
    mail.write_many([call_letters.sent_back(held, applications.link_to(held), by=by)])
    log.write(
        "begärde komplettering", by=by, about=held, senast=complement_by.isoformat(), vad=held.returned_why
    )
    return held


# Whose account it will be


def matching(application: Application) -> list[Organisation]:
    """Organisations in the register that it may be: by number, else by name."""
    digits = application.org_number.replace("-", "")
    if digits:
        both = [application.org_number, digits]
        if found := list(Organisation.objects.filter(org_number__in=both).order_by("sort_key")[:5]):
            return found
    name = application.applicant.strip()
    return list(Organisation.objects.filter(name__iexact=name).order_by("sort_key")[:5]) if name else []


@transaction.atomic
def connect(application: Application, organisation: Organisation, *, by: User) -> Application:
    """Say which organisation of the register applies; its account gets the money. Raises NotAllowed."""
    held = hold(application)
    if held.state in (State.GRANTED, State.REJECTED):
        raise NotAllowed(f"Ansökan är {held.get_state_display()}.")
    held.organisation = organisation
    held.save(update_fields=["organisation"])
    log.write("kopplade ansökan till organisation", by=by, about=held, organisation=str(organisation))
    return held


@transaction.atomic
def register(application: Application, *, kind: str, by: User) -> Application:
    """Put the applicant into the register and connect it. Raises NotAllowed where it may be there already."""
    held = hold(application)
    if found := matching(held):
        raise NotAllowed(f"{found[0]} finns redan i registret. Koppla ansökan till den.")
    if not held.applicant:
        raise NotAllowed("Ansökan har ingen sökande.")
    made = Organisation.objects.create(
        name=held.applicant, short_name=held.applicant[:80], kind=kind, org_number=held.org_number
    )
    log.write("lade till organisation", by=by, about=made, ur=str(held))
    return connect(held, made, by=by)


def neighbours(application: Application) -> tuple[Application | None, Application | None]:
    """The one handed in before, and the one after, by number."""
    rows = Application.objects.filter(call=application.call_id, number__isnull=False)
    if application.number is None:
        return None, None
    before = rows.filter(number__lt=application.number).order_by("-number").first()
    return before, rows.filter(number__gt=application.number).order_by("number").first()
