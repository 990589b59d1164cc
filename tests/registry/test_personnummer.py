"""A personnummer is found however it is written, and little else is taken for one (D6, B11)."""

import pytest

from secretariat.lib.personnummer import find_personnummer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("19811218-9876", ["19811218-9876"]),
        ("811218-9876", ["811218-9876"]),
        ("8112189876", ["8112189876"]),
        ("198112189876", ["198112189876"]),
        ("811218+9876", ["811218+9876"]),
        ("811218–9876", ["811218–9876"]),
        ("samordningsnummer 701063-2391", ["701063-2391"]),
        ("två: 811218-9876, 19811218-9876.", ["811218-9876", "19811218-9876"]),
        ("811218-9875", []),
        ("811318-9876", []),
        ("19810230-0000", []),
        ("17811218-9876", []),
        ("org.nr 232100-0164", []),
        ("tel 019-602 70 00", []),
        ("0000000000", []),
        ("dnr 20RS6891, 1238112189876543", []),
        ("", []),
    ],
)
def test_personnummer_are_found(text: str, found: list[str]) -> None:
    assert find_personnummer(text) == found


def test_a_leap_day_counts_in_its_own_century() -> None:
    assert find_personnummer("000229-0001") in ([], ["000229-0001"])
    assert find_personnummer("19000229-0005") == []
