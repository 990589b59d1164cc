"""From the year's plan to the mails: planned, booked, agenda, called, answered on a phone, moved, called off (A8–A18).

Every letter is read from a mail server of the test's own, after the worker has run one round. Its calendar file is read
by vobject, which did not write it.
"""

import datetime as dt
import re
import signal
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import vobject
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import Meeting, NoticeReply
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.browser.drafting import PATIENCE
from tests.mailserver import MailServer
from tests.meetings.invitees_case import Council, a_council

Visit = Callable[..., Page]


@pytest.fixture
def server(settings: Any, live_server: Any) -> Iterator[MailServer]:
    """A mail server, and letters whose links lead to the test's own web server."""
    with MailServer() as running:
        settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
        settings.BASE_URL = live_server.url
        yield running


def work(server: MailServer) -> dict[str, EmailMessage]:
    """Let the worker do all there is, once; new letters by receiver's given name."""
    before = len(server.messages)
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        call_command("worker", batch=True, startup_delay=False, interval=0, verbosity=0)
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)
    assert not OutgoingMail.objects.filter(delivered_at=None).exists()
    names = dict(OutgoingMail.objects.values_list("to_email", "to_name"))
    return {names[str(one["X-Given-To"])].partition(" ")[0]: one for one in server.messages[before:]}


def subject_of(letter: EmailMessage) -> str:
    """As a mail program shows it: a long subject begins on the line below its name."""
    return str(letter["Subject"]).strip()


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return part.get_content()


def link_in(letter: EmailMessage, answer: str, server_url: str) -> str:
    """The one tap for an answer, as a path."""
    (found,) = re.findall(rf"{re.escape(server_url)}(/svar/\S+svar={answer})", text_of(letter))
    return found


def event_in(letter: EmailMessage) -> tuple[str, Any]:
    """METHOD and the event of the letter's calendar file; both places it stands in say the same."""
    parts = [
        part for part in letter.walk() if part.get_content_type() in ("text/calendar", "application/ics")
    ]
    contents = {part.get_payload(decode=True) for part in parts}
    assert len(parts) >= 1
    assert len(contents) == 1
    calendar = vobject.readOne(contents.pop().decode())
    assert calendar.vtimezone.tzid.value == "Europe/Stockholm"
    told = {part.get_param("method") for part in parts} - {None}
    assert told == {calendar.method.value}
    return calendar.method.value, calendar.vevent


def plan_and_book(page: Page, day: dt.date) -> Meeting:
    page.get_by_role("link", name="Föreslå möten").click()
    page.get_by_label("Rådet").check()
    page.get_by_label("Datum som du skriver eller klistrar in").check()
    page.get_by_role("textbox", name="Datum").fill(f"{day.day}/{day.month} {day.year}")
    page.get_by_role("button", name="Visa förslag").click()
    page.get_by_role("button", name="Spara som preliminära").click()
    meeting = Meeting.objects.get(date=day)
    assert meeting.state == "tentative"
    page.locator(f"input[type=checkbox][value='{meeting.pk}']").check()
    page.get_by_role("button", name="Boka valda").click()
    expect(page.get_by_text("1 möte är bokat.")).to_be_visible()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.start_time, meeting.place) == ("booked", dt.time(9), "Regionhuset")
    return meeting


