"""The answer page's controls: what was sent in them, what is wrong with it, and what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from secretariat.inquiries.actions.sheets import (
    Change,
    Saved,
    obstacles_to_attaching,
    rows_in_words,
    sums_in_words,
)
from secretariat.inquiries.models import Answer, Question, QuestionKind
from secretariat.inquiries.values import (
    MOST_ROWS,
    Field,
    Place,
    Questionnaire,
    Read,
    mark_of,
    read,
    shown,
    typed_as,
    value_of,
)
from secretariat.lib.dates import STOCKHOLM, clock

FEWEST_ROWS = 2
SEEN = "s-"


@dataclass(frozen=True)
class Sent:
    """One control that was on the page: what was typed, how it reads, and the mark of what the page showed."""

    field: Field
    typed: list[str]
    read: Read
    seen: str
    upload: UploadedFile | None = None

    @property
    def change(self) -> Change:
        """What the save wants. A control with something wrong in it is none of its business."""
        return Change(self.field, self.read.value, seen=self.seen, upload=self.upload)


@dataclass
class Problem:
    """What is wrong with a control; `choices` are (typed, words of a button) that mend it."""

    words: str
    choices: tuple[tuple[str, str], ...] = ()


def sent_in(
    questionnaire: Questionnaire, data: QueryDict, uploads: Mapping[str, Any], answers: Mapping[Place, Answer]
) -> list[Sent]:
    """Every control of the page, read. A button "menar" says what an unclear amount means: its control is that."""
    meant = _meant(str(data.get("menar", "")))
    found = []
    for name in data:
        field_ = questionnaire.field_named(name.removeprefix(SEEN)) if name.startswith(SEEN) else None
        if field_ is None:
            continue
        seen = str(data[name])[:40]
        if field_.kind == QuestionKind.FILE:
            found.append(_file(field_, data, uploads, answers, seen))
            continue
        typed = [meant[field_.name]] if field_.name in meant else data.getlist(field_.name)
        found.append(Sent(field_, typed, read(field_, typed), seen))
    return found


def _meant(chosen: str) -> dict[str, str]:
    """The control that a button says what was meant in, and what."""
    name, mark, typed = chosen.partition("|")
    return {name: typed} if mark else {}


def _file(
    field_: Field, data: QueryDict, uploads: Mapping[str, Any], answers: Mapping[Place, Answer], seen: str
) -> Sent:
    """A new file, or the one there is taken away, or left."""
    upload = uploads.get(field_.name)
    if upload:
        wrong = " ".join(obstacles_to_attaching(upload))
        return Sent(field_, [], Read(wrong=wrong), seen, upload)
    if f"{field_.name}-bort" in data:
        return Sent(field_, [], Read(), seen)
    return Sent(field_, [], Read(value_of(answers.get(field_.place))), seen)


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
    """Where somebody else has answered meanwhile: what they wrote. The next save is a choice with open eyes."""
    found = {}
    for change, there in saved.met:
        value = value_of(there)
        words = shown(change.field.question, change.field.kind, value)
        who = f"{there.saved_by} sparade {_at(there)}" if there else "Någon har tagit bort svaret som stod"
        said = f"{who}: ”{words}”." if there else f"{who} här."
        problem = Problem(f"{said} Det du skrev står kvar men är inte sparat.")
        if change.field.kind not in (QuestionKind.FILE, QuestionKind.CHOICES):
            own, other = ((typed_as(change.field.kind, one) or [""])[0] for one in (change.value, value))
            problem.choices = (
                (own, "Behåll det jag skrev"),
                (other, f"Använd ”{words}”" if there else "Ta bort svaret"),
            )
        found[change.field.name] = problem
    return found


def _at(answer: Answer) -> str:
    local = answer.saved_at.astimezone(STOCKHOLM)
    return f"kl.\u00a0{clock(local.time())}"


@dataclass
class Control:
    """A control as the page draws it."""

    field: Field
    typed: list[str]
    seen: str
    problem: Problem | None = None
    file_name: str = ""

    @property
    def value(self) -> str:
        """What stands in a control of one value."""
        return self.typed[-1] if self.typed else ""

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Answers to choose from: value, words, whether chosen."""
        question = self.field.question
        if self.field.kind == QuestionKind.SCALE:
            return [(str(step), str(step), str(step) in self.typed) for step in question.steps]
        return [(one.key, one.text, one.key in self.typed) for one in question.options.all()]


