"""Files of nyckeltal as SCB, PxWeb and Kolada give them, and as we write them ourselves (G4, domain 5.5); öre (G2)."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from funding import reference
from funding.apportioning import CannotShare
from funding.key_imports import KOLADA, OWN, PXWEB, SCB, Figure, figures, read
from funding.rounding import rounded, whole_kronor

KNOWN = {"1880": "Örebro", "1881": "Kumla", "1884": "Nora"}
WANTED = {"1880": Decimal(159348), "1881": Decimal(22516), "1884": Decimal(10627)}


def values(content: str | bytes, choice: str | None = None) -> dict[str, Decimal | None]:
    return {one.code: one.value for one in rows(content, choice)}


def rows(content: str | bytes, choice: str | None = None) -> list[Figure]:
    sheet = read(content.encode() if isinstance(content, str) else content)
    return figures(sheet, sheet.choices[-1] if choice is None else choice, KNOWN)


def refused(content: str | bytes) -> list[str]:
    with pytest.raises(CannotShare) as no:
        read(content.encode() if isinstance(content, str) else content)
    return no.value.reasons


def whys(content: str) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.why) for one in rows(content) if one.why]


OWN_FILE = "kommunkod;kommun;invånare\n1880;Örebro;159348\n1881;Kumla;22 516\n1884;Nora;10627\n"
SCB_FILE = (
    '"Folkmängd efter region, kön och år"\n\n"region","kön","2022","2023"\n"00 Riket","totalt",10521556,10551707\n'
    '"18 Örebro län","totalt",307772,308116\n"1880 Örebro","totalt",158057,159348\n"1881 Kumla","totalt",22479,22516\n'
    '"1884 Nora","totalt",10701,10627\n\n"Uppgifterna avser förhållandena den 31 december."\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("file", [OWN_FILE, SCB_FILE])
def test_a_file_is_read_in_the_encodings_that_come(file: str, encoding: str) -> None:
    content = file.encode(encoding)
    assert values(content) == WANTED
    assert [one.name for one in rows(content)] == ["Örebro", "Kumla", "Nora"]


def test_our_own_format_tells_its_columns() -> None:
    sheet = read(OWN_FILE.encode())
    assert (sheet.kind, sheet.choices) == (OWN, ["invånare"])
    two = read(b"kommunkod;kommun;invanare-2022;invanare-2023\n1880;Orebro;158057;159348\n")
    assert two.choices == ["invanare-2022", "invanare-2023"]


def test_the_figures_that_come_with_the_system_have_our_own_format() -> None:
    sheet = read(reference._FILE.read_bytes())
    found = figures(sheet, "invanare-2023", reference.names())
    assert sum(one.value or 0 for one in found) == 308_116
    assert [one.why for one in found if one.why] == []


def test_scbs_file_has_a_title_years_as_columns_and_rows_of_län() -> None:
    sheet = read(SCB_FILE.encode())
    assert (sheet.kind, sheet.choices, sheet.skipped) == (SCB, ["2022", "2023"], 2)
    assert values(SCB_FILE, "2022")["1880"] == 158_057


def test_scbs_file_may_have_years_as_rows_and_tabs() -> None:
    long = "region\tår\tFolkmängd\n1880 Örebro\t2022\t158057\n1880 Örebro\t2023\t159348\n"
    assert read(long.encode()).choices == ["2022", "2023"]
    assert values(long) == {"1880": Decimal(159348)}


def test_a_file_split_by_sex_is_not_guessed_at() -> None:
    split = '"region","kön","2023"\n"1880 Örebro","män",79000\n"1880 Örebro","kvinnor",80348\n'
    assert refused(split) == ["Filen är uppdelad efter kön. Hämta den igen med bara totalen vald."]


def px(**changes: object) -> str:
    data: dict[str, object] = {
        "class": "dataset",
        "label": "Folkmängd efter region och år",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [4, 1, 2],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {"18": 0, "1880": 1, "1881": 2, "1884": 3},
                    "label": {"18": "Örebro län", "1880": "Örebro", "1881": "Kumla", "1884": "Nora"},
                },
            },
            "ContentsCode": {
                "label": "tabellinnehåll",
                "category": {"index": ["N"], "label": {"N": "Folkmängd"}},
            },
            "Tid": {"label": "år", "category": {"index": {"2022": 0, "2023": 1}}},
        },
        "value": [307772, 308116, 158057, 159348, 22479, 22516, 10701, 10627],
    }
    return json.dumps(data | changes)


def test_json_stat_is_read_place_by_place() -> None:
    sheet = read(px().encode())
    assert (sheet.kind, sheet.choices, sheet.skipped) == (PXWEB, ["2022", "2023"], 2)
    assert values(px()) == WANTED
    sparse = {str(at): number for at, number in enumerate([0, 0, 0, 159348, 0, 22516, 0, 10627])}
    assert values(px(value=sparse)) == WANTED


def test_json_stat_that_is_split_or_broken_is_told() -> None:
    split = json.loads(px())
    split["id"].append("Kon")
    split["size"].append(2)
    split["dimension"]["Kon"] = {"label": "kön", "category": {"index": ["1", "2"]}}
    assert refused(json.dumps(split)) == [
        "Filen är uppdelad efter kön. Hämta den igen med bara totalen vald."
    ]
    broken = ["json-stat2-filen saknar något som den ska ha. Hämta den igen."]
    assert refused(px(value=[1, 2])) == broken
    assert refused(px(size=[4, 1])) == broken
    assert refused(px(dimension={})) == broken
    assert refused(px(size=[10**6, 10**6, 2])) == [
        "Filen har för många värden. Hämta ett urval med bara kommunerna och åren som behövs."
    ]
    nothing = [one.why for one in rows(px(value=[None] * 8))]
    assert nothing == ["Värdet saknas. Skriv 0 om det är noll."] * 3


def kolada(*figures: tuple[str, object], kpi: str = "N01951") -> str:
    told = [
        {"kpi": kpi, "municipality": code, "period": 2023, "values": [
            {"gender": "K", "value": 1.0}, {"gender": "M", "value": 2.0}, {"gender": "T", "value": value}]}
        for code, value in figures
    ]  # fmt: skip
    return json.dumps({"count": len(told), "values": told})


def test_koladas_json_gives_the_total_without_floats() -> None:
    file = kolada(("1880", 159348.0), ("1881", 0.1), ("1884", 10627), ("0018", 7))
    sheet = read(file.encode())
    assert (sheet.kind, sheet.source_id, sheet.choices) == (KOLADA, "N01951", ["2023"])
    assert values(file)["1881"] == Decimal("0.1000")
    assert [one.why for one in rows(kolada(("1880", None)))] == ["Värdet saknas. Skriv 0 om det är noll."]


def test_koladas_csv_in_both_languages() -> None:
    for head in ("kpi;municipality;period;gender;value", "Nyckeltal;Kommun-id;År;Kön;Värde"):
        told = ("1880;2023;T;159348,0", "1881;2023;T;22516", "1884;2023;T;10627", "1884;2023;K;5")
        file = "\n".join([head, *(f"N01951;{one}" for one in told)])
        assert values(file) == WANTED
    women = "kpi;municipality;period;gender;value\nN01951;1880;2023;K;1\n"
    assert refused(women) == [
        "Filen har inga rader för båda könen tillsammans (T). Hämta den igen med totalen."
    ]
    assert refused("kpi;municipality;gender\nN1;1880;T\n") == [
        "Filen ser ut att vara från Kolada men saknar kolumn för kommunens kod, år eller värde."
    ]


def test_each_kind_of_bad_row_is_told_with_row_and_column() -> None:
    file = (
        "kommunkod;antal\n188;1\n1880;1\n1880;2\n1899;3\n1884;-4\n0180;5\n1180;6\n1881;ungefär 7\n0181;\n0182;8.606\n"
        "0183;1e5\n0184;..\n"
    )
    assert whys(file) == [
        (2, "antal", "”188” är ingen kommunkod. Den ska ha fyra siffror."),
        (4, "antal", "1880 står två gånger. Ta bort den ena raden."),
        (5, "antal", "Det finns ingen kommun med koden 1899."),
        (6, "antal", "−4 är mindre än noll."),
        (8, "antal", "Det finns ingen kommun med koden 1180."),
        (9, "antal", "”ungefär 7” är inget tal."),
        (10, "antal", "Värdet saknas. Skriv 0 om det är noll."),
        (11, "antal", "”8.606” kan läsas på två sätt. Skriv utan punkt, eller med decimalkomma."),
        (12, "antal", "”1e5” är inget tal."),
        (13, "antal", "Värdet saknas. Skriv 0 om det är noll."),
    ]


def test_numbers_as_swedes_write_them() -> None:
    file = "kommunkod;antal\n1880;159\u00a0348\n1881;0,25\n1884;1 200,5\n"
    assert values(file) == {"1880": Decimal(159348), "1881": Decimal("0.2500"), "1884": Decimal("1200.5000")}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "Filen är tom. Välj en annan fil."),
        (b"PK\x03\x04", "Filen är en Excelfil. Öppna den och spara den som CSV."),
        (b"a\x00b", "Filen är ingen textfil. Välj en CSV- eller JSON-fil."),
        (b"{", "Filen är inte hel JSON. Hämta den igen."),
        (b'{"values": [NaN]}', "Filen är inte hel JSON. Hämta den igen."),
        (b"[1]", "JSON-filen är varken json-stat2 från PxWeb eller data från Kolada."),
        (b"kommunkod;kommun\n1880;Orebro\n", "Filen har ingen kolumn med siffror bredvid kommunkod."),
        (b"kommunkod;antal\n", "Filen har en rubrikrad men inga rader med siffror."),
    ],
)
def test_what_is_no_such_file_says_what_to_do(content: bytes, reason: str) -> None:
    assert refused(content) == [reason]


def test_a_file_that_nobody_knows_tells_which_are_known() -> None:
    (reason,) = refused("hej;hopp\n1;2\n")
    assert reason.startswith("Filen går inte att känna igen. Den ska vara CSV med en rubrikrad")


@given(some.binary(max_size=300) | some.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    try:
        sheet = read(content)
    except CannotShare:
        return
    for choice in sheet.choices:
        figures(sheet, choice, KNOWN)


# Öre (G2)


@pytest.mark.parametrize(
    ("amount", "kronor"),
    [("0", 0), ("0.49", 0), ("0.50", 1), ("1.50", 2), ("2.50", 3), ("-0.50", -1), ("-2.50", -3), ("-0.49", 0),
     ("999999999999.50", 1_000_000_000_000), ("12.499999", 12)],
)  # fmt: skip
def test_öre_are_rounded_half_away_from_zero(amount: str, kronor: int) -> None:
    assert whole_kronor(Decimal(amount)) == kronor


def test_the_difference_that_rounding_makes_is_told() -> None:
    found = rounded({"1880": Decimal("100.50"), "1881": Decimal("100.50"), "1884": Decimal("99.00")})
    assert (found.kronor, found.difference) == ({"1880": 101, "1881": 101, "1884": 99}, Decimal("1.00"))


@given(some.dictionaries(some.text(max_size=4), some.decimals(-(10**9), 10**9, places=2), max_size=20))
def test_no_row_moves_more_than_half_a_krona(amounts: dict[str, Decimal]) -> None:
    found = rounded(amounts)
    assert sum(found.kronor.values()) - sum(amounts.values(), Decimal(0)) == found.difference
    assert all(abs(found.kronor[key] - amount) <= Decimal("0.5") for key, amount in amounts.items())
    assert rounded({key: -amount for key, amount in amounts.items()}).difference == -found.difference
