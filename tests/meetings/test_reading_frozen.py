"""A frozen version is printed once per process; that must never show somebody else's page, or an older one (C5, N7)."""

from collections.abc import Callable

import pytest
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.actions import reading
from secretariat.registry.models import Person, User
from tests import make

from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
WORDS = "Planen gicks igenom"


def page(case: Case, client: Client) -> str:
    return client.get(case.meeting.get_absolute_url()).content.decode()


def test_a_page_kept_for_one_is_not_shown_to_who_may_not_read(as_user: Login) -> None:
    case = a_case()
    case.send()
    reading.frozen.cache_clear()
    assert WORDS in page(case, as_user(case.secretary))
    assert WORDS in page(case, as_user(case.elected))
    assert WORDS not in page(case, as_user(case.reserve))
    assert (reading.frozen.cache_info().misses, reading.frozen.cache_info().hits) == (1, 1)


def test_a_new_version_is_not_shown_as_the_old(as_user: Login) -> None:
    case = a_case()
    case.send()
    client = as_user(case.secretary)
    assert WORDS in page(case, client)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel ord")
    case.item("Plan").blocks.filter(html__startswith=WORDS).update(html="Planen lästes upp.")
    assert WORDS not in page(case, client)
    minutes_actions.send_for_approval(case.minutes, by=case.secretary, at=AT)
    now = page(case, client)
    assert ("Planen lästes upp." in now, WORDS in now) == (True, False)


def test_nothing_kept_belongs_to_a_reader_and_the_number_kept_is_bounded() -> None:
    case = a_case()
    case.approve()
    version = case.minutes.current_version
    assert version
    kept = reading.frozen(version.pk, version.sha256)
    assert not any(word in kept.text for word in ("csrf", "nonce", case.secretary.email, "/skicka"))
    assert reading.frozen.cache_info().maxsize == 128


def test_who_approved_is_told_by_todays_name(
    as_user: Login, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    """The finished page is kept, the list of approvers is not: a changed name is seen at once, in every process."""
    case = a_case()
    case.approve()
    client = as_user(make.user(office_role="reader"))
    assert "Asta Ordman</b>" in page(case, client)
    Person.objects.filter(pk=case.chair.person_id).update(family_name="Nygift")
    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]  # one asks who is protected, by which names
        assert "Asta Nygift</b>" in page(case, client)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert "Asta Nygift</b>" in page(case, client)
