"""One meeting of the demo: made, held, written down and finished by the same actions as in the office.

Set in bulk are only what no action refuses or tells about: the topics' rows, the states in the attendance list, text
that carries no record but decisions, how far the items have come, and the times when texts were saved.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meetings.actions import agenda, presenters, texts
from meetings.actions import meetings as meeting_actions
from meetings.actions import minutes as minutes_actions
from meetings.actions.approvers import required
from meetings.models import AgendaItem, Body, Decision, ItemBlock, ItemRole, Meeting, Minutes, Revision
from secretariat.lib.dates import STOCKHOLM, day_in_words, weekday_and_day
from secretariat.registry.models import District, User

from . import attendance, persons
from .agendas import AFTER_TOPICS
from .letters import dated
from .people import People
from .plan import DAY, RHYTHMS
from .stock import Topic, sentence, stages_in_turn
from .writing import Writer

Role = ItemRole
# Who is elected to approve in each body, in turn. They have accounts.
ELECTED = {
    "RSR": (persons.APPROVER, "Yngve Rydhamn", "Lillemor Jernberg"),
    "SRF": (persons.MEMBER, persons.APPROVER, "Solveig Palmborg"),
    "SRV": ("Vidar Sandell", "Leila Haddadi", "Hassan Karimi"),
    "SRU": ("Mona Brodell", "Karin Ståhlås", "Doris Wretling"),
    "BU": ("Xerxes Navid", "Zackarias Wester", "Ylva-Li Brandel"),
    "SN": ("Johannes Trädgårdh", "Åke Rimfors", "Elof Rosenhag"),
    "SP": ("Wilma Tranemo", "Marit Lagerbäck", "Alma Kvist-Berg"),
}
CHAIRS = (
    "Aron Silfverhjelm", "Britt-Inger Lagerfors", "Cornelia Hagdal", "Wiveca Aldén", "Hjalmar Båtsman", "Ingegärd Lo",
)  # fmt: skip


def approving() -> set[str]:
    """Names of all who approve in the demo."""
    return {*CHAIRS, *(name for names in ELECTED.values() for name in names)}


@dataclass
class Region:
    """What every meeting needs: the register, who works in it, and which texts have been used."""

    today: dt.date
    now: dt.datetime
    people: People
    bodies: dict[str, Body]
    users: dict[str, User]
    municipalities: dict[str, list[str]]
    turns: dict[str, list[tuple[Topic, int]]] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    latest: dict[str, Minutes] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    days: dict[str, list[dt.date]] = field(default_factory=dict)

    def keeper(self, code: str) -> User:
        """The account of the body's secretary."""
        return self.users[persons.GROUP_SECRETARY if code in ("LN", "SP") else persons.SECRETARY]

    def topics(self, code: str, count: int) -> list[tuple[Topic, int]]:
        """The next subjects in turn of a body; fewer when only those are left that the scenes are to have."""
        turns = self.turns.setdefault(
            code, stages_in_turn(RHYTHMS[code].stock or code if code in RHYTHMS else "OLD")
        )
        count = max(0, min(count, len(turns) - self.kept.get(code, 0)))
        taken, self.turns[code] = turns[:count], turns[count:]
        return taken

    def moment(self, day: dt.date, hour: int, minute: int = 15) -> dt.datetime:
        """A moment that day in Sweden, but not later than now."""
        return min(dt.datetime.combine(day, dt.time(hour, minute), STOCKHOLM), self.now)


@dataclass
class Sitting:
    """A meeting as it is being made, with the code of the leading body and the texts of its topics."""

    region: Region
    code: str
    meeting: Meeting
    order: int
    stages: dict[int, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)  # names of members who neither chair nor keep the minutes

    @property
    def minutes(self) -> Minutes:
        return Minutes.objects.select_related("meeting").get(meeting=self.meeting)

    @property
    def day(self) -> dt.date:
        if self.meeting.date is None:
            raise ValueError("Every meeting of the demo has a date.")
        return self.meeting.date

    def items(self) -> list[AgendaItem]:
        """The agenda in order."""
        return list(AgendaItem.objects.filter(meeting=self.meeting).order_by("position", "pk"))

    def item(self, role: str) -> AgendaItem:
        """The first item with a role; for none, the first topic."""
        return next(one for one in self.items() if one.role == role)


