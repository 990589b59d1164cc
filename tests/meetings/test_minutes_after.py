"""After minutes are finished: PDF, rättelse, out to the group, expediering, versions (C5, C7, C11)."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from meetings.actions import corrections, dispatches, distribution, papers
from meetings.actions import minutes as minutes_actions
from meetings.models import CopyRecipient, Decision, Dispatch, ItemBlock, Minutes
from secretariat.lib import pdf
from secretariat.lib.pdf import NotAvailable
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import mail as letter_mail
from secretariat.registry.models import OutgoingMail, Person, User
from tests import make

from .approval_case import Case, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    made = a_case()
    made.approve()
    OutgoingMail.objects.all().delete()
    return made


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def address(name: str, case: Case, *rest: int) -> str:
    return reverse(f"meetings:{name}", args=[case.meeting.pk, *rest])


# The PDF


def test_the_pdf_is_rendered_once_and_kept(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """C5: stored with its own checksum; a second round changes nothing; a changed byte is found."""
    monkeypatch.setattr(papers, "pdf_of", lambda meeting: b"%PDF-1.7 first")
    assert papers.store_pdf(case.minutes.pk)
    stored = case.minutes.pdf
    assert stored
    assert (stored.name, stored.size) == ("minnesanteckningar-2026-03-18.pdf", 14)
    monkeypatch.setattr(papers, "pdf_of", lambda meeting: b"%PDF-1.7 second")
    assert papers.store_pdf(case.minutes.pk)
    assert case.minutes.pdf == stored
    assert minutes_actions.is_intact(case.minutes)
    with default_storage.open(stored.file.name, "wb") as file:
        file.write(b"%PDF-1.7 First")
    assert not minutes_actions.is_intact(case.minutes)


def test_without_the_libraries_the_pdf_stays_away(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(meeting: object) -> bytes:
        raise NotAvailable("Pango saknas")

    monkeypatch.setattr(papers, "pdf_of", missing)
    assert not papers.store_pdf(case.minutes.pk)
    assert case.minutes.pdf is None


def test_the_last_approval_orders_the_pdf() -> None:
    """In the same transaction: an order given afterwards would be lost with a process that dies between the two."""
    case = a_case(name="Nya rådet", code="NY")
    case.approve()
    waiting = DBTaskResult.objects.filter(task_path="meetings.actions.papers.make_pdf").latest("enqueued_at")
    assert waiting.args_kwargs["args"] == [case.minutes.pk]


@pytest.mark.skipif(not pdf.is_available(), reason=pdf.why_not())
def test_a_real_pdf_is_stored(case: Case) -> None:
    assert papers.store_pdf(case.minutes.pk)
    stored = case.minutes.pdf
    assert stored
    with stored.file.open("rb") as file:
        assert file.read().startswith(b"%PDF-")
    assert minutes_actions.is_intact(case.minutes)


def test_unfinished_minutes_get_no_pdf() -> None:
    assert not papers.store_pdf(make.meeting().minutes.pk)


# Rättelse


def correct(case: Case, **how: str) -> list[str]:
    """Obstacles to a rättelse of the item Plan."""
    given = {"old_text": "Nora avstår.", "new_text": "Laxå avstår.", "reason": "Skrivfel", **how}
    return corrections.obstacles_to_correcting(case.minutes, item=case.item("Plan"), **given)


def test_a_rattelse_stands_beside_the_old_text(case: Case) -> None:
    """C7: what, when, by whom; the version, its checksum and the rows stay."""
    before = case.minutes.current_version
    made = corrections.correct(
        case.minutes, by=case.secretary, item=case.item("Plan"),
        old_text="Nora  avstår.", new_text="Laxå avstår.", reason="Skrivfel",
    )  # fmt: skip
    assert (made.item_label, made.old_text, made.new_text, made.reason, made.corrected_name) == (
        "Punkt 2", "Nora avstår.", "Laxå avstår.", "Skrivfel", "Mikaela Forsell",
    )  # fmt: skip
    assert case.minutes.current_version == before
    assert minutes_actions.is_intact(case.minutes)
    assert ItemBlock.objects.filter(html__contains="Nora avstår.").exists()
    assert corrections.text_of(case.minutes, case.item("Plan")) == (
        "Plan\nPlanen gicks igenom. Laxå avstår.\nRådet antar planen."
    )
    assert list(OutgoingMail.objects.order_by("to_name").values_list("to_name", "subject")) == [
        ("Asta Ordman", "Rättelse: Provrådet, 18 mars 2026"),
        ("Birger Valdberg", "Rättelse: Provrådet, 18 mars 2026"),
    ]
    assert correct(case) == ["Punkt 2: orden ”Nora avstår.” finns inte där. Skriv av dem precis som de står."]


def test_refusals_to_correct(case: Case) -> None:
    assert correct(case) == []
    assert correct(case, old_text="", new_text=" ", reason="") == [
        "Skriv av det som står fel.", "Skriv vad som ska stå.", "Skriv varför det rättas.",
    ]  # fmt: skip
    assert correct(case, old_text="Kumla") == [
        "Punkt 2: orden ”Kumla” finns inte där. Skriv av dem precis som de står."
    ]
    assert correct(case, old_text="an") == [
        "Punkt 2: orden finns på 4 ställen. Ta med fler ord, så att det framgår vilket du menar."
    ]
    assert correct(case, new_text="Nora  avstår.") == ["Det nya är likadant som det gamla."]
    draft = make.meeting()
    item = make.item(of=draft, text="Nora avstår.")
    assert corrections.obstacles_to_correcting(
        draft.minutes, item=item, old_text="Nora", new_text="Laxå", reason="Fel"
    ) == ["Anteckningarna är inte färdiga. Ta tillbaka dem och ändra i texten i stället."]


def test_a_rattelse_is_made_on_a_page_and_has_one(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    typed = {"item": case.item("Plan").pk, "old_text": "Kumla", "new_text": "Laxå", "reason": "Skrivfel"}
    text = client.post(address("minutes-correct", case), typed).content.decode()
    assert "finns inte där" in text
    assert ">\nKumla</textarea>" in text
    answer = client.post(address("minutes-correct", case), {**typed, "old_text": "Nora"})
    made = case.minutes.corrections.get()
    assert answer["Location"] == address("minutes-correction", case, made.pk)
    text = as_user(case.chair).get(answer["Location"]).content.decode()
    for words in ("Rättelse av punkt 2", "<del>Nora</del>", "<ins>Laxå</ins>", "Skrivfel", "Mikaela Forsell"):
        assert words in text
    assert as_user(case.chair).get(address("minutes-correct", case)).status_code == 403


# Out to the group


def test_members_and_substitutes_of_that_day_get_it(case: Case) -> None:
    """A2: valid on the date; guests not; copies too; each address once."""
    make.member(of=case.body, name="Rut Senare", starts_on=dt.date(2026, 4, 1))
    make.member(of=case.body, name="Sven Ersman", kind="substitute", starts_on=dt.date(2025, 1, 1))
    Person.objects.filter(given_name="Sven").update(email="sven@exempel.se")
    make.attendee(of=make.meeting(), person=make.person(name="Gäst Gästsson", email="gast@exempel.se"))
    CopyRecipient.objects.create(body=case.body, name="Registrator", email="registrator@exempel.se")
    CopyRecipient.objects.create(body=case.body, person=case.chair.person)
    found = [(one.name, one.why, bool(one.email)) for one in distribution.recipients_of(case.minutes)]
    assert found == [
        ("Sven Ersman", "ersättare", True),
        ("Asta Ordman", "ordförande", True),
        ("Cilla Reservin", "ledamot", True),
        ("Birger Valdberg", "ledamot", True),
        ("Registrator", "kopia", True),
    ]
    letters = distribution.distribute(case.minutes, by=case.secretary)
    assert len(letters) == 5
    assert letters[0].subject == "Justerade minnesanteckningar: Provrådet, 18 mars 2026"
    assert letters[0].action_url == f"http://127.0.0.1:8000/moten/{case.meeting.pk}/"


def test_the_second_time_asks(case: Case) -> None:
    distribution.distribute(case.minutes, by=case.secretary)
    with pytest.raises(NotAllowed) as no:
        distribution.distribute(case.minutes, by=case.secretary)
    assert str(no.value).startswith("Anteckningarna skickades ut ")
    assert str(no.value).endswith("Bekräfta att de ska skickas igen.")
    assert len(distribution.distribute(case.minutes, by=case.secretary, again=True)) == 3
    assert distribution.letters_of(case.minutes).count() == 6


def test_the_pdf_goes_along(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "pdf_of", lambda meeting: b"%PDF-1.7")
    papers.store_pdf(case.minutes.pk)
    letter = distribution.distribute(case.minutes, by=case.secretary)[0]
    assert [stored.pk for stored in letter.attachments.all()] == [case.minutes.pdf_id]
    assert "PDF:en är bifogad." in letter.body


def test_the_pdf_is_in_the_letter_and_its_file_is_closed(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter reads the stored file anew; none is left open."""
    monkeypatch.setattr(papers, "pdf_of", lambda meeting: b"%PDF-1.7 hela")
    papers.store_pdf(case.minutes.pk)
    opened: list[Any] = []
    open_as_before = FieldFile.open

    def open_and_note(self: FieldFile, mode: str = "rb") -> Any:
        opened.append(open_as_before(self, mode))
        return opened[-1]

    monkeypatch.setattr(FieldFile, "open", open_and_note)
    letters = distribution.distribute(case.minutes, by=case.secretary)
    assert [letter_mail.deliver(letter.pk) for letter in letters] == [True, True, True]
    assert [message.attachments for message in mail.outbox] == [
        [("minnesanteckningar-2026-03-18.pdf", b"%PDF-1.7 hela", "application/pdf")]
    ] * 3
    assert [file.closed for file in opened] == [True, True, True]


