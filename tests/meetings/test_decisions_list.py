"""The list of decisions: whose words are shown, found by words and filters, as a file (B4, B5, N6, N7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.models import Body
from meetings.resources import guarded
from secretariat.registry.models import User
from tests import make

from .decisions_case import held, sent

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
QUERIES = 12


@pytest.fixture
def group() -> Body:
    """A body without approval: its minutes are fastställda."""
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def words_on(client: Client, query: str = "") -> list[str]:
    found = client.get(f"/beslut/{query}")
    assert found.status_code == 200
    return [one.words for one, _ in found.context["decisions"]]


def facet(client: Client, title: str, query: str = "") -> list[tuple[str, int, bool]]:
    facets = client.get(f"/beslut/{query}").context["facets"]
    (found,) = (one for one in facets if one["title"] == title)
    return [(choice["words"], choice["count"], choice["chosen"]) for choice in found["choices"]]


def test_finished_decisions_stand_latest_first(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    held(group, text="Det första.", by=secretary, date=dt.date(2025, 2, 1))
    held(group, text="Det andra.", by=secretary, date=dt.date(2026, 2, 1))
    assert words_on(as_user(reader)) == ["Det andra.", "Det första."]
    page = as_user(reader).get("/beslut/").content.decode()
    assert "CP 2026-1" in page
    assert "1 februari 2026" in page
    assert "Fastställt" in page


def test_a_draft_is_not_in_the_list_for_anybody(secretary: User, reader: User, as_user: Login) -> None:
    """N7: half-written decisions are not shown."""
    make.decision(of=make.item(of=make.meeting()))
    assert [words_on(as_user(user)) for user in (secretary, reader)] == [[], []]


def test_a_sent_decision_is_shown_only_to_those_who_may_read_it(
    secretary: User, reader: User, as_user: Login
) -> None:
    """N7, C9: the approver and the secretary see it, marked; a reader does not."""
    _, chair = sent(text="Rådet tillstyrker.", by=secretary)
    assert [words_on(as_user(user)) for user in (secretary, chair, reader)] == [
        ["Rådet tillstyrker."],
        ["Rådet tillstyrker."],
        [],
    ]
    page = as_user(chair).get("/beslut/").content.decode()
    assert "Ej justerat" in page
    assert "Texten kan ändras. Justeras senast" in page


def test_a_decision_reported_from_elsewhere_is_left_out(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """K5: the register holds the meeting's own."""
    meeting = make.meeting(bodies=[group])
    item = make.item(of=meeting)
    make.decision(of=item, text="Nämnden har antagit.", is_own=False, taken_by="Nämnden")
    make.decision(of=item, text="Gruppen antar.")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    assert words_on(as_user(reader)) == ["Gruppen antar."]


def test_a_joint_decision_is_listed_under_each_body_and_counted_once(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """N6."""
    other = make.body(name="Annan grupp", code="AG", approval_policy="none")
    held(group, other, text="Tillsammans.", by=secretary)
    held(group, text="Ensamma.", by=secretary)
    client = as_user(reader)
    assert words_on(client, f"?grupp={other.pk}") == ["Tillsammans."]
    assert sorted(words_on(client, f"?grupp={group.pk}")) == ["Ensamma.", "Tillsammans."]
    assert facet(client, "Grupp") == [
        ("Alla", 2, True),
        ("Annan grupp", 1, False),
        ("Chefsgrupp prov", 2, False),
    ]
    assert client.get("/beslut/").context["listed"].paginator.count == 2
    assert client.get(f"/beslut/?grupp={other.pk}").context["listed"].paginator.count == 1


def test_search_finds_words_and_numbers_and_marks_them(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    held(group, text="Gruppen antar <strong>f\u00e5ngst</strong>planen &amp; mer.", by=secretary)
    held(group, text="Något annat.", by=secretary)
    client = as_user(reader)
    assert words_on(client, "?q=F%C3%85NGSTPLAN") == ["Gruppen antar fångstplanen & mer."]
    assert words_on(client, "?q=%26+mer") == ["Gruppen antar fångstplanen & mer."]
    assert words_on(client, "?q=cp+2026-2") == ["Något annat."]
    assert words_on(client, "?q=strong") == []
    assert "antar <mark>fångst</mark>planen &amp; mer." in client.get("/beslut/?q=fångst").content.decode()
    assert "Inget beslut stämmer" in client.get("/beslut/?q=strong").content.decode()


def test_words_that_go_on_in_the_next_block_belong_to_the_decision(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    meeting = make.meeting(bodies=[group])
    item = make.item(of=meeting)
    decision = make.decision(of=item, text="Beslut: Gruppen antar")
    make.block(of=item, html="planen.", runs_on=True)
    decision.last_block = make.block(of=item, html="Kumla är värd.", kind="bullet")
    decision.save()
    make.block(of=item, html="Efteråt dracks kaffe.")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(reader)
    assert words_on(client) == ["Gruppen antar planen.\n– Kumla är värd."]
    assert words_on(client, "?q=värd") == ["Gruppen antar planen.\n– Kumla är värd."]
    assert words_on(client, "?q=kaffe") == []


def test_filters_are_links_that_count_what_the_others_leave(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """B5: year, kind and status."""
    held(group, text="A", by=secretary, date=dt.date(2025, 2, 1), kind="policy")
    held(group, text="B", by=secretary, date=dt.date(2026, 2, 1), kind="policy")
    held(group, text="C", by=secretary, date=dt.date(2026, 3, 1))
    client = as_user(reader)
    assert words_on(client, "?ar=2026&slag=policy") == ["B"]
    assert facet(client, "År", "?slag=policy") == [("Alla", 2, True), ("2026", 1, False), ("2025", 1, False)]
    assert facet(client, "Slag", "?ar=2025") == [("Alla", 1, True), ("Inriktningsbeslut", 1, False)]
    assert facet(client, "Status") == [("Alla", 3, True), ("Bara justerat eller fastställt", 3, False)]
    assert words_on(client, "?ar=strunt&grupp=x&slag=y&status=z") == ["C", "B", "A"]


def test_only_final_ones_when_asked(group: Body, secretary: User, as_user: Login) -> None:
    sent(text="Väntar.", by=secretary)
    held(group, text="Klart.", by=secretary)
    client = as_user(secretary)
    assert sorted(words_on(client)) == ["Klart.", "Väntar."]
    assert words_on(client, "?status=klart") == ["Klart."]


def test_the_list_is_paged(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    meeting = make.meeting(bodies=[group])
    item = make.item(of=meeting)
    for number in range(26):
        make.decision(of=item, text=f"Beslut nummer {number}")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(reader)
    assert [len(words_on(client)), words_on(client, "?sida=2")] == [25, ["Beslut nummer 25"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    rows: int, group: Body, secretary: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    other = make.body(approval_policy="none")
    for _ in range(rows):
        decision = held(group, other, by=secretary)
    chair = make.approver_user(of=group, kind="member")
    client = as_user(chair)
    assert decision.number
    with django_assert_max_num_queries(QUERIES):
        assert len(words_on(client)) == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_guarded(start: str) -> None:
    assert guarded(f"{start}A1") == f"'{start}A1"


def test_somebody_without_a_role_is_refused(as_user: Login) -> None:
    client = as_user(make.user())
    assert [
        client.get(path).status_code for path in ("/beslut/", "/beslut/hamta/csv/", "/beslut/cp-2026-1/")
    ] == [403] * 3
