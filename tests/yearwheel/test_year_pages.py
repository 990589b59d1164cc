"""The year's list, table, timeline and files, the same data in each, and no more questions for many."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from secretariat.lib import pdf
from secretariat.registry.models import LogEntry, User
from secretariat.yearwheel.actions import collecting, year_grids, year_lists
from secretariat.yearwheel.choices import Choice
from tests import make
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
PAGES = ("wheel", "list", "table", "timeline", "calendar")
TODAY = dt.date(2026, 9, 24)
YEAR = "?ar=2026"


def address(name: str, query: str = YEAR) -> str:
    return reverse(f"yearwheel:{name}") + query


def plainly(html: str) -> str:
    """The words of a page without markup, each run of blanks one."""
    words = re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").replace("\u2060", "")
    return " ".join(words.split())


def a_year() -> None:
    """A few of each kind: a day, weeks, a month, a deadline, something that began the year before."""
    norr = make.body(name="Länsdelsgrupp Norr")
    nora = make.organisation(name="Nora")
    activity("Nominering", "2025-12-15", "2026-01-16", category=category("samverkansrad"))
    activity("Partsdialog", "2026-02-25", body=norr)
    activity("Partsdialog", "2026-10-14", body=norr)
    activity("Bokslut klart", "2026-02-20", category=category("medel"), is_deadline=True, party=nora)
    activity("Analys", "2026-04-20", "2026-06-07", precision="vecka", category=category("undersokningar"))
    activity("Översyn", "2026-09-01", "2026-09-30", precision="månad")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query",
    ["", "?ar=2026&start=8", "?ar=1990&ringar=grupp", "?ar=2100&start=12",
     "?ar=x&start=99&kategori=nej&grupp=9999&part=-1&q=%00", f"?grupp={'9' * 30}&q={'x' * 5000}"],
)  # fmt: skip
def test_a_view_of_the_year_opens_whatever_the_address_says(
    name: str, query: str, secretary: User, as_user: Any
) -> None:
    activity()
    assert as_user(secretary).get(address(f"year-{name}", query)).status_code == 200


# The list


def test_the_list_stands_by_month_and_week_with_all_that_is_known(secretary: User) -> None:
    """I1, I2, I3."""
    a_year()
    months = year_lists.months_of(collecting.gather(Choice(2026), secretary, today=TODAY))
    found = [
        (month.name, week.number, row.entry.key, row.title, row.when, row.weekday, row.groups, row.parties)
        for month in months
        for week in month.weeks
        for row in week.rows
    ]
    assert [tuple(str(one).replace("\xa0", " ") for one in row) for row in found] == [
        ("Januari 2026", "51", "R1", "Nominering", "15 december 2025–16 januari", "", "", ""),
        ("Februari 2026", "8", "M1", "Bokslut klart", "20 februari", "fredag", "", "Nora"),
        ("Februari 2026", "9", "U1", "Partsdialog", "25 februari", "onsdag", "Länsdelsgrupp Norr", ""),
        ("April 2026", "17", "E1", "Analys", "v. 17–23", "", "", ""),
        ("September 2026", "0", "U2", "Översyn", "september", "", "", ""),
        ("Oktober 2026", "42", "U1", "Partsdialog", "14 oktober", "onsdag", "Länsdelsgrupp Norr", ""),
    ]


def test_the_page_says_it_in_words_and_marks_today(secretary: User, as_user: Any) -> None:
    a_year()
    today = timezone.localdate()
    activity("Det som är i dag", today.isoformat(), category=category("medel"))
    page = as_user(secretary).get(address("year-list", f"?ar={today.year}")).content.decode()
    words = plainly(page)
    assert (
        f"I dag, {('måndag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lördag', 'söndag')[today.weekday()]}"
        in words
    )
    assert "Det som är i dag Medel &amp; redovisning" in words
    assert page.index('id="idag"') < page.index("Det som är i dag")
    if today.year == 2026:
        assert "Bokslut klart Sista dag Medel &amp; redovisning, Nora" in words


def test_filters_are_links_with_what_they_leave(secretary: User, as_user: Any) -> None:
    a_year()
    page = as_user(secretary).get(address("year-list", "?ar=2026&kategori=ok"))
    facets = {
        facet["title"]: [(one["words"], one["count"], one["chosen"]) for one in facet["choices"]]
        for facet in page.context["facets"]
    }
    assert facets["Slag"] == [
        ("Alla", 6, False),
        ("Medel & redovisning", 1, False),
        ("ÖK & uppföljning", 3, True),
        ("Undersökningar", 1, False),
        ("Samverkansråd", 1, False),
    ]
    assert facets["Grupp"] == [("Alla", 3, True), ("Länsdelsgrupp Norr", 2, False)]
    assert facets["Part"] == [("Alla", 3, True)]
    slag = {one["words"]: one["href"] for one in page.context["facets"][0]["choices"]}
    assert slag["Medel & redovisning"] == "/arshjul/lista/?ar=2026&kategori=ok&kategori=medel"
    assert slag["ÖK & uppföljning"] == "/arshjul/lista/?ar=2026"


def test_the_way_to_other_years_and_views_keeps_what_was_chosen(secretary: User, as_user: Any) -> None:
    page = as_user(secretary).get(address("year-list", "?ar=2026&start=8&kategori=ok"))
    assert [page.context[one]["href"] for one in ("before", "after")] == [
        "/arshjul/lista/?ar=2025&start=8&kategori=ok",
        "/arshjul/lista/?ar=2027&start=8&kategori=ok",
    ]
    assert {one["href"] for one in page.context["views"]} == {
        f"/arshjul/{name}?ar=2026&start=8&kategori=ok"
        for name in ("lista/", "tabell/", "", "tidslinje/", "kalender/")
    }
    assert as_user(secretary).get(address("year-list", "?ar=2100")).context["after"] is None


def test_an_empty_year_and_an_empty_choice_say_what_one_can_do(secretary: User, as_user: Any) -> None:
    client = as_user(secretary)
    empty = plainly(client.get(address("year-list", "?ar=2031")).content.decode())
    assert "Inget finns i årshjulet de här månaderna." in empty
    nothing = plainly(client.get(address("year-list", "?ar=2031&q=finnsinte")).content.decode())
    assert "Inget i årshjulet stämmer med det du har valt. Visa allt" in nothing


# The table and the timeline


def test_the_table_has_bodies_and_then_kinds_by_month(secretary: User) -> None:
    a_year()
    grid = year_grids.table_of(collecting.gather(Choice(2026), secretary, today=TODAY))
    found = {
        row.name: {
            name: " ".join(f"{mark.prefix} {mark.words}".strip() for mark in marks).replace("\xa0", " ")
            for (_, name), marks in zip(grid.months, row.cells, strict=True)
            if marks
        }
        for row in (*grid.bodies, *grid.kinds)
    }
    assert found == {
        "Länsdelsgrupp Norr": {"feb": "U1 25", "okt": "U1 14"},
        "Medel & redovisning": {"feb": "M1 20"},
        "ÖK & uppföljning": {"sep": "U2 sep"},
        "Undersökningar": {"apr": "E1 v. 17–23"},
        "Samverkansråd": {"jan": "R1 –16"},
    }


def test_the_timeline_puts_everything_in_its_weeks(secretary: User) -> None:
    a_year()
    grid = year_grids.timeline_of(collecting.gather(Choice(2026), secretary, today=TODAY))
    assert [week.number for week in grid.weeks] == [*range(1, 54)]
    assert [week.number for week in grid.weeks if week.is_now] == [39]
    assert sum(month.span for month in grid.months) == 53
    found = {
        row.series.key: [
            (cell.column, cell.span, cell.line, cell.words.replace("\xa0", " ")) for cell in row.cells
        ]
        for _, rows in grid.rings
        for row in rows
    }
    assert found == {
        "M1": [(8, 1, 1, "20")],
        "U1": [(9, 1, 1, "25"), (42, 1, 1, "14")],
        "U2": [(36, 5, 1, "sep")],
        "E1": [(17, 7, 1, "v. 17–23")],
        "R1": [(1, 3, 1, "")],
    }


def test_two_of_a_series_in_one_week_stand_in_two_lines(secretary: User) -> None:
    for day in ("2026-03-17", "2026-03-19", "2026-03-24"):
        activity("Dialogmöte", day)
    grid = year_grids.timeline_of(collecting.gather(Choice(2026), secretary, today=TODAY))
    ((_, (row,)),) = grid.rings
    assert [(cell.column, cell.line) for cell in row.cells] == [(12, 1), (12, 2), (13, 1)]


@pytest.mark.parametrize("year", range(2020, 2041))
@pytest.mark.parametrize("start", [1, 8])
def test_weeks_and_months_cover_every_year(year: int, start: int, secretary: User) -> None:
    choice = Choice(year, start)
    activity("Första", choice.first.isoformat())
    activity("Sista", choice.last.isoformat())
    grid = year_grids.timeline_of(collecting.gather(choice, secretary, today=TODAY))
    weeks = len(grid.weeks)
    assert 53 <= weeks <= 54
    columns = [cell.column for _, rows in grid.rings for row in rows for cell in row.cells]
    assert columns == [1, weeks]


# As many questions for thirty as for three


@pytest.mark.parametrize("name", ["year-list", "year-table", "year-timeline", "year-list-xlsx"])
def test_thirty_are_asked_for_by_as_many_questions_as_three(
    name: str, secretary: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    def more(first: int, count: int) -> None:
        for n in range(first, first + count):
            body = make.body(district=make.district())
            make.seat(of=body, organisation=make.organisation())
            make.meeting(bodies=[body], date=dt.date(2026, 1 + n % 12, 5))
            activity(f"Sak {n}", f"2026-{1 + n % 12:02}-15", body=body, party=make.organisation(),
                     responsible=make.person())  # fmt: skip

    more(0, 3)
    client = as_user(secretary)
    client.get(address(name))
    with django_assert_max_num_queries(31) as asked:
        client.get(address(name))
    more(3, 27)
    with django_assert_max_num_queries(len(asked)):
        client.get(address(name))


# Files


def test_the_excel_file_has_real_dates_weeks_and_every_field(secretary: User, as_user: Any) -> None:
    a_year()
    activity("=1+1", "2026-12-31", text="-farligt")
    answer = as_user(secretary).get(address("year-list-xlsx"))
    assert answer["Content-Disposition"] == 'attachment; filename="arshjul-2026.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["Årshjul"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert [(row["nyckel"], row["vad"]) for row in rows] == [
        ("R1", "Nominering"), ("M1", "Bokslut klart"), ("U1", "Partsdialog"), ("E1", "Analys"), ("U2", "Översyn"),
        ("U1", "Partsdialog"), ("U3", "'=1+1"),
    ]  # fmt: skip
    analysis = rows[3]
    told = {name: value for name, value in analysis.items() if value not in (None, "", "nej")}
    assert {name: value.date() if isinstance(value, dt.datetime) else value for name, value in told.items()} == {
        "nyckel": "E1", "vad": "Analys", "slag": "Undersökningar", "från": dt.date(2026, 4, 20),
        "till": dt.date(2026, 6, 7), "veckodag": "måndag", "vecka": 17, "till_vecka": 23, "så_exakt": "vecka",
        "ring": "Undersökningar", "adress": analysis["adress"],
    }  # fmt: skip
    assert (rows[1]["sista_dag"], rows[1]["parter"], rows[6]["mer"]) == ("ja", "Nora", "'-farligt")
    explained = [row[0].value for row in book["Om kolumnerna"].iter_rows(min_row=2)]
    assert explained == [*head, "urval"]


def test_a_file_of_a_choice_holds_the_choice_and_says_so(secretary: User, as_user: Any) -> None:
    a_year()
    answer = as_user(secretary).get(address("year-list-xlsx", "?ar=2026&kategori=medel"))
    assert answer["Content-Disposition"] == 'attachment; filename="arshjul-2026-urval.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Årshjul"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["Bokslut klart"]
    entry = LogEntry.objects.latest("pk")
    assert (entry.verb, entry.detail) == (
        "exporterade årshjulet",
        {"antal": 1, "urval": "ar=2026&kategori=medel"},
    )


def test_the_printed_list_has_all_of_it(secretary: User, as_user: Any) -> None:
    """I4."""
    a_year()
    answer = as_user(secretary).get(address("year-list-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.metadata
    assert str(reader.metadata.title).startswith("Årshjul 2026, ")
    words = " ".join("".join(page.extract_text() for page in reader.pages).replace("\xa0", " ").split())
    for said in (
        "Årshjul 2026",
        "Februari 2026",
        "Bokslut klart Sista dag. Nora",
        "v. 17–23 E1 Analys",
        "Sida 1 (1)",
    ):
        assert said in words, (said, words)


def test_where_no_pdf_can_be_made_the_list_says_why(
    secretary: User, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "why_not", lambda: "Biblioteket Pango saknas.")
    answer = as_user(secretary).get(address("year-list-pdf", "?ar=2026&start=8"), follow=True)
    assert answer.redirect_chain == [("/arshjul/lista/?ar=2026&start=8", 302)]
    assert "Biblioteket Pango saknas." in answer.content.decode()
