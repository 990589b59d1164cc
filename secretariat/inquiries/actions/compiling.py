"""What the parties have answered, question by question: each party's words, sums and counts, and earlier rounds (F5).

Nothing is averaged. Sums stand beside every party's own figure, with the lowest and highest by name; a scale is told as
how many chose each step, and who. Only what is handed in is counted, and who is not in it is named.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from secretariat.inquiries.models import AnswerSheet, Inquiry, Question, QuestionKind
from secretariat.inquiries.values import shown, value_of
from secretariat.lib.dates import and_list
from secretariat.lib.money import kronor, number_in_words
from secretariat.lib.plots import Bar, bars

from .comparisons import (
    CHOSEN,
    COUNTED,
    Comparison,
    PartySheet,
    comparison_of,
    earlier_rounds,
    own_sheet,
    party_name,
    period_of,
    read_sheets,
    step_words,
    words_of,
)
from .forms import questionnaire_of
from .round_tables import place_of
from .sheets import rows_in_words


@dataclass(frozen=True)
class Told:
    """One party's answer to one question. A table's stands in `rows`."""

    party: str
    district: str
    words: str
    value: Any
    rows: list[list[str]] = field(default_factory=list)
    file_id: int | None = None


@dataclass(frozen=True)
class Choice:
    """How many chose an answer or a step, and who."""

    words: str
    number: int
    names: str


@dataclass(frozen=True)
class Compiled:
    """All answers to one question."""

    question: Question
    told: list[Told]
    silent: str
    total: str
    spread: str
    choices: list[Choice]
    column_totals: list[str]
    bars: list[Bar]
    comparison: Comparison | None

    @property
    def is_counted(self) -> bool:
        """Whether it is figures that can be added up."""
        return self.question.kind in COUNTED

    @property
    def plot(self) -> SafeString:
        """The bars for a page."""
        return bars(self.bars, title=self.question.text)

    @property
    def paper_plot(self) -> SafeString:
        """The bars for paper."""
        return bars(self.bars, title=self.question.text, for_paper=True)

    @property
    def comparison_plot(self) -> SafeString:
        """What it makes together, by period."""
        drawn = self.comparison.bars if self.comparison else []
        return bars(drawn, title=f"{self.question.text}, jämfört över tid")


@dataclass(frozen=True)
class Compilation:
    """A round's answers."""

    inquiry: Inquiry
    questions: list[Compiled]
    included: list[str]
    left_out: list[str]

    @property
    def covers(self) -> str:
        """Whose answers are counted, and whose are not."""
        asked = len(self.included) + len(self.left_out)
        if not self.included:
            return f"Ingen av {asked} parter är med än."
        if not self.left_out:
            return f"Alla {asked} parter är med." if asked > 1 else "Parten är med."
        return f"{len(self.included)} av {asked} parter är med. Inte med: {and_list(self.left_out)}."


def compile_round(inquiry: Inquiry, *, only_approved: bool = False) -> Compilation:
    """Every question of the round. The number of queries depends neither on parties nor on questions."""
    if inquiry.form_version is None:
        raise ValueError("Förfrågan har inga frågor att sammanställa.")
    questionnaire = questionnaire_of(inquiry.form_version)
    wanted = (AnswerSheet.State.APPROVED,) if only_approved else AnswerSheet.HANDED_IN
    rows = sorted(
        inquiry.recipients.select_related("organisation__district", "sheet"),
        key=place_of,
    )
    counted = [row for row in rows if (sheet := own_sheet(row)) and sheet.state in wanted]
    sheets = read_sheets(counted, questionnaire)
    earlier = earlier_rounds(inquiry, questionnaire, wanted)
    return Compilation(
        inquiry=inquiry,
        questions=[_compiled(one, sheets, earlier, inquiry) for one in questionnaire.questions],
        included=[party_name(row) for row in counted],
        left_out=[party_name(row) for row in rows if row not in counted],
    )


# One question


def _compiled(
    question: Question,
    sheets: list[PartySheet],
    earlier: list[tuple[str, list[PartySheet]]],
    inquiry: Inquiry,
) -> Compiled:
    told = [_told(question, one) for one in sheets]
    answered = [one for one in told if one.value is not None or one.rows]
    silent = [one.party for one in told if one.value is None and not one.rows]
    figures = [one for one in answered if question.kind in COUNTED]
    choices = _choices(question, answered)
    return Compiled(
        question=question,
        told=answered,
        silent=and_list(silent),
        total=words_of(question, sum((Decimal(one.value) for one in figures), Decimal(0))) if figures else "",
        spread=_spread(figures),
        choices=choices,
        column_totals=_column_totals(question, sheets) if question.kind == QuestionKind.TABLE else [],
        bars=_bars(figures, choices),
        comparison=comparison_of(question, [*earlier, (period_of(inquiry), sheets)]) if earlier else None,
    )


def _told(question: Question, sheet: PartySheet) -> Told:
    value = sheet.by_key.get(question.key)
    if question.kind == QuestionKind.SUM:
        words = words_of(question, value) if value is not None else ""
    else:
        words = shown(question, question.kind, value)
    is_table = question.kind == QuestionKind.TABLE
    return Told(
        party=sheet.party,
        district=sheet.district,
        words=words,
        value=value,
        rows=rows_in_words(question, dict(sheet.answers)) if is_table else [],
        file_id=value.pk if question.kind == QuestionKind.FILE and value else None,
    )


def _spread(figures: list[Told]) -> str:
    """The lowest and the highest, by name: what a sum alone would hide."""
    if len(figures) < 2:
        return ""
    low, high = (pick(one.value for one in figures) for pick in (min, max))
    if low == high:
        return f"Alla har svarat {figures[0].words}."
    lowest, highest = ([one for one in figures if one.value == value] for value in (low, high))
    return (
        f"Lägst {lowest[0].words} ({and_list([one.party for one in lowest])}), "
        f"högst {highest[0].words} ({and_list([one.party for one in highest])})."
    )


def _choices(question: Question, answered: list[Told]) -> list[Choice]:
    if question.kind not in CHOSEN:
        return []
    if question.kind == QuestionKind.SCALE:
        who = {step: [one.party for one in answered if one.value == step] for step in question.steps}
        return [
            Choice(step_words(question, step), len(names), and_list(names)) for step, names in who.items()
        ]
    found = []
    for option in question.options.all():
        names = [one.party for one in answered if _has_chosen(one.value, option)]
        found.append(Choice(option.text, len(names), and_list(names)))
    return found


def _has_chosen(value: Any, option: Any) -> bool:
    return option.key in value if isinstance(value, list) else bool(value == option)


def _column_totals(question: Question, sheets: list[PartySheet]) -> list[str]:
    """What the columns of figures make together, over all parties; empty for other columns."""
    totals = []
    for column in question.columns.all():
        values = [
            value_of(one)
            for sheet in sheets
            for (key, _, where), one in sheet.answers.items()
            if key == question.pk and where == column.pk
        ]
        if column.kind == QuestionKind.MONEY and values:
            totals.append(kronor(sum(values)))
        elif column.kind == QuestionKind.NUMBER and values:
            totals.append(number_in_words(sum(values, Decimal(0))))
        else:
            totals.append("")
    return totals if any(totals) else []


def _bars(figures: list[Told], choices: list[Choice]) -> list[Bar]:
    if figures:
        return [Bar(one.party, Decimal(one.value), one.words) for one in figures]
    return (
        [Bar(one.words, one.number, str(one.number)) for one in choices]
        if any(c.number for c in choices)
        else []
    )