def book(
    region: Region, codes: Sequence[str], day: dt.date, *, topics: int | None = None, state: str = Meeting.State.BOOKED,
    joint_part_only: Collection[str] = (), title: str = "", times: tuple[dt.time, dt.time] | None = None,
) -> Sitting:  # fmt: skip
    """Make a meeting with agenda and attendance list, and put the next topics of the leading body on it."""
    code = codes[0]
    rhythm = RHYTHMS.get(code) or RHYTHMS["SRV"]
    order = region.held[code] = region.held.get(code, 0) + 1
    start, end = times or (rhythm.start, rhythm.end)
    joint: dict[str, Any] = {"joint_start": dt.time(11), "joint_end": dt.time(12)} if joint_part_only else {}
    meeting = meeting_actions.create(
        bodies=[region.bodies[one] for one in codes], by=region.keeper(code), date=day, start_time=start, end_time=end,
        form=rhythm.form, place=rhythm.place, state=state, title=title,
        joint_part_only=[region.bodies[one] for one in joint_part_only], **joint,
    )  # fmt: skip
    leaders = {meeting.chair_id, meeting.secretary_id}
    others = [
        row.name for row in meeting.attendances.all()
        if row.name and row.person_id not in leaders and row.role in ("member", "participant", "vice_chair")
    ]  # fmt: skip
    sitting = Sitting(region, code, meeting, order, others=others)
    count = rhythm.topics - (rhythm.topics == 3 and order % 2) if topics is None else topics
    _place_topics(sitting, region.topics(code, count))
    return sitting


def _place_topics(sitting: Sitting, topics: Sequence[tuple[Topic, int]]) -> None:
    standing = sitting.items()
    at = next((place for place, item in enumerate(standing) if item.role in AFTER_TOPICS), len(standing))
    words = words_of(sitting, sitting.order)
    made = [
        AgendaItem(
            meeting=sitting.meeting, title=topic.title, purpose=topic.purpose, planned_minutes=20 + 5 * (place % 3),
        )
        for place, (topic, _) in enumerate(topics)
    ]  # fmt: skip
    ordered = [*standing[:at], *made, *standing[at:]]
    for position, item in enumerate(ordered, 1):
        item.position = position
    AgendaItem.objects.bulk_update(standing, ["position"])
    AgendaItem.objects.bulk_create(made)
    agenda.renumber(sitting.meeting)
    for item, (topic, stage) in zip(made, topics, strict=True):
        presenters.write(item, topic.presenter.format_map(words))
        sitting.stages[item.pk] = topic.stages[stage]


def words_of(sitting: Sitting, place: int) -> dict[str, str]:
    """What stands in braces in the stock, for one item of a meeting."""
    region, meeting = sitting.region, sitting.meeting
    district = region.bodies[sitting.code].district
    places = region.municipalities[district.name if district else ""]
    year = sitting.day.year
    others = sitting.others
    return {
        "ordf": str(meeting.chair or "Ordföranden"), "sek": str(meeting.secretary or "Sekreteraren"),
        "led": others[place * 5 % len(others)] if others else "Sekreteraren",
        "kommun": places[place % len(places)], "kommun2": places[(place + 1) % len(places)],
        "länsdel": _in_district(district),
        "år": str(year), "förra": str(year - 1), "om_tre": str(year + 3),
    }  # fmt: skip


def _in_district(district: District | None) -> str:
    return {"Norr": "norra länsdelen", "Söder": "södra länsdelen", "Väster": "västra länsdelen"}.get(
        district.name if district else "", "Örebro"
    )


# Held and written down


