"""What a school itself says by its link, and what it sees there: its own answers by week and class (H2, H3).

Names of classes are read here and by the page of the link, and nowhere else.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from secretariat.lib.days import weeks_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from surveys.models import ClassCount, ClassGroup, ContactNote, Participation, SurveyRound
from surveys.participation_states import STEPS, State, obstacles_in_round, obstacles_to_stepping

from . import participation

_ANSWERABLE = (SurveyRound.State.PLANNED, SurveyRound.State.COLLECTING)


@dataclass(frozen=True)
class ClassSaid:
    """A class as the school writes it. `pk` is that of the class it stands for, or None for a new one."""

    name: str
    grade: str
    invited: int
    pk: int | None = None


@dataclass(frozen=True)
class Said:
    """All that the page sends."""

    takes_part: bool
    why: str
    who: str
    contact: str
    email: str
    phone: str
    invited: int | None
    classes: Sequence[ClassSaid]


def obstacles_to_replying(row: Participation) -> list[str]:
    """Why the school cannot answer or change its answer by the link."""
    if closed := obstacles_in_round(row.round):
        return closed
    if row.round.state not in _ANSWERABLE:
        return ["Insamlingen är slut. Det går inte längre att ändra svaret här."]
    return []


@transaction.atomic
def reply(row: Participation, said: Said, *, at: dt.datetime | None = None) -> Participation:
    """Take the school's answer, its contact, pupils and classes. All or nothing. Raises NotAllowed."""
    at = at or timezone.now()
    row = participation.held(row)
    if reasons := obstacles_to_replying(row):
        raise NotAllowed(reasons)
    step = STEPS["deltar" if said.takes_part else "nej"]
    is_new = row.state != step.target
    if is_new:
        if reasons := obstacles_to_stepping(row, step):
            raise NotAllowed(reasons)
        row = participation.moved(row, step, by=None, by_words=said.who, why=said.why, at=at)
    elif row.why != said.why or (said.who and row.answered_by != said.who):
        row.why, row.answered_by = said.why, said.who or row.answered_by
    if said.takes_part:
        row.invited = said.invited
        _keep_classes(row, said.classes)
    row.save()
    _keep_contact(row, said)
    if is_new:
        words = "Svarade ja genom länken." if said.takes_part else "Svarade nej genom länken."
        ContactNote.objects.create(
            participation=row, at=at, how=ContactNote.How.LINK, text=f"{words} {said.why}".strip()[:500],
            by_words=said.who or "skolan",
        )  # fmt: skip
    else:
        log.write("ändrade skolans uppgifter genom länken", by=None, about=row)
    return row


def _keep_contact(row: Participation, said: Said) -> None:
    """Whom to turn to. What is left empty stands as it was, so that no school is lost."""
    school = row.school
    told = {"contact": said.contact, "email": said.email, "phone": said.phone}
    changed = [name for name, value in told.items() if value and getattr(school, name) != value]
    for name in changed:
        setattr(school, name, told[name])
    if changed:
        school.save(update_fields=changed)


def _keep_classes(row: Participation, classes: Sequence[ClassSaid]) -> None:
    known = {one.pk: one for one in row.classes.select_for_update()}
    kept = {one.pk for one in classes if one.pk in known}
    names = [one.name.casefold() for one in classes]
    if len(set(names)) != len(names):
        raise NotAllowed("Två klasser har samma namn. Ge dem olika namn.")
    for number, one in known.items():
        if number not in kept:
            if one.answered:
                raise NotAllowed(f"Klass {one.name} har redan svar och kan inte tas bort.")
            one.delete()
    for said in classes:
        there = known.get(said.pk or 0)
        if there and said.invited < there.answered:
            raise NotAllowed(
                f"Klass {there.name} har redan {there.answered} svar. Antalet elever kan inte vara färre."
            )
    _save_in_turn(row, [(known.get(said.pk or 0), said) for said in classes])


def _save_in_turn(row: Participation, pairs: Sequence[tuple[ClassGroup | None, ClassSaid]]) -> None:
    """Two classes may change names with each other: each lets go of its own before any takes a new one."""
    for one, _ in pairs:
        if one is not None:
            ClassGroup.objects.filter(pk=one.pk).update(name=f"\N{ZERO WIDTH SPACE}{one.pk}")
    for old, said in pairs:
        kept = old or ClassGroup(participation=row)
        kept.name, kept.grade, kept.invited = said.name, said.grade, said.invited
        kept.save()


# What the school sees


@dataclass(frozen=True)
class Rate:
    """How many have answered, of how many; `words` names the week or the class."""

    words: str
    answered: int
    invited: int

    @property
    def percent(self) -> str:
        """As a whole number, since few are asked."""
        return f"{round(100 * self.answered / self.invited)} %" if self.invited else "–"


def by_week(row: Participation) -> list[Rate]:
    """The school's own answers at the end of each week."""
    return [
        Rate(weeks_in_words(one.week_of, one.week_of), one.answered, one.invited)
        for one in row.counts.order_by("week_of")
    ]


@dataclass(frozen=True)
class Classes:
    """Classes of which answers are known: for each its rate by now, and how many had answered by each week's end."""

    weeks: list[str]
    rows: list[tuple[Rate, list[str]]]


def by_class(row: Participation) -> Classes:
    """Class by class and week by week, in order. For the school's own link only. Two queries."""
    found = list(row.classes.exclude(counted_at=None).order_by("grade", "name"))
    counts: dict[tuple[int, dt.date], int] = {}
    for one in ClassCount.objects.filter(class_group__in=found):
        counts[one.class_group_id, one.week_of] = one.answered
    weeks = sorted({week for _, week in counts})
    return Classes(
        [weeks_in_words(week, week) for week in weeks],
        [
            (
                Rate(one.name, one.answered, one.invited),
                [str(counts.get((one.pk, week), "–")) for week in weeks],
            )
            for one in found
        ],
    )


def takes_part(row: Participation) -> bool | None:
    """What the school has said; None where it has said nothing."""
    return {State.PARTICIPATES: True, State.DECLINED: False}.get(State(row.state))
