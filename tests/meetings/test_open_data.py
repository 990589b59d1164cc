"""Open data: what is published in OParl's shapes and nothing else; lists, filters, what is gone (M4, C10, D7)."""

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions import minutes as minutes_actions
from meetings.actions import publishing
from meetings.actions.open_data import answers
from meetings.models import Attendance, Body, Decision, Meeting, Publication
from secretariat.registry.models import Person, StoredFile
from tests import make

from .approval_case import Case, a_case, person_of
from .archive_case import attach
from .publishing_case import finished_case, publish, quick

pytestmark = pytest.mark.django_db
ROOT = "/oppna-data/"
LISTS = ("grupper", "personer", "moten", "punkter", "beslut", "overlaggningar", "filer", "platser")
PAST = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
# What a list asks where it has to be made, with files and several groups; the same with a thousand times as much.
QUERIES = {
    "grupper": 15, "personer": 14, "moten": 33, "punkter": 26, "beslut": 27, "overlaggningar": 16, "filer": 25,
    "platser": 16,
}  # fmt: skip


def got(client: Client, where: str) -> Any:
    """The JSON of an address, whole or not."""
    response = client.get(where.removeprefix(settings.BASE_URL))
    assert response.status_code == 200, (where, response.content)
    return json.loads(response.content)


def since(client: Client, place: str, moment: dt.datetime) -> list[dict[str, Any]]:
    return got(client, f"{ROOT}{place}/?modified_since={quote(moment.isoformat())}")["data"]  # type: ignore[no-any-return]


def published_case(**of_body: object) -> Case:
    case = finished_case(**of_body)
    publish(case, at=PAST)
    return case


def every_address(client: Client) -> dict[str, str]:
    """Every answer that can be reached from the system, also by asking what has changed since long ago."""
    waiting, seen = [f"{settings.BASE_URL}{ROOT}system/"], dict[str, str]()
    while waiting:
        where = waiting.pop()
        if where in seen:
            continue
        text = client.get(where.removeprefix(settings.BASE_URL)).content.decode()
        seen[where] = text
        found = re.findall(rf'"({re.escape(settings.BASE_URL)}{ROOT}[^"]*)"', text)
        waiting += found
        lists = [one for one in found if "?" not in one and one.count("/") == 5]
        waiting += [f"{one}?modified_since=2000-01-01T00:00:00Z" for one in lists]
    return seen


def test_the_whole_way_from_the_system_shows_what_is_published_and_nothing_else(client: Client) -> None:
    """Unique words in all that is not open: drafts, sent, finished, taken back, hidden since (C10)."""
    case = published_case()
    words = ["Sothönan", "Järpen", "Rördrom", "Vipan"]
    hidden = [quick(publish=False), quick(), quick(), make.meeting(bodies=[make.body()])]
    for word, meeting in zip(words, hidden, strict=True):
        Body.objects.filter(meetings=meeting).update(name=f"{word}gruppen", short_name=f"{word}gruppen")
        with_words(meeting, word)
    publishing.unpublish(hidden[1].minutes, by=make.user(), why="Rördrom")
    Person.objects.filter(publications__minutes__meeting=hidden[2]).update(protected_identity=True)
    seen = every_address(client)
    assert len(seen) > 30
    whole = "\n".join(seen.values())
    for word in words:
        assert word not in whole
    for word in ("Rådet antar planen.", "Provrådet", "Asta Ordman", "Val av justerare"):
        assert word in whole
    assert not any(
        "Traceback" in text or '"type":"https://schema.oparl.org/1.1/Error"' in text for text in seen.values()
    )
    assert f"{settings.BASE_URL}{ROOT}moten/{case.meeting.pk}/" in seen


