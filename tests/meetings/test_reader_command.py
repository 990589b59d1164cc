"""manage.py read_minutes: a file to JSON without database or network, or exit 2 and one sentence (M1)."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

TEXT = "Minnesanteckningar gruppen, 3 maj 2026\n\n1. Ett\n\nText.\n\n2. Två\n\nTack.\n"


def test_a_file_becomes_json_without_a_database(tmp_path: Path) -> None:
    source, target = tmp_path / "gamla.txt", tmp_path / "nya.json"
    source.write_text(TEXT, "utf-8")
    call_command("read_minutes", str(source), "-o", str(target))
    found = json.loads(target.read_text("utf-8"))
    assert (found["date"], [one["title"] for one in found["items"]], found["unplaced"]) == (
        "2026-05-03",
        ["Ett", "Två"],
        [],
    )


def test_without_a_target_it_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "gamla.txt"
    source.write_text(TEXT, "utf-8")
    call_command("read_minutes", str(source))
    assert json.loads(capsys.readouterr().out)["source"] == "gamla.txt"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("saknas.txt", None, "Filen saknas.txt finns inte eller går inte att öppna."),
        ("tom.txt", b"", "Filen är tom. Kontrollera att du valde rätt fil och försök igen."),
        (
            "bild.png",
            b"x",
            "Filens slag känns inte igen. Välj en fil som är DOCX, PDF, HTML, Markdown eller TXT.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SystemExit) as stopped:
        call_command("read_minutes", str(tmp_path / name))
    assert (stopped.value.code, capsys.readouterr().err.strip()) == (2, sentence)


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "gamla.txt"
    source.write_text(TEXT, "utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("read_minutes", str(source), "-o", str(tmp_path / "finns-inte" / "x.json"))
    assert stopped.value.code == 2
    assert "Ange en mapp som finns" in capsys.readouterr().err
