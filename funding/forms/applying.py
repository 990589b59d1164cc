"""The public application's controls: what was sent in them, what is wrong with it, and what stands in them (G8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from funding.actions.applications import Change, Saved, lines_of, value_in
from funding.applying import (
    FEWEST_LINES,
    MOST_LINES,
    SEEN,
    Field,
    Read,
    cell,
    field_named,
    fields_of,
    mark_of,
    read,
    shown,
    typed_as,
)
from funding.models import Application, BudgetLine, Call


@dataclass(frozen=True)
class Sent:
    """One control that was on the page: what was typed, how it reads, and the mark of what the page showed."""

    field: Field
    typed: str
    read: Read
    seen: str

    @property
    def change(self) -> Change:
        return Change(self.field, self.read.value, seen=self.seen)


@dataclass
class Problem:
    """What is wrong with a control; `choices` are (typed, words of a button) that mend it."""

    words: str
    choices: tuple[tuple[str, str], ...] = ()


def sent_in(call: Call, data: QueryDict) -> list[Sent]:
    """Every control of the page, read. A button "menar" says what an unclear amount means."""
    meant_name, mark, meant = str(data.get("menar", "")).partition("|")
    found = []
    for name in data:
        one = field_named(name.removeprefix(SEEN), call) if name.startswith(SEEN) else None
        if one is None:
            continue
        typed = meant if mark and meant_name == one.name else str(data.get(one.name, ""))
        found.append(Sent(one, typed, read(one, typed), str(data[name])[:40]))
    return found


def problems_of(sent: Sequence[Sent]) -> dict[str, Problem]:
    """What is wrong with what was typed, by the control's name."""
    return {
        one.field.name: Problem(
            one.read.wrong, tuple((typed, f"Ja, {words}") for typed, words in one.read.may_be)
        )
        for one in sent
        if one.read.wrong
    }


def problems_met(saved: Saved) -> dict[str, Problem]:
    """Where somebody else has written meanwhile: what stands there. The next save is a choice with open eyes."""
    found = {}
    for change, there in saved.met:
        words = shown(change.field, there)
        said = (
            f"Någon annan har skrivit ”{words}” här."
            if words
            else "Någon annan har tagit bort det som stod här."
        )
        found[change.field.name] = Problem(
            f"{said} Det du skrev står kvar men är inte sparat.",
            (
                (typed_as(change.value), "Behåll det jag skrev"),
                (typed_as(there), "Använd det andra" if words else "Ta bort det"),
            ),
        )
    return found


@dataclass
class Control:
    """A control as the page draws it."""

    field: Field
    value: str
    seen: str
    problem: Problem | None = None


@dataclass
class Section:
    """Controls under one heading."""

    name: str
    controls: list[Control] = field(default_factory=list)


@dataclass
class Sheet:
    """All controls: by section, and the budget's rows of (cost, kronor)."""

    sections: list[Section]
    rows: list[tuple[Control, Control]]

    @property
    def wrong(self) -> list[tuple[Control, str]]:
        """What is wrong, for the summary."""
        every = [one for section in self.sections for one in section.controls]
        every += [one for row in self.rows for one in row]
        return [(one, one.problem.words) for one in every if one.problem]


def sheet_of(
    call: Call,
    application: Application,
    *,
    sent: Sequence[Sent] = (),
    problems: Mapping[str, Problem] | None = None,
    more_rows: bool = False,
) -> Sheet:
    """All controls as they are to be drawn: what is stored, or where something is wrong what was typed."""
    lines = {one.position: one for one in lines_of(application)}
    typed = {one.field.name: one.typed for one in sent}
    known = problems or {}
    sections: list[Section] = []
    for one in fields_of(call):
        if not sections or sections[-1].name != one.section:
            sections.append(Section(one.section))
        sections[-1].controls.append(_control(application, lines, one, typed, known))
    rows = [
        (
            _control(application, lines, cell(number, "text"), typed, known),
            _control(application, lines, cell(number, "amount"), typed, known),
        )
        for number in range(_row_count(lines, typed, more_rows=more_rows))
    ]
    return Sheet(sections, rows)


def _row_count(lines: Mapping[int, BudgetLine], typed: Mapping[str, str], *, more_rows: bool) -> int:
    """The rows that are used and one more; at least three."""
    used = [
        *lines,
        *(int(name.split("-")[2]) for name, words in typed.items() if name.startswith("q-budget-") and words),
    ]
    rows = max(FEWEST_LINES, max(used, default=-1) + 2)
    return min(rows + 3 if more_rows else rows, MOST_LINES)


def _control(
    application: Application,
    lines: dict[int, BudgetLine],
    one: Field,
    typed: Mapping[str, str],
    problems: Mapping[str, Problem],
) -> Control:
    value, problem = value_in(application, lines, one), problems.get(one.name)
    stands = typed_as(value)
    return Control(one, typed.get(one.name, stands) if problem else stands, mark_of(value), problem)
