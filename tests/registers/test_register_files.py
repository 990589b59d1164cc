"""Files that are not as they should be: each is refused, or a cell of it, with what to do (M3)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from secretariat.lib import tables
from secretariat.registry.models import Organisation, User
from tests import make

from . import files

pytestmark = pytest.mark.django_db
HEADINGS = ["namn", "kort namn", "slag"]
NORA = ["Nora kommun", "Nora", "kommun"]
KNOWN = (
    "Kolumnerna som finns: id, namn, kort namn, slag, kommunkod, länsdel, organisationsnummer, registratorns e-post, "
    "kallas också, upphörde."
)


def refused(file: SimpleUploadedFile, by: User) -> list[str]:
    with pytest.raises(files.NotAllowed) as no:
        files.upload("organisationer", file, by)
    return no.value.reasons


def faults(file: SimpleUploadedFile, by: User, key: str = "organisationer") -> list[list[str]]:
    (row,) = files.told(files.upload(key, file, by))
    return row[4]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_csv_is_read_whatever_its_encoding_and_mark(secretary: User, mark: str, encoding: str) -> None:
    words = "\n".join(mark.join(row) for row in (HEADINGS, ["Örebro kommun", "Örebro", "kommun"]))
    made = files.upload("organisationer", files.text(words, encoding=encoding), secretary)
    assert [(one.status, one.label) for one in made.rows.all()] == [("new", "Örebro kommun")]


def test_a_file_behind_a_password_says_so(secretary: User) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refused(SimpleUploadedFile("r.xlsx", content), secretary) == [
        "Filen är skyddad med lösenord. Öppna den, ta bort lösenordet, spara den och välj den igen."
    ]
    assert refused(SimpleUploadedFile("r.xls", content[:500]), secretary) == [
        "Filen är en äldre Excelfil (.xls). Öppna den, spara den som .xlsx och välj den igen."
    ]


@pytest.mark.parametrize("cut", [40, 900, 2000])
def test_a_broken_workbook_says_so(secretary: User, cut: int) -> None:
    content = files.book([HEADINGS, NORA]).read()
    assert refused(SimpleUploadedFile("r.xlsx", content[:cut]), secretary) == [tables.UNREADABLE]


def test_a_workbook_made_to_burst_is_refused_before_it_is_unpacked(secretary: User) -> None:
    out = io.BytesIO(files.book([HEADINGS, NORA]).read())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"0" * (401 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert refused(SimpleUploadedFile("r.xlsx", out.getvalue()), secretary) == [
        "Filen blir för stor när den packas upp. Kopiera raderna till en tom fil."
    ]


def test_a_workbook_that_would_fetch_something_is_refused(secretary: User) -> None:
    content = files.book([HEADINGS, NORA]).read()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            inside = before.read(part)
            if part.filename == "xl/workbook.xml":
                inside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + inside
            after.writestr(part, inside)
    assert refused(SimpleUploadedFile("r.xlsx", out.getvalue()), secretary) == [tables.UNREADABLE]


def test_three_hundred_columns_are_named_only_so_far_as_one_can_read(secretary: User) -> None:
    wide = [*HEADINGS, *(f"extra {n}" for n in range(300))]
    first, last = refused(files.book([wide, NORA]), secretary)
    assert first == (
        "Kolumnerna ”extra 0”, ”extra 1”, ”extra 2”, ”extra 3”, ”extra 4”, ”extra 5”, ”extra 6”, ”extra 7”, ”extra 8”, "
        "”extra 9”, ”extra 10”, ”extra 11” och 288 till hör inte till registret. Rätta rubriken, eller ta bort "
        "kolumnen."
    )
    assert last == KNOWN


def test_an_unknown_heading_and_one_that_stands_twice_are_named_with_those_that_are_known(
    secretary: User,
) -> None:
    assert refused(files.book([["namn", "Namn ", "postort"], NORA]), secretary) == [
        "Rubriken ”namn” står i flera kolumner. Ta bort den ena.",
        "Kolumnen ”postort” hör inte till registret. Rätta rubriken, eller ta bort kolumnen.",
        KNOWN,
    ]


def test_rows_must_be_possible_to_tell_apart(secretary: User) -> None:
    assert refused(files.book([["slag"], ["kommun"]]), secretary) == [
        "Filen behöver kolumnen id, eller alla av namn, så att raderna går att känna igen."
    ]


@pytest.mark.parametrize("words", ["", "\n\n", " ; ; \n"])
def test_an_empty_file_says_so(secretary: User, words: str) -> None:
    assert refused(files.text(words), secretary) == ["Filen är tom. Rubrikerna ska stå på första raden."]


def test_headings_alone_are_not_enough(secretary: User) -> None:
    assert refused(files.book([HEADINGS]), secretary) == [
        "Under rubrikerna finns inga rader. Fyll i filen och välj den igen."
    ]


def test_something_else_than_a_table_is_refused(secretary: User) -> None:
    assert refused(SimpleUploadedFile("r.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00"), secretary) == [
        "Filen är varken en Excelfil (.xlsx) eller CSV. Spara om den som .xlsx och välj den igen."
    ]


def test_a_formula_in_a_cell_is_pointed_out_and_text_that_looks_like_one_stays_text(secretary: User) -> None:
    """Formula injection, both ways."""
    assert faults(files.book([HEADINGS, ["=1+1", "Nora", "kommun"]]), secretary) == [
        ["namn", "innehåller en formel. Klistra in värdet i stället."]
    ]
    made = files.upload("organisationer", files.text("namn;kort namn;slag\n'=1+1;-Nora;kommun"), secretary)
    files.take_in(made, secretary)
    assert Organisation.objects.filter(name="=1+1", short_name="-Nora").exists()
    assert files.rows_of_csv(files.fetched("organisationer", secretary, kind="csv"))[1][1:3] == [
        "'=1+1",
        "'-Nora",
    ]


def test_merged_cells_are_pointed_out(secretary: User) -> None:
    assert faults(files.book([HEADINGS, NORA], merge="B2:C2"), secretary) == [
        ["kort namn", "är sammanslagna celler (B2–C2). Dela upp dem, så att varje rad har sitt eget värde."],
        ["slag", "är sammanslagna celler (B2–C2). Dela upp dem, så att varje rad har sitt eget värde."],
    ]


def test_a_cell_without_a_heading_is_pointed_out_not_dropped(secretary: User) -> None:
    assert faults(files.book([HEADINGS, [*NORA, "", "vilse"]]), secretary) == [
        ["kolumn E", "har ingen rubrik på första raden. Skriv en rubrik, eller töm cellen."]
    ]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-12-31", "2026-12-31"),
        ("31 december 2026", "2026-12-31"),
        ("46387", "2026-12-31"),
        (46387, "2026-12-31"),
    ],
)
def test_a_day_is_read_as_text_and_as_the_number_excel_keeps(secretary: User, cell: object, day: str) -> None:
    made = files.upload("organisationer", files.book([[*HEADINGS, "upphörde"], [*NORA, cell]]), secretary)
    assert made.rows.get().changes[-1] == ["upphörde", "", day]


def test_cells_of_the_wrong_kind_say_how_to_write_them(secretary: User) -> None:
    make.organisation(name="Nora kommun", short_name="Nora")
    rows = [
        ["datum", "grupper", "börjar", "läge", "plats"],
        ["03/04/2026", "Okänd grupp", "25.00", "kanske", "x" * 33_000],
    ]
    assert faults(files.text("\n".join(";".join(row) for row in rows)), secretary, "moten") == [
        ["plats", "är längre än 32000 tecken. Korta texten."],
        ["datum", "”03/04/2026” är inget datum. Skriv det som 2026-03-04 eller 4 mars 2026."],
        [
            "grupper",
            "det finns ingen grupp som heter ”Okänd grupp”. Rätta stavningen, eller lägg till först.",
        ],
        ["börjar", "”25.00” är inget klockslag. Skriv det som 9.00 eller 13.30."],
        [
            "läge",
            "”kanske” finns inte att välja. Skriv något av: preliminärt; bokat; flyttat; inställt; genomfört.",
        ],
    ]


def test_a_text_that_is_too_long_for_its_column_is_told_in_swedish(secretary: User) -> None:
    (fault,) = faults(files.book([HEADINGS, ["N" * 300, "Nora", "kommun"]]), secretary)
    assert fault[0] == "namn"
    assert "200 tecken" in fault[1]


def test_what_an_apostrophe_guards_is_given_back_as_it_was() -> None:
    for text in ("=1", "'=1", "''-1", "'n Sjö", "Nora", "@x", "'", "", "+46 19"):
        assert tables.unguarded(tables.guarded(text)) == text
