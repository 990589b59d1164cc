"""The page that shows first, the files, and the memory of what has been fetched (J1, J2, J4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions import attendance_checks, attendance_exports
from meetings.actions.attendance_files import PEOPLE
from meetings.models import Attendance, AttendanceExport, ExportedRow, Meeting
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.meetings.export_case import (
    DAY,
    EXPORT,
    MAKE,
    SPRING,
    a_body,
    fetched,
    finish,
    held,
    packed,
    people,
    sheets,
)

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST = reverse("meetings:attendance-export-list")


@pytest.fixture
def client(secretary: User, as_user: Login) -> Client:
    return as_user(secretary)


def a_meeting(secretary: User, *, people: int = 1, date: dt.date = DAY, **fields: Any) -> Meeting:
    body = a_body()
    meeting = held([body], date=date, **fields)
    for _ in range(people):
        make.attendee(of=meeting, person=make.person(), body=body, organisation=make.organisation())
    finish(meeting, by=secretary)
    return meeting


def shown(client: Client, **asked: Any) -> str:
    page = client.get(EXPORT, {**SPRING, **asked})
    assert page.status_code == 200
    return " ".join(page.content.decode().replace("\xa0", " ").split())


def test_the_page_shows_count_sample_and_what_is_left_out_by_name(client: Client, secretary: User) -> None:
    a_meeting(secretary, people=2)
    draft = held([a_body(name="Styrgruppen")])
    page = shown(client)
    assert "2 rader ur 1 möte" in page
    assert page.count('<th scope="row">') == 2
    assert "Inte med: anteckningarna är inte färdiga (1)" in page
    assert f'<a href="{draft.get_absolute_url()}">Styrgruppen</a>, 18 mars 2025, utkast' in page


def test_the_number_of_questions_is_the_same_for_one_meeting_and_three(
    client: Client, secretary: User
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            a_meeting(secretary, people=3, end_time=None)
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_what_does_not_add_up_is_told_before_the_file_is_fetched(client: Client, secretary: User) -> None:
    """Clashes, missing times, turned times, contradictions, meetings without a list (A13, J1)."""
    asta, body, other = make.person(name="Asta Ordman"), a_body(), a_body(name="Rådet")
    first, second = held([body]), held([other], start_time=dt.time(11), end_time=dt.time(13))
    for meeting in (first, second):
        make.attendee(of=meeting, person=asta, body=body if meeting == first else other)
    make.attendee(
        of=first,
        person=make.person(name="Birger Vänd"),
        body=body,
        from_time=dt.time(11),
        to_time=dt.time(10),
    )
    both = held([body, other], date=DAY + dt.timedelta(days=1))
    cilla = make.person(name="Cilla Delad")
    make.attendee(of=both, person=cilla, body=body)
    make.attendee(of=both, person=cilla, body=other, state="absent")
    timeless, empty = held([other], date=DAY + dt.timedelta(days=2), end_time=None), held([body], date=DAY)
    make.attendee(of=timeless, person=make.person(), body=other)
    for meeting in (first, second, both, timeless, empty):
        finish(meeting, by=secretary)
    page = shown(client)
    for words in (
        "<b>Asta Ordman</b> står som närvarande i två möten samtidigt 18 mars 2025",
        "<b>Birger Vänd</b> slutar innan det börjar",
        "<b>Cilla Delad</b> har olika närvaro",
        "saknar sluttid",
        "är ingen närvaro noterad",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"fran": "31 februari", "till": "2025-06-30"}, "”31 februari”: Det datumet finns inte i kalendern."),
        ({"fran": "2025-06-30", "till": "2025-01-01"}, "Perioden slutar innan den börjar."),
        ({"fran": "v 1 2025", "till": "v 53 2025"}, "Det finns ingen vecka 53 2025. Året har 52 veckor."),
        ({"fran": "i går", "till": "2025-06-30"}, "Skriv ett datum som 2026-03-04 eller 4 mars"),
        ({"fran": "", "till": "2025-06-30"}, "Skriv periodens första dag."),
    ],
)
def test_bad_periods_say_what_to_do_and_keep_what_was_typed(
    client: Client, asked: dict[str, str], words: str
) -> None:
    for answer in (client.get(EXPORT, asked), client.post(MAKE, {**asked, "format": "xlsx"})):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert f'value="{asked["till"]}"' in page


def test_weeks_and_named_periods_are_understood(client: Client, secretary: User) -> None:
    a_meeting(secretary, date=dt.date(2026, 12, 31))
    form = client.get(EXPORT, {"fran": "v. 52 2026", "till": "v. 53 2026"}).context["form"]
    assert (form.cleaned_data["fran"], form.cleaned_data["till"]) == (
        dt.date(2026, 12, 21),
        dt.date(2027, 1, 3),
    )
    form = client.get(EXPORT, {"period": "2025-k1"}).context["form"]
    assert form.words == "kvartal 1 2025"


def test_an_empty_period_and_a_body_without_members_say_so(client: Client, secretary: User) -> None:
    body = a_body()
    assert "Inga möten hölls i perioden." in shown(client, grupp=body.pk)
    meeting = held([body])
    assert "Inga möten i perioden har färdiga anteckningar än." in shown(client, grupp=body.pk)
    finish(meeting, by=secretary)
    assert "Mötena i perioden har inga närvarolistor." in shown(client, grupp=body.pk)
    answer = client.post(MAKE, {**SPRING, "grupp": body.pk, "format": "xlsx"})
    assert (answer.status_code, AttendanceExport.objects.count()) == (422, 0)


def test_a_kind_of_file_that_is_not_offered_is_refused_in_words(client: Client, secretary: User) -> None:
    a_meeting(secretary)
    answer = client.post(MAKE, {**SPRING, "format": "exe"})
    assert answer.status_code == 422
    assert "Välj Excel, CSV eller en fil per kommun." in answer.content.decode()


@pytest.mark.parametrize("role", ["", "reader"])
def test_only_the_office_may(as_user: Login, secretary: User, role: str) -> None:
    """Refused on every page, and nothing is marked as fetched (D9)."""
    a_meeting(secretary)
    client = as_user(make.user(office_role=role))
    export = AttendanceExport.objects.create(
        starts_on=DAY, ends_on=DAY, kind="csv", made_at=timezone.now(), made_by=secretary
    )
    names = ("detail", "file", "again")
    pages = [
        EXPORT,
        LIST,
        *(reverse(f"meetings:attendance-export-{name}", args=[export.pk]) for name in names),
    ]
    pages += [reverse("meetings:statistics-list"), reverse("meetings:certificate-list")]
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(MAKE, {**SPRING, "format": "xlsx"}).status_code == 403
    assert ExportedRow.objects.count() == 0


def test_the_explanation_tells_who_when_filters_and_what_was_left_out(
    client: Client, secretary: User
) -> None:
    a_meeting(secretary)
    held([a_body(name="Styrgruppen")])
    told = sheets(fetched(client))
    assert list(told) == ["Närvaro", "Per organ", "Förklaring"]
    facts = {row["Kolumn"]: row["Betydelse"] for row in told["Förklaring"]}
    assert facts["Hämtad"].endswith(f" av {secretary.name}")
    assert facts["Period"] == "1 januari 2025–30 juni 2025"
    assert facts["Grupper"] == "alla"
    assert facts["Utelämnat möte"] == "Styrgruppen, 18 mars 2025: anteckningarna är inte färdiga"
    assert facts["Rader"] == "1"
    assert all(facts[column.heading] for column in PEOPLE)


def test_csv_has_the_same_rows(client: Client, secretary: User) -> None:
    meeting = a_meeting(secretary)
    lines = fetched(client, "csv").decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeff" + ";".join(column.heading for column in PEOPLE)
    assert lines[1].split(";")[:5] == [str(meeting.pk), "2025-03-18", "tisdag", "09:00", "12:00"]
    assert lines[2:] == [""]


def test_one_file_per_part_in_a_zip(client: Client, secretary: User) -> None:
    body, meeting = a_body(), held([a_body()])
    for name in ("Nora", "Örebro", ""):
        party = make.organisation(name=name) if name else None
        make.attendee(of=meeting, person=make.person(), body=body, organisation=party)
    finish(meeting, by=secretary)
    files = packed(fetched(client, "zip"))
    assert list(files) == [
        f"narvaro-{part}-2025-01-01--2025-06-30.{kind}"
        for part in ("nora", "orebro", "utan-part")
        for kind in ("xlsx", "csv")
    ]
    books = [content for name, content in files.items() if name.endswith("xlsx")]
    assert [len(sheets(content)["Närvaro"]) for content in books] == [1, 1, 1]
    lines = files["narvaro-nora-2025-01-01--2025-06-30.csv"].decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeff" + ";".join(column.heading for column in PEOPLE)
    assert (lines[1].split(";")[12], lines[2:]) == ("Nora", [""])
    told = sheets(files["narvaro-orebro-2025-01-01--2025-06-30.xlsx"])
    assert told["Förklaring"][0] == {"Kolumn": "Part", "Betydelse": "Örebro"}


# Not twice (J4)


def test_fetched_rows_are_marked_the_next_time(client: Client, secretary: User) -> None:
    a_meeting(secretary)
    assert people(client)[0]["tidigare_exporterad"] == ""
    page = shown(client)
    assert "1 rad av 1 har hämtats förut" in page
    assert secretary.name in page
    assert "Ett möte ska inte betalas två gånger." in page
    assert people(client)[0]["tidigare_exporterad"] == timezone.localdate()
    assert list(AttendanceExport.objects.values_list("rows", "fetched_before")) == [(1, 1), (1, 0)]


def test_only_what_is_new_or_changed_is_fetched_and_the_change_is_told(
    client: Client, secretary: User
) -> None:
    body, (asta, birger) = a_body(), (make.person(name="Asta Ordman"), make.person(name="Birger Valdberg"))
    meeting = held([body])
    for person in (asta, birger):
        make.attendee(of=meeting, person=person, body=body)
    assert len(people(client, ej_fardiga="on")) == 2
    answer = client.post(MAKE, {**SPRING, "format": "xlsx", "ej_fardiga": "on", "andringar": "on"})
    assert "Ingenting är nytt eller ändrat" in answer.content.decode()
    Attendance.objects.filter(person=asta).update(state="apology")
    cilla = make.person(name="Cilla Ny")
    make.attendee(of=meeting, person=cilla, body=body)
    finish(meeting, by=secretary)
    assert "<b>Ordman, Asta</b>, 2025-03-18" in shown(client)
    changed, new = people(client, andringar="on")
    assert (changed["förnamn"], new["förnamn"]) == ("Asta", "Cilla")
    assert changed["ändrat"].replace("\xa0", " ") == (
        "status: närvarande → anmält förhinder; tjänstgjort: ja → nej; från: 09.00 → –; till: 12.00 → –; "
        "minuter: 180 → –"
    )
    assert (new["tidigare_exporterad"], new["ändrat"]) == ("", "")


def test_rows_that_somebody_fetched_meanwhile_are_told_before_a_second_file(
    client: Client, secretary: User
) -> None:
    a_meeting(secretary)
    fetched(client, sedda="0")
    answer = client.post(MAKE, {**SPRING, "format": "xlsx", "sedda": "0"})
    assert answer.status_code == 422
    assert "efter att sidan visades" in answer.content.decode()
    assert AttendanceExport.objects.count() == 1


def test_a_row_counts_once_whichever_body_it_was_fetched_by(client: Client, secretary: User) -> None:
    """Somebody in both bodies of a joint meeting is one payment."""
    one, other, person = a_body(), a_body(), make.person()
    meeting = held([one, other])
    for body in (one, other):
        make.attendee(of=meeting, person=person, body=body)
    finish(meeting, by=secretary)
    people(client, grupp=one.pk)
    (row,) = people(client, grupp=other.pk)
    assert (row["tidigare_exporterad"], row["ändrat"]) == (timezone.localdate(), "")


def test_the_same_rows_once_more_mark_nothing(client: Client, secretary: User) -> None:
    meeting = a_meeting(secretary)
    fetched(client)
    later = a_meeting(secretary)
    export = AttendanceExport.objects.get()
    page = client.get(export.get_absolute_url()).content.decode()
    assert "Hämta igen" in page
    answer = client.post(reverse("meetings:attendance-export-again", args=[export.pk]))
    told = sheets(b"".join(answer))["Närvaro"]  # type: ignore[arg-type]
    assert [(row["möte_id"], row["tidigare_exporterad"]) for row in told] == [(meeting.pk, "")]
    assert (AttendanceExport.objects.count(), ExportedRow.objects.filter(meeting=later).count()) == (1, 0)
    verbs = list(
        LogEntry.objects.filter(verb__contains="närvaro").values_list("verb", flat=True).order_by("pk")
    )
    assert verbs == ["hämtade närvaro", "hämtade närvaro igen"]


def test_the_log_of_files_is_found_by_who_and_when_with_constant_questions(
    client: Client, secretary: User, as_user: Login
) -> None:
    a_meeting(secretary)
    fetched(client)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            fetched(as_user(make.user(name="Disa Norén", office_role="administrator")), "csv")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert [one.kind for one in page.context["exports"]] == ["csv", "csv", "xlsx"]
    assert len(client.get(LIST, {"q": "norén"}).context["exports"]) == 2
    assert len(client.get(LIST, {"kind": "xlsx"}).context["exports"]) == 1
    assert "Ingen hämtad fil stämmer" in client.get(LIST, {"till": "2001-01-01"}).content.decode()
    assert client.get(LIST, {"fran": "31 februari"}).status_code == 422


# Large files


def test_a_large_file_is_made_by_the_worker_and_forgotten_after_a_day(
    client: Client, secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance_checks, "SMALL", 1)
    a_meeting(secretary, people=2)
    answer = client.post(MAKE, {**SPRING, "format": "csv"})
    export = AttendanceExport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, export.get_absolute_url())
    page = client.get(export.get_absolute_url()).content.decode()
    assert '<progress id="hur-langt"' in page
    assert ExportedRow.objects.count() == 0
    attendance_exports.make_file.func(export.pk)
    export.refresh_from_db()
    assert (export.state, export.written, export.rows) == ("made", 2, 2)
    file = reverse("meetings:attendance-export-file", args=[export.pk])
    assert file in client.get(export.get_absolute_url()).content.decode()
    lines = b"".join(client.get(file)).decode().split("\r\n")  # type: ignore[arg-type]
    assert len(lines) == 4
    assert ExportedRow.objects.count() == 2
    assert attendance_exports.forget_files() == 0
    assert attendance_exports.forget_files(at=timezone.now() + dt.timedelta(days=2)) == 1
    assert client.get(file).status_code == 302


def test_a_file_that_failed_marks_nothing_and_says_so(
    client: Client, secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance_checks, "SMALL", 0)
    a_meeting(secretary)
    client.post(MAKE, {**SPRING, "format": "csv"})
    export = AttendanceExport.objects.get()

    def broken(*args: object, **named: object) -> None:
        raise OSError("disken är full")

    monkeypatch.setattr(attendance_exports.attendance_files, "write", broken)
    with pytest.raises(OSError, match="disken är full"):
        attendance_exports.make_file.func(export.pk)
    export.refresh_from_db()
    assert (export.state, ExportedRow.objects.count()) == ("failed", 0)
    assert "Filen blev inte klar." in client.get(export.get_absolute_url()).content.decode()
