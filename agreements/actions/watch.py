"""What happens by itself at night: periods that begin and end, and what must be thought of in time (F4, F6)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agreements.models import AgreementVersion, ExpiryNote
from agreements.watching import AHEAD, months_after, watch_days
from meetings.actions import backlog
from meetings.models import BacklogItem
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed

from . import periods
from .steps import hold

State = AgreementVersion.State


def turn_by_night(*, at: dt.datetime | None = None) -> int:
    """Begin what begins today, end or prolong what has ended. Returns how many. May be run twice."""
    at = at or timezone.now()
    today = local_day(at)
    begins = Q(state=State.SIGNING, starts_on__lte=today)
    over = Q(state__in=AgreementVersion.BINDING, ends_on__lt=today)
    rows = AgreementVersion.objects.filter(begins | over).order_by("pk").values_list("pk", flat=True)
    return sum(_turn(key, at, today) for key in list(rows))


@transaction.atomic
def _turn(key: int, at: dt.datetime, today: dt.date) -> bool:
    version = hold(key)
    try:
        if version.state == State.SIGNING:
            return periods.bring_into_force_if_complete(version, by=None, at=at)
        if periods.obstacles_to_ending(version, today=today):
            return False
        if until := _prolonged_until(version, today):
            periods.extend(
                version, until, by=None, reason="Förlängs av sig själv, ingen har sagt upp.", at=at
            )
        else:
            periods.end(version, by=None, at=at)
    except NotAllowed:  # somebody has just seen to it
        return False
    return True


def _prolonged_until(version: AgreementVersion, today: dt.date) -> dt.date | None:
    """The first last day from today on, where nobody has given notice and it is prolonged by itself."""
    months = version.renewal_months or 0
    if (
        version.renewal != AgreementVersion.Renewal.AUTOMATIC
        or not months
        or version.state == State.TERMINATED
    ):
        return None
    last, times = version.ends_on, 1
    while last and (until := months_after(last, months * times)) < today:
        times += 1
    return until if last else None


def note_expiries(*, at: dt.datetime | None = None) -> int:
    """Put what ends within 18, 12 or 6 months on its body's list, each once (F6). Returns how many."""
    today = local_day(at or timezone.now())
    near = AgreementVersion.objects.filter(
        state__in=(State.IN_FORCE, State.REVISING, State.EXTENDED),
        ends_on__gte=today,
        ends_on__lte=months_after(today, max(AHEAD) + 1),  # months differ in length; the days are asked below
        agreement__body__isnull=False,
    )
    return sum(_note(key, today) for key in list(near.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _note(key: int, today: dt.date) -> bool:
    version = hold(key)
    body, last = version.agreement.body, version.ends_on
    if body is None or last is None or not version.is_binding:
        return False
    months = [months for months, day in watch_days(last) if day <= today]
    if not months:
        return False
    # Only the nearest is written where several have passed; the others count as told.
    new = [
        one
        for one in months
        if ExpiryNote.objects.get_or_create(version=version, ends_on=last, months=one)[1]
    ]
    if min(months) not in new:
        return False
    backlog.add(
        body,
        by=None,
        title=f"{version.agreement} gäller till {day_in_words(last)}"[:300],
        text=f"{min(months)} månader kvar. Ska den förlängas, revideras eller upphöra?",
        purpose="discussion",
        priority=BacklogItem.Priority.HIGH if min(months) == min(AHEAD) else BacklogItem.Priority.NORMAL,
        matter=version.agreement.matter,
    )
    return True
