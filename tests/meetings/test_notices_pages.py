"""The page where a meeting is called, the page of a sent kallelse, and where else it is seen (A10, A11)."""

import datetime as dt
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import access, start
from meetings.actions import agenda, notices
from meetings.models import Invitee, Meeting, Notice
from secretariat.lib import pdf
from secretariat.registry.models import StoredFile, User
from tests import make
from tests.lib.test_pdf import broken_rules
from tests.meetings import notice_case as case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Meeting:
    """Five weeks ahead, so that the page of today can call it."""
    return case.ready(date=timezone.localdate() + dt.timedelta(days=35))


@pytest.fixture
def meeting(made: Meeting) -> Meeting:
    return deepcopy(made)


@pytest.fixture
def sent(meeting: Meeting, secretary: User) -> Notice:
    return notices.send(meeting, by=secretary, message="Välkomna till Regionhuset!")


def address(name: str, meeting: Meeting, *more: object) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *more])


def form(**fields: Any) -> dict[str, Any]:
    day = timezone.localdate() + dt.timedelta(days=28)
    return {"message": "Välkomna!", "reply_by": day.isoformat(), "gor": "skicka", **fields}


# Before


def test_what_is_missing_stands_first(secretary: User, as_user: Login) -> None:
    meeting = make.meeting(bodies=[make.body()], date=None)
    page = as_user(secretary).get(address("notice-send", meeting)).content.decode()
    assert page.index("Detta saknas") < page.index("Hälsning")
    for words in (
        "Datum saknas.",
        "Tid saknas.",
        "Plats eller möteslänk saknas.",
        "Gruppen har inga ledamöter",
    ):
        assert words in page


def test_what_is_worth_a_look_does_not_stop(secretary: User, as_user: Login) -> None:
    body = case.body(name="Chefsgrupp skola", notice_days=14)
    person = make.member(of=body, name="Adressa Lös").person
    failed = body.seats.first().memberships.get().person  # type: ignore[union-attr]
    failed.email_failed_at = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    failed.save()
    meeting = case.ready(
        bodies=[body], date=timezone.localdate() + dt.timedelta(days=5), end_time=None, link=""
    )
    make.item(of=meeting, title="Yttrande", purpose="decision", material_due_on=dt.date(2026, 3, 10))
    make.item(of=meeting, title="")
    answer = as_user(secretary).get(address("notice-send", meeting))
    assert [str(gap) for gap in answer.context["worth_knowing"]] == [
        "Kallelsen går ut 5\u00a0dagar före mötet. Chefsgrupp skola ska kallas minst 14\u00a0dagar före.",
        "Sluttid saknas.",
        "Möteslänk saknas, fast mötet är digitalt.",
        "Punkt 4 Yttrande saknar underlag. Det kommer senast 10 mars 2026.",
        "Punkt 4 Yttrande saknar förslag till beslut.",
        "Punkt 5 saknar rubrik.",
        f"Saknar e-postadress och får inget brev: {person.name}. Ring eller lägg till en adress.",
        f"Brev till {failed.name} kom inte fram 1 mars 2026. Kontrollera adressen.",
    ]
    assert answer.context["hindering"] == []
    assert not Invitee.objects.exists()


def test_one_press_sends_it(meeting: Meeting, secretary: User, as_user: Login) -> None:
    answer = as_user(secretary).post(address("notice-send", meeting), form(), follow=True)
    notice = Notice.objects.get()
    assert answer.redirect_chain == [(address("notice-detail", meeting, 1), 302)]
    assert "Kallelsen är skickad till 2 mottagare." in answer.content.decode()
    assert (notice.message, notice.sent_by) == ("Välkomna!", secretary)