def hold(
    sitting: Sitting, *, present: Iterable[str] = (), elected: str = "", until: int | None = None
) -> None:
    """The meeting is held: who was there, and the words of its items (`until`: only of so many of them)."""
    region, meeting = sitting.region, sitting.meeting
    names = ELECTED.get(sitting.code, ())
    elected = elected or (names[sitting.order % len(names)] if names else "")
    reserve = next((name for name in names if name != elected), "")
    attendance.register(meeting, order=sitting.order, surely={*present, elected})
    items = sitting.items()
    by = region.keeper(sitting.code)
    simple: dict[int, list[texts.Change]] = {}
    for place, item in enumerate(items[:until]):
        writer = Writer(
            words_of(sitting, sitting.order + place), sitting.day, region.bodies[sitting.code].type.decision_phrase,
            region.bodies,
        )  # fmt: skip
        if item.pk in sitting.stages:
            writer.write(sitting.stages[item.pk])
        else:
            _FORMAL.get(Role(item.role), _nothing)(sitting, writer, elected, reserve)
        kinds = {record["type"] for change in writer.changes for record in change.records or ()}
        if kinds - {"decision"}:
            texts.save(item, writer.changes, by=by)
        elif writer.changes:
            simple[item.pk] = writer.changes
    _save_at_once(meeting, simple, by=by)
    at = region.moment(sitting.day, 16)
    ItemBlock.objects.filter(meeting=meeting).update(saved_at=at)
    Revision.objects.filter(meeting=meeting).update(saved_at=at)
    AgendaItem.objects.filter(pk__in=[item.pk for item in items[:until]]).update(progress="done")
    if until is None:
        Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.HELD)


