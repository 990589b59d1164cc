"""`manage.py allocate` shares out without a database (G3). No test here may touch one."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def allocate(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("allocate", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_kommun_has_a_row_in_plain_digits() -> None:
    assert allocate("--total", "300 000", "--key", "invanare")[:4] == [
        "kommunkod;kommun;kronor",
        "1814;Lekeberg;8379",
        "1860;Laxå;5352",
        "1861;Hallsberg;15804",
    ]


def test_a_year_may_be_named_and_the_newest_is_meant_where_none_is() -> None:
    newest = allocate("--total", "300000", "--key", "invanare")
    assert allocate("--total", "300000", "--key", "invanare-2023") == newest
    assert allocate("--total", "300000", "--key", "invanare-2022") != newest


def test_weights_are_relative(tmp_path: Path) -> None:
    file = tmp_path / "nycklar.csv"
    file.write_text("kommunkod;patienter\n1814;1\n1860;3\n", encoding="utf-8-sig")
    for weights in (("1", "3"), ("25", "75"), ("0,5", "1,5"), ("25%", "75%")):
        keys = [part for name, weight in zip(("lika", "patienter"), weights, strict=True)
                for part in ("--key", f"{name}:{weight}")]  # fmt: skip
        assert allocate("--total", "1000", *keys, "--values", str(file))[1:] == [
            "1814;Lekeberg;313",
            "1860;Laxå;687",
        ]


def test_steps_minimum_and_locks_together() -> None:
    found = dict(
        row.split(";")[::2]
        for row in allocate(
            "--total",
            "1000000",
            "--key",
            "invanare",
            "--step",
            "1000",
            "--minimum",
            "50000",
            "--lock",
            "1880=200000",
        )[1:]
    )
    assert found["1880"] == "200000"
    assert sum(map(int, found.values())) == 1_000_000
    assert min(map(int, found.values())) == 50_000
    assert all(int(amount) % 1000 == 0 for amount in found.values())


def test_the_file_may_name_kommuner_elsewhere(tmp_path: Path) -> None:
    file = tmp_path / "nycklar.csv"
    file.write_text("kommunkod;kommun;elever\n0180;Stockholm;2\n0114;Upplands Väsby;1\n", encoding="utf-8")
    assert allocate("--total", "300", "--key", "elever", "--values", str(file))[1:] == [
        "0114;Upplands Väsby;100",
        "0180;Stockholm;200",
    ]


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (None, ["--key", "lika", "--total", "300,000"], "Menar du 300000 eller 300?"),
        (None, ["--key", "lika", "--total", "nan"], "är inget säkert belopp"),
        (None, ["--key", "lika:0", "--total", "5"], "vikten noll eller mindre"),
        (None, ["--key", "lika:tung", "--total", "5"], "Vikten i lika:tung är inget tal"),
        (None, ["--key", "skolor", "--total", "5"], "Nyckeln skolor finns inte. Välj bland invanare"),
        (None, ["--key", "lika", "--total", "5", "--lock", "1880"], "ska skrivas som 1880=100000"),
        (
            None,
            ["--key", "lika", "--total", "5", "--lock", "1880=1", "--lock", "1880=2"],
            "är låst två gånger",
        ),
        ("", ["--key", "lika", "--total", "5"], "första kolumn ska heta kommunkod"),
        ("kommunkod;a\n1814;x\n", ["--key", "a", "--total", "5"], "Rad 2: ”x” i kolumnen a är inget tal."),
        ("kommunkod;a\n1814;1\n1814;2\n", ["--key", "a", "--total", "5"], "Rad 3: 1814 står två gånger."),
        ("kommunkod;a\n18;1\n", ["--key", "a", "--total", "5"], "Rad 2: ”18” är ingen kommunkod"),
        (
            "kommunkod;a;b\n1814;1;1\n1860;;1\n",
            ["--key", "a", "--total", "5"],
            "Nyckeln a saknar värde för 1860.",
        ),
        ("kommunkod;a\n1814;-1\n", ["--key", "a", "--total", "5"], "ett värde under noll för 1814"),
        (
            "kommunkod;a\n0180;1\n",
            ["--key", "a", "--key", "invanare", "--total", "5"],
            "invanare saknar värde för 0180",
        ),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, content: str | None, arguments: list[str], said: str
) -> None:
    if content is not None:
        (tmp_path / "f.csv").write_text(content, encoding="utf-8")
        arguments = [*arguments, "--values", str(tmp_path / "f.csv")]
    with pytest.raises(CommandError, match=said.replace("?", r"\?")):
        allocate(*arguments)


def test_a_file_in_another_encoding_and_one_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes("kommunkod;å\n1814;1\n".encode("latin-1"))
    with pytest.raises(CommandError, match="inte i UTF-8"):
        allocate("--total", "5", "--key", "å", "--values", str(file))
    with pytest.raises(CommandError, match="går inte att läsa"):
        allocate("--total", "5", "--key", "å", "--values", str(tmp_path / "saknas.csv"))
