"""Answers week by week taken in from the supplier's file (H3)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from secretariat.lib.days import weeks_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from surveys import access
from surveys.list_files import ListFile
from surveys.models import ClassCount, ClassGroup, ResponseCount, SurveyRound
from surveys.participation_states import State
from surveys.response_lists import Line, Place, Preview, Standing, Target, preview

from . import participation, response_tables, schools

_OPEN = (SurveyRound.State.COLLECTING, SurveyRound.State.PROCESSING)


def obstacles_to_taking_in(of: SurveyRound) -> list[str]:
    """Why no answers can be taken in now."""
    if of.state == SurveyRound.State.PLANNED:
        return ["Insamlingen har inte börjat. Sätt omgången till att svar samlas in först."]
    if of.state not in _OPEN:
        return [f"Omgången är {of.get_state_display()}. Svaren kan inte ändras."]
    return []


def year_of(of: SurveyRound) -> int:
    """The year a week without a year is of: that of the collection, else this one."""
    return (of.collected_from or timezone.localdate()).isocalendar().year


def previewed(of: SurveyRound, told: ListFile, *, week: dt.date | None) -> Preview:
    """What the file would do to the round as it is now."""
    places = [
        Place(
            one.pk, one.school.name, one.school.party.short_name, one.school.party_id, one.school.unit_code,
            one.state == State.PARTICIPATES, one.state == State.DECLINED,
        )
        for one in of.participations.select_related("school__party")
    ]  # fmt: skip
    return preview(
        told,
        year=year_of(of),
        week=week,
        kommuner=schools.names_of_kommuner(),
        places=places,
        standing=_standing(of),
    )


def _standing(of: SurveyRound) -> Standing:
    found: dict[Target, dict[dt.date, tuple[int, int]]] = {}
    for one in ResponseCount.objects.filter(round=of):
        found.setdefault((one.party_id, one.participation_id), {})[one.week_of] = (one.invited, one.answered)
    return found


@transaction.atomic
def take_in(
    of: SurveyRound,
    told: ListFile,
    *,
    week: dt.date | None,
    why: str,
    by: User,
    at: dt.datetime | None = None,
) -> Preview:
    """All of the file, or nothing. Falling numbers need a reason, which stands in the log. Raises NotAllowed."""
    of = participation.held_round(of)
    if reasons := obstacles_to_taking_in(of):
        raise NotAllowed(reasons)
    shown = previewed(of, told, week=week)
    if shown.reasons:
        raise NotAllowed(shown.reasons)
    if shown.falling and not why.strip():
        raise NotAllowed([*shown.falling, "Är det en rättelse, skriv varför."])
    for line in shown.kept:
        party, row = line.target
        facts: dict[str, Any] = {"week_of": line.week, "party_id": party, "participation_id": row}
        ResponseCount.objects.update_or_create(
            round=of, **facts, defaults={"invited": line.invited, "answered": line.answered},
        )  # fmt: skip
    _keep_classes(shown.lines, at=at or timezone.now())
    detail: dict[str, Any] = {"antal": len(shown.kept)}
    if shown.falling:
        detail |= {"rättelse": why.strip(), "färre": shown.falling[:20]}
    log.write("läste in svar", by=by, about=of, **detail)
    return shown


def _keep_classes(lines: Sequence[Line], *, at: dt.datetime) -> None:
    """A class week by week, for its school alone; its own numbers are those of the latest week."""
    told: dict[tuple[int, str], dict[dt.date, Line]] = {}
    for line in lines:
        if line.class_name and line.target[1] and line.week:
            told.setdefault((line.target[1], line.class_name.casefold()), {})[line.week] = line
    rows = ClassGroup.objects.select_for_update().filter(participation__in={key[0] for key in told})
    known = {(one.participation_id, one.name.casefold()): one for one in rows}
    for key, weeks in told.items():
        newest = weeks[max(weeks)]
        one = known.get(key) or ClassGroup(participation_id=key[0], name=newest.class_name)
        if one.pk is None or not one.counts.filter(week_of__gt=newest.week).exists():
            one.invited, one.answered, one.counted_at = newest.invited, newest.answered, at
            one.save()
        ClassCount.objects.bulk_create(
            [
                ClassCount(class_group=one, week_of=week, invited=line.invited, answered=line.answered)
                for week, line in weeks.items()
            ],
            update_conflicts=True,
            unique_fields=["class_group", "week_of"],
            update_fields=["invited", "answered"],
        )


def next_week(of: SurveyRound, *, today: dt.date) -> dt.date:
    """The Monday of the week a file is likely about: that after the latest, not after this one."""
    latest = of.counts.aggregate(found=Max("week_of"))["found"]
    this = today - dt.timedelta(days=today.weekday())
    if latest:
        return min(latest + dt.timedelta(weeks=1), max(this, latest))
    first = of.collected_from or this
    return first - dt.timedelta(days=first.weekday())


# The round's page


def round_section(of: SurveyRound, user: User) -> dict[str, Any]:
    """What the round's page shows of its answers: how many, of how many, at the end of which week."""
    table = response_tables.table_of(of)
    return {
        "total": table.total,
        "week": weeks_in_words(table.weeks[-1], table.weeks[-1]) if table.weeks else "",
        "behind": [one.name for one in table.lines if one.is_behind],
        "may_take_in": access.may_edit(user, of.survey) and not obstacles_to_taking_in(of),
    }
