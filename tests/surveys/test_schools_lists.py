"""The list of schools: taken in from Excel and CSV row by row, shown, fetched, and the same in again (H2)."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from surveys import list_files
from surveys.actions import schools
from surveys.list_files import ListFile
from surveys.models import School
from surveys.school_lists import HEADINGS
from tests import make

from .school_case import a_school

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"surveys:{name}", args=args)


def csv_of(*lines: str, heads: str = "skola;kommun;skolform;skolenhetskod;e-post") -> bytes:
    return "\r\n".join([heads, *lines]).encode("utf-8-sig")


def told(content: bytes) -> ListFile:
    return list_files.read(content, HEADINGS)


def states(content: bytes) -> list[str]:
    return [line.state for line in schools.previewed(told(content)).lines]


def reasons(content: bytes) -> list[str]:
    return schools.previewed(told(content)).reasons


def book(*rows: list[Any], merge: str = "") -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if merge:
        made.active.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def nora(db: None) -> Any:
    return make.organisation(name="Nora kommun", short_name="Nora", municipality_code="1884")


def test_new_changed_unchanged_and_refused_are_told_row_by_row(nora: Any) -> None:
    a_school(name="Alskolan", party=nora, email="al@exempel.se")
    a_school(name="Björkskolan", party=nora, email="bjork@exempel.se")
    content = csv_of(
        "Alskolan;Nora;;;al@exempel.se",
        "Björkskolan;Nora kommun;;;ny@exempel.se",
        "Granskolan;1884;anpassad;12345678;gran@exempel.se",
        "Enskolan;Atlantis;stor;123;inte en adress",
    )
    shown = schools.previewed(told(content))
    assert [line.state for line in shown.lines] == ["same", "changed", "new", "refused"]
    assert shown.lines[1].changes == [("e-post", "bjork@exempel.se", "ny@exempel.se")]
    assert shown.reasons == [
        "Rad 5: kolumnen skolform: ”stor” är inget av anpassad, ordinarie.",
        "Rad 5: kolumnen skolenhetskod: ”123” är ingen skolenhetskod. Den har åtta siffror.",
        "Rad 5: kolumnen e-post: ”inte en adress” är ingen e-postadress.",
        "Rad 5: kolumnen kommun: ”Atlantis” är ingen kommun i länet.",
    ]


def test_all_is_taken_in_or_nothing(nora: Any, secretary: User) -> None:
    with pytest.raises(NotAllowed):
        schools.take_in(told(csv_of("Alskolan;Nora;;;", "Enskolan;Atlantis;;;")), by=secretary)
    assert not School.objects.exists()
    schools.take_in(told(csv_of("Alskolan;Nora;;;", "Enskolan;Nora;anpassad;;")), by=secretary)
    assert sorted(School.objects.values_list("name", "form")) == [
        ("Alskolan", "ordinary"),
        ("Enskolan", "adapted"),
    ]
    assert LogEntry.objects.get(verb="läste in skolor").detail == {"nya": 2, "ändrade": 0}


def test_a_row_that_stands_twice_is_refused_with_the_first_ones_number(nora: Any) -> None:
    content = csv_of(
        "Alskolan;Nora;;;", "ALSKOLAN;Nora;ordinarie;;", "Bskolan;Nora;;11111111;", "Cskolan;Nora;;11111111;"
    )
    assert reasons(content) == [
        "Rad 3: ALSKOLAN står redan på rad 2. Ta bort den ena raden.",
        "Rad 5: Cskolan står redan på rad 4. Ta bort den ena raden.",
    ]


def test_a_school_is_known_by_its_code_when_it_has_changed_its_name(nora: Any, secretary: User) -> None:
    school = a_school(name="Gamla skolan", party=nora, unit_code="12345678")
    schools.take_in(told(csv_of("Nya skolan;Nora;;12345678;")), by=secretary)
    school.refresh_from_db()
    assert (School.objects.count(), school.name) == (1, "Nya skolan")


def test_a_name_another_school_keeps_is_refused(nora: Any) -> None:
    a_school(name="Alskolan", party=nora, unit_code="12345678")
    a_school(name="Björkskolan", party=nora, unit_code="87654321")
    assert reasons(csv_of("Björkskolan;Nora;;12345678;")) == [
        "Rad 2: en annan skola i Nora heter redan Björkskolan."
    ]


def test_latin_1_is_read_as_it_was_written(nora: Any) -> None:
    content = "Skola;Kommun;Huvudman\nÅkerbyskolan;Nora;fristående\n".encode("latin-1")
    (line,) = schools.previewed(told(content)).lines
    assert (line.state, line.name, line.values["run_by"]) == ("new", "Åkerbyskolan", "independent")


def test_headings_may_stand_below_a_title(nora: Any) -> None:
    content = book(
        ["Skolor i länet"],
        [],
        ["Skolenhet", "Kommun", "Rektor"],
        ["Alskolan", "Nora", "Ebba Lind"],
        merge="A1:C1",
    )
    (line,) = schools.previewed(told(content)).lines
    assert (line.number, line.state, line.values["contact"]) == (4, "new", "Ebba Lind")


def test_merged_cells_are_refused_with_where_they_are(nora: Any) -> None:
    content = book(["skola", "kommun"], ["Alskolan", "Nora"], ["Björkskolan", None], merge="B2:B3")
    words = (
        "kolumnen kommun är sammanslagna celler (B2–B3). Dela upp dem, så att varje rad har ett eget värde."
    )
    assert reasons(content) == [f"Rad 2: {words}", f"Rad 3: {words}"]


def test_a_formula_and_a_personnummer_are_refused(nora: Any) -> None:
    content = book(
        ["skola", "kommun", "kontaktperson"],
        ["Alskolan", "Nora", "=A1"],
        ["Bskolan", "Nora", "19811218-9876"],
    )
    assert reasons(content) == [
        "Rad 2: kolumnen kontaktperson innehåller en formel. Klistra in värdet i stället.",
        "Rad 3: kolumnen kontaktperson innehåller ett personnummer. Ta bort det.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen är tom. Välj en annan fil."),
        (b"PK\x03\x04 trasig", list_files._UNREADABLE),
        (b"\xd0\xcf\x11\xe0gammal excel", "varken en Excelfil (.xlsx) eller CSV"),
        (b"namn;ort\nAl;Nora\n", "Kolumnen ”kommun” saknas."),
        (b"skola;kommun\n", "Under rubrikerna finns inga rader."),
        (b"skola;kommun;kommun\nA;B;C\n", "Rubriken ”kommun” står i flera kolumner."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(NotAllowed) as no:
        told(content)
    assert words in str(no.value)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_out_and_in_again_changes_nothing(as_user: Login, secretary: User, nora: Any, kind: str) -> None:
    a_school(name="Alskolan", party=nora, unit_code="12345678", phone="0587123456", contact="Ebba Lind")
    a_school(name="Alskolan", party=nora, form="adapted", run_by="independent", run_by_name="+Bolaget")
    response = as_user(secretary).get(url("school-export", kind))
    assert states(response.content) == ["same", "same"]


def test_it_is_shown_and_then_taken_in_from_the_page(as_user: Login, secretary: User, nora: Any) -> None:
    client = as_user(secretary)
    upload = SimpleUploadedFile("skolor.csv", csv_of("Alskolan;Nora;;;"))
    first = client.post(url("school-import"), {"upload": upload, "do": "preview"})
    assert "Läs in 1\u00a0skola" in first.content.decode()
    assert not School.objects.exists()
    kept = first.context["form"].data["kept"]
    answer = client.post(url("school-import"), {"kept": kept, "do": "save"}, follow=True)
    assert "1 nya och 0 ändrade skolor är inlästa." in answer.content.decode()
    assert School.objects.get().name == "Alskolan"
    wrong = client.post(url("school-import"), {"kept": kept + "x", "do": "save"}).content.decode()
    assert "Filen följde inte med. Välj den igen." in wrong
    assert "Välj en fil." in client.post(url("school-import"), {"do": "preview"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_whatever_its_length(
    as_user: Login, secretary: User, django_assert_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        a_school()
    client = as_user(secretary)
    client.get(url("school-list"))
    with django_assert_num_queries(5):
        words = client.get(url("school-list")).content.decode()
    assert words.count('<th scope="row">') == count


def test_the_list_is_searched_and_filtered_by_its_address(as_user: Login, secretary: User, nora: Any) -> None:
    a_school(name="Alskolan", party=nora)
    a_school(name="Björkskolan", form="adapted", run_by="independent")
    a_school(name="Nedlagda skolan", ends_on=make.DAY)
    client = as_user(secretary)

    def shown(query: str) -> list[str]:
        return [one.name for one in client.get(url("school-list") + query).context["schools"]]

    assert sorted(shown("")) == ["Alskolan", "Björkskolan"]
    assert shown("?q=nora") == ["Alskolan"]
    assert shown("?form=adapted&huvudman=independent") == ["Björkskolan"]
    assert shown(f"?kommun={nora.pk}&stadium=upper") == []
    assert shown("?finns=nej") == ["Nedlagda skolan"]


def test_contacts_are_for_those_who_follow_schools(as_user: Login, secretary: User) -> None:
    school = a_school(contact="Ebba Lind", email="ebba@exempel.se")
    for user, seen in ((secretary, True), (make.user(office_role="reader"), False)):
        words = as_user(user).get(url("school-detail", school.pk)).content.decode()
        assert ("Ebba Lind" in words, "ebba@exempel.se" in words) == (seen, seen)


def test_a_school_is_written_and_changed(as_user: Login, secretary: User, nora: Any) -> None:
    client = as_user(secretary)
    facts = {
        "name": "Alskolan",
        "party": nora.pk,
        "form": "ordinary",
        "stage": "upper",
        "run_by": "municipal",
    }
    client.post(url("school-create"), {**facts, "unit_code": "12"})
    assert not School.objects.exists()
    client.post(url("school-create"), {**facts, "unit_code": "12345678"})
    school = School.objects.get()
    client.post(url("school-edit", school.pk), {**facts, "ends_on": "30 juni 2026"})
    school.refresh_from_db()
    assert (str(school.ends_on), school.stage) == ("2026-06-30", "upper")
    assert [one.verb for one in LogEntry.objects.order_by("pk")] == ["lade upp skola", "ändrade skola"]


def test_an_excel_file_has_swedish_headings_and_explains_them(as_user: Login, secretary: User) -> None:
    a_school(name="=1+1")
    found = load_workbook(io.BytesIO(as_user(secretary).get(url("school-export", "xlsx")).content))
    assert [cell.value for cell in found["Rader"][1]][:4] == ["skola", "kommun", "skolform", "stadium"]
    assert found["Rader"]["A2"].value == "'=1+1"
