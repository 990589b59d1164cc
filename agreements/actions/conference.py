"""A year's follow-ups side by side for the uppföljningskonferens, a row for each agreement and party (F5)."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from agreements.models import Agreement, FollowUp
from secretariat.inquiries.actions.comparisons import COUNTED, by_key, own_sheet, step_words, words_of
from secretariat.inquiries.actions.round_tables import district_of, place_of
from secretariat.inquiries.actions.sheet_states import STATE_WORDS, State, state_of
from secretariat.inquiries.models import Answer, AnswerSheet, Question, QuestionKind, Recipient
from secretariat.inquiries.values import Place, shown
from secretariat.lib.dates import and_list

GOAL, STATE, FIGURES, DEVIATIONS, NEXT = "mal", "lage", "siffror", "avvikelser", "nasta"
COLUMNS: Mapping[str, str] = {
    GOAL: "Mål", STATE: "Läge", FIGURES: "Siffror", DEVIATIONS: "Avvikelser", NEXT: "Nästa steg",
}  # fmt: skip
BY_AGREEMENT, BY_DISTRICT, BY_THEME = "overenskommelse", "lansdel", "tema"
ORDERS: Mapping[str, str] = {
    BY_AGREEMENT: "Överenskommelse", BY_DISTRICT: "Länsdel", BY_THEME: "Tema",
}  # fmt: skip
WITHOUT_THEME = "Utan tema"
_MARKS = {
    State.NOT_STARTED: "unknown", State.STARTED: "planned", State.SUBMITTED: "pending", State.RETURNED: "deviation",
    State.APPROVED: "done",
}  # fmt: skip
_GOALS, _HINDRANCES, _TOGETHER, _NEXT, _NOTHING = (
    "maluppfyllelse", "hinder", "samverkan", "nasta-steg", "inget",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One party of one agreement. Figures are (question, words); `values` the answers by key, empty until handed in."""

    agreement: Agreement
    party: str
    district: str
    theme: str
    href: str
    goal: str
    state: str
    mark: str
    figures: list[tuple[str, str]]
    deviations: list[str]
    next_step: str
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The agreement's short name."""
        return self.agreement.short_name or self.agreement.title


@dataclass(frozen=True)
class Group:
    """Rows under one heading. `agreement` where the heading is one."""

    name: str
    rows: list[Row]
    agreement: Agreement | None = None

    @property
    def answered(self) -> str:
        """How many of the parties have handed in."""
        done = sum(bool(one.values) for one in self.rows)
        return f"{done} av {len(self.rows)} har lämnat in."


def years() -> list[int]:
    """The years that are followed up, the latest first. One query."""
    rows = FollowUp.objects.filter(inquiry__withdrawn_at=None).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def groups_of(year: int, *, order: str, today: dt.date) -> list[Group]:
    """The year's rows under headings, in the order asked for. Six queries, however many agreements and parties."""
    followups = (
        FollowUp.objects.filter(year=year, inquiry__withdrawn_at=None, inquiry__sent_at__isnull=False)
        .select_related("agreement", "inquiry")
        .prefetch_related("agreement__themes")
        .order_by("agreement__title", "pk")
    )
    of = {one.inquiry_id: one for one in followups}
    recipients = Recipient.objects.filter(inquiry__in=of).select_related(
        "inquiry", "organisation__district", "sheet"
    )
    told = sorted(recipients, key=place_of)
    questions = _questions([one.inquiry.form_version_id for one in of.values()])
    answers = _answers(told)
    rows = [
        _row(of[one.inquiry_id], one, questions, answers.get(one.pk, {}), today=today)
        for one in sorted(told, key=lambda one: list(of).index(one.inquiry_id))
    ]
    return _GROUPED[order](rows)


def _questions(versions: Iterable[int | None]) -> dict[int, list[Question]]:
    found: dict[int, list[Question]] = {}
    rows = Question.objects.filter(version__in=[one for one in versions if one])
    for one in rows.order_by("position").prefetch_related("options"):
        found.setdefault(one.version_id, []).append(one)
    return found


