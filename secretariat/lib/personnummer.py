"""Find personnummer and samordningsnummer in what people type, so that none is stored (requirements D6, B11)."""

import datetime as dt
import re

_SHAPE = re.compile(r"(?<![\d-])(\d{2})?(\d{6})([-+–−‐]?)(\d{4})(?!\d)")
_COORDINATION = 60  # a samordningsnummer has 60 added to the day


def find_personnummer(text: str) -> list[str]:
    """The personnummer and samordningsnummer in a text, as written, in order. Date and check digit must be right.

    Recognised: ÅÅÅÅMMDD-NNNN and ÅÅMMDD-NNNN, with hyphen, plus sign, dash or nothing between.
    Organisationsnummer are not found: their third and fourth digits are never a month.

    >>> find_personnummer("Sökande 19811218-9876 och 811218-9876, tel 019-602 70 00, org.nr 232100-0164")
    ['19811218-9876', '811218-9876']
    """
    return [found[0] for found in _SHAPE.finditer(text) if _is_one(found[1] or "", found[2], found[4])]


def _is_one(century: str, day: str, last: str) -> bool:
    return _is_day(century, day) and _luhn(day + last)


def _is_day(century: str, digits: str) -> bool:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if day > _COORDINATION:
        day -= _COORDINATION
    if century and century not in ("18", "19", "20"):
        return False
    # Without a century the leap day decides between 1900 and 2000; either will do.
    centuries = [int(century) * 100] if century else [1900, 2000]
    for start in centuries:
        try:
            dt.date(start + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
