"""Two who copy the same year, or one who undoes what another goes through, at once: once, and the other is told."""

from functools import partial

import pytest

from secretariat.yearwheel.actions import copying
from secretariat.yearwheel.actions.copying import Wanted
from secretariat.yearwheel.choices import Choice
from secretariat.yearwheel.models import Activity, YearCopy
from tests import make
from tests.races import Orders, meet, rounds
from tests.yearwheel.test_copying import day
from tests.yearwheel.year_case import activity

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_copy_the_same_year_at_once() -> None:
    by, seen = make.user(office_role="secretariat"), Orders()
    for _, lead in rounds():
        sources = [activity(f"A{make.number()}", "2026-03-18", repeats="date") for _ in range(2)]
        # To different days, so that the database's own rule does not help.
        steps = [
            partial(copying.copy, [Wanted(one.pk, day(when)) for one in order], to=Choice(2027), by=by)
            for when, order in (("2027-03-18", sources), ("2027-03-19", sources[::-1]))
        ]
        met = meet(*steps, lead=lead)
        (reason,) = met.refused
        assert "är redan kopierad till 2027." in reason
        assert Activity.objects.filter(copied_from__in=sources).count() == 2
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def test_one_undoes_while_another_goes_through() -> None:
    by, seen = make.user(office_role="secretariat"), Orders()
    for _, lead in rounds():
        source = activity(f"A{make.number()}", "2026-03-18", repeats="date")
        made = copying.copy([Wanted(source.pk, day("2027-03-18"))], to=Choice(2027), by=by)
        met = meet(partial(copying.undo, made, by=by), partial(copying.review, made, by=by), lead=lead)
        undone = met.a.kind == "done"
        assert YearCopy.objects.filter(pk=made.pk).exists() != undone
        assert met.b.kind == "done" or undone
        seen.won("a" if undone else "b", met)
    seen.assert_both()
