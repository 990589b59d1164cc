"""The list of actions: open, late, done, per body, person and party; and what became of them (K9)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import minutes as minutes_actions
from meetings.models import Action, Body
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
QUERIES = 8


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def agreed(group: Body, text: str, *, by: User, days: int | None = None, **fields: Any) -> Action:
    """An action in fastställda minutes, due in so many days from now."""
    meeting = make.meeting(bodies=[group])
    due_on = timezone.localdate() + dt.timedelta(days=days) if days is not None else None
    action = make.action(of=make.item(of=meeting), text=text, due_on=due_on, **fields)
    minutes_actions.finalise(meeting.minutes, by=by)
    return action


def words_on(client: Client, query: str = "") -> list[str]:
    found = client.get(f"/uppdrag/{query}")
    assert found.status_code == 200
    return [one.words for one, _ in found.context["actions"]]


def facet(client: Client, title: str, query: str = "") -> list[tuple[str, int, bool]]:
    (found,) = (one for one in client.get(f"/uppdrag/{query}").context["facets"] if one["title"] == title)
    return [(choice["words"], choice["count"], choice["chosen"]) for choice in found["choices"]]


def test_what_is_under_way_stands_first_by_its_last_day(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    agreed(group, "Utan dag.", by=secretary, who="Kansliet", due="efter sommaren")
    agreed(group, "I god tid.", by=secretary, days=3)
    agreed(group, "Sent.", by=secretary, days=-1)
    agreed(group, "Gjort.", by=secretary, days=-9, state="done")
    client = as_user(reader)
    assert words_on(client) == ["Sent.", "I god tid.", "Utan dag."]
    assert words_on(client, "?lage=sena") == ["Sent."]
    assert words_on(client, "?lage=klara") == ["Gjort."]
    assert words_on(client, "?lage=alla") == ["Gjort.", "Sent.", "I god tid.", "Utan dag."]
    assert facet(client, "Läge") == [
        ("Pågår", 3, True),
        ("Sena", 1, False),
        ("Klara", 1, False),
        ("Alla", 4, False),
    ]
    page = client.get("/uppdrag/").content.decode()
    for words in (
        "3 uppdrag, 1 sent",
        "Sent, 1 dag",
        "<strong>Kansliet</strong>, senast efter sommaren",
        "Ingen är utsedd",
    ):
        assert words in page


def test_per_body_person_and_party(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    """K9: an action laid on a person counts for the person's party."""
    party = make.organisation(name="Provkommun")
    person = make.person(name="Asta Ordman", organisation=party)
    agreed(group, "Personens.", by=secretary, person=person, who="Asta")
    agreed(
        make.body(name="Annan grupp", approval_policy="none"), "Partens.", by=secretary, organisation=party
    )
    client = as_user(reader)
    assert words_on(client, f"?person={person.pk}") == ["Personens."]
    assert sorted(words_on(client, f"?part={party.pk}")) == ["Partens.", "Personens."]
    assert words_on(client, f"?grupp={group.pk}") == ["Personens."]
    assert facet(client, "Part") == [("Alla", 2, True), ("Provkommun", 2, False)]
    assert facet(client, "Person", f"?grupp={group.pk}") == [("Alla", 1, True), ("Asta Ordman", 1, False)]


def test_a_person_with_protected_identity_is_not_named(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """D7."""
    person = make.person(name="Asta Ordman", protected_identity=True)
    agreed(group, "Ring runt.", by=secretary, person=person, who="Asta Ordman")
    client = as_user(reader)
    for path in ("/uppdrag/", "/uppdrag/hamta/csv/"):
        assert "Ordman" not in client.get(path).content.decode()


def test_a_draft_is_not_in_the_list(secretary: User, as_user: Login) -> None:
    make.action(of=make.item(of=make.meeting()))
    assert words_on(as_user(secretary), "?lage=alla") == []


def test_search_looks_in_the_words_and_at_who(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    agreed(group, "Ta fram en mall.", by=secretary, who="Kansliet")
    agreed(group, "Ring Kumla.", by=secretary, who="Alla")
    client = as_user(reader)
    assert [words_on(client, "?q=mall"), words_on(client, "?q=kansli"), words_on(client, "?q=annat")] == [
        ["Ta fram en mall."], ["Ta fram en mall."], []
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    rows: int, group: Body, secretary: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        agreed(group, "Ring Kumla.", by=secretary)
    client = as_user(make.approver_user(of=group, kind="member"))
    with django_assert_max_num_queries(QUERIES):
        assert len(words_on(client)) == rows


def test_the_list_as_csv(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    action = agreed(group, "Ring Kumla.", by=secretary, who="@alla", due="15 maj")
    answer = as_user(reader).get("/uppdrag/hamta/csv/")
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "uppdrag;vem;part;senast;senast datum;läge;utfall;mötesdatum;grupper;punkt;anteckningarna;möte_id",
        f"Ring Kumla.;'@alla;;15 maj;;Pågår;;2026-03-18;Chefsgrupp prov;1 Budget;Fastställt;{action.meeting_id}",
    ]


def test_the_secretariat_says_what_became_of_it(group: Body, secretary: User, as_user: Login) -> None:
    """K9: also after the minutes are locked. It is logged and can be taken back."""
    action = agreed(group, "Ring Kumla.", by=secretary)
    client = as_user(secretary)
    answer = client.post(f"/uppdrag/{action.pk}/folj-upp/", {"state": "done", "outcome": " Kumla är med. "})
    assert answer.url == f"/uppdrag/{action.pk}/"
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("done", "Kumla är med.")
    assert LogEntry.objects.get(verb="följde upp uppdrag").detail == {
        "before": "open", "after": "done", "outcome": "Kumla är med."
    }  # fmt: skip
    assert "Kumla är med." in client.get(answer.url).content.decode()
    client.post(f"/uppdrag/{action.pk}/folj-upp/", {"state": "open", "outcome": ""})
    action.refresh_from_db()
    assert action.state == "open"


@pytest.mark.parametrize(
    ("state", "outcome", "reason"),
    [
        ("dropped", "", "Skriv varför uppdraget utgår."),
        ("strunt", "Mina ord", "Välj om uppdraget är klart, utgår eller pågår."),
        ("open", "", "Uppdraget är redan markerat: pågår."),
    ],
)
def test_a_mark_that_says_too_little_is_refused_and_nothing_typed_is_lost(
    state: str, outcome: str, reason: str, group: Body, secretary: User, as_user: Login
) -> None:
    action = agreed(group, "Ring Kumla.", by=secretary)
    answer = as_user(secretary).post(f"/uppdrag/{action.pk}/folj-upp/", {"state": state, "outcome": outcome})
    page = answer.content.decode()
    assert (answer.status_code, reason in page, f">{outcome}</textarea>" in page) == (422, True, True)
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("open", "")


def test_others_read_but_do_not_mark(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    action = agreed(group, "Ring Kumla.", by=secretary)
    elsewhere = make.approver_user(of=make.body(), kind="secretary")
    for user in (reader, elsewhere):
        client = as_user(user)
        assert "Följ upp" not in client.get(f"/uppdrag/{action.pk}/").content.decode()
        assert client.post(f"/uppdrag/{action.pk}/folj-upp/", {"state": "done"}).status_code == 403
    assert as_user(secretary).get(f"/uppdrag/{action.pk}/folj-upp/").status_code == 405
    assert as_user(make.user()).get("/uppdrag/").status_code == 403
