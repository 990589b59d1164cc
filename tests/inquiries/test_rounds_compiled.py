"""What the parties have answered together: sums, counts, who deviates, over the years; page, XLSX, CSV and PDF (F5)."""

import io
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from secretariat.inquiries.actions import answer_files, forms, sheets
from secretariat.inquiries.actions.compiling import Compiled, compile_round
from secretariat.inquiries.actions.forms import Asked
from tests import make
from tests.inquiries.round_case import NOW, TODAY, Round, a_round
from tests.lib.test_pdf import broken_rules, fonts_of

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def of(made: Round, key: str, **how: Any) -> Compiled:
    return next(one for one in compile_round(made.inquiry, **how).questions if one.question.key == key)


@pytest.fixture
def three(db: None, _three: Round) -> Round:
    return deepcopy(_three)


@pytest.fixture(scope="module")
def _three(module_rows: None) -> Round:
    """Nora and Kumla have handed in, Laxå has begun."""
    made = a_round("Nora", "Kumla", "Laxå")
    made.hands_in("Nora", hinder="tid|pengar", fortsatt="ja", arbetare="1,5", datum="2026-03-04")
    made.hands_in(
        "Kumla",
        insatser="Läger",
        mal="1",
        intakter="100 000",
        kostnader="150 000",
        hinder="tid",
        arbetare="2",
    )
    made.says("Laxå", insatser="Lite", intakter="999")
    return made


def test_only_what_is_handed_in_counts_and_the_others_are_named(three: Round) -> None:
    assert compile_round(three.inquiry).covers == "2 av 3 parter är med. Inte med: Laxå."
    sheets.approve(three.row("Nora"), by=three.by)
    assert compile_round(three.inquiry, only_approved=True).included == ["Nora"]


def test_money_is_summed_beside_every_party_with_the_extremes_by_name(three: Round) -> None:
    one = of(three, "intakter")
    assert one.total == f"400{NBSP}000{NBSP}kr"
    assert one.spread == f"Lägst 100{NBSP}000{NBSP}kr (Kumla), högst 300{NBSP}000{NBSP}kr (Nora)."
    assert sorted((told.party, told.value) for told in one.told) == [("Kumla", 100_000), ("Nora", 300_000)]
    assert [(bar.name, int(bar.value)) for bar in one.bars] == [(told.party, told.value) for told in one.told]


def test_a_computed_sum_is_of_each_party_and_of_all(three: Round) -> None:
    one = of(three, "saldo")
    assert {told.party: told.words for told in one.told} == {
        "Nora": f"50{NBSP}000{NBSP}kr",
        "Kumla": f"−50{NBSP}000{NBSP}kr",
    }
    assert one.total == f"0{NBSP}kr"  # which alone would hide that Kumla has lost money
    assert "Lägst −50" in one.spread


def test_a_scale_is_told_as_how_many_chose_each_step_never_as_an_average(three: Round) -> None:
    assert [(one.words, one.number, one.names) for one in of(three, "mal").choices] == [
        ("1 – inte alls", 1, "Kumla"),
        ("2", 0, ""),
        ("3", 0, ""),
        ("4", 1, "Nora"),
        ("5 – helt", 0, ""),
    ]


def test_choices_are_counted_with_who_chose_them(three: Round) -> None:
    hinder = {one.words: (one.number, one.names) for one in of(three, "hinder").choices}
    assert hinder["Tid"][0] == 2
    assert hinder["Pengar"] == (1, "Nora")
    assert hinder["Personal"] == (0, "")
    assert of(three, "fortsatt").silent == "Kumla"


def test_numbers_keep_their_decimals_and_unit(three: Round) -> None:
    assert of(three, "arbetare").total == f"3,5{NBSP}årsarbetare"


def test_a_table_is_told_by_party_with_sums_of_its_columns() -> None:
    made = a_round("Nora", "Kumla")
    for name, cost in (("Nora", "1 000"), ("Kumla", "500")):
        changes = [
            made.change(name, "lista", typed, cell=f"-0-{column}")
            for column, typed in (("vad", "Läger"), ("antal", "2"), ("kostnad", cost))
        ]
        sheets.save(made.row(name), changes, who="N", how="link", at=NOW)
        made.hands_in(name)
    one = of(made, "lista")
    assert sorted(told.rows for told in one.told) == [
        [["Läger", "2", f"1{NBSP}000{NBSP}kr"]],
        [["Läger", "2", f"500{NBSP}kr"]],
    ]
    assert one.column_totals == ["", "4", f"1{NBSP}500{NBSP}kr"]


