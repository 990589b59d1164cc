"""The list, the agreement, the version's table, its files and forms: who sees them and what they say (F1, F2)."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from agreements.actions import versions
from agreements.models import Agreement, AgreementParty
from secretariat.lib import pdf
from secretariat.registry.models import LogEntry, StoredFile, User
from tests import make

from .case import NOW, TITLE, TODAY, Case, an_agreement, extract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
As = Callable[[User], Client]


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&quot;", '"').split())


def at(case: Case, name: str, *more: Any) -> str:
    return reverse(f"agreements:{name}", args=[case.agreement.slug, case.number, *more])


# Who


def persons_of(case: Case) -> dict[str, User]:
    member = make.approver_user(of=case.body, kind="member")
    other = make.user()
    assert other.person
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    secretary = make.user()
    assert secretary.person
    make.membership(seat=make.seat(of=case.body, kind="secretary"), person=secretary.person)
    return {
        "office": make.user(office_role="secretariat"),
        "secretary": secretary,
        "other secretary": other,
        "member": member,
        "reader": make.user(office_role="reader"),
        "signed in": make.user(),
    }


WRITES = {"office", "secretary"}
READS = {*WRITES, "other secretary", "member", "reader"}


def test_who_reads_writes_and_sets_by_hand(as_user: As) -> None:
    """Each page and step for each kind of user (D9)."""
    case = an_agreement("Nora")
    slug, party = case.agreement.slug, case.party("Nora").pk
    reading = [
        reverse("agreements:agreement-list"),
        reverse("agreements:agreement-export", args=["xlsx"]),
        reverse("agreements:agreement-detail", args=[slug]),
        at(case, "version-detail"),
        at(case, "version-export", "csv"),
    ]
    writing = [
        reverse("agreements:agreement-edit", args=[slug]),
        at(case, "version-edit"),
        at(case, "activity-add"),
        reverse("agreements:party-detail", args=[party]),
    ]
    for name, user in persons_of(case).items():
        client = as_user(user)
        assert {client.get(url).status_code for url in reading} == {200 if name in READS else 403}, name
        assert {client.get(url).status_code for url in writing} == {200 if name in WRITES else 403}, name
        forced = client.post(at(case, "version-step", "stall-om"), {"to": "draft", "reason": "x"}).status_code
        assert forced == (302 if name == "office" else 403), name
        assert client.post(reverse("agreements:party-remind", args=[party])).status_code == (
            302 if name in WRITES else 403
        )
        if name == "office":
            versions.override(case.version, "sent", reason="tillbaka", by=user)


def test_a_step_is_a_button_and_not_a_link(as_user: As) -> None:
    case = an_agreement("Nora")
    client = as_user(case.by)
    party = case.party("Nora").pk
    assert client.get(at(case, "version-step", "skicka")).status_code == 405
    for name in ("handler", "accept", "sign", "override", "comment", "remind", "remove"):
        assert client.get(reverse(f"agreements:party-{name}", args=[party])).status_code == 405
    assert client.post(at(case, "version-step", "flyg")).status_code == 404
    assert client.get(at(case, "version-export", "docx")).status_code == 404


# The table


def test_the_page_answers_who_has_not_decided(as_user: As) -> None:
    """F2: vilka har inte beslutat, in one glance."""
    case = an_agreement("Nora", "Kumla", "Laxå")
    case.decides("Kumla")
    case.decides("Laxå", "assent_changed")
    said = words(as_user(case.by).get(at(case, "version-detail")))
    assert (
        "2 av 3 har beslutat. Kvar: Nora. Ett av besluten avviker: Laxå har beslutat bifall med ändring."
        in said
    )
    assert "Tillägg: ”Uppföljningen ska redovisas även per länsdel.” Hantera avvikelsen" in said
    assert "Påminn Nora" in said
    assert "3 kommuner 2 beslutade 1 avvikelse 0 utdrag inkomna" in said
    reader = words(as_user(make.user(office_role="reader")).get(at(case, "version-detail")))
    assert "Hantera avvikelsen" not in reader
    assert "Nästa steg" not in reader


def test_other_parties_stand_in_a_group_of_their_own_and_are_counted_apart(as_user: As) -> None:
    case = an_agreement("Nora", "Kumla", send=False)
    for name in ("RF-SISU", "ÖLBF"):
        other = make.organisation(name=name, short_name=name, kind="civil_society")
        versions.add_party(case.version, other, by=case.by)
        case.organisations[name] = other
    county = make.organisation(name="Länsstyrelsen", kind="authority")
    versions.add_party(case.version, county, by=case.by, role="cooperating")
    versions.send(case.version, by=case.by, at=NOW)
    case.decides("Nora")
    case.decides("ÖLBF")
    said = words(as_user(case.by).get(at(case, "version-detail")))
    assert (
        "1 av 2 kommuner har beslutat. Kvar: Kumla. En av två övriga parter har beslutat. Kvar av dem: RF-SISU."
        in said
    )
    assert "Övriga parter" in said
    assert "Samverkar utan beslut" in said
    assert "2 kommuner 1 beslutad 0 avvikelser 0 utdrag inkomna" in said


@pytest.mark.parametrize("number", [3, 16])
def test_the_table_asks_as_many_questions_whatever_the_number_of_parties(
    as_user: As, number: int, django_assert_num_queries: Any
) -> None:
    case = an_agreement(*(f"Ort{n}" for n in range(number)))
    for name in list(case.organisations)[::2]:
        case.says(name, outcome="assent", decided_on=TODAY, upload=extract())
    client = as_user(case.by)
    client.get(at(case, "version-detail"))
    with django_assert_num_queries(QUERIES):
        client.get(at(case, "version-detail"))


QUERIES = 16


def test_every_column_of_the_domain_stands_in_the_excel_file(as_user: As) -> None:
    """Domain 3.4, and a second sheet that explains them (interface 2.3 d)."""
    case = an_agreement("Nora")
    case.says("Nora", case_number="KS 26/88", organ="KS", planned_on=TODAY, outcome="assent", decided_on=TODAY,
              paragraph="88", upload=extract())  # fmt: skip
    case.signs("Nora")
    AgreementParty.objects.update(comment="=1+1")
    response = as_user(case.by).get(at(case, "version-export", "xlsx"))
    book = load_workbook(io.BytesIO(response.content))
    headings, row = list(book["Rader"].iter_rows(values_only=True))[:2]
    found = dict(zip(headings, row, strict=True))
    day = found.pop("skickat datum")
    assert day.date() == TODAY
    assert {key: getattr(value, "date", lambda v=value: v)() for key, value in found.items()} == {
        "part": "Nora", "kommunkod": None, "länsdel": "Utan länsdel", "roll": "part", "läge": "I kraft",
        "handläggare": case.people["Nora"].name, "handläggarens funktion": None,
        "handläggarens e-post": case.people["Nora"].email, "dnr hos part": "KS 26/88", "beslutande organ": "KS",
        "planerat beslutsdatum": TODAY, "beslutsdatum": TODAY, "paragraf": "§ 88", "utfall": "Bifall",
        "avvikelse": None, "avvikelsen hanterad": None, "protokollsutdrag": "utdrag.pdf", "undertecknare": "Asta Ek",
        "undertecknat datum": TODAY, "i kraft från datum": TODAY, "senaste uppföljning datum": None,
        "kommentar": "'=1+1",
    }  # fmt: skip
    assert book.sheetnames == ["Rader", "Förklaring"]
    assert LogEntry.objects.filter(verb="exporterade parternas beslut").count() == 1


def test_sixteen_parties_stand_on_one_lying_page(as_user: As) -> None:
    """F2: PDF A4 landscape on one page for 16 parties, also with deviations and notes."""
    if pdf.why_not():
        pytest.skip("no Pango here")
    case = an_agreement(*(f"Ort{n}" for n in range(16)))
    names = list(case.organisations)
    for name in names[:12]:
        case.decides(name)
    case.decides(names[12], "assent_changed")
    for name in names[13:]:
        case.says(name, planned_on=TODAY)
    response = as_user(case.by).get(at(case, "version-pdf"))
    reader = PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    said = " ".join(reader.pages[0].extract_text().split())
    assert "13 av 16 har beslutat." in said
    assert all(name in said for name in names)


# Writing


def test_an_agreement_is_laid_up_with_its_parties(as_user: As) -> None:
    body, nora = make.body(), make.organisation(name="Nora kommun", short_name="Nora")
    user = make.user(office_role="secretariat")
    client = as_user(user)
    page = reverse("agreements:agreement-create")
    said = {"title": "Ny!", "kind": "agreement", "body": body.pk, "parties": [nora.pk]}
    response = client.post(page, said)
    made = Agreement.objects.get()
    assert response.url == f"/overenskommelser/{made.slug}/1/"
    assert [row.organisation for row in made.versions.get().parties.all()] == [nora]
    wrong = client.post(page, {**said, "matter_number": "Ä 1999-1"})
    assert "Det finns inget ärende med det numret." in words(wrong)
    assert 'value="Ny!"' in wrong.content.decode()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"starts_on": "2027-01-01", "ends_on": "2026-12-31"},
         "Perioden kan inte sluta innan den börjar. Ändra någon av dagarna."),
        ({"starts_on": "03/04/2027"}, "Skriv datumet som 2026-03-04 eller 4 mars 2026."),
        ({"renewal": "automatic", "ends_on": "2029-12-31"}, "Skriv med hur många månader den förlängs."),
        ({"decide_by": "2031-01-01", "ends_on": "2029-12-31"}, "Parterna måste besluta innan perioden är slut."),
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_is_told_and_what_was_typed_stays(
    as_user: As, said: dict[str, str], reason: str
) -> None:
    """Bad input of part 5: a period that ends before it begins."""
    case = an_agreement("Nora", send=False)
    response = as_user(case.by).post(at(case, "version-edit"), {"renewal": "none", "changes": "Nytt", **said})
    assert response.status_code == 200
    assert reason in words(response)
    assert "Nytt" in response.content.decode()


def test_a_party_in_two_versions_is_refused_on_the_page(as_user: As) -> None:
    case = an_agreement("Nora")
    nora = case.organisations["Nora"]
    case.agreement.versions.create(number=2)
    case.number = 2
    response = as_user(case.by).post(at(case, "party-add"), {"organisation": nora.pk, "role": "party"})
    assert "Nora har redan version 1 att besluta om." in words(response)


def test_signing_before_the_decision_is_refused_on_the_page(as_user: As) -> None:
    case = an_agreement("Nora")
    said = {"signer": "Asta Ek", "signed_on": "2026-09-01", "how": "paper"}
    page = reverse("agreements:party-sign", args=[case.party("Nora").pk])
    response = as_user(case.by).post(page, said)
    assert "Nora har inte beslutat. Parten måste besluta innan den undertecknar." in words(response)
    assert 'value="Asta Ek"' in response.content.decode()


def test_the_office_fills_in_for_a_party_handles_and_signs(as_user: As) -> None:
    case = an_agreement("Nora")
    client, pk = as_user(case.by), case.party("Nora").pk
    page = reverse("agreements:party-detail", args=[pk])
    client.post(page, {"outcome": "refused", "decided_on": "2026-09-01", "deviation": "För dyrt."})
    assert case.state == "deviating"
    client.post(page, {"outcome": "assent_changed", "decided_on": "2026-09-01", "deviation": "Billigare."})
    client.post(reverse("agreements:party-accept", args=[pk]), {"how": "Godtas."})
    assert case.state == "signing"
    said = {"signer": "Asta Ek", "signed_on": "2026-09-02", "how": "electronic"}
    client.post(reverse("agreements:party-sign", args=[pk]), said)
    assert case.party("Nora").signer == "Asta Ek"


def test_documents_are_added_fetched_and_taken_out(as_user: As) -> None:
    case = an_agreement("Nora", send=False)
    client = as_user(case.by)
    client.post(
        at(case, "document-add"), {"kind": "appendix", "title": "Bilaga 1", "upload": extract("bilaga.pdf")}
    )
    document = case.version.documents.get(kind="appendix")
    fetch = reverse("registry:file-download", args=[document.stored_id])
    fetched = as_user(make.user(office_role="reader")).get(fetch)
    assert b"".join(fetched.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert as_user(make.user()).get(fetch).status_code in (403, 404)
    client.post(reverse("agreements:document-remove", args=[document.pk]))
    assert not case.version.documents.filter(kind="appendix").exists()
    assert StoredFile.objects.filter(pk=document.stored_id).exists()
    assert "Välj en fil." in words(client.post(at(case, "document-add"), {"kind": "text"}))


def test_steps_are_offered_with_the_reason_why_they_cannot_be_taken(as_user: As) -> None:
    case = an_agreement("Nora", handlers=False, send=False)
    said = words(as_user(case.by).get(at(case, "version-detail")))
    assert "Ingen part har en handläggare som kan få brev. Utse minst en." in said
    wrong = as_user(case.by).post(at(case, "version-step", "skicka"), {"text": "Hej"})
    assert "Ingen part har en handläggare" in words(wrong)
    assert "Hej" in wrong.content.decode()


def test_a_decision_is_found_by_its_number_or_not(as_user: As) -> None:
    case = an_agreement("Nora", send=False)
    versions.override(case.version, "preparing", reason="Prov", by=case.by)
    client, page = as_user(case.by), at(case, "version-step", "rekommendera")
    assert "Det finns inget beslut med det numret" in words(client.post(page, {"number": "XX 1999-1"}))
    client.post(page, {"number": case.decision.number.lower()})
    assert (case.state, case.version.recommended_by) == ("recommended", case.decision)


# Where it is seen from elsewhere


def test_a_decision_and_a_matter_show_what_they_led_to(as_user: As) -> None:
    case = an_agreement("Nora")
    matter = make.matter(by=case.by)
    Agreement.objects.filter(pk=case.agreement.pk).update(matter=matter)
    client = as_user(case.by)
    for name, key in (("decision-agreements", case.decision.pk), ("matter-agreements", matter.pk)):
        url = reverse(f"agreements:{name}", args=[key])
        assert TITLE in words(client.get(url))
        assert TITLE in client.get(url, headers={"HX-Request": "true"}).content.decode()
    slug = case.decision.number.lower().replace(" ", "-")
    page = client.get(reverse("meetings:decision-detail", args=[slug])).content.decode()
    assert reverse("agreements:decision-agreements", args=[case.decision.pk]) in page
    empty = reverse("agreements:matter-agreements", args=[make.matter(by=case.by).pk])
    assert "Ingen överenskommelse." in words(client.get(empty))


def test_who_has_protected_identity_is_named_to_administrators_alone(as_user: As) -> None:
    """D7."""
    case = an_agreement("Nora")
    person = case.people["Nora"]
    type(person).objects.filter(pk=person.pk).update(protected_identity=True)
    url = at(case, "version-detail")
    assert person.name in words(as_user(make.user(office_role="administrator")).get(url))
    said = words(as_user(make.user(office_role="reader")).get(url))
    assert person.name not in said
    assert "Skyddade uppgifter" in said


def test_accepting_asks_how(as_user: As) -> None:
    case = an_agreement("Nora")
    case.decides("Nora", "refused")
    page = reverse("agreements:party-accept", args=[case.party("Nora").pk])
    assert "Skriv hur avvikelsen hanteras." in words(as_user(case.by).post(page, {"how": ""}))
