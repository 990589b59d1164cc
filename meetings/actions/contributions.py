"""Laget runt before the meeting: each party writes its own, and the secretary takes them all in at once (K10, A16).

What a party writes stands beside the text until it is taken in. Then each becomes a contribution in the item, in the
order of the leading body's seats, and nothing that stands there already is touched.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings import contribution_letters
from meetings.models import (
    AgendaItem,
    BlockKind,
    EarlyContribution,
    ItemBlock,
    ItemRole,
    Meeting,
    Membership,
    Seat,
)
from meetings.notifications import address_of
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import from_plain, paragraphs_of
from secretariat.registry.actions import links, log
from secretariat.registry.models import Organisation, Person, PersonalLink, User

from . import texts
from .attendance import obstacles_to_editing, open_for_change
from .reply_links import last_moment

NOTHING_NEW = "Inget nytt."
NO_WORDS = "Skriv ett inlägg, eller välj Inget nytt."
BOTH = "Du har både skrivit ett inlägg och valt Inget nytt. Ta bort det ena."


@dataclass(frozen=True)
class Place:
    """One item where somebody may write for one party, and what is written there."""

    item: AgendaItem
    party: Organisation
    row: EarlyContribution | None

    @property
    def key(self) -> str:
        """Names the form on the page."""
        return f"p{self.item.pk}-{self.party.pk}"


def rounds_of(meeting: Meeting) -> list[AgendaItem]:
    """The meeting's points for laget runt."""
    rows = AgendaItem.objects.standing().filter(meeting=meeting, role=ItemRole.ROUND_TABLE)
    return list(rows.order_by("position", "pk"))


def parties_of(person: Person | None, meeting: Meeting) -> list[Organisation]:
    """The parties a person may write for: those of their seats in the meeting's bodies today, or as they are called."""
    if person is None:
        return []
    seats = (
        Membership.objects.valid_on(timezone.localdate())
        .filter(person=person, seat__body__meeting_bodies__meeting=meeting)
        .exclude(seat__kind=Seat.Kind.SECRETARY)
        .values_list("seat__organisation", flat=True)
    )
    called = meeting.invitees.filter(person=person, removed_at=None).values_list(
        "seat__organisation", flat=True
    )
    keys = {key or person.organisation_id for key in (*seats, *called)}
    return list(Organisation.objects.filter(pk__in=[key for key in keys if key]))


def places(person: Person | None, meeting: Meeting) -> list[Place]:
    """Where the person may write. A fixed number of queries."""
    items, parties = rounds_of(meeting), parties_of(person, meeting)
    written = {
        (one.item_id, one.organisation_id): one
        for one in EarlyContribution.objects.filter(item__in=items, organisation__in=parties)
    }
    return [Place(item, party, written.get((item.pk, party.pk))) for item in items for party in parties]


def may_contribute(person: Person | None, meeting: Meeting) -> bool:
    """Whether the person has somewhere to write before the meeting, which has not been written down yet."""
    return not obstacles_to_writing(meeting, None) and bool(places(person, meeting))


def obstacles_to_writing(meeting: Meeting, row: EarlyContribution | None) -> list[str]:
    """Why a party can no longer write."""
    if obstacles := obstacles_to_editing(meeting):
        return obstacles
    if meeting.state == Meeting.State.CANCELLED:
        return ["Mötet är inställt."]
    if row and row.taken_at:
        return ["Sekreteraren har redan tagit in inlägget i texten. Säg till på mötet om något ska ändras."]
    return []


@transaction.atomic
def write(
    item: AgendaItem,
    *,
    party: Organisation,
    person: Person,
    by: User | None,
    text: str = "",
    nothing_new: bool = False,
    was: str = "",
) -> EarlyContribution:
    """Write a party's contribution, or change it. `was` is what the page showed. Raises NotAllowed with the reason."""
    meeting = open_for_change(item.meeting)
    if party not in parties_of(person, meeting):
        raise NotAllowed(f"Du kan inte skriva för {party.short_name}.")
    row = EarlyContribution.objects.filter(item=item, organisation=party).first()
    text = text.strip()
    obstacles = obstacles_to_writing(meeting, row)
    if text and nothing_new:
        obstacles.append(BOTH)
    elif not text and not nothing_new:
        obstacles.append(NO_WORDS)
    if row and row.text != was:
        now = row.text or NOTHING_NEW
        obstacles.append(
            f"Någon annan har nyss skrivit: ”{now}” Det du skrev står kvar. Spara igen om det ska gälla."
        )
    if obstacles:
        raise NotAllowed(obstacles)
    facts = {"text": text, "nothing_new": nothing_new, "written_by": person}
    row, _ = EarlyContribution.objects.update_or_create(item=item, organisation=party, defaults=facts)
    log.write("skrev inlägg före mötet", by=by, about=meeting, party=party.short_name, item=item.first_line)
    return row


# The secretary takes them in


def in_seat_order(meeting: Meeting, rows: Iterable[EarlyContribution]) -> list[EarlyContribution]:
    """In the order of the leading body's seats; parties without a seat last, by name (A16)."""
    order = {key: place for place, key in enumerate(_seats(meeting))}
    return sorted(
        rows, key=lambda one: (order.get(one.organisation_id, len(order)), one.organisation.sort_key)
    )


def _seats(meeting: Meeting) -> list[int]:
    rows = Seat.objects.filter(body=meeting.leading_body, organisation__isnull=False, kind__in=Seat.MEMBERS)
    return list(dict.fromkeys(rows.order_by("position", "pk").values_list("organisation_id", flat=True)))


def written_for(item: AgendaItem) -> list[EarlyContribution]:
    """What the parties have written for the item, in order."""
    rows = EarlyContribution.objects.filter(item=item).select_related("organisation", "written_by")
    return in_seat_order(item.meeting, rows)


