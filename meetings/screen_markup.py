"""The drafting screen's parts that come by the dozen, as markup: items, the agenda's rows, rows of attendance."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from meetings.actions.attendance_lists import AttendanceGroup, AttendanceRow
from meetings.actions.screens import ScreenItem
from meetings.models import AgendaItem, Attendance, ItemRole
from secretariat.lib.icons import icon
from secretariat.lib.markup import as_script, each, filled, joined
from secretariat.lib.pages import addresses
from secretariat.lib.text import plain

Progress = AgendaItem.Progress
_NOTHING = SafeString("")
_NO_CONFLICT = "00000000-0000-0000-0000-000000000000"
_STEPS = ((Progress.CURRENT, "Pågår"), (Progress.DONE, "Klar"), (Progress.MOVED, "Flytta till nästa möte"))
_MARKS = {
    Progress.DONE: ("check-disc", "done"),
    Progress.MOVED: ("arrow-right-ring", "moved"),
    Progress.CURRENT: ("ring-dot", "now"),
}
_HIDDEN = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'

# The agenda beside the text


def agenda_rows(points: Iterable[ScreenItem]) -> SafeString:
    """A link to each point, with where the meeting is and what it has led to."""
    return joined(_agenda_row(point) for point in points)


def _agenda_row(point: ScreenItem) -> SafeString:
    return filled(
        '<li><a href="#punkt-{}"{}>{} <span class="no">{}</span> '
        '<span class="title">{}<span class="visually-hidden">, {}</span></span> {}{}</a></li>\n',
        point.key,
        SafeString(' aria-current="step"') if point.progress == Progress.CURRENT else "",
        icon(*_MARKS.get(Progress(point.progress), ("ring", "planned"))),
        point.number,
        point.first_line or "Utan rubrik",
        point.progress_words,
        filled("<time>{}</time>", point.planned) if point.planned else "",
        each("<small>{}</small>", filter(None, [_outcome(point)])),
    )


def _outcome(point: ScreenItem) -> str:
    if point.progress == Progress.MOVED:
        return "Flyttad till nästa möte"
    told = (
        f"{point.decisions} beslut" * bool(point.decisions),
        f"{point.actions} uppdrag" * bool(point.actions),
    )
    return " · ".join(filter(None, told))


# The items that are written in

_ITEM = """
<section class="item" id="punkt-{key}" data-item="{key}" data-number="{number}" data-save-url="{save}"
         data-resolve-url="{resolve}" data-proposal="{proposal}">
  <header class="item-head">
    <span class="no">{number}</span>
    <div>
      <h2 id="rubrik-{key}">{heading}</h2>
      <p>{facts}<a href="{versions}">versioner<span class="visually-hidden"> av {heading}</span></a>{way}</p>
      {chair}{progress}{fetch}{at_once}
    </div>
  </header>
  {words}