def prepare_and_call(desk: Page, address: str) -> None:
    """A point on the agenda, and the kallelse."""
    desk.goto(f"{address}/dagordning/")
    desk.get_by_label("Rubrik").fill("Mötesplatser för unga")
    desk.get_by_role("button", name="Lägg till", exact=True).click()
    expect(desk.get_by_text("Mötesplatser för unga").first).to_be_visible()

    desk.goto(f"{address}/kallelse/")
    assert (violations(desk), sideways(desk)) == ([], 0)
    desk.get_by_role("button", name=re.compile(r"^Skicka till \d+ mottagare")).click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def reply(visit: Visit, path: str, button: str, heading: str) -> None:
    """One tap on a phone, without logging in and without script."""
    phone = visit(None, path, size=PHONE, scripts=False)
    replies = NoticeReply.objects.count()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kommer du?")
    assert sideways(phone) == 0
    phone.get_by_role("button", name=button, exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(heading)
    assert NoticeReply.objects.count() == replies + 1


def call_off(desk: Page, server: MailServer, address: str) -> dict[str, EmailMessage]:
    """The meeting is off; the letters say so and why."""
    desk.goto(f"{address}/andra/")
    desk.get_by_label("Skäl till att mötet ställs in").fill("För få anmälda")
    desk.get_by_role("button", name="Ställ in mötet").click()
    expect(desk.get_by_text("Mötet är inställt. De kallade har fått brev.")).to_be_visible()
    letters = work(server)
    assert subject_of(letters["Birger"]).startswith("Inställt")
    assert "För få anmälda" in text_of(letters["Birger"])
    return letters


def test_from_the_plan_to_the_cancelled_meeting(visit: Visit, server: MailServer, live_server: Any) -> None:
    today = timezone.localdate()
    council: Council = a_council(call=False, date=today - dt.timedelta(days=60))
    secretary = make.user(person=council.people["Sekre"], office_role="secretariat")
    day, later = today + dt.timedelta(days=40), today + dt.timedelta(days=47)
    names = {name: person.name for name, person in council.people.items()}

    desk = visit(secretary, f"/moten/plan/?ar={day.year}")
    meeting = council.meeting = plan_and_book(desk, day)
    meeting.secretary = council.people["Sekre"]
    meeting.save(update_fields=["secretary"])
    assert work(server) == {}

    prepare_and_call(desk, f"{live_server.url}/moten/{meeting.pk}")
    letters = work(server)
    assert {"Asta", "Birger", "Cilla"} <= set(letters)
    assert {subject_of(letters[name]).partition(":")[0] for name in ("Asta", "Birger", "Cilla")} == {
        "Kallelse"
    }
    assert "Mötesplatser för unga" in text_of(letters["Asta"])
    method, first = event_in(letters["Asta"])
    assert (method, first.summary.value) == ("REQUEST", "Rådet")
    assert (first.dtstart.value.date(), first.location.value) == (day, "Regionhuset")
    assert "Mötesplatser för unga" in first.description.value

    desk.goto(f"{live_server.url}/moten/{meeting.pk}/svar/")
    expect(desk.locator("h2.answer")).to_have_text("0 kommer, 3 har inte svarat.")
    reply(visit, link_in(letters["Birger"], "kommer", live_server.url), "Jag kommer", "Tack, du kommer")
    reply(visit, link_in(letters["Asta"], "forhinder", live_server.url), "Jag har förhinder",
          "Tack, du har förhinder")  # fmt: skip
    called = work(server)
    assert subject_of(called["Ebba"]).startswith("Du kallas som ersättare")
    assert f"{names['Asta']} har förhinder. Du kallas som ersättare." in " ".join(
        text_of(called["Ebba"]).split()
    )
    assert event_in(called["Ebba"])[1].uid.value == first.uid.value
    expect(desk.locator("h2.answer")).to_have_text(
        "1 kommer, 1 förhinder, 2 har inte svarat.", timeout=PATIENCE
    )
    expect(desk.get_by_role("row", name=re.compile(f"^Nora {names['Asta']}"))).to_contain_text(
        f"{names['Ebba']} är inkallad."
    )

    desk.goto(f"{live_server.url}/moten/{meeting.pk}/andra/")
    expect(desk.get_by_text("Alla kallade får brev om du flyttar eller ställer in mötet")).to_be_visible()
    desk.locator("#flytt_date").fill(later.isoformat())
    desk.get_by_role("button", name="Flytta mötet").click()
    expect(desk.get_by_text("Mötet är flyttat. De kallade har fått brev.")).to_be_visible()
    moved = work(server)
    assert subject_of(moved["Birger"]) == f"Flyttat: Rådet, {day_in_words(later)}"
    method, second = event_in(moved["Birger"])
    assert (method, second.uid.value, second.dtstart.value.date()) == ("REQUEST", first.uid.value, later)
    assert int(second.sequence.value) > int(first.sequence.value)
    reply(visit, link_in(letters["Birger"], "kommer", live_server.url), "Jag kommer", "Tack, du kommer")

    off = call_off(desk, server, f"{live_server.url}/moten/{meeting.pk}")
    method, third = event_in(off["Birger"])
    assert (method, third.status.value, third.uid.value) == ("CANCEL", "CANCELLED", first.uid.value)
    assert int(third.sequence.value) > int(second.sequence.value)
    phone = visit(None, link_in(letters["Cilla"], "kommer", live_server.url), size=PHONE, scripts=False)
    expect(phone.get_by_text("Mötet är inställt. Du behöver inte svara.")).to_be_visible()
