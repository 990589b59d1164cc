"""The documents of agreements as public records: said, shown, filtered, fetched; and what is secret is hidden (D1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agreements.actions import consultations, versions
from agreements.models import AgreementDocument
from secretariat.registry.actions import files
from secretariat.registry.models import OutgoingMail, StoredFile, User
from tests import make

from .case import DUE, NOW, Case, an_agreement, path_for

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
LIST = reverse("agreements:document-list")
RECORD = {
    "title": "Ny överenskommelse", "record_kind": "överenskommelse", "record_status": "drawn_up",
    "case_number": "20RS6891", "secrecy": "", "circle": "meeting", "keeping": "destroyed", "destroy_on": "2030-12-31",
}  # fmt: skip


def fetched(response: Any) -> bool:
    """Whether a file came, all of it."""
    return response.status_code == 200 and b"".join(response.streaming_content).startswith(b"%PDF")


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def office() -> User:
    return make.user(office_role="secretariat")


def the_document(case: Case) -> AgreementDocument:
    return AgreementDocument.objects.select_related("stored").get(version=case.version, kind="text")


def hide(case: Case, **how: str) -> AgreementDocument:
    """A second document that is secret, put there by the office."""
    stored = files.store(SimpleUploadedFile("hemligt-avtal.pdf", b"%PDF-1.4 hemligt"), by=office())
    made = versions.add_document(case.version, stored, kind="appendix", by=case.by)
    StoredFile.objects.filter(pk=stored.pk).update(**how or {"secrecy": "19 kap. 3 § OSL"})
    return made


def test_what_a_document_is_is_said_and_stands_on_the_page_the_list_and_in_the_file(as_user: As) -> None:
    case = an_agreement("Nora")
    one, client = the_document(case), as_user(office())
    assert (one.stored.record_kind, one.stored.record_status) == ("överenskommelsen", "dispatched")
    owner = make.organisation(name="Region Örebro län", short_name="Regionen")
    address = reverse("agreements:document-edit", args=[one.pk])
    assert client.post(address, RECORD | {"owner": owner.pk}).status_code == 302
    told = "Överenskommelse, upprättad, dnr 20RS6891, Regionen, gallras 31 december 2030"
    assert told in words(client.get(case.version.get_absolute_url()))
    assert told in words(client.get(LIST))
    lines = (
        client.get(reverse("agreements:document-export", args=["csv"]))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[1].startswith(
        "Ny överenskommelse;overenskommelsen.pdf;Samverkan för god hälsa;1;överenskommelsen;överenskommelse;"
        "upprättad;20RS6891;Region Örebro län;;gallras;2030-12-31;"
    )
    assert client.get(reverse("agreements:document-export", args=["xlsx"])).status_code == 200
    assert client.get(reverse("agreements:document-export", args=["docx"])).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"destroy_on": ""}, "Skriv vilken dag den gallras."),
        ({"keeping": "kept"}, "Välj gallras, eller ta bort dagen."),
        ({"destroy_on": "någon gång"}, "Skriv datumet som"),
        ({"case_number": "19121212-1212"}, "ser ut som ett personnummer"),
    ],
)
def test_what_does_not_hang_together_is_told_and_nothing_is_lost(
    as_user: As, wrong: dict[str, str], reason: str
) -> None:
    case = an_agreement("Nora")
    response = as_user(office()).post(
        reverse("agreements:document-edit", args=[the_document(case).pk]), RECORD | wrong
    )
    assert reason in words(response)
    assert 'value="Ny överenskommelse"' in response.content.decode()
    assert the_document(case).stored.title == ""


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?status=drawn_up", True), ("?status=draft", False), ("?status=saknas", False),
        ("?handlingstyp=avtal", True), ("?sekretess=nej", True), ("?sekretess=ja", False),
        ("?bevaras=kept", True), ("?bevaras=saknas", False), ("?q=20RS6891", True), ("?q=Ljusnarsberg", False),
        ("?q=avtal god hälsa", True),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_searched(as_user: As, address: str, found: bool) -> None:
    case = an_agreement("Nora")
    StoredFile.objects.update(
        record_status="drawn_up", record_kind="avtal", keeping="kept", case_number="20RS6891"
    )
    other = an_agreement("Kumla")
    AgreementDocument.objects.filter(version=other.version).delete()
    assert ("overenskommelsen.pdf" in words(as_user(office()).get(LIST + address))) is found
    assert the_document(case)


@pytest.mark.parametrize("how", [{"secrecy": "19 kap. 3 § OSL"}, {"circle": "secretariat"}])
def test_what_is_secret_is_hidden_on_every_route(client: Client, as_user: As, how: dict[str, str]) -> None:
    """Pages, lists, files, letters, the link, the handläggare's own page, and its number in the address."""
    case = an_agreement("Nora", send=False)
    case.organisations["Nora"].registrar_email = "registrator@nora.exempel.se"
    case.organisations["Nora"].save()
    one = hide(case, **how)
    versions.send(case.version, by=case.by, at=NOW)
    reader, person = as_user(make.user(office_role="reader")), case.people["Nora"]
    for url in (
        case.version.get_absolute_url(),
        case.agreement.get_absolute_url(),
        LIST,
        f"{LIST}?q=hemligt",
        reverse("agreements:document-export", args=["csv"]),
    ):
        response = reader.get(url)
        assert response.status_code == 200
        assert "hemligt-avtal" not in response.content.decode(), url
    assert reader.get(reverse("registry:file-download", args=[one.stored_id])).status_code == 403
    path = path_for(person)
    assert "hemligt-avtal" not in client.get(path).content.decode()
    assert client.get(f"{path}dokument/{one.pk}/").status_code == 404
    assert fetched(client.get(f"{path}dokument/{the_document(case).pk}/"))
    own = as_user(make.user(person=person))
    party = case.party("Nora").pk
    assert own.get(reverse("agreements:party-own-document", args=[party, one.pk])).status_code == 404
    assert fetched(own.get(reverse("agreements:party-own-document", args=[party, the_document(case).pk])))
    letter = OutgoingMail.objects.get(to_email="registrator@nora.exempel.se")
    assert [str(stored) for stored in letter.attachments.all()] == ["overenskommelsen.pdf"]
    writer = make.user()
    make.membership(seat=make.seat(of=case.body, kind="secretary"), person=writer.person)
    secretary = as_user(writer)
    assert secretary.get(reverse("agreements:document-edit", args=[the_document(case).pk])).status_code == 200
    assert secretary.get(reverse("agreements:document-edit", args=[one.pk])).status_code == 404
    seen = as_user(office())
    assert "hemligt-avtal" in seen.get(case.version.get_absolute_url()).content.decode()
    assert fetched(seen.get(reverse("registry:file-download", args=[one.stored_id])))


def test_what_is_secret_does_not_go_out_on_remiss(client: Client) -> None:
    case = an_agreement("Nora", send=False)
    versions.override(case.version, "preparing", reason="Prov", by=case.by, at=NOW)
    one = hide(case)
    consultations.remit(case.version, due_on=DUE, by=case.by, at=NOW)
    path = path_for(case.people["Nora"])
    assert "hemligt-avtal" not in client.get(path).content.decode()
    assert client.get(f"{path}underlag/{one.stored_id}/").status_code == 404


def test_who_says_what_a_document_is(as_user: As) -> None:
    case = an_agreement("Nora")
    address = reverse("agreements:document-edit", args=[the_document(case).pk])
    assert as_user(make.user(office_role="reader")).get(address).status_code == 403
    assert as_user(case.by).get(address).status_code == 200
    assert as_user(make.user()).get(LIST).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_whatever_the_number(
    as_user: As, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        an_agreement("Nora")
    client = as_user(office())
    client.get(LIST)
    with django_assert_num_queries(3):
        assert f"{number} dokument" in words(client.get(LIST))
