"""Django's admin is for repairs, behind the office's own login."""

from typing import Any

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db


def test_nobody_meets_the_offices_own_login(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/konto/logga-in/")


def test_an_administrator_without_the_mark_is_refused(as_user: Any) -> None:
    assert as_user(make.user(office_role="administrator")).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("path", ["", "registry/person/", "registry/organisation/", "registry/user/"])
def test_the_caretaker_may_repair(as_user: Any, path: str) -> None:
    make.person(organisation=make.organisation())
    caretaker = make.user(is_staff=True, is_superuser=True)
    assert as_user(caretaker).get(f"/admin/{path}").status_code == 200
