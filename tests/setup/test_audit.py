"""`make audit` says what is known, and never that all is well when it could not ask (E6)."""

import json
from pathlib import Path

import pytest

from secretariat.setup import audit
from secretariat.setup.words import Stop

MENDED = {"id": "PYSEC-2026-1", "fix_versions": ["1.2.1"], "aliases": [], "description": ""}
AWAY = "Listan över kända sårbarheter gick inte att nå. Finns det nät? Försök igen senare.\n"


def said_by(tool: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """What the audit makes of a tool that says this."""
    program = folder / "bin" / "pip-audit"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{tool}\nEND\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(audit, "HOME", folder)
    monkeypatch.setattr(audit, "install", lambda: None)
    return audit.audit()


@pytest.mark.parametrize(
    ("known", "code", "words"),
    [
        ([], 0, "1 paket granskade, 0 kända sårbarheter.\n"),
        (
            [MENDED],
            1,
            "django 1.2: PYSEC-2026-1, rättad i 1.2.1\n"
            "1 paket granskade, 1 kända sårbarheter. Kör make lock ARGS=--upgrade, och sedan make test.\n",
        ),
        (
            [MENDED | {"fix_versions": []}],
            1,
            "django 1.2: PYSEC-2026-1, rättad i ingen än\n"
            "1 paket granskade, 1 kända sårbarheter. Kör make lock ARGS=--upgrade, och sedan make test.\n",
        ),
    ],
)
def test_what_is_known_is_told_with_what_mends_it(
    known: list[object], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    told = json.dumps({"dependencies": [{"name": "django", "version": "1.2", "vulns": known}], "fixes": []})
    assert said_by(told, tmp_path, monkeypatch) == code
    assert capsys.readouterr().out == words


@pytest.mark.parametrize(
    "told",
    [
        "",
        "requests.exceptions.ConnectionError",
        '{"dependencies": []}',
        '{"dependencies": [{"name": "django", "skip_reason": "not found"}]}',
    ],
)
def test_a_list_that_could_not_be_asked_is_no_clean_bill(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said_by(told, tmp_path, monkeypatch) == audit.NOT_ASKED
    assert capsys.readouterr().err == AWAY


def test_without_network_the_tool_itself_cannot_be_fetched(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away() -> None:
        raise Stop("Paketen gick inte att hämta. Finns det nät?")

    monkeypatch.setattr(audit, "install", away)
    assert audit.audit() == audit.NOT_ASKED
    assert capsys.readouterr().err == "Paketen gick inte att hämta. Finns det nät?\n"
