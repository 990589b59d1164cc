"""Rows of the lists of meetings, decisions and uppdrag as markup."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString

from meetings.actions.actions import ListedAction
from meetings.actions.decisions import ListedDecision
from meetings.actions.meeting_lists import COMING, ListedMeeting
from meetings.models import Meeting, Minutes
from secretariat.lib.dates import and_list, day_in_words, week_in_words
from secretariat.lib.icons import tag
from secretariat.lib.markup import filled, joined
from secretariat.lib.pages import addresses

_STATES: dict[str, tuple[str, str]] = {
    Meeting.State.CANCELLED: ("absent", "Inställt"),
    Meeting.State.MOVED: ("moved", "Flyttat"),
    Meeting.State.TENTATIVE: ("unknown", "Preliminärt"),
}
_KINDS: dict[str, str] = {
    Minutes.State.DRAFT: "draft",
    **dict.fromkeys(Minutes.OUT, "pending"),
    **dict.fromkeys(Minutes.FINISHED, "done"),
}

# Meetings

_MEETING = """<tr>
  <td>{date}</td>
  <th scope="row"><a href="{href}">{heading}</a>{state}</th>
  <td>{place}</td>
  <td>{form}</td>
  <td>{minutes}{answers}</td>
</tr>
"""


def meeting_rows(found: Iterable[ListedMeeting]) -> SafeString:
    """When, which bodies, where, how, and what has become of the minutes."""
    address, answers = addresses("meetings:meeting-detail"), addresses("meetings:invitee-list")
    return joined(
        filled(
            _MEETING,
            date=_date(one.date),
            href=address(one.key),
            heading=one.heading,
            state=joined([SafeString("<br>"), tag(*_STATES[one.state], "state")])
            if one.state in _STATES
            else "",
            place=one.place,
            form=one.form,
            minutes=_minutes(one.stage),
            answers=filled('<br><a href="{}">{}</a>', answers(one.key), one.answers) if one.answers else "",
        )
        for one in found
    )


def _date(day: dt.date | None) -> SafeString:
    if day is None:
        return SafeString('<span class="muted">ej bestämt</span>')
    return filled(
        '<time datetime="{}">{}</time><br><span class="muted">{}</span>', day, day, week_in_words(day)
    )


def _minutes(stage: str) -> SafeString:
    """What has become of the minutes; a meeting to come has none, and one that was called off never gets any."""
    if stage in _KINDS:
        return tag(_KINDS[stage], Minutes.State(stage).label.capitalize(), "state")
    return filled('<span class="muted">{}</span>', "Kommande" if stage == COMING else "–")


# Decisions and uppdrag

_DECISION = """<li>
  <h3><a href="{href}">{words}</a></h3>
  <p class="where">{date}{bodies}{number}</p>
  <p class="states">{state}{effective}</p>
  {note}
</li>
"""
_ACTION = """<li{dropped}>
  <h3><a href="{href}">{words}</a></h3>
  <p class="where">{who}{due}</p>
  <p class="states">{state}{pending}</p>
  {outcome}
  <p>{bodies}{date}</p>
</li>
"""


def decision_hits(found: Iterable[tuple[ListedDecision, SafeString]]) -> SafeString:
    """Decisions with their words as they are to be shown."""
    start = reverse("meetings:decision-list")
    return joined(
        filled(
            _DECISION,
            href=f"{start}{one.address}/",
            words=words,
            date=filled("{}, ", _time(one.date)) if one.date else "",
            bodies=and_list(list(one.bodies)),
            number=filled(', <strong class="nowrap">{}</strong>', one.number) if one.number else "",
            state=tag("done" if one.is_finished else "pending", one.status, "state"),
            effective=filled(" {}", tag("planned", f"Gäller från {day_in_words(one.effective_on)}", "state"))
            if one.effective_on
            else "",
            note=filled("<p>{}</p>", one.note or f"{one.kind[:1].upper()}{one.kind[1:]}")
            if one.note or one.kind
            else "",
        )
        for one, words in found
    )


def action_hits(found: Iterable[tuple[ListedAction, SafeString]]) -> SafeString:
    """Uppdrag with their words as they are to be shown."""
    start = reverse("meetings:action-list")
    return joined(
        filled(
            _ACTION,
            dropped=SafeString(' class="is-replaced"') if one.state == "dropped" else "",
            href=f"{start}{one.key}/",
            words=words,
            who=filled("<strong>{}</strong>", one.who) if one.who else "Ingen är utsedd",
            due=_due(one),
            state=tag(one.mark, one.status, "state"),
            pending="" if one.is_finished else filled(" {}", tag("pending", "Ej justerat", "state")),
            outcome=filled("<p>{}</p>", one.outcome) if one.outcome else "",
            bodies=and_list(list(one.bodies)),
            date=f", {day_in_words(one.date)}" if one.date else "",
        )
        for one, words in found
    )


def _due(one: ListedAction) -> SafeString:
    if one.due_on:
        return filled(", senast {}", _time(one.due_on))
    return filled(", senast {}", one.due) if one.due else SafeString(", utan datum")


def _time(day: dt.date) -> SafeString:
    return filled('<time datetime="{}">{}</time>', day, day_in_words(day))
