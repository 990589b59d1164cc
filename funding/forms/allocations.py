"""Forms of allocations: parties, keys and sums; on which point it is proposed; by which decision it is booked."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from funding.actions import allocations, keys
from funding.actions.allocations import Wanted
from funding.apportioning import CannotShare
from funding.models import Allocation, KeyTable, Pot
from funding.sharing import Share, share_out
from meetings import access as meeting_access
from meetings.models import AgendaItem
from secretariat.lib.access import Role
from secretariat.lib.dates import day_in_words
from secretariat.lib.money import number_in_words, read_number
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, User

from .money import DecisionField, MoneyField

KEYS = 4
EQUAL = "lika"
_HEAVIEST = 99_999


class AllocationForm(WithoutPersonnummer, forms.Form):
    """Everything that a scenario is computed from. `wanted` and `shares` are there when it is valid."""

    name = forms.CharField(
        label="Namn", max_length=120, help_text="Så att räkneexemplen känns igen, t.ex. Efter invånare.",
        error_messages={"required": "Skriv ett namn på räkneexemplet."},
    )  # fmt: skip
    total = MoneyField(label="Summa att fördela")
    step = MoneyField(label="Avrunda till hela", help_text="1 för hela kronor, 1 000 för hela tusental.")
    minimum = MoneyField(label="Ingen får mindre än", least=0, required=False)
    text = forms.CharField(
        label="Motivering", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Följer med till punkten när fördelningen föreslås.",
    )  # fmt: skip

    def __init__(self, *args: Any, pot: Pot, allocation: Allocation | None = None, **kwargs: Any) -> None:
        self.pot, self.allocation = pot, allocation
        self.offered = _offered(allocation)
        before = allocations.wanted_of(allocation) if allocation else _usual(pot, self.offered)
        kwargs["initial"] = _initial(before) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        rows = KeyTable.objects.select_related("series")
        self.tables = {str(one.pk): one for one in rows}
        choices = [("", "ingen"), (EQUAL, allocations.EQUAL)]
        choices += [(key, keys.label(one)) for key, one in self.tables.items()]
        for place in range(KEYS):
            self.fields[f"nyckel_{place}"] = forms.ChoiceField(
                label=f"Nyckel {place + 1}", choices=choices, required=False
            )
            self.fields[f"vikt_{place}"] = forms.CharField(
                label=f"Vikt för nyckel {place + 1}", required=False, max_length=20,
                widget=forms.TextInput(attrs={"size": 6, "autocomplete": "off"}),
            )  # fmt: skip
        for one in self.offered:
            self.fields[f"part_{one.pk}"] = forms.BooleanField(label=one.short_name, required=False)
            self.fields[f"las_{one.pk}"] = MoneyField(
                label=f"{one.short_name}, låst belopp", least=0, required=False
            )
        self.wanted: Wanted | None = None
        self.shares: list[Share] = []
        self.reasons: list[str] = []

    # Rows for the template

    def main_rows(self) -> list[BoundField]:
        """Name, sum and what bounds the sharing."""
        return [self[name] for name in ("name", "total", "step", "minimum", "text")]

    def key_rows(self) -> list[tuple[BoundField, BoundField]]:
        """A key and its weight."""
        return [(self[f"nyckel_{place}"], self[f"vikt_{place}"]) for place in range(KEYS)]

    def party_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        """A kommun and its settled sum."""
        return (self._row(one) for one in self.offered if one.kind == Organisation.Kind.MUNICIPALITY)

    def other_rows(self) -> list[tuple[BoundField, BoundField]]:
        """Others than kommuner."""
        return [self._row(one) for one in self.offered if one.kind != Organisation.Kind.MUNICIPALITY]

    def has_others(self) -> bool:
        """Whether any of the others is chosen, or wrong: then they are shown."""
        return any(box.value() or lock.value() or lock.errors for box, lock in self.other_rows())

    def _row(self, one: Organisation) -> tuple[BoundField, BoundField]:
        return self[f"part_{one.pk}"], self[f"las_{one.pk}"]

    # Reading

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used = self._keys(cleaned)
        chosen = [one for one in self.offered if cleaned.get(f"part_{one.pk}")]
        locked = {}
        for one in self.offered:
            amount = cleaned.get(f"las_{one.pk}")
            if amount is None:
                continue
            if one in chosen:
                locked[one.pk] = amount
            else:
                self.add_error(f"las_{one.pk}", f"Kryssa för {one.short_name}, eller ta bort beloppet.")
        if self.errors:
            return cleaned
        self.wanted = Wanted(
            cleaned["name"], cleaned["total"], chosen, used, cleaned["step"], cleaned.get("minimum") or 0, locked,
            cleaned["text"],
        )  # fmt: skip
        self.reasons = allocations.obstacles_to_saving(self.pot, self.wanted, self.allocation)
        try:
            self.shares = share_out(allocations.plan_of(self.wanted))
        except CannotShare:
            self.shares = []
        return cleaned

    def _keys(self, cleaned: dict[str, Any]) -> list[tuple[KeyTable | None, Decimal]]:
        found: list[tuple[KeyTable | None, Decimal]] = []
        seen: set[str] = set()
        for place in range(KEYS):
            key, typed = cleaned.get(f"nyckel_{place}", ""), (cleaned.get(f"vikt_{place}") or "").strip()
            if not key:
                continue
            if key in seen:
                self.add_error(f"nyckel_{place}", "Nyckeln är vald två gånger. Lägg ihop vikterna på en rad.")
            seen.add(key)
            weight = read_number(typed.removesuffix("%").strip())
            if reason := _why_not(typed, weight):
                self.add_error(f"vikt_{place}", reason)
            elif weight is not None:
                found.append((self.tables.get(key), weight))
        return found


def _why_not(typed: str, weight: Decimal | None) -> str:
    """What is wrong with a weight; empty where nothing is."""
    if not typed:
        return "Skriv hur tungt nyckeln väger, till exempel 50."
    if weight is None:
        return f"”{typed}” är inget tal. Skriv till exempel 50."
    if weight <= 0:
        return "Vikten ska vara mer än noll. Välj ingen nyckel om den inte ska räknas."
    if weight > _HEAVIEST or weight != round(weight, 4):
        return "Vikten ska vara högst 99 999, med högst fyra decimaler."
    return ""


def _offered(allocation: Allocation | None) -> list[Organisation]:
    """Kommuner first, in order of their codes; and whoever is in the allocation already."""
    rows = Organisation.objects.existing_on(timezone.localdate())
    if allocation:
        rows = rows | Organisation.objects.filter(allocation_rows__allocation=allocation)
    return sorted(rows.distinct(), key=lambda one: (one.kind != Organisation.Kind.MUNICIPALITY, one.sort_key))


def _usual(pot: Pot, offered: list[Organisation]) -> Wanted:
    """What one mostly begins with: all that is left of the pot, to the kommuner, by the newest population."""
    table = KeyTable.objects.filter(series__slug=keys.POPULATION).select_related("series").first()
    kommuner = [one for one in offered if one.kind == Organisation.Kind.MUNICIPALITY]
    return Wanted("", max(allocations.left_of(pot), 0), kommuner, [(table, Decimal(100))])


def _initial(wanted: Wanted) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": wanted.name, "total": wanted.total, "step": wanted.step, "minimum": wanted.minimum or None,
        "text": wanted.text,
    }  # fmt: skip
    for place, (table, weight) in enumerate(wanted.keys[:KEYS]):
        found[f"nyckel_{place}"] = str(table.pk) if table else EQUAL
        found[f"vikt_{place}"] = number_in_words(weight)
    for one in wanted.parties:
        found[f"part_{one.pk}"] = True
    return found | {f"las_{pk}": amount for pk, amount in wanted.locked.items()}


class ItemField(forms.ModelChoiceField):
    """Points of meetings, with the meeting's day and groups."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        day = day_in_words(obj.meeting.date) if obj.meeting.date else "utan dag"
        codes = ", ".join(row.body.code for row in obj.meeting.meeting_bodies.all())
        return f"{day}, {codes}: {obj.number} {obj.first_line}"


