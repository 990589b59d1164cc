"""Files that cannot be loaded: one Swedish sentence each, and nothing is loaded."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetings.models import Meeting
from secretariat.registry.models import Person

pytestmark = pytest.mark.django_db

FINE: dict[str, Any] = {
    "bodies": ["Provgruppen"],
    "date": "2026-03-18",
    "items": [{"number": "1", "title": "Inledning", "text": "Ett"}],
}
UNSAVABLE = "Filen innehåller tecken som inte går att spara (NUL eller halva tecken); rätta dem först."
STATUSES = "present, apology, absent, not_marked eller vacant"
ROLES = (
    "ordförande, vice ordförande, ledamot, ersättare, deltagare, adjungerad, sekreterare, gäst eller övrig"
)
ROW = {"name": "Ada Holm", "role": "ledamot", "status": "present"}


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("load_minutes", str(path))
    assert (Meeting.objects.count(), Person.objects.count()) == (0, 0)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen är inte giltig JSON (rad 1); kontrollera att hela filen kom med."),
        (b'{"items": [', "Filen är inte giltig JSON (rad 1); kontrollera att hela filen kom med."),
        (b"[" * 100_000, "Filen är inte giltig JSON; kontrollera att hela filen kom med."),
        (b"[]", "Filen har fel form: den ska vara ett JSON-objekt med ett mötes anteckningar."),
        (b"\x00", "Filen innehåller tecknet NUL och går inte att läsa; spara om den som text i UTF-8."),
        ("{å}".encode("latin-1"), "Filen är inte skriven i UTF-8; spara om den med den teckenkodningen."),
        (b'{"items": [{"title": "a\\u0000b"}]}', UNSAVABLE),
        (b'{"items": [{"title": "\\ud800"}]}', UNSAVABLE),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert refused(tmp_path / "fil.json", content) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"items": None}, "items ska vara en lista med objekt."),
        ({"items": ["a"]}, "items ska vara en lista med objekt."),
        ({"items": [{"title": 1}]}, "items[0].title ska vara text."),
        ({"items": [{"number": "123456789"}]}, "items[0].number är längre än 8 tecken."),
        ({"items": [{"children": [{"children": [{}]}]}]},
         "items[0].children[0].children har delpunkter i en delpunkt."),
        ({"items": [{"decisions": [1]}]}, "items[0].decisions ska vara en lista med texter."),
        ({"attendance": [{**ROW, "status": "kanske"}]}, f"attendance[0].status är ”kanske” men ska vara {STATUSES}."),
        ({"attendance": [{**ROW, "role": "kung"}]}, f"attendance[0].role är ”kung” men ska vara {ROLES}."),
        ({"attendance": [{**ROW, "name": None}]},
         "attendance[0].name ska stå på alla rader utom de vakanta (status vacant)."),
        ({"attendance": [{**ROW, "name": "A" * 161}]}, "attendance[0].name är längre än 160 tecken."),
        ({"date": "18 mars"}, "date ska vara ett datum som 2026-03-18."),
        ({"start": "9"}, "start ska vara ett klockslag som 13:30."),
        ({"start": "12:00", "end": "09:00"}, "mötet slutar innan det börjar (start och end)."),
        ({"mode": "rymden"}, "mode är ”rymden” men ska vara in_person, digital eller hybrid."),
        ({"bodies": "Provgruppen"}, "bodies ska vara en lista med texter."),
        ({"document": []}, "document ska vara ett objekt."),
        ({"dates": [{"date": "2026-13"}]},
         "dates[0].date ska vara ett datum som 2026-03-18 eller en månad som 2026-03."),
    ],
)  # fmt: skip
def test_a_file_with_the_wrong_shape(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    content = json.dumps(FINE | change).encode()
    assert refused(tmp_path / "fil.json", content) == f"Filen har fel form: {sentence}"


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(
        CommandError, match=r"^Filen är för stor \(200 MB\); anteckningar får vara högst 5 MB\.$"
    ):
        call_command("load_minutes", str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Filen saknas\.json finns inte eller går inte att öppna\.$"):
        call_command("load_minutes", str(tmp_path / "saknas.json"))
    with pytest.raises(CommandError, match="är ingen fil"):
        call_command("load_minutes", str(tmp_path))


def test_the_smallest_file_that_can_be_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fil.json"
    path.write_text(json.dumps({"items": []}))
    call_command("load_minutes", str(path))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["Inläst: inget.", "Saknas i utkastet:", "  - grupp: filen säger inte vilken grupp som möttes",
                         "  - datum: filen saknar mötets datum, så inga platser eller uppdrag gjordes"]  # fmt: skip
    assert lines[-1] == str(Meeting.objects.get().pk)


def test_words_of_records_that_do_not_stand_in_the_text_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = {
        "number": "1",
        "title": "Inledning",
        "text": "Ett",
        "decisions": ["Två"],
        "contributions": [{"party": "Nora", "text": "Tre"}],
    }
    path = tmp_path / "fil.json"
    path.write_text(json.dumps(FINE | {"items": [item]}))
    call_command("load_minutes", str(path))
    out = capsys.readouterr().out
    assert "  - Punkt 1: beslut vars ord inte står i texten: ”Två”" in out
    assert "  - Punkt 1: inlägget från Nora står inte som egna stycken och blev vanlig text." in out
