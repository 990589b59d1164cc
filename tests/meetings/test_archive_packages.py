"""Archive packages: what they hold, what they say of it, and who may order them (D3)."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import FileResponse
from django.test import Client
from lxml import etree

from meetings.actions.archiving import packages
from meetings.models import ArchivePackage, ItemAttachment, Meeting, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, Organisation, StoredFile, User
from tests import make

from . import archive_case
from .approval_case import a_case
from .archive_case import SECRET, a_whole_case, corrected, finish, opened, packed

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
DATA = "representations/rep1/data"
METS, XLINK = "{http://www.loc.gov/METS/}", "{http://www.w3.org/1999/xlink}"


def folder_of(meeting: Meeting, code: str = "PR") -> str:
    return f"2026-03-18-{code}-{meeting.pk}"


def test_a_package_holds_the_stored_bytes_the_originals_and_the_evidence(tmp_path: Path) -> None:
    case = a_whole_case()
    assert packed(tmp_path / "a.zip", case.meeting) == []
    files, folder = opened(tmp_path / "a.zip"), folder_of(case.meeting)
    assert sorted(files) == sorted(
        [
            "METS.xml", "manifest-sha256.txt", "schemas/arkiv.xsd",
            "metadata/descriptive/paket.json", "metadata/descriptive/paket.xml",
            f"metadata/descriptive/{folder}.json", f"metadata/descriptive/{folder}.xml",
            f"metadata/preservation/{folder}.xml",
            *(f"{DATA}/{folder}/{name}" for name in (
                "anteckningar.pdf", "versioner/version-1.json", "kallelser/kallelse-1.json",
                "kallelser/kallelse-1.pdf", "justeringsintyg.pdf", "bilagor/01-Underlag.txt", "bilagor/03-Hemlig.txt",
                "mote.json", "justering.json",
            )),
        ]
    )  # fmt: skip
    here = {name.removeprefix(f"{DATA}/{folder}/"): content for name, content in files.items()}
    minutes = Minutes.objects.select_related("pdf", "current_version").get(meeting=case.meeting)
    assert minutes.pdf
    assert minutes.current_version
    with minutes.pdf.file.open("rb") as stored:
        assert here["anteckningar.pdf"] == stored.read()
    assert here["versioner/version-1.json"] == bytes(minutes.current_version.content)
    assert here["bilagor/01-Underlag.txt"] == b"originalet"
    replies = json.loads(here["justering.json"])["justering"]
    assert [(one["justerare"], one["svar"], one["sha256"]) for one in replies] == [
        ("Asta Ordman", "justerat", minutes.current_version.sha256),
        ("Birger Valdberg", "justerat", minutes.current_version.sha256),
    ]
    assert [item["title"] for item in json.loads(here["mote.json"])["items"]] == [
        "Val av justerare",
        "Plan",
        "Budget",
    ]


def test_every_file_has_its_checksum_in_the_manifest_and_in_mets(tmp_path: Path) -> None:
    case = a_whole_case()
    packed(tmp_path / "a.zip", case.meeting)
    files = opened(tmp_path / "a.zip")
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    del sums["manifest-sha256.txt"]
    lines = files["manifest-sha256.txt"].decode().splitlines()
    assert dict(reversed(line.split("  ")) for line in lines) == sums  # type: ignore[misc]
    root = ET.fromstring(files["METS.xml"])  # noqa: S314 – ours
    listed = {
        one.find(f"{METS}FLocat").get(f"{XLINK}href"): one.get("CHECKSUM")  # type: ignore[union-attr]
        for one in root.iter(f"{METS}file")
    }
    listed |= {one.get(f"{XLINK}href"): one.get("CHECKSUM") for one in root.iter(f"{METS}mdRef")}
    del sums["METS.xml"]
    assert listed == sums
    keys = {one.get("ID") for one in root.iter()}
    named = {key for one in root.iter(f"{METS}div") for key in one.get("DMDID", "").split()}
    named |= {one.get("FILEID") for one in root.iter(f"{METS}fptr")}
    assert named <= keys


def test_metadata_tell_of_each_document_and_the_xml_follows_its_schema(tmp_path: Path) -> None:
    """D1 of each file; XML says what JSON says."""
    Organisation.objects.create(name="Samverkan prov", short_name="Prov", kind="region", is_own=True)
    case = a_whole_case()
    corrected(case)
    packed(tmp_path / "a.zip", case.meeting)
    files = opened(tmp_path / "a.zip")
    name = f"metadata/descriptive/{folder_of(case.meeting)}"
    facts = json.loads(files[f"{name}.json"])
    told = {one["titel"]: one for one in facts["handlingar"]}
    assert {key: told["Underlag"][key] for key in ("handlingstyp", "diarienummer", "sekretess", "filnamn")} == {
        "handlingstyp": "beslutsunderlag", "diarienummer": "20RS6891", "sekretess": "", "filnamn": "Underlag.txt",
    }  # fmt: skip
    assert (told["Hemlig"]["sekretess"], told["Kallelse"]["status"]) == (SECRET, "expedierad")
    assert facts["utelamnade"] == [{"titel": "Kladd", "skal": "ska gallras 2027-01-01", "enligt_regel": True}]
    assert (facts["rubrik"], facts["datum"], facts["grupper"][0]["kod"]) == ("Provrådet", "2026-03-18", "PR")
    schema = etree.XMLSchema(etree.fromstring(files["schemas/arkiv.xsd"]))
    for each in (name, "metadata/descriptive/paket"):
        schema.assertValid(etree.fromstring(files[f"{each}.xml"]))
    package = json.loads(files["metadata/descriptive/paket.json"])
    assert (package["arkivbildare"], package["antal_moten"]) == ("Samverkan prov", 1)
    xml = etree.fromstring(files[f"{name}.xml"])
    paths = xml.xpath("//a:sokvag/text()", namespaces={"a": "urn:sekretariatet:arkiv:1"})
    assert paths == [one["sokvag"] for one in facts["handlingar"]]
    events = etree.fromstring(files[f"metadata/preservation/{folder_of(case.meeting)}.xml"])
    kinds = events.xpath("//p:eventType/text()", namespaces={"p": "http://www.loc.gov/premis/v3"})
    assert kinds == ["fryst", "justerat", "justerat", "justerat", "rättat", "packat för arkiv"]
    data = f"{DATA}/{folder_of(case.meeting)}"
    assert json.loads(files[f"{data}/rattelser.json"])["rattelser"][0]["skal"] == "Året saknades."
    assert files[f"{data}/anteckningar-med-rattelser.pdf"].startswith(b"%PDF-")


def test_what_is_broken_in_the_store_is_told(tmp_path: Path) -> None:
    case = a_case()
    stored = archive_case.attach(case, "Underlag", b"originalet")
    changed = archive_case.attach(case, "Ändrad", b"det riktiga")
    case.approve()
    archive_case.with_pdf(case.meeting)
    stored.file.storage.delete(stored.file.name)
    with changed.file.storage.open(changed.file.name, "wb") as file:
        file.write(b"fel")
    try:
        told = packed(tmp_path / "a.zip", case.meeting)
    finally:
        changed.file.storage.delete(changed.file.name)
    assert told == [
        f"{case.meeting}: Ändrad har en annan kontrollsumma än när den sparades.",
        f"{case.meeting}: Underlag är inte med, filen finns inte i fillagret.",
    ]


def test_a_year_is_refused_until_all_is_finished_and_says_which_are_not() -> None:
    body = make.body(name="Chefsgrupp prov", approval_policy="none")
    finish(bodies=[body])
    left = make.meeting(bodies=[body])
    cancelled = make.meeting(bodies=[body], state="cancelled")
    other = make.meeting(bodies=[make.body()])
    make.meeting(bodies=[body], date=None)
    rows = packages.meetings_of(year=2026, body=body)
    told = ["Chefsgrupp prov, 18 mars 2026: anteckningarna är inte färdiga (utkast)."]
    assert packages.obstacles_to_archiving(rows) == told
    assert packages.obstacles_to_archiving(rows, only_finished=True) == []
    assert not rows.filter(pk__in=[cancelled.pk, other.pk]).exists()
    with pytest.raises(NotAllowed, match="inte färdiga"):
        packages.order(by=make.user(), year=2026, body=body)
    nothing = packages.meetings_of(meeting=left)
    assert packages.obstacles_to_archiving(nothing, only_finished=True) == [
        "Inget av mötena har färdiga anteckningar. De ska vara justerade eller fastställda för att arkiveras."
    ]
    assert ArchivePackage.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_packing_asks_as_often_whatever_the_number_of_meetings(
    count: int, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    body = make.body(approval_policy="none")
    meetings = [finish(bodies=[body]) for _ in range(count)]
    with django_assert_max_num_queries(40):
        packed(tmp_path / "a.zip", *meetings)


def test_the_worker_makes_the_package_and_it_can_be_fetched_later(as_user: Login) -> None:
    case = a_whole_case()
    client = as_user(case.secretary)
    page = client.get(f"/moten/{case.meeting.pk}/").content.decode()
    assert f"/arkiv/mote/{case.meeting.pk}/" in page
    answer = client.post(f"/arkiv/mote/{case.meeting.pk}/", follow=True)
    made = ArchivePackage.objects.get()
    assert answer.redirect_chain == [(f"/arkiv/{made.pk}/", 302)]
    assert "Paketet görs: 0 av 1 möte." in answer.content.decode().replace("\xa0", " ")
    client.post(f"/arkiv/mote/{case.meeting.pk}/")
    assert ArchivePackage.objects.count() == 1
    packages.make_package.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.written, made.problems) == ("made", 1, [])
    fetched = client.get(f"/arkiv/{made.pk}/fil/")
    assert isinstance(fetched, FileResponse)
    assert "METS.xml" in opened(b"".join(fetched))
    listed = client.get("/arkiv/").content.decode()
    assert f'<a href="/arkiv/{made.pk}/">' in listed
    logged = (
        LogEntry.objects.filter(verb__endswith="arkivpaket").order_by("pk").values_list("verb", flat=True)
    )
    assert list(logged) == ["beställde arkivpaket", "hämtade arkivpaket"]


def test_a_failed_package_says_so_and_an_old_one_is_gone(
    as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = finish(by=(office := make.user(office_role="secretariat")))
    made = packages.order(by=office, meeting=meeting)

    def fails(*_: object, **__: object) -> None:
        raise OSError("disken är full")

    monkeypatch.setattr(packages, "write", fails)
    with pytest.raises(OSError, match="full"):
        packages.make_package.func(made.pk)
    assert "Paketet blev inte klart." in as_user(office).get(f"/arkiv/{made.pk}/").content.decode()
    ArchivePackage.objects.update(made_at=archive_case.MADE)
    assert (packages.forget_files(), ArchivePackage.objects.count()) == (0, 0)


def test_the_form_says_what_is_wrong_and_keeps_what_was_chosen(as_user: Login) -> None:
    office = make.user(office_role="secretariat")
    body = make.body(name="Chefsgrupp prov", approval_policy="none")
    finish(bodies=[body], by=office)
    make.meeting(bodies=[body])
    client = as_user(office)
    answer = client.post("/arkiv/", {"ar": "1999", "grupp": "0"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Det finns inga möten det året. Välj ett av åren i listan." in text
    assert "Gruppen finns inte. Välj en i listan." in text
    answer = client.post("/arkiv/", {"ar": "2026", "grupp": str(body.pk)})
    assert "anteckningarna är inte färdiga (utkast)." in answer.content.decode()
    assert f'<option value="{body.pk}" selected>' in answer.content.decode()
    answer = client.post("/arkiv/", {"ar": "2026", "grupp": str(body.pk), "bara_fardiga": "on"})
    assert answer.status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_whatever_its_length(
    rows: int, as_user: Login, django_assert_num_queries: Any
) -> None:
    office = make.user(office_role="secretariat")
    for _ in range(rows):
        packages.order(by=office, meeting=finish(by=office))
    client = as_user(office)
    client.get("/arkiv/")
    with django_assert_num_queries(8):
        client.get("/arkiv/")


def test_only_the_office_orders_and_fetches(as_user: Login) -> None:
    case = a_whole_case()
    made = packages.order(by=case.secretary, meeting=case.meeting)
    client = as_user(case.chair)
    for answer in (
        client.post(f"/arkiv/mote/{case.meeting.pk}/"), client.get("/arkiv/"), client.get(f"/arkiv/{made.pk}/"),
        client.get(f"/arkiv/{made.pk}/fil/"),
    ):  # fmt: skip
        assert answer.status_code == 403
    assert "arkivpaket" not in client.get(f"/moten/{case.meeting.pk}/").content.decode()


def test_the_command_writes_a_year_of_a_body(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = make.body(code="CP", approval_policy="none")
    meeting = finish(bodies=[body])
    call_command("archive", year=2026, body="cp", output=str(tmp_path))
    target = tmp_path / "arkiv-2026-CP.zip"
    assert capsys.readouterr().out == f"{target} är skriven, med 1 möten.\n"
    assert f"{DATA}/{folder_of(meeting, 'CP')}/anteckningar.pdf" in opened(target)
    call_command("check_archive", str(target))
    assert capsys.readouterr().out == "Paketet stämmer: 11 filer från 1 möten.\n"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "Ange antingen --year eller --meeting."),
        ({"year": 2026, "body": "ZZ"}, "Det finns ingen grupp med koden ZZ. Koderna är: CP."),
        ({"meeting": 999999}, "Det finns inget möte med nummer 999999."),
        ({"year": 2026, "output": "/finns/inte"}, "Mappen /finns/inte finns inte. Skapa den eller välj en annan"),
        ({"year": 1999}, "Inget av mötena har färdiga anteckningar."),
    ],
)  # fmt: skip
def test_the_command_says_what_is_wrong(asked: dict[str, Any], why: str) -> None:
    make.body(code="CP")
    with pytest.raises(CommandError) as refused:
        call_command("archive", **asked)
    assert str(refused.value).startswith(why)


def test_files_of_removed_points_and_twice_attached_ones_come_once_or_not_at_all(tmp_path: Path) -> None:
    case = a_case()
    stored = archive_case.attach(case, "Underlag", b"originalet")
    ItemAttachment.objects.create(
        meeting=case.meeting, item=case.item("Budget"), kind="file", title="Underlag igen", file=stored
    )
    case.approve()
    archive_case.with_pdf(case.meeting)
    packed(tmp_path / "a.zip", case.meeting)
    found = [name for name in opened(tmp_path / "a.zip") if "/bilagor/" in name]
    assert found == [f"{DATA}/{folder_of(case.meeting)}/bilagor/01-Underlag.txt"]
    assert StoredFile.objects.filter(pk=stored.pk).exists()
