"""The year as a wheel: one SVG drawn on the server, for a page with links, or as a picture of its own (I1, I4, E3).

Every dot and band is a group with a name in words, in order of days, and on a page a real link. A category shows in
colour, letter and hatch. A picture of its own carries its letters as outlines, so that it looks the same wherever it
is opened, without any font.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from secretariat.lib.dates import MONTHS, NBSP, weekday_and_day

from .contents import Behind, Entry, Ring, Year
from .geometry import Cell, along, is_upside_down, length_of, point, ray, sector
from .labels import DOT, KEY_SIZE, OUTSIDE, ArcText, innermost_of
from .layout import BAND_EDGE, Band, Dot, Layout, RingLayout, lay_out
from .lettering import Letters, Paper
from .middle import described, rows_in_middle
from .text_widths import BOLD, REGULAR, SEMIBOLD, width_of
from .wording import at, when

SIZE = 880  # the whole picture: its middle is (0, 0)
_WEEKS, _MONTHS, _EDGE = (374.0, 392.0), 404.0, 416.0
_OUT_OF_MONTHS = 413.0  # beyond letters that go up or, written the other way round, down
_WEEK_SIZE, _MONTH_SIZE = 11.5, 15.0
_BAND_HALF = 7.5
INK, MUTED = "#1a2730", "#4d5b66"
_WHITE, _GROUND = "#fff", "#f6f8f9"
_BEHIND = {
    Behind.BREAK: "#e6ebee",
    Behind.VACATION: "#dee4e8",
    Behind.BRIDGE: "#e6ebee",
    Behind.EVE: "#dee4e8",
    Behind.HOLIDAY: "#d6dde2",
}
_HATCHES = {"L": (45, 5), "C": (0, 5), "R": (-45, 5), "M": (90, 6), "U": (20, 5), "E": (-70, 7)}
_TINT = 0.13
_FAMILY = (
    "'Sekretariat Sans','Source Sans 3','Narrow Arial',sans-serif"  # no spaces: WeasyPrint takes them along
)


@dataclass(frozen=True)
class Look:
    """How a wheel is drawn. `links`: entries and counts are links. `letters`: for what reads it.

    `week_address` is where a count leads, with `{week}` for "2026-03-12": year, month and week, as
    the list has them. Without it counts are no links.
    """

    links: bool = True
    letters: Letters = Letters.WRITTEN
    week_address: str = ""
    name: str = "hjul"


def svg_of(year: Year, look: Look | None = None) -> SafeString:
    """The wheel of a year, 880 by 880. Markup that stands in a page as it is, and alone as a file."""
    return Drawing(lay_out(year), look or Look()).framed()


def name_of(entry: Entry, ring: str) -> str:
    """What a link to an entry is called: what, when and which ring."""
    event = entry.event
    days = weekday_and_day(event.first_day) if entry.is_day else when(event)
    return ", ".join(filter(None, [event.title, f"{days} {at(event)}".strip(), ring]))


def hatch_of(letter: str) -> tuple[int, int]:
    """Angle and gap of a category's hatch: the same for a letter always."""
    return _HATCHES.get(letter) or ((ord(letter[:1] or "X") * 47) % 180 - 90, 5 + ord(letter[:1] or "X") % 3)


def tint_of(colour: str) -> str:
    """A light shade of a colour for behind the hatch."""
    parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    return "#" + "".join(f"{round(255 - (255 - part) * _TINT):02x}" for part in parts)


