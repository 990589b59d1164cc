"""The database refuses what must never be (architecture 1.7)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from secretariat.registry.models import Person
from tests import make

pytestmark = pytest.mark.django_db


def test_a_seat_has_one_holder_at_a_time() -> None:
    seat = make.seat(of=make.body(), organisation=make.organisation())
    make.membership(
        seat=seat, person=make.person(), starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 6, 30)
    )
    with pytest.raises(IntegrityError, match="seat_has_one_holder_at_a_time"), transaction.atomic():
        make.membership(seat=seat, person=make.person(), starts_on=dt.date(2025, 6, 30))
    make.membership(seat=seat, person=make.person(), starts_on=dt.date(2025, 7, 1))


def test_names_sort_in_swedish() -> None:
    """The list of interface 1.3."""
    right = ["Andersson", "de Vries", "Édouard", "Ek", "Viberg", "Wallgren", "Wiklund", "Zetterlund",
             "Åhlin", "Ångman", "Ärlig", "Öberg", "Örtkvist"]  # fmt: skip
    for name in reversed(right):
        Person.objects.create(given_name="A", family_name=name)
    assert [person.family_name for person in Person.objects.all()] == right
