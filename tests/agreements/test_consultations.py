"""Sending a version on remiss: letters, the link page, what the parties answer and where it is read (domain 3.2)."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agreements.actions import consultations, periods, versions
from agreements.actions.consultations import Reply
from secretariat.inquiries.actions import rounds as questions
from secretariat.inquiries.models import Form, Recipient
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, StoredFile, User
from tests import make

from .case import NOW, TODAY, Case, an_agreement, path_for

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
DAY = dt.timedelta(days=1)
UNTIL = TODAY + 30 * DAY


def fetched(response: Any) -> bool:
    """Whether a file came, all of it."""
    return response.status_code == 200 and b"".join(response.streaming_content).startswith(b"%PDF")


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def on_remiss(*names: str, send: bool = True, **facts: object) -> Case:
    case = an_agreement(*names, send=False, **facts)  # type: ignore[arg-type]
    versions.override(case.version, "preparing", reason="Prov", by=case.by, at=NOW)
    if send:
        consultations.remit(case.version, due_on=UNTIL, text="Hör av er.", by=case.by, at=NOW)
    return case


def row_of(case: Case, name: str) -> Recipient:
    found = consultations.standing_of(case.version)
    assert found
    return Recipient.objects.get(inquiry=found.inquiry, organisation=case.organisations[name])


def answer(case: Case, name: str, client: Client, **more: Any) -> Any:
    said = {"q-hallning": "andringar", "q-synpunkter": "Bra.", "q-andringar-0-var": "3.2",
            "q-andringar-0-andring": "Nio månader.", "q-andringar-0-skal": "Budgeten.", "lamna-in": "1"}  # fmt: skip
    path = path_for(case.people[name])
    marks = re.findall(r'name="(s-[^"]+)" value="([^"]*)"', client.get(path).content.decode())
    return client.post(path, dict(marks) | said | more, follow=True)


def test_each_handlaggare_gets_a_letter_and_reads_the_proposal_with_the_link(client: Client) -> None:
    case = on_remiss("Nora", "Kumla")
    assert case.state == "consultation"
    letters = OutgoingMail.objects.order_by("pk")
    assert [(one.person, one.subject) for one in letters] == [
        (case.people[name], f"{name}: Remiss: Samverkan för god hälsa, version 1")
        for name in ("Nora", "Kumla")
    ]
    assert "Samverkan för god hälsa, version 1 är på remiss." in letters[0].body
    assert "Hör av er." in letters[0].body
    path = path_for(case.people["Nora"])
    said = words(client.get(path))
    for part in ("Läs först", "overenskommelsen.pdf", "Hur ställer ni er till förslaget?", "1 oktober 2026"):
        assert part in said
    stored = case.version.documents.get().stored
    paper = client.get(f"{path}underlag/{stored.pk}/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[arg-type]
    assert paper.headers["Cache-Control"] == "no-store"


def test_only_the_papers_of_this_remiss_open_with_its_link(client: Client) -> None:
    case, other = on_remiss("Nora"), on_remiss("Kumla")
    path = path_for(case.people["Nora"])
    foreign = other.version.documents.get().stored
    secret = StoredFile.objects.create(name="hemlig.pdf", content_type="application/pdf", size=1, sha256="x")
    assert client.get(f"{path}underlag/{foreign.pk}/").status_code == 404
    assert client.get(f"{path}underlag/{secret.pk}/").status_code == 404
    key = path.rstrip("/").rpartition("/")[2]
    wrong = path.replace(key, "x" * len(key))
    assert client.get(f"{wrong}underlag/{case.version.documents.get().stored_id}/").status_code == 404
    questions.withdraw(row_of(case, "Nora").inquiry, why="Fel fil.", by=case.by)
    assert client.get(f"{path}underlag/{case.version.documents.get().stored_id}/").status_code == 404


def test_a_handlaggare_with_an_account_reads_it_without_the_link(as_user: As) -> None:
    case = on_remiss("Nora")
    user = make.user(person=case.people["Nora"])
    client = as_user(user)
    own = reverse("inquiries:answer-own", args=[row_of(case, "Nora").pk])
    stored = case.version.documents.get().stored
    assert "overenskommelsen.pdf" in words(client.get(own))
    assert fetched(client.get(f"{own}underlag/{stored.pk}/"))
    other = on_remiss("Kumla")
    foreign = other.version.documents.get().stored
    assert client.get(f"{own}underlag/{foreign.pk}/").status_code == 404
    theirs = reverse("inquiries:answer-own-paper", args=[row_of(other, "Kumla").pk, foreign.pk])
    assert client.get(theirs).status_code == 404


def test_what_they_answer_stands_on_the_versions_page_and_under_what_is_new(
    client: Client, as_user: As
) -> None:
    case = on_remiss("Nora", "Kumla")
    upload = SimpleUploadedFile("yttrande.pdf", b"%PDF-1.4 yttrande")
    thanks = answer(case, "Nora", client, **{"q-remissvar": upload})
    assert "Tack, svaren är inlämnade" in words(thanks)
    told = consultations.told_of(case.version, today=UNTIL + DAY)
    assert told
    assert (told.answer, told.counted, told.left, told.is_late) == (
        "1 av 2 har svarat på remissen.", "1 tillstyrker med ändringar", "Kumla", True,
    )  # fmt: skip
    stored = StoredFile.objects.get(name="yttrande.pdf")
    assert told.replies == [
        Reply(
            party="Nora",
            href=reverse("inquiries:party-detail", args=[row_of(case, "Nora").pk]),
            stance="Tillstyrker med ändringar",
            mark="pending",
            words="Bra.",
            changes=[("3.2", "Nio månader.", "Budgeten.")],
            stored=stored,
        )
    ]
    said = words(as_user(make.user(office_role="reader")).get(case.version.get_absolute_url()))
    assert "Vad parterna ville ändra" in said
    assert "Nora , 3.2: Nio månader. Budgeten." in said
    assert "Kvar: Kumla." in said


def test_the_next_version_shows_what_was_wished_of_the_one_before(client: Client, as_user: As) -> None:
    case = on_remiss("Nora")
    answer(case, "Nora", client)
    versions.recommend(case.version, case.decision, by=case.by, at=NOW)
    versions.send(case.version, by=case.by, at=NOW)
    case.in_force()
    periods.revise(case.version, changes="", by=case.by, at=NOW)
    case.number = 2
    said = words(as_user(case.by).get(case.version.get_absolute_url()))
    assert "Vad parterna ville ändra i version 1" in said
    assert "Nio månader." in said


def test_when_it_goes_on_the_remiss_is_over_and_nobody_is_reminded(client: Client) -> None:
    case = on_remiss("Nora", "Kumla")
    answer(case, "Nora", client)
    row = row_of(case, "Kumla")
    versions.recommend(case.version, case.decision, by=case.by, at=NOW)
    row.refresh_from_db()
    assert (row.excused_at, row.inquiry.closed_at) == (NOW, NOW)
    assert questions.remind_by_night(at=NOW + 16 * DAY) == 0
    assert "Remissen avslutades" in words(client.get(path_for(case.people["Kumla"])))


def test_they_are_reminded_by_night_and_a_party_that_comes_in_later_is_asked() -> None:
    case = on_remiss("Nora")
    case.letters()
    assert questions.remind_by_night(at=NOW + 16 * DAY) == 1
    person = make.person(name="Laxa Ny", email="laxa@exempel.se")
    case.organisations["Laxå"] = person.organisation = make.organisation(
        name="Laxå kommun", short_name="Laxå"
    )
    person.save()
    versions.add_party(case.version, case.organisations["Laxå"], by=case.by)
    assert row_of(case, "Laxå").sent_at is None
    versions.remove_party(case.party("Laxå"), by=case.by)
    assert row_of(case, "Nora").inquiry.recipients.count() == 1


def test_a_second_remiss_is_asked_by_the_same_form_and_has_a_name_of_its_own() -> None:
    case = on_remiss("Nora")
    versions.prepare(case.version, by=case.by, at=NOW)
    consultations.remit(case.version, due_on=UNTIL, by=case.by, at=NOW)
    found = consultations.standing_of(case.version)
    assert found
    assert found.inquiry.title == "Remiss: Samverkan för god hälsa, version 1, 2 gången"
    assert Form.objects.filter(purpose="consultation").count() == 1


def test_why_it_cannot_go_out(as_user: As) -> None:
    case = on_remiss("Nora", send=False, handlers=False)
    versions.remove_document(case.version.documents.get(), by=case.by)
    with pytest.raises(NotAllowed) as no:
        consultations.remit(case.version, due_on=UNTIL, by=case.by, at=NOW)
    assert no.value.reasons == [
        "Lägg till förslaget som dokument först, så att parterna har något att läsa.",
        "Ingen part har en handläggare som kan få brev. Utse minst en.",
    ]
    versions.remove_party(case.party("Nora"), by=case.by)
    assert consultations.obstacles_to_remitting(case.version)[1] == "Lägg till minst en part."
    assert case.state == "preparing"
    said = words(as_user(case.by).get(case.version.get_absolute_url()))
    assert "Lägg till förslaget som dokument först" in said


def test_the_step_asks_for_a_last_day(as_user: As) -> None:
    case = on_remiss("Nora", send=False)
    client = as_user(case.by)
    address = reverse("agreements:version-step", args=[case.agreement.slug, 1, "remittera"])
    assert "Skriv sista dagen för remissvar." in words(client.post(address, {}))
    assert client.post(address, {"due_on": "2099-10-01"}).status_code == 302
    assert case.state == "consultation"


@pytest.mark.parametrize("names", [("Nora",), ("Nora", "Kumla", "Laxå")])
def test_reading_it_asks_the_same_whatever_the_number(
    names: tuple[str, ...], client: Client, django_assert_num_queries: Any
) -> None:
    case = on_remiss(*names)
    for name in names:
        answer(case, name, client)
    version = case.version
    with django_assert_num_queries(3):
        told = consultations.told_of(version, today=TODAY)
    assert told
    assert len(told.replies) == len(names)
