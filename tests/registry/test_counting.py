"""Counting by several filters at once says the same as counting row by row (B5, filters that combine)."""

from itertools import product

import pytest
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from secretariat.lib.counting import counts
from secretariat.registry.models import StoredFile

pytestmark = pytest.mark.django_db

CIRCLES, TYPES, STATUSES = ("secretariat", "meeting", "signed_in"), ("text", "bild"), ("draft", "")
EXPRESSIONS = {"krets": F("circle"), "typ": F("content_type"), "läge": NullIf("record_status", Value(""))}


@pytest.fixture
def rows() -> list[tuple[str, str, str]]:
    """One, two, three … of each combination but the last two."""
    made = [
        row
        for number, row in enumerate(list(product(CIRCLES, TYPES, STATUSES))[:-2], 1)
        for _ in range(number)
    ]
    StoredFile.objects.bulk_create(
        StoredFile(name="a", size=1, sha256="0" * 64, circle=circle, content_type=kind, record_status=status)
        for circle, kind, status in made
    )
    return made


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"krets": ["meeting"]},
        {"krets": ["meeting", "secretariat"], "typ": ["bild"]},
        {"läge": ["draft"], "typ": ["text"], "krets": ["signed_in"]},
        {"typ": ["film"]},
    ],
)
def test_each_filter_counts_what_the_others_leave(
    rows: list[tuple[str, str, str]], chosen: dict[str, list[str]]
) -> None:
    found = counts(StoredFile.objects.all(), EXPRESSIONS, chosen=chosen)

    def left(*, without: str = "") -> list[dict[str, str]]:
        named = (dict(zip(EXPRESSIONS, row, strict=True)) for row in rows)
        return [
            one
            for one in named
            if all(one[key] in allowed for key, allowed in chosen.items() if key != without)
        ]

    assert found.total == len(left())
    for key in EXPRESSIONS:
        values = [one[key] for one in left(without=key)]
        assert found.of[key] == {value: values.count(value) for value in set(values)}


def test_only_the_filters_asked_for_are_counted(rows: list[tuple[str, str, str]]) -> None:
    found = counts(StoredFile.objects.all(), EXPRESSIONS, chosen={"krets": ["meeting"]}, shown=("typ",))
    assert found.of == {"typ": {kind: sum(row[:2] == ("meeting", kind) for row in rows) for kind in TYPES}}


def test_nothing_is_counted_as_nothing() -> None:
    assert counts(StoredFile.objects.none(), {"krets": Coalesce("circle", Value(""))}, chosen={}).total == 0