class ProposeForm(forms.Form):
    """On which point."""

    item = ItemField(
        AgendaItem.objects.none(),
        label="Punkt",
        empty_label="Välj",
        error_messages={"required": "Välj den punkt där fördelningen ska tas upp."},
    )

    def __init__(self, *args: Any, allocation: Allocation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items_for(allocation, user)  # type: ignore[attr-defined]


def items_for(allocation: Allocation, user: User) -> Any:
    """Points of meetings whose text can still be written, of the group that shares out; of all groups where none is
    named. Only meetings that the user keeps.
    """
    rows = AgendaItem.objects.standing().filter(
        meeting__minutes__frozen_at=None, section=AgendaItem.Section.ITEMS,
        meeting__date__gte=timezone.localdate() - dt.timedelta(days=60),
    )  # fmt: skip
    body = allocation.pot.grant.fund.body_id
    if body:
        rows = rows.filter(meeting__meeting_bodies__body=body)
    if not meeting_access.is_office(user):
        mine = meeting_access.bodies_of(user)[Role.SECRETARY]
        rows = rows.filter(meeting__meeting_bodies__body__in=mine)
    rows = rows.exclude(title="").select_related("meeting").prefetch_related("meeting__meeting_bodies__body")
    return rows.order_by("meeting__date", "meeting", "position").distinct()


class BookForm(forms.Form):
    """By which decision."""

    decision = DecisionField(label="Beslutets nummer", required=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].user = user  # type: ignore[attr-defined]
