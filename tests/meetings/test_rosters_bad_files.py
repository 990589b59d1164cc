"""What a namnlista may do wrong: each is told in Swedish with row and column, and nothing is half taken in (M3)."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from meetings.actions import roster_plans, roster_sheets, rosters
from meetings.models import Membership, Roster
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person
from tests import make
from tests.meetings.roster_case import HEADINGS, Turn, a_turn, saved, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(db: None) -> Turn:
    return a_turn()


def refused(turn: Turn, file: SimpleUploadedFile) -> list[str]:
    """Why the file is not read; nothing is kept of it."""
    with pytest.raises(NotAllowed) as why:
        rosters.upload(turn.period, file, by=None)
    assert Roster.objects.count() == 0
    return why.value.reasons


def faults(turn: Turn, *rows: dict[str, Any]) -> dict[int, list[str]]:
    """Errors by row, after trying to take the list in anyway."""
    before, persons = turn.held(), Person.objects.count()
    roster = turn.upload(*rows)
    plan = roster_plans.plan(roster)
    with pytest.raises(NotAllowed):
        rosters.take_in(roster, mark=plan.mark, by=None)
    assert (turn.held(), Person.objects.count()) == (before, persons)
    return {line.wanted.number: line.faults for line in plan.lines if line.faults}


# The file


def an_empty_sheet() -> SimpleUploadedFile:
    return saved(Workbook())


def only_headings() -> SimpleUploadedFile:
    return sheet()


def a_heading_twice() -> SimpleUploadedFile:
    return sheet({"organ": "RFP"}, headings=[*HEADINGS, "Epost"])


def no_heading_of_role() -> SimpleUploadedFile:
    return sheet({"organ": "RFP"}, headings=[name for name in HEADINGS if name != "roll"])


def a_heading_of_its_own() -> SimpleUploadedFile:
    return sheet({"organ": "RFP"}, headings=[*HEADINGS, "skostorlek"])


def of_20_megabytes() -> SimpleUploadedFile:
    return SimpleUploadedFile("namn.xlsx", b"0" * 20 * 1024 * 1024)


def an_old_excel_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("namn.xls", b"\xd0\xcf\x11\xe0")


def text_called_xlsx() -> SimpleUploadedFile:
    return SimpleUploadedFile("namn.xlsx", b"organ;roll\nRFP;ledamot\n")


def _packed(**parts: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return SimpleUploadedFile("namn.xlsx", out.getvalue())


def a_broken_package() -> SimpleUploadedFile:
    return _packed(xl__workbook="<workbook")


def xml_with_entities() -> SimpleUploadedFile:
    return _packed(xl__workbook='<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')


def one_that_bursts() -> SimpleUploadedFile:
    return _packed(xl__workbook="<workbook/>", xl__worksheets__sheet1=" " * (61 * 1024 * 1024))


def too_many_rows() -> SimpleUploadedFile:
    return sheet(*({"organ": "RFP"} for _ in range(roster_sheets.MOST_ROWS + 1)))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (an_empty_sheet, "Bladet är tomt. Hämta mallen, fyll i den och ladda upp den igen."),
        (only_headings, "Under rubrikerna finns inga rader. Fyll i mallen och ladda upp den igen."),
        (a_heading_twice, "Rubriken ”e-post” står i flera kolumner. Ta bort den ena."),
        (no_heading_of_role, "Kolumnen ”roll” saknas. Rubrikerna ska stå på första raden, som i mallen."),
        (
            a_heading_of_its_own,
            "Kolumnen ”skostorlek” finns inte i mallen. Rätta rubriken eller ta bort kolumnen.",
        ),
        (of_20_megabytes, "Filen är 20 MB. En namnlista får vara högst 5 MB."),
        (
            an_old_excel_file,
            "Filen måste vara en Excelfil av slaget .xlsx. Hämta mallen här på sidan och fyll i den.",
        ),
        (text_called_xlsx, "Filen heter .xlsx men innehåller något annat. Öppna den och spara den på nytt."),
        (a_broken_package, roster_sheets._UNREADABLE),
        (xml_with_entities, roster_sheets._UNREADABLE),
        (one_that_bursts, "Filen är för stor när den packas upp. Kopiera raderna till en tom mall."),
        (too_many_rows, "Bladet har fler än 2000 rader. Dela upp det på flera filer."),
    ],
)
def test_a_bad_file_is_told_and_kept_nowhere(
    turn: Turn, file: Callable[[], SimpleUploadedFile], words: str
) -> None:
    assert refused(turn, file()) == [words]


# The rows


def test_cells_that_cannot_be_read_are_named_by_row_and_column(turn: Turn) -> None:
    row = turn.row
    assert faults(
        turn,
        row("Kumla", "ledamot", "Ebba Ek") | {"organ": "Provraadet"},
        row("Kumla", "ledamot", "Ebba Ek") | {"organ": "Rådet för prof"},
        row("Laxå", "ledamot", "Ebba Ek"),
        row("Kumla", "kung", "Ebba Ek"),
        row("Kumla", "ledamot", "Ebba Ek", inkallelseordning="först"),
        row("Kumla", "ledamot", "Ebba"),
        row("Kumla", "ledamot", "Ebba Ek", e_post="ebba(at)exempel"),
        row("Kumla", "ledamot", "Ebba Ek", från="31 februari 2027"),
        row("Kumla", "ledamot", "Ebba Ek", från="2027-02-01", till="2027-01-31"),
        row("Kumla", "ledamot", "Ebba Ek", vakant="ja"),
        row("Kumla", "ledamot", "Ebba Ek", telefon="=1+1"),
        row("Kumla", "ledamot", "Ebba Ek", telefon="811218-9876"),
        row("Kumla", "ledamot", "Ebba Ek", partibeteckning="Socialdemokraterna"),
        row("Kumla", "ledamot", "x" * 201 + " Ek"),
        {"roll": "ledamot", "förnamn": "Ebba", "efternamn": "Ek"},
    ) == {
        2: ["organ: gruppen ”Provraadet” finns inte."],
        3: ["organ: gruppen ”Rådet för prof” finns inte. Menade du Rådet för prov?"],
        4: ["part: parten ”Laxå” finns inte. Rätta stavningen, eller lägg till organisationen först."],
        5: ["roll: ”kung” är ingen roll. Skriv t.ex. ledamot eller ersättare."],
        6: ["inkallelseordning: skriv ett heltal, eller ingenting."],
        7: ["efternamn: skriv både förnamn och efternamn."],
        8: ["e-post: ”ebba(at)exempel” är ingen e-postadress."],
        9: ["från: ”31 februari 2027” är inget datum. Skriv det som 2027-01-01."],
        10: ["till: uppdraget kan inte sluta innan det börjar."],
        11: ["vakant: raden har både ett namn och ja i vakant. Ta bort det ena."],
        12: ["telefon: cellen innehåller en formel. Klistra in värdet i stället."],
        13: ["telefon: cellen innehåller ett personnummer. Ta bort det."],
        14: ["partibeteckning: högst 12 tecken får plats."],
        15: ["förnamn: texten är längre än 200 tecken."],
        16: ["organ: skriv vilken grupp det gäller."],
    }


def test_a_party_is_refused_where_nobody_is_elected(turn: Turn) -> None:
    """Partibeteckning only in political bodies (D6)."""
    make.body(name="Chefsgruppen", code="CG")
    rows = turn.row("Kumla", "ledamot", "Ebba Ek", partibeteckning="S") | {"organ": "CG"}
    assert faults(turn, rows) == {
        2: ["partibeteckning: Chefsgruppen är ingen grupp av förtroendevalda. Töm cellen."]
    }


def test_a_body_that_has_ended_takes_nobody(turn: Turn) -> None:
    make.body(name="Gamla gruppen", code="GG", ends_on=dt.date(2026, 6, 30))
    rows = turn.row("Kumla", "ledamot", "Ebba Ek") | {"organ": "GG"}
    assert faults(turn, rows) == {2: ["organ: Gamla gruppen har upphört före 1 januari 2027."]}


def test_two_holders_of_one_seat_at_a_time_are_refused(turn: Turn) -> None:
    """The database says the same (seat_has_one_holder_at_a_time)."""
    assert faults(
        turn,
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2),
        turn.row("Kumla", "ledamot", "Fabian Fors", inkallelseordning=2, från="2028-01-01"),
    ) == {3: ["Två personer får samma plats samtidigt i filen: Ebba Ek har den redan."]}
    assert faults(
        turn,
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2),
        turn.row("Kumla", "ledamot", "Fabian Fors", inkallelseordning=2),
    ) == {3: ["Två personer får samma plats samtidigt i filen: Ebba Ek har den från 1 januari 2027."]}


def test_the_same_person_twice_on_one_seat_is_refused(turn: Turn) -> None:
    twice = turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2)
    assert faults(turn, twice, twice) == {3: ["Samma person står redan på samma plats i filen."]}


def test_somebody_who_has_been_appointed_already_stands_in_the_way(turn: Turn) -> None:
    Membership.objects.filter(person=turn.people["Birger Bo"]).update(ends_on=dt.date(2026, 12, 31))
    make.membership(
        seat=turn.seats["Birger Bo"], person=make.person(name="Gun Grön"), starts_on=dt.date(2027, 2, 1)
    )
    assert faults(turn, turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2)) == {
        2: ["Gun Grön har platsen från 1 februari 2027 i registret. Avsluta det uppdraget först."]
    }


# Names


def test_a_name_in_doubt_is_a_question_and_never_a_guess(turn: Turn) -> None:
    make.person(name="Ebba Ek", title="chef", organisation=make.organisation(name="Hällefors"))
    make.person(name="Hilding Hagman")
    make.person(name="Hilding Hagman", title="nämndsekreterare")
    make.person(name="Iris Quist")
    make.person(name="Jöran Jonsson", email="joran@exempel.se")
    rows = (
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2),
        turn.row("Kumla", "ersättare", "Hilding Hagman", inkallelseordning=3),
        turn.row("Nora", "ersättare", "Iris Kvist", inkallelseordning=4),
        turn.row("Nora", "ordförande", "Någon Annan", inkallelseordning=1, e_post="joran@exempel.se"),
    )
    plan = turn.plan(*rows)
    assert [(line.found.question, [one.words for one in line.found.choices]) for line in plan.lines] == [
        ("I registret finns Ebba Ek, chef, Hällefors.", ["Ebba Ek, chef, Hällefors", "En ny person"]),
        ("Flera i registret heter så.",
         ["Hilding Hagman", "Hilding Hagman, nämndsekreterare", "En ny person"]),
        ("Namnet liknar ett i registret.", ["Iris Quist", "En ny person"]),
        ("E-postadressen hör till Jöran Jonsson i registret.", ["Jöran Jonsson", "En ny person"]),
    ]  # fmt: skip
    assert rosters.obstacles_to_taking_in(plan) == ["4 namn väntar på ditt val."]
    assert not plan.changing


def test_an_answer_that_was_not_offered_is_no_answer(turn: Turn) -> None:
    make.person(name="Iris Quist")
    roster = turn.upload(turn.row("Nora", "ersättare", "Iris Kvist", inkallelseordning=4))
    rosters.choose(roster, {"2": f"p{turn.people['Asta Alm'].pk}", "99": "ny"})
    roster.refresh_from_db()
    assert [line.status for line in roster_plans.plan(roster).lines] == ["fråga"]


def test_a_chosen_person_keeps_the_name_of_the_register(turn: Turn) -> None:
    iris = make.person(name="Iris Quist")
    rows = [turn.row("Nora", "ersättare", "Iris Kvist", inkallelseordning=4)]
    roster = rosters.choose(turn.upload(*rows), {"2": f"p{iris.pk}"})
    plan = roster_plans.plan(roster)
    assert (plan.lines[0].status, plan.lines[0].notes) == ("känd person", ["Iris Quist i registret."])
    rosters.take_in(roster, mark=plan.mark, by=None)
    assert iris.memberships.get().seat == turn.seats["Didrik Dal"]
    again = turn.plan(*rows)
    assert [line.status for line in again.lines] == ["oförändrad"]


def test_one_new_name_in_two_bodies_is_one_person_and_for_two_parties_a_question(turn: Turn) -> None:
    make.body(name="Andra rådet", code="AR", type=turn.body.type)
    plan = turn.plan(
        turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2),
        turn.row("Kumla", "ledamot", "Ebba Ek") | {"organ": "AR"},
        turn.row("Nora", "ledamot", "Ebba Ek") | {"organ": "AR"},
    )
    assert [(line.status, line.found.same_as_row, line.found.question) for line in plan.lines] == [
        ("ny person", 0, ""),
        ("känd person", 2, ""),
        ("fråga", 0, "Samma nya namn står på en annan rad, för en annan part."),
    ]
    assert [one.words for one in plan.lines[2].found.choices] == [
        "Samma person som på rad 2",
        "En annan person",
    ]


def test_a_phone_number_that_excel_made_a_number_and_a_formula_result_are_not_calculated(turn: Turn) -> None:
    """Words that begin like a formula are kept as words or refused, never run."""
    plan = turn.plan(turn.row("Kumla", "ledamot", "Ebba Ek", inkallelseordning=2.0, telefon=196027000.0))
    assert plan.lines[0].wanted.phone == "196027000"
    assert plan.lines[0].wanted.order == 2
