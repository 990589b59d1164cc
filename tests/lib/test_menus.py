"""The frame's menus: printed once for those who may do the same, never with anything of one reader's."""

from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

import pytest
from django.test import override_settings
from django.utils.safestring import SafeString

from secretariat.lib import menus

LINKS = "components/more_links.html"
ASKS = "ATTENDANCE_EXPORT INQUIRY_SEND FUNDING_READ SURVEY_READ"


@pytest.fixture(autouse=True)
def _nothing_printed_yet() -> Iterator[None]:
    menus._printed.cache_clear()
    yield
    menus._printed.cache_clear()


def menu(*may: str, at: str = "", asks: str = ASKS) -> SafeString:
    """The menu for somebody who may do what is named, on the page of that name."""
    match = SimpleNamespace(view_name=at) if at else None
    answers = {name: name in may for name in asks.split()}
    return menus.menu({"request": SimpleNamespace(resolver_match=match), "may": answers}, LINKS, asks)


def test_who_may_more_gets_more_also_after_somebody_who_may_less() -> None:
    assert "Närvaro" not in menu()
    assert "Närvaro" in menu("ATTENDANCE_EXPORT")
    assert "Närvaro" not in menu()


def test_the_page_one_is_at_is_marked_and_no_other() -> None:
    assert menu(at="meetings:body-list").count("aria-current") == 1
    assert menu(at="home:start").count("aria-current") == 0
    assert 'aria-current="true">Grupper' in menu(at="meetings:body-list")


def test_a_page_without_an_address_of_its_own_has_its_menu() -> None:
    """The page for what is not found."""
    assert "Mötesplan" in menu()


def test_the_same_menu_is_printed_once() -> None:
    with mock.patch.object(menus, "render_to_string", return_value=SafeString("")) as printing:
        menu(at="home:start")
        menu(at="home:start")
        assert printing.call_count == 1
        menu("INQUIRY_SEND", at="home:start")
        assert printing.call_count == 2


def test_whoever_edits_the_templates_sees_them_at_once() -> None:
    with override_settings(DEBUG=True), mock.patch.object(menus, "render_to_string") as printing:
        menu()
        menu()
    assert printing.call_count == 2


def test_a_permission_that_the_page_does_not_name_is_a_mistake_and_no_no() -> None:
    with pytest.raises(AssertionError, match="INQUIRY_SEND saknas"):
        menu(asks="ATTENDANCE_EXPORT")