def test_years_are_compared_by_key_also_when_the_question_is_new_or_has_new_words() -> None:
    first = a_round("Nora", "Kumla", period="2024")
    first.hands_in("Nora", intakter="100")
    first.hands_in("Kumla", intakter="50", mal="2")
    version = forms.new_version(first.form, by=None)
    forms.change_question(
        version.questions.get(key="intakter"),
        Asked(text="Alla intäkter", kind="money", is_required=True),
        by=None,
    )
    forms.add_question(version, Asked(key="nytt", text="Ny fråga", kind="money"), by=None)
    second = a_round("Nora", "Kumla", period="2025", like=first)
    second.hands_in("Nora", intakter="300", nytt="7")
    compared = of(second, "intakter").comparison
    assert compared
    assert compared.periods == ["2024", "2025"]
    assert sorted(compared.rows) == [
        ("Kumla", [f"50{NBSP}kr", "–"]),
        ("Nora", [f"100{NBSP}kr", f"300{NBSP}kr"]),
    ] or compared.rows == [("Nora", [f"100{NBSP}kr", f"300{NBSP}kr"])]
    assert compared.totals == [f"150{NBSP}kr (2 parter)", f"300{NBSP}kr (1 part)"]
    assert of(second, "nytt").comparison is None
    scale = of(second, "mal").comparison
    assert scale
    assert scale.rows[1] == ("2", ["1", "0"])
    assert scale.totals == ["2 svar", "1 svar"]
    assert of(first, "intakter").comparison is None


def test_the_number_of_queries_follows_neither_parties_nor_rounds(django_assert_num_queries: Any) -> None:
    made = a_round("Nora")
    made.hands_in("Nora")
    with django_assert_num_queries(6):
        compile_round(made.inquiry)
    second = a_round("Nora", "Kumla", "Laxå", period="2026", like=made)
    for name in ("Nora", "Kumla", "Laxå"):
        second.hands_in(name)
    with django_assert_num_queries(9):
        compile_round(second.inquiry)
    third = a_round("Nora", "Kumla", "Laxå", period="2027", like=second)
    third.hands_in("Nora")
    with django_assert_num_queries(9):
        compile_round(third.inquiry)


# Files


def test_the_spreadsheet_has_a_row_for_each_party_with_real_numbers(three: Round, as_user: Any) -> None:
    response = as_user(three.by).get(f"/fragor/omgangar/{three.inquiry.pk}/hamta/xlsx/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert book.sheet_names == ["Svar", "Tabell 1", "Frågor"]
    head, *rows = book.get_sheet_by_name("Svar").to_python()
    assert head[:4] == ["Länsdel", "Part", "Läge", "Inlämnad"]
    by_party = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_party["Nora"]["Intäkter"] == 300_000
    assert by_party["Kumla"]["Saldo (kr)"] == -50_000
    assert by_party["Nora"]["Antal årsarbetare (årsarbetare)"] == 1.5
    assert by_party["Laxå"]["Läge"] == "Påbörjad"
    assert by_party["Laxå"]["Intäkter"] == ""


def test_the_csv_has_the_same_rows(three: Round, as_user: Any) -> None:
    text = (
        as_user(three.by).get(f"/fragor/omgangar/{three.inquiry.pk}/hamta/csv/").content.decode("utf-8-sig")
    )
    head, *rows = [line.split(";") for line in text.splitlines()]
    assert len(rows) == 3
    assert [row[head.index("Intäkter")] for row in sorted(rows, key=lambda row: row[1])] == [
        "100000",
        "",
        "300000",
    ]


def test_the_pdf_says_the_same_as_the_page(three: Round, as_user: Any) -> None:
    response = as_user(three.by).get(f"/fragor/omgangar/{three.inquiry.pk}/sammanstallning/pdf/")
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).replace(
        NBSP, " "
    )
    for words in ("2 av 3 parter är med. Inte med: Laxå.", "Tillsammans 400 000 kr", "inte alls", "Läger"):
        assert words in text


def test_the_pdf_with_its_bars_is_accessible_and_archivable(three: Round) -> None:
    content = answer_files.render(three.inquiry, today=TODAY)
    assert broken_rules(content) == []
    assert all(font.startswith("Source-Sans-3") for font in fonts_of(content))


def test_the_page_shows_plots_beside_tables_and_only_to_those_who_may(three: Round, as_user: Any) -> None:
    path = f"/fragor/omgangar/{three.inquiry.pk}/sammanstallning/"
    html = as_user(three.by).get(path).content.decode()
    assert html.count('<svg class="plot"') == html.count('<div class="plot-and-table">')
    assert as_user(make.user(office_role="reader")).get(path).status_code == 403
    assert Client().get(path).status_code == 302
