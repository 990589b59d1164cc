"""Pages of publishing: who reaches them, what they show first, what they answer, and how many questions they ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import minutes as minutes_actions
from meetings.actions import publishing
from meetings.models import Body, Minutes, Publication
from secretariat.registry.models import User
from tests import make

from .approval_case import a_case, person_of
from .publishing_case import ALL, finished_case, publish, quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
TICKS = dict.fromkeys(ALL, "on")


def address(name: str, pk: int) -> str:
    return reverse(f"meetings:{name}", args=[pk])


def test_the_page_says_what_becomes_public_before_it_asks(as_user: Login) -> None:
    case = finished_case()
    page = as_user(case.secretary).get(address("minutes-publish", case.meeting.pk))
    text = page.content.decode()
    assert text.index("Det här blir öppet") < text.index("Checklista")
    for name in ("Asta Ordman", "Birger Valdberg", "Cilla Reservin"):
        assert name in text
    assert "Rådet antar planen." in text


def test_who_is_named_is_told_apart_from_other_words_for_who(secretary: User, as_user: Login) -> None:
    """D7: who looks through it must see the persons among groups and words like alla."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Läget")
    person = make.person(name="Örjan Ek")
    for place, (text, who) in enumerate((("Örjan Ek", person), ("alla", None), ("Eva Okänd", None))):
        item.presenters.create(meeting=meeting, position=place, text=text, person=who)
    minutes_actions.finalise(meeting.minutes, by=secretary)
    openness = publishing.openness_of(Minutes.objects.get(meeting=meeting))
    assert (openness.names, openness.others) == (("Örjan Ek",), ("alla", "Eva Okänd"))
    page = as_user(secretary).get(address("minutes-publish", meeting.pk)).content.decode()
    assert "alla och Eva Okänd. Se efter om någon av dem är en person." in page


