"""The wheel as files: A3 on one page, accessible and archivable; SVG that needs nothing; PNG for a slide (I4)."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from secretariat.lib import pdf
from secretariat.registry.models import User
from secretariat.yearwheel.actions import wheel_files
from secretariat.yearwheel.contents import Year
from secretariat.yearwheel.legend import divided, parts_of
from tests import make
from tests.yearwheel.drawn import SVG
from tests.yearwheel.invented_years import invented_year, series, year_of
from tests.yearwheel.year_case import activity

TODAY = dt.date(2026, 9, 24)
A3 = (1191, 842)


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who may read, without seats."""
    return make.user(office_role="reader")


def keys_of(year: Year) -> list[str]:
    return [series.key for ring in year.rings for series in ring.series]


def pages_of(content: bytes) -> list[str]:
    return [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]


def edges_of(content: bytes) -> list[tuple[float, float]]:
    """How far to the right and down words go on each page, in points; the margin is 28 of them."""
    found = []
    document = pypdfium2.PdfDocument(content)
    for one in document:
        text = one.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        found.append((max(box[2] for box in boxes), min(box[1] for box in boxes if box[3] > box[1])))
        text.close()
    document.close()
    return found


def fonts_of(content: bytes) -> set[str]:
    """Names of the fonts in a file: words in the wheel were measured in ours."""
    fonts = [
        font for one in PdfReader(io.BytesIO(content)).pages for font in one["/Resources"]["/Font"].values()
    ]
    names = [font.get_object()["/DescendantFonts"][0].get_object()["/BaseFont"] for font in fonts]
    return {name.partition("+")[2].rstrip(",") for name in names}


def broken_rules(content: bytes) -> list[str]:
    return [
        f"{profile} {one.rule_id}: {one.message}"
        for profile in ("ua1", "2a")
        for one in page.validate_pdf_bytes(content, profile=profile).failures
    ]


# Pure


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (30, 1), (120, 1), (400, 2)])
def test_wheel_and_legend_stand_on_one_a3_and_only_a_legend_too_long_goes_on(number: int, pages: int) -> None:
    year = invented_year(number, today=TODAY)
    content = wheel_files.render_pdf(year, today=TODAY)
    reader = PdfReader(io.BytesIO(content))
    sizes = {tuple(round(float(side)) for side in one.mediabox.upper_right) for one in reader.pages}
    assert (len(reader.pages), sizes) == (pages, {A3})
    words = " ".join(" ".join(pages_of(content)).split())
    assert [key for key in keys_of(year) if f"{key} " not in f"{words} "] == []
    assert "Årshjul 2026" in words
    assert broken_rules(content) == []
    assert [edge for edge in edges_of(content) if edge[0] > A3[0] - 28 or edge[1] < 28] == []
    assert fonts_of(content) == {"Source-Sans-3", "Source-Sans-3-Semi-Bold", "Source-Sans-3-Bold"}


def test_the_legend_goes_on_where_it_was_left() -> None:
    parts = parts_of(invented_year(400))
    kept, rest = divided(parts, 900, 300, 10)
    keys = [line.key for part in (*kept, *rest) for line in part.lines]
    assert keys == [line.key for part in parts for line in part.lines]
    assert (kept[-1].ring, rest[0].is_continued) == (rest[0].ring, True)


def test_the_picture_holds_everything_itself() -> None:
    """Letters are outlines, so neither font nor network is needed, and nothing in it can run."""
    root = ElementTree.fromstring(wheel_files.svg(invented_year(400, today=TODAY)))  # noqa: S314 – our own
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags == {"svg", "title", "desc", "defs", "pattern", "rect", "path", "g", "circle", "use"}
    links = [value for one in root.iter() for name, value in one.attrib.items() if name.endswith("href")]
    assert {link[0] for link in links} == {"#"}
    ids = {one.get("id") for one in root.iter()}
    assert {link[1:] for link in links} <= ids
    width, height = (float(root.get(side, "0")) for side in ("width", "height"))
    assert (height, width > 1200) == (880, True)


def test_the_png_is_sharp_enough_for_a_slide() -> None:
    picture = Image.open(io.BytesIO(wheel_files.render_png(invented_year(60), today=TODAY)))
    assert (picture.format, picture.size) == ("PNG", (3200, 2263))
    assert len(picture.convert("RGB").getcolors(1_000_000) or ()) > 50


def test_dates_are_told_without_the_year_where_it_is_the_wheels_own() -> None:
    kind = series("L1", "x", invented_year(1).rings[0].series[0].kind).kind
    ring = invented_year(1).rings[0]
    days = (
        (dt.date(2026, 11, 28), dt.date(2027, 2, 3)),
        (dt.date(2027, 3, 2), dt.date(2027, 3, 2)),
        (dt.date(2027, 6, 1), dt.date(2027, 9, 30)),
    )
    school_year = year_of(
        type(ring)(ring.name, ring.letter, ring.colour, (series("L1", "Nät", kind, *days),)),
        first=dt.date(2026, 8, 1),
    )
    line = parts_of(school_year)[0].lines[0]
    assert [date.replace("\xa0", " ") for date in line.dates] == ["28 nov–3 feb", "2 mars", "1 juni–30 sep"]


