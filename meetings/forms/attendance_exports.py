"""What an attendance file or a page of statistics is to be about: period, groups, parties."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, When
from django.http import QueryDict
from django.utils import timezone

from meetings.actions.attendance_rows import Selection
from meetings.models import Attendance, AttendanceExport, Body, Seat
from secretariat.lib import periods
from secretariat.lib.date_lists import read_dates
from secretariat.lib.forms import DayField
from secretariat.registry.models import Organisation

FIRST_YEAR, LAST_YEAR = 1990, 2100
_UNREADABLE = "Skriv ett datum som 2026-03-04 eller 4 mars, eller en vecka som v. 9."


class PeriodDayField(DayField):
    """A day, or a week: its Monday where a period begins, its Sunday where it ends. Without a year, of this year."""

    def __init__(self, *, ends: bool = False, **kwargs: Any) -> None:
        self.ends = ends
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        pasted = read_dates(str(value), year=timezone.localdate().year)
        if pasted.unread:
            told = pasted.unread[0]
            unread = told.endswith("kunde inte läsas som ett datum.")
            raise ValidationError(_UNREADABLE if unread else told, code="invalid")
        if len(pasted.found) != 1 or pasted.found[0].instead:
            raise ValidationError("Skriv ett enda datum eller en enda vecka.", code="invalid")
        found = pasted.found[0]
        day = found.window[1 if self.ends else 0] if found.window else found.day
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}.", code="invalid")
        return day


class _NamedBody(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Body) -> str:
        return obj.list_name


class _NamedParty(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.short_name


class PeriodForm(forms.Form):
    """From and till, with what a named period fills in: `?period=2026-h1`."""

    fran = PeriodDayField(label="Från och med", required=True)
    till = PeriodDayField(label="Till och med", required=True, ends=True)

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(_with_period(data), **kwargs)
        self.fields["fran"].error_messages["required"] = "Skriv periodens första dag."
        self.fields["till"].error_messages["required"] = "Skriv periodens sista dag."

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and last < first:
            self.add_error(
                "till", "Perioden slutar innan den börjar. Byt plats på dagarna eller ändra den ena."
            )
        return cleaned

    @property
    def words(self) -> str:
        """The period as one says it."""
        return periods.in_words(self.cleaned_data["fran"], self.cleaned_data["till"])


def _with_period(data: Mapping[str, Any]) -> QueryDict:
    """The data, with the days of a named period; without any period this half-year."""
    asked = data.copy() if isinstance(data, QueryDict) else _as_query(data)
    period = periods.named(str(asked.get("period", "")))
    if period is None and "fran" not in asked and "till" not in asked:
        period = periods.half_year_of(timezone.localdate())
    if period:
        asked["fran"], asked["till"] = period.first.isoformat(), period.last.isoformat()
    return asked


def _as_query(data: Mapping[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query


class SelectionForm(PeriodForm):
    """Which attendance: period, groups, parties, and how much of it."""

    grupp = _NamedBody(Body.objects.none(), label="Grupper", required=False)
    part = _NamedParty(Organisation.objects.none(), label="Kommuner och andra parter", required=False)
    ej_fardiga = forms.BooleanField(
        label="Ta också med möten där anteckningarna inte är färdiga, märkta", required=False,
    )  # fmt: skip
    andringar = forms.BooleanField(
        label="Bara det som är nytt eller ändrat sedan raden hämtades förut", required=False
    )

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["grupp"].queryset = Body.objects.order_by("sort_key")  # type: ignore[attr-defined]
        parties = Organisation.objects.filter(
            Exists(Seat.objects.filter(organisation=OuterRef("pk")))
            | Exists(Attendance.objects.filter(organisation=OuterRef("pk")))
        ).order_by(Case(When(kind=Organisation.Kind.MUNICIPALITY, then=0), default=1), "sort_key")
        self.fields["part"].queryset = parties  # type: ignore[attr-defined]

    def selection(self) -> Selection:
        """What was asked for. The form must be valid."""
        told = self.cleaned_data
        return Selection(
            told["fran"], told["till"], tuple(told["grupp"]), tuple(told["part"]), told["ej_fardiga"],
            told["andringar"],
        )  # fmt: skip


class ExportSearch(forms.Form):
    """Which earlier exports."""

    q = forms.CharField(label="Vem som hämtade", required=False, max_length=100)
    fran = PeriodDayField(label="Hämtad från och med", required=False)
    till = PeriodDayField(label="Hämtad till och med", required=False, ends=True)
    kind = forms.ChoiceField(
        label="Format", required=False, choices=[("", "Alla"), *AttendanceExport.Kind.choices]
    )
