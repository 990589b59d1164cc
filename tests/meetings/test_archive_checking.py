"""A package looked through afterwards: each deviation is told in a sentence (D3)."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from meetings.actions.archiving import checking

from .approval_case import Case
from .archive_case import PDF, a_whole_case, opened, packed, repacked

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return a_whole_case()


@pytest.fixture
def package(case: Case, tmp_path: Path) -> Path:
    packed(tmp_path / "paket.zip", case.meeting)
    return tmp_path / "paket.zip"


def told(package: Path) -> list[str]:
    return list(checking.check(package).deviations)


def place(package: Path, end: str) -> str:
    return next(name for name in opened(package) if name.endswith(end))


def test_a_package_as_it_was_made_has_no_deviations(package: Path) -> None:
    assert checking.check(package) == checking.Checked(files=17, meetings=1, deviations=())


def test_a_changed_file_is_told(package: Path) -> None:
    name = place(package, "Underlag.txt")
    assert told(repacked(package, {name: b"annat"})) == [
        f"{name} är ändrad: kontrollsumman stämmer inte med manifest-sha256.txt."
    ]


def test_a_file_that_is_gone_and_one_that_came_in_are_told(package: Path) -> None:
    name = place(package, "Underlag.txt")
    assert told(repacked(package, {name: None, "nytt.txt": b"hej"})) == [
        f"{name} står i manifest-sha256.txt men finns inte i paketet.",
        "nytt.txt finns i paketet men står inte i manifest-sha256.txt.",
    ]


def test_a_manifest_that_was_mended_is_caught_by_mets_and_by_the_metadata(package: Path) -> None:
    """Whoever changes a file and its line in the manifest has two more lists to change."""
    name = place(package, "Underlag.txt")
    files = opened(package)
    before, after = (hashlib.sha256(one).hexdigest() for one in (files[name], b"annat"))
    manifest = files["manifest-sha256.txt"].replace(before.encode(), after.encode())
    described = place(package, f"-PR-{name.split('-PR-')[1].split('/')[0]}.json")
    assert told(repacked(package, {name: b"annat", "manifest-sha256.txt": manifest})) == [
        f"METS.xml har en annan kontrollsumma för {name} än manifest-sha256.txt.",
        f"{described} har en annan kontrollsumma för {name}.",
    ]


def test_a_reply_to_another_text_is_told(package: Path) -> None:
    """What was approved is bound to its bytes by their checksum (C5)."""
    name = place(package, "justering.json")
    replies = json.loads(opened(package)[name])
    replies["justering"][0]["sha256"] = "0" * 64
    found = told(repacked(package, {name: json.dumps(replies).encode()}))
    assert f"{name}: Asta Ordman svarade på en annan text än version 1." in found


def test_what_is_no_pdf_a_is_told(package: Path) -> None:
    name = place(package, "anteckningar.pdf")
    assert f"{name} säger inte att den är PDF/A." in told(repacked(package, {name: b"%PDF-1.4 vanlig"}))
    assert f"{name} är ingen PDF." in told(repacked(package, {name: b"hej"}))
    assert PDF.startswith(b"%PDF-")


def test_names_that_lead_out_of_the_folder_and_double_names_are_told(package: Path) -> None:
    with zipfile.ZipFile(package, "a") as opened_again:
        opened_again.writestr("arkiv-prov/../../ute.txt", b"hej")
        with pytest.warns(UserWarning, match="Duplicate"):
            opened_again.writestr("arkiv-prov/METS.xml", b"<mets/>")
    found = told(package)
    assert "arkiv-prov/METS.xml finns 2 gånger i paketet." in found
    outside = "arkiv-prov/../../ute.txt har ett namn som kan hamna utanför mappen när paketet packas upp."
    assert outside in found


def test_damaged_lists_are_told(package: Path) -> None:
    described = place(package, f"{place(package, 'anteckningar.pdf').split('/')[3]}.json")
    changes = {
        "METS.xml": b"<mets", described: b"{", described.replace(".json", ".xml"): b"<mote",
        "manifest-sha256.txt": opened(package)["manifest-sha256.txt"] + b"krafs\n",
    }  # fmt: skip
    found = told(repacked(package, changes))
    assert any(one.startswith("METS.xml går inte att läsa") for one in found)
    assert f"{described} går inte att läsa." in found
    assert f"{described.replace('.json', '.xml')} går inte att läsa." in found
    assert any(one.startswith("manifest-sha256.txt, rad ") for one in found)


def test_bytes_that_were_damaged_on_the_way_are_told(package: Path) -> None:
    name = place(package, "Underlag.txt")
    with zipfile.ZipFile(package) as whole:
        start = whole.getinfo(f"arkiv-prov/{name}").header_offset
    content = bytearray(package.read_bytes())
    at = start + 30 + len(f"arkiv-prov/{name}") + 4
    content[at] ^= 0xFF
    package.write_bytes(bytes(content))
    assert f"{name} går inte att packa upp: filen är skadad." in told(package)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "finns inte."), (b"hej", "går inte att läsa som en ZIP-fil."), ("zip", "är inget arkivpaket")],
)
def test_what_is_no_package_is_refused_with_a_sentence(
    content: bytes | str | None, why: str, tmp_path: Path
) -> None:
    path = tmp_path / "fil.zip"
    if content == "zip":
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("a.txt", "hej")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(CommandError, match=why) as refused:
        call_command("check_archive", str(path))
    assert refused.value.returncode == 2


def test_the_command_ends_with_one_where_something_deviates(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repacked(package, {"nytt.txt": b"hej"})
    with pytest.raises(CommandError, match=r"1 avvikelser i paket\.zip\.") as refused:
        call_command("check_archive", str(package))
    assert refused.value.returncode == 1
    assert capsys.readouterr().out == "nytt.txt finns i paketet men står inte i manifest-sha256.txt.\n"
