"""How well minutes are read: the targets of M1 as asserts, per field, over real, changed, seen and unseen sets.

The table of each kind is printed; `pytest -s` shows it, and docs/minutes_reading.md keeps the latest.
"""

from collections.abc import Callable

import pytest

from tests.minutes.layouts.make_layouts import layout
from tests.minutes.likeness import Score
from tests.minutes.measuring import REAL, found_by_command, found_by_function, layout_case, sheets
from tests.minutes.scoring import added, table

EVERY_REAL, EVERY_CHANGED, ITEMS_AND_PEOPLE, DECISIONS_AND_ACTIONS = 0.99, 0.97, 0.95, 0.85
SEEN_AND_UNSEEN = ("dev", "held", "dev_changed", "held_changed")
real_sets = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"de verkliga anteckningarna finns inte i {REAL.parent.name}/{REAL.name}"
)


def scores_of(kind: str) -> dict[str, Score]:
    total = added(one.scores for one in sheets(kind).values())
    print(f"\n{table({kind: total})}")  # noqa: T201 - the table is what the run shows
    return total


def short_of(scores: dict[str, Score], target: Callable[[str], float]) -> dict[str, str]:
    """The fields whose precision or recall lies below the target."""
    return {
        name: f"{one.precision:.3f} / {one.recall:.3f}"
        for name, one in scores.items()
        if min(one.precision, one.recall) < target(name)
    }


def target_of_layouts(name: str) -> float:
    if name in ("items", "attendance") or name.startswith(("items.", "attendance.")):
        return ITEMS_AND_PEOPLE
    return DECISIONS_AND_ACTIONS if name.split(".")[0] in ("decisions", "actions") else 0.0


@real_sets
def test_the_real_sets_are_read_right_in_every_field() -> None:
    assert short_of(scores_of("real"), lambda name: EVERY_REAL) == {}


@real_sets
def test_the_real_sets_changed_at_random_are_read_right_in_every_field() -> None:
    assert short_of(scores_of("changed"), lambda name: EVERY_CHANGED) == {}


@pytest.mark.parametrize("kind", SEEN_AND_UNSEEN)
def test_other_layouts_are_read_well_where_it_matters_most(kind: str) -> None:
    assert short_of(scores_of(kind), target_of_layouts) == {}


@pytest.mark.parametrize("kind", ["real", "changed", *SEEN_AND_UNSEEN])
def test_nothing_is_invented(kind: str) -> None:
    false = {
        name: one.misses["invented"].false
        for name, one in sheets(kind).items()
        if one.misses["invented"].false
    }
    assert false == {}


@pytest.mark.parametrize("name", ["dev_paragraphs", "dev_joint", "dev_mixed", "held_joint", "held_numbered"])
def test_the_command_writes_what_the_reader_read(name: str) -> None:
    case = layout_case(layout(name))
    assert found_by_command(case)["items"] == found_by_function(case)["items"]
