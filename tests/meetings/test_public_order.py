"""Public pages and feeds hold their own and nothing else's, in order and with the right moment (C10, M4)."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from meetings import public_feeds
from meetings.actions import corrections, publishing
from meetings.models import Body, Decision, Meeting
from secretariat.registry.models import Theme, User
from tests import make

from .publishing_case import ALL, finished_case, publish, quick

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
THEN = dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)


def at(name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=args)


def published(by: User, *moments: dt.datetime, body: Body | None = None) -> list[Meeting]:
    found = []
    for moment in moments:
        meeting = quick(bodies=[body or make.body(approval_policy="none")], by=by, publish=False)
        publishing.publish(meeting.minutes, by=by, checked=ALL, at=moment)
        found.append(meeting)
    return found


def entries(client: Client, name: str, *args: object) -> list[tuple[str, str]]:
    """The address and moment of each entry, in the feed's order."""
    root = ET.fromstring(client.get(at(name, *args)).content)  # noqa: S314 – our own
    return [
        (entry.find(f"{ATOM}link").attrib["href"], entry.findtext(f"{ATOM}updated", ""))  # type: ignore[union-attr]
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_a_feed_tells_the_latest_published_first_each_with_its_own_moment(
    secretary: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 4287: updated is when it was published, of a meeting as of its decisions; no more than so many."""
    moments = [THEN + dt.timedelta(days=days) for days in (0, 2, 1)]
    meetings = published(secretary, *moments)
    of = {reverse("meetings:public-meeting", args=[one.pk]): one for one in meetings}
    found = entries(client, "public-feed")
    days = [moment[:10] for _, moment in found]
    assert days == ["2026-04-03"] * 2 + ["2026-04-02"] * 2 + ["2026-04-01"] * 2
    told = {address: moment[:10] for link, moment in found for address in of if link.endswith(address)}
    assert list(told.values()) == ["2026-04-03", "2026-04-02", "2026-04-01"]
    assert [of[address].pk for address in told] == [meetings[1].pk, meetings[2].pk, meetings[0].pk]
    monkeypatch.setattr(public_feeds, "LONGEST", 3)
    assert [moment[:10] for _, moment in entries(client, "public-feed")] == days[:3]


def test_a_group_and_a_theme_hold_their_own(secretary: User, client: Client) -> None:
    mine, other = (make.body(approval_policy="none", name=name) for name in ("Min", "Annan"))
    (first,), (second,) = (published(secretary, THEN, body=body) for body in (mine, other))
    theme = Theme.objects.create(name="Tema", slug="tema")
    Decision.objects.filter(meeting=second).update(theme=theme)
    page = client.get(at("public-body", mine.pk)).context
    assert [one.key for one in page["meetings"]] == [first.pk]
    assert [one.meeting for one in page["decisions"]] == [first.pk]
    assert [one.meeting for one in client.get(at("public-theme", "tema")).context["decisions"]] == [second.pk]
    links = [link for link, _ in entries(client, "public-body-feed", mine.pk)]
    assert (len(links), any(link.endswith(at("public-meeting", first.pk)) for link in links)) == (2, True)
    assert len(entries(client, "public-theme-feed", "tema")) == 1


def test_decisions_are_found_by_number(secretary: User, client: Client) -> None:
    published(secretary, THEN, THEN)
    number = Decision.objects.earliest("pk").number
    found = client.get(at("public-decisions"), {"q": number.lower()}).context["decisions"]
    assert [one.number for one in found] == [number]


def test_a_decision_shows_the_corrections_of_its_own_point(client: Client) -> None:
    """C7."""
    case = finished_case()
    publish(case)
    corrections.correct(
        case.minutes, by=case.secretary, item=case.item("Plan"), old_text="Planen gicks igenom.",
        new_text="Planen lästes igenom.", reason="Skrivfel.",
    )  # fmt: skip
    shown = {
        decision.item.title: len(
            client.get(at("public-decision", decision.pk), follow=True).context["corrections"]
        )
        for decision in Decision.objects.own().filter(meeting=case.meeting).select_related("item")
    }
    assert shown == {"Plan": 1, "Budget": 0}
