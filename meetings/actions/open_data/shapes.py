"""What each open thing looks like, in the shapes of OParl 1.1. Many at a time, in queries whose number stays (M4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from meetings.actions import masked_copies, publications
from meetings.actions.decisions import ListedDecision
from meetings.models import AgendaItem, Attendance, Decision, MeetingBody, Publication
from secretariat.lib.dates import STOCKHOLM
from secretariat.registry.models import Organisation

from .files import Cleared, cleared_of, minutes_files, pdfs_of
from .things import SCHEMA, Json, address, full, head, key_of, list_of, moment

# Beslut in words; what is not here is decided for good.
_ROLES = {
    Decision.Kind.RECOMMENDATION: "rekommendation", Decision.Kind.POSITION: "ställningstagande",
    Decision.Kind.RETURNS: "återkommer", Decision.Kind.TABLED: "bordläggning",
    Decision.Kind.REFERRED_BACK: "återremiss",
}  # fmt: skip
_LONGEST = 120


# The system and its body


def system() -> Json:
    """Where everything begins."""
    own = _own()
    return full(
        {
            "id": address("open-system"),
            "type": f"{SCHEMA}System",
            "oparlVersion": "https://schema.oparl.org/1.1/",
            "name": f"Öppna möten och beslut, {own.name}" if own else "Öppna möten och beslut",
            "body": list_of("Body"),
            "website": address("public-start"),
            "vendor": "https://oparl.org/",
            "product": address("open-data"),
            "web": address("open-data"),
        }
    )


def _own() -> Organisation | None:
    return Organisation.objects.filter(is_own=True).first()


def body(created: dt.datetime | None, modified: dt.datetime | None) -> Json:
    """The office's own organisation, with all lists."""
    own = _own()
    return full(
        {
            "id": key_of("Body", 1),
            "type": f"{SCHEMA}Body",
            "system": address("open-system"),
            "name": own.name if own else "Samverkan",
            "shortName": own.short_name if own else "Samverkan",
            "classification": own.get_kind_display() if own else "samverkan",
            "organization": list_of("Organization"),
            "person": list_of("Person"),
            "meeting": list_of("Meeting"),
            "paper": list_of("Paper"),
            "agendaItem": list_of("AgendaItem"),
            "consultation": list_of("Consultation"),
            "file": list_of("File"),
            "locationList": list_of("Location"),
            "legislativeTerm": [],
            "created": moment(created),
            "modified": moment(modified),
            "web": address("public-start"),
        }
    )


# Bodies, persons, places


def organizations(rows: Sequence[Any]) -> list[Json]:
    """Bodies. The one a body belongs to is named where that is open too."""
    shown = set(
        publications.open_bodies().filter(pk__in=[row.parent_id for row in rows]).values_list("pk", flat=True)
    )
    return [
        full(
            head("Organization", row.pk, row)
            | {
                "body": key_of("Body", 1),
                "name": row.name,
                "shortName": row.list_name,
                "organizationType": "Gremium",
                "classification": row.type.name,
                "startDate": row.starts_on.isoformat() if row.starts_on else None,
                "endDate": row.ends_on.isoformat() if row.ends_on else None,
                "subOrganizationOf": key_of("Organization", row.parent_id)
                if row.parent_id in shown
                else None,
                "membership": [],
                "meeting": f"{list_of('Meeting')}?grupp={row.pk}",
                "web": address("public-body", row.pk),
            }
        )
        for row in rows
    ]


def persons(rows: Sequence[Any]) -> list[Json]:
    """Persons who are named in what is open: the name alone."""
    return [
        full(
            head("Person", row.pk, row)
            | {
                "body": key_of("Body", 1), "name": row.name, "familyName": row.family_name,
                "givenName": row.given_name, "membership": [],
            }
        )
        for row in rows
    ]  # fmt: skip


def locations(rows: Sequence[Any]) -> list[Json]:
    """Where meetings were, in words."""
    copies = masked_copies.standing_copies([row.pk for row in rows])
    return [_location(row, copies.get(row.pk)) | {"meeting": [key_of("Meeting", row.pk)]} for row in rows]


