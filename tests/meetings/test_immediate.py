"""Omedelbar justering: one point read aloud, frozen, approved at the meeting, bound in the later minutes (C12)."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from meetings.actions import immediate, immediate_papers, immediate_words, texts, verifying
from meetings.actions import minutes as minutes_actions
from meetings.actions.standing import standing_of
from meetings.documents import canonical_bytes, checksum
from meetings.models import AgendaItem, Decision, ImmediateApproval, ItemBlock
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from secretariat.registry.sign_ins import SignIn
from tests import make

from .approval_case import AT, Case, a_case, person_of

pytestmark = pytest.mark.django_db

SOON = AT + dt.timedelta(minutes=5)
BOUND = "Punkten är omedelbart justerad och kan inte ändras."


def read(case: Case, title: str = "Budget") -> ImmediateApproval:
    return immediate.read_out(case.item(title), by=case.secretary, at=AT)


def approved(case: Case) -> ImmediateApproval:
    made = read(case)
    immediate.approve(made, by=case.chair, at=SOON)
    immediate.approve(made, by=case.elected, at=SOON)
    return ImmediateApproval.objects.get(pk=made.pk)


def login(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_point_is_frozen_alone_with_its_own_number_and_checksum() -> None:
    case = a_case()
    made = read(case)
    document = immediate.tree_of(made)
    assert (made.number, [item.title for item in document.items]) == (1, ["Budget"])
    assert document.title.startswith("Omedelbar justering 1, punkt ")
    assert document.title.endswith(" Budget")
    assert canonical_bytes(document) == bytes(made.content)
    assert made.sha256 == checksum(bytes(made.content))
    numbers = dict(Decision.objects.values_list("item__title", "number"))
    assert numbers == {"Budget": "PR 2026-1", "Plan": ""}
    assert [(row.person, row.capacity) for row in made.answers.all()] == [
        (person_of(case.chair), "ordförande"),
        (person_of(case.elected), "vald justerare"),
    ]
    assert OutgoingMail.objects.filter(subject__startswith="Justera omedelbart: punkt").count() == 2


def test_chair_and_justerare_approve_each_on_their_own_phone() -> None:
    case = a_case()
    made = read(case)
    immediate.approve(made, by=case.chair, at=SOON, sign_in=SignIn(method="kod i e-post", ip="192.0.2.1"))
    made.refresh_from_db()
    assert made.approved_at is None
    with pytest.raises(NotAllowed, match="Du har redan justerat punkten"):
        immediate.approve(made, by=case.chair, at=SOON)
    with pytest.raises(NotAllowed, match="Du är inte en av dem"):
        immediate.approve(made, by=case.reserve, at=SOON)
    immediate.approve(made, by=case.elected, at=SOON)
    made.refresh_from_db()
    row = made.answers.get(person=case.chair.person)
    assert made.approved_at == SOON
    assert (row.answered_by, row.method, row.ip, row.is_noted, row.sha256) == (
        case.chair, "kod i e-post", "192.0.2.1", False, made.sha256,
    )  # fmt: skip


def test_the_secretary_notes_what_was_approved_aloud_and_it_says_so() -> None:
    case = a_case()
    made = read(case)
    with pytest.raises(NotAllowed, match="Välj minst en som har godkänt"):
        immediate.note(made, by=case.secretary, persons=[])
    both = [person_of(case.chair).pk, person_of(case.elected).pk]
    immediate.note(made, by=case.secretary, persons=both, at=SOON)
    made.refresh_from_db()
    assert made.approved_at == SOON
    standing = immediate_papers.standing_of(made)
    assert [(one.name, one.when_text.partition(", ")[2]) for one in standing.approvals] == [
        ("Asta Ordman", immediate.NOTED),
        ("Birger Valdberg", immediate.NOTED),
    ]
    assert LogEntry.objects.get(verb="noterade omedelbar justering").detail["persons"] == [
        "Asta Ordman",
        "Birger Valdberg",
    ]


def test_nothing_is_noted_where_the_body_wants_each_to_log_in() -> None:
    case = a_case(approval_login=2)
    made = read(case)
    with pytest.raises(NotAllowed, match="Provrådet kräver att var och en loggar in när de justerar"):
        immediate.note(made, by=case.secretary, persons=[person_of(case.chair).pk])


def test_what_stands_in_the_way_is_told() -> None:
    case = a_case()
    plan = case.item("Plan")
    child = make.item(of=case.meeting, title="Del", parent=plan)
    assert immediate.obstacles_to_reading_out(child) == [
        "Bara en hel punkt på dagordningen kan justeras omedelbart. Underpunkter följer med sin punkt."
    ]
    bare = make.item(of=case.meeting, title="Tom")
    assert immediate.obstacles_to_reading_out(bare) == [
        "Punkten har ingen text att läsa upp. Skriv den först."
    ]
    read(case)
    assert immediate.obstacles_to_reading_out(case.item("Budget")) == [
        "Punkten är redan uppläst för omedelbar justering."
    ]
    case.send()
    assert immediate.obstacles_to_reading_out(AgendaItem.objects.get(pk=plan.pk)) == [
        "Anteckningarna är redan utsända eller färdiga."
    ]


def test_somebody_must_have_been_elected() -> None:
    case = a_case()
    case.meeting.items.filter(role="approver_election").update(removed_at=AT)
    with pytest.raises(NotAllowed, match="Ordförande och minst en justerare behövs"):
        read(case)
    free = a_case(name="Fria gruppen", code="FG", approval_policy="none")
    with pytest.raises(NotAllowed, match="Gruppen har ingen justering"):
        read(free)


def test_the_point_is_bound_while_the_rest_is_written_on() -> None:
    """By the editor, by the ORM and by raw changes; what is not printed of it may still change."""
    case = a_case()
    approved(case)
    budget, plan = case.item("Budget"), case.item("Plan")
    with pytest.raises(NotAllowed, match=BOUND):
        texts.save(budget, [texts.Change(key=uuid.uuid4(), html="Nytt.")], by=case.secretary)
    texts.save(plan, [texts.Change(key=uuid.uuid4(), html="Nytt.")], by=case.secretary)
    refused = (
        lambda: ItemBlock.objects.filter(item=budget).update(html="Annat"),
        lambda: ItemBlock.objects.filter(item=budget).delete(),
        lambda: Decision.objects.filter(item=budget).update(kind="policy"),
        lambda: Decision.objects.filter(item=budget).delete(),
        lambda: AgendaItem.objects.filter(pk=budget.pk).update(title="Annat"),
        lambda: AgendaItem.objects.filter(pk=budget.pk).update(removed_at=AT),
        lambda: make.item(of=case.meeting, title="Del", parent=budget),
        lambda: ItemBlock.objects.filter(item=plan).update(item=budget),
    )
    for change in refused:
        with pytest.raises(DatabaseError, match=BOUND), transaction.atomic():
            change()
    AgendaItem.objects.filter(pk=budget.pk).update(position=99, progress="done")
    Decision.objects.filter(item=budget).update(effective_on=make.DAY)


def test_what_has_been_read_and_answered_is_refused_by_the_database() -> None:
    case = a_case()
    made = read(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        ImmediateApproval.objects.filter(pk=made.pk).update(approved_at=SOON)
    approval = approved_again(made, case)
    for change in (
        {"withdrawn_at": SOON, "approved_at": None},
        {"sha256": "0" * 64},
        {"approved_at": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ImmediateApproval.objects.filter(pk=approval.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        approval.answers.update(method="annat")
    with pytest.raises(DatabaseError), transaction.atomic():
        approval.answers.all().delete()


def approved_again(made: ImmediateApproval, case: Case) -> ImmediateApproval:
    for user in (case.chair, case.elected):
        immediate.approve(made, by=user, at=SOON)
    return ImmediateApproval.objects.get(pk=made.pk)


def test_it_can_be_withdrawn_until_all_have_approved() -> None:
    case = a_case()
    made = read(case)
    immediate.approve(made, by=case.chair, at=SOON)
    with pytest.raises(NotAllowed, match="Skriv varför punkten tas tillbaka"):
        immediate.withdraw(made, by=case.secretary, reason=" ")
    immediate.withdraw(made, by=case.secretary, reason="Fel belopp.", at=SOON)
    texts.save(case.item("Budget"), [texts.Change(key=uuid.uuid4(), html="Rätt belopp.")], by=case.secretary)
    with pytest.raises(NotAllowed, match="Punkten är tillbakatagen"):
        immediate.approve(made, by=case.elected)
    again = read(case)
    assert again.number == 2
    final = approved_again(again, case)
    with pytest.raises(NotAllowed, match="Den kan inte tas tillbaka"):
        immediate.withdraw(final, by=case.secretary, reason="Ändå.")
    assert Decision.objects.get(item__title="Budget").number == "PR 2026-1"


def test_the_minutes_say_it_and_hold_the_same_words_and_number() -> None:
    case = a_case()
    made = approved(case)
    case.send()
    for user in (case.chair, case.elected):
        minutes_actions.approve(case.minutes, by=user, at=SOON)
    standing = standing_of(case.minutes)
    label = case.item("Budget").label
    assert standing.at_once == (
        f"{label} är omedelbart justerad 20 mars 2026 kl.\xa010.05 av Asta Ordman och Birger Valdberg.",
    )
    numbers = dict(Decision.objects.values_list("item__title", "number"))
    assert numbers == {"Budget": "PR 2026-1", "Plan": "PR 2026-2"}
    assert immediate_words.bound_in(case.meeting.pk)[0].pk == made.pk


def test_its_paper_is_stored_once_and_verified_without_telling_what_it_is() -> None:
    case = a_case()
    made = read(case)
    early = immediate_papers.pdf_of(made)
    assert verifying.verify(early).words.endswith("Punkten är inte justerad av alla.")
    made = approved_again(made, case)
    assert immediate_papers.make_missing() == 1
    made.refresh_from_db()
    stored = immediate_papers.pdf_of(made)
    assert made.pdf is not None
    assert made.pdf.sha256 == checksum(stored)
    for content in (stored, bytes(made.content)):
        answer = verifying.verify(content)
        assert answer == verifying.Answer(
            True, "Stämmer. Filen är en som systemet har lämnat ut. Punkten är omedelbart justerad."
        )
    assert not verifying.verify(stored + b" ").matches
    assert not verifying.verify(early).matches


def test_the_pages_from_reading_aloud_to_the_paper() -> None:
    case = a_case()
    item = case.item("Budget")
    secretary, chair = login(case.secretary), login(case.chair)
    start = reverse("meetings:item-immediate", args=[item.pk])
    assert chair.get(start).status_code == 403
    draft = reverse("meetings:minutes-draft", args=[case.meeting.pk])
    assert start in secretary.get(draft).content.decode()
    text = secretary.get(start).content.decode()
    assert "Uppläst, lås punkten" in text
    assert "Rådet tillstyrker budgeten." in text
    assert secretary.post(start).status_code == 302
    made = ImmediateApproval.objects.get()
    page = reverse("meetings:immediate-detail", args=[made.pk])
    assert f"{item.label} är uppläst." in chair.get(reverse("home:start")).content.decode()
    assert "Justera punkten" in chair.get(page).content.decode()
    assert login(case.reserve).get(page).status_code == 404
    assert secretary.post(reverse("meetings:immediate-approve", args=[made.pk])).status_code == 403
    assert chair.post(reverse("meetings:immediate-note", args=[made.pk])).status_code == 403
    assert (
        chair.post(reverse("meetings:immediate-withdraw", args=[made.pk]), {"reason": "x"}).status_code == 403
    )
    assert chair.post(reverse("meetings:immediate-approve", args=[made.pk])).status_code == 302
    note = reverse("meetings:immediate-note", args=[made.pk])
    assert "Välj minst en som har godkänt." in secretary.post(note).content.decode()
    assert secretary.post(note, {"person": [str(person_of(case.elected).pk)]}).status_code == 302
    made.refresh_from_db()
    assert made.approved_at is not None
    written = secretary.get(draft).content.decode()
    assert "Punkten är omedelbart justerad " in written
    assert f'data-save-url="{reverse("meetings:item-save", args=[item.pk])}"' in written
    assert start not in written
    assert login(case.reserve).get(page).status_code == 200
    paper = login(case.reserve).get(reverse("meetings:immediate-pdf", args=[made.pk]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert (
        "är omedelbart justerad"
        in secretary.get(reverse("meetings:meeting-detail", args=[case.meeting.pk])).content.decode()
    )


def test_withdrawing_by_the_page() -> None:
    case = a_case()
    made = read(case)
    address = reverse("meetings:immediate-withdraw", args=[made.pk])
    assert "Skriv varför." in login(case.secretary).post(address, {"reason": ""}).content.decode()
    assert login(case.secretary).post(address, {"reason": "Fel belopp."}).status_code == 302
    page = login(case.secretary).get(reverse("meetings:immediate-detail", args=[made.pk])).content.decode()
    assert "Tillbakatagen" in page
    assert "Fel belopp." in page
