"""A publication with a last day: taken down by itself, told, and honest at its old address (C10)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import publications, publishing
from meetings.models import Body, Meeting, Minutes, Publication
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

from .publishing_case import ALL, quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def today() -> dt.date:
    return timezone.localdate()


def open_until(day: dt.date | None, by: User) -> Meeting:
    """Published with a last day, which may be past by now."""
    meeting = quick(by=by, publish=False)
    made = publishing.publish(meeting.minutes, by=by, checked=ALL)
    Publication.objects.filter(pk=made.pk).update(last_day=day)
    return meeting


def page_of(meeting: Meeting) -> str:
    return reverse("meetings:public-meeting", args=[meeting.pk])


@pytest.mark.parametrize(("days", "status"), [(0, 200), (1, 200), (-1, 410)])
def test_it_is_open_through_its_last_day_and_not_the_day_after_whether_the_night_came_or_not(
    days: int, status: int, secretary: User, client: Client
) -> None:
    meeting = open_until(today() + dt.timedelta(days=days), secretary)
    assert client.get(page_of(meeting)).status_code == status
    assert publications.open_decisions().exists() == (status == 200)
    assert publishing.close_by_night() == int(status == 410)
    assert client.get(page_of(meeting)).status_code == status


def test_the_night_takes_it_down_once_logs_it_and_writes_to_whoever_published(secretary: User) -> None:
    meeting = open_until(today() - dt.timedelta(days=1), secretary)
    open_until(None, secretary)
    assert (publishing.close_by_night(), publishing.close_by_night()) == (1, 0)
    closed = Publication.objects.get(minutes=meeting.minutes)
    assert closed.unpublished_at is not None
    assert closed.unpublished_by is None
    assert closed.unpublished_why.startswith("Visades till och med")
    entry = LogEntry.objects.get(verb="avpublicerade anteckningar")
    assert (entry.user, entry.detail) == (None, {"skäl": closed.unpublished_why})
    letter = OutgoingMail.objects.get(purpose="publicering")
    assert (letter.to_email, letter.person) == (secretary.email, secretary.person)
    assert letter.subject == f"Inte längre öppet: {meeting}"


def test_the_day_is_told_before_and_after(secretary: User, as_user: Login, client: Client) -> None:
    meeting = open_until(today() + dt.timedelta(days=3), secretary)
    publish = reverse("meetings:minutes-publish", args=[meeting.pk])
    assert "Visas till och med" in client.get(page_of(meeting)).content.decode()
    assert "Till och med" in as_user(secretary).get(publish).content.decode()
    Publication.objects.update(last_day=today() - dt.timedelta(days=1))
    assert "Sista dagen har varit" in as_user(secretary).get(publish).content.decode()
    publishing.close_by_night()
    assert "Visades till och med" in as_user(secretary).get(publish).content.decode()
    listed = as_user(secretary).get(reverse("meetings:publication-list"))
    assert "Avpublicerat" in listed.content.decode()


def test_the_setting_of_the_groups_proposes_the_soonest_day_and_none_by_default(
    secretary: User, as_user: Login
) -> None:
    bodies = [make.body(approval_policy="none", publication_days=days) for days in (90, 30, None)]
    meeting = quick(bodies=bodies, by=secretary, publish=False)
    page = as_user(secretary).get(reverse("meetings:minutes-publish", args=[meeting.pk]))
    assert page.context["form"]["last_day"].value() == (today() + dt.timedelta(days=30)).isoformat()
    Body.objects.update(publication_days=None)
    assert publishing.last_day_by_setting(Minutes.objects.get(meeting=meeting)) is None


def test_a_day_that_has_been_is_refused_and_what_was_typed_is_kept(secretary: User, as_user: Login) -> None:
    meeting = quick(by=secretary, publish=False)
    day = today() - dt.timedelta(days=1)
    answer = as_user(secretary).post(
        reverse("meetings:minutes-publish", args=[meeting.pk]),
        {**dict.fromkeys(ALL, "on"), "last_day": day.isoformat(), "comment": "Läst."},
    )
    assert answer.status_code == 422
    assert "Sista dagen har redan varit" in answer.content.decode()
    assert answer.context["form"]["comment"].value() == "Läst."
    with pytest.raises(NotAllowed, match="Sista dagen har redan varit"):
        publishing.publish(meeting.minutes, by=secretary, checked=ALL, last_day=day)
    assert not Publication.objects.exists()


def test_a_publication_without_a_last_day_is_taken_down_by_somebody_says_the_database(
    secretary: User,
) -> None:
    open_until(None, secretary)
    with pytest.raises(IntegrityError, match="unpublished_is_whole"), transaction.atomic():
        Publication.objects.update(unpublished_at=timezone.now())
