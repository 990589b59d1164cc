"""The worksheet for classing information: levels with reasons, in the folder and in the house (E9)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from secretariat.home import handbook
from tests import make

pytestmark = pytest.mark.django_db

WHERE = "/handbok/klassa/"


def levels() -> list[tuple[str, ...]]:
    """K, R, T and S of each kind of information."""
    row = re.compile(r"^\| [^|]+ \| (\d) \| (\d) \| (\d) \| (\d) \| [^|]+ \|$", re.MULTILINE)
    return row.findall((handbook.FOLDER.parent / "klassa.md").read_text())


def test_every_level_is_within_what_is_suggested() -> None:
    found = levels()
    assert len(found) == 10
    assert [{row[place] for row in found} for place in range(4)] == [
        {"1", "2"},
        {"2", "3"},
        {"1", "2"},
        {"2"},
    ]


def test_an_administrator_reads_it_and_finds_the_way(as_user: Callable[..., Client]) -> None:
    client = as_user(make.user(office_role="administrator"))
    page = client.get(WHERE).content.decode()
    assert "<h1>Underlag för KLASSA</h1>" in page
    assert page.count("<tr>") == 10 + 4 + 2
    assert "Sammantaget: K 2, R 3, T 2, S 2." in page
    assert f'href="{WHERE}"' in client.get("/register/administration/").content.decode()


def test_others_meet_neither_page_nor_way(as_user: Callable[..., Client]) -> None:
    client = as_user(make.user(office_role="secretariat"))
    assert client.get(WHERE).status_code == 403
    assert WHERE not in client.get("/register/administration/").content.decode()
