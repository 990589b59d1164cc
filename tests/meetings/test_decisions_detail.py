"""One decision at its short permanent address (B4, interface 2.3 c 6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import dispatches
from meetings.actions import minutes as minutes_actions
from meetings.actions.decisions import slug_of
from meetings.models import Body, Decision
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


@pytest.fixture
def decision(group: Body, secretary: User) -> Decision:
    """A numbered decision with an action beside it and a receiver."""
    meeting = make.meeting(bodies=[group, make.body(name="Annan grupp", approval_policy="none")])
    item = make.item(of=meeting, title="Planen", proposal="Att anta planen.")
    made = make.decision(of=item, text="Gruppen antar planen.", kind="adoption", as_proposed=True)
    make.action(of=item, text="Kansliet sprider planen.", who="Kansliet", due="1 maj 2026")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    made.refresh_from_db()
    dispatches.add(made, by=secretary, recipient="Nora kommun", channel="e-post")
    return made


def test_the_page_says_what_where_and_what_came_of_it(
    decision: Decision, reader: User, as_user: Login
) -> None:
    page = as_user(reader).get("/beslut/cp-2026-1/").content.decode()
    for words in (
        "Beslut CP 2026-1", "Gruppen antar planen.", "Fastställt", "Chefsgrupp prov och Annan grupp", "antagande",
        "onsdag 18 mars 2026", "1 Planen", "Att anta planen.", "Kansliet sprider planen.",
        "Kansliet. Senast 1 maj 2026.",
        "Nora kommun", "Inte skickat än", "http://testserver/beslut/cp-2026-1/",
    ):  # fmt: skip
        assert words in page
    assert decision.get_absolute_url() in page


@pytest.mark.parametrize("written", ["CP-2026-1", "cp%202026-1", "Cp 2026-1"])
def test_an_address_written_otherwise_leads_to_the_right_one(
    written: str, decision: Decision, reader: User, as_user: Login
) -> None:
    answer = as_user(reader).get(f"/beslut/{written}/")
    assert (answer.status_code, answer.url) == (302, "/beslut/cp-2026-1/")


def test_the_key_leads_to_the_number(decision: Decision, reader: User, as_user: Login) -> None:
    assert as_user(reader).get(f"/beslut/{decision.pk}/").url == "/beslut/cp-2026-1/"


def test_the_address_stays_when_the_body_gets_another_code(
    decision: Decision, group: Body, reader: User, as_user: Login
) -> None:
    """B4: permanent."""
    group.code = "NY"
    group.save()
    assert as_user(reader).get("/beslut/cp-2026-1/").status_code == 200


@pytest.mark.parametrize(
    "slug", ["cp-2026-2", "ap-2026-1", "cp", "cp-x-y", "-1-1", "cp-99999-99999", "²-²-²"]
)
def test_other_addresses_are_not_there(slug: str, decision: Decision, reader: User, as_user: Login) -> None:
    assert as_user(reader).get(f"/beslut/{slug}/").status_code == 404


def test_a_draft_is_there_only_for_those_who_write_it(secretary: User, reader: User, as_user: Login) -> None:
    """N7."""
    draft = make.decision(of=make.item(of=make.meeting()))
    path = f"/beslut/{draft.pk}/"
    assert [as_user(user).get(path).status_code for user in (secretary, reader)] == [200, 404]
    assert "Utkast" in as_user(secretary).get(path).content.decode()


def test_only_those_who_send_may_change_the_dispatching(
    decision: Decision, secretary: User, reader: User, as_user: Login
) -> None:
    pages = [as_user(user).get("/beslut/cp-2026-1/").content.decode() for user in (secretary, reader)]
    assert ["Ändra expedieringen" in page for page in pages] == [True, False]


def test_a_number_with_swedish_letters_is_an_address_too(secretary: User, as_user: Login) -> None:
    meeting = make.meeting(bodies=[make.body(code="LÖ", approval_policy="none")])
    make.decision(of=make.item(of=meeting))
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(secretary)
    assert "/beslut/l%C3%B6-2026-1/" in client.get("/beslut/").content.decode()
    assert client.get("/beslut/lö-2026-1/").status_code == 200
    assert slug_of("LÖ 2026-1") == "lö-2026-1"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_queries_do_not_follow_what_stands_beside_it(
    count: int, group: Body, secretary: User, reader: User, as_user: Login, django_assert_num_queries: Any
) -> None:
    item = make.item(
        of=make.meeting(bodies=[group, make.body(approval_policy="none")][:count]), title="Planen"
    )
    made = make.decision(of=item, text="Gruppen antar planen.")
    for number in range(count):
        make.decision(of=item, text=f"Gruppen antar bilaga {number}.")
        make.action(of=item, text=f"Kansliet sprider bilaga {number}.", who="Kansliet")
    minutes_actions.finalise(item.meeting.minutes, by=secretary)
    made.refresh_from_db()
    for number in range(count):
        dispatches.add(made, by=secretary, recipient=f"Kommun {number}", channel="e-post")
    client, address = as_user(reader), f"/beslut/{slug_of(made.number)}/"
    client.get(address)
    with django_assert_num_queries(21):
        page = client.get(address).content.decode()
    for number in range(count):
        for words in (f"antar bilaga {number}", f"sprider bilaga {number}", f"Kommun {number}"):
            assert words in page
