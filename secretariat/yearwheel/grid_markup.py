"""The year's table and timeline as markup: hundreds of small links."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from secretariat.lib.dates import NBSP, unbroken
from secretariat.lib.markup import each, filled, joined

from .actions.year_grids import Cell, Mark, Table, TableRow, Timeline, TimelineRow
from .contents import Ring
from .list_markup import key

_MARK = '<a{state} href="{url}">{prefix}{words}<span class="visually-hidden">, {said}{off}</span></a>'
_ROW = '<tr><th scope="row">{}{}</th>{}</tr>\n'


def table(found: Table) -> SafeString:
    """Body of the table: the bodies, then what concerns no body by its kind."""
    columns = len(found.months) + 1
    head = f'<tr><th scope="rowgroup" colspan="{columns}">{{}}</th></tr>\n'
    parts = [("Grupper", found.bodies), ("Utan grupp", found.kinds)]
    return joined(
        filled("<tbody>{}{}</tbody>\n", filled(head, words), joined(map(_table_row, rows)))
        for words, rows in parts
        if rows
    )


def _table_row(row: TableRow) -> SafeString:
    letter = filled("{} ", key(row.kind, row.kind.letter)) if row.kind else ""
    return filled(_ROW, letter, row.name, each("<td>{}</td>", map(_marks, row.cells)))


def _marks(marks: Iterable[Mark]) -> SafeString:
    return joined(
        filled(
            _MARK,
            state=SafeString(' class="is-cancelled"') if mark.is_cancelled else "",
            url=mark.entry.url,
            prefix=filled("<b>{}</b> ", mark.prefix) if mark.prefix else "",
            words=unbroken(mark.words),
            said=mark.said,
            off=", inställt" if mark.is_cancelled else "",
        )
        for mark in marks
    )


_WEEKS = '<ol class="tl-weeks" aria-label="Veckor">{}</ol>'
_WEEK = '<li class="{}"><span class="visually-hidden">v. </span>{}{}</li>'
_MONTH = '<li class="c{} n{}">{}</li>'
_CELL = '<li class="c{column} n{span} r{line}"><a class="{shape}" href="{url}"><span aria-hidden="true">{words}</span><span class="visually-hidden">{said}</span></a></li>'  # noqa: E501
_RING = """<section class="tl-ring colour-{colour}" aria-label="{name}"><h2><span>{letter} {name}</span></h2>
{rows}</section>
"""
_SERIES = """<div class="tl-row"><h3>{key} <span>{title}</span></h3><ul class="colour-{colour}">{cells}</ul></div>
"""


def timeline(found: Timeline) -> SafeString:
    """Months and weeks on top, shaded weeks behind, then ring by ring a row for each series."""
    months = joined(filled(_MONTH, one.column, one.span, one.name) for one in found.months)
    weeks = joined(
        filled(
            _WEEK,
            _week_look(one.behind, is_now=one.is_now),
            one.number,
            filled('<span class="visually-hidden">, {}</span>', said)
            if (said := _week_said(one.behind, is_now=one.is_now))
            else "",
        )
        for one in found.weeks
    )
    shaded = joined(
        filled('<i class="{}"></i>', _week_look(one.behind, is_now=one.is_now)) for one in found.weeks
    )
    return joined(
        [
            filled('<div class="tl-head"><ol class="tl-months" aria-hidden="true">{}</ol>', months),
            filled(_WEEKS + "</div>\n", weeks),
            filled('<div class="tl-behind" aria-hidden="true">{}</div>\n', shaded),
            *(_ring(ring, rows) for ring, rows in found.rings),
        ]
    )


def _week_look(behind: str, *, is_now: bool) -> str:
    return " ".join(word for word in ("is-free" if behind else "", "is-now" if is_now else "") if word)


def _week_said(behind: str, *, is_now: bool) -> str:
    return ", ".join(word for word in (behind, "den här veckan" if is_now else "") if word)


def _ring(ring: Ring, rows: list[TimelineRow]) -> SafeString:
    return filled(
        _RING, colour=ring.colour, name=ring.name, letter=ring.letter, rows=joined(map(_series, rows))
    )


def _series(row: TimelineRow) -> SafeString:
    series = row.series
    return filled(
        _SERIES,
        key=filled("<b>{}</b>", series.key),
        title=series.title,
        colour=series.kind.colour,
        cells=joined(map(_cell, row.cells)),
    )


def _cell(cell: Cell) -> SafeString:
    return filled(
        _CELL,
        column=cell.column,
        span=cell.span,
        line=cell.line,
        shape="tl-dot" if cell.entry.is_day else "tl-band",
        url=cell.entry.url,
        words=unbroken(cell.words) or NBSP,
        said=cell.said,
    )