def _save_at_once(meeting: Meeting, changes: Mapping[int, Sequence[texts.Change]], *, by: User) -> None:
    """Text with no record but decisions, of several items at once: the rows `texts.save` would make of it."""
    meeting.refresh_from_db(fields=["text_revision"])
    number = meeting.text_revision + 1
    blocks = [
        ItemBlock(
            pk=change.key, meeting=meeting, item_id=item, position=place * texts.STEP, kind=change.kind,
            html=change.html, parent_id=change.parent, label=change.label, party_name=change.label,
            revision=number, saved_by=by,
        )
        for item, changed in changes.items()
        for place, change in enumerate(changed, 1)
    ]  # fmt: skip
    said = {change.key: list(change.records or ()) for changed in changes.values() for change in changed}
    ItemBlock.objects.bulk_create(blocks)
    Revision.objects.bulk_create(
        Revision(
            meeting=meeting, item_id=block.item_id, block=block, number=number, position=block.position,
            parent_key=block.parent_id, kind=block.kind, label=block.label, html=block.html, saved_by=by,
            records=said[block.pk],
        )
        for block in blocks
    )  # fmt: skip
    where = {block.pk: block for block in blocks}
    Decision.objects.bulk_create(
        Decision(
            pk=record["id"], meeting=meeting, item_id=where[change.key].item_id, block=where[change.key],
            position=where[change.key].position, **record["fields"],
        )
        for changed in changes.values() for change in changed for record in change.records or ()
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(text_revision=number)


def _nothing(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    """Some items stand on the agenda without words of their own."""


def _opening(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.say(sentence("opening", sitting.order))


def _agenda(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    extra = "Dagordningen godkändes med den ändringen att laget runt hålls före pausen."
    writer.decide(extra if sitting.order % 4 == 0 else "Dagordningen godkändes utan tillägg.", kind="formal")


def _election(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.decide(
        f"{elected} utsågs att justera jämte ordföranden, med {reserve} som ersättare.", kind="election"
    )


def _previous(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    before = sitting.region.latest.get(sitting.code)
    if before is None or before.meeting.date is None:
        writer.say("Det här är det första mötet med anteckningar i systemet.")
        return
    writer.decide(
        f"Anteckningarna från mötet den {day_in_words(before.meeting.date)} lades till handlingarna.",
        kind="filed",
    )


def _wheel(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.say(sentence("wheel", sitting.order))


def _report(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.say(sentence("rapport", sitting.order))


def _round(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    rows = [
        row for row in sitting.meeting.attendances.select_related("organisation") if row.state == "present"
    ]
    parties = list(dict.fromkeys(row.organisation for row in rows if row.organisation))
    headings = {"municipality": "kommun", "region": "region", "authority": "myndighet"}
    for place, party in enumerate(parties):
        heading = headings.get(party.kind, "förbund")
        writer.contribute(
            party.short_name,
            sentence(heading, sitting.order * 13 + place + len(sitting.code) * 5 + ord(sitting.code[-1])),
        )


def _hand_on(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    codes = ("LN", "LS", "LV", "LÖ")
    titles = [item.title for item in sitting.items() if item.pk in sitting.stages][:2]
    writer.write([f"^ {' '.join(codes)}: {title}: hur går arbetet hos er?" for title in titles])


def _other(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.say(sentence("other", sitting.order))


def _next(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    following = min(
        (day for day in sitting.region.days.get(sitting.code, []) if day > sitting.day), default=None
    )
    if following is None:
        writer.say("Dagen för nästa möte är inte bestämd. Sekreteraren skickar ett förslag.")
    else:
        writer.say(f"Nästa möte hålls {weekday_and_day(following)}.")


def _closing(sitting: Sitting, writer: Writer, elected: str, reserve: str) -> None:
    writer.say(sentence("closing", sitting.order))


_FORMAL = {
    Role.OPENING: _opening, Role.AGENDA: _agenda, Role.APPROVER_ELECTION: _election, Role.PREVIOUS_MINUTES: _previous,
    Role.YEAR_WHEEL: _wheel, Role.REPORT: _report, Role.ROUND_TABLE: _round, Role.HAND_ON: _hand_on,
    Role.OTHER_MATTERS: _other, Role.NEXT_MEETING: _next, Role.CLOSING: _closing,
}  # fmt: skip


# Sent, approved, finished, filed


def send(sitting: Sitting, day: dt.date) -> Minutes:
    """Send for approval on a day."""
    at = sitting.region.moment(day, 10)
    with dated(at):
        minutes_actions.send_for_approval(sitting.minutes, by=sitting.region.keeper(sitting.code), at=at)
    return sitting.minutes


def approve(sitting: Sitting, days: Sequence[dt.date], *, hour: int = 19) -> Minutes:
    """So many approvers as there are days approve, in the order of the list, by their own accounts."""
    for place, (approver, day) in enumerate(zip(required(sitting.minutes), days, strict=False)):
        at = sitting.region.moment(day, hour - place, 20 + place * 7)
        with dated(at):
            minutes_actions.approve(sitting.minutes, by=approver.person.user, at=at)
    return sitting.minutes


def finish(sitting: Sitting) -> Minutes:
    """Approve or fastställ as the body does, some days after the meeting, and file the former minutes."""
    day = sitting.day
    if minutes_actions.has_approval(sitting.meeting):
        send(sitting, day + DAY * (1 + sitting.order % 3))
        done = approve(sitting, [day + DAY * (4 + sitting.order % 3 + place) for place in range(4)])
    else:
        at = sitting.region.moment(day + DAY * (3 + sitting.order % 5), 9)
        minutes_actions.finalise(sitting.minutes, by=sitting.region.keeper(sitting.code), at=at)
        done = sitting.minutes
    file_former(sitting)
    sitting.region.latest[sitting.code] = done
    return done


def file_former(sitting: Sitting) -> None:
    """The item about former minutes files them, as its text says."""
    before = sitting.region.latest.get(sitting.code)
    item = next((one for one in sitting.items() if one.role == Role.PREVIOUS_MINUTES), None)
    if before and item:
        minutes_actions.file(before, item=item, by=sitting.region.keeper(sitting.code))