</section>
"""
_WRITTEN = """<div data-editor><div class="item-text is-static">{text}</div></div>
  <script type="application/json" data-blocks>{blocks}</script>
  <p data-fallback><a href="{fields}">Skriv i enkla fält</a></p>"""
_BOUND = '<p class="message info"><span>{} <a href="{}">Se dokumentet</a></span></p>'
_FETCH = {
    ItemRole.REPORT: ("meetings:item-report", "Hämta rapport"),
    ItemRole.ROUND_TABLE: ("meetings:item-contributions", "Hämta parternas inlägg"),
    ItemRole.YEAR_WHEEL: (settings.YEAR_ITEM_PAGE, "Anmäl datum till årshjulet"),
}
_PROGRESS = """<form class="item-progress" method="post" action="{href}" hx-post="{href}" hx-swap="none">
        {token}
        <div role="group" aria-label="Läge för {heading}">{steps}</div>
      </form>"""
_STEP = """<button class="link-button" type="submit" id="lage-{}-{}" name="progress" value="{}"
                aria-pressed="{}">{}</button>"""


def items(found: Iterable[ScreenItem], *, token: str, is_frozen: bool) -> SafeString:
    """Each item with its head, its text as it is read without script, and the blocks the editor starts from.

    `token` is the form's own; where the minutes are frozen, nobody says how far the meeting has come.
    """
    save, versions, fields, progress = (
        addresses(f"meetings:{name}")
        for name in ("item-save", "item-revisions", "item-plain", "item-progress")
    )
    resolve = reverse("meetings:conflict-settle", args=[_NO_CONFLICT])
    hidden = filled(_HIDDEN, token)
    return joined(
        filled(
            _ITEM,
            key=item.key,
            number=item.number,
            save=save(item.key),
            resolve=resolve,
            proposal=item.proposal,
            heading=item.heading,
            facts=each("{} · ", item.facts),
            versions=versions(item.key),
            chair=filled('<p class="chair-note">Ordförande härifrån: {}</p>', item.chair)
            if item.chair
            else "",
            fetch=_fetch(item) if item.role in _FETCH and not is_frozen and not item.bound else "",
            progress=_progress(item, progress, hidden) if item.has_progress and not is_frozen else "",
            way=_way_to_at_once(item, is_frozen=is_frozen),
            at_once=_at_once(item),
            words=_words(item, fields),
        )
        for item in found
    )


def _words(item: ScreenItem, fields: Callable[[int], str]) -> SafeString:
    """What is written in; of a point that is bound only what is read (C12)."""
    text = joined(_static(block) for block in item.blocks)
    if item.bound:
        return filled('<div class="item-text is-static">{}</div>', text)
    return filled(_WRITTEN, text=text, blocks=as_script(item.blocks), fields=fields(item.key))


def _at_once(item: ScreenItem) -> SafeString:
    """That the point is bound, and why."""
    if item.bound is None:
        return _NOTHING
    return filled(_BOUND, item.bound.words, reverse("meetings:immediate-detail", args=[item.bound.pk]))


def _way_to_at_once(item: ScreenItem, *, is_frozen: bool) -> SafeString:
    """The way to having a point approved at once, where somebody may and it says something."""
    if item.bound or not item.may_be_approved_at_once or is_frozen or not item.blocks:
        return _NOTHING
    return filled(
        ' · <a href="{}">Justera omedelbart<span class="visually-hidden">, {}</span></a>',
        reverse("meetings:item-immediate", args=[item.key]),
        item.heading,
    )


def _fetch(item: ScreenItem) -> SafeString:
    """The way to what others have written or decided, for the kinds of items that take it in (K8, K10)."""
    name, words = _FETCH[ItemRole(item.role)]
    return filled('<p><a href="{}">{}</a></p>', reverse(name, args=[item.key]), words)


def _progress(item: ScreenItem, address: Callable[[int], str], hidden: SafeString) -> SafeString:
    steps = joined(
        filled(
            _STEP,
            item.key,
            step,
            Progress.WAITING if item.progress == step else step,
            "true" if item.progress == step else "false",
            words,
        )
        for step, words in _STEPS
    )
    return filled(_PROGRESS, href=address(item.key), token=hidden, heading=item.heading, steps=steps)


def _static(block: dict[str, Any]) -> SafeString:
    """A block as it is read before, or without, the editor."""
    if block["kind"] == "contribution":
        return filled('<p class="text-paragraph"><strong>{}</strong></p>\n', block["label"])
    words = plain(block["html"])
    if block["kind"] == "heading":
        return filled('<h3 class="text-heading">{}</h3>\n', words)
    labels = each("<strong>{}:</strong> ", filter(None, map(_record_words, block["records"])))
    dash = "– " if block["kind"] in ("bullet", "numbered") else ""
    return filled('<p class="text-paragraph">{}{}{}</p>\n', labels, dash, words)


def _record_words(record: dict[str, Any]) -> str:
    if record["type"] == "decision":
        return "Beslut"
    if record["type"] != "action":
        return ""
    who, due = record["fields"]["who"], record["fields"]["due"]
    return ", ".join(part for part in ("Uppdrag", who, due and f"senast {due}") if part)


# The people

_PRESS = """<form method="post" action="{href}" hx-post="{href}" hx-target="#attendance-list" hx-swap="outerHTML">
  {token}<input type="hidden" name="state" value="{state}">
  <button class="attend" type="submit"
          id="narvaro-{key}">{words}<span class="visually-hidden">. Ändra till {next}</span></button>
</form>"""
_STATES = {
    Attendance.State.PRESENT: ("check-disc", "done"),
    Attendance.State.UNKNOWN: ("dotted-ring", "unknown"),
}


def attendance_rows(group: AttendanceGroup, *, token: str, may_edit: bool, detailed: bool) -> SafeString:
    """The rows of one list; each is a button that gives the next state. `detailed` rows lead to a form of their own."""
    press, more = addresses("meetings:attendance-set"), addresses("meetings:attendance-row")
    hidden = filled(_HIDDEN, token)
    after = "?rader" if detailed else ""
    rows = []
    for one in group.rows:
        key, words = one.row.pk, _attendance_words(one)
        if may_edit and not one.row.is_vacant:
            shown = filled(
                _PRESS, href=f"{press(key)}{after}", token=hidden, state=one.next_state, key=key, words=words,
                next=one.next_words,
            )  # fmt: skip
        else:
            shown = filled('<div class="attend is-still" id="narvaro-{}">{}</div>', key, words)
        if detailed and may_edit:
            shown = joined([shown, _more(one, more(key))])
        rows.append(filled("<li{}>{}</li>\n", SafeString(' class="attend-more"') if detailed else "", shown))
    return joined(rows)


def _more(one: AttendanceRow, href: str) -> SafeString:
    whom = f"{one.row.shown_name}, {one.row.affiliation}" if one.row.is_vacant else one.row.shown_name
    return filled('<a href="{}">Mer<span class="visually-hidden"> om {}</span></a>', href, whom)


def _attendance_words(one: AttendanceRow) -> SafeString:
    row = one.row
    mark = (
        ("minus", "vacant")
        if row.is_vacant
        else _STATES.get(Attendance.State(row.state), ("cross-ring", "absent"))
    )
    party = f" ({row.political_party})" if row.political_party else ""
    beside = (
        f", {row.affiliation}" if row.affiliation else "",
        party,
        f", {one.office}" if one.office else "",
    )
    state = "Platsen är inte tillsatt" if row.is_vacant else _capital(row.state_words)
    return filled(
        '{}<span>{}{}</span> <span class="said{}">{}</span>{}{}',
        icon(*mark),
        row.shown_name,
        each('<span class="muted">{}</span>', filter(None, beside)),
        " as-usual" if row.state == Attendance.State.PRESENT else "",
        state,
        filled(" <small>{}</small>", _capital(", ".join(one.remarks))) if one.remarks else _NOTHING,
        filled(" <small><strong>Stämmer det?</strong> {}</small>", one.also) if one.also else _NOTHING,
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
