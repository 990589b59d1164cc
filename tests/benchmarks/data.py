"""What is measured on: 2,000 meetings, and three times the same large one, finished, sent out and a draft,
and one of eight pages.

The large ones are made through the product's own actions. The mass is written in bulk, with one stored version whose
bytes they all share, since nobody opens them.
"""

import datetime as dt
import random
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from meetings.actions import meetings as meeting_actions
from meetings.actions import minutes as minutes_actions
from meetings.actions import texts
from meetings.actions.trees import document_of
from meetings.documents import FORMAT, canonical_bytes, checksum
from meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Body,
    BodyType,
    Decision,
    DecisionSeries,
    ItemBlock,
    Meeting,
    MeetingBody,
    Membership,
    Minutes,
    MinutesVersion,
    MinutesWord,
    Seat,
)
from secretariat.lib.text import plain
from secretariat.registry.models import Organisation, Person, User

MEETINGS, YEARS, PER_LIST = 2000, 4, 500
PEOPLE, ITEMS, CHARACTERS = 32, 18, 15_700
PRINTED = 7_000  # characters that are eight pages of 18 points, what the target of the PDF is for
HALF_A_BLOCK = 60  # characters, so that items end near their size
TODAY = dt.date(2026, 9, 24)
KINDS = ("policy", "formal", "recommendation", "adoption")
_SUBJECTS = (
    "Gruppen",
    "Kansliet",
    "Kommunerna",
    "Regionen",
    "Parterna",
    "Länsdelen",
    "Arbetsgruppen",
    "Styrgruppen",
)
_VERBS = ("går igenom", "ser över", "följer", "samlar", "beskriver", "jämför", "planerar", "delar")
_THINGS = (
    "årets plan för föräldraskapsstöd", "samverkan kring barn och unga", "fördelningen av medel",
    "stödet till föreningar", "överenskommelsen om familjecentraler", "insatser mot ensamhet",
    "arbetet med psykisk hälsa", "vägen till nära vård",
)  # fmt: skip
_ENDS = ("under hösten", "i alla länsdelar", "före nästa möte", "tillsammans med skolan", "med stöd av statistiken",
         "i två steg", "utifrån behoven", "enligt den gemensamma mallen")  # fmt: skip
_random = random.Random(7)  # noqa: S311 – the same words every time
_number = count(1)


@dataclass(frozen=True)
class World:
    """What the measurements ask for."""

    finished: int
    draft: int
    sent: int
    printed: int
    draft_items: list[int]
    list_year: int
    decision: str
    sessions: dict[str, str]
    characters: int


def sentence() -> str:
    """An invented sentence of office Swedish."""
    chosen = (_random.choice(words) for words in (_SUBJECTS, _VERBS, _THINGS, _ENDS))
    return "{} {} {} {}.".format(*chosen)


def build() -> World:
    """Fill the empty database."""
    parties = Organisation.objects.bulk_create(
        Organisation(name=f"Bänkkommun {n}", short_name=f"Bänk {n}", kind="municipality") for n in range(14)
    )
    people = Person.objects.bulk_create(
        Person(given_name=f"Förnamn{n}", family_name=f"Efternamn{n}", organisation=parties[n % 14])
        for n in range(60)
    )
    users = {
        "secretary": User.objects.create_user(
            "sekreterare@exempel.se", person=people[40], office_role="secretariat"
        ),
        "member": User.objects.create_user("ledamot@exempel.se", person=people[5]),
        "chair": User.objects.create_user("ordf@exempel.se", person=people[0]),
    }
    kind = BodyType.objects.create(name="bänkgrupp", slug="bench")
    word = MinutesWord.objects.get_or_create(
        indefinite="minnesanteckningar", defaults={"definite": "minnesanteckningarna"}
    )[0]
    bodies = [
        Body.objects.create(
            name=f"Grupp för mätning {n}", short_name=f"Grupp {n}", code=f"B{n}", type=kind, minutes_word=word,
            approval_policy="chairs" if n == 0 else "none", elected_approvers=0,
        )
        for n in range(9)
    ]  # fmt: skip
    for body in bodies[:2]:
        _seats(body, people, parties)
    by = users["secretary"]
    finished, sent, draft = (_large(body, people, by=by, weeks=w) for body, w in zip(
        (bodies[1], bodies[0], bodies[1]), (3, 2, 1), strict=True))  # fmt: skip
    minutes_actions.finalise(finished.minutes, by=by)
    printed = _large(bodies[0], people, by=by, weeks=4, below=False, characters=PRINTED)
    for meeting in (sent, printed):
        minutes_actions.send_for_approval(meeting.minutes, by=by)
    _mass(bodies[1:], people, by=by)
    decision = Decision.objects.filter(meeting=finished).order_by("running")[0]
    return World(
        finished=finished.pk,
        draft=draft.pk,
        sent=sent.pk,
        printed=printed.pk,
        draft_items=list(draft.items.filter(parent=None).order_by("position").values_list("pk", flat=True)),
        list_year=TODAY.year - 1,
        decision=decision.number.lower().replace(" ", "-"),
        sessions={name: session_of(user) for name, user in users.items()},
        characters=sum(len(plain(html)) for html in draft.blocks.values_list("html", flat=True)),
    )


