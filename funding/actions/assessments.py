"""Judging applications: points by criterion, jäv, and all judgements compiled (G8).

Nobody sees another's judgement before handing in the own one, and whoever is jävig never does.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.db import transaction
from django.utils import timezone

from funding.access import may_handle
from funding.models import Application, Assessment, Assessor, Call, Criterion, Score
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.money import number_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import applications

JUDGED = (Application.State.COMPLETE, Application.State.GRANTED, Application.State.REJECTED)
_HUNDRED = 100


def obstacles_to_assessing(application: Application, assessment: Assessment | None) -> list[str]:
    """Why an assessor cannot judge it, or say that it is jävig."""
    if application.state != Application.State.COMPLETE:
        return [f"Ansökan är {application.get_state_display()} och bedöms inte."]
    if application.call.state not in (Call.State.OPEN, Call.State.CLOSED):
        return [f"Utlysningen är ”{application.call.get_state_display()}”. Det går inte att bedöma längre."]
    if assessment and assessment.is_disqualified:
        return ["Du har anmält jäv och deltar inte."]
    if assessment and assessment.submitted_at:
        return ["Du har lämnat din bedömning. Öppna den igen om något ska ändras."]
    return []


def obstacles_to_reopening(application: Application, assessment: Assessment | None) -> list[str]:
    """Why an assessor cannot open a judgement that it has handed in."""
    if assessment is None or assessment.submitted_at is None:
        return ["Du har inte lämnat någon bedömning."]
    if application.call.state not in (Call.State.OPEN, Call.State.CLOSED):
        return [
            f"Utlysningen är ”{application.call.get_state_display()}”. Det går inte att ändra bedömningen längre."
        ]
    if application.state != Application.State.COMPLETE:
        return [f"Ansökan är {application.get_state_display()} och bedöms inte."]
    return []


def own(application: Application, assessor: Assessor) -> Assessment | None:
    """The assessor's judgement, where it has begun."""
    return Assessment.objects.filter(application=application, assessor=assessor).first()


def _begun(application: Application, assessor: Assessor) -> tuple[Application, Assessment]:
    row = applications.held(application)
    if assessor.call_id != row.call_id:
        raise NotAllowed("Du är inte bedömare i den utlysningen.")
    found = own(row, assessor)
    if reasons := obstacles_to_assessing(row, found):
        raise NotAllowed(reasons)
    return row, found or Assessment.objects.create(application=row, assessor=assessor)


@transaction.atomic
def declare(application: Application, assessor: Assessor, *, why: str, by: User) -> Assessment:
    """Say that one is jävig, and why: what was written is taken away, and one takes no part. Raises NotAllowed."""
    if not why.strip():
        raise NotAllowed("Skriv varför du är jävig. Det står i protokollet över bedömningen.")
    row, found = _begun(application, assessor)
    found.scores.all().delete()
    found.is_disqualified, found.disqualified_why, found.comment = True, why.strip()[:300], ""
    found.save()
    log.write("anmälde jäv", by=by, about=row, skäl=found.disqualified_why)
    return found


@transaction.atomic
def save(
    application: Application,
    assessor: Assessor,
    *,
    points: Mapping[int, int | None],
    comment: str,
    by: User,
    hand_in: bool = False,
    at: dt.datetime | None = None,
) -> Assessment:
    """Keep points by the criterion's id, and hand them in where all are there. Raises NotAllowed."""
    row, found = _begun(application, assessor)
    criteria = list(row.call.criteria.all())
    wrong = [one for one in criteria if not 0 <= (points.get(one.pk) or 0) <= one.max_points]
    if wrong:
        raise NotAllowed([f"{one.name}: ge mellan 0 och {one.max_points} poäng." for one in wrong])
    for one in criteria:
        given = points.get(one.pk)
        if given is None:
            Score.objects.filter(assessment=found, criterion=one).delete()
        else:
            Score.objects.update_or_create(assessment=found, criterion=one, defaults={"points": given})
    found.comment = comment.strip()
    if hand_in:
        if left := [one.name for one in criteria if points.get(one.pk) is None]:
            raise NotAllowed([f"{name} har inga poäng än." for name in left])
        found.submitted_at = at or timezone.now()
        log.write("lämnade bedömning", by=by, about=row)
    found.save()
    return found


@transaction.atomic
def reopen(
    application: Application, assessor: Assessor, *, why: str, by: User, at: dt.datetime | None = None
) -> Assessment:
    """Open the own judgement again: points stay until they are changed, and the others are hidden. Raises NotAllowed.

    The assessor may have seen the others' meanwhile, so the log keeps what it was, and the protocol says why.
    """
    if not why.strip():
        raise NotAllowed("Skriv varför du öppnar bedömningen. Det står i protokollet över bedömningen.")
    row = applications.held(application)
    found = own(row, assessor)
    if (reasons := obstacles_to_reopening(row, found)) or found is None:
        raise NotAllowed(reasons)
    points = dict(found.scores.values_list("criterion_id", "points"))
    was = share_of(list(row.call.criteria.all()), points)
    found.submitted_at, found.reopened_at, found.reopened_why = None, at or timezone.now(), why.strip()[:300]
    found.save(update_fields=["submitted_at", "reopened_at", "reopened_why"])
    log.write(
        "öppnade sin bedömning igen",
        by=by,
        about=row,
        skäl=found.reopened_why,
        var=in_words(was) if was is not None else "",
    )
    return found


