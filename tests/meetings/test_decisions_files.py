"""The list of decisions as a file: at once, or by the worker where it is long (B5, interface 2.3 d)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook  # type: ignore[import-untyped]

from meetings.actions import decision_exports
from meetings.models import Body, DecisionExport, Meeting
from secretariat.registry.actions import fetching
from secretariat.registry.models import LogEntry, StoredFile, User
from tests import make

from .decisions_case import held, sent
from .export_case import sheets

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def group() -> Body:
    """A body without approval: its minutes are fastställda."""
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def bytes_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert isinstance(answer, FileResponse), answer.status_code
    return b"".join(answer)


def test_csv_opens_in_excel_and_calculates_nothing(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """interface 2.3 d: semicolons, BOM, guarded cells. The export is logged."""
    held(group, text="=1+1 blir 2; eller?", by=secretary)
    content = bytes_of(as_user(reader), "/beslut/hamta/csv/?q=blir")
    meeting = Meeting.objects.get()
    assert content.decode("utf-8") == (
        "\ufeffbeslutsnummer;beslut;slag;datum;gäller från;grupper;punkt;läge;möte_id;vems beslut;ärende;"
        "ärendets rubrik;tema;berör parter;ersätter;ersatt av;parternas beslut\r\n"
        f'CP 2026-1;"\'=1+1 blir 2; eller?";;2026-03-18;;Chefsgrupp prov;1 Planen;Fastställt;{meeting.pk};'
        "Chefsgrupp prov;;;;;;;\r\n"
    )
    entry = LogEntry.objects.get(verb="exporterade beslut")
    assert (entry.user, entry.detail) == (reader, {"antal": 1, "urval": "q=blir"})


def test_xlsx_has_real_dates_and_one_row_of_headings(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    other = make.body(name="Annan grupp", approval_policy="none")
    held(group, other, text="+46 ringer", by=secretary)
    sheet = load_workbook(io.BytesIO(bytes_of(as_user(reader), "/beslut/hamta/xlsx/"))).worksheets[0]
    headings, row = (list(cells) for cells in sheet.iter_rows(values_only=True))
    assert headings[:4] == ["beslutsnummer", "beslut", "slag", "datum"]
    assert row[:6] == [
        "CP 2026-1",
        "'+46 ringer",
        None,
        dt.datetime(2026, 3, 18),  # noqa: DTZ001
        None,
        "Chefsgrupp prov, Annan grupp",
    ]
    assert sheet.auto_filter.ref == "A1:Q2"


def test_a_file_of_another_kind_is_not_there(reader: User, as_user: Login) -> None:
    assert as_user(reader).get("/beslut/hamta/pdf/").status_code == 404


def test_the_second_sheet_tells_what_is_in_the_first(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """interface 2.3 d: who fetched it, which choice, how many rows, and each column."""
    held(group, by=secretary)
    told = sheets(bytes_of(as_user(reader), "/beslut/hamta/xlsx/?ar=2026"))["Förklaring"]
    facts = {row["Kolumn"]: row["Betydelse"] for row in told}
    assert facts["Hämtad"].endswith(f"av {reader.name}")
    assert (facts["Urval"], facts["Rader"]) == ("/beslut/?ar=2026", "1")
    assert list(facts)[3:] == [column.heading for column in decision_exports.COLUMNS]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_holds_what_the_list_shows_in_its_order(
    kind: str, group: Body, secretary: User, reader: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is read in many parts: none is left out, none comes twice. Each filter of the address counts."""
    monkeypatch.setattr(decision_exports, "_PART", 2)
    for number in range(5):
        held(group, text=f"Beslut {number}.", by=secretary, date=dt.date(2026, 3, 1 + number))
    held(group, text="Äldre.", by=secretary, date=dt.date(2025, 3, 1))
    held(make.body(name="Annan", approval_policy="none"), text="Annans.", by=secretary)
    client = as_user(reader)
    query = f"?ar=2026&grupp={group.pk}"
    content = bytes_of(client, f"/beslut/hamta/{kind}/{query}")
    if kind == "xlsx":
        words = [row["beslut"] for row in sheets(content)["Beslut"]]
    else:
        words = [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()[1:]]
    shown = [one.words for one, _ in client.get(f"/beslut/{query}").context["decisions"]]
    assert words == shown == [f"Beslut {number}." for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "query",
    ["?q=stämman", "?status=vantar", "?galler=ersatt", "?vems=alla", "?slag=formal", "?tema=tema", "?part=0"],
)
def test_no_filter_is_forgotten_in_the_file(
    query: str, group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    held(group, text="Stämman öppnas.", by=secretary, kind="formal")
    held(group, text="Planen antas.", by=secretary)
    client = as_user(reader)
    told = bytes_of(client, f"/beslut/hamta/csv/{query}").decode("utf-8-sig").splitlines()[1:]
    assert len(told) == len(client.get(f"/beslut/{query}").context["decisions"])


def test_a_file_asks_as_often_for_one_row_as_for_three(
    group: Body,
    secretary: User,
    reader: User,
    as_user: Login,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = as_user(reader)
    held(group, by=secretary)
    bytes_of(client, "/beslut/hamta/csv/")
    with django_assert_max_num_queries(16) as asked:
        bytes_of(client, "/beslut/hamta/csv/")
    held(group, by=secretary)
    held(group, by=secretary)
    with django_assert_num_queries(len(asked)):
        assert bytes_of(client, "/beslut/hamta/csv/").count(b"\r\n") == 4


# Long files


@pytest.fixture
def long(group: Body, secretary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three decisions, where two are too many to wait for, and each second row is told of."""
    monkeypatch.setattr(fetching, "SMALL", 2)
    monkeypatch.setattr(fetching, "NEWS_EVERY", 2)
    for number in range(3):
        held(group, text=f"Beslut {number}.", by=secretary, date=dt.date(2026, 3, 1 + number))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_file_is_made_by_the_worker_and_shows_how_far_it_has_come(
    kind: str, long: None, reader: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(reader)
    answer = client.get(f"/beslut/hamta/{kind}/?ar=2026")
    made = DecisionExport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Filen görs: 0 rader av ungefär 3." in page
    assert 'hx-trigger="every 2s"' in page
    told: list[int] = []
    cells = decision_exports._cells

    def looked_at(*args: Any) -> Any:
        told.append(DecisionExport.objects.get().written)
        return cells(*args)

    monkeypatch.setattr(decision_exports, "_cells", looked_at)
    decision_exports.make_file.func(made.pk)
    assert told == [0, 0, 2]
    made.refresh_from_db()
    assert (made.state, made.written, made.rows, made.is_being_made) == ("made", 3, 3, False)
    file = f"/beslut/hamtad/{made.pk}/fil/"
    page = client.get(made.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert file in page
    assert "hx-trigger" not in page
    answer = client.get(file)
    assert answer["Content-Disposition"] == f'attachment; filename="beslut-{timezone.localdate()}.{kind}"'
    content = b"".join(answer)
    if kind == "xlsx":
        assert [row["beslut"] for row in sheets(content)["Beslut"]] == ["Beslut 2.", "Beslut 1.", "Beslut 0."]
    else:
        assert [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()] == [
            "beslut", "Beslut 2.", "Beslut 1.", "Beslut 0.",
        ]  # fmt: skip
    assert LogEntry.objects.get(verb="exporterade beslut").detail == {"antal": 3, "urval": "ar=2026"}


def test_asked_for_twice_a_waiting_file_is_begun_once(long: None, reader: User, as_user: Login) -> None:
    client = as_user(reader)
    first, again = (client.get("/beslut/hamta/csv/")["Location"] for _ in range(2))
    assert (first == again, DecisionExport.objects.count()) == (True, 1)
    assert client.get("/beslut/hamta/csv/?ar=2026")["Location"] != first
    decision_exports.make_file.func(DecisionExport.objects.earliest("pk").pk)
    assert client.get("/beslut/hamta/csv/")["Location"] != first


def test_a_long_file_is_for_the_one_who_asked(
    long: None, reader: User, secretary: User, as_user: Login
) -> None:
    """What one may read is not what another may: nobody else sees the file, nor that it was asked for (N7)."""
    as_user(reader).get("/beslut/hamta/csv/")
    made = DecisionExport.objects.get()
    decision_exports.make_file.func(made.pk)
    other = as_user(make.user(office_role="reader"))
    stored = StoredFile.objects.get()
    paths = (made.get_absolute_url(), f"/beslut/hamtad/{made.pk}/fil/", f"/register/filer/{stored.pk}/")
    assert [other.get(path).status_code for path in paths] == [404, 404, 403]
    nobody = as_user(make.user())
    assert [nobody.get(path).status_code for path in paths[:2]] == [403, 403]


def test_the_worker_reads_with_the_eyes_of_the_one_who_asked(
    group: Body, secretary: User, reader: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N7: a decision that is out for approval stands in the file of its approver, and in no other."""
    monkeypatch.setattr(fetching, "SMALL", 0)
    held(group, text="Färdigt.", by=secretary)
    _, chair = sent(text="Ute.", by=secretary)
    rows = {}
    for user in (chair, reader):
        as_user(user).get("/beslut/hamta/csv/")
        made = DecisionExport.objects.get(made_by=user)
        decision_exports.make_file.func(made.pk)
        content = b"".join(as_user(user).get(f"/beslut/hamtad/{made.pk}/fil/"))
        rows[user.pk] = [line.split(";")[1] for line in content.decode("utf-8-sig").splitlines()[1:]]
    assert rows == {chair.pk: ["Ute.", "Färdigt."], reader.pk: ["Färdigt."]}


def test_a_file_that_failed_says_so_and_can_be_asked_for_again(
    long: None, reader: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(reader)
    client.get("/beslut/hamta/csv/?ar=2026")
    made = DecisionExport.objects.get()

    def broken(*args: object) -> None:
        raise OSError("disken är full")

    monkeypatch.setattr(decision_exports, "CsvFile", broken)
    with pytest.raises(OSError, match="disken är full"):
        decision_exports.make_file.func(made.pk)
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Filen blev inte klar." in page
    assert 'href="/beslut/hamta/csv/?ar=2026"' in page
    assert client.get(f"/beslut/hamtad/{made.pk}/fil/").status_code == 302


def test_long_files_are_forgotten_after_a_day(long: None, reader: User, as_user: Login) -> None:
    """D7: the file, and what was asked for."""
    client = as_user(reader)
    client.get("/beslut/hamta/csv/")
    made = DecisionExport.objects.get()
    decision_exports.make_file.func(made.pk)
    assert (decision_exports.forget_files(), StoredFile.objects.count()) == (0, 1)
    later = timezone.now() + dt.timedelta(days=2)
    assert (decision_exports.forget_files(at=later), StoredFile.objects.count()) == (1, 0)
    assert not DecisionExport.objects.exists()
    assert client.get(made.get_absolute_url()).status_code == 404
