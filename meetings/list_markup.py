"""Rows of the lists of meetings, decisions and uppdrag as markup."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from meetings.actions.actions import ListedAction
from meetings.actions.confirmation_states import PartyState
from meetings.actions.decisions import ListedDecision
from meetings.actions.matter_lists import ListedMatter
from meetings.actions.matters import slug_of
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


@lru_cache(maxsize=1024)
def _date(day: dt.date | None) -> SafeString:
    if day is None:
        return SafeString('<span class="muted">ej bestämt</span>')
    return filled(
        '<time datetime="{}">{}</time><br><span class="muted">{}</span>', day, day, week_in_words(day)
    )


@cache
def _minutes(stage: str) -> SafeString:
    """What has become of the minutes; a meeting to come has none, and one that was called off never gets any."""
    if stage in _KINDS:
        return tag(_KINDS[stage], Minutes.State(stage).label.capitalize(), "state")
    return filled('<span class="muted">{}</span>', "Kommande" if stage == COMING else "–")


# Decisions and uppdrag

_DECISION = """<li{replaced}>
  <h3><a href="{href}">{words}</a></h3>
  <p class="where">{date}{bodies}{number}</p>
  <p class="states">{state}{effective}</p>
  {parties}{note}{matter}
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


def decision_hits(
    found: Iterable[tuple[ListedDecision, SafeString]], parties: Mapping[UUID, PartyState]
) -> SafeString:
    """Decisions with their words as they are to be shown, and how the parties stand to those they are to confirm."""
    start, matters = reverse("meetings:decision-list"), reverse("meetings:matter-list")
    return joined(
        filled(
            _DECISION,
            replaced=SafeString(' class="is-replaced"') if one.superseded_by else "",
            href=f"{start}{one.address}/",
            words=words,
            date=filled("{}, ", _time(one.date)) if one.date else "",
            bodies=and_list(list(one.bodies)),
            number=filled(', <strong class="nowrap">{}</strong>', one.number) if one.number else "",
            state=_standing(one),
            effective=filled(" {}", tag("planned", f"Gäller från {day_in_words(one.effective_on)}", "state"))
            if one.effective_on and not one.superseded_by
            else "",
            parties=_parties(parties[one.key]) if one.key in parties else "",
            note=filled("<p>{}</p>", " ".join(_notes(one))) if any(_notes(one)) else "",
            matter=filled(
                '<p>Ärende: <a href="{}{}/">{}</a></p>', matters, slug_of(one.matter_number), one.matter_title
            )
            if one.matter_number
            else "",
        )
        for one, words in found
    )


def _parties(one: PartyState) -> SafeString:
    """The parties' own decisions (K3). The link says what it leads to also when it is read alone."""
    state = tag(one.mark, one.words, "state")
    return filled(
        '<p class="states">{} <a href="{}">Parternas beslut<span class="visually-hidden"> om {}</span></a></p>',
        state,
        one.href,
        one.number,
    )


def _standing(one: ListedDecision) -> SafeString:
    """Whether the text is final, whether it still holds, and whose it is where it is not the group's own (K4, K5)."""
    states = [tag("done" if one.is_finished else "pending", one.status, "state")]
    if one.superseded_by:
        states = [tag("replaced", f"Ersatt av {and_list(list(one.superseded_by))}", "state")]
    if not one.is_own:
        states.append(tag("info", f"Rapporterat, fattat av {one.whose}", "state"))
    return joined(filled("{} ", state) for state in states)


def _notes(one: ListedDecision) -> list[str]:
    kind = f"{one.kind[:1].upper()}{one.kind[1:]}."
    parties = f"Berör {and_list(list(one.parties))}."
    return [part for part, has in ((one.note, one.note), (kind, one.kind), (parties, one.parties)) if has]


_MATTER = """<li{closed}>
  <h3><a href="{href}">{title}</a></h3>
  <p class="where"><strong class="nowrap">{number}</strong>{facts}</p>
  <p class="states">{state}</p>
  <p>{where}</p>
</li>
"""


def matter_hits(found: Iterable[ListedMatter]) -> SafeString:
    """Matters with where each one is, in a sentence (K1)."""
    start = reverse("meetings:matter-list")
    return joined(
        filled(
            _MATTER,
            closed="" if one.state == "open" else SafeString(' class="is-replaced"'),
            href=f"{start}{one.slug}/",
            title=one.title,
            number=one.number,
            facts="".join(f", {words}" for words in (one.body, one.theme, one.responsible) if words),
            state=tag(one.mark, one.status, "state"),
            where=one.where,
        )
        for one in found
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
