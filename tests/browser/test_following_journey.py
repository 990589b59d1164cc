"""A member follows a group, something happens, the night's letter comes, and its link opens what is new (N5)."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from secretariat.registry.actions import follows, mail
from tests import make
from tests.browser.conftest import PHONE, sideways, violations
from tests.mailserver import MailServer
from tests.meetings.publishing_case import quick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.fixture
def server(settings: Any, live_server: Any) -> Iterator[MailServer]:
    """A mail server, and letters whose links lead to the test's own web server."""
    with MailServer() as running:
        settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
        settings.BASE_URL = live_server.url
        yield running


def words_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_from_the_button_to_the_decision(visit: Visit, server: MailServer, live_server: Any) -> None:
    body = make.body(name="Chefsgrupp folkhälsa", code="CF", approval_policy="none")
    member = make.approver_user(of=body, kind="member")

    desk = visit(member, body.get_absolute_url())
    desk.get_by_role("button", name="Bevaka Chefsgrupp folkhälsa").click()
    expect(desk.get_by_text("Du bevakar nu Chefsgrupp folkhälsa.")).to_be_visible()
    assert (violations(desk), sideways(desk)) == ([], 0)

    quick(bodies=[body], publish=False)
    night = timezone.now() + dt.timedelta(minutes=10)
    assert [follows.write_news(now=night), follows.write_news(now=night)] == [1, 0]
    mail.deliver_waiting()
    (letter,) = [one for one in server.messages if "bevakar" in str(one["Subject"])]
    (path,) = re.findall(rf"{re.escape(live_server.url)}(/beslut/\S+)", words_of(letter))

    phone = visit(member, path, size=PHONE)
    expect(phone.get_by_text("Gruppen antar planen för förskolan.").first).to_be_visible()

    phone.goto(f"{live_server.url}/bevakningar/")
    assert (violations(phone), sideways(phone)) == ([], 0)
    phone.get_by_role("button", name="Sluta bevaka Chefsgrupp folkhälsa").click()
    expect(phone.get_by_text("Du bevakar inte längre Chefsgrupp folkhälsa.")).to_be_visible()