def _location(row: Any, copy: masked_copies.Words | None) -> Json:
    return head("Location", row.pk, row) | {"description": copy.place if copy else row.place}


# Meetings and their points


def meetings(rows: Sequence[Any], *, whole: bool = True) -> list[Json]:
    """Meetings; whole with their points and files in them."""
    keys = [row.pk for row in rows]
    bodies, present, copies = _bodies_of(keys), _present_at(keys), masked_copies.standing_copies(keys)
    pdfs = {row.pk: one for row, one in zip(rows, minutes_files(rows), strict=True)}
    files = cleared_of(keys) if whole else Cleared({}, {})
    points = _points_of(rows, files, copies) if whole else {}
    return [
        full(
            head("Meeting", row.pk, row)
            | {
                "name": publications.title_of(row, copies.get(row.pk))
                or " och ".join(name for _, name in bodies[row.pk])
                or "Möte",
                "meetingState": "genomfört",
                "cancelled": False,
                "start": _at(row.date, row.start_time),
                "end": _at(row.date, row.end_time) if row.end_time else None,
                "location": _location(row, copies.get(row.pk)) if row.place else None,
                "organization": [key_of("Organization", key) for key, _ in bodies[row.pk]],
                "participant": [key_of("Person", key) for key in present[row.pk]],
                "resultsProtocol": pdfs[row.pk],
                "web": address("public-meeting", row.pk),
            }
            | (
                {"auxiliaryFile": files.of_meeting.get(row.pk, []), "agendaItem": points.get(row.pk, [])}
                if whole
                else {}
            )
        )
        for row in rows
    ]


def _at(day: dt.date | None, clock: dt.time | None) -> str | None:
    return moment(dt.datetime.combine(day, clock or dt.time(0), tzinfo=STOCKHOLM)) if day else None