def with_words(meeting: Meeting, word: str) -> None:
    """Put a word everywhere, past the triggers that guard finished minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Meeting.objects.filter(pk=meeting.pk).update(title=f"{word}mötet", place=f"{word}salen")
        meeting.items.update(title=f"{word}punkten")
        meeting.blocks.update(html=f"{word}orden")
        Decision.objects.filter(meeting=meeting).exclude(number="").update(number=f"{word} 1")
        for row in Attendance.objects.filter(meeting=meeting).select_related("person"):
            Person.objects.filter(pk=row.person_id).update(family_name=f"{word}sson")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_a_meeting_has_its_bodies_as_a_list_its_points_with_numbers_as_words_and_who_was_there(
    client: Client,
) -> None:
    first, second = (
        make.body(name="Första", approval_policy="none"),
        make.body(name="Andra", approval_policy="none"),
    )
    meeting = quick(bodies=[first, second], start_time=dt.time(9), place="Regionhuset")
    told = got(client, f"{ROOT}moten/{meeting.pk}/")
    at = f"{settings.BASE_URL}{ROOT}"
    assert told["organization"] == [f"{at}grupper/{first.pk}/", f"{at}grupper/{second.pk}/"]
    assert told["start"] == "2026-03-18T09:00:00+01:00"
    assert told["location"]["description"] == "Regionhuset"
    (point,) = told["agendaItem"]
    assert (point["number"], point["name"], point["resolutionText"]) == (
        "1", "Plan", "Gruppen antar planen för förskolan.",
    )  # fmt: skip
    assert "meeting" not in point
    assert told["participant"] == [f"{at}personer/{meeting.chair_id}/"]
    consultation = got(client, point["consultation"])
    assert (consultation["authoritative"], consultation["role"]) == (True, "beslut")
    assert consultation["organization"] == told["organization"]
    paper = got(client, consultation["paper"])
    assert paper["sekretariatet:text"] == "Gruppen antar planen för förskolan."
    assert [one["id"] for one in paper["consultation"]] == [consultation["id"]]
    assert got(client, consultation["agendaItem"])["meeting"] == told["id"]
    assert got(client, paper["mainFile"]["id"]) == told["resultsProtocol"]


def test_a_sub_points_number_and_one_without_are_words_too(client: Client) -> None:
    by = make.user(office_role="secretariat")
    body = make.body(approval_policy="none")
    meeting = make.meeting(bodies=[body], chair=make.person(), secretary=by.person)
    make.attendee(of=meeting, person=make.person(), body=body)
    top = make.item(of=meeting, title="Rapporter", text="Text.")
    make.item(of=meeting, title="Norr", number="a", parent=top, text="Text.")
    minutes_actions.finalise(meeting.minutes, by=by)
    publishing.publish(Meeting.objects.get(pk=meeting.pk).minutes, by=by, checked=list(publishing.CHECKS))
    items = got(client, f"{ROOT}punkter/")["data"]
    assert sorted((one["number"], one["name"]) for one in items) == [("1", "Rapporter"), ("1 a", "Norr")]


@pytest.mark.parametrize(("kind", "role"), [("recommendation", "rekommendation"), ("tabled", "bordläggning")])
def test_what_only_recommends_is_not_authoritative(kind: str, role: str, client: Client) -> None:
    meeting = quick(publish=False)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Decision.objects.filter(meeting=meeting).update(kind=kind)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    publishing.publish(meeting.minutes, by=make.user(), checked=list(publishing.CHECKS))
    (told,) = got(client, f"{ROOT}overlaggningar/")["data"]
    assert (told["authoritative"], told["role"]) == (False, role)


def test_only_cleared_files_are_there(client: Client) -> None:
    case = finished_before(["Öppen", "Stängd"])
    opened = StoredFile.objects.get(title="Öppen")
    publish(case, files=[opened.pk], at=PAST)
    data = got(client, f"{ROOT}filer/")["data"]
    assert [one["name"] for one in data] == ["Minnesanteckningar 18 mars 2026", "Öppen"]
    assert data[1]["sekretariatet:sha256"] == opened.sha256
    answer = client.get(data[1]["downloadUrl"].removeprefix(settings.BASE_URL))
    assert b"".join(answer) == "Öppen".encode()  # type: ignore[arg-type]
    plan = case.item("Plan")
    assert data[1]["agendaItem"] == [f"{settings.BASE_URL}{ROOT}punkter/{plan.pk}/"]
    StoredFile.objects.filter(pk=opened.pk).update(circle="secretariat")
    assert got(client, data[1]["id"])["deleted"] is True


def finished_before(titles: list[str]) -> Case:
    case = a_case()
    for title in titles:
        attach(case, title, title.encode())
    case.approve()
    return case


def test_what_is_taken_back_is_gone_and_says_so(client: Client) -> None:
    """OParl: the address answers, with nothing but id, type, moments and deleted; lists leave it out."""
    case = published_case()
    ids = {place: [one["id"] for one in got(client, f"{ROOT}{place}/")["data"]] for place in LISTS}
    now = timezone.now()
    publishing.unpublish(case.minutes, by=case.secretary, why="Fel.", at=now)
    for place in LISTS:
        assert got(client, f"{ROOT}{place}/")["data"] == []
        gone = since(client, place, now - dt.timedelta(hours=1))
        assert [one["id"] for one in gone] == ids[place], place
        for one in gone:
            assert got(client, one["id"]) == one
            assert {**one, "id": "", "type": ""} == {
                "id": "", "type": "", "created": "2026-04-01T10:00:00+02:00",
                "modified": timezone.localtime(now).isoformat(timespec="seconds"), "deleted": True,
            }  # fmt: skip
        assert since(client, place, now + dt.timedelta(hours=1)) == []
    publish(case, at=now + dt.timedelta(minutes=1))
    assert "deleted" not in got(client, ids["moten"][0])


def test_somebody_whose_data_are_protected_since_is_gone_with_what_names_them(client: Client) -> None:
    case = published_case()
    elected = person_of(case.elected)
    where = f"{ROOT}personer/{elected.pk}/"
    assert got(client, where)["name"] == "Birger Valdberg"
    Person.objects.filter(pk=elected.pk).update(protected_identity=True)
    told = got(client, where)
    assert (told["deleted"], set(told)) == (True, {"id", "type", "created", "modified", "deleted"})
    gone = since(client, "moten", timezone.now() - dt.timedelta(days=1))
    assert [one["deleted"] for one in gone] == [True]
    assert "Valdberg" not in "".join(every_address(client).values())


def test_what_has_never_been_open_is_not_there(client: Client) -> None:
    meeting = quick(publish=False)
    decision = Decision.objects.get(meeting=meeting)
    item = meeting.items.get()
    keys = {
        "moten": meeting.pk, "punkter": item.pk, "beslut": decision.pk, "overlaggningar": decision.pk,
        "filer": f"anteckningar-{meeting.pk}", "platser": meeting.pk, "personer": meeting.chair_id,
        "grupper": meeting.bodies.get().pk,
    }  # fmt: skip
    never = client.get(f"{ROOT}moten/999999/")
    for place, key in keys.items():
        response = client.get(f"{ROOT}{place}/{key}/")
        assert (response.status_code, response.content) == (404, never.content), place
    for wrong in (
        "moten/x/", "moten/0012/", "beslut/12/", "beslut/x/", "filer/anteckningar-x/", "finns-inte/", "filer/-1/",
        "moten/99999999999999999999/", "finns-inte/1/",
    ):  # fmt: skip
        assert client.get(f"{ROOT}{wrong}").status_code == 404, wrong


def test_a_list_comes_in_pages_that_lead_to_one_another(client: Client) -> None:
    body = make.body(approval_policy="none")
    meetings = [quick(bodies=[body]) for _ in range(5)]
    quick()
    where = f"{ROOT}moten/?grupp={body.pk}&limit=2"
    seen, pages = [], 0
    while where:
        told = got(client, where)
        seen += [int(one["id"].split("/")[-2]) for one in told["data"]]
        pages += 1
        where = told["links"].get("next", "")
    assert (seen, pages) == ([one.pk for one in meetings], 3)
    assert told["pagination"] == {
        "totalElements": 5, "elementsPerPage": 2, "currentPage": 3, "totalPages": 3,
    }  # fmt: skip
    assert told["links"]["prev"].endswith(f"?grupp={body.pk}&limit=2&page=2")
    beyond = got(client, f"{ROOT}moten/?page=900")
    assert (beyond["data"], "next" in beyond["links"]) == ([], False)


def test_files_of_both_kinds_come_in_one_list_of_pages(client: Client) -> None:
    case = finished_before(["A", "B", "C"])
    publish(case, files=list(StoredFile.objects.filter(title__in="ABC").values_list("pk", flat=True)))
    quick()
    names = []
    for number in (1, 2, 3):
        names += [one["fileName"] for one in got(client, f"{ROOT}filer/?limit=2&page={number}")["data"]]
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "pdf", "txt", "txt", "txt"]


def test_filters_ask_for_when_it_was_made_and_changed(client: Client) -> None:
    old, new = quick(publish=False), quick(publish=False)
    by = make.user()
    for meeting, day in ((old, 1), (new, 20)):
        publishing.publish(
            meeting.minutes,
            by=by,
            checked=list(publishing.CHECKS),
            at=dt.datetime(2026, 4, day, tzinfo=dt.UTC),
        )
    for asked, wanted in {
        "created_since=2026-04-10T00:00:00Z": [new], "created_until=2026-04-10T00:00:00Z": [old],
        "modified_since=2026-04-10T00:00:00%2B02:00": [new], "modified_since=2026-04-10T00:00:00+02:00": [new],
        "modified_until=2026-04-10T00:00:00Z&created_since=2026-03-01T00:00:00Z": [old],
    }.items():  # fmt: skip
        data = got(client, f"{ROOT}moten/?{asked}")["data"]
        assert [one["id"].split("/")[-2] for one in data] == [str(one.pk) for one in wanted], asked


def test_omit_internal_leaves_out_what_has_lists_of_its_own(client: Client) -> None:
    quick()
    (told,) = got(client, f"{ROOT}moten/?omit_internal=true")["data"]
    assert not {"agendaItem", "auxiliaryFile"} & set(told)
    assert "organization" in told


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (
            "modified_since=i-går",
            "modified_since ska vara en tidpunkt med tidszon, till exempel 2026-03-18T00:00:00Z.",
        ),
        ("created_since=2026-03-18T00:00:00", "created_since ska vara en tidpunkt med tidszon"),
        ("created_since=2026-99-18T00:00:00Z", "created_since ska vara en tidpunkt med tidszon"),
        ("page=0", "page ska vara ett heltal från 1. Det står 0."),
        ("page=x", "page ska vara ett heltal från 1."),
        ("limit=-1", "limit ska vara ett heltal från 1."),
        ("grupp=alla", "grupp ska vara ett heltal från 1."),
    ],
)
def test_a_question_that_cannot_be_read_is_told_in_words(query: str, why: str, client: Client) -> None:
    response = client.get(f"{ROOT}moten/?{query}")
    assert response.status_code == 400
    told = response.json()
    assert told["type"] == "https://schema.oparl.org/1.1/Error"
    assert told["message"].startswith(why)


@pytest.mark.parametrize("place", ["system", "huvudman", "huvudman/1", *LISTS])
def test_a_copy_that_is_still_good_gets_304(place: str, client: Client) -> None:
    case = published_case()
    where = f"{ROOT}{place}/"
    first = client.get(where)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in first.headers["Vary"]
    assert client.get(where, HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 304
    if place == "system":
        return
    assert first.headers["Last-Modified"] == "Wed, 01 Apr 2026 08:00:00 GMT" or place == "grupper"
    assert client.get(where, HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"]).status_code == 304
    publishing.unpublish(case.minutes, by=case.secretary, why="Fel.")
    again = client.get(where, HTTP_IF_MODIFIED_SINCE=first.headers["Last-Modified"])
    assert again.status_code == 200


def test_any_web_page_may_ask_and_nothing_can_be_sent(client: Client) -> None:
    for where in ("system/", "moten/", "moten/?page=x", "moten/1/"):
        assert client.get(f"{ROOT}{where}").headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options(f"{ROOT}moten/")
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert client.post(f"{ROOT}moten/").status_code == 405
    assert client.head(f"{ROOT}moten/").status_code == 200


@pytest.mark.parametrize("place", LISTS)
def test_a_list_asks_as_often_whatever_its_length(
    place: str, client: Client, django_assert_num_queries: Any
) -> None:
    def number() -> int:
        with CaptureQueriesContext(connection) as queries:
            got(client, f"{ROOT}{place}/")
        return len(queries)

    case = finished_before(["A"])
    publish(case, files=[StoredFile.objects.get(title="A").pk])
    quick(place="Sal 1")
    number()
    before = number()
    for _ in range(3):
        quick(place="Sal 2")
    with django_assert_num_queries(before):
        got(client, f"{ROOT}{place}/")
    assert before == QUERIES[place]


@pytest.mark.parametrize("place", LISTS)
def test_a_list_is_not_made_for_whoever_has_it_until_a_name_changes(
    place: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M4: 304 without rendering; a person's new name makes it anew though no moment has changed."""
    published_case()
    where, made = f"{ROOT}{place}/", []
    etag = client.get(where).headers["ETag"]
    make_list = answers.list_of_things
    monkeypatch.setattr(answers, "list_of_things", lambda *asked: made.append(1) or make_list(*asked))
    again = client.get(where, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content, made) == (304, b"", [])
    assert again.headers["ETag"] == etag
    assert again.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(where, HTTP_IF_NONE_MATCH='"annat"').status_code == 200
    Person.objects.filter(publications__isnull=False).update(family_name="Nytt")
    found = client.get(where, HTTP_IF_NONE_MATCH=etag)
    assert found.status_code == (200 if place == "personer" else 304)
    assert len(made) == 2


