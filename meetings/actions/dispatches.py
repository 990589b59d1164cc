"""Expediering: to whom a decision is sent, how, and when it was done. Also after the minutes are finished (C11)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from meetings.models import Decision, Dispatch
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User


@transaction.atomic
def add(decision: Decision, *, by: User, recipient: str, channel: str = "") -> Dispatch:
    """Put a receiver on the decision's list. Raises NotAllowed for one without a name or already there."""
    recipient = recipient.strip()
    if not recipient:
        raise NotAllowed("Skriv vem beslutet ska skickas till.")
    if decision.dispatches.filter(recipient__iexact=recipient).exists():
        raise NotAllowed(f"{recipient} står redan på listan.")
    made = Dispatch.objects.create(decision=decision, recipient=recipient, channel=channel.strip())
    log.write("lade till expediering", by=by, about=decision, recipient=recipient, channel=made.channel)
    return made


@transaction.atomic
def tick(dispatch: Dispatch, *, by: User, sent_on: dt.date | None = None) -> None:
    """Note that the decision has gone out, by default today. Ticking again corrects the day.

    Raises NotAllowed for a day to come, or where the minutes are not finished yet.
    """
    dispatch = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("decision__meeting__minutes")
        .get(pk=dispatch.pk)
    )
    sent_on = sent_on or timezone.localdate()
    if not dispatch.decision.meeting.minutes.is_finished:
        raise NotAllowed("Anteckningarna är inte färdiga, så beslutet kan inte skickas än.")
    if sent_on > timezone.localdate():
        raise NotAllowed("Dagen har inte varit än.")
    dispatch.sent_on, dispatch.ticked_by, dispatch.ticked_at = sent_on, by, timezone.now()
    dispatch.save(update_fields=["sent_on", "ticked_by", "ticked_at"])
    log.write(
        "expedierade",
        by=by,
        about=dispatch.decision,
        recipient=dispatch.recipient,
        sent_on=sent_on.isoformat(),
    )


@transaction.atomic
def untick(dispatch: Dispatch, *, by: User) -> None:
    """Take back a mark made by mistake."""
    dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    dispatch.sent_on = dispatch.ticked_by = dispatch.ticked_at = None
    dispatch.save(update_fields=["sent_on", "ticked_by", "ticked_at"])
    log.write("ångrade expediering", by=by, about=dispatch.decision, recipient=dispatch.recipient)


@transaction.atomic
def remove(dispatch: Dispatch, *, by: User) -> None:
    """Take a receiver off the list, as long as nothing has been sent."""
    dispatch = Dispatch.objects.select_for_update(of=("self",)).select_related("decision").get(pk=dispatch.pk)
    if dispatch.sent_on:
        raise NotAllowed(f"Beslutet har redan skickats till {dispatch.recipient}.")
    log.write("tog bort expediering", by=by, about=dispatch.decision, recipient=dispatch.recipient)
    dispatch.delete()
