"""Excel and CSV out: what the lists of decisions and actions show, with Swedish headings (interface 2.3 d)."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import DateWidget, NumberWidget, TimeWidget, Widget

from secretariat.lib.dates import WEEKDAYS
from secretariat.lib.later import Later

openpyxl = Later("openpyxl")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY_FORMAT = "yyyy-mm-dd"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Words(Widget):
    """Text; a program must never take it for a formula, so such a cell gets a leading apostrophe."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return guarded(str(value or ""))


def guarded(text: str) -> str:
    """Text that a spreadsheet would calculate, with an apostrophe before it.

    >>> guarded("=1+1"), guarded("Nora")
    ("'=1+1", 'Nora')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _words(attribute: str, heading: str) -> Field:
    return Field(attribute, column_name=heading, widget=_Words())


def _day(attribute: str, heading: str) -> Field:
    return Field(attribute, column_name=heading, widget=DateWidget(coerce_to_string=False))


def _clock(attribute: str, heading: str) -> Field:
    return Field(attribute, column_name=heading, widget=TimeWidget(coerce_to_string=False))


class ActionResource(Resource):
    """One row per action."""

    words = _words("words", "uppdrag")
    who = _words("who", "vem")
    party = _words("party", "part")
    due = _words("due", "senast")
    due_on = _day("due_on", "senast datum")
    status = _words("status", "läge")
    outcome = _words("outcome", "utfall")
    date = _day("date", "mötesdatum")
    bodies = Field(column_name="grupper", widget=_Words())
    item = _words("item", "punkt")
    source = _words("source", "anteckningarna")
    meeting = Field("meeting", column_name="möte_id")

    def dehydrate_bodies(self, row: Any) -> str:
        return guarded(", ".join(row.bodies))


class ConfirmationResource(Resource):
    """One row per party that is to confirm a decision (K3, domain 3.4)."""

    party = _words("party__short_name", "part")
    code = _words("party__municipality_code", "kommunkod")
    district = _words("district", "länsdel")
    handler = _words("handler", "handläggare")
    email = _words("email", "e-post")
    sent_on = _day("sent_on", "skickat datum")
    case_number = _words("case_number", "diarienummer hos part")
    organ = _words("organ", "beslutande organ")
    planned_on = _day("planned_on", "planerat datum")
    first_planned_on = _day("first_planned_on", "först planerat datum")
    decided_on = _day("decided_on", "beslutsdatum")
    paragraph = _words("paragraph", "paragraf")
    outcome = _words("words", "utfall")
    deviation = _words("deviation", "avvikelse")
    handled = _words("handled", "avvikelsen hanterad")
    extract = _words("extract__name", "protokollsutdrag")
    reminded_on = _day("reminded_on", "påmind datum")
    reminders = Field("reminders", column_name="antal påminnelser")
    comment = _words("comment", "kommentar")


class InterestResource(Resource):
    """One row per party that is asked whether it wants to join in (K11)."""

    party = _words("party__short_name", "part")
    code = _words("party__municipality_code", "kommunkod")
    answer = _words("words", "svar")
    condition = _words("condition", "villkor eller kommentar")
    contact = _words("contact", "kontaktperson")
    email = _words("email", "e-post")
    phone = _words("phone", "telefon")
    answered_on = _day("answered_on", "svarade datum")
    handler = _words("handler", "handläggare")
    sent_on = _day("sent_on", "skickat datum")
    reminded_on = _day("reminded_on", "påmind datum")
    reminders = Field("reminders", column_name="antal påminnelser")
    comment = _words("note", "anmärkning")


class HandOnResource(Resource):
    """One row per group that a medskick was handed to (K6)."""

    words = _words("words", "medskick")
    from_name = _words("from_name", "från")
    date = _day("date", "mötesdatum")
    body_name = _words("body_name", "till")
    status = _words("status", "läge")
    where = _words("where", "togs upp")
    text = _words("text", "svar")
    answered_on = _day("answered_on", "svarade")


class MatterResource(Resource):
    """One row per matter."""

    number = _words("number", "ärende")
    title = _words("title", "rubrik")
    state = _words("state_words", "läge")
    theme = _words("theme", "tema")
    body = _words("body", "hör till grupp")
    responsible = _words("responsible", "ansvarig")
    case_number = _words("case_number", "diarienummer")
    parties = Field(column_name="berör parter", widget=_Words())
    opened_on = _day("opened_on", "öppnat datum")
    closed_on = _day("closed_on", "avslutat datum")
    next_role = _words("next_role", "nästa steg")
    next_where = _words("next_where", "nästa steg hos")
    next_on = _day("next_on", "nästa steg datum")
    days_late = Field("days_late", column_name="dagar sent", widget=NumberWidget(coerce_to_string=False))
    outcome = _words("outcome", "utfall")

    def dehydrate_parties(self, row: Any) -> str:
        return guarded(", ".join(row.parties))


class PlanResource(Resource):
    """One row per meeting of the year's plan. A joint meeting is one row that names all its bodies (N6)."""

    date = _day("meeting__date", "datum")
    weekday = Field(column_name="veckodag")
    week = Field(column_name="vecka")
    start = _clock("meeting__start_time", "börjar")
    end = _clock("meeting__end_time", "slutar")
    bodies = Field(column_name="grupper", widget=_Words())
    title = _words("meeting__title", "rubrik")
    place = _words("meeting__place", "plats")
    form = _words("meeting__get_form_display", "form")
    state = _words("meeting__get_state_display", "läge")
    instead = _words("instead", "eller")
    window = _words("window", "veckor")
    contacts = Field(column_name="kontaktpersoner", widget=_Words())
    moved_from = _day("meeting__moved_from", "flyttat från datum")
    because = _words("meeting__cancelled_because", "inställt därför att")
    clashes = Field(column_name="krockar", widget=_Words())
    meeting = Field("meeting__pk", column_name="möte_id")

    def dehydrate_weekday(self, row: Any) -> str:
        return WEEKDAYS[row.meeting.date.weekday()] if row.meeting.date else ""

    def dehydrate_week(self, row: Any) -> int | None:
        return row.meeting.date.isocalendar().week if row.meeting.date else None

    def dehydrate_bodies(self, row: Any) -> str:
        return guarded(", ".join(body.list_name for body in row.bodies))

    def dehydrate_contacts(self, row: Any) -> str:
        return guarded("; ".join(str(one) for one in row.meeting.contacts.all()))

    def dehydrate_clashes(self, row: Any) -> str:
        return guarded(" ".join(clash.words for clash in row.clashes))


