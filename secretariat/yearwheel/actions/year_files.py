"""The year's list as files: Excel with real dates, and a list to print on A4."""

from pathlib import Path

from django.template.loader import render_to_string

from secretariat.lib import pdf
from secretariat.lib.dates import WEEKDAYS, day_in_words
from secretariat.lib.events import EventState
from secretariat.lib.sheets import Column, ExcelFile, Kind, Value
from secretariat.yearwheel.contents import Entry

from .collecting import Collected
from .year_lists import about, months_of, row_of

COLUMNS = (
    Column("nyckel", "Som i hjulet: ringens bokstav och seriens nummer det här året.", width=8),
    Column("vad", "Vad det är.", width=44),
    Column("slag", "Vilket slag det hör till.", width=24),
    Column("från", "Första dagen.", Kind.DAY, 12),
    Column("till", "Sista dagen. Samma som den första när det är en dag.", Kind.DAY, 12),
    Column("veckodag", "Den första dagens veckodag.", width=10),
    Column("vecka", "Den första dagens ISO-vecka.", Kind.NUMBER, 7),
    Column("till_vecka", "Den sista dagens ISO-vecka.", Kind.NUMBER, 9),
    Column("så_exakt", "Dag, vecka, månad eller termin.", width=9),
    Column("start", "När det börjar, för möten med klockslag.", Kind.CLOCK, 8),
    Column("slut", "När det slutar.", Kind.CLOCK, 8),
    Column("grupper", "De grupper det gäller, med komma emellan.", width=34),
    Column("parter", "De parter det gäller, med komma emellan.", width=34),
    Column("ansvarig", "Den som ansvarar.", width=20),
    Column("sista_dag", "Ja för det som är en sista dag.", width=9),
    Column("möte", "Ja för möten.", width=7),
    Column("läge", "Bestämt, preliminärt eller inställt.", width=12),
    Column("bara_för_gruppen", "Ja för det som bara gruppen ser.", width=16),
    Column("plats", "Var det är.", width=20),
    Column("ring", "Ringen i hjulet.", width=24),
    Column("mer", "Det som står mer om det.", width=50),
    Column("adress", "Sidan om det.", width=50),
)


def write_xlsx(collected: Collected, path: Path) -> int:
    """The list as an Excel file: a sheet of rows and one that says what each column is. How many rows."""
    book = ExcelFile(path)
    sheet = book.sheet("Årshjul", COLUMNS)
    year = collected.listed
    rings = {entry.event.uid: ring.name for ring in year.rings for entry in ring.entries}
    for entry in year.entries:
        sheet.add(_cells(entry, collected, rings[entry.event.uid]))
    explained = book.sheet(
        "Om kolumnerna", (Column("kolumn", "", width=18), Column("betyder", "", width=80)), wraps=True
    )
    for column in COLUMNS:
        explained.add((column.heading, column.explanation))
    explained.add(("urval", f"Årshjul {year.name}. {year.chosen[:1].upper()}{year.chosen[1:]}."))
    book.close()
    return len(year.entries)


def _cells(entry: Entry, collected: Collected, ring: str) -> list[Value]:
    event, told, row = entry.event, about(entry), row_of(entry, collected, year=None)
    registers = collected.registers
    clocks = [getattr(moment, "time", None) for moment in (event.start, event.end)]
    return [
        entry.key,
        row.title,
        entry.kind.name,
        event.first_day,
        event.last_day,
        WEEKDAYS[event.first_day.weekday()],
        event.first_day.isocalendar().week,
        event.last_day.isocalendar().week,
        told.precision.value,
        *(clock() if clock else None for clock in clocks),
        row.groups,
        ", ".join(place.name for pk, place in registers.parties.items() if pk in told.parties),
        told.responsible,
        _yes(told.is_deadline),
        _yes(told.is_meeting),
        event.state.value if told.is_meeting or event.state != EventState.CONFIRMED else "",
        _yes(told.is_restricted),
        event.place,
        ring,
        event.text,
        event.url,
    ]


def _yes(fact: bool) -> str:
    return "ja" if fact else "nej"


def render_pdf(collected: Collected) -> bytes:
    """The list to print, standing A4 pages, as long as it is. Raises lib.pdf.NotAvailable."""
    year = collected.listed
    context = {
        "year": year,
        "months": months_of(collected),
        "count": len(year.entries),
        "today": collected.today,
    }
    return pdf.render(
        render_to_string("pdf/year_list.html", context),
        title=f"Årshjul {year.name}, {day_in_words(collected.today)}",
        stylesheet="year_list.css",
    )