# As they are asked for


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "of", "begins"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("pdf", "application/pdf", b"%PDF"),
        ("png", "image/png", b"\x89PNG"),
    ],
)
def test_the_wheel_is_given_as_a_file(kind: str, of: str, begins: bytes, reader: User, as_user: Any) -> None:
    activity()
    answer = as_user(reader).get(reverse(f"yearwheel:wheel-{kind}") + "?ar=2026")
    assert (answer.status_code, answer["Content-Type"]) == (200, of)
    assert f'filename="arshjul-2026.{kind}"' in answer["Content-Disposition"]
    assert answer.content.startswith(begins)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_where_no_pdf_can_be_made_it_says_why(
    kind: str, reader: User, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "why_not", lambda: "Biblioteket Pango saknas.")
    answer = as_user(reader).get(reverse(f"yearwheel:wheel-{kind}") + "?ar=2026&start=8", follow=True)
    assert answer.redirect_chain == [("/arshjul/?ar=2026&start=8", 302)]
    assert "Biblioteket Pango saknas." in answer.content.decode()


@pytest.mark.django_db
def test_the_wheel_takes_as_many_questions_for_three_activities_as_for_one(
    reader: User, as_user: Any, django_assert_num_queries: Any
) -> None:
    client = as_user(reader)
    activity()
    with CaptureQueriesContext(connection) as one:
        client.get("/arshjul/?ar=2026")
    activity("Annat", "2026-04-01")
    activity("Tredje", "2026-05-01", "2026-06-01")
    with django_assert_num_queries(len(one)):
        client.get("/arshjul/?ar=2026")


@pytest.mark.django_db
def test_a_number_leads_to_the_list_of_its_week(reader: User, as_user: Any) -> None:
    for n in range(80):
        activity(f"Möte {n}", "2026-03-18")
    client = as_user(reader)
    assert 'href="/arshjul/lista/?ar=2026#v2026-03-12"' in client.get("/arshjul/?ar=2026").content.decode()
    assert 'id="v2026-03-12"' in client.get("/arshjul/lista/?ar=2026").content.decode()


# From the command line


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG")])
def test_the_command_draws_a_file(kind: str, begins: bytes, tmp_path: Path, capsys: Any) -> None:
    activity()
    target = tmp_path / f"hjul.{kind}"
    target.write_text("gammalt")
    call_command("draw_wheel", "2026", "-o", str(target))
    assert target.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [target.name]
    assert capsys.readouterr().out == f"{target} är ritad: 1 aktivitet.\n"


@pytest.mark.django_db
def test_without_a_name_it_shows_only_what_everybody_may_see(tmp_path: Path, capsys: Any) -> None:
    body, other = make.body(), make.user()
    activity("Öppet")
    activity("Slutet", body=body, only_for_body=True)
    activity("Anmält", state="proposed", proposed_by=other)
    target = str(tmp_path / "hjul.svg")
    call_command("draw_wheel", "2026", "-o", target)
    call_command(
        "draw_wheel", "2026", "--as", make.user(office_role="secretariat").email.upper(), "-o", target
    )
    call_command("draw_wheel", "2025", "--start", "8", "-o", target)
    told = [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines()]
    assert told == ["1 aktivitet.", "2 aktiviteter.", "1 aktivitet."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["26", "-o", "hjul.svg"], "Året ska vara ett tal från 1990 till 2100, inte 26."),
        (["tjugo", "-o", "hjul.svg"], "Året ska vara ett tal från 1990 till 2100, inte tjugo."),
        (
            ["2026", "--start", "13", "-o", "hjul.svg"],
            "Månaden i --start ska vara ett tal från 1 till 12, inte 13.",
        ),
        (
            ["2026", "-o", "hjul.jpg"],
            "hjul.jpg har fel slut. Välj ett filnamn som slutar på .svg, .pdf eller .png.",
        ),
        (["2026", "-o", "hjul"], "hjul har fel slut. Välj ett filnamn som slutar på .svg, .pdf eller .png."),
        (["2026", "-o", "."], ". är en mapp. Ange ett filnamn, till exempel -o arshjul.svg."),
        (["2026", "-o", "x/y.svg"], "Mappen x finns inte. Skapa den eller välj en annan med -o."),
        (
            ["2026", "--as", "ingen@exempel.se", "-o", "hjul.svg"],
            "Ingen användare har adressen ingen@exempel.se. Kontrollera hur den stavas.",
        ),
    ],
)
def test_the_command_says_in_words_what_is_wrong_and_writes_nothing(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as said:
        call_command("draw_wheel", *arguments)
    assert str(said.value) == words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_somebody_who_may_not_see_the_year_does_not_get_it_drawn(tmp_path: Path) -> None:
    user = make.user()
    with pytest.raises(CommandError, match="får inte se årshjulet"):
        call_command("draw_wheel", "2026", "--as", user.email, "-o", str(tmp_path / "hjul.svg"))