class BacklogResource(Resource):
    """One row per matter that waits, or has waited, for a body's coming meetings (A14)."""

    title = _words("row__title", "rubrik")
    text = _words("row__text", "beskrivning")
    source = _words("row__get_source_display", "kommer från")
    origin = _words("origin", "ursprung")
    priority = _words("row__get_priority_display", "prioritet")
    term = _words("row__term", "tema eller termin")
    condition = _words("row__condition", "villkor")
    since = _day("since", "väntat sedan datum")
    days = Field("days", column_name="dagar")
    stands = _words("stands", "läge")
    taken_to = _day("taken_to", "tas upp datum")
    reason = _words("reason", "skäl eller svar")
    row = Field("row__pk", column_name="väntande_id")


def download(resource: Resource, rows: Iterable[Any], *, kind: str, name: str) -> HttpResponse:
    """The rows as a file to download, kind `xlsx` or `csv`, with the day in its name."""
    dataset = resource.export(list(rows))
    headings = dataset.headers or []
    content = _csv(headings, dataset) if kind == "csv" else _xlsx(headings, dataset)
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
        },
    )


def _csv(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Semicolons, and a mark first that tells Excel it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Real dates, a heading row that stays in sight, a filter on it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(headings)
    for row in rows:
        sheet.append(list(row))
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
    for place, heading in enumerate(headings, 1):
        letter = openpyxl.utils.get_column_letter(place)
        sheet.column_dimensions[letter].width = 60 if heading in ("beslut", "uppdrag") else 18
        if "datum" in heading or heading == "gäller från":
            for (cell,) in sheet[f"{letter}2:{letter}{max(2, sheet.max_row)}"]:
                cell.number_format = DAY_FORMAT
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
