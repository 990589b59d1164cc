"""A round's answers as Excel and CSV, and on paper."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from secretariat.inquiries.models import AnswerSheet, Inquiry, Question, QuestionKind, Recipient
from secretariat.inquiries.values import Place, shown, sums_of, value_of
from secretariat.lib import pdf
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.sheets import Column, CsvFile, ExcelFile, Kind, Value

from .compiling import Compilation, compile_round
from .forms import questionnaire_of
from .round_tables import district_of, place_of
from .sheet_states import STATE_WORDS, state_of

_KINDS = {
    QuestionKind.NUMBER: Kind.DECIMAL,
    QuestionKind.MONEY: Kind.MONEY,
    QuestionKind.SUM: Kind.DECIMAL,
    QuestionKind.SCALE: Kind.NUMBER,
    QuestionKind.DATE: Kind.DAY,
}
_FIRST = [
    Column("Länsdel", "Var parten hör hemma", width=16),
    Column("Part", "Kort namn", width=22),
    Column("Läge", "Hur långt parten har kommit", width=16),
    Column("Inlämnad", "Dagen svaren lämnades in", Kind.DAY, 12),
]


def _columns(questions: Sequence[Question]) -> list[Column]:
    shown_ = [one for one in questions if one.kind != QuestionKind.TABLE]
    heads = [one.text if not one.unit else f"{one.text} ({one.unit})" for one in shown_]
    return [
        *_FIRST,
        *(
            Column(head, one.help, _KINDS.get(QuestionKind(one.kind), Kind.TEXT), 18)
            for head, one in zip(heads, shown_, strict=True)
        ),
    ]


def _rows(inquiry: Inquiry) -> list[tuple[Recipient, AnswerSheet | None, dict[Place, Any]]]:
    rows = sorted(
        inquiry.recipients.select_related("organisation__district", "sheet").prefetch_related(
            "sheet__answers__option", "sheet__answers__file"
        ),
        key=place_of,
    )
    found = []
    for row in rows:
        sheet: AnswerSheet | None = getattr(row, "sheet", None)
        answers = sheet.answers.all() if sheet and sheet.is_handed_in else []
        found.append((row, sheet, {(one.question_id, one.row, one.column_id): one for one in answers}))
    return found


def _cell(question: Question, kind: str, value: Any) -> Value:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, int | dt.date) or value is None:
        return value
    return shown(question, kind, value)


def _party_cells(row: Recipient, sheet: AnswerSheet | None) -> list[Value]:
    name = row.organisation.short_name
    state = "Svarar inte" if row.excused_at else STATE_WORDS[state_of(sheet)]
    submitted = local_day(sheet.submitted_at) if sheet and sheet.submitted_at else None
    return [district_of(row.organisation), f"{name}, {row.organ}" if row.organ else name, state, submitted]


def _answer_cells(questions: list[Question], answers: dict[Place, Any]) -> list[Value]:
    plain = {
        one.key: value_of(answers.get((one.pk, 0, None)))
        for one in questions
        if one.kind != QuestionKind.TABLE
    }
    plain |= {key: one.value for key, one in sums_of(questions, plain).items()}
    return [_cell(one, one.kind, plain[one.key]) for one in questions if one.kind != QuestionKind.TABLE]


def write_xlsx(inquiry: Inquiry, path: Path) -> int:
    """All parties, one row each; a sheet for each table; what was asked. Only what is handed in. Returns how many."""
    questions = _questions(inquiry)
    rows = _rows(inquiry)
    book = ExcelFile(path)
    sheet = book.sheet("Svar", _columns(questions))
    for row, one, answers in rows:
        sheet.add([*_party_cells(row, one), *_answer_cells(questions, answers)])
    for number, question in enumerate((one for one in questions if one.kind == QuestionKind.TABLE), 1):
        _write_table(book, question, number, rows)
    asked = book.sheet(
        "Frågor",
        [Column("Avsnitt", "", width=20), Column("Fråga", "", width=60), Column("Slag", "", width=20)],
    )
    for question in questions:
        asked.add([question.section, question.text, question.get_kind_display()])
    book.close()
    return len(rows)


def _write_table(
    book: ExcelFile,
    question: Question,
    number: int,
    rows: list[tuple[Recipient, AnswerSheet | None, dict[Place, Any]]],
) -> None:
    columns = list(question.columns.all())
    kinds = {QuestionKind(one.kind): _KINDS.get(QuestionKind(one.kind), Kind.TEXT) for one in columns}
    sheet = book.sheet(
        f"Tabell {number}",
        [_FIRST[1], *(Column(one.name, "", kinds[QuestionKind(one.kind)], 20) for one in columns)],
    )
    for row, _, answers in rows:
        for place in sorted({place for key, place, _ in answers if key == question.pk}):
            cells = [value_of(answers.get((question.pk, place, one.pk))) for one in columns]
            sheet.add(
                [
                    row.organisation.short_name,
                    *(_cell(question, one.kind, value) for one, value in zip(columns, cells, strict=True)),
                ]
            )


def write_csv(inquiry: Inquiry, path: Path) -> int:
    """All parties, one row each. Returns how many."""
    questions = _questions(inquiry)
    out = CsvFile(path, _columns(questions))
    rows = _rows(inquiry)
    for row, one, answers in rows:
        out.add([*_party_cells(row, one), *_answer_cells(questions, answers)])
    out.close()
    return len(rows)


def _questions(inquiry: Inquiry) -> list[Question]:
    return questionnaire_of(inquiry.form_version).questions if inquiry.form_version else []


def content_of(inquiry: Inquiry, kind: str) -> tuple[bytes, int]:
    """The file's bytes, kind xlsx or csv, and how many parties are in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"svar.{kind}"
        count = write_xlsx(inquiry, path) if kind == "xlsx" else write_csv(inquiry, path)
        return path.read_bytes(), count


def render(inquiry: Inquiry, *, today: dt.date, only_approved: bool = False) -> bytes:
    """The compiled answers as a PDF. Raises lib.pdf.NotAvailable."""
    compilation: Compilation = compile_round(inquiry, only_approved=only_approved)
    return pdf.render(
        render_to_string(
            "pdf/answers.html", {"compilation": compilation, "inquiry": inquiry, "today": today}
        ),
        title=f"{inquiry.title}, sammanställning {day_in_words(today)}",
        stylesheet="answers.css",
        author="",
    )
