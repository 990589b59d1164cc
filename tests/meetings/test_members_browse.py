"""A member goes through bodies, meetings, decisions and themes: joint ones under each, drafts nowhere (N6, N7)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Decision, Matter
from secretariat.registry.actions import indexing
from secretariat.registry.models import Theme, User
from tests import make

from .approval_case import a_case
from .publishing_case import quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def test_a_joint_meeting_and_its_decisions_stand_under_each_body(as_user: Login) -> None:
    bodies = [make.body(name=name, approval_policy="none") for name in ("Norr", "Söder")]
    meeting = quick(bodies=bodies, publish=False)
    client = as_user(make.approver_user(of=bodies[0], kind="member"))
    for body in bodies:
        page = client.get(body.get_absolute_url()).content.decode()
        assert meeting.get_absolute_url() in page
        assert f"{reverse('meetings:decision-list')}?grupp={body.pk}" in page
        for name, key in (("meeting-list", "meetings"), ("decision-list", "decisions")):
            found = client.get(reverse(f"meetings:{name}"), {"grupp": body.pk})
            assert len(found.context[key]) == 1, name


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_words_that_are_not_finished_are_on_no_page_a_member_reaches(state: str, as_user: Login) -> None:
    """The reserve sits in the body, and is neither approver nor chair."""
    case = a_case()
    plan = case.item("Plan")
    theme = Theme.objects.create(name="Tema", slug="tema")
    matter = Matter.objects.create(
        year=2026, running=1, number="Ä 2026-1", title="Saken", body=case.body, theme=theme
    )
    Decision.objects.filter(meeting=case.meeting).update(theme=theme, matter=matter)
    make.action(of=plan, text="Kansliet ringer Kumla.", person=case.reserve.person)
    if state == "sent":
        case.send()
    indexing.take_in_changes()
    client = as_user(case.reserve)
    pages = [
        reverse("home:start"), case.meeting.get_absolute_url(), case.body.get_absolute_url(),
        theme.get_absolute_url(), matter.get_absolute_url(), reverse("follows:follow-list"),
        *(reverse(f"meetings:{name}") for name in (
            "meeting-list", "decision-list", "action-list", "body-list", "matter-list", "theme-list", "public-start",
        )),
        *(f"{reverse('home:search')}?q={word}" for word in ("planen", "budgeten", "Nora")),
    ]  # fmt: skip
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        text = answer.content.decode()
        for words in ("Rådet antar planen", "Planen gicks igenom", "tillstyrker budgeten"):
            assert words not in text, (url, words)
    for decision in Decision.objects.filter(meeting=case.meeting):
        assert client.get(reverse("meetings:decision-detail", args=[decision.pk])).status_code == 404
    for name in ("minutes-pdf", "summary-pdf", "minutes-draft"):
        assert client.get(reverse(f"meetings:{name}", args=[case.meeting.pk])).status_code == 403
    assert (
        "Plan" in client.get(case.meeting.get_absolute_url()).content.decode()
    )  # the agenda is the member's
