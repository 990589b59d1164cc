"""The county's kommuner with their figures, a pot, a coming meeting with a point, and a decision of a finished one."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from funding import reference
from funding.actions import allocation_booking, allocation_proposals, allocations, keys
from funding.actions.allocations import Wanted
from funding.models import Allocation, Fund, GrantDecision, KeySeries, KeyTable, Pot
from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, Body, Decision, Minutes
from secretariat.registry.models import Organisation, User
from tests import make

# domain 4.4, in order of kommunkod; the patients are made up.
PATIENTS = (110, 95, 240, 170, 130, 90, 1900, 260, 210, 520, 180, 350)
VECTORS = {
    300_000: (8_379, 5_352, 15_804, 9_111, 6_324, 4_291, 155_151, 21_923, 11_176, 29_464, 10_347, 22_678),
    5_000_000: (139_655, 89_204, 263_407, 151_842, 105_399, 71_515, 2_585_844, 365_382, 186_261, 491_065, 172_451,
                377_975),
    1_234_567: (34_483, 22_025, 65_039, 37_492, 26_024, 17_658, 638_480, 90_218, 45_990, 121_251, 42_580, 93_327),
}  # fmt: skip
IN_THOUSANDS = (140, 89, 263, 152, 105, 72, 2_586, 365, 186, 491, 173, 378)
HALF_AND_HALF = (
    26_891,
    20_084,
    54_543,
    35_161,
    25_816,
    17_727,
    481_851,
    67_090,
    43_303,
    110_211,
    38_397,
    78_926,
)


@dataclass
class County:
    """Who shares out, the pot, the parties by short name, and the keys."""

    by: User
    body: Body
    fund: Fund
    grant: GrantDecision
    pot: Pot
    parties: dict[str, Organisation]
    tables: dict[str, KeyTable] = field(default_factory=dict)

    def wanted(self, name: str = "Efter invånare", total: int = 300_000, **chosen: object) -> Wanted:
        """A choice: all kommuner by the population of 2023, unless told."""
        used = chosen.pop("keys", [("2023", 100)])
        locked: Mapping[str, int] = chosen.pop("locked", {})  # type: ignore[assignment]
        names = chosen.pop("parties", list(reference.names().values()))
        return Wanted(
            name, total, [self.parties[one] for one in names],  # type: ignore[attr-defined]
            [(self.tables[key] if key else None, Decimal(weight)) for key, weight in used],  # type: ignore[attr-defined]
            locked={self.parties[one].pk: amount for one, amount in locked.items()}, **chosen,  # type: ignore[arg-type]
        )  # fmt: skip

    def scenario(self, name: str = "Efter invånare", total: int = 300_000, **chosen: object) -> Allocation:
        return allocations.save(self.pot, self.wanted(name, total, **chosen), by=self.by)

    def point(self, title: str = "Medel", *, days: int = 30) -> AgendaItem:
        """A point of a coming meeting of the body."""
        meeting = make.meeting(bodies=[self.body], date=timezone.localdate() + dt.timedelta(days=days))
        return make.item(of=meeting, title=title)

    def decided(self, *, finished: bool = True, item: AgendaItem | None = None) -> Decision:
        """A decision of the body, in finished notes unless told."""
        item = item or make.item(
            of=make.meeting(bodies=[self.body], date=dt.date(2026, 3, 18)), title="Medel"
        )
        made = make.decision(of=item, text="Gruppen fördelar medlen enligt tabellen.")
        if finished:
            minutes_actions.finalise(Minutes.objects.get(meeting=item.meeting_id), by=self.by)
        return Decision.objects.select_related("meeting__minutes").get(pk=made.pk)

    def amounts(self, allocation: Allocation) -> tuple[int, ...]:
        return tuple(allocation.rows.order_by("party__municipality_code").values_list("amount", flat=True))


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    plain = re.sub(r"<[^>]+>", " ", text).replace("&quot;", '"').replace("\xa0", " ").replace("&nbsp;", " ")
    return " ".join(plain.split())


def typed(county: County, **changed: str) -> dict[str, str]:
    """The form as a person fills it in: all kommuner by the population of 2023."""
    said = {
        "name": "Efter invånare", "total": "300 000", "step": "1", "minimum": "", "text": "", "do": "save",
        "nyckel_0": str(county.tables["2023"].pk), "vikt_0": "100",
    }  # fmt: skip
    said |= {f"part_{county.parties[name].pk}": "on" for name in reference.names().values()}
    return {key: value for key, value in (said | changed).items() if value != "(bort)"}


def create(county: County) -> str:
    return reverse("funding:allocation-create", args=[county.pot.pk])


def page(name: str, one: Allocation, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[one.pk, *more])


def a_county(*, amount: int = 10_000_000, pot: int | None = None, kommuner: bool = True) -> County:
    """Örebro län, with the figures that come with the system and made-up patients."""
    by = make.user(office_role="secretariat")
    number = make.number()
    body = make.body(approval_policy="none", code=f"CF{number}")
    fund = Fund.objects.create(slug=f"medel-{number}", name=f"Nära vård {number}", body=body, created_by=by)
    grant = GrantDecision.objects.create(
        fund=fund, year=2026, amount=amount, decided_by="Socialstyrelsen", decided_on=dt.date(2026, 1, 15),
        uses_from=dt.date(2026, 1, 1), uses_to=dt.date(2026, 12, 31), case_number=f"S2026/{number}", created_by=by,
    )  # fmt: skip
    whole = Pot.objects.create(grant=grant, name="Hela beslutet", amount=amount if pot is None else pot)
    made = County(by, body, fund, grant, whole, {})
    if not kommuner:
        return made
    for code, name in reference.names().items():
        made.parties[name] = make.organisation(
            name=f"{name} kommun {number}", short_name=name, municipality_code=code
        )
    for table in keys.take_in_shipped(by=by):
        made.tables[str(table.reference_on.year)] = table
    series = KeySeries.objects.create(
        slug=f"patienter-{number}", name="Patienter (påhittade)", unit="patienter"
    )
    values = {code: Decimal(value) for code, value in zip(sorted(reference.names()), PATIENTS, strict=True)}
    origin = keys.Origin(dt.date(2025, 12, 31), "Påhittade siffror", dt.date(2026, 2, 1))
    made.tables["patienter"] = keys.take_in(series, values, origin, by=by)
    return made


def allocation_samples() -> dict[str, list[object]]:
    """Objects for the addresses of keys and allocations, by how each address begins."""
    county = a_county()
    first = county.scenario(keys=[("2023", 50), ("patienter", 50)], locked={"Nora": 10_000})
    second = county.scenario("Lika", keys=[(None, 1)])
    booked = county.scenario("Beslutad")
    item = county.point()
    allocation_proposals.propose(second, item, by=county.by)
    decision = county.decided()
    allocation_booking.book(booked, decision=decision, by=county.by)
    return {
        "medel/nyckeltal/": [county.tables["2023"].pk],
        "medel/potter/": [county.pot.pk],
        "medel/fordelningar/": [first.pk, second.pk, booked.pk],
        "medel/fordelningar/punkt/": [item.pk],
        "medel/fordelningar/beslut/": [decision.pk],
    }