def test_unfinished_minutes_are_not_sent_out() -> None:
    assert distribution.obstacles_to_distributing(make.meeting().minutes) == [
        "Anteckningarna är inte färdiga. De kan skickas ut när de är justerade eller fastställda."
    ]


def test_sending_out_on_the_page(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    link = address("minutes-distribute", case)
    assert "Skicka till 3\xa0mottagare" in client.get(link).content.decode()
    assert client.post(link)["Location"] == link
    text = client.get(link).content.decode()
    assert "Har fått" in text
    assert "Skicka en gång till till alla" in text
    assert "Bekräfta att de ska skickas igen." in client.post(link).content.decode()
    assert client.post(link, {"again": "on"}).status_code == 302
    assert as_user(case.chair).get(link).status_code == 403


# Filing, expediering, versions


def test_filing_from_the_later_meeting(case: Case, as_user: Login) -> None:
    later = make.meeting(bodies=[case.body], date=dt.date(2026, 5, 6))
    item = make.item(of=later, title="Föregående minnesanteckningar", role="previous_minutes")
    link = reverse("meetings:agenda-item", args=[item.pk])
    assert as_user(case.chair).post(link, {"do": "file", "minutes": case.minutes.pk}).status_code == 403
    refused = as_user(case.secretary).post(link, {"do": "file", "minutes": "x"})
    assert list(refused.context["filing_form"].errors) == ["minutes"]
    as_user(case.secretary).post(link, {"do": "file", "minutes": case.minutes.pk})
    assert list(Minutes.objects.get(pk=case.minutes.pk).filed_by.all()) == [item]


def test_a_decision_is_dispatched(case: Case, as_user: Login) -> None:
    """C11: receiver, channel, day; also after the freeze; ticking can be taken back."""
    decision = Decision.objects.get(number="PR 2026-1")
    link = reverse("meetings:decision-dispatches", args=[decision.pk])
    client = as_user(case.secretary)
    client.post(link, {"recipient": "Kumla kommun", "channel": "e-post"})
    assert (
        "kumla kommun står redan på listan."
        in client.post(link, {"recipient": "kumla kommun"}).content.decode()
    )
    row = Dispatch.objects.get()
    tick = reverse("meetings:dispatch-tick", args=[row.pk])
    client.post(tick, {"what": "tick", "sent_on": "4 april 2026"})
    row.refresh_from_db()
    assert (row.sent_on, row.ticked_by) == (dt.date(2026, 4, 4), case.secretary)
    assert "Skickat 4 april 2026" in client.get(link).content.decode()
    with pytest.raises(NotAllowed) as no:
        dispatches.remove(row, by=case.secretary)
    assert no.value.reasons == ["Beslutet har redan skickats till Kumla kommun."]
    client.post(tick, {"what": "untick"})
    client.post(tick, {"what": "remove"})
    assert not Dispatch.objects.exists()
    assert as_user(case.chair).get(link).status_code == 403


def test_refusals_to_dispatch(case: Case) -> None:
    draft = make.decision(of=make.item(of=make.meeting()))
    row = dispatches.add(draft, by=case.secretary, recipient="Kumla")
    with pytest.raises(NotAllowed) as no:
        dispatches.tick(row, by=case.secretary)
    assert no.value.reasons == ["Anteckningarna är inte färdiga, så beslutet kan inte skickas än."]
    row = dispatches.add(Decision.objects.get(number="PR 2026-1"), by=case.secretary, recipient="Kumla")
    with pytest.raises(NotAllowed) as no:
        dispatches.tick(row, by=case.secretary, sent_on=timezone.localdate() + dt.timedelta(days=1))
    assert no.value.reasons == ["Dagen har inte varit än."]
    with pytest.raises(NotAllowed) as no:
        dispatches.add(draft, by=case.secretary, recipient=" ")
    assert no.value.reasons == ["Skriv vem beslutet ska skickas till."]


def test_a_version_is_shown_with_its_checksum(case: Case, as_user: Login) -> None:
    """C5: a changed byte is told as *stämmer inte*."""
    link = address("version-detail", case, 1)
    text = as_user(case.chair).get(link).content.decode()
    assert "Stämmer</span>" in text
    assert "Planen gicks igenom. Nora avstår." in text
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE meetings_minutesversion"
            " SET content = convert_to(replace(convert_from(content, 'UTF8'), 'Nora', 'Laxå'), 'UTF8')"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert (
        "Stämmer inte: texten har ändrats sedan den låstes" in as_user(case.chair).get(link).content.decode()
    )


def test_versions_are_compared(as_user: Login) -> None:
    case = a_case(name="Nya rådet", code="NY")
    case.send()
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    said = ItemBlock.objects.filter(meeting=case.meeting, html__contains="avstår")
    said.update(html="Planen gicks igenom. Nora vill vänta.")
    case.send()
    client = as_user(case.secretary)
    text = client.get(address("version-detail", case, 2) + "?mot=1").content.decode()
    assert "Ändrat på 1\xa0ställe jämfört med version 1." in text
    assert "Nora <del>avstår</del> <ins>vill vänta</ins>." in text
    member = make.approver_user(of=case.body, kind="member")
    assert as_user(member).get(address("version-detail", case, 1)).status_code == 404
