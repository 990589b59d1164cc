"""What the demo shows of masking, last days and unlocking: one of each, made by the real acts (C8, C10, M6)."""

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import minutes as minutes_actions
from meetings.models import Minutes, Publication, Unlocking
from secretariat.home.demo import scenes

from .test_demo import demo  # noqa: F401 – fixture

pytestmark = [pytest.mark.django_db, pytest.mark.setup, pytest.mark.usefixtures("demo")]


def test_one_published_set_has_a_mask_and_the_name_stands_nowhere() -> None:
    masked = Publication.objects.standing().exclude(masks=[]).get()
    page = Client().get(reverse("meetings:public-meeting", args=[masked.minutes.meeting_id])).content.decode()
    assert "[maskat: personuppgift som inte behöver spridas]" in page
    assert scenes.PRIVATE_PERSON not in page


def test_one_published_set_has_a_last_day() -> None:
    limited = Publication.objects.standing().exclude(last_day=None).get()
    assert limited.last_day
    assert limited.published_at.date() < limited.last_day


def test_one_set_was_unlocked_by_all_and_approved_anew() -> None:
    opened = Unlocking.objects.get()
    answers = list(opened.answers.values_list("answer", flat=True))
    assert (opened.outcome, set(answers), len(answers) > 1) == ("opened", {"consented"}, True)
    minutes = Minutes.objects.get(pk=opened.minutes_id)
    assert minutes.is_finished
    assert minutes.current_version
    assert minutes.current_version.number == opened.version.number + 1
    assert minutes_actions.is_intact(minutes)