def test_a_checklist_half_done_keeps_what_was_ticked(as_user: Login) -> None:
    case = finished_case()
    client, url = as_user(case.secretary), address("minutes-publish", case.meeting.pk)
    answer = client.post(url, {"personuppgifter": "on", "comment": "Läst av kansliet"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"sekretess", "bilagor", "tillganglighet"}
    assert "Läst av kansliet" in answer.content.decode()
    assert not Publication.objects.exists()
    assert client.post(url, TICKS).status_code == 302
    assert "Sidan som alla kan läsa" in client.get(url).content.decode()
    again = client.post(url, TICKS)
    assert again.status_code == 422
    assert "Anteckningarna är redan publicerade." in again.content.decode()


def test_taking_back_wants_a_reason(as_user: Login) -> None:
    case = finished_case()
    publish(case)
    client, url = as_user(case.secretary), address("minutes-unpublish", case.meeting.pk)
    refused = client.post(url, {"why": " "})
    assert refused.status_code == 422
    assert "Skriv varför anteckningarna avpubliceras." in refused.content.decode()
    assert client.post(url, {"why": "Fel bilaga."}, follow=True).status_code == 200
    assert not Publication.objects.standing().exists()
    twice = client.post(url, {"why": "Fel bilaga."}, follow=True)
    assert "Anteckningarna är inte publicerade." in twice.content.decode()
    assert "Avpublicerat" in client.get(address("minutes-publish", case.meeting.pk)).content.decode()
    assert client.get(url).status_code == 405


def test_a_draft_can_only_be_waited_for(as_user: Login) -> None:
    case = a_case()
    page = as_user(case.secretary).get(address("minutes-publish", case.meeting.pk)).content.decode()
    assert "Bara färdiga anteckningar kan publiceras." in page
    assert "Publicera för alla" not in page


def test_the_page_says_that_a_protected_person_is_named(as_user: Login) -> None:
    case = finished_case()
    person = person_of(case.elected)
    person.protected_identity = True
    person.save()
    where = address("minutes-publish", case.meeting.pk)
    page = as_user(case.secretary).get(where).content.decode()
    assert (
        "skyddad person har skyddade personuppgifter och nämns i texten" in page
    )  # the office too asks first (D7)
    assert "Publicera för alla" not in page
    page = as_user(make.user(office_role="administrator")).get(where).content.decode()
    assert "Birger Valdberg har skyddade personuppgifter" in page


@pytest.mark.parametrize(
    ("kind", "publishes", "sees"),
    [
        ("secretary", False, False), ("secretary", True, True), ("chair", True, False), ("member", True, False),
        ("reader", True, False), ("secretariat", False, True), ("administrator", False, True), ("", True, False),
    ],
)  # fmt: skip
def test_the_office_publishes_and_a_secretary_where_the_body_says_so(
    kind: str, publishes: bool, sees: bool, as_user: Login
) -> None:
    case = finished_case(secretary_publishes=publishes)
    if kind in ("secretary", "chair", "member"):
        user = make.approver_user(of=case.body, kind=kind)
    else:
        user = make.user(office_role=kind)
    client = as_user(user)
    wanted = (200, 200, 302) if sees else (403, 403, 403)
    got = (
        client.get(reverse("meetings:publication-list")).status_code,
        client.get(address("minutes-publish", case.meeting.pk)).status_code,
        client.post(address("minutes-publish", case.meeting.pk), TICKS).status_code,
    )
    assert got == wanted
    assert Publication.objects.exists() == sees
    if not sees:
        publish(case)
        assert client.post(address("minutes-unpublish", case.meeting.pk), {"why": "Fel."}).status_code == 403
        assert Publication.objects.standing().exists()


def test_a_joint_meeting_is_published_by_a_secretary_only_where_every_body_says_so(as_user: Login) -> None:
    mine, other = (make.body(approval_policy="none", secretary_publishes=place == 0) for place in (0, 1))
    meeting = quick(bodies=[mine, other], publish=False)
    client = as_user(make.approver_user(of=mine, kind="secretary"))
    assert client.get(address("minutes-publish", meeting.pk)).status_code == 403
    assert not client.get(reverse("meetings:publication-list")).context["rows"]
    Body.objects.filter(pk=other.pk).update(secretary_publishes=True)
    assert client.get(address("minutes-publish", meeting.pk)).status_code == 200
    assert len(client.get(reverse("meetings:publication-list")).context["rows"]) == 1


def test_the_list_tells_apart_what_is_open_and_what_is_not(secretary: User, as_user: Login) -> None:
    bodies = [make.body(name=name, approval_policy="none") for name in ("Sluten", "Öppen", "Borta")]
    closed, opened, gone = [
        quick(bodies=[body], by=secretary, publish=place > 0) for place, body in enumerate(bodies)
    ]
    publishing.unpublish(gone.minutes, by=secretary, why="Fel.")
    client, url = as_user(secretary), reverse("meetings:publication-list")

    def shown(query: str = "") -> list[tuple[str, str]]:
        return sorted((heading, words) for _, heading, _, words in client.get(url + query).context["rows"])

    everything = [("Borta", "Avpublicerat"), ("Sluten", "Inte publicerat"), ("Öppen", "Publicerat")]
    assert shown() == everything
    assert shown("?visa=publicerat") == [("Öppen", "Publicerat")]
    assert shown("?visa=inte") == [("Sluten", "Inte publicerat")]
    assert shown(f"?grupp={bodies[2].pk}") == [("Borta", "Avpublicerat")]
    assert shown("?ar=2026") == everything
    assert shown("?ar=banan&visa=hej&grupp=x") == everything
    assert shown("?q=slut") == [("Sluten", "Inte publicerat")]
    assert "Inget möte stämmer" in client.get(f"{url}?q=finns-inte").content.decode()
    assert {closed.pk, opened.pk} == {
        one.meeting_id for one, _, _, words in client.get(url).context["rows"] if words != "Avpublicerat"
    }


def test_the_list_asks_as_often_for_one_as_for_three(
    secretary: User,
    as_user: Login,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client, url = as_user(secretary), reverse("meetings:publication-list")
    quick(by=secretary)
    client.get(url)
    with django_assert_max_num_queries(9) as asked:
        client.get(url)
    quick(by=secretary)
    quick(by=secretary, publish=False, date=timezone.localdate())
    with django_assert_num_queries(len(asked)):
        client.get(url)


def test_whether_the_secretary_publishes_is_a_setting_of_the_body(secretary: User, as_user: Login) -> None:
    body = make.body()
    page = as_user(secretary).get(reverse("meetings:body-edit", args=[body.pk])).content.decode()
    assert "Sekreteraren får publicera" in page