@transaction.atomic
def take_in(item: AgendaItem, *, by: User) -> int:
    """Make a contribution in the text of each that waits. Returns how many; raises NotAllowed where none does."""
    meeting = open_for_change(item.meeting)
    waiting = in_seat_order(
        meeting,
        EarlyContribution.objects.select_for_update(of=("self",))
        .filter(item=item, taken_at=None)
        .select_related("organisation"),
    )
    if not waiting:
        raise NotAllowed("Inga inlägg väntar på att tas in.")
    changes, blocks = _changes(meeting, item, waiting)
    texts.save(item, changes, by=by)
    for row in waiting:
        ItemBlock.objects.filter(pk=blocks[row.pk]).update(organisation=row.organisation)
        row.block_id, row.taken_at = blocks[row.pk], timezone.now()
        row.save(update_fields=["block", "taken_at"])
    log.write("tog in inlägg", by=by, about=meeting, item=item.first_line, number=len(waiting))
    return len(waiting)


def _changes(
    meeting: Meeting, item: AgendaItem, waiting: Sequence[EarlyContribution]
) -> tuple[list[texts.Change], dict[int, UUID]]:
    """The blocks to save, and which contribution each row became or went into."""
    inside: defaultdict[UUID | None, list[ItemBlock]] = defaultdict(list)
    for block in ItemBlock.objects.standing().filter(item=item).order_by("position", "pk"):
        inside[block.parent_id].append(block)
    tops = inside[None]
    said = [one for one in tops if one.kind == BlockKind.CONTRIBUTION]
    before = tops[: tops.index(said[0])] if said else tops
    start = before[-1].pk if before else None
    present = {one.organisation_id: one.pk for one in said if one.organisation_id}
    by_label = {one.label.strip().removesuffix(":").casefold(): one.pk for one in said}
    order = list(dict.fromkeys([*_seats(meeting), *(one.organisation_id for one in waiting)]))
    changes: list[texts.Change] = []
    blocks: dict[int, UUID] = {}
    for row in waiting:
        party = row.organisation
        top = present.get(party.pk) or by_label.get(party.short_name.casefold())
        children = inside.get(top, []) if top else []
        if top is None:
            top = uuid4()
            earlier = [present[key] for key in order[: order.index(party.pk)] if key in present]
            changes.append(
                texts.Change(
                    key=top, kind=BlockKind.CONTRIBUTION, label=party.short_name,
                    after=earlier[-1] if earlier else start,
                )
            )  # fmt: skip
        present[party.pk] = blocks[row.pk] = top
        last = children[-1].pk if children else None
        for kind, words in paragraphs_of(NOTHING_NEW if row.nothing_new else row.text):
            change = texts.Change(key=uuid4(), kind=kind, html=from_plain(words), parent=top, after=last)
            changes.append(change)
            last = change.key
    return changes, blocks


# The parties are asked, each by a link of its own


def find(key: str, *, at: dt.datetime | None = None) -> tuple[Meeting | None, PersonalLink | None]:
    """The meeting that the link's person may write for, and the link; no meeting where the link opens nothing."""
    link = links.find(key, purpose=PersonalLink.Purpose.CONTRIBUTION)
    if link is None or link.person is None:
        return None, link
    meeting = Meeting.objects.select_related("minutes", "secretary").filter(pk=link.object_id).first()
    last = last_moment(meeting) if meeting else None
    is_past = last is not None and (at or timezone.now()) >= last
    return (None if link.revoked_at or is_past else meeting), link


def to_ask(meeting: Meeting) -> list[Person]:
    """Ordinary members and contacts of the leading body whose party has not written, and who can be written to."""
    items = rounds_of(meeting)
    written = set(EarlyContribution.objects.filter(item__in=items).values_list("organisation", flat=True))
    rows = (
        Membership.objects.valid_on(timezone.localdate())
        .filter(seat__body=meeting.leading_body, seat__kind__in=[*Seat.MEMBERS, Seat.Kind.CONTACT])
        .select_related("person__user", "seat")
        .order_by("seat__position", "pk")
    )
    found = {
        one.person_id: one.person
        for one in rows
        if (party := one.seat.organisation_id or one.person.organisation_id) and party not in written
    }
    return [one for one in found.values() if address_of(one)]


@transaction.atomic
def ask(meeting: Meeting, *, by: User) -> int:
    """Write to each party that has not written, with a link. Returns how many letters; raises NotAllowed.

    Earlier links are closed, so that the newest letter is the one that holds.
    """
    meeting = open_for_change(meeting)
    obstacles = obstacles_to_writing(meeting, None)
    last = last_moment(meeting)
    persons = to_ask(meeting)
    if not rounds_of(meeting):
        obstacles.append("Mötet har ingen punkt för laget runt.")
    elif last is not None and timezone.now() >= last:
        obstacles.append("Mötet har varit.")
    elif not persons:
        obstacles.append("Alla parter har skrivit, eller saknar någon med e-postadress.")
    if obstacles:
        raise NotAllowed(obstacles)
    old = PersonalLink.objects.filter(
        purpose=PersonalLink.Purpose.CONTRIBUTION,
        object_id=str(meeting.pk),
        person__in=persons,
        revoked_at=None,
    )
    old.update(revoked_at=timezone.now())
    keys = links.issue_all(
        [(one, meeting) for one in persons], purpose=PersonalLink.Purpose.CONTRIBUTION, by=by, expires_at=last
    )
    addresses = [settings.BASE_URL + reverse("meetings:contribution-link", args=[key]) for key in keys]
    contribution_letters.asked(zip(persons, addresses, strict=True), meeting, by=by)
    log.write("bad om inlägg före mötet", by=by, about=meeting, number=len(persons))
    return len(persons)
