"""Meetings, matters, decisions and actions in and out as files (M3).

What stands in finished minutes is not changed by a file: the actions refuse, and the row says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from meetings import access
from meetings.actions import actions as follow_up
from meetings.actions import decision_links, decisions, matter_lists, matters
from meetings.actions import meetings as meeting_actions
from meetings.actions.frozen import refused_when_frozen
from meetings.actions.wordings import Span, words_of
from meetings.models import Action, Decision, Matter, Meeting
from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import MASK, Choice, Clock, Day, Named, Reference, References, Text
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person
from secretariat.registry.registers import (
    is_hidden,
    organisation_names,
    person,
    person_names,
    theme_names,
    whole,
)

from .registers import body, body_names

_STATES = (Meeting.State.TENTATIVE, Meeting.State.BOOKED, Meeting.State.HELD)
_SPANS = (("start_time", "end_time", "slutar"), ("joint_start", "joint_end", "gemensamt till"))
_IN_MINUTES = "Det ändras i anteckningarna; färdiga anteckningar rättas genom en rättelse."
_NUMBERS = ("year", "running", "number", "state", "closed_at")  # given by the acts themselves
_NO_NEW = "Raden finns inte i registret. {} skrivs i anteckningarna och läggs inte till genom en fil."


class _Leader(Reference):
    """A person of the register, or a name as it is written."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value)
        except ValueError:
            if self.is_known(value):
                raise
            return Text().clean(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value if isinstance(value, str) else super().render(value)


def _leader() -> _Leader:
    return _Leader("ingen person", person_names, hides=is_hidden)


class Meetings(Register):
    """Meetings that the user may know of. Another day or time tells whoever has been called, as on the page (A17)."""

    key = "moten"
    name = "Möten"
    about = "Möten med grupper, dag, tid och plats. Den som är kallad får besked när dag eller tid ändras."
    model = Meeting
    reading = Permission.MEETING_READ
    writing = Permission.MEETING_EDIT
    lookup = "date"

    pk = id_column()
    date = Column("date", "datum", "Mötets dag.", Day(), key=True, width=12)
    bodies = Column(
        "bodies", "grupper", "Den första leder mötet.", References("ingen grupp", body_names), required=True, key=True,
        read=lambda one: [row.body for row in one.meeting_bodies_in_order], width=40,
    )  # fmt: skip
    title = Column("title", "rubrik", "Tomt: gruppernas namn.", width=26)
    start_time = Column("start_time", "börjar", "", Clock(), width=9)
    end_time = Column("end_time", "slutar", "", Clock(), width=9)
    joint_start = Column("joint_start", "gemensamt från", "", Clock(), width=9)
    joint_end = Column("joint_end", "gemensamt till", "", Clock(), width=9)
    place = Column("place", "plats", "", width=26)
    form = Column("form", "mötesform", "", Choice(Meeting.Form.choices), width=12)
    link = Column("link", "möteslänk", "", Text(anything=True), width=26)
    state = Column("state", "läge", "", Choice(Meeting.State.choices), width=14)
    chair = Column(
        "chair", "ordförande", "Namnet. Tomt för ett nytt möte: gruppens egen.", _leader(),
        read=lambda one: one.chair_name or one.chair, width=24,
    )  # fmt: skip
    secretary = Column(
        "secretary", "sekreterare", "Namnet. Tomt för ett nytt möte: gruppens egen.", _leader(),
        read=lambda one: one.secretary_name or one.secretary, width=24,
    )  # fmt: skip

    def rows(self) -> models.QuerySet[Any]:
        told = Meeting.objects.visible_to(self.user).select_related("chair", "secretary")
        return told.prefetch_related("meeting_bodies__body")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if is_new and not access.may_create_meeting(self.user, values["bodies"]):
            return [("grupper", "Du får inte lägga upp möten för de grupperna.")]
        if not is_new and not access.may_edit_meeting(self.user, instance):
            return [("", "Du får inte ändra mötet.")]
        found = [
            (heading, "måste vara senare än när det börjar.")
            for first, last, heading in _SPANS
            if not _in_order(*(values.get(name, getattr(instance, name, None)) for name in (first, last)))
        ]
        if "state" in values and values["state"] not in _STATES:
            found.append(
                ("läge", "kan bara bli preliminärt, bokat eller genomfört. Annat görs på mötets sida.")
            )
        return found

    def add(self, values: dict[str, Any]) -> Meeting:
        return meeting_actions.create(bodies=values.pop("bodies"), by=self.user, **_facts(values))

    def change(self, instance: Meeting, values: dict[str, Any]) -> None:
        chosen = values.pop("bodies", None)
        joint = [row.body for row in instance.meeting_bodies_in_order if row.joint_part_only]
        with refused_when_frozen():
            meeting_actions.change(
                instance, by=self.user, bodies=chosen, joint_part_only=joint, **_facts(values)
            )


def _in_order(start: Any, end: Any) -> bool:
    return start is None or end is None or end > start


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Who leads is a person, or a name as it is written."""
    for name in ("chair", "secretary"):
        if name in values:
            who = values[name]
            values[name] = who if isinstance(who, Person) else None
            values[f"{name}_name"] = who if isinstance(who, str) else ""
    if "title" in values and len(values["title"]) > 300:
        raise NotAllowed("Rubriken får ha högst 300 tecken.")
    return values


class Matters(Register):
    """Matters: opened, changed and closed by their own acts. What belongs to one is set where that stands (K1)."""

    key = "arenden"
    name = "Ärenden"
    about = "Ärenden med tema, ansvarig och läge. Ett nytt ärende får sitt nummer när det läses in."
    model = Matter
    reading = Permission.MATTER_READ
    writing = Permission.MATTER_EDIT
    lookup = "title"

    pk = id_column()
    number = Column(
        "number", "nummer", "", closed="Ett ärende får sitt nummer när det öppnas och behåller det.", width=14
    )
    title = Column("title", "rubrik", "", required=True, key=True, width=44)
    description = Column("description", "vad det handlar om", "", Text(lines=True), width=40)
    theme = Column("theme", "tema", "", Reference("inget tema", theme_names), width=18)
    body = Column("body", "hör till grupp", "Gruppen som äger ärendet.", body(), width=30)
    responsible = Column("responsible", "ansvarig", "Namnet.", person(), width=24)
    parties = Column(
        "parties", "berör parter", "", References("ingen organisation", organisation_names), width=34
    )
    case_number = Column("case_number", "diarienummer", "", width=18)
    opened_on = Column(
        "opened_on", "öppnat", "Tomt för ett nytt ärende: i dag.", Day(), width=12,
        fixed="Dagen står fast sedan ärendet har öppnats.",
    )  # fmt: skip
    state = Column(
        "state", "läge", "Tomt för ett nytt ärende: pågår.", Choice(Matter.State.choices), width=12
    )
    outcome = Column(
        "outcome", "utfall", "Läses in tillsammans med ett nytt läge.", Text(lines=True), width=40
    )

    def rows(self) -> models.QuerySet[Any]:
        told = Matter.objects.select_related("theme", "body", "responsible").prefetch_related("parties")
        return matter_lists.in_order(told)

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if is_new and not access.may_edit_matter(self.user, Matter(body=values.get("body"))):
            return [("hör till grupp", "Du får bara öppna ärenden i grupper där du är sekreterare.")]
        if not is_new and not access.may_edit_matter(self.user, instance):
            return [("", "Du får inte ändra ärendet.")]
        found = []
        if values.get("responsible") is not None and values["responsible"].protected_identity:
            found.append(("ansvarig", "har skyddade personuppgifter. Välj någon annan."))
        if "outcome" in values and not values.get("state"):
            found.append(
                ("utfall", "läses in tillsammans med ett nytt läge. Ändra det annars på ärendets sida.")
            )
        if values.get("state") == "":
            found.append(("läge", "kan inte tömmas. Skriv något av det som går att välja."))
        return found

    def add(self, values: dict[str, Any]) -> Matter:
        state, outcome = values.pop("state", ""), values.pop("outcome", "")
        whole(
            Matter(**{name: value for name, value in values.items() if name != "parties"}), without=_NUMBERS
        )
        made = matters.create(by=self.user, **values)
        if state and state != Matter.State.OPEN:
            matters.close(made, by=self.user, state=state, outcome=outcome)
        return made

    def change(self, instance: Matter, values: dict[str, Any]) -> None:
        state, outcome = values.pop("state", ""), values.pop("outcome", instance.outcome)
        if values:
            facts = {name: getattr(instance, name) for name in matters.FACTS}
            parties = values.pop("parties", instance.parties.all())
            told = facts | values
            whole(Matter(**told), without=_NUMBERS)
            matters.change(instance, by=self.user, parties=parties, **told)
        if state == Matter.State.OPEN:
            matters.reopen(instance, by=self.user)
        elif state:
            matters.close(instance, by=self.user, state=state, outcome=outcome)


def _with_words(rows: Sequence[Any]) -> None:
    """Give each record its words, with one query more."""
    told = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html) for one in rows
    )
    for one in rows:
        one.words = told[one.pk]


def _bodies_of(one: Any) -> str:
    return ", ".join(row.body.list_name for row in one.meeting.meeting_bodies_in_order)


def _number_of(one: Decision) -> str:
    return one.number or str(one.pk)


def _as_written() -> Text:
    return Text(lines=True, anything=True)


def _decision() -> Named:
    return Named("inget beslut du får läsa med numret", _number_of)


class Decisions(Register):
    """Decisions whose words the user may read: what they belong to, concern and replace may be set (K1, K4)."""

    key = "beslut"
    name = "Beslut"
    about = "Beslut ur anteckningarna. Orden ändras aldrig genom en fil, men vad beslutet hör till, berör och ersätter."
    model = Decision
    reading = Permission.DECISION_READ
    writing = Permission.DECISION_FOLLOW
    adds_none = _NO_NEW.format("Beslut")
    lookup = "number"

    pk = id_column("Beslutets märke i systemet. Ändra det aldrig.", _as_written())
    number = Column("number", "beslutsnummer", "", closed=_IN_MINUTES, key=True, width=16)
    words = Column("words", "beslut", "Orden i anteckningarna.", _as_written(), closed=_IN_MINUTES, width=60)
    kind = Column("kind", "slag", "", Choice(Decision.Kind.choices), closed=_IN_MINUTES)
    date = Column("meeting__date", "mötesdatum", "", Day(), closed="Det ändras på mötets sida.", width=12)
    bodies = Column("bodies", "grupper", "", read=_bodies_of, closed="Det ändras på mötets sida.", width=30)
    effective_on = Column("effective_on", "gäller från", "", Day(), width=12)
    matter = Column(
        "matter", "ärende", "Ärendets nummer.", Named("inget ärende", lambda one: one.number), width=14
    )
    theme = Column("theme", "tema", "", Reference("inget tema", theme_names), width=18)
    parties = Column(
        "parties", "berör parter", "", References("ingen organisation", organisation_names), width=34
    )
    supersedes = Column("supersedes", "ersätter", "Beslutets nummer.", _decision())
    part_of = Column("part_of", "del av", "Beslutets nummer.", _decision())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].widget.find = _matter
        for name in ("supersedes", "part_of"):
            self.fields[name].widget.find = lambda text: decisions.found_by_address(text, self.user)

    def rows(self) -> models.QuerySet[Any]:
        told = decisions.in_order(decisions.readable(self.user, reported=True))
        told = told.select_related("meeting", "block", "matter", "theme", "supersedes", "part_of")
        return told.prefetch_related("meeting__meeting_bodies__body", "parties")

    def prepare(self, rows: Sequence[Any]) -> None:
        _with_words(rows)

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        may = access.may_follow_up(self.user, instance.meeting)
        return [] if may else [("", "Du får inte följa upp beslut från mötet.")]

    def change(self, instance: Decision, values: dict[str, Any]) -> None:
        names = ("matter", "theme", "effective_on", "supersedes", "part_of")
        facts = {name: getattr(instance, name) for name in names}
        parties = values.pop("parties", None)
        stood = [
            decision_links.Position(one.organisation_id, one.stance, one.comment)
            for one in instance.positions.all()
        ]
        decision_links.connect(
            instance, by=self.user, parties=instance.parties.all() if parties is None else parties, positions=stood,
            **(facts | values),
        )  # fmt: skip


def _matter(text: str) -> Any:
    return matters.found_by_address(text.lower().replace(" ", "-"))


def _who(one: Action) -> str:
    if one.person and one.person.protected_identity:
        return MASK
    return one.who or (one.person.name if one.person else "")


class Actions(Register):
    """Actions whose words the user may read: what became of them may be set (K9)."""

    key = "uppdrag"
    name = "Uppdrag ur möten"
    about = "Vem som ska göra vad ur anteckningarna. Läge, utfall och var uppdraget återkommer kan läsas in."
    model = Action
    reading = Permission.DECISION_READ
    writing = Permission.DECISION_FOLLOW
    adds_none = _NO_NEW.format("Uppdrag")

    pk = id_column("Uppdragets märke i systemet. Ändra det aldrig.", _as_written())
    words = Column(
        "words", "uppdrag", "Orden i anteckningarna.", _as_written(), closed=_IN_MINUTES, key=True, width=60
    )
    who = Column("who", "vem", "", Text(anything=True), closed=_IN_MINUTES, read=_who, width=26)
    organisation = Column("organisation__short_name", "part", "", closed=_IN_MINUTES)
    due = Column("due", "senast", "", closed=_IN_MINUTES, width=18)
    due_on = Column("due_on", "senast datum", "", Day(), closed=_IN_MINUTES, width=12)
    date = Column("meeting__date", "mötesdatum", "", Day(), closed="Det ändras på mötets sida.", width=12)
    bodies = Column("bodies", "grupper", "", read=_bodies_of, closed="Det ändras på mötets sida.", width=30)
    state = Column("state", "läge", "", Choice(Action.State.choices), required=True, width=10)
    outcome = Column("outcome", "utfall", "Vad det blev av det.", Text(lines=True), width=40)
    comes_back_to = Column("comes_back_to", "återkommer till", "Gruppens namn.", body(), width=26)

    def rows(self) -> models.QuerySet[Any]:
        told = follow_up.in_order(follow_up.readable(self.user))
        told = told.select_related("meeting", "block", "person", "organisation", "comes_back_to")
        return told.prefetch_related("meeting__meeting_bodies__body")

    def prepare(self, rows: Sequence[Any]) -> None:
        _with_words(rows)

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        may = access.may_follow_up(self.user, instance.meeting)
        return [] if may else [("", "Du får inte följa upp uppdrag från mötet.")]

    def change(self, instance: Action, values: dict[str, Any]) -> None:
        if "comes_back_to" in values:
            follow_up.let_return(instance, by=self.user, body=values["comes_back_to"])
        if "state" in values or "outcome" in values:
            follow_up.settle(
                instance, by=self.user, state=values.get("state", instance.state),
                outcome=values.get("outcome", instance.outcome),
            )  # fmt: skip