# Compiled

Look = Literal["done", "missing", "begun", "jäv", "hidden"]


@dataclass(frozen=True)
class Cell:
    """One assessor's judgement of one application, as somebody may see it. `share` is per cent of the most.

    `reopened` says when and why it was opened again after it was handed in.
    """

    assessor: Assessor
    look: Look
    share: Decimal | None = None
    points: tuple[int | None, ...] = ()
    comment: str = ""
    why: str = ""
    reopened: str = ""

    @property
    def words(self) -> str:
        named: dict[Look, str] = {"missing": "saknas", "begun": "påbörjad", "jäv": "jäv", "hidden": "lämnad"}
        return in_words(self.share) if self.share is not None else named.get(self.look, "")


@dataclass(frozen=True)
class Row:
    """One application in the compiled table."""

    application: Application
    cells: list[Cell]
    is_shown: bool
    mine: Cell | None = None

    @property
    def _shares(self) -> list[Decimal]:
        return [one.share for one in self.cells if one.share is not None] if self.is_shown else []

    @property
    def mean(self) -> Decimal | None:
        """The mean of what is handed in, in per cent with a decimal."""
        shares = self._shares
        return _rounded(Fraction(sum(map(Fraction, shares))) / len(shares)) if shares else None

    @property
    def mean_words(self) -> str:
        return in_words(self.mean) if self.mean is not None else ""

    @property
    def spread_words(self) -> str:
        """How far the highest is from the lowest."""
        shares = self._shares
        return in_words(max(shares) - min(shares)) if len(shares) > 1 else ""

    @property
    def missing(self) -> list[str]:
        """Who has neither judged nor declared jäv."""
        return [one.assessor.user.name for one in self.cells if one.look in ("missing", "begun")]

    @property
    def disqualified(self) -> list[str]:
        return [one.assessor.user.name for one in self.cells if one.look == "jäv"]


def _rounded(number: Fraction) -> Decimal:
    """To one decimal, halves upwards."""
    return Decimal(int(number * 10 + Fraction(1, 2))) / 10


def in_words(share: Decimal) -> str:
    """A share of the most points, with one decimal."""
    return number_in_words(share)


def share_of(criteria: Sequence[Criterion], points: Mapping[int, int]) -> Decimal | None:
    """Points weighed by their criteria, in per cent of the most there could be; None unless all are given."""
    if not criteria or any(one.pk not in points for one in criteria):
        return None
    weighed = sum(Fraction(points[one.pk] * one.weight, one.max_points) for one in criteria)
    return _rounded(Fraction(weighed) * _HUNDRED / sum(one.weight for one in criteria))


def table_of(call: Call, user: User) -> list[Row]:
    """Every application that is judged, as this user may see it. Six queries, however many there are."""
    criteria = list(call.criteria.all())
    assessors = list(call.assessors.select_related("user__person").order_by("pk"))
    me = next((one for one in assessors if one.user_id == user.pk), None)
    rows = list(call.applications.filter(state__in=JUDGED).order_by("number"))
    judged: dict[tuple[int, int], Assessment] = {}
    scores: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for one in Assessment.objects.filter(application__in=rows):
        judged[one.application_id, one.assessor_id] = one
    for score in Score.objects.filter(assessment__in=judged.values()):
        scores[score.assessment_id][score.criterion_id] = score.points
    handles = may_handle(user, call)
    return [_row(one, assessors, me, judged, scores, criteria, handles=handles) for one in rows]


def _row(
    application: Application,
    assessors: Sequence[Assessor],
    me: Assessor | None,
    judged: Mapping[tuple[int, int], Assessment],
    scores: Mapping[int, dict[int, int]],
    criteria: Sequence[Criterion],
    *,
    handles: bool,
) -> Row:
    mine = judged.get((application.pk, me.pk)) if me else None
    is_shown = bool(mine and mine.submitted_at) if me else handles
    cells = []
    for one in assessors:
        found = judged.get((application.pk, one.pk))
        sees = is_shown or (me is not None and one.pk == me.pk)
        cells.append(_cell(one, found, scores.get(found.pk, {}) if found else {}, criteria, sees=sees))
    own_cell = next((cell for cell in cells if me and cell.assessor.pk == me.pk), None)
    return Row(application, cells, is_shown, own_cell)


def _cell(
    assessor: Assessor,
    found: Assessment | None,
    points: Mapping[int, int],
    criteria: Sequence[Criterion],
    *,
    sees: bool,
) -> Cell:
    if found is None:
        return Cell(assessor, "missing")
    if found.is_disqualified:
        return Cell(assessor, "jäv", why=found.disqualified_why)
    again = _reopened_words(found) if sees else ""
    if found.submitted_at is None:
        return Cell(assessor, "begun", reopened=again)
    if not sees:
        return Cell(assessor, "hidden")
    given = tuple(points.get(one.pk) for one in criteria)
    return Cell(assessor, "done", share_of(criteria, points), given, found.comment, reopened=again)


def _reopened_words(found: Assessment) -> str:
    """That it was opened again after it was handed in, when and why; empty where it was not."""
    if found.reopened_at is None:
        return ""
    return f"Öppnad igen {day_in_words(local_day(found.reopened_at))}: {found.reopened_why}"


def row_of(application: Application, user: User) -> Row | None:
    """One application's row of the table."""
    rows = table_of(application.call, user)
    return next((one for one in rows if one.application.pk == application.pk), None)
