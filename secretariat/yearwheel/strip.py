"""The year as a narrow strip of the wheel's data: a line for a ring, a dot for a day, a bar for a period. Pure."""

import datetime as dt
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString

from secretariat.lib.dates import MONTHS
from secretariat.lib.days import DAY, WEEK
from secretariat.lib.markup import filled, joined

from .contents import Behind, Entry, Ring, Year

WIDTH, LABEL = 1216, 152  # the page's width, and what the names of the rings take of it
LINE = 18  # a ring
_TOP = 24  # months
_WEEKS = 22
_SHADED = (Behind.BREAK, Behind.VACATION)
_BAR, _DOT = 11, 4.5

_SVG = """<svg class="strip" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true">
{parts}</svg>
"""
_RECT = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"{}/>\n'
_TEXT = '<text x="{:.1f}" y="{:.1f}" class="{}"{}>{}</text>\n'
_LINE = '<path d="M{:.1f} {}V{}" stroke="{}" stroke-width="{}"/>\n'
_CIRCLE = '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="#{}"/>\n'
_INK, _GROUND, _RULE = "#1a2730", "#eef1f3", "#d5dce1"
_FADED = SafeString(' fill-opacity=".25"')
_MIDDLE = SafeString(' text-anchor="middle"')
_PLAIN = SafeString("")


def _shape(template: str, *values: object) -> SafeString:
    """As `filled`, but numbers stay numbers, so that places are written short."""
    safe = (
        escape(one) if isinstance(one, str) and not isinstance(one, SafeString) else one for one in values
    )
    return SafeString(template.format(*safe))


class _Scale:
    """From days to places along the strip."""

    def __init__(self, year: Year) -> None:
        self.first, self.last = year.first, year.last
        self._unit = (WIDTH - LABEL) / ((year.last - year.first).days + 1)

    def start(self, day: dt.date) -> float:
        """Where a day begins; a day outside is at the edge."""
        return LABEL + (min(max(day, self.first), self.last + DAY) - self.first).days * self._unit

    def end(self, day: dt.date) -> float:
        """Where it ends."""
        return self.start(day + DAY)

    def middle(self, day: dt.date) -> float:
        """Its middle."""
        return (self.start(day) + self.end(day)) / 2


def strip_of(year: Year) -> SafeString:
    """The strip as SVG. What it says is in the words beside it: it is a picture, and hidden from screen readers."""
    height = _TOP + _WEEKS + LINE * max(1, len(year.rings)) + 4
    scale = _Scale(year)
    parts = [
        *_behind(year, scale, height),
        *_months(year, scale, height),
        *_weeks(year, scale),
        *_today(year, scale, height),
        *(part for row, ring in enumerate(year.rings) for part in _ring(ring, row, scale)),
    ]
    return filled(_SVG, width=WIDTH, height=height, parts=joined(parts))


def _behind(year: Year, scale: _Scale, height: int) -> Iterator[SafeString]:
    for one in year.backgrounds:
        if one.sort in _SHADED and one.last >= year.first and one.first <= year.last:
            x = scale.start(one.first)
            yield _shape(_RECT, x, _TOP, scale.end(one.last) - x, height - _TOP, _GROUND, _PLAIN)


def _months(year: Year, scale: _Scale, height: int) -> Iterator[SafeString]:
    day = year.first
    while day <= year.last:
        x = scale.start(day)
        yield _shape(_LINE, x, 0, height, _RULE, 1)
        yield _shape(_TEXT, x + 5, 16, "strip-month", _PLAIN, MONTHS[day.month - 1])
        day = (day + 31 * DAY).replace(day=1)


def _weeks(year: Year, scale: _Scale) -> Iterator[SafeString]:
    """Numbers of weeks that have room; the one that is now on ink."""
    monday = year.first - DAY * year.first.weekday()
    while monday <= year.last:
        sunday = monday + 6 * DAY
        x, end = scale.start(monday), scale.end(sunday)
        is_now = year.today is not None and monday <= year.today <= sunday
        if is_now:
            yield _shape(_RECT, x, _TOP + 1, end - x, _WEEKS - 4, _INK, _PLAIN)
        if end - x > 12:
            look = "strip-week is-now" if is_now else "strip-week"
            yield _shape(_TEXT, (x + end) / 2, _TOP + 14, look, _MIDDLE, monday.isocalendar().week)
        monday += WEEK


def _today(year: Year, scale: _Scale, height: int) -> Iterator[SafeString]:
    if year.today:
        yield _shape(_LINE, scale.middle(year.today), _TOP + _WEEKS - 3, height, _INK, 1.5)


def _ring(ring: Ring, row: int, scale: _Scale) -> Iterator[SafeString]:
    """The ring's name, its periods, and on them its days."""
    middle = _TOP + _WEEKS + LINE * row + LINE / 2
    colour = SafeString(f' fill="#{ring.colour}"')
    yield _shape(_TEXT, 0, middle + 5, "strip-name", colour, ring.name)
    entries = sorted(ring.entries, key=lambda one: one.is_day)
    yield from (_mark(entry, middle, scale) for entry in entries)


def _mark(entry: Entry, middle: float, scale: _Scale) -> SafeString:
    first, last, colour = entry.event.first_day, entry.event.last_day, entry.kind.colour
    if entry.is_day:
        return _shape(_CIRCLE, scale.middle(first), middle, _DOT, colour)
    x = scale.start(first)
    return _shape(_RECT, x, middle - _BAR / 2, scale.end(last) - x, _BAR, f"#{colour}", _FADED)