def _answers(rows: Sequence[Recipient]) -> dict[int, dict[Place, Answer]]:
    found: dict[int, dict[Place, Answer]] = {}
    handed_in = Answer.objects.filter(sheet__recipient__in=rows, sheet__state__in=AnswerSheet.HANDED_IN)
    for one in handed_in.select_related("option", "file", "sheet"):
        found.setdefault(one.sheet.recipient_id, {})[one.question_id, one.row, one.column_id] = one
    return found


def _row(
    followup: FollowUp,
    row: Recipient,
    questions: Mapping[int, list[Question]],
    answers: Mapping[Place, Answer],
    *,
    today: dt.date,
) -> Row:
    sheet, inquiry = own_sheet(row), followup.inquiry
    version = (sheet.version_id if sheet else inquiry.form_version_id) or 0
    asked = {one.key: one for one in questions.get(version, [])}
    values = by_key(list(asked.values()), answers) if answers else {}
    state = state_of(sheet)
    is_late = not values and row.excused_at is None and bool(inquiry.due_on and inquiry.due_on < today)
    themes = sorted(theme.name for theme in followup.agreement.themes.all())
    return Row(
        agreement=followup.agreement,
        party=row.organisation.short_name,
        district=district_of(row.organisation),
        theme=themes[0] if themes else WITHOUT_THEME,
        href=reverse("inquiries:round-compiled", args=[inquiry.pk]),
        goal=_words(asked, values, _GOALS),
        state="Svarar inte" if row.excused_at else STATE_WORDS[state] + (", sen" if is_late else ""),
        mark="absent" if row.excused_at else "late" if is_late else _MARKS[state],
        figures=[
            (one.text, words_of(one, values[key]))
            for key, one in asked.items()
            if one.kind in COUNTED and values.get(key) is not None
        ],
        deviations=_deviations(asked, values),
        next_step=_words(asked, values, _NEXT),
        values=values,
    )


def _words(asked: Mapping[str, Question], values: Mapping[str, Any], key: str) -> str:
    """An answer in words; empty where the form does not ask, or nobody has answered."""
    question, value = asked.get(key), values.get(key)
    if question is None or value is None:
        return ""
    if question.kind == QuestionKind.SCALE:
        return f"{step_words(question, int(value))} (av {int(question.largest or 0)})"
    return shown(question, question.kind, value)


def _deviations(asked: Mapping[str, Question], values: Mapping[str, Any]) -> list[str]:
    """What has not gone as it should: hindrances, cooperation that falls short, a balance below zero."""
    found = []
    hindrances = values.get(_HINDRANCES)
    if _HINDRANCES in asked and hindrances and hindrances != [_NOTHING]:
        names = {one.key: one.text for one in asked[_HINDRANCES].options.all()}
        found.append(f"Hinder: {and_list([names[key].lower() for key in hindrances if key in names])}.")
    together = values.get(_TOGETHER)
    if together is not None and getattr(together, "key", "") in ("delvis", "daligt"):
        found.append(f"Samverkan: {together.text.lower()}.")
    balance = values.get("saldo")
    if "saldo" in asked and balance is not None and balance < 0:
        found.append(f"Underskott: {words_of(asked['saldo'], balance)}.")
    return found


def _by_agreement(rows: list[Row]) -> list[Group]:
    return [
        Group(found[0].name, found, found[0].agreement)
        for _, part in groupby(rows, key=lambda one: one.agreement.pk)
        if (found := list(part))
    ]


def _by(fact: Callable[[Row], str]) -> Callable[[list[Row]], list[Group]]:
    """Under each value of a fact, in the order of its first row; inside as the rows stand."""

    def grouped(rows: list[Row]) -> list[Group]:
        found: dict[str, list[Row]] = {}
        for one in rows:
            found.setdefault(fact(one), []).append(one)
        return [Group(name, part) for name, part in found.items()]

    return grouped


_GROUPED: Mapping[str, Callable[[list[Row]], list[Group]]] = {
    BY_AGREEMENT: _by_agreement,
    BY_DISTRICT: _by(lambda one: one.district),
    BY_THEME: _by(lambda one: one.theme),
}
