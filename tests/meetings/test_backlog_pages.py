"""A body's list and a member's own page: search, filters, paging, files, answers, and what is typed wrong."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]

from meetings.actions import backlog
from meetings.models import BacklogItem
from secretariat.registry.models import User
from tests import make
from tests.meetings.backlog_case import Case, a_case, the_action, with_all

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def case() -> Case:
    return with_all(a_case())


@pytest.fixture
def client(case: Case, as_user: Login) -> Client:
    return as_user(case.secretary)


def address(name: str, *args: object) -> str:
    return reverse(f"meetings:backlog-{name}", args=args)


def titles(answer: Any) -> list[str]:
    return [one.row.title for one, _ in answer.context["rows"]]


def test_the_list_is_searched_and_filtered(case: Case, client: Client) -> None:
    page = address("list", case.body.pk)
    assert titles(client.get(page)) == [
        "Skjutsar till simhallen", "Klusteranalys", "Bjud in Länsstyrelsen", "Uppföljning av mötesplatserna",
        "Vem kan ha öppet på kvällen?",
    ]  # fmt: skip
    assert titles(client.get(page, {"q": "klusteranalyserna"})) == ["Klusteranalys"]
    assert titles(client.get(page, {"lage": "anmalda"})) == ["Skjutsar till simhallen"]
    assert titles(client.get(page, {"prioritet": "1"})) == ["Klusteranalys"]
    assert titles(client.get(page, {"kalla": "hand_on"})) == ["Vem kan ha öppet på kvällen?"]
    assert "Inget på listan stämmer" in client.get(page, {"q": "finns inte"}).content.decode()


def test_the_list_is_a_file_too(case: Case, client: Client) -> None:
    backlog.add(case.body, by=case.secretary, title="=1+1")
    book = load_workbook(io.BytesIO(client.get(address("export", case.body.pk)).content))
    rows = list(book.active.values)
    assert rows[0][:6] == (
        "rubrik",
        "beskrivning",
        "kommer från",
        "ursprung",
        "prioritet",
        "tema eller termin",
    )
    assert [row[0] for row in rows[1:]][-1] == "'=1+1"
    assert rows[3][7].year == 2026
    text = client.get(address("export-csv", case.body.pk), {"kalla": "own"}).content.decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["rubrik"], row["prioritet"], row["läge"]) for row in found] == [
        ("Klusteranalys", "hög", "väntar"), ("'=1+1", "vanlig", "väntar")
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_equally_often_for_one_and_three(
    count: int, case: Case, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(count - 1):
        backlog.add(case.body, by=case.secretary, title=f"Mer {number}")
        backlog.propose(case.body, by=case.member, title=f"Fråga {number}")
    client.get(address("list", case.body.pk))
    with django_assert_num_queries(15):
        client.get(address("list", case.body.pk))


def test_something_is_put_on_the_list_changed_and_closed(case: Case, client: Client) -> None:
    said = {"title": "", "text": "", "purpose": "", "priority": "2", "term": "Våren", "condition": ""}
    wrong = client.post(address("add", case.body.pk), said)
    assert wrong.context["form"].errors == {"title": ["Detta fält måste fyllas i."]}
    assert 'value="Våren"' in wrong.content.decode()
    assert client.post(address("add", case.body.pk), said | {"title": "Ny sak"}).status_code == 302
    row = case.row("Ny sak")
    assert (
        client.post(address("edit", row.pk), said | {"title": "Ny sak", "priority": "1"}).status_code == 302
    )
    assert case.row("Ny sak").priority == 1
    assert "Skriv varför punkten avslutas." in client.post(address("close", row.pk)).content.decode()
    client.post(address("close", row.pk), {"avsluta-reason": "Klart"})
    assert (case.row("Ny sak").state, case.row("Ny sak").closed_because) == ("closed", "Klart")
    client.post(address("reopen", row.pk))
    assert case.row("Ny sak").state == "open"
    taken = client.post(address("take", row.pk), {"mote-meeting": case.meeting.pk})
    assert taken["Location"] == reverse("meetings:agenda-edit", args=[case.meeting.pk])
    again = client.post(address("take", row.pk), {"mote-meeting": case.meeting.pk})
    assert "”Ny sak” står redan på dagordningen" in again.content.decode()


def test_a_row_that_two_change_is_told(case: Case, client: Client) -> None:
    """L2: a stale form."""
    row = case.row("Kluster")
    seen = client.get(address("edit", row.pk)).context["form"]["seen"].value()
    backlog.change(row, by=case.secretary, title="Klusteranalyser")
    said = {
        "title": "Analys",
        "text": "",
        "purpose": "",
        "priority": "1",
        "term": "",
        "condition": row.condition,
    }
    answer = client.post(address("edit", row.pk), said | {"seen": seen})
    (error,) = answer.context["form"].errors["title"]
    assert error.startswith("Någon annan har nyss sparat ”Klusteranalyser” här.")
    assert 'value="Analys"' in answer.content.decode()


def test_a_question_is_answered_on_its_page(case: Case, client: Client) -> None:
    row = case.row("Skjutsar")
    answer = client.post(address("answer", row.pk), {"do": "decline", "svar-answer": ""})
    assert answer.context["answering"].errors == {
        "answer": ["Skriv varför frågan inte tas upp. Den som anmälde får läsa det."]
    }
    client.post(address("answer", row.pk), {"do": "decline", "svar-answer": "Hör hemma i kommunen."})
    assert (case.row("Skjutsar").state, case.row("Skjutsar").answer) == ("declined", "Hör hemma i kommunen.")
    late = client.post(address("answer", row.pk), {"do": "keep", "svar-answer": "Jo"})
    assert late.context["answering"].errors == {"answer": ["Frågan är redan besvarad: avböjd."]}


# A member


def question(case: Case, **more: object) -> dict[str, object]:
    return {"body": case.body.pk, "title": "Belysning", "text": "Det är mörkt.", "wished_for": "", **more}


def test_a_member_proposes_a_matter_and_sees_what_became_of_it(case: Case, as_user: Login) -> None:
    member = as_user(case.member)
    file = SimpleUploadedFile("karta.txt", b"En karta.")
    answer = member.post(
        address("propose"), question(case, wished_for=case.meeting.pk, file=file), follow=True
    )
    assert "Frågan väntar på svar från sekreteraren." in answer.content.decode()
    row = case.row("Belysning")
    assert (row.text, row.wished_for, row.file and row.file.name) == (
        "Det är mörkt.",
        case.meeting,
        "karta.txt",
    )
    fetch = reverse("registry:file-download", args=[row.file_id])
    fetched = member.get(fetch)
    assert fetched.getvalue() == b"En karta."
    assert as_user(make.approver_user(of=case.other)).get(fetch).status_code in (403, 404)
    item = backlog.take(row, case.meeting, by=case.secretary)
    assert [str(one) for one in item.attachments.all()] == ["karta.txt"]
    own = member.get(address("own")).content.decode().replace("\xa0", " ")
    assert "Frågan står på dagordningen för Provgruppen 15 april 2027." in own


def test_what_a_member_types_wrong_is_told_and_comes_back(case: Case, as_user: Login) -> None:
    member = as_user(case.member)
    before = BacklogItem.objects.count()
    answer = member.post(address("propose"), question(case, title=" "))
    assert answer.context["form"].errors == {"title": ["Detta fält måste fyllas i."]}
    assert "Det är mörkt." in answer.content.decode()
    wrong = member.post(address("propose"), question(case, file=SimpleUploadedFile("skript.exe", b"MZ")))
    assert wrong.status_code == 200
    assert "Filer av slaget .exe tas inte emot." in wrong.content.decode()
    foreign = member.post(address("propose"), question(case, body=case.other.pk))
    assert list(foreign.context["form"].errors) == ["body"]
    assert BacklogItem.objects.count() == before


def test_who_has_no_seat_is_told_so_and_readers_have_no_page(case: Case, as_user: Login) -> None:
    assert as_user(make.user(office_role="reader")).get(address("propose")).status_code == 403
    assert as_user(make.user()).get(address("own")).status_code == 403
    assert as_user(case.member).get(address("propose"), {"grupp": "x", "mote": "9" * 40}).status_code == 200


def test_the_groups_chair_reads_the_list_and_changes_nothing(case: Case, as_user: Login) -> None:
    """A14: one who leads the group sees what waits; another group's chair does not."""
    chair, other = make.approver_user(of=case.body), make.approver_user(of=case.other)
    row = backlog.add(case.body, by=case.secretary, title="Belysning", text="Det är mörkt.")
    client, pk = as_user(chair), case.body.pk
    page = client.get(address("list", pk)).content.decode()
    assert [words in page for words in ("Belysning", "Det är mörkt.", "Sätt på listan")] == [
        True,
        True,
        False,
    ]
    assert f"/kommande/{row.pk}/" not in page
    assert b"Belysning" in client.get(address("export-csv", pk)).content
    assert address("list", pk) in client.get(case.body.get_absolute_url()).content.decode()
    closed = [client.get(address(name, key)).status_code for name, key in (("add", pk), ("edit", row.pk))]
    assert closed == [403, 403]
    refused = [client.post(address(name, row.pk)).status_code for name in ("answer", "take", "close")]
    assert refused == [403, 403, 403]
    assert [as_user(one).get(address("list", pk)).status_code for one in (other, case.member)] == [403, 403]


# An uppdrag that comes back (K9)


def test_an_uppdrag_comes_back_to_the_meeting_one_says(case: Case, client: Client, as_user: Login) -> None:
    action = the_action()
    page = reverse("meetings:action-return", args=[action.pk])
    elsewhere = make.meeting(bodies=[case.other], date=case.meeting.date)
    wrong = client.post(page, {"body": case.body.pk, "meeting": elsewhere.pk})
    assert wrong.context["form"].errors == {
        "meeting": ["Mötet hör till en annan grupp. Välj ett av gruppens möten, eller bara gruppen."]
    }
    assert client.post(page, {"body": "", "meeting": elsewhere.pk}).status_code == 302
    assert (the_action().comes_back_to, the_action().comes_back_on) == (case.other, elsewhere)
    agenda = client.get(reverse("meetings:agenda-edit", args=[elsewhere.pk]))
    assert [one.words for one in agenda.context["follow_ups"]] == ["Asta Holm tar fram siffror."]
    assert "Återkommer" in client.get(reverse("meetings:action-detail", args=[action.pk])).content.decode()
    assert as_user(case.member).get(page).status_code == 403
