"""What the start page is told of medskick: answers that have come and that no report item has taken up (K6)."""

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.access import Role
from secretariat.lib.dates import and_list
from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from . import access
from .actions.wordings import Span, words_of
from .models import HandOnAnswer, Reported

if TYPE_CHECKING:
    from secretariat.registry.models import User

_SHOWN = dt.timedelta(
    days=60
)  # what has not been taken into a report by then is looked for in the list of medskick
_LENGTH = 120
_MOST = 3  # medskick with a line each; more stand together


def waiting(user: "User") -> list[Waiting]:
    """Medskick of meetings the user keeps that groups have answered lately. One query, and one for long words."""
    found = _answers(user)
    rows = [list(group) for _, group in groupby(found, key=lambda one: one.hand_on_id)]
    if len(rows) > _MOST:
        return [_together(rows)]
    points = [group[0].hand_on for group in rows]
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in points
    )
    return [
        Waiting(
            kind="Svar på medskick",
            title=_shortened(words[group[0].hand_on_id]),
            url=reverse("meetings:handon-detail", args=[group[0].hand_on_id]),
            reason=f"{and_list([one.body.list_name for one in group])} har svarat.",
            status="Att rapportera",
            mark="pending",
        )
        for group in rows
    ]


def _together(rows: list[list[HandOnAnswer]]) -> Waiting:
    bodies = {one.body_id: one.body for group in rows for one in group}
    names = [body.list_name for body in sorted(bodies.values(), key=lambda body: body.sort_key)]
    return Waiting(
        kind="Svar på medskick",
        title=f"{len(rows)} medskick har fått svar",
        url=f"{reverse('meetings:handon-list')}?lage=besvarade",
        reason=f"{and_list(names)} har svarat."
        if len(names) <= _MOST
        else f"{len(names)} grupper har svarat.",
        status="Att rapportera",
        mark="pending",
    )


def _answers(user: "User") -> list[HandOnAnswer]:
    if not user.person_id:
        return []
    bodies = sorted(access.bodies_of(user)[Role.SECRETARY])
    return _ANSWERS.of(user.person_id, bodies, timezone.now() - _SHOWN, user.pk)


def _answered(person: int, bodies: list[int], since: dt.datetime, user: int) -> QuerySet[HandOnAnswer]:
    mine = Q(hand_on__meeting__secretary=person) | Q(
        hand_on__meeting__secretary=None, hand_on__meeting__bodies__in=bodies
    )
    told = Reported.objects.filter(answer=OuterRef("pk"))
    return (
        HandOnAnswer.objects.filter(mine, ~Exists(told), is_excused=False)
        .filter(answered_at__gte=since)
        .exclude(answered_by=user)
        .select_related("body", "hand_on__block")
        .order_by("hand_on__meeting__date", "hand_on", "body__sort_key")
        .distinct()
    )


_ANSWERS = Things(_answered, takes=(int, list[int], dt.datetime, int))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else text[: _LENGTH - 1].rsplit(" ", 1)[0] + "…"