def session_of(user: User) -> str:
    """A session as after a login."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _seats(body: Body, people: list[Person], parties: list[Organisation]) -> None:
    kinds = ["chair", *["member"] * 17, *["substitute"] * 14]
    for place, kind in enumerate(kinds):
        seat = Seat.objects.create(body=body, organisation=parties[place % 14], kind=kind, position=place)
        Membership.objects.create(seat=seat, person=people[place], starts_on=dt.date(2020, 1, 1))


def _large(
    body: Body,
    people: list[Person],
    *,
    by: User,
    weeks: int,
    below: bool = True,
    characters: int = CHARACTERS,
) -> Meeting:
    """18 points, with a sub-point each unless told, 32 people, decisions, actions and contributions."""
    meeting = meeting_actions.create(
        bodies=[body], by=by, date=TODAY - dt.timedelta(weeks=weeks), start_time=dt.time(13), end_time=dt.time(16, 30),
        place="Bänksalen", chair=people[0], secretary=people[40],
    )  # fmt: skip
    meeting.items.all().delete()
    missing = PEOPLE - meeting.attendances.count()
    for place in range(missing):
        Attendance.objects.create(
            meeting=meeting, body=body, person=people[41 + place], name=people[41 + place].name, role="guest",
            position=900 + place,
        )  # fmt: skip
    meeting.attendances.update(state="present")
    meeting.attendances.filter(position__gt=25).update(state="apology")
    per_item = characters // (ITEMS * (1 + below))
    for place in range(ITEMS):
        top = _item(meeting, f"Punkt om {_random.choice(_THINGS)}", place * 2, number=str(place + 1))
        _write(top, per_item, by=by, decision=place % 2 == 0, action=place % 3 == 0, rounds=place == 8)
        if below:
            under = _item(meeting, f"Delpunkt {_random.choice(_ENDS)}", place * 2 + 1, number="a", parent=top)
            _write(under, per_item, by=by, decision=place % 6 == 1, action=False, rounds=False)
    return Meeting.objects.get(pk=meeting.pk)


def _item(meeting: Meeting, title: str, place: int, **fields: object) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting, title=title, position=place * 10, purpose="decision", **fields
    )


def _write(item: AgendaItem, size: int, *, by: User, decision: bool, action: bool, rounds: bool) -> None:
    changes: list[texts.Change] = []

    def add(html: str, records: list[dict[str, object]] | None = None, **fields: object) -> texts.Change:
        after = next((one.key for one in reversed(changes) if one.parent == fields.get("parent")), None)
        change = texts.Change(key=uuid4(), html=html, after=after, records=records, **fields)  # type: ignore[arg-type]
        changes.append(change)
        return change

    def record(type_: str, **fields: str) -> list[dict[str, object]]:
        return [{"id": str(uuid4()), "type": type_, "fields": fields}]

    if decision:
        add(f"{sentence()} {sentence()}", record("decision", kind=_random.choice(KINDS)))
    if action:
        add(sentence(), record("action", who="Kansliet", due="1 november 2026"))
    if rounds:
        for name in ("Norr", "Söder", "Väster", "Örebro"):
            party = add("", kind="contribution", label=name)
            add(sentence(), parent=party.key)
    while sum(len(plain(one.html)) for one in changes) < size - HALF_A_BLOCK:
        add(
            f"{sentence()} <strong>{sentence()}</strong>",
            kind="bullet" if len(changes) % 3 == 2 else "paragraph",
        )
    texts.save(item, changes, by=by)


def _mass(bodies: list[Body], people: list[Person], *, by: User) -> None:
    """The rest of the meetings: 500 a year, small, nearly all finished, every tenth joint."""
    left = MEETINGS - Meeting.objects.count()
    meetings = Meeting.objects.bulk_create(
        Meeting(date=_day(n), start_time=dt.time(9), place="Bänksalen", chair=people[n % 40])
        for n in range(left)
    )
    of = {one.pk: bodies[n % len(bodies)] for n, one in enumerate(meetings)}
    rows = [MeetingBody(meeting=one, body=of[one.pk], position=0) for one in meetings]
    rows += [
        MeetingBody(meeting=one, body=bodies[(n + 1) % len(bodies)], position=1)
        for n, one in enumerate(meetings) if n % 10 == 0
    ]  # fmt: skip
    MeetingBody.objects.bulk_create(rows)
    Minutes.objects.bulk_create(Minutes(meeting=one, word=of[one.pk].minutes_word) for one in meetings)
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=one, title=f"Punkt om {_random.choice(_THINGS)}", number=str(n), position=n)
        for one in meetings for n in (1, 2, 3)
    )  # fmt: skip
    blocks = ItemBlock.objects.bulk_create(
        (
            ItemBlock(meeting_id=item.meeting_id, item=item, html=sentence(), position=n)
            for item in items for n in (1, 2)
        ),
        batch_size=2000,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        (
            Attendance(meeting=one, body=of[one.pk], person=people[n], name=people[n].name, position=n, state="present")
            for one in meetings for n in range(8)
        ),
        batch_size=2000,
    )  # fmt: skip
    _decide(meetings, of, blocks, people)
    _finish(meetings[: -len(meetings) // 20], by=by)


def _decide(
    meetings: list[Meeting], of: dict[int, Body], blocks: list[ItemBlock], people: list[Person]
) -> None:
    """Three decisions and an action in every meeting, numbered in the series of the leading body."""
    days = {one.pk: one.date for one in meetings}
    series: dict[tuple[int, int], int] = {
        (row.body_id, row.year): row.last for row in DecisionSeries.objects.all()
    }
    decisions, actions = [], []
    for place, block in enumerate(blocks):
        body, day = of[block.meeting_id], days[block.meeting_id]
        assert day
        if place % 2 == 0:
            running = series[body.pk, day.year] = series.get((body.pk, day.year), 0) + 1
            decisions.append(
                Decision(
                    meeting_id=block.meeting_id, item_id=block.item_id, block=block, kind=KINDS[place % 4],
                    series_body=body, year=day.year, running=running, number=f"{body.code} {day.year}-{running}",
                )
            )  # fmt: skip
        elif place % 6 == 1:
            actions.append(
                Action(
                    meeting_id=block.meeting_id, item_id=block.item_id, block=block, who="Kansliet",
                    person=people[place % 40], due_on=day + dt.timedelta(days=60),
                    state="done" if place % 5 else "open",
                )
            )  # fmt: skip
    Decision.objects.bulk_create(decisions, batch_size=2000)
    Action.objects.bulk_create(actions, batch_size=2000)


def _finish(meetings: list[Meeting], *, by: User) -> None:
    content, now = canonical_bytes(document_of(Meeting.objects.get(pk=meetings[0].pk))), timezone.now()
    minutes = list(Minutes.objects.filter(meeting__in=meetings))
    versions = MinutesVersion.objects.bulk_create(
        (
            MinutesVersion(minutes=one, number=1, format=FORMAT, content=content, sha256=checksum(content),
                           frozen_at=now, frozen_by=by)
            for one in minutes
        ),
        batch_size=200,
    )  # fmt: skip
    for one, version in zip(minutes, versions, strict=True):
        one.current_version, one.frozen_at, one.state = version, now, Minutes.State.FINALISED
        one.finished_at, one.finished_by = now, by
    Minutes.objects.bulk_update(
        minutes, ["current_version", "frozen_at", "state", "finished_at", "finished_by"], batch_size=500
    )


def _day(n: int) -> dt.date:
    """500 meetings a year, the last years first."""
    return dt.date(TODAY.year - n // PER_LIST, 1, 10) + dt.timedelta(days=(n % PER_LIST) * 250 // PER_LIST)
