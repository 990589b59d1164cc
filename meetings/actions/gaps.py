"""What stands in the way of sending minutes, and what is only worth a look first (L5, interface 2.3 a 5 and 10)."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from meetings.actions.decision_words import offered, warnings
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    ItemAttachment,
    ItemBlock,
    ItemRole,
    Minutes,
    TextConflict,
)
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.text import plain


@dataclass(frozen=True)
class Gap:
    """One sentence, and the place that it leads to."""

    text: str
    href: str

    def __str__(self) -> str:
        return self.text


def hindering(minutes: Minutes) -> list[Gap]:
    """What must be put right before the minutes can be frozen."""
    return _Reading(minutes).hindering()


def worth_knowing(minutes: Minutes) -> list[Gap]:
    """What may be missing. Shown as a reminder, never stops anybody."""
    return _Reading(minutes).worth_knowing()


class _Reading:
    """The meeting's rows, read once: five queries for what hinders, three more for what is worth knowing."""

    def __init__(self, minutes: Minutes) -> None:
        self.meeting = minutes.meeting
        self.page = self.meeting.get_absolute_url()
        self.items = list(
            AgendaItem.objects.standing()
            .filter(meeting=self.meeting)
            .select_related("parent")
            .order_by("position", "pk")
        )
        self.blocks: defaultdict[int, list[ItemBlock]] = defaultdict(list)
        for block in ItemBlock.objects.standing().filter(meeting=self.meeting).order_by("position", "pk"):
            self.blocks[block.item_id].append(block)
        self.words = {block.pk: plain(block.html) for rows in self.blocks.values() for block in rows}

    def at(self, item: AgendaItem, text: str) -> Gap:
        return Gap(f"{item.label}: {text}", item.get_absolute_url())

    def on_page(self, text: str) -> Gap:
        return Gap(text, self.page)

    def has_words(self, item: AgendaItem) -> bool:
        return any(self.words[block.pk] for block in self.blocks[item.pk])

    def children_of(self, item: AgendaItem) -> list[AgendaItem]:
        return [one for one in self.items if one.parent_id == item.pk]

    def hindering(self) -> list[Gap]:
        gaps: list[Gap] = []
        if not self.meeting.date:
            gaps.append(self.on_page("Mötet saknar datum."))
        if not self.meeting.meeting_bodies_in_order:
            gaps.append(self.on_page("Mötet saknar grupp."))
        if not self.items:
            gaps.append(self.on_page("Mötet har inga punkter."))
        conflicts = set(
            TextConflict.objects.filter(meeting=self.meeting, settled_at=None).values_list(
                "block__item", flat=True
            )
        )
        empty = {
            item
            for item, block in Decision.objects.filter(meeting=self.meeting).values_list("item", "block")
            if block in self.words and not self.words[block]
        }
        for item in self.items:
            if not item.title.strip() and not self.has_words(item) and not self.children_of(item):
                gaps.append(self.at(item, "rubrik och text saknas. Skriv något eller ta bort punkten."))
            if item.pk in empty:
                gaps.append(self.at(item, "ett beslut saknar ord."))
            if item.pk in conflicts:
                gaps.append(self.at(item, "två texter har krockat. Välj vilken som ska gälla."))
            said = "\n".join([item.title, *(self.words[block.pk] for block in self.blocks[item.pk])])
            if find_personnummer(said):
                gaps.append(
                    self.at(item, "texten innehåller något som ser ut som ett personnummer. Ta bort det.")
                )
        return gaps

    def worth_knowing(self) -> list[Gap]:
        gaps: list[Gap] = []
        if self.meeting.date and self.meeting.date > timezone.localdate():
            gaps.append(self.on_page("Mötets datum har inte varit än."))
        gaps += self._attendance()
        self.wordings = offered(self.meeting.leading_body)
        self.decided = self._decided()
        actions: defaultdict[int, list[Action]] = defaultdict(list)
        for action in Action.objects.filter(meeting=self.meeting):
            actions[action.item_id].append(action)
        untitled = set(
            ItemAttachment.objects.filter(meeting=self.meeting, title="").values_list("item", flat=True)
        )
        for item in self.items:
            if item.title.strip() and not self.has_words(item) and not self.children_of(item):
                gaps.append(self.at(item, "ingen text."))
            if not item.title.strip() and self.has_words(item):
                gaps.append(self.at(item, "rubrik saknas."))
            gaps += [self.at(item, words) for action in actions[item.pk] for words in _missing_in(action)]
            if item.role == ItemRole.ROUND_TABLE:
                gaps += [self.at(item, f"inget antecknat för {name}.") for name in self._silent(item)]
            gaps += [self.at(item, words) for words in self._worded(item)]
            if item.pk in untitled:
                gaps.append(self.at(item, "en bilaga saknar titel."))
        return gaps

    def _decided(self) -> dict[int, list[str]]:
        """The first words of each item's own decisions."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        rows = Decision.objects.own().filter(meeting=self.meeting).values_list("item", "block")
        for item, block in rows:
            found[item].append(self.words.get(block, ""))
        return found

    def _worded(self, item: AgendaItem) -> list[str]:
        """A råd that says it decides for the parties (B6)."""
        return warnings(self.decided.get(item.pk, ()), self.wordings)

    def _attendance(self) -> list[Gap]:
        states = list(
            Attendance.objects.filter(meeting=self.meeting).exclude(name="").values_list("state", flat=True)
        )
        if not states:
            return [self.on_page("Närvarolistan är tom.")]
        unknown = states.count(Attendance.State.UNKNOWN)
        if unknown == 0:
            return []
        people = (
            "1 person är inte registrerad" if unknown == 1 else f"{unknown} personer är inte registrerade"
        )
        return [self.on_page(f"Närvarolistan: {people}.")]

    def _silent(self, item: AgendaItem) -> list[str]:
        """Parties of a round that have said nothing."""
        rows = self.blocks[item.pk]
        spoken = {block.parent_id for block in rows if block.parent_id and self.words[block.pk]}
        return [
            block.party_name or block.label
            for block in rows
            if block.kind == "contribution" and block.pk not in spoken and not self.words[block.pk]
        ]


def _missing_in(action: Action) -> list[str]:
    missing = []
    if not action.who:
        missing.append("uppdraget saknar ansvarig.")
    if not action.due:
        missing.append("uppdraget saknar datum.")
    return missing
