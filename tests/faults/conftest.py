"""The office that the faults happen to: one for all of them, as sound after each test as before it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.office import Office, models_in, running


@pytest.fixture(scope="session")
def standing_office() -> Iterator[Office]:
    """Started once."""
    with running() as office:
        yield office


@pytest.fixture
def office(standing_office: Office, settings: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """With the models of the test in its database, and files in its folder. What a test commits stays."""
    settings.MEDIA_ROOT = standing_office.media
    with django_db_blocker.unblock(), models_in(standing_office):
        yield standing_office
        while standing_office.browsers:
            standing_office.browsers.pop().close()
