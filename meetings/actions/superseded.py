"""Versions that were finished and have been opened for a new one: how they stood, for good (C8)."""

import datetime as dt

from django.db.models import Q, QuerySet

from meetings.models import Correction, Minutes, MinutesVersion, Reply, Unlocking
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.registry.actions import log
from secretariat.registry.models import User

from .immediate_words import sentences_of
from .standing import Standing, printed_approval, printed_correction

OPENED = Unlocking.Outcome.OPENED


def unlocking_of(version: MinutesVersion) -> Unlocking | None:
    """How a version that was finished came to be opened; None for one that stands, or never was finished."""
    rows = Unlocking.objects.filter(version=version, outcome=OPENED)
    return rows.select_related("minutes__meeting", "version", "was_pdf").first()


def latest(minutes: Minutes) -> Unlocking | None:
    """The latest opening of these minutes."""
    if minutes.unlocked_at is None:
        return None
    rows = minutes.unlockings.filter(outcome=OPENED).select_related("version", "was_pdf")
    return rows.order_by("-ended_at").first()


def words_of(unlocking: Unlocking) -> str:
    """What is said of the old version: replaced, or about to be."""
    minutes = unlocking.minutes
    if minutes.is_finished and minutes.current_version:
        return f"Ersatt av version {minutes.current_version.number}"
    later = minutes.unlockings.filter(outcome=OPENED, version__number__gt=unlocking.version.number)
    number = later.order_by("-version__number").values_list("version__number", flat=True).first()
    return f"Ersatt av version {number}, som har låsts upp" if number else "En ny version är under arbete"


def corrections_of(unlocking: Unlocking) -> QuerySet[Correction]:
    """Rättelser that were made of the version while it stood."""
    rows = Correction.objects.filter(minutes=unlocking.minutes, corrected_at__lte=unlocking.ended_at)
    return rows.filter(corrected_at__gte=unlocking.was_finished_at).order_by("corrected_at")


def standing_then(unlocking: Unlocking) -> Standing:
    """What was printed of the version until it was opened: the same words, so that the same bytes come out."""
    version = unlocking.version
    approved = (
        Reply.objects.filter(version=version, answer=Reply.Answer.APPROVED)
        .filter(Q(approver__removed_at=None) | Q(approver__removed_at__gt=unlocking.ended_at))
        .select_related("approver__person")
        .order_by("approver__position", "approver__pk")
    )
    approvals = tuple(
        printed_approval(one.approver.person.name, one.approver.get_capacity_display(), one)
        for one in approved
    )
    day = day_in_words(local_day(unlocking.was_finished_at)) if unlocking.was_finished_at else ""
    is_approved = unlocking.was_state == Minutes.State.APPROVED
    names = [one.name for one in approvals]
    return Standing(
        is_finished=True,
        term="Justerat av" if is_approved else "Fastställt",
        text=f"{and_list(names)}, {day}" if is_approved and names else day,
        approvals=approvals,
        corrections=tuple(printed_correction(one) for one in corrections_of(unlocking)),
        version=version.number,
        sha256=version.sha256,
        made_at=unlocking.was_finished_at,
        at_once=sentences_of(unlocking.minutes.meeting_id),
    )


def take_in(minutes: Minutes, *, by: User, at: dt.datetime) -> None:
    """Close what was published of the version before: the new one is opened after a checklist of its own (C10)."""
    closed = list(minutes.publications.superseded().values_list("pk", flat=True))
    if closed and minutes.current_version:
        why = f"Ersatt av version {minutes.current_version.number}, som publiceras för sig."
        rows = minutes.publications.filter(pk__in=closed)
        rows.update(unpublished_at=at, unpublished_by=by, unpublished_why=why)
        log.write("avpublicerade den ersatta versionen", by=by, about=minutes, reason=why)
