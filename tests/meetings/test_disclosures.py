"""Utlämnande: what is allmänt of a meeting or a matter as a ZIP; what is held back, and why (D1, D2, D7)."""

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.http import FileResponse
from django.test import Client
from pypdf import PdfReader

from meetings.actions import disclosure_files, disclosures, matters
from meetings.actions.masking import Mask
from meetings.models import Disclosure, MatterFile
from secretariat.registry.actions import files
from secretariat.registry.models import LogEntry, Person, StoredFile, User
from tests import make

from .approval_case import Case, a_case, person_of
from .archive_case import PDF, SECRET, a_whole_case, attach, opened, with_pdf

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def address(case: Case) -> str:
    return f"/moten/{case.meeting.pk}/lamna-ut/"


def fetched(client: Client, where: str, **told: Any) -> dict[str, bytes]:
    answer = client.post(where, told)
    assert isinstance(answer, FileResponse), answer.content.decode()
    return opened(b"".join(answer))


def index(package: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package["index.csv"].decode("utf-8-sig")), delimiter=";"))


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def protect(user: User) -> None:
    Person.objects.filter(pk=person_of(user).pk).update(protected_identity=True)


def test_two_clicks_from_the_meeting_give_everything_that_is_open(as_user: Login) -> None:
    case = a_whole_case()
    client = as_user(case.secretary)
    assert f'href="{address(case)}"' in client.get(f"/moten/{case.meeting.pk}/").content.decode()
    package = fetched(client, address(case))
    assert list(package) == [
        "01-minnesanteckningar.pdf", "02-kallelse.pdf", "03-Underlag.txt", "04-Kladd.txt", "index.html", "index.csv",
    ]  # fmt: skip
    assert package["01-minnesanteckningar.pdf"].startswith(PDF)
    assert package["03-Underlag.txt"] == b"originalet"
    told = [(row["titel"], row["utlämnad"], row["skäl"]) for row in index(package)]
    assert told[2:] == [
        ("Underlag", "ja", ""), ("Kladd", "ja", ""), ("Hemlig", "nej", f"Sekretess, {SECRET}"),
    ]  # fmt: skip
    html = package["index.html"].decode()
    assert "Hemlig" in html
    assert SECRET in html
    entry = LogEntry.objects.get(verb="lämnade ut handlingar")
    assert entry.detail["inte_utlämnade"] == ["Hemlig"]
    assert (entry.user, entry.target) == (case.secretary, case.meeting)


def test_what_is_secret_leaves_only_when_somebody_has_examined_it(as_user: Login) -> None:
    case = a_whole_case()
    client, secret = as_user(case.secretary), StoredFile.objects.get(title="Hemlig")
    refused = client.post(address(case), {"slapp": [secret.pk]})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Skriv vem som har prövat, när, och varför det lämnas ut." in text
    assert "checked" in text
    assert LogEntry.objects.filter(verb="lämnade ut handlingar").count() == 0
    package = fetched(client, address(case), slapp=[secret.pk], provning="Prövat av enhetschefen i dag.")
    assert package["05-Hemlig.txt"] == b"hemligheten"
    assert index(package)[-1]["skäl"] == f"Utlämnad efter prövning. Sekretess, {SECRET}"
    entry = LogEntry.objects.get(verb="lämnade ut handlingar")
    assert (entry.detail["efter_prövning"], entry.detail["prövning"]) == (
        ["Hemlig"],
        "Prövat av enhetschefen i dag.",
    )


def test_drafts_are_not_in_and_a_meeting_without_anything_is_refused(as_user: Login) -> None:
    case = a_case()
    attach(case, "Underlag", b"inte ute")
    client = as_user(case.secretary)
    page = client.get(address(case)).content.decode()
    assert "Utkast är inte allmänna handlingar och är inte med" in page
    assert "som ZIP" not in page  # nothing to press that would be refused
    answer = client.post(address(case))
    assert answer.status_code == 422
    assert "Det finns inga allmänna handlingar att lämna ut än." in answer.content.decode()


def test_a_file_goes_by_its_own_status_whatever_the_meeting_is(as_user: Login) -> None:
    """D1: utkast is never in; one that came in is, also before the meeting."""
    case = a_case()
    attach(case, "Inkommen", b"1", record_status="received")
    attach(case, "Utan status", b"2")
    found = disclosures.of_meeting(case.meeting)
    assert [one.title for one in found.given] == ["Inkommen"]
    case.approve()
    attached = StoredFile.objects.filter(title="Inkommen")
    attached.update(record_status="draft")
    StoredFile.objects.filter(title="Utan status").update(circle="secretariat")
    found = disclosures.of_meeting(case.meeting)
    assert [one.kind for one in found.given] == ["minnesanteckningar"]
    assert [(one.title, one.why) for one in found.withheld] == [
        ("Utan status", "Förvaras bara hos sekretariatet. Pröva innan den lämnas ut.")
    ]
    assert found.drafts == ("Inkommen",)


