"""All that a matter's page prints, in a fixed number of queries (K1, K2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from meetings import access
from meetings.actions import actions as action_register
from meetings.actions import decisions
from meetings.actions.actions import ListedAction
from meetings.actions.confirmation_states import states_of
from meetings.actions.decisions import ListedDecision, body_names
from meetings.actions.matter_courses import Planned, met_stops, next_of, sightings
from meetings.models import (
    AgendaItem,
    BacklogItem,
    HandOn,
    ItemAttachment,
    Matter,
    MatterFile,
    Meeting,
    MeetingBody,
)
from meetings.timelines import Sighting, Step, late_words, line, sentence
from secretariat.lib.dates import and_list, day_in_words, local_day, week_in_words
from secretariat.registry.models import User

_LONG = 180
_TAKEN_UP = {True: "Togs upp", False: "Tas upp"}


@dataclass(frozen=True)
class Document:
    """A file or link of the matter or of one of its items."""

    title: str
    href: str
    facts: str


@dataclass(frozen=True)
class MatterPage:
    """A matter as its page shows it to one user."""

    steps: list[Step]
    where: tuple[str, str, str]
    now_with: str
    decisions: list[ListedDecision]
    actions: list[ListedAction]
    documents: list[Document]
    waiting: list[BacklogItem]
    planned: list[Planned]


def page_of(matter: Matter, *, user: User, today: dt.date) -> MatterPage:
    """Read it. What the user may not open is left out, never counted."""
    stops = list(matter.stops.filter(cancelled_at=None).select_related("body", "meeting"))
    seen = sightings([matter.pk]).get(matter.pk, [])
    planned = met_stops(stops, seen, today=today)
    readable = decisions.readable(user, reported=True).filter(matter=matter)
    decided = decisions.listed(decisions.with_columns(decisions.in_order(readable)))
    tasks = action_register.readable(user).filter(matter=matter)
    tasks = action_register.in_order(action_register.with_stage(tasks, today=today))
    handed = list(
        HandOn.objects.filter(access.words_readable_by(user), item__in=[one.key for one in seen])
        .select_related("meeting")
        .prefetch_related("bodies", "answers__body")
    )
    road = _Road(
        matter, seen, decided, user=user, today=today, late=[one for one in planned if one.met.is_late]
    )
    parties = states_of([one.key for one in decided], user=user, today=today)
    steps = [*map(road.of_stop, planned), *road.unplanned(planned), *_handed_on(handed)]
    steps += [one.step(with_number=True) for one in parties.values()]
    left = next_of(planned)
    return MatterPage(
        steps=line(steps, today=today),
        where=_where(matter, planned, today),
        now_with=left.where if left and matter.state == Matter.State.OPEN else "",
        decisions=decided,
        actions=action_register.listed(tasks.values_list(*action_register.columns()), today=today),
        documents=_documents(matter, road.visible_items),
        waiting=list(matter.backlog.open().select_related("body")),
        planned=planned,
    )


def _where(matter: Matter, planned: Sequence[Planned], today: dt.date) -> tuple[str, str, str]:
    if matter.state == Matter.State.OPEN:
        return sentence([one.words for one in planned], today=today)
    closed = f" {day_in_words(local_day(matter.closed_at))}" if matter.closed_at else ""
    return f"Ärendet är {matter.get_state_display()}{closed}. {matter.outcome}", "", ""


class _Road:
    """What the steps need to know of the meetings: three queries, and one more where something is late."""

    def __init__(
        self,
        matter: Matter,
        seen: Sequence[Sighting],
        decided: Iterable[ListedDecision],
        *,
        user: User,
        today: dt.date,
        late: Sequence[Planned],
    ) -> None:
        self.today, self.is_open = today, matter.state == Matter.State.OPEN
        self.may_edit = self.is_open and access.may_edit_matter(user, matter)
        visible = Meeting.objects.visible_to(user).filter(pk__in={one.meeting for one in seen}).values("pk")
        rows = AgendaItem.objects.filter(pk__in=[one.key for one in seen], meeting__in=visible)
        self.items = {item.pk: item for item in rows.select_related("parent", "meeting")}
        self.bodies = body_names({one.meeting for one in seen})
        self.seen = seen
        self.decided: defaultdict[int, list[ListedDecision]] = defaultdict(list)
        for one in decided:
            self.decided[one.item_key].append(one)
        self.next_meetings = _next_meetings({one.row.body_id for one in late if one.row.body_id}, user, today)

    @property
    def visible_items(self) -> list[int]:
        return list(self.items)

    def of_stop(self, one: Planned) -> Step:
        if one.met.is_late and self.is_open:
            return self._late(one)
        if one.met.is_done:
            return self._done(one)
        item = self.items.get(one.met.sighting.key) if one.met.sighting else None
        text = f"{item.label} på dagordningen." if item else ""
        moved = f"Flyttat från {day_in_words(one.row.moved_from)}." if one.row.moved_from else ""
        href, words = (item.get_absolute_url(), "Dagordning") if item else self._edit(one, "Ändra")
        return Step(
            "planned",
            one.met.day,
            one.where,
            role=one.role.capitalize(),
            text=" ".join(filter(None, (one.row.note, text, moved))),
            words="Planerat" if self.is_open else "Blev inte av",
            href=href,
            link_words=words,
            order=(1, one.row.pk),
        )

    def _late(self, one: Planned) -> Step:
        away = "Ärendet fanns inte på dagordningen." if one.row.meeting_id else "Ärendet är inte upptaget."
        coming = self.next_meetings.get(one.row.body_id or 0)
        soon = f"Nästa möte: {day_in_words(coming)} ({week_in_words(coming)})." if coming else ""
        if one.row.meeting and one.row.meeting.state == Meeting.State.CANCELLED:
            away = "Mötet ställdes in."
        if one.met.sighting and one.met.sighting.day:
            away, soon = f"Står nu på dagordningen {day_in_words(one.met.sighting.day)}.", ""
        href, words = self._edit(one, "Sätt ny tid")
        return Step(
            "late",
            one.met.day,
            one.where,
            role=one.role.capitalize(),
            text=" ".join(filter(None, (one.row.note, away, soon))),
            words=late_words(one.met.days_late),
            href=href,
            link_words=words,
            order=(1, one.row.pk),
        )

    def _done(self, one: Planned) -> Step:
        item = self.items.get(one.met.sighting.key) if one.met.sighting else None
        if item is None:
            href, words = self._edit(one, "Ändra")
            return Step(
                "done", one.met.day, one.where, role=one.role.capitalize(), text=one.row.note, words="Klart",
                href=href, link_words=words, order=(0, one.row.pk),
            )  # fmt: skip
        bold, text, href, words = self._told(item)
        return Step(
            "done", one.met.day, self._who(item, one.where), role=one.role.capitalize(), bold=bold,
            text=one.row.note or text, words="Klart", href=href, link_words=words, order=(0, item.position),
        )  # fmt: skip

    def unplanned(self, planned: Iterable[Planned]) -> list[Step]:
        """Agendas the matter stood on though nobody had planned a stop there."""
        met = {one.met.sighting.key for one in planned if one.met.sighting}
        found = []
        for one in self.seen:
            item = self.items.get(one.key)
            if item is None or one.key in met:
                continue
            bold, text, href, words = self._told(item)
            been = one.day is not None and one.day < self.today
            found.append(
                Step(
                    "done" if been else "planned",
                    one.day,
                    self._who(item, ""),
                    role=str(item.get_purpose_display()).capitalize() if item.purpose else _TAKEN_UP[been],
                    bold=bold,
                    text=text,
                    words="Klart" if been else "Planerat",
                    href=href,
                    link_words=words,
                    order=(0, item.position),
                )
            )
        return found

    def _who(self, item: AgendaItem, planned: str) -> str:
        return and_list(list(self.bodies.get(item.meeting_id, ()))) or planned

    def _told(self, item: AgendaItem) -> tuple[str, str, str, str]:
        """What was decided there, else the item's heading; and where it can be read."""
        found = self.decided.get(item.pk, [])
        href = item.get_absolute_url()
        if not found:
            return "", item.first_line, href, item.label
        first = found[0]
        words = " ".join(first.words.split())
        bold = words if len(words) < _LONG else f"{words[:_LONG].rsplit(' ', 1)[0]} …"
        more = f"Och {len(found) - 1} beslut till." if len(found) > 1 else ""
        address = reverse(
            "meetings:decision-detail", args=[decisions.slug_of(first.number) or str(first.key)]
        )
        return bold, more, address, first.number or "Beslutet"

    def _edit(self, one: Planned, words: str) -> tuple[str, str]:
        return (reverse("meetings:matter-stop", args=[one.row.pk]), words) if self.may_edit else ("", "")


