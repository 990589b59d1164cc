"""Money in whole kronor and other numbers, as people type them and as public pages print them (interface 1.1, 1.2).

What could be meant in two ways is never guessed: the reading says what it may be, and the page asks.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NBSP = "\u00a0"
MINUS = "\u2212"
LARGEST = 10**15

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_UNIT = re.compile(r"(?i)(?:kr(?:onor)?|sek|:-)\.?$")
_THOUSANDS = re.compile(r"(?i)^(.*?)(?:tkr|t\.?\s*kr|tusen(?:\s*kr(?:onor)?)?|ksek)\.?$")
_MILLIONS = re.compile(r"(?i)^(.*?)(?:mnkr|mkr|mn\s*kr|msek|miljon(?:er)?(?:\s*kr(?:onor)?)?)\.?$")
_GROUPED = re.compile(r"^\d{1,3}(?: \d{3})+$")
_POINTS = re.compile(r"^\d{1,3}(?: ?[.,] ?\d{3})+$")
_OERE = re.compile(r"^(\d{1,3}(?: \d{3})+|\d+)[.,](\d{2})$")
_DECIMAL = re.compile(r"^(\d+)(?:[.,](\d+))?$")


@dataclass(frozen=True)
class Reading:
    """What a typed amount is: `kronor` where it is sure, else what it `may_be`; neither where it is no amount."""

    kronor: int | None = None
    may_be: tuple[int, ...] = ()


def read_money(text: str) -> Reading:
    """An amount as a Swede types it, in whole kronor.

    >>> read_money("300 000 kr").kronor, read_money("300 tkr").kronor, read_money("0,3 mnkr").kronor
    (300000, 300000, 300000)
    >>> read_money("300.000").kronor, read_money("300,000").may_be, read_money("300.00").may_be
    (300000, (300000, 300), (300, 30000))
    >>> read_money("ungefär 300")
    Reading(kronor=None, may_be=())
    """
    text = _SPACES.sub(" ", text).strip()
    sign = -1 if text[:1] in ("-", MINUS, "–") else 1
    text = text.lstrip(f"-+{MINUS}– ")
    for pattern, times in ((_MILLIONS, 1_000_000), (_THOUSANDS, 1_000)):
        if found := pattern.match(text):
            return _times(found[1].strip(), times * sign)
    return _signed(_plain(_UNIT.sub("", text).strip()), sign)


def _plain(text: str) -> Reading:
    if (text.isascii() and text.isdecimal()) or _GROUPED.match(text):
        return _within(int(text.replace(" ", "")))
    digits = re.sub(r"\D", "", text)
    if _POINTS.match(text):
        whole = int(digits)
        if "," not in text:  # points before three digits are thousands: kronor have no third decimal
            return _within(whole)
        # A comma before three digits is a decimal comma in Sweden, and thousands in English files.
        if text.count(",") == 1 and "." not in text:
            return Reading(may_be=(whole, int(text.split(",")[0].replace(" ", ""))))
        return Reading(may_be=(whole,)) if whole <= LARGEST else Reading()
    if found := _OERE.match(text):
        kronor = int(found[1].replace(" ", ""))
        return Reading(may_be=(kronor, int(digits)) if int(found[2]) == 0 else (kronor,))
    return Reading()


def _times(text: str, times: int) -> Reading:
    """tkr and mnkr take decimals, since nobody writes thousands in them; what is left under a krona is asked about."""
    found = _DECIMAL.match(text.replace(" ", "")) if _GROUPED.match(text) else _DECIMAL.match(text)
    if not found:
        return Reading()
    amount = Decimal(f"{found[1]}.{found[2] or 0}") * times
    if amount != int(amount) or (len(found[2] or "") == 3 and abs(times) == 1_000):
        return Reading(may_be=(int(amount.to_integral_value()),))
    return _within(int(amount))


def _within(kronor: int) -> Reading:
    return Reading(kronor=kronor) if abs(kronor) <= LARGEST else Reading()


def _signed(reading: Reading, sign: int) -> Reading:
    kronor = None if reading.kronor is None else reading.kronor * sign
    return Reading(kronor, tuple(one * sign for one in reading.may_be))


def grouped(number: int) -> str:
    """Digits in threes with a no-break space between, and a real minus.

    >>> grouped(-1234567)
    '−1\\xa0234\\xa0567'
    """
    return f"{number:,}".replace(",", NBSP).replace("-", MINUS)


def kronor(amount: int) -> str:
    """An amount as it stands in text.

    >>> kronor(300000)
    '300\\xa0000\\xa0kr'
    """
    return f"{grouped(amount)}{NBSP}kr"


_NUMBER = re.compile(r"^[+-]?\d{1,15}(?:[.,]\d{1,10})?$")


def read_number(text: str) -> Decimal | None:
    """A number as a Swede types it: 2,5 or 2.5 or 1 200. None where it is none.

    >>> read_number("2,5"), read_number("1 200"), read_number("två")
    (Decimal('2.5'), Decimal('1200'), None)
    """
    text = _SPACES.sub(" ", text).strip().replace(MINUS, "-").replace("–", "-")
    sign, digits = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    whole, mark, rest = digits.partition(",") if "," in digits else digits.partition(".")
    if " " in whole:
        if not _GROUPED.match(whole):
            return None
        whole = whole.replace(" ", "")
    joined = f"{sign}{whole}{mark}{rest}"
    if not joined.isascii() or not _NUMBER.match(joined):
        return None
    try:
        return Decimal(joined.replace(",", "."))
    except InvalidOperation:
        return None


def number_in_words(number: Decimal) -> str:
    """A number with decimal comma and digits in threes, without zeros that say nothing.

    >>> number_in_words(Decimal("1234.5000")), number_in_words(Decimal("-2.0"))
    ('1\\xa0234,5', '−2')
    """
    text = f"{number:f}"
    whole, _, rest = text.partition(".")
    is_negative = whole.startswith("-")
    shown = grouped(abs(int(whole))) + (f",{rest.rstrip('0')}" if rest.rstrip("0") else "")
    return f"{MINUS}{shown}" if is_negative and Decimal(text) != 0 else shown
