"""Where a decision came from, what replaced it, what came of it: beredning, beslut, vidare till, utfall (B5, K4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from meetings import access
from meetings.actions.actions import ListedAction
from meetings.actions.confirmation_states import PartyState
from meetings.actions.decisions import body_names, slug_of
from meetings.models import AgendaItem, Decision, Dispatch, HandOn, Meeting
from meetings.timelines import Step, line
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.lib.statements import Things
from secretariat.registry.models import User


@dataclass(frozen=True)
class Related:
    """Another decision named on a decision's page: what its link says, where it leads, and the day it was taken."""

    number: str
    slug: str
    day: dt.date | None
    is_finished: bool

    @property
    def when(self) -> str:
        return f" den {day_in_words(self.day)}" if self.day else ""


def related(rows: QuerySet[Decision], *, user: User) -> list[Related]:
    """Those of the decisions that the user may read."""
    found = rows.filter(access.words_readable_by(user)).order_by("meeting__date", "running", "position")
    return [
        Related(number or "utan nummer", slug_of(number) or str(key), day, finished is not None)
        for key, number, day, finished in found.values_list(
            "pk", "number", "meeting__date", "meeting__minutes__finished_at"
        )
    ]


def chain(
    decision: Decision,
    *,
    words: str,
    actions: Iterable[ListedAction],
    dispatches: Iterable[Dispatch],
    parties: Iterable[PartyState],
    user: User,
    today: dt.date,
) -> list[Step]:
    """The decision's way as a line in time, with what its matter went through before and after."""
    here = Step(
        "done",
        decision.meeting.date,
        "Beslutet",
        role="Beslut",
        bold=words if len(words) < _LONG else f"{words[:_LONG].rsplit(' ', 1)[0]} …",
        words="Fattat" if decision.is_own else "Rapporterat",
        order=(1,),
    )
    found = [
        here,
        *_meetings(decision, user),
        *map(_dispatched, dispatches),
        *_handed_on(decision),
        *map(_outcome, actions),
        *(one.step() for one in parties),
    ]
    if decision.effective_on:
        held = decision.effective_on <= today
        words = "Gäller" if held else "Planerat"
        found.append(
            Step(
                "done" if held else "planned",
                decision.effective_on,
                "Börjar gälla",
                role="Utfall",
                words=words,
            )
        )
    return line([_by_now(one, today) for one in found], today=today)


_LONG = 160


def _by_now(step: Step, today: dt.date) -> Step:
    """A draft of a meeting to come has not been yet."""
    if step.kind == "done" and step.day and step.day > today:
        return Step("planned", step.day, step.title, step.role, step.text, step.bold, "Planerat", step.href)
    return step


def _meetings(decision: Decision, user: User) -> list[Step]:
    """Where else the matter has been or is to be, in meetings the user may know of: before is beredning."""
    if decision.matter_id is None:
        return []
    visible = Meeting.objects.visible_to(user).exclude(state=Meeting.State.CANCELLED)
    items = (
        AgendaItem.objects.standing()
        .filter(matter=decision.matter_id, meeting__in=visible)
        .exclude(pk=decision.item_id)
        .select_related("meeting")
    )
    names = body_names({item.meeting_id for item in items})
    own = decision.meeting.date or dt.date.max
    return [
        Step(
            "done",
            item.meeting.date,
            and_list(list(names.get(item.meeting_id, ()))),
            role="Beredning" if (item.meeting.date or dt.date.max) < own else "Vidare till",
            text=item.first_line,
            words="Klart",
            href=item.get_absolute_url(),
            link_words=item.label,
            order=(0, item.position),
        )
        for item in items
    ]


def _dispatched(row: Dispatch) -> Step:
    return Step(
        "done" if row.sent_on else "planned",
        row.sent_on,
        row.recipient,
        role="Vidare till",
        text=f"Expedierat, {row.channel}." if row.channel else "Expedierat.",
        words="Skickat" if row.sent_on else "Inte skickat än",
        order=(2, row.pk),
    )


_HANDED_ON = Things(lambda item: HandOn.objects.filter(item=item).prefetch_related("bodies", "answers__body"))


def _handed_on(decision: Decision) -> list[Step]:
    """What the same item handed to other groups, and what they answered (K6)."""
    found = []
    for row in _HANDED_ON.of(decision.item_id):
        answered = {one.body_id: one for one in row.answers.all()}
        for body in row.bodies.all():
            one = answered.get(body.pk)
            found.append(
                Step(
                    "done" if one else "planned",
                    local_day(one.answered_at) if one else None,
                    body.list_name,
                    role="Vidare till",
                    text=one.text if one else "Medskick från punkten.",
                    words="Inget svar än"
                    if one is None
                    else "Svar behövs inte"
                    if one.is_excused
                    else "Har svarat",
                    order=(3, body.pk),
                )
            )
    return found


def _outcome(action: ListedAction) -> Step:
    kind = {"done": "done", "late": "late"}.get(action.mark, "planned")
    return Step(
        kind,
        action.due_on,
        action.who or "Ingen är utsedd",
        role="Utfall, uppdrag",
        text=action.outcome or action.words,
        words=action.status,
        href=reverse("meetings:action-detail", args=[action.key]),
        link_words="Uppdraget",
        order=(4,),
    )