def _next_meetings(bodies: set[int], user: User, today: dt.date) -> dict[int, dt.date]:
    """The next meeting of each body that the user may know of."""
    if not bodies:
        return {}
    visible = Meeting.objects.visible_to(user).filter(date__gte=today).exclude(state=Meeting.State.CANCELLED)
    rows = MeetingBody.objects.filter(body__in=bodies, meeting__in=visible.values("pk"))
    found: dict[int, dt.date] = {}
    for body, day in rows.order_by("meeting__date").values_list("body", "meeting__date"):
        if day:
            found.setdefault(body, day)
    return found


def _handed_on(rows: Iterable[HandOn]) -> list[Step]:
    """What the matter's items handed to other groups, and who has answered (K6)."""
    found = []
    for row in rows:
        to = [body.list_name for body in row.bodies.all()]
        answers = list(row.answers.all())
        left = [
            body.list_name for body in row.bodies.all() if body.pk not in {one.body_id for one in answers}
        ]
        day = max(local_day(one.answered_at) for one in answers) if answers else row.meeting.date
        told = "Alla har svarat." if not left else f"Kvar: {and_list(left)}."
        found.append(
            Step(
                "planned" if left else "done",
                day,
                and_list(to) or row.to,
                role="Inspel",
                text=told if to else "",
                words="Klart" if not left else "Väntar på svar",
                href=reverse("meetings:meeting-detail", args=[row.meeting_id]) + f"#punkt-{row.item_id}",
                link_words="Medskicket",
                order=(2,),
            )
        )
    return found


def _documents(matter: Matter, items: Sequence[int]) -> list[Document]:
    """The matter's own files, and what is attached to the items the user may see; newest first."""
    own = MatterFile.objects.filter(matter=matter).select_related("file")
    shown: list[tuple[dt.datetime | None, Document]] = [
        (
            row.added_at,
            Document(
                str(row.file), reverse("registry:file-download", args=[row.file_id]), _facts(row.added_at)
            ),
        )
        for row in own
    ]
    attached = ItemAttachment.objects.filter(~Q(file=None) | ~Q(url=""), item__in=items)
    for one in attached.select_related("file", "meeting"):
        href = reverse("registry:file-download", args=[one.file_id]) if one.file_id else one.url
        day = one.file.uploaded_at if one.file else None
        shown.append(
            (
                day,
                Document(
                    one.title, href, f"Till mötet {one.meeting.date:%Y-%m-%d}" if one.meeting.date else ""
                ),
            )
        )
    shown.sort(key=lambda pair: (pair[0] is not None, pair[0]), reverse=True)
    return [document for _, document in shown]


def _facts(moment: dt.datetime) -> str:
    return day_in_words(local_day(moment))
