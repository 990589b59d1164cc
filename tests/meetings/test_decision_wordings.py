"""How a decision begins in each kind of body, so that a råd recommends and does not decide for a kommun (B6)."""

from collections.abc import Callable

import pytest
from django.test import Client

from meetings.actions import decision_words, gaps
from meetings.models import Body, BodyType, DecisionWording
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def council() -> Body:
    kind = BodyType.objects.create(name="samverkansråd", slug="council", is_political=True)
    for place, words in enumerate(("Rådet rekommenderar parterna att", "Rådet ställer sig bakom")):
        DecisionWording.objects.create(body_type=kind, text=words, position=place)
    return make.body(name="Provrådet", type=kind)


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("Rådet beslutar att kommunerna betalar.", True),
        ("rådet har beslutat att kommunerna betalar.", True),
        ("Samverkansrådet för folkhälsa beslutar: alla betalar.", True),
        ("Beslutar att kommunerna betalar.", True),
        ("Rådet rekommenderar parterna att besluta om avgiften.", False),
        ("Rådet ställer sig bakom det som nämnden beslutade.", False),
        ("", False),
    ],
)
def test_a_council_that_says_it_decides_is_reminded(words: str, warned: bool) -> None:
    found = decision_words.warnings([words], ["Rådet rekommenderar parterna att"])
    assert (
        found
        == ["ett beslut börjar med ”beslutar”. Gruppen rekommenderar: ”Rådet rekommenderar parterna att …”."]
        * warned
    )
    assert decision_words.warnings([words], ["Chefsgruppen beslutar att"]) == []
    assert decision_words.warnings([words], []) == []


def test_the_reminder_stands_in_the_list_before_sending_and_stops_nobody(
    council: Body, secretary: User
) -> None:
    meeting = make.meeting(bodies=[council])
    make.decision(of=make.item(of=meeting, title="Avgiften"), text="Rådet beslutar att kommunerna betalar.")
    make.decision(of=make.item(of=meeting), text="Nämnden beslutar att betala.", is_own=False)
    said = "Punkt 1: ett beslut börjar med ”beslutar”. Gruppen rekommenderar: ”Rådet rekommenderar parterna att …”."
    assert [str(one) for one in gaps.worth_knowing(meeting.minutes) if "beslutar" in str(one)] == [said]
    assert gaps.hindering(meeting.minutes) == []


def test_beginnings_are_offered_where_a_decision_is_written(
    council: Body, secretary: User, as_user: Login
) -> None:
    """In the editor, on the page without script, and beside the proposal: the preferred one first."""
    meeting = make.meeting(bodies=[council])
    item = make.item(of=meeting)
    client = as_user(secretary)
    page = client.get(f"/moten/{meeting.pk}/anteckna/")
    assert page.context["wordings"] == ["Rådet rekommenderar parterna att", "Rådet ställer sig bakom"]
    assert "data-wordings=" in page.content.decode()
    said = "Rådet rekommenderar parterna att … / Rådet ställer sig bakom …"
    for path in (f"/moten/punkter/{item.pk}/enkelt/", f"/moten/punkter/{item.pk}/"):
        assert said in client.get(path).content.decode(), path


def test_administrators_keep_the_rows(council: Body, secretary: User, as_user: Login) -> None:
    kind, client = council.type, as_user(secretary)
    page = client.get("/grupper/ord/formuleringar/").content.decode()
    assert "Rekommenderar, beslutar inte för parterna" in page
    typed = {"body_type": kind.pk, "text": "Rådet  föreslår att …", "position": 3, "kind": ""}
    assert client.post("/grupper/ord/formuleringar/ny/", typed).status_code == 302
    row = DecisionWording.objects.get(position=3)
    assert row.text == "Rådet föreslår att"
    again = client.post("/grupper/ord/formuleringar/ny/", {**typed, "text": "rådet föreslår att"})
    assert (again.status_code, "Typen har redan den inledningen." in again.content.decode()) == (422, True)
    assert client.post(f"/grupper/ord/formuleringar/{row.pk}/", {**typed, "position": 0}).status_code == 302
    assert client.post(f"/grupper/ord/formuleringar/{row.pk}/ta-bort/").status_code == 302
    assert DecisionWording.objects.count() == 2
    assert LogEntry.objects.filter(verb="tog bort hur beslut inleds").exists()
    assert (
        client.get(f"/grupper/ord/formuleringar/ny/?typ={kind.pk}").context["form"].initial["position"] == 2
    )
    assert client.get("/grupper/ord/formuleringar/ny/?typ=strunt").status_code == 200


def test_only_those_who_keep_bodies_may(council: Body, as_user: Login) -> None:
    member = make.user()
    make.membership(seat=make.seat(of=council, kind="secretary"), person=member.person)
    row = DecisionWording.objects.all()[0]
    paths = ("", "ny/", f"{row.pk}/")
    for user in (member, make.user(office_role="reader"), make.user()):
        client = as_user(user)
        assert [client.get(f"/grupper/ord/formuleringar/{path}").status_code for path in paths] == [403] * 3
        assert client.post(f"/grupper/ord/formuleringar/{row.pk}/ta-bort/").status_code == 403