def test_a_protected_person_is_hidden_in_papers_and_holds_back_files_that_name_them(as_user: Login) -> None:
    """D7: stored bytes stay; what is given out is printed without the name, and says so."""
    case = a_case()
    attach(case, "Yttrande av Birger Valdberg", b"Birger Valdberg skriver.")
    attach(case, "Statistik", b"Inga namn.")
    case.approve()
    with_pdf(case.meeting)
    protect(case.elected)
    package = fetched(as_user(case.secretary), address(case))
    words = " ".join(text_of(package["01-minnesanteckningar.pdf"]).split())
    assert "Valdberg" not in words
    assert "skyddad person" in words
    assert "Namn på personer med skyddade personuppgifter är dolda i den här kopian." in words
    assert "Asta Ordman" in words
    assert list(package) == ["01-minnesanteckningar.pdf", "02-Statistik.txt", "index.html", "index.csv"]
    whole = b"".join(package.values()).decode("utf-8", "replace")
    assert "Valdberg" not in whole
    assert index(package)[-1]["skäl"].startswith("Nämner någon med skyddade personuppgifter.")


def test_masking_changes_nothing_where_nobody_is_protected_and_keeps_other_names() -> None:
    case = a_case()
    case.approve()
    tree = disclosures.tree_of(case.minutes)
    assert Mask().tree(tree) is tree
    protect(case.chair)
    hidden = Mask().tree(tree)
    assert hidden.chair.text == "skyddad person"
    assert [row.name.text for row in hidden.attendance[0].rows] == [
        "skyddad person",
        "Birger Valdberg",
        "Cilla Reservin",
    ]


def test_a_matter_gives_its_documents_and_the_meetings_that_took_it_up(as_user: Login) -> None:
    case = a_whole_case()
    matter = make.matter(by=case.secretary, title="Plan för samverkan")
    case.meeting.items.filter(title="Plan").update(matter=matter)
    kept = files.store_made(b"skrivelsen", name="Skrivelse.pdf", title="Skrivelse")
    StoredFile.objects.filter(pk=kept.pk).update(record_status="received", case_number="20RS1")
    unknown = files.store_made(b"okand", name="Okänd.pdf", title="Okänd")
    for stored in (kept, unknown):
        MatterFile.objects.create(matter=matter, file=stored)
    client, where = as_user(case.secretary), f"/arenden/{matters.slug_of(matter.number)}/lamna-ut/"
    page = client.get(where.removesuffix("lamna-ut/")).content.decode()
    assert f'href="{quote(where)}"' in page
    told = {row["titel"]: row for row in index(fetched(client, where))}
    assert told["Skrivelse"]["diarienummer"] == "20RS1"
    assert told["Okänd"]["skäl"] == "Status är inte satt. Pröva om det är en allmän handling."
    assert {name: row["utlämnad"] for name, row in told.items()} == {
        f"Minnesanteckningar {case.meeting}": "ja", "Skrivelse": "ja", "Okänd": "nej", "Underlag": "ja",
        "Kladd": "ja", "Hemlig": "nej",
    }  # fmt: skip


def test_large_ones_are_packed_by_the_worker(as_user: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disclosure_files, "LARGE", 5)
    case = a_whole_case()
    client = as_user(case.secretary)
    answer = client.post(address(case), follow=True)
    made = Disclosure.objects.get()
    assert "Handlingarna packas: 0 av 4." in answer.content.decode()
    disclosure_files.make_file.func(made.pk)
    got = client.get(f"/utlamnande/{made.pk}/fil/")
    assert isinstance(got, FileResponse)
    assert len(opened(b"".join(got))) == 6
    assert "Hämta handlingar-mote-" in client.get(f"/utlamnande/{made.pk}/").content.decode()
    later = made.made_at.replace(year=made.made_at.year + 1)
    assert (disclosure_files.forget_files(at=later), Disclosure.objects.count()) == (1, 0)


def test_a_file_that_is_gone_is_told_in_the_index(as_user: Login) -> None:
    case = a_whole_case()
    stored = StoredFile.objects.get(title="Underlag")
    stored.file.storage.delete(stored.file.name)
    told = {row["titel"]: row for row in index(fetched(as_user(case.secretary), address(case)))}
    assert (told["Underlag"]["utlämnad"], told["Underlag"]["skäl"]) == ("nej", "Filen finns inte kvar.")


def test_a_file_that_changed_since_the_page_was_opened_is_refused(as_user: Login) -> None:
    case = a_whole_case()
    client, secret = as_user(case.secretary), StoredFile.objects.get(title="Hemlig")
    StoredFile.objects.filter(pk=secret.pk).update(record_status="draft")
    answer = client.post(address(case), {"slapp": [secret.pk], "provning": "Prövat."})
    assert isinstance(answer, FileResponse)
    assert "Hemlig.txt" not in " ".join(opened(b"".join(answer)))


def test_only_the_office_gives_out(as_user: Login) -> None:
    case = a_whole_case()
    client = as_user(case.chair)
    assert client.get(address(case)).status_code == 403
    assert client.post(address(case)).status_code == 403
    assert "lamna-ut" not in client.get(f"/moten/{case.meeting.pk}/").content.decode()
    assert as_user(case.secretary).get("/moten/999999/lamna-ut/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_whatever_the_number_of_files(
    count: int, as_user: Login, django_assert_num_queries: Any
) -> None:
    case = a_case()
    for number in range(count):
        attach(case, f"Fil {number}", str(number).encode())
    case.approve()
    with_pdf(case.meeting)
    client = as_user(case.secretary)
    client.get(address(case))
    with django_assert_num_queries(17):  # one of them about letters
        client.get(address(case))