@pytest.mark.parametrize("place", LISTS)
def test_each_list_is_atom_too(place: str, client: Client, django_assert_num_queries: Any) -> None:
    """M4: what is open and nothing else, latest first, each entry under a key that stays."""
    case = finished_before(["A"])
    publish(case, files=[StoredFile.objects.get(title="A").pk])
    quick(place="Sal 1")
    quick(publish=False, place="Hemlig sal")
    feed = client.get(f"{ROOT}{place}/flode.atom")
    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(feed.content)  # noqa: S314 – our own
    atom = "{http://www.w3.org/2005/Atom}"
    listed = got(client, f"{ROOT}{place}/")["data"]
    addresses = [one.find(f"{atom}link").get("href") for one in root.findall(f"{atom}entry")]  # type: ignore[union-attr]
    assert sorted(addresses) == sorted(one.get("web", one["id"]) for one in listed)
    assert len({one.findtext(f"{atom}id") for one in root.findall(f"{atom}entry")}) == len(listed) > 0
    assert "Hemlig sal" not in feed.content.decode()
    again = client.get(f"{ROOT}{place}/flode.atom", HTTP_IF_NONE_MATCH=feed.headers["ETag"])
    assert again.status_code == 304
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{ROOT}{place}/flode.atom")
    for _ in range(3):
        quick(place="Sal 2")
    with django_assert_num_queries(len(queries)):
        client.get(f"{ROOT}{place}/flode.atom")


def test_a_feed_of_no_list_is_not_there(client: Client) -> None:
    assert client.get(f"{ROOT}annat/flode.atom").status_code == 404


def test_open_meetings_as_a_calendar_hold_no_link_to_the_meeting(client: Client) -> None:
    meeting = quick(
        start_time=dt.time(9), end_time=dt.time(11), link="https://teams.exempel.se/m/1", title="Öppet möte"
    )
    quick(publish=False, title="Stängt möte")
    text = client.get(f"{ROOT}moten.ics").content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Öppet möte" in text
    assert "teams" not in text
    assert f"/offentligt/moten/{meeting.pk}/" in text.replace("\r\n ", "")


def test_the_page_tells_of_every_list(client: Client) -> None:
    page = client.get(ROOT).content.decode()
    for _, _, where, feed in answers.lists():
        assert f'href="{where}"' in page
        assert f'href="{feed}"' in page
    assert f'href="{ROOT}"' in client.get("/offentligt/").content.decode()
    assert Publication.objects.count() == 0
