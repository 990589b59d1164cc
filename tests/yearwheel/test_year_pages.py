"""The year's pages, as they are opened."""

from typing import Any

import pytest
from django.urls import reverse

from secretariat.registry.models import User
from tests.yearwheel.year_case import activity

pytestmark = pytest.mark.django_db
PAGES = ("wheel", "list", "table", "timeline", "calendar")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "query", ["", "?ar=2026&start=8", "?ar=x&start=99&kategori=nej&grupp=9999&part=-1&q=%00"]
)
def test_a_view_of_the_year_opens_whatever_the_address_says(
    name: str, query: str, secretary: User, as_user: Any
) -> None:
    activity()
    answer = as_user(secretary).get(reverse(f"yearwheel:year-{name}") + query)
    assert answer.status_code == 200
