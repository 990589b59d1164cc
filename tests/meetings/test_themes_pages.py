"""Themes: kept by the office, each with its decisions in time and its matters (interface 2.3 c 7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.models import Body
from secretariat.registry.models import Theme, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


def decided(theme: Theme, group: Body, *, by: User, text: str, month: int) -> None:
    meeting = make.meeting(bodies=[group], date=dt.date(2026, month, 1))
    make.decision(of=make.item(of=meeting), text=text, theme=theme)
    minutes_actions.finalise(meeting.minutes, by=by)


def test_a_theme_has_its_decisions_in_time_and_its_matters(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    theme = make.theme(name="Nära vård")
    decided(theme, group, by=secretary, text="Det första.", month=1)
    decided(theme, group, by=secretary, text="Det andra.", month=3)
    make.decision(of=make.item(of=make.meeting(bodies=[group])), text="Halvskrivet.", theme=theme)
    make.matter(by=secretary, title="Gemensam modell", theme=theme)
    answer = as_user(reader).get(theme.get_absolute_url())
    assert [one.bold for one in answer.context["steps"] if one.kind == "done"] == [
        "Det andra.",
        "Det första.",
    ]
    page = answer.content.decode()
    assert [words in page for words in ("2 beslut", "Gemensam modell", "Halvskrivet")] == [True, True, False]
    listed = as_user(reader).get("/teman/").context["themes"].get(pk=theme.pk)
    assert (listed.open_matters, listed.read_decisions) == (1, 2)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_follow_the_rows(
    rows: int, group: Body, secretary: User, reader: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    theme = make.theme()
    for month in range(rows):
        decided(theme, group, by=secretary, text="Beslut.", month=month + 1)
        make.stop(of=make.matter(by=secretary, theme=theme), body=group)
        make.theme()
    client = as_user(reader)
    with django_assert_max_num_queries(16):
        assert client.get(theme.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(5):
        assert client.get("/teman/").status_code == 200


def test_the_office_keeps_themes_and_their_addresses_stay(secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    assert client.post("/teman/nytt/", {"name": " Psykisk  hälsa "}).status_code == 302
    theme = Theme.objects.get()
    assert (theme.name, theme.slug) == ("Psykisk hälsa", "psykisk-halsa")
    again = client.post("/teman/nytt/", {"name": "psykisk hälsa"})
    assert (again.status_code, "Det finns redan ett tema" in again.content.decode()) == (422, True)
    assert client.post("/teman/nytt/", {"name": "Psykisk-hälsa!"}).status_code == 302
    assert Theme.objects.filter(slug="psykisk-halsa-2").exists()
    assert (
        client.post("/teman/psykisk-halsa/andra/", {"name": "Hälsa", "ended_on": "2026-01-01"}).status_code
        == 302
    )
    theme.refresh_from_db()
    assert (theme.name, theme.slug, theme.ended_on) == ("Hälsa", "psykisk-halsa", dt.date(2026, 1, 1))
    assert theme not in client.get("/arenden/nytt/").context["form"].fields["theme"].queryset


def test_a_theme_in_use_is_ended_not_removed(secretary: User, as_user: Login) -> None:
    used, free = make.theme(), make.theme()
    make.matter(by=secretary, theme=used)
    client = as_user(secretary)
    for one in (used, free):
        assert client.post(f"/teman/{one.slug}/ta-bort/").status_code == 302
    assert list(Theme.objects.all()) == [used]
    assert "används av ärenden" in client.get(f"/teman/{used.slug}/andra/").content.decode()


def test_readers_see_and_the_office_changes(secretary: User, reader: User, as_user: Login) -> None:
    theme, nobody = make.theme(), make.user()
    users = (secretary, reader, nobody)
    paths = {"/teman/": [200, 200, 403], theme.get_absolute_url(): [200, 200, 403], "/teman/nytt/": [200, 403, 403],
             f"/teman/{theme.slug}/andra/": [200, 403, 403]}  # fmt: skip
    found = {path: [as_user(user).get(path).status_code for user in users] for path in paths}
    assert found == paths
    assert [as_user(user).post(f"/teman/{theme.slug}/ta-bort/").status_code for user in (reader, nobody)] == [
        403,
        403,
    ]
