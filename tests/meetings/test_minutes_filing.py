"""Lagt till handlingarna: an item of a later meeting files earlier minutes, chosen on its page (K9, N2)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import meetings
from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, Body, Meeting, StandingItem
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def body() -> Body:
    return make.body(name="Provgruppen", approval_policy="none")


def finished(body: Body, month: int, by: User) -> Meeting:
    """A meeting in a month of 2026 with fastställda minutes."""
    meeting = make.meeting(bodies=[body], date=dt.date(2026, month, 1))
    make.item(of=meeting, text="Text.")
    minutes_actions.finalise(meeting.minutes, by=by)
    return Meeting.objects.get(pk=meeting.pk)


def later(body: Body) -> AgendaItem:
    """The item that files, on the agenda of a meeting made from the body's standing items."""
    StandingItem.objects.create(
        body=body, position=1, title="Föregående anteckningar", role="previous_minutes"
    )
    return meetings.create(bodies=[body], by=None, date=dt.date(2026, 6, 1)).items.get()


def offered(client: Client, item: AgendaItem) -> tuple[list[str], str]:
    """The choices of the page, and the one that is proposed."""
    form = client.get(reverse("meetings:agenda-item", args=[item.pk])).context["filing_form"]
    choices = {str(value): words for value, words in form.fields["minutes"].choices}
    return list(choices.values()), choices.get(str(form["minutes"].value()), "")


def test_finished_minutes_of_the_same_body_are_offered_the_newest_first(
    body: Body, secretary: User, as_user: Login
) -> None:
    """Not those of others, nor unfinished ones, nor those of a meeting that came after."""
    first, second, _ = (finished(body, month, secretary) for month in (1, 2, 7))
    finished(make.body(approval_policy="none"), 3, secretary)
    make.meeting(bodies=[body], date=dt.date(2026, 4, 1))
    item = later(body)
    assert offered(as_user(secretary), item) == ([str(second), str(first)], str(second))
    assert AgendaItem.objects.get(pk=item.pk).files_minutes is None, "föreslaget, inte gjort"


def test_filing_is_chosen_shown_and_changed(body: Body, secretary: User, as_user: Login) -> None:
    first, second = finished(body, 1, secretary), finished(body, 2, secretary)
    item, client = later(body), as_user(secretary)
    page = reverse("meetings:agenda-item", args=[item.pk])
    assert client.post(page, {"do": "file", "minutes": second.minutes.pk})["Location"] == page
    assert offered(client, item) == ([str(second), str(first)], str(second))
    text = client.get(page).content.decode()
    assert f'Punkten lägger <a href="{second.get_absolute_url()}">{second}</a> till handlingarna.' in text
    assert "<h2>Lagt till handlingarna</h2>" in client.get(second.get_absolute_url()).content.decode()
    client.post(page, {"do": "file", "minutes": first.minutes.pk})
    item.refresh_from_db()
    assert item.files_minutes == first.minutes
    assert "<h2>Lagt till handlingarna</h2>" not in client.get(second.get_absolute_url()).content.decode()


def test_what_is_filed_is_not_offered_again(body: Body, secretary: User, as_user: Login) -> None:
    meeting, client = finished(body, 1, secretary), as_user(secretary)
    first = later(body)
    second = make.item(of=make.meeting(bodies=[body], date=dt.date(2026, 8, 1)), role="previous_minutes")
    minutes_actions.file(meeting.minutes, item=first, by=secretary)
    assert offered(client, second) == ([], "")
    page = client.get(reverse("meetings:agenda-item", args=[second.pk])).content.decode()
    assert "Gruppen har inga färdiga anteckningar som väntar." in page
    assert minutes_actions.obstacles_to_filing(meeting.minutes, item=second) == [
        f"Anteckningarna är redan lagda till handlingarna: {first.meeting}."
    ]
    AgendaItem.objects.filter(pk=first.pk).update(removed_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    assert offered(client, second) == ([str(meeting)], str(meeting))
    assert "<h2>Lagt till handlingarna</h2>" not in client.get(meeting.get_absolute_url()).content.decode()


def test_other_items_have_no_such_choice(body: Body, secretary: User, as_user: Login) -> None:
    finished(body, 1, secretary)
    item = make.item(of=make.meeting(bodies=[body]))
    page = as_user(secretary).get(reverse("meetings:agenda-item", args=[item.pk]))
    assert page.context["filing_form"] is None
    assert "Lägg till handlingarna" not in page.content.decode()