def test_the_second_of_two_presses_sends_nothing_more(
    meeting: Meeting, secretary: User, as_user: Login
) -> None:
    client = as_user(secretary)
    client.post(address("notice-send", meeting), form(message=""))
    answer = client.post(address("notice-send", meeting), form(message=""))
    assert "Inget är ändrat sedan kallelsen." in answer.content.decode()
    assert Notice.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    for day, words in (
        ("31 februari", "Skriv datumet som"),
        ("", "Skriv sista dag att svara."),
        ("2030-01-01", "efter mötet"),
    ):
        answer = client.post(address("notice-send", meeting), form(message="Ta med lunch", reply_by=day))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert words in page
        assert "Ta med lunch</textarea>" in page
    assert not Notice.objects.exists()


def test_the_preview_shows_what_has_been_typed(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    page = client.post(address("notice-send", meeting), form(gor="visa")).content.decode()
    assert page.count("Välkomna!") == 2
    letter = client.post(address("notice-letter", meeting), form())
    assert "Välkomna!" in letter.content.decode()
    nonce = re.search(r'<style nonce="([^"]+)">\[data-style="0"\]{', letter.content.decode())
    assert nonce
    assert f"style-src 'self' 'nonce-{nonce[1]}'" in letter.headers["Content-Security-Policy"]
    assert not [
        word for word in (" style=", "unsafe") if word in f"{letter.headers}{letter.content.decode()}"
    ]
    paper = client.post(address("notice-draft", meeting), form())
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert not Notice.objects.exists()


def test_receivers_are_struck_and_called_again_and_the_greeting_stays(
    meeting: Meeting, secretary: User, as_user: Login
) -> None:
    client, person = as_user(secretary), notices.called(meeting, by=secretary)[1].person
    page = client.post(address("notice-send", meeting), form(gor=f"stryk-{person.pk}")).content.decode()
    assert "Välkomna!</textarea>" in page
    assert f'Kalla ändå<span class="visually-hidden"> {person.name}' in page
    client.post(address("notice-send", meeting), form())
    assert not Notice.objects.get().recipients.filter(person=person).exists()
    client.post(address("notice-send", meeting), form(gor=f"ater-{person.pk}"))
    assert meeting.invitees.get(person=person).removed_at is None
    for odd in ("stryk-", "stryk-x", "ater-999999999999999999999", "annat"):
        assert client.post(address("notice-send", meeting), form(gor=odd)).status_code == 200


def test_somebody_else_is_called_by_name(meeting: Meeting, secretary: User, as_user: Login) -> None:
    make.person(name="Gäst Ganter")
    client = as_user(secretary)
    unknown = client.post(address("notice-send", meeting), form(gor="lagg-till", name="Okänd Person"))
    assert "Ingen i registret heter så" in unknown.content.decode()
    assert "Okänd Person" in unknown.content.decode()
    empty = client.post(address("notice-send", meeting), form(gor="lagg-till", name=""))
    assert "Skriv vem som också ska kallas." in empty.content.decode()
    client.post(address("notice-send", meeting), form(gor="visa", name="gäst ganter"))
    assert meeting.invitees.get(person__given_name="Gäst").capacity == "guest"
    again = client.post(address("notice-send", meeting), form(gor="lagg-till", name="Gäst Ganter"))
    assert "Gäst Ganter är redan kallad." in again.content.decode()


# Sent


def test_a_sent_kallelse_is_read_with_its_receivers(sent: Notice, secretary: User, as_user: Login) -> None:
    answer = as_user(secretary).get(address("notice-detail", sent.meeting, 1))
    page = answer.content.decode()
    assert answer.context["is_intact"]
    assert sent.sha256 in page
    assert "Välkomna till Regionhuset!" in page
    for row in sent.recipients.all():
        assert row.name in page
        assert row.email in page
    assert page.count("Väntar") == 2


def test_the_list_of_receivers_takes_no_more_queries_when_it_grows(secretary: User, as_user: Login) -> None:
    counts = []
    for members in (1, 3):
        meeting = case.ready(
            bodies=[case.body(members=members, name=f"Grupp {members}")], date=_ahead(35 + members)
        )
        notices.send(meeting, by=secretary)
        client = as_user(secretary)
        client.get(address("notice-detail", meeting, 1))
        for name, more in (("notice-detail", (1,)), ("notice-send", ())):
            with CaptureQueriesContext(connection) as queries:
                client.get(address(name, meeting, *more))
            counts.append((members, name, len(queries)))
    assert [count for members, _, count in counts if members == 1] == [
        count for members, _, count in counts if members == 3
    ]


def test_a_member_reads_it_without_the_receivers(sent: Notice, as_user: Login) -> None:
    person = sent.recipients.all()[0].person
    assert person
    page = as_user(make.user(person=person)).get(address("notice-detail", sent.meeting, 1)).content.decode()
    assert "Välkomna till Regionhuset!" in page
    assert "Mottagare" not in page
    assert all(row.email not in page for row in sent.recipients.exclude(person=person))


def test_a_guest_with_an_account_may_read_what_the_guest_is_called_to(sent: Notice, as_user: Login) -> None:
    guest = make.user(name="Gäst Ganter", office_role="")
    stranger = make.user(office_role="reader")
    Invitee.objects.create(meeting=sent.meeting, person=guest.person, capacity="guest")
    make.member(of=make.body()).seat.memberships.update(person=guest.person)
    url = address("notice-detail", sent.meeting, 1)
    assert as_user(guest).get(url).status_code == 200
    assert as_user(stranger).get(url).status_code == 404


def test_only_who_may_call_sends(meeting: Meeting, sent: Notice, as_user: Login) -> None:
    member = sent.recipients.all()[0].person
    assert member
    client = as_user(make.user(person=member))
    for name, method in (
        ("notice-send", "get"), ("notice-send", "post"), ("notice-letter", "post"), ("notice-draft", "get"),
    ):  # fmt: skip
        assert getattr(client, method)(address(name, meeting)).status_code == 403
    assert client.post(address("notice-send-more", meeting, 1)).status_code == 403
    other = make.approver_user(of=make.body(), kind="secretary")
    assert as_user(other).get(address("notice-send", meeting)).status_code == 403
    assert Notice.objects.count() == 1


def test_the_pdf_and_the_bytes_are_given_out(sent: Notice, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    paper = client.get(address("notice-pdf", sent.meeting, 1))
    assert sent.pdf
    with sent.pdf.file.open("rb") as stored:
        assert paper.content == stored.read()
    assert broken_rules(paper.content) == []
    assert client.get(address("notice-json", sent.meeting, 1)).content == bytes(sent.content)
    assert client.get(address("notice-pdf", sent.meeting, 2)).status_code == 404


def test_who_may_see_the_meeting_may_fetch_the_stored_pdf(sent: Notice) -> None:
    member = sent.recipients.all()[0].person
    assert member
    assert sent.pdf
    assert access.may_fetch_file(make.user(person=member), sent.pdf)
    assert not access.may_fetch_file(make.approver_user(of=make.body()), sent.pdf)


def test_without_pango_the_letter_leads_to_the_page(
    meeting: Meeting, secretary: User, as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "why_not", lambda: "Pango saknas.")
    notice = notices.send(meeting, by=secretary)
    assert (notice.pdf, StoredFile.objects.count()) == (None, 0)
    letter = notice.recipients.all()[0].mail
    assert letter
    assert "PDF:en är bifogad" not in letter.html
    assert address("notice-detail", meeting, 1) in letter.body
    answer = as_user(secretary).get(address("notice-pdf", meeting, 1), follow=True)
    assert "Pango saknas." in answer.content.decode()


def test_an_older_kallelse_says_that_another_holds(sent: Notice, secretary: User, as_user: Login) -> None:
    notices.send(sent.meeting, by=secretary, message="Ny hälsning")
    page = as_user(secretary).get(address("notice-detail", sent.meeting, 1)).content.decode()
    assert "Den här kallelsen gäller inte längre." in page
    assert address("notice-detail", sent.meeting, 2) in page


def test_it_is_sent_to_those_who_came_later(sent: Notice, secretary: User, as_user: Login) -> None:
    body = sent.meeting.leading_body
    assert body
    person = make.member(of=body).person
    person.email = "ny@exempel.se"
    person.save()
    client = as_user(secretary)
    assert f"Har inte fått kallelsen: {person.name}." in (
        client.get(address("notice-detail", sent.meeting, 1)).content.decode()
    )
    first = client.post(address("notice-send-more", sent.meeting, 1), follow=True)
    assert "Kallelsen är skickad till 1 till." in first.content.decode()
    second = client.post(address("notice-send-more", sent.meeting, 1), follow=True)
    assert "har redan fått kallelsen" in second.content.decode()
    assert sent.recipients.filter(person=person).count() == 1


# Seen elsewhere


def test_the_meetings_page_shows_the_newest_kallelse_and_what_has_changed(
    sent: Notice, secretary: User, as_user: Login
) -> None:
    """A10: recipients see "ändrad sedan kallelsen", and at which point."""
    member = sent.recipients.all()[0].person
    assert member
    client = as_user(make.user(person=member))
    page = client.get(sent.meeting.get_absolute_url()).content.decode()
    assert address("notice-detail", sent.meeting, 1) in page
    assert "sedan kallelsen" not in page
    agenda.change_item(case.point(sent.meeting, "Budget"), by=secretary, title="Budget 2027")
    agenda.add_item(sent.meeting, by=secretary, title="Sen fråga")
    agenda.remove_item(case.point(sent.meeting, "Mötet avslutas"), by=secretary)
    answer = client.get(sent.meeting.get_absolute_url())
    assert [one.sentence for one in answer.context["changed"]] == [
        "Punkt 2 Budget 2027: Rubriken var ”Budget”. Underrubriken är ändrad.",
        "Punkt 4 Sen fråga: Ny punkt.",
        "Punkt 3 Mötet avslutas: Borttagen.",
    ]
    assert answer.content.decode().count("Ändrad sedan kallelsen</p>") == 2
    assert "Skicka kompletterande kallelse" not in answer.content.decode()
    assert "Skicka kompletterande kallelse" in (
        as_user(secretary).get(sent.meeting.get_absolute_url()).content.decode()
    )


def test_the_start_page_says_when_it_is_time_to_call(secretary: User) -> None:
    """A11: the body's lead time drives the day to send."""
    today = dt.date(2026, 3, 1)
    keeper = make.user()
    ready = [case.ready(bodies=[case.body(name=f"Grupp {days}")], date=today + dt.timedelta(days=days),
                        secretary=keeper.person) for days in (10, 14, 17, 18, 0)]  # fmt: skip
    ready.append(
        case.ready(
            bodies=[case.body(name="Inställd")], date=today, secretary=keeper.person, state="cancelled"
        )
    )
    told = start._to_call(start._coming(keeper, today), today)
    assert [(one.title, one.reason, one.deadline, one.is_late) for one in told] == [
        ("Grupp 10, 11\u00a0mars 2026", "Dags att kalla. 14 dagar före mötet gäller.", dt.date(2026, 2, 25), True),
        ("Grupp 14, 15\u00a0mars 2026", "Dags att kalla. 14 dagar före mötet gäller.", dt.date(2026, 3, 1), False),
        ("Grupp 17, 18\u00a0mars 2026", "Dags att kalla. 14 dagar före mötet gäller.", dt.date(2026, 3, 4), False),
    ]  # fmt: skip
    notices.send(ready[0], by=secretary, at=dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    assert [one.title[:8] for one in start._to_call(start._coming(keeper, today), today)] == [
        "Grupp 14",
        "Grupp 17",
    ]


def _ahead(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)
