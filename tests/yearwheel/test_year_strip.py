"""The year as a strip on the start page: the wheel's data, fetched when the page is there."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import User
from secretariat.yearwheel.actions import collecting
from secretariat.yearwheel.choices import Choice
from secretariat.yearwheel.strip import LABEL, WIDTH, strip_of
from tests import make
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
THIS = timezone.localdate().year
STRIP = reverse("yearwheel:year-strip")


def drawn(secretary: User, choice: Choice) -> str:
    return str(strip_of(collecting.collect(choice, secretary)))


def test_a_day_is_a_dot_and_a_period_a_bar_in_its_rings_line(secretary: User) -> None:
    activity("Partsdialog", "2026-01-01")
    activity("Nominering", "2025-12-01", "2026-12-31", category=category("samverkansrad"))
    svg = drawn(secretary, Choice(2026))
    day = (WIDTH - LABEL) / 365
    assert re.findall(r"<circle .*?/>", svg) == [
        f'<circle cx="{LABEL + day / 2:.1f}" cy="55.0" r="4.5" fill="#a8201a"/>'
    ]
    assert re.findall(r'<rect [^>]*fill-opacity=".25"/>', svg) == [
        f'<rect x="{LABEL}.0" y="67.5" width="{WIDTH - LABEL}.0" height="11.0" fill="#7b2d8b" fill-opacity=".25"/>'
    ]
    assert re.findall(r'class="strip-name"[^>]*>(.*?)<', svg) == ["ÖK &amp; uppföljning", "Samverkansråd"]


@pytest.mark.parametrize("start", [1, 8])
def test_months_stand_in_their_order_and_nothing_is_outside(start: int, secretary: User) -> None:
    activity("Hela tiden", "2020-01-01", "2021-12-31")
    svg = drawn(secretary, Choice(2020, start))
    months = re.findall(r'class="strip-month">(.*?)<', svg)
    assert (len(months), months[0]) == (12, "januari" if start == 1 else "augusti")
    places = [float(x) for x in re.findall(r' (?:x|cx)="([\d.-]+)"', svg)]
    assert 0 <= min(places) <= max(places) <= WIDTH


def test_the_start_page_asks_for_it_as_a_part_and_it_says_in_words_what_it_shows(
    secretary: User, as_user: Any
) -> None:
    activity("Partsdialog", f"{THIS}-03-18")
    client = as_user(secretary)
    assert f'hx-get="{STRIP}"' in client.get(reverse("home:start")).content.decode()
    part = client.get(STRIP, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<a class="strip-link" href="/arshjul/">')
    assert f"Årshjul {THIS}: 1 aktivitet i 1 ring" in part
    assert "<html" in client.get(STRIP).content.decode()


def test_who_may_not_see_the_year_is_not_shown_it(as_user: Any) -> None:
    client = as_user(make.user())
    assert "Årshjul" not in client.get(reverse("home:start")).content.decode()
    assert client.get(STRIP).status_code == 403


def test_thirty_are_asked_for_by_as_many_questions_as_three(
    secretary: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user(secretary)
    for n in range(3):
        activity(f"Sak {n}", f"{THIS}-03-{n + 1:02}", body=make.body())
    client.get(STRIP)
    with django_assert_max_num_queries(22) as asked:
        client.get(STRIP)
    for n in range(27):
        activity(f"Sak {n}", f"{THIS}-04-{n + 1:02}", body=make.body())
    with django_assert_max_num_queries(len(asked)):
        client.get(STRIP)
