"""Meetings with everything in them, for tests of the exchange format, and how two trees are compared."""

import datetime as dt
import json
from typing import Any

from meetings.actions.exchange.taking_in import TakenIn
from meetings.documents import Document, canonical_bytes
from meetings.models import (
    Dispatch,
    HandOn,
    InterestConflict,
    ItemAttachment,
    ItemPresenter,
    NotedDate,
    Statement,
)
from secretariat.registry.actions import files
from secretariat.registry.models import Letterhead
from tests import make

from .approval_case import Case, a_case, person_of


def rich_case() -> Case:
    """Provrådet with a letterhead, sub-points, records of each kind, a table, contributions, a guest and a file."""
    case = a_case()
    region = make.organisation(name="Region Prov", kind="region")
    head = Letterhead.objects.create(name="Kansliet", organisation=region, office="Kansliet", phone="019-1")
    case.body.letterhead = head
    case.body.save()
    meeting = case.meeting
    meeting.start_time, meeting.end_time, meeting.place, meeting.form = (
        dt.time(9),
        dt.time(12),
        "Salen",
        "hybrid",
    )
    meeting.save()
    plan = case.item("Plan")
    plan.title, plan.role, plan.purpose = "Plan\nFör nästa år", "report", "decision"
    plan.chair = person_of(case.elected)
    plan.save()
    ItemPresenter.objects.create(meeting=meeting, item=plan, text="Asta Ordman", person=person_of(case.chair))
    ItemPresenter.objects.create(meeting=meeting, item=plan, text="Provrådet", body=case.body, position=1)
    ItemAttachment.objects.create(
        meeting=meeting, item=plan, kind="link", title="Mer att läsa", url="https://exempel.se/a?b=1"
    )
    stored = files.store_made(b"%PDF-1.7 prov", name="bilaga.pdf", title="Bilagan")
    ItemAttachment.objects.create(
        meeting=meeting, item=plan, kind="file", title="Bilagan", file=stored, position=1
    )
    below = make.item(of=meeting, title="Bilaga till planen", number="a", parent=plan)
    first = make.block(of=below, html="Vi möts <strong>snart</strong> &amp; ofta.")
    date = NotedDate.objects.create(
        meeting=meeting, item=below, block=first, position=7, what="Nästa möte", date="2026-05-04",
        start_time=dt.time(13), place="Nora", tentative=True,
    )  # fmt: skip
    last = make.block(of=below, html=f'Den <time data-date="{date.pk}">4 maj</time> i Nora.', runs_on=True)
    Statement.objects.create(
        meeting=meeting, item=below, block=first, last_block=last, position=8, kind="reservation",
        name="Birger Valdberg", person=person_of(case.elected),
    )  # fmt: skip
    make.block(of=below, kind="table", html="<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>")
    kumla = make.organisation(name="Kumla provkommun")
    said = make.block(
        of=below, kind="contribution", label="Kumla:", party_name="Kumla", organisation=kumla, html=""
    )
    make.block(of=below, html="Inget nytt.", parent=said)
    conflict = make.block(of=below, html="Cilla gick ut.")
    InterestConflict.objects.create(
        meeting=meeting, item=below, block=conflict, position=9, name="Cilla Reservin", person=person_of(case.reserve)
    )  # fmt: skip
    make.action(of=plan, text="Kansliet ringer Kumla.", who="Kansliet", due="1 juni 2026", organisation=kumla)
    other = make.body(name="Andra gruppen")
    hand_on = HandOn.objects.create(
        meeting=meeting, item=plan, block=make.block(of=plan, html="Vem har öppet?"), position=10, to="Andra gruppen"
    )  # fmt: skip
    hand_on.bodies.add(other)
    decision = plan.decisions.get()
    decision.parties.add(kumla)
    Dispatch.objects.create(decision=decision, recipient="Kumla", channel="e-post", sent_on=make.DAY)
    guest = make.attendee(
        of=meeting, person=make.person(name="Gun Gäst"), role="guest", list_heading="Gäster"
    )
    guest.items.add(plan, below)
    late = meeting.attendances.get(person=person_of(case.elected))
    late.from_item, late.to_time, late.mode = plan, dt.time(11, 30), "digital"
    late.save()
    reserve = meeting.attendances.get(person=person_of(case.reserve))
    reserve.serves_for, reserve.role = late, "substitute"
    reserve.save()
    make.item(of=meeting, title="Till kommande möten", number="", section="after", text="Unga och spel.")
    return case


def mapped(tree: Document, taken: TakenIn, registers: dict[int, int] | None = None) -> str:
    """The canonical bytes of a tree with the keys that the meeting taken in has got."""
    keys = taken.keys

    def walk(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            inside = {key: walk(one, key) for key, one in value.items()}
            if "section" in value or "children" in value:
                inside["key"] = keys.items[value["key"]]
            return inside
        if isinstance(value, list):
            return [walk(one, name) for one in value]
        if name == "meeting":
            return taken.meeting.pk
        if isinstance(value, int) and registers and name in ("person", "body", "organisation"):
            return registers.get(value, value)
        if isinstance(value, str):
            for old, new in keys.words.items():
                value = value.replace(old, new)
        return value

    content = walk(json.loads(canonical_bytes(tree)))
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(tree: Document) -> str:
    return canonical_bytes(tree).decode()
