"""Pages for everybody: what is published is there, everything else is 404 as if it did not exist (C10, D7, N6)."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import corrections, publishing
from meetings.actions import minutes as minutes_actions
from meetings.models import Decision, ItemAttachment, Matter, Meeting, MeetingBody, Minutes
from secretariat.registry.actions import files
from secretariat.registry.models import Theme, User
from tests import make

from .approval_case import Case, a_case
from .publishing_case import finished_case, publish, quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NAMES = ("public-start", "public-meetings", "public-decisions", "public-feed")
ATOM = "{http://www.w3.org/2005/Atom}"


def at(name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=args)


def addresses(case: Case, theme: Theme) -> dict[str, str]:
    """Every public address that names something of the case."""
    decision = Decision.objects.filter(meeting=case.meeting).exclude(number="").earliest("running")
    return {
        "meeting": at("public-meeting", case.meeting.pk),
        "pdf": at("public-pdf", case.meeting.pk),
        "file": at("public-file", case.meeting.pk, ItemAttachment.objects.get(meeting=case.meeting).file_id),
        "decision": at("public-decision", decision.number.lower().replace(" ", "-")),
        "decision by key": at("public-decision", decision.pk),
        "body": at("public-body", case.body.pk),
        "body feed": at("public-body-feed", case.body.pk),
        "theme": at("public-theme", theme.slug),
        "theme feed": at("public-theme-feed", theme.slug),
    }


def whole_case() -> tuple[Case, Theme]:
    """Finished minutes with a theme and a file, not published."""
    case = a_case()
    stored = files.store_made(b"bytes", name="bilaga.txt", title="Bilagan")
    ItemAttachment.objects.create(
        meeting=case.meeting, item=case.item("Plan"), kind="file", title="B", file=stored
    )
    case.approve()
    theme = Theme.objects.create(name="Psykisk hälsa", slug="psykisk-halsa")
    Decision.objects.filter(meeting=case.meeting).update(theme=theme)
    return case, theme


def publish_with_files(case: Case) -> None:
    publish(case, files=[ItemAttachment.objects.get(meeting=case.meeting).file_id])


def never_was() -> dict[str, str]:
    """Addresses of the same kinds that never named anything."""
    n, key = 999_999, uuid.UUID(int=7)
    return {
        "meeting": at("public-meeting", n), "pdf": at("public-pdf", n), "file": at("public-file", n, n),
        "decision": at("public-decision", "zz-1999-1"), "decision by key": at("public-decision", key),
        "body": at("public-body", n), "body feed": at("public-body-feed", n),
        "theme": at("public-theme", "finns-inte"), "theme feed": at("public-theme-feed", "finns-inte"),
    }  # fmt: skip


def answers(client: Client, found: dict[str, str]) -> dict[str, int]:
    told = {}
    for name, url in found.items():
        answer = client.get(url)
        _ = b"".join(answer)  # a file is closed when it is read
        told[name] = answer.status_code
    return told


def test_everything_of_a_published_meeting_is_there_for_everybody(client: Client) -> None:
    case, theme = whole_case()
    publish_with_files(case)
    found = addresses(case, theme)
    wanted = dict.fromkeys(found, 200) | {"decision by key": 302}
    assert answers(client, found) == wanted
    page = client.get(found["meeting"]).content.decode()
    assert "Rådet antar planen." in page
    assert "Bilagan" in page
    assert client.get(found["decision by key"]).headers["Location"] == found["decision"]


@pytest.mark.parametrize("state", ["not published", "taken back", "protected"])
def test_what_is_not_published_does_not_exist(state: str, client: Client) -> None:
    """The answer for a closed meeting is the answer for one that never was; one that has been open says so (410)."""
    case, theme = whole_case()
    if state != "not published":
        publish_with_files(case)
    if state == "taken back":
        publishing.unpublish(case.minutes, by=case.secretary, why="Fel.")
    if state == "protected":
        person = case.chair.person
        assert person is not None
        person.protected_identity = True
        person.save()
    found = addresses(case, theme)
    gone = {"meeting", "pdf", "file", "decision", "decision by key"} if state == "taken back" else set()
    assert answers(client, found) == {name: 410 if name in gone else 404 for name in found}
    for name in found.keys() - gone:
        assert client.get(found[name]).content == client.get(never_was()[name]).content, name
    for name in gone:
        told = client.get(found[name]).content.decode()
        assert "Inte längre öppet" in told
        assert not [
            word for word in ("Provrådet", "planen", "Psykisk hälsa", "Fel.", "Bilagan") if word in told
        ]
    for name in NAMES:
        text = client.get(at(name)).content.decode()
        for word in ("Provrådet", "planen", "Psykisk hälsa"):
            assert word not in text, name


def test_drafts_and_what_is_out_for_approval_are_closed(client: Client) -> None:
    case = a_case()
    for act in (lambda: None, case.send):
        act()
        assert client.get(at("public-meeting", case.meeting.pk)).status_code == 404
        for decision in Decision.objects.filter(meeting=case.meeting):
            assert client.get(at("public-decision", decision.pk)).status_code == 404


def test_no_count_leaks(client: Client) -> None:
    body = make.body(approval_policy="none", name="Gruppen")
    quick(bodies=[body])
    quick(bodies=[body], publish=False)
    for name, args in (("public-meetings", ()), ("public-decisions", ()), ("public-body", (body.pk,))):
        assert client.get(at(name, *args)).context["listed"].paginator.count == 1


def test_a_file_that_was_not_cleared_and_a_kallelse_are_never_open(client: Client) -> None:
    case, _ = whole_case()
    publish(case)
    file = ItemAttachment.objects.get(meeting=case.meeting).file_id
    assert client.get(at("public-file", case.meeting.pk, file)).status_code == 404
    assert "Bilagan" not in client.get(at("public-meeting", case.meeting.pk)).content.decode()
    for name in ("meeting-detail", "minutes-pdf", "minutes-publish"):
        assert client.get(at(name, case.meeting.pk)).status_code == 302


def test_a_file_is_fetched_under_its_own_meeting_alone(client: Client) -> None:
    case, _ = whole_case()
    publish_with_files(case)
    file = ItemAttachment.objects.get(meeting=case.meeting).file_id
    answer = client.get(at("public-file", case.meeting.pk, file))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"bytes"  # type: ignore[attr-defined]
    other = quick()
    assert client.get(at("public-file", other.pk, file)).status_code == 404


def test_a_decision_shows_nothing_that_is_not_open(client: Client) -> None:
    """Neither its matter nor a decision that replaces it in minutes that are not published (K4)."""
    body = make.body(approval_policy="none", code="CF")
    first, second = quick(bodies=[body]), quick(bodies=[body], publish=False)
    old, new = (Decision.objects.get(meeting=meeting) for meeting in (first, second))
    matter = Matter.objects.create(year=2026, running=1, number="Ä 2026-1", title="Hemligt ärende")
    Decision.objects.filter(pk=old.pk).update(matter=matter)
    Decision.objects.filter(pk=new.pk).update(supersedes=old)
    url = at("public-decision", old.number.lower().replace(" ", "-"))
    page = client.get(url).content.decode()
    assert ("Hemligt ärende" in page, new.number in page, "Ersatt" in page) == (False, False, False)
    publishing.publish(
        second.minutes, by=make.user(office_role="secretariat"), checked=list(publishing.CHECKS)
    )
    page = client.get(url).content.decode()
    assert (new.number in page, "Ersatt av" in page) == (True, True)


def test_a_reported_decision_is_not_given_as_the_groups_own(client: Client) -> None:
    """K5."""
    case = a_case()
    item = make.item(of=case.meeting, title="Rapport")
    reported = make.decision(of=item, text="Regionen köper bussar.", is_own=False, taken_by="Regionen")
    case.approve()
    own = Decision.objects.own().filter(meeting=case.meeting)[0]
    publish(case)
    assert client.get(at("public-decision", own.pk)).status_code == 302  # to its number
    assert client.get(at("public-decision", reported.pk)).status_code == 404
    assert "bussar" not in client.get(at("public-decisions")).content.decode()
    assert (
        "bussar" in client.get(at("public-meeting", case.meeting.pk)).content.decode()
    )  # the minutes' own words


def test_a_joint_meeting_and_its_decisions_stand_under_each_body(client: Client) -> None:
    """N6."""
    bodies = [make.body(name=name, approval_policy="none") for name in ("Norr", "Söder")]
    quick(bodies=bodies)
    for body in bodies:
        page = client.get(at("public-body", body.pk))
        assert (len(page.context["decisions"]), len(page.context["meetings"])) == (1, 1)


def test_a_later_correction_is_shown_with_the_old_words(client: Client) -> None:
    """C7."""
    case = finished_case()
    publish(case)
    corrections.correct(
        case.minutes, by=case.secretary, item=case.item("Plan"), old_text="Planen gicks igenom.",
        new_text="Planen lästes igenom.", reason="Skrivfel.",
    )  # fmt: skip
    page = client.get(at("public-meeting", case.meeting.pk)).content.decode()
    assert "<del>Planen gicks igenom.</del>" in page
    assert "<ins>Planen lästes igenom.</ins>" in page


def test_only_pages_that_sort_what_others_hold_are_kept_from_search_engines(client: Client) -> None:
    meeting = quick()
    noindex = 'name="robots"'
    for url, wanted in (
        (at("public-start"), False), (at("public-meeting", meeting.pk), False), (at("public-decisions"), False),
        (at("public-decisions") + "?q=plan", True), (at("public-meetings") + "?sida=2", True),
    ):  # fmt: skip
        page = client.get(url).content.decode()
        assert (noindex in page) == wanted, url
        assert 'rel="canonical"' in page


@pytest.mark.parametrize("q", ["plan", "förskolan", "a", "x" * 10_000, '"(&|!', "%", "\\"])
def test_the_search_of_decisions_bears_anything(q: str, client: Client) -> None:
    quick()
    answer = client.get(at("public-decisions"), {"q": q})
    assert answer.status_code == 200
    assert (len(answer.context["decisions"]) == 1) == (q in ("plan", "förskolan", "a"))


@pytest.mark.parametrize(
    "slug", ["cf-2026-1", "cf-2026-99999999999", "-", "é-1-1", "00000000-0000-0000-0000-000000000000"]
)
def test_a_decision_that_never_was(slug: str, client: Client) -> None:
    assert client.get(at("public-decision", slug)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_pages_are_only_read(method: str, client: Client) -> None:
    """The same answer whether the meeting is open or not."""
    opened, closed = quick(), quick(publish=False)
    urls = [at("public-meeting", opened.pk), at("public-meeting", closed.pk), *(at(name) for name in NAMES)]
    assert {getattr(client, method)(url).status_code for url in urls} == {405}


def test_somebody_logged_in_sees_just_the_same(as_user: Login) -> None:
    """Not even the office sees a closed meeting under a public address."""
    closed = quick(publish=False)
    client = as_user(make.user(office_role="administrator"))
    assert client.get(at("public-meeting", closed.pk)).status_code == 404


def test_public_lists_ask_as_often_for_one_as_for_three(
    client: Client,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    body, theme = make.body(approval_policy="none"), Theme.objects.create(name="Tema", slug="tema")
    first = quick(bodies=[body])
    urls = {
        at("public-start"): 11, at("public-meetings"): 7, at("public-decisions"): 7, at("public-feed"): 10,
        at("public-body", body.pk): 11, at("public-body-feed", body.pk): 11, at("public-theme", "tema"): 8,
        at("public-meeting", first.pk): 8,
    }  # fmt: skip
    Decision.objects.update(theme=theme)
    counts = {}
    for url, most in urls.items():
        client.get(url)
        with django_assert_max_num_queries(most) as asked:
            client.get(url)
        counts[url] = len(asked)
    quick(bodies=[body])
    quick(bodies=[body, make.body(name="Till", approval_policy="none")])
    Decision.objects.update(theme=theme)
    for url, count in counts.items():
        with django_assert_num_queries(count):
            client.get(url)


# Feeds


def entries(content: bytes) -> Iterator[dict[str, str]]:
    for entry in ET.fromstring(content).iter(f"{ATOM}entry"):  # noqa: S314 – our own
        link = entry.find(f"{ATOM}link")
        assert link is not None
        yield {
            "id": entry.findtext(f"{ATOM}id", ""), "title": entry.findtext(f"{ATOM}title", ""),
            "url": link.attrib["href"], "updated": entry.findtext(f"{ATOM}updated", ""),
        }  # fmt: skip


def test_the_feed_holds_meetings_and_decisions_with_ids_that_stay(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    """M4, RFC 4287."""
    meeting = quick()
    quick(publish=False)
    decision = Decision.objects.get(meeting=meeting)
    answer = client.get(at("public-feed"))
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 – our own
    assert [root.findtext(f"{ATOM}{name}") is not None for name in ("id", "title", "updated")] == [True] * 3
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    found = list(entries(answer.content))
    assert {one["url"] for one in found} == {
        settings.BASE_URL + at("public-meeting", meeting.pk),
        settings.BASE_URL + at("public-decision", decision.number.lower().replace(" ", "-")),
    }
    assert f"urn:uuid:{decision.pk}" in {one["id"] for one in found}
    settings.BASE_URL = "https://nytt.exempel.se"
    assert {one["id"] for one in entries(client.get(at("public-feed")).content)} == {
        one["id"] for one in found
    }


def test_an_unchanged_feed_is_not_sent_again(client: Client) -> None:
    quick()
    first = client.get(at("public-feed"))
    again = client.get(at("public-feed"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    quick()
    assert client.get(at("public-feed"), headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    answer = client.get(at("public-feed"))
    assert ET.fromstring(answer.content).findtext(f"{ATOM}updated") == "2020-01-01T00:00:00Z"  # noqa: S314 – our own


def test_feeds_of_a_body_and_of_a_theme_hold_theirs_alone(client: Client) -> None:
    one, other = (make.body(approval_policy="none", name=name) for name in ("Ena", "Andra"))
    theme = Theme.objects.create(name="Tema", slug="tema")
    first, second = quick(bodies=[one]), quick(bodies=[other])
    Decision.objects.filter(meeting=second).update(theme=theme)
    assert len(list(entries(client.get(at("public-body-feed", one.pk)).content))) == 2
    (only,) = entries(client.get(at("public-theme-feed", "tema")).content)
    assert only["id"] == f"urn:uuid:{Decision.objects.get(meeting=second).pk}"
    assert MeetingBody.objects.filter(meeting__in=[first, second]).count() == 2
    assert Meeting.objects.count() == 2


def test_the_first_page_leaves_out_what_every_meeting_decides_about_itself(client: Client) -> None:
    """The list of all decisions has them still."""
    by = make.user(office_role="secretariat")
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    make.decision(of=make.item(of=meeting, title="Dagordning"), text="Dagordningen godkänns.", kind="formal")
    minutes_actions.finalise(meeting.minutes, by=by)
    publishing.publish(Minutes.objects.get(meeting=meeting), by=by, checked=list(publishing.CHECKS))
    quick()
    shown = [len(client.get(at(name)).context["decisions"]) for name in ("public-start", "public-decisions")]
    assert shown == [1, 2]
