"""The wheel as a browser draws it: no glyph on another text or a dot, reached by keyboard in date order (I1, E3)."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from secretariat.registry.models import User
from secretariat.yearwheel.contents import Year
from secretariat.yearwheel.drawing import Look, svg_of
from secretariat.yearwheel.models import Activity, Category
from tests.browser.conftest import PHONE, WIDE, sideways, violations
from tests.yearwheel.drawn import Box, Disc, Read, band_of, meetings
from tests.yearwheel.invented_years import invented_year

TODAY = dt.date(2026, 9, 24)
# The ink of every letter where the browser put it, and every mark, in the picture's own units.
MEASURE = """async () => {
  for (const weight of [400, 600, 700]) await document.fonts.load(`${weight} 12px "Sekretariat Sans"`);
  const svg = document.querySelector('svg.wheel'), home = svg.getScreenCTM().inverse();
  const pen = document.createElement('canvas').getContext('2d');
  const owners = new Map(), found = {boxes: [], discs: [], bands: [], fonts: new Set()};
  const owner = one => {
    const link = one.closest('a') ?? one;
    if (!owners.has(link)) owners.set(link, owners.size);
    return owners.get(link);
  };
  let line = 0;
  for (const text of svg.querySelectorAll('text')) {
    const style = getComputedStyle(text), matrix = home.multiply(text.getScreenCTM());
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const first = style.fontFamily.split(',')[0];
    found.fonts.add(document.fonts.check(`${style.fontWeight} 12px ${first}`) ? first : 'saknas');
    const words = text.textContent, count = text.getNumberOfChars();
    if (count !== [...words].length) throw new Error('klippt: ' + words);
    line += 1;
    for (let i = 0; i < count; i++) {
      if (words[i] === ' ' || words[i] === '\u00a0') continue;
      const at = text.getStartPositionOfChar(i), turn = text.getRotationOfChar(i) * Math.PI / 180;
      const ink = pen.measureText(words[i]);
      const sides = [-ink.actualBoundingBoxLeft, ink.actualBoundingBoxRight];
      const ends = [-ink.actualBoundingBoxAscent, ink.actualBoundingBoxDescent];
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([h, v]) => {
        const x = sides[h], y = ends[v];
        const spot = new DOMPoint(at.x + x * Math.cos(turn) - y * Math.sin(turn), at.y + x * Math.sin(turn) + y * Math.cos(turn));
        const there = spot.matrixTransform(matrix);
        return [there.x, there.y];
      });
      found.boxes.push([owner(text), line, corners]);
    }
  }
  for (const mark of svg.querySelectorAll('.mark')) {
    const matrix = home.multiply(mark.getScreenCTM()), who = owner(mark);
    const at = (x, y) => { const there = new DOMPoint(x, y).matrixTransform(matrix); return [there.x, there.y]; };
    const edge = mark.getAttribute('stroke-width') / 2;
    if (mark.tagName === 'circle') found.discs.push([who, at(mark.cx.baseVal.value, mark.cy.baseVal.value), mark.r.baseVal.value + edge]);
    else if (mark.tagName === 'rect') {
      const reach = mark.width.baseVal.value / 2 - mark.rx.baseVal.value;
      for (let i = -4; i <= 4; i++) found.discs.push([who, at(reach * i / 4, 0), mark.rx.baseVal.value]);
    } else found.bands.push([who, mark.getAttribute('d')]);
  }
  found.fonts = [...found.fonts];
  return found;
}"""  # noqa: E501


def measured(page: Page) -> Read:
    """What stands in the wheel on the page, as the browser says."""
    found = page.evaluate(MEASURE)
    assert found["fonts"] == ['"Sekretariat Sans"']
    boxes = []
    for owner, line, corners in found["boxes"]:
        spots = tuple((x, y) for x, y in corners)
        middle = ((spots[0][0] + spots[2][0]) / 2, (spots[0][1] + spots[2][1]) / 2)
        boxes.append(Box(owner, line, spots, middle, math.dist(spots[0], middle)))
    discs = [Disc(owner, tuple(middle), radius) for owner, middle, radius in found["discs"]]
    return Read(discs, [band_of(owner, path) for owner, path in found["bands"]], boxes, [])


def entered(year: Year) -> None:
    """The invented year as activities of the office."""
    kinds: dict[str, Category] = {}
    for ring in year.rings:
        for series in ring.series:
            slug = series.kind.slug
            if slug not in kinds:
                kinds[slug] = Category.objects.filter(
                    letter=series.kind.letter
                ).first() or Category.objects.create(
                    slug=slug, name=series.kind.name, letter=series.kind.letter, colour=series.kind.colour
                )
            Activity.objects.bulk_create(
                Activity(
                    title=series.title, starts_on=entry.event.first_day, ends_on=entry.event.last_day,
                    category=kinds[slug],
                )
                for entry in series.entries
            )  # fmt: skip


@pytest.mark.parametrize(("number", "start"), [(30, 1), (120, 8), (400, 1)])
def test_no_glyph_touches_another_text_or_a_dot(
    number: int, start: int, secretary: User, visit: Callable[..., Page]
) -> None:
    page = visit(secretary, "/arshjul/?ar=2026")
    drawn = svg_of(
        invented_year(number, start=start, today=TODAY), Look(week_address="/arshjul/lista/#v{week}")
    )
    page.evaluate("drawn => { document.querySelector('.wheel-figure').innerHTML = drawn; }", drawn)
    read = measured(page)
    assert len(read.boxes) > number
    assert meetings(read) == []


def test_the_wheel_of_an_office_is_read_in_order_of_days_by_keyboard(
    secretary: User, visit: Callable[..., Page]
) -> None:
    year = invented_year(60, seed=3)
    entered(year)
    page = visit(secretary, "/arshjul/?ar=2026")
    assert meetings(measured(page)) == []
    assert violations(page) == []
    assert sideways(page) == 0
    page.locator("#hjul").focus()
    names = []
    for _ in range(62):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "document.activeElement.closest('.wheel') && document.activeElement.getAttribute('aria-label')"
            )
        )
    reached = [name for name in names if name]
    links = page.locator(".wheel a").evaluate_all(
        "links => links.map(link => link.getAttribute('aria-label'))"
    )
    assert reached == links[: len(reached)]
    assert len(reached) == len(links) == sum(1 for _ in year.entries)
    page.locator(".wheel a").first.focus()
    page.keyboard.press("Tab")
    mark = page.locator(".wheel a:focus-visible .mark").first
    assert mark.evaluate("mark => getComputedStyle(mark).stroke") == "rgb(255, 212, 59)"


def test_the_list_stands_before_the_wheel_and_says_the_same(
    secretary: User, visit: Callable[..., Page]
) -> None:
    entered(invented_year(40, seed=3))
    page = visit(secretary, "/arshjul/?ar=2026", scripts=False)
    order = (
        "document.querySelector('.wheel-legend').compareDocumentPosition(document.querySelector('.wheel'))"
    )
    assert page.evaluate(f"{order} & Node.DOCUMENT_POSITION_FOLLOWING")
    keys = page.locator(".wheel-legend li > b").all_inner_texts()
    shown = page.locator(".wheel a > text").all_text_contents()
    assert {
        text.strip() for text in shown if text.strip()[0] in "LCMUERKH" and text.strip()[1:].isdigit()
    } <= set(keys)
    assert page.locator(".wheel-date").count() == 40


def test_a_phone_has_the_list_alone(secretary: User, visit: Callable[..., Page]) -> None:
    entered(invented_year(40, seed=3))
    page = visit(secretary, "/arshjul/?ar=2026", size=PHONE)
    assert not page.locator(".wheel").is_visible()
    assert page.locator(".wheel-legend li").first.is_visible()
    assert sideways(page) == 0
    assert violations(page) == []


def test_the_wheel_is_as_large_as_the_window_lets_it(secretary: User, visit: Callable[..., Page]) -> None:
    entered(invented_year(5))
    page = visit(secretary, "/arshjul/?ar=2026", size=WIDE)
    box: Any = page.locator(".wheel").bounding_box()
    assert box["width"] > 850
    assert page.locator(".wheel a .mark").first.bounding_box()["width"] >= 18  # type: ignore[index]
