"""Schools in a round as they are read: sums by kommun and form beside the round before, and who to call next (H2)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from secretariat.lib.dates import NBSP
from secretariat.lib.sheets import Column, Kind, Value
from surveys.models import ContactNote, Participation, School, SurveyRound
from surveys.participation_states import State

from . import participation

Key = tuple[int, str]


@dataclass
class SumRow:
    """A kommun, or all of them: how many schools of each form and state, and how many took part the time before."""

    name: str
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    has_before: bool = False
    place: int = 0

    def taking_part(self, form: str) -> int:
        return self.states[form, State.PARTICIPATES]

    def in_all(self, state: str) -> int:
        return sum(self.states[form, state] for form in School.Form.values)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """By form: its word, how many take part, and the change since the time before in words."""
        return [
            (str(label), self.taking_part(form), self._change(form)) for form, label in School.Form.choices
        ]

    def _change(self, form: str) -> str:
        if not self.has_before:
            return ""
        change = self.taking_part(form) - self.before[form]
        return f"+{change}" if change > 0 else f"\u2212{-change}" if change < 0 else "0"

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """The other states with their numbers."""
        return [(str(one.label), self.in_all(one)) for one in State if one != State.PARTICIPATES]


@dataclass(frozen=True)
class Sums:
    """The table: a row for each kommun, and the sum."""

    rows: list[SumRow]
    total: SumRow
    sentence: str


def sums_of(of: SurveyRound) -> Sums:
    """Count the round's schools by kommun and form. Two queries."""
    shown: dict[int, SumRow] = {}
    total = SumRow("Alla", has_before=of.follows_id is not None)
    for row in _counted(of.pk):
        line = shown.setdefault(
            row["place"], SumRow(row["name"], has_before=total.has_before, place=row["place"])
        )
        for one in (line, total):
            one.states[row["form"], row["state"]] += row["number"]
    if of.follows_id is not None:
        for row in _counted(of.follows_id):
            if row["state"] != State.PARTICIPATES:
                continue
            line = shown.setdefault(row["place"], SumRow(row["name"], has_before=True, place=row["place"]))
            for one in (line, total):
                one.before[row["form"]] += row["number"]
    return Sums(list(shown.values()), total, _sentence(total))


def _counted(number: int) -> "QuerySet[Participation, Any]":
    return (
        Participation.objects.filter(round=number)
        .order_by("school__party__sort_key")
        .values(
            "state", place=F("school__party"), name=F("school__party__short_name"), form=F("school__form")
        )
        .annotate(number=Count("pk"))
    )


def _sentence(total: SumRow) -> str:
    """57 ordinarie och 22 anpassade skolor deltar, förra gången 50 och 20."""
    now = [total.taking_part(form) for form in School.Form.values]
    words = f"{now[0]} ordinarie och {now[1]}{NBSP}anpassade skolor deltar"
    if not total.has_before:
        return f"{words}."
    before = [total.before[form] for form in School.Form.values]
    return f"{words}, förra gången {before[0]} och {before[1]}."


# Who to call


def with_calls(rows: QuerySet[Participation]) -> QuerySet[Any]:
    """Each row with the day to call again (`call_on`), as its latest note has it, and when somebody was in touch."""
    latest = ContactNote.objects.filter(participation=OuterRef("pk")).order_by("-at", "-pk")
    return rows.annotate(
        call_on=Subquery(latest.values("call_on")[:1]), touched_at=Subquery(latest.values("at")[:1])
    )


def to_call(of: SurveyRound, *, today: dt.date) -> QuerySet[Any]:
    """First those whose planned day has come, the oldest first; then those asked without reply, the longest ago."""
    rows = with_calls(of.participations.select_related(*participation.WITH))
    due = Q(call_on__lte=today)
    waiting = Q(state=State.NO_REPLY, call_on=None)
    return rows.filter(due | waiting).order_by(
        F("call_on").asc(nulls_last=True), F("asked_at").asc(nulls_last=True), "school__sort_key", "pk"
    )


def later_calls(of: SurveyRound, *, today: dt.date) -> int:
    """How many are planned for a day to come."""
    return with_calls(of.participations.all()).filter(call_on__gt=today).count()


def next_after(of: SurveyRound, row: Participation, *, today: dt.date) -> Participation | None:
    """The first to call that is not this one."""
    return to_call(of, today=today).exclude(pk=row.pk).first()


# The file

COLUMNS = (
    Column("skola", "Skolans namn.", width=34),
    Column("kommun", "Kommunen där skolan ligger.", width=16),
    Column("skolform", "ordinarie eller anpassad.", width=12),
    Column("stadium", "grundskola eller gymnasieskola.", width=16),
    Column("huvudman", "kommunal, fristående eller region.", width=14),
    Column("skolenhetskod", "Åtta siffror.", width=14),
    Column("läge", "ej tillfrågad, inget svar, deltar eller tackat nej.", width=14),
    Column("förra gången", "Läget i omgången före. Tomt: skolan var inte med.", width=14),
    Column("tillfrågad datum", "Dagen skolan frågades.", Kind.DAY, 14),
    Column("svarade datum", "Dagen skolan svarade senast.", Kind.DAY, 14),
    Column("skäl", "Skolans skäl.", width=40),
    Column("elever", "Elever som bjuds in.", Kind.NUMBER, 10),
    Column("hör av igen datum", "Som det senast noterades.", Kind.DAY, 14),
    Column("kontaktperson", "Den som svarar för skolan.", width=24),
    Column("e-post", "Dit brev går.", width=30),
    Column("telefon", "Skolans telefon.", width=16),
)


def file_rows(of: SurveyRound, rows: Sequence[Participation]) -> list[list[Value]]:
    """The rows' values, in the columns' order. The rows come from `with_calls`."""
    before = states_before(of)
    return [_file_row(one, before.get(one.school_id, "")) for one in rows]


def states_before(of: SurveyRound) -> Mapping[int, str]:
    """The state in words of each school in the round before."""
    if of.follows_id is None:
        return {}
    found = Participation.objects.filter(round=of.follows_id).values_list("school", "state")
    return {school: str(State(state).label) for school, state in found}


def _file_row(one: Participation, before: str) -> list[Value]:
    school = one.school
    return [
        school.name, school.party.short_name, school.get_form_display(), school.get_stage_display(),
        school.get_run_by_display(), school.unit_code, one.get_state_display(), before,
        one.asked_at.date() if one.asked_at else None, one.answered_at.date() if one.answered_at else None, one.why,
        one.invited, getattr(one, "call_on", None), school.contact, school.email, school.phone,
    ]  # fmt: skip
