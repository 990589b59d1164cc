"""The year's list as markup: a hundred rows and more, month by month."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.safestring import SafeString

from secretariat.lib.dates import NBSP, unbroken, weekday_and_day
from secretariat.lib.events import EventState
from secretariat.lib.icons import tag
from secretariat.lib.markup import filled, joined

from .actions.year_lists import Month, Row, Week
from .contents import Kind

_MONTH = """<section class="year-month" aria-labelledby="{id}">
<div class="section-head"><h2 id="{id}">{name}</h2></div>
{weeks}</section>
"""
_WEEK = """<div class="year-week" id="v{}-{}"><h3>{}</h3>
<ul>
{}</ul></div>
"""
_ROW = """<li{state}><p class="year-when"><b>{when}</b> <span>{more}</span></p>{key}
<div><a href="{url}">{title}</a>{marks}<p>{about}</p></div></li>
"""
_TODAY = '<li class="year-today" id="idag"><span>I dag, {}</span></li>\n'
_KEY = '<span class="year-key colour-{}">{}</span>'
_STATES = {
    EventState.CANCELLED: ("absent", "Inställt"),
    EventState.TENTATIVE: ("unknown", "Preliminärt"),
}


def key(kind: Kind, words: str) -> SafeString:
    """A key or a letter on the colour of its kind; what it is stands in words beside it."""
    return filled(_KEY, kind.colour, words)


def months(found: Iterable[Month], *, today: dt.date) -> SafeString:
    """All months with their rows; where today is, there is a line that says so."""
    return joined(
        filled(
            _MONTH,
            id=f"manad-{month.first:%Y-%m}",
            name=month.name,
            weeks=joined(_weeks(month, today)),
        )
        for month in found
    )


def _weeks(month: Month, today: dt.date) -> Iterator[SafeString]:
    waits = month.is_now
    for week in month.weeks:
        rows = []
        for row in week.rows:
            if waits and week.number and row.entry.event.first_day >= today:
                rows.append(filled(_TODAY, weekday_and_day(today)))
                waits = False
            rows.append(_row(row))
        yield filled(_WEEK, f"{month.first:%Y-%m}", week.number, _week_name(week), joined(rows))
    if waits:
        number = today.isocalendar().week
        line = filled(_TODAY, weekday_and_day(today))
        yield filled(_WEEK, f"{month.first:%Y-%m}", f"{number}-idag", f"v.{NBSP}{number}", line)


def _week_name(week: Week) -> str:
    return f"v.{NBSP}{week.number}" if week.number else "Någon gång"


def _row(row: Row) -> SafeString:
    cancelled = row.state == EventState.CANCELLED
    return filled(
        _ROW,
        state=SafeString(' class="is-cancelled"') if cancelled else "",
        when=unbroken(row.when),
        more=unbroken(" ".join(part for part in (row.weekday, row.clock) if part)),
        key=key(row.entry.kind, row.entry.key),
        url=row.entry.url,
        title=row.title,
        marks=_marks(row),
        about=", ".join(part for part in _about(row) if part),
    )


def _marks(row: Row) -> SafeString:
    found = [_STATES[row.state]] if row.state in _STATES else []
    if row.is_deadline and "sista dag" not in row.title.lower():
        found.append(("planned", "Sista dag"))
    if row.is_restricted:
        found.append(("unknown", "Bara för gruppen"))
    return joined(SafeString(f" {tag(kind, words, 'state')}") for kind, words in found)


def _about(row: Row) -> Iterator[str]:
    """Its kind in words, then who: what the title says already is left out."""
    yield row.entry.kind.name
    yield row.groups if row.groups not in row.title else ""
    yield row.parties
    yield row.responsible
