"""What tests of the year may ask for."""

import pytest

from secretariat.yearwheel.actions import categories


@pytest.fixture
def kinds(db: None) -> None:
    """The kinds a year begins with, also where a test with real transactions has emptied the tables."""
    categories.add_first()