@dataclass
class Asked:
    """A question as the page draws it: one control, or a table's rows of them, or a sum's words."""

    question: Question
    controls: list[Control]
    rows: list[list[Control]] = field(default_factory=list)
    words: str = ""
    told: list[list[str]] = field(default_factory=list)
    is_missing: bool = False

    @property
    def control(self) -> Control:
        """The one control of a question that is neither table nor sum."""
        return self.controls[0]

    @property
    def anchor(self) -> str:
        """Where a link from the summary of errors leads."""
        return f"fraga-{self.question.key}"

    @property
    def problems(self) -> list[str]:
        """What is wrong, for the summary: in a table with the cell's name."""
        return [
            f"{one.field.label}: {one.problem.words}" if one.field.column else one.problem.words
            for one in self.controls
            if one.problem
        ]


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    name: str
    asked: list[Asked]


def sections_of(
    questionnaire: Questionnaire,
    answers: dict[Place, Answer],
    *,
    sent: Sequence[Sent] = (),
    problems: Mapping[str, Problem] | None = None,
    missing: Sequence[Question] = (),
    more_rows: str = "",
) -> list[Section]:
    """All questions as they are to be drawn: what is stored, or where something was wrong what was typed."""
    problems = problems or {}
    typed = {one.field.name: one.typed for one in sent}
    sums = sums_in_words(questionnaire, answers)
    left = {one.pk for one in missing}
    sections: list[Section] = []
    for question in questionnaire.questions:
        rows = _row_count(question, answers, typed, more_rows)
        controls = [
            _control(one, answers, typed, problems) for one in questionnaire.fields_of(question, rows=rows)
        ]
        asked = Asked(question, controls, is_missing=question.pk in left)
        if question.kind == QuestionKind.TABLE:
            wide = len(question.columns.all()) or 1
            asked.rows = [controls[at : at + wide] for at in range(0, len(controls), wide)]
            asked.told = rows_in_words(question, answers)
        elif question.kind == QuestionKind.SUM:
            asked.words = sums[question.key]
        else:
            asked.words = shown(question, question.kind, value_of(answers.get((question.pk, 0, None))))
        if not sections or sections[-1].name != question.section:
            sections.append(Section(question.section, []))
        sections[-1].asked.append(asked)
    return sections


def _row_count(
    question: Question, answers: Mapping[Place, Answer], typed: Mapping[str, list[str]], more_rows: str
) -> int:
    """The rows that are used and one more; at least two."""
    if question.kind != QuestionKind.TABLE:
        return 0
    used = [row for key, row, _ in answers if key == question.pk]
    start = f"q-{question.key}-"
    used += [
        int(name.removeprefix(start).split("-")[0])
        for name, values in typed.items()
        if name.startswith(start) and any(values) and name.removeprefix(start).split("-")[0].isdecimal()
    ]
    rows = max(FEWEST_ROWS, max(used, default=-1) + 2)
    return min(rows + 3 if more_rows == question.key else rows, MOST_ROWS)


def _control(
    field_: Field,
    answers: Mapping[Place, Answer],
    typed: Mapping[str, list[str]],
    problems: Mapping[str, Problem],
) -> Control:
    value = value_of(answers.get(field_.place))
    problem = problems.get(field_.name)
    stands = typed_as(field_.kind, value)
    mark = mark_of(field_.kind, value)
    return Control(
        field=field_,
        typed=typed.get(field_.name, stands) if problem else stands,
        seen=mark,
        problem=problem,
        file_name=value.name if field_.kind == QuestionKind.FILE and value else "",
    )
