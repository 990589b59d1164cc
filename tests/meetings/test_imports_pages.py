"""Old minutes uploaded, gone through beside their source, and made into a draft (M1)."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetings.actions import imports
from meetings.actions.import_plans import key_of
from meetings.models import Attendance, Decision, ItemBlock, Meeting, Membership, MinutesImport, Seat
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person, StoredFile, User
from tests import make

from .import_case import TEXT, answers, read_here, uploaded, with_loose

pytestmark = pytest.mark.django_db
ADDRESS = "/moten/inlasning/"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "read_apart", read_here)


@pytest.fixture
def office(client: Client, secretary: User) -> Client:
    client.force_login(secretary)
    return client


def _sent(client: Client, content: bytes, name: str = "anteckningar.txt") -> Any:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def _file(imported: MinutesImport) -> str:
    return reverse("registry:file-download", args=[imported.file_id])


def _text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_small_file_is_read_at_once_and_shown_beside_its_lines(office: Client) -> None:
    response = _sent(office, TEXT.encode())
    imported = MinutesImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, imported.get_absolute_url())
    assert imported.state == "read"
    shown = _text_of(office.get(imported.get_absolute_url()))
    assert 'value="2027-03-03"' in shown
    assert 'value="Rådhuset i Nora"' in shown
    assert "Asta Lindqvist" in shown
    assert "Gruppen antar planen för hösten." in shown
    assert "punkt 2, beslut" in shown


def test_draft_is_made_with_the_original_beside_it(office: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    asta = make.person(name="Asta Lindqvist")
    imported = uploaded(by=secretary)
    people = Person.objects.count()
    said = answers(imported, body, **{"place": "Kommunhuset", "punkt-0-title": "Inledning", "gor": "utkast"})
    response = office.post(imported.get_absolute_url(), said)
    meeting = Meeting.objects.get()
    assert response.status_code == 302
    assert (meeting.date, meeting.place, list(meeting.bodies.all())) == (
        dt.date(2027, 3, 3),
        "Kommunhuset",
        [body],
    )
    assert meeting.minutes.state == "draft"
    assert [item.title for item in meeting.items.filter(section="items").order_by("position")] == [
        "Inledning", "Plan för hösten", "Övriga frågor",
    ]  # fmt: skip
    assert Decision.objects.get().meeting == meeting
    assert list(Attendance.objects.values_list("name", "person__pk").order_by("position")) == [
        ("Asta Lindqvist", asta.pk), ("Bosse Ekman", None), ("Cilla Norberg", None),
    ]  # fmt: skip
    assert (Person.objects.count(), Membership.objects.count(), Seat.objects.count()) == (people, 0, 0)
    imported.refresh_from_db()
    assert (imported.state, imported.meeting, imported.reading) == ("made", meeting, {})
    assert "Öppna utkastet" in _text_of(office.get(imported.get_absolute_url()))


def test_everything_chosen_is_kept_where_something_is_wrong(office: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    imported = uploaded(by=secretary)
    said = answers(imported, body, start="13", end="9", place="Min plats", gor="utkast")
    response = office.post(imported.get_absolute_url(), said)
    shown = _text_of(response)
    assert response.status_code == 422
    assert "Mötet kan inte sluta innan det börjar." in shown
    assert "Rätta uppgifterna om mötet som är märkta." in shown
    assert 'value="Min plats"' in shown
    assert not Meeting.objects.exists()
    assert 'value="Min plats"' in _text_of(office.get(imported.get_absolute_url()))


def test_names_that_are_alike_wait_for_a_choice(office: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    known = make.person(name="Bosse Ekmann")
    imported = uploaded(by=secretary)
    response = office.post(imported.get_absolute_url(), {"gor": "utkast"})
    assert response.status_code == 422
    assert "1 namn väntar på ditt val." in _text_of(response)
    said = answers(imported, body, gor="utkast") | {f"namn-{key_of('Bosse Ekman')}": str(known.pk)}
    office.post(imported.get_absolute_url(), said)
    assert Attendance.objects.get(name="Bosse Ekman").person == known


def test_group_that_the_register_lacks_waits_for_a_choice_or_is_made(office: Client, secretary: User) -> None:
    make.body(name="Rådet för hälsa")
    secretary.office_role = "administrator"
    secretary.save()
    imported = uploaded(by=secretary)
    assert "Välj vilken grupp Styrgrupp fjällhälsa är." in _text_of(office.get(imported.get_absolute_url()))
    said = answers(imported, make.body())
    said |= {key: "ny" for key in said if key.startswith("grupp-")}
    office.post(imported.get_absolute_url(), {**said, "gor": "utkast"})
    assert [body.name for body in Meeting.objects.get().bodies.all()] == ["Styrgrupp fjällhälsa"]


def test_line_that_was_not_recognised_stands_first_and_marked_in_the_draft_if_nobody_places_it(
    office: Client, secretary: User
) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    imported = with_loose(uploaded(by=secretary), "En rad utan plats", "Disa Vik", "Till punkten", "Skräp")
    shown = _text_of(office.get(imported.get_absolute_url()))
    assert "4 rader har inte fått någon plats." in shown
    assert shown.index("En rad utan plats") < shown.index("Uppgifter om mötet")
    first = max(line["number"] for line in imported.lines) - 3
    placed = {
        f"rad-{first + 1}-to": "person", f"rad-{first + 1}-name": "Disa Vik", f"rad-{first + 1}-role": "gäst",
        f"rad-{first + 1}-status": "present", f"rad-{first + 2}-to": "punkt-1", f"rad-{first + 3}-to": "inte",
    }  # fmt: skip
    refused = office.post(imported.get_absolute_url(), {**answers(imported, body), **placed, "gor": "utkast"})
    assert f"Rad {first + 3}: Skriv varför raden inte hör dit." in _text_of(refused)
    imported.refresh_from_db()
    said = {**answers(imported, body), f"rad-{first + 3}-reason": "Sidfot", "gor": "utkast"}
    response = office.post(imported.get_absolute_url(), said)
    assert response.status_code == 302, _text_of(response)
    words = {block.html for block in ItemBlock.objects.filter(item__meeting=Meeting.objects.get())}
    assert {"En rad utan plats", "Till punkten"} <= words
    assert "Skräp" not in words
    after = Meeting.objects.get().items.get(section="after")
    assert after.title == "Ej placerat ur förlagan:"
    assert Attendance.objects.get(name="Disa Vik").role == "guest"
    imported.refresh_from_db()
    assert ["Hör inte dit, med skäl", ["Skräp (Sidfot)"]] in imported.told


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "Filen är tom. Välj en annan fil."),
        (
            b"x",
            "a.png",
            "Filer av det slaget går inte att läsa in. Det går bra med DOCX, PDF, HTML, Markdown, TXT och "
            "utbytesfiler (JSON).",
        ),
    ],
)
def test_file_that_can_never_be_read_is_refused_where_it_was_chosen(
    office: Client, content: bytes, name: str, said: str
) -> None:
    response = _sent(office, content, name)
    assert response.status_code == 422
    assert said in _text_of(response)
    assert not StoredFile.objects.exists()


def test_broken_file_says_why_and_can_be_thrown_away(office: Client) -> None:
    _sent(office, b"%PDF-1.7 trasig", "a.pdf")
    imported = MinutesImport.objects.get()
    assert imported.state == "failed"
    assert "PDF-filen är trasig eller inte hel." in _text_of(office.get(imported.get_absolute_url()))
    office.post(f"{imported.get_absolute_url()}kasta/")
    assert not MinutesImport.objects.exists()
    assert not StoredFile.objects.exists()


def test_missing_file_is_asked_for(office: Client) -> None:
    response = office.post(ADDRESS, {})
    assert response.status_code == 422
    assert "Välj filen som ska läsas in." in _text_of(response)


def test_same_file_becomes_one_meeting(office: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    first, second = uploaded(by=secretary), uploaded(by=secretary)
    office.post(first.get_absolute_url(), answers(first, body, gor="utkast"))
    again = office.post(second.get_absolute_url(), answers(second, body, gor="utkast"))
    assert "Filen är redan inläst: den blev" in _text_of(again)
    assert Meeting.objects.count() == 1
    refused = _sent(office, TEXT.encode())
    assert refused.status_code == 422
    assert "Filen är redan inläst: den blev" in _text_of(refused)


def test_large_file_is_the_workers_and_is_read_again_where_it_died(
    office: Client, secretary: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SMALL", 10)
    response = _sent(office, TEXT.encode())
    imported = MinutesImport.objects.get()
    assert imported.state == "waiting"
    waiting = _text_of(office.get(response["Location"]))
    assert "Filen läses." in waiting
    assert "Läs filen på nytt" not in waiting
    office.post(f"{imported.get_absolute_url()}igen/")
    with pytest.raises(NotAllowed, match="Filen läses fortfarande"):
        imports.read_again(imported, by=secretary)
    MinutesImport.objects.update(uploaded_at=timezone.now() - imports.WAIT - dt.timedelta(minutes=1))
    assert "Läs filen på nytt" in _text_of(office.get(response["Location"]))
    office.post(f"{imported.get_absolute_url()}igen/")
    imports.read_later.func(imported.pk)
    imported.refresh_from_db()
    assert imported.state == "read"
    asked = office.get(response["Location"], headers={"HX-Request": "true"})
    assert asked["HX-Refresh"] == "true"


def test_secretary_of_a_group_reads_in_for_that_group_only(client: Client) -> None:
    mine, other = make.body(name="Styrgrupp fjällhälsa"), make.body(name="Rådet för hälsa")
    user = make.approver_user(of=mine, name="Edit Ro", kind="secretary")
    client.force_login(user)
    imported = uploaded(by=user)
    refused = client.post(imported.get_absolute_url(), answers(imported, other, gor="utkast"))
    assert "Du kan bara läsa in anteckningar för grupper där du är sekreterare." in _text_of(refused)
    shown = _text_of(client.get(imported.get_absolute_url()))
    assert "Ny person i registret" not in shown
    assert "Ny grupp:" not in shown
    client.post(imported.get_absolute_url(), answers(imported, mine, gor="utkast"))
    assert list(Meeting.objects.get().bodies.all()) == [mine]


def test_files_of_others_are_seen_by_the_office_alone(client: Client, secretary: User) -> None:
    body = make.body()
    user, stranger = (make.approver_user(of=body, kind="secretary") for _ in range(2))
    imported = uploaded(by=user)
    client.force_login(stranger)
    assert client.get(imported.get_absolute_url()).status_code == 404
    assert client.post(f"{imported.get_absolute_url()}kasta/").status_code == 404
    assert "anteckningar.txt" not in _text_of(client.get(ADDRESS))
    assert client.get(_file(imported)).status_code == 403
    client.force_login(secretary)
    assert client.get(imported.get_absolute_url()).status_code == 200


def test_who_writes_no_minutes_has_no_page(client: Client) -> None:
    client.force_login(make.user(office_role="reader"))
    assert client.get(ADDRESS).status_code == 403


def test_original_is_for_those_who_may_write_in_the_draft(client: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    keeper = make.approver_user(of=body, kind="secretary")
    member = make.approver_user(of=body, kind="member")
    imported = uploaded(by=secretary)
    client.force_login(secretary)
    client.post(imported.get_absolute_url(), answers(imported, body, gor="utkast"))
    for user, status in ((keeper, 200), (member, 403)):
        client.force_login(user)
        page = client.get(Meeting.objects.get().get_absolute_url()).content.decode()
        assert (_file(imported) in page) == (status == 200)
        response = client.get(_file(imported))
        assert response.status_code == status
        if status == 200:
            assert b"".join(response.streaming_content) == TEXT.encode()


def test_made_draft_is_not_made_twice_nor_thrown_away(office: Client, secretary: User) -> None:
    body = make.body(name="Styrgrupp fjällhälsa")
    imported = uploaded(by=secretary)
    said = answers(imported, body, gor="utkast")
    office.post(imported.get_absolute_url(), said)
    office.post(imported.get_absolute_url(), said)
    office.post(f"{imported.get_absolute_url()}kasta/")
    assert Meeting.objects.count() == MinutesImport.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(
    office: Client, secretary: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        uploaded(by=secretary, text=f"{TEXT}\n{number}", name=f"fil-{number}.txt")
    office.get(ADDRESS)
    with django_assert_num_queries(4):
        shown = _text_of(office.get(ADDRESS))
    assert shown.count("Att gå igenom") == count
    assert "fil-0.txt" in _text_of(office.get(ADDRESS, {"q": "FIL-0"}))
    assert "Ingen fil heter så." in _text_of(office.get(ADDRESS, {"q": "saknas"}))


def test_files_that_never_became_drafts_are_forgotten_after_thirty_days(secretary: User) -> None:
    uploaded(by=secretary)
    assert imports.forget_old() == 0
    assert imports.forget_old(at=timezone.now() + dt.timedelta(days=31)) == 1
    assert not MinutesImport.objects.exists()
    assert not StoredFile.objects.exists()