class Drawing(Paper):
    """A layout on paper. More may be drawn beside it before it is framed."""

    def __init__(self, layout: Layout, look: Look) -> None:
        super().__init__(look.name, look.letters)
        self.layout = layout
        self.look = look
        self._hatches: set[str] = set()
        self._ground()
        self._weeks_and_months()
        self._today()
        self._names()
        self._entries()
        self._middle()

    def framed(self, *, beside: float = 0) -> SafeString:
        """All that is drawn as one picture, with room for so much to the right of the wheel."""
        half, name, width = SIZE // 2, self.name, SIZE + round(beside)
        words = escape(described(self.layout.year))
        role = "group" if self.look.links else "img"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-half} {-half} {width} {SIZE}" width="{width}" '
            f'height="{SIZE}" class="wheel" role="{role}" aria-labelledby="{name}-namn {name}-ord" '
            f'font-family="{_FAMILY}">'
            f'<title id="{name}-namn">Årshjul {escape(self.layout.year.name)}</title>'
            f'<desc id="{name}-ord">{words}</desc>'
        )
        return mark_safe(f"{head}<defs>{''.join(self.defs)}</defs>{''.join(self.parts)}</svg>")  # noqa: S308 – escaped

    # What lies behind

    def _ground(self) -> None:
        inner = self.layout.inner
        self.add(f'<path d="{sector(0, 360, inner, _WEEKS[1])}" fill="{_GROUND}" fill-rule="evenodd"/>')
        for sort, colour in _BEHIND.items():
            wedges = [
                self._wedge(one.first, one.last) for one in self.layout.year.backgrounds if one.sort == sort
            ]
            if path := "".join(wedges):
                self.add(f'<path d="{path}" fill="{colour}"/>')
        spokes = "".join(
            ray(self.layout.circle.start_of(month.first), inner, _WEEKS[0])
            for month in self.layout.circle.months
        )
        rims = "".join(_ring_path(ring.outer) for ring in self.layout.rings)
        self.add(f'<path d="{spokes}{rims}" fill="none" stroke="{_WHITE}" stroke-width="2.5"/>')
        self.add(f'<circle r="{_WEEKS[1]}" fill="none" stroke="#d5dce1"/>')

    def _wedge(self, first: dt.date, last: dt.date) -> str:
        start, end = self.layout.circle.span_of(first, last)
        return sector(start, end, self.layout.inner, _WEEKS[1]) if end > start else ""

    def _weeks_and_months(self) -> None:
        circle, year = self.layout.circle, self.layout.year
        middle = sum(_WEEKS) / 2
        weeks = circle.weeks
        ticks = "".join(ray(circle.start_of(week.first), _WEEKS[0] + 1, _WEEKS[0] + 6) for week in weeks[1:])
        self.add(f'<path d="{ticks}" stroke="#6b7a86" stroke-width="1"/><g aria-hidden="true">')
        for week in weeks:
            start, end = circle.span_of(week.first, week.last)
            is_now = bool(year.today and week.first <= year.today <= week.last)
            if is_now:
                self.add(f'<path d="{sector(start, end, *_WEEKS)}" fill="{INK}"/>')
            text = str(week.number)
            if width_of(text, _WEEK_SIZE, REGULAR) + 2 <= length_of(
                end - start, innermost_of(middle, _WEEK_SIZE)
            ):
                look = (_WHITE, SEMIBOLD) if is_now else (MUTED, REGULAR)
                self.turned(text, (start + end) / 2, middle, _WEEK_SIZE, *look)
        lines = "".join(ray(circle.start_of(month.first), _WEEKS[1], _EDGE) for month in circle.months)
        self.add(f'<path d="{lines}" stroke="#6b7a86" stroke-width="1"/>')
        for month in circle.months:
            self._month(month)
        for text_outside in self.layout.outside:
            self.along(text_outside, INK if text_outside.weight == BOLD else MUTED)
        self.add("</g>")

    def _month(self, month: Cell) -> None:
        start, end = self.layout.circle.span_of(month.first, month.last)
        self.along(ArcText(MONTHS[month.number - 1], start, end, _MONTHS, _MONTH_SIZE, SEMIBOLD), INK)

    def _today(self) -> None:
        if self.layout.today is None:
            return
        angle = self.layout.today
        path = ray(angle, self.layout.inner + 4, _WEEKS[0] - 1)
        path += ray(angle, _OUT_OF_MONTHS if self._is_on_month(angle) else _WEEKS[1] + 1, OUTSIDE - 8)
        self.add(f'<path d="{path}" stroke="{INK}" stroke-width="1.75"/>')

    def _is_on_month(self, angle: float) -> bool:
        """Whether a line outwards would go through a month's name."""
        for month in self.layout.circle.months:
            start, end = self.layout.circle.span_of(month.first, month.last)
            width = width_of(MONTHS[month.number - 1], _MONTH_SIZE, SEMIBOLD)
            if abs(angle - (start + end) / 2) < along(width / 2 + 3, innermost_of(_MONTHS, _MONTH_SIZE)):
                return True
        return False

    def _names(self) -> None:
        self.add('<g aria-hidden="true">')
        for ring in self.layout.rings:
            if ring.name:
                self.along(ring.name, f"#{ring.name.colour}")
        self.add("</g>")

    # What happens

    def _entries(self) -> None:
        """Dots and bands, each with its words, in order of days."""
        for _, draw in sorted(self._marks(), key=lambda mark: mark[0]):
            self.add(draw)

    def _marks(self) -> Iterator[tuple[tuple[dt.date, dt.date, float, float], str]]:
        for ring in self.layout.rings:
            titles = {id(entry): text for entry, text in ring.titles}
            reaches = _reaches(ring)
            for dot, reach in zip(ring.dots, reaches, strict=True):
                event = dot.entries[0].event
                with self.apart() as inside:
                    self._dot(dot, ring, titles.get(id(dot.entries[0])), reach)
                yield (event.first_day, event.last_day, dot.radius, dot.angle), "".join(inside)
            for band in ring.bands:
                event = band.entry.event
                with self.apart() as inside:
                    self._band(band, ring)
                yield (event.first_day, event.last_day, band.radius, band.start), "".join(inside)

    def _open(self, name: str, url: str) -> str:
        """Begin a group with a name; the answer ends it."""
        if self.look.links and url:
            self.add(f'<a href="{escape(url)}" aria-label="{escape(name)}">')
            return "</a>"
        named = "" if self.letters != Letters.WRITTEN else f' role="img" aria-label="{escape(name)}"'
        self.add(f"<g{named}>")
        return "</g>"

    def _dot(self, dot: Dot, ring: RingLayout, title: ArcText | None, reach: float) -> None:
        entry = dot.entries[0]
        url, name = entry.url, name_of(entry, ring.ring.name)
        colour = f"#{ring.ring.colour}"
        if dot.is_count:
            day = max(entry.event.first_day, self.layout.year.first)
            week = day.isocalendar().week
            url = self.look.week_address.replace("{week}", f"{day:%Y-%m}-{week}")
            name = (
                f"{len(dot.entries)} aktiviteter omkring v.{NBSP}{week} i {ring.ring.name}, visa dem i listan"
            )
        end = self._open(name, url)
        x, y = point(dot.angle, dot.radius)
        fill, ink, edge = (_WHITE, colour, DOT - 1) if dot.is_count else (colour, _WHITE, DOT)
        line = f' stroke="{colour}" stroke-width="2"' if dot.is_count else ""
        if self.look.links:
            self.add(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{reach:.1f}" fill="none" pointer-events="all"/>')
        if dot.width <= 2 * DOT:
            self.add(f'<circle class="mark" cx="{x:.2f}" cy="{y:.2f}" r="{edge}" fill="{fill}"{line}/>')
            self.straight(dot.text, x, y, KEY_SIZE, ink, BOLD)
        else:
            half, turn = dot.width / 2, dot.angle + (180 if is_upside_down(dot.angle) else 0)
            self.add(
                f'<rect class="mark" x="{-half:.2f}" y="{-DOT}" width="{dot.width:.2f}" height="{2 * DOT}" rx="{DOT}" '
                f'fill="{fill}" transform="translate({x:.2f} {y:.2f}) rotate({turn:.2f})"/>'
            )
            self.turned(dot.text, dot.angle, dot.radius, KEY_SIZE, ink, BOLD)
        if title:
            self.along(title, colour, from_start=1.5)
        self.add(end)

    def _band(self, band: Band, ring: RingLayout) -> None:
        entry = band.entry
        colour = ring.ring.colour
        inner, outer = band.radius - _BAND_HALF, band.radius + _BAND_HALF
        edge = along(BAND_EDGE, band.radius)
        start, end = band.start + edge, band.end - edge
        tab = min(end, start + along(band.tab.length, band.radius))
        close = self._open(name_of(entry, ring.ring.name), entry.url)
        if tab < end - 0.01:
            hatch = self.hatch(ring.ring.letter, colour)
            self.add(
                f'<path class="mark" d="{sector(start, end, inner + 0.5, outer - 0.5)}" fill="url(#{hatch})" '
                f'stroke="#{colour}"/><path d="{sector(start, tab, inner, outer)}" fill="#{colour}"/>'
            )
        else:
            self.add(f'<path class="mark" d="{sector(start, end, inner, outer)}" fill="#{colour}"/>')
        text = ArcText(band.tab.text, start, tab, band.radius, band.tab.size, band.tab.weight)
        self.along(text, _WHITE)
        self.add(close)

    def hatch(self, letter: str, colour: str) -> str:
        """The id of a category's hatch, defined at first use."""
        name = f"{self.name}-{ord(letter[:1] or 'X')}-{colour}"
        if name not in self._hatches:
            self._hatches.add(name)
            self.defs.append(hatch_pattern(name, letter, colour))
        return name

    def _middle(self) -> None:
        self.add('<g aria-hidden="true">')
        for row in rows_in_middle(self.layout.year, self.layout.inner):
            self.straight(row.text, 0, row.y, row.size, MUTED if row.is_quiet else INK, row.weight)
        self.add("</g>")


def swatch_of(ring: Ring, name: str) -> SafeString:
    """A ring's letter and hatch, as they are on its bands, for a list. `name` makes its ids its own on the page."""
    hatch = f"{name}-{ord(ring.letter[:1] or 'X')}-{ring.colour}"
    return mark_safe(  # noqa: S308 – a letter and a colour
        f'<svg xmlns="http://www.w3.org/2000/svg" class="swatch" viewBox="0 0 44 16" width="44" height="16" '
        f'aria-hidden="true">'
        f"<title>{escape(ring.letter)}</title><defs>{hatch_pattern(hatch, ring.letter, ring.colour)}</defs>"
        f'<path d="M20 .5H43.5V15.5H20Z" fill="url(#{hatch})" stroke="#{ring.colour}"/>'
        f'<path d="M0 0H20V16H0Z" fill="#{ring.colour}"/><text x="10" y="12" text-anchor="middle" font-size="12" '
        f'font-family="{_FAMILY}" font-weight="700" fill="#fff">{escape(ring.letter)}</text></svg>'
    )


def hatch_pattern(name: str, letter: str, colour: str) -> str:
    """The definition of a category's hatch: lines on a light ground."""
    angle, gap = hatch_of(letter)
    return (
        f'<pattern id="{name}" width="{gap}" height="{gap}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><rect width="{gap}" height="{gap}" fill="{tint_of(colour)}"/>'
        f'<path d="M0 {gap / 2:g}H{gap}" stroke="#{colour}" stroke-width="0.9"/></pattern>'
    )


def _ring_path(radius: float) -> str:
    half = f"A{radius:.2f} {radius:.2f} 0 1 1 0"
    return f"M0 {-radius:.2f}{half} {radius:.2f}{half} {-radius:.2f}"


def _reaches(ring: RingLayout) -> Iterable[float]:
    """How far around each dot a finger may hit: 12 units, less where another is near."""
    places = sorted((dot.angle, place) for place, dot in enumerate(ring.dots))
    reaches = [12.0] * len(places)
    spots = [point(dot.angle, dot.radius) for dot in ring.dots]
    for at_, (angle, place) in enumerate(places):
        for other_angle, other in places[at_ + 1 :]:
            if other_angle - angle > 12:
                break
            (x, y), (u, v) = spots[place], spots[other]
            half = ((x - u) ** 2 + (y - v) ** 2) ** 0.5 / 2
            reaches[place], reaches[other] = min(reaches[place], half), min(reaches[other], half)
    return reaches