def _bodies_of(keys: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Bodies of each meeting, the leading one first: key and name."""
    rows = MeetingBody.objects.filter(meeting__in=keys).select_related("body").order_by("position", "pk")
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append((row.body_id, row.body.list_name))
    return found


def _present_at(keys: Iterable[int]) -> dict[int, list[int]]:
    """Who was there of those whom the published text names; nobody whose data are protected (D7)."""
    rows = Attendance.objects.filter(
        meeting__in=keys, state=Attendance.State.PRESENT, person__protected_identity=False
    ).order_by("position", "pk")
    named = set(
        Publication.objects.standing()
        .filter(minutes__meeting__in=keys)
        .values_list("minutes__meeting", "persons")
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for meeting, person in rows.values_list("meeting", "person"):
        if (meeting, person) in named and person not in found[meeting]:
            found[meeting].append(person)
    return found


def _points_of(
    rows: Sequence[Any], files: Cleared, copies: Mapping[int, masked_copies.Words]
) -> dict[int, list[Json]]:
    """Points of each meeting in their order, without the way back to it."""
    of = {row.pk: row for row in rows}
    items = list(items_in_order().filter(meeting__in=of))
    for item in items:
        item.first_opened, item.modified = of[item.meeting_id].first_opened, of[item.meeting_id].modified
    found: defaultdict[int, list[Json]] = defaultdict(list)
    for item, told in zip(items, _told_items(items, files, copies), strict=True):
        found[item.meeting_id].append({name: value for name, value in told.items() if name != "meeting"})
    return found


def items_in_order() -> Any:
    """Points that stand, as they are printed."""
    return bare_items().order_by("meeting", "position", "pk")


def bare_items() -> Any:
    """Points that stand, with what is told of them and nothing else: a page of meetings has thousands."""
    rows = AgendaItem.objects.standing().select_related("parent")
    return rows.only("meeting", "number", "title", "position", "parent__number")


def agenda_items(rows: Sequence[Any]) -> list[Json]:
    """Points with the words of what was decided there."""
    meetings_of = {row.meeting_id for row in rows}
    return _told_items(rows, cleared_of(meetings_of), masked_copies.standing_copies(meetings_of))


def _told_items(rows: Sequence[Any], files: Cleared, copies: Mapping[int, masked_copies.Words]) -> list[Json]:
    keys = [row.pk for row in rows]
    decided: defaultdict[int, list[ListedDecision]] = defaultdict(list)
    found = publications.open_decisions().filter(item__in=keys).order_by("running", "position")
    for one in publications.listed(found):
        decided[one.item_key].append(one)
    return [
        full(
            head("AgendaItem", row.pk, row)
            | {
                "meeting": key_of("Meeting", row.meeting_id),
                "number": _number(row),
                "order": row.position,
                "name": _heading(row, copies.get(row.meeting_id)) or "Utan rubrik",
                "public": True,
                "consultation": key_of("Consultation", decided[row.pk][0].key) if decided[row.pk] else None,
                "resolutionText": "\n\n".join(one.words for one in decided[row.pk]),
                "auxiliaryFile": files.of_item.get(row.pk, []),
                "web": f"{address('public-meeting', row.meeting_id)}#punkt-{row.parent_id or row.pk}",
            }
        )
        | {"number": _number(row)}
        for row in rows
    ]


def _heading(row: AgendaItem, copy: masked_copies.Words | None) -> str:
    return copy.item(row.pk)[0] if copy else " ".join(row.title.split())


def _number(row: AgendaItem) -> str:
    """The printed number as words: "8", "8 a", or nothing."""
    return f"{row.parent.number} {row.number}".strip() if row.parent else row.number


# Decisions


def papers(rows: Sequence[Any], *, whole: bool = True) -> list[Json]:
    """Decisions, each as a paper of its own with the consultation in which it was taken."""
    listed = _listed(rows)
    of_meeting = _meetings_of(rows)
    bodies, pdfs = _bodies_of(of_meeting), pdfs_of(of_meeting)
    before = set(
        publications.open_decisions()
        .filter(pk__in=[row.supersedes_id for row in rows if row.supersedes_id])
        .values_list("pk", flat=True)
    )
    consulted = {row.pk: one for row, one in zip(rows, consultations(rows), strict=True)}
    found = []
    for row in rows:
        one, took_part = listed[row.pk], [key_of("Organization", key) for key, _ in bodies[row.meeting_id]]
        told = head("Paper", row.pk, row) | {
            "body": key_of("Body", 1),
            "name": _short(one.words),
            "reference": one.number,
            "date": one.date.isoformat() if one.date else None,
            "paperType": f"Beslut: {one.kind}" if one.kind else "Beslut",
            "relatedPaper": [key_of("Paper", row.supersedes_id)] if row.supersedes_id in before else [],
            "mainFile": pdfs[row.meeting_id],
            "underDirectionOf": took_part[:1],
            "originatorOrganization": took_part,
            "keyword": [one.theme] if one.theme else [],
            "sekretariatet:text": one.words,
            "web": address("public-decision", one.address),
        }
        if whole:
            inner = {name: value for name, value in consulted[row.pk].items() if name != "paper"}
            told["consultation"] = [inner]
        found.append(full(told))
    return found


def consultations(rows: Sequence[Any]) -> list[Json]:
    """How a decision was taken: where, by whom, and whether for good."""
    bodies = _bodies_of({row.meeting_id for row in rows})
    return [
        full(
            head("Consultation", row.pk, row)
            | {
                "paper": key_of("Paper", row.pk),
                "agendaItem": key_of("AgendaItem", row.item_id),
                "meeting": key_of("Meeting", row.meeting_id),
                "organization": [key_of("Organization", key) for key, _ in bodies[row.meeting_id]],
                "authoritative": row.kind not in _ROLES,
                "role": _ROLES.get(row.kind, "beslut"),
            }
        )
        for row in rows
    ]


def _listed(rows: Sequence[Any]) -> dict[UUID, ListedDecision]:
    found = publications.open_decisions().filter(pk__in=[row.pk for row in rows])
    return {one.key: one for one in publications.listed(found)}


def _meetings_of(rows: Sequence[Any]) -> list[int]:
    return sorted({row.meeting_id for row in rows})


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
