"""A council and its period, and namnlistor made as a person would make them in Excel."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from meetings.actions import roster_plans, rosters
from meetings.models import Body, BodyType, Membership, Roster, Seat
from secretariat.registry.models import MandatePeriod, Organisation, Person
from tests import make

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "organ", "part", "roll", "inkallelseordning", "förnamn", "efternamn", "e-post", "telefon", "partibeteckning",
    "från", "till", "vakant",
)  # fmt: skip


def sheet(
    *rows: dict[str, Any], headings: Iterable[str] = HEADINGS, name: str = "namn.xlsx"
) -> SimpleUploadedFile:
    """A workbook with these rows; a key that is no heading is an error in the test."""
    headings = list(headings)
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        assert set(row) <= set(headings), row
        book.active.append([row.get(heading) for heading in headings])
    return saved(book, name=name)


def saved(book: Workbook, *, name: str = "namn.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue(), content_type=XLSX)


@dataclass
class Turn:
    """A political council with Nora's chair, Kumla's ledamot and two ersättare, 2023–2026, and the period to come."""

    body: Body
    period: MandatePeriod
    parties: dict[str, Organisation] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def row(self, party: str, role: str, name: str = "", **more: Any) -> dict[str, Any]:
        """A row of this council."""
        given, _, family = name.partition(" ")
        told = {"organ": self.body.code, "part": party, "roll": role, "förnamn": given or None,
                "efternamn": family or None}  # fmt: skip
        return told | {heading.replace("_", "-"): value for heading, value in more.items()}

    def upload(self, *rows: dict[str, Any], **how: Any) -> Roster:
        return rosters.upload(self.period, sheet(*rows, **how), by=None)

    def plan(self, *rows: dict[str, Any]) -> roster_plans.Plan:
        return roster_plans.plan(self.upload(*rows))

    def take_in(self, *rows: dict[str, Any]) -> rosters.TakenIn:
        roster = self.upload(*rows)
        return rosters.take_in(roster, mark=roster_plans.plan(roster).mark, by=None)

    def held(self) -> list[tuple[str, str, str, str]]:
        """Seat, holder, first and last day, in the order of the seats."""
        rows = Membership.objects.filter(seat__body=self.body).select_related("seat__organisation", "person")
        return [
            (str(one.seat), one.person.name, one.starts_on.isoformat(),
             one.ends_on.isoformat() if one.ends_on else "")
            for one in rows.order_by("seat__position", "seat__pk", "starts_on")
        ]  # fmt: skip


SEATS = (
    ("chair", "Nora", "Asta Alm"), ("member", "Kumla", "Birger Bo"), ("substitute", "Kumla", "Cilla Ceder"),
    ("substitute", "Nora", "Didrik Dal"),
)  # fmt: skip


def a_turn() -> Turn:
    political = BodyType.objects.get_or_create(name="samverkansråd", slug="council", is_political=True)[0]
    turn = Turn(
        make.body(name="Rådet för prov", short_name="Provrådet", code="RFP", type=political),
        MandatePeriod.objects.create(name="2027–2030", starts_on="2027-01-01", ends_on="2030-12-31"),
    )
    turn.period.refresh_from_db()
    for position, (kind, party, name) in enumerate(SEATS, 1):
        if party not in turn.parties:
            turn.parties[party] = make.organisation(name=f"{party} kommun", short_name=party)
        person = make.person(name=name, organisation=turn.parties[party])
        seat = make.seat(of=turn.body, organisation=turn.parties[party], kind=kind, position=position)
        make.membership(seat=seat, person=person)
        turn.seats[name], turn.people[name] = seat, person
    return turn
