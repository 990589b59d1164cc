"""Form fields that understand what Swedes type, and widgets without placeholders as labels."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .dates import parse_day, parse_time


class DayField(forms.DateField):
    """A date: 2026-03-04, 4 mars 2026, 4/3 2026, 260304. Shown back as 2026-03-04."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "size": 14})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        if day := parse_day(str(value)):
            return day
        raise ValidationError("Skriv datumet som 2026-03-04 eller 4 mars 2026.", code="invalid")


class ClockField(forms.TimeField):
    """A time of day: 9, 9.00, 0900, kl 9, 13,30. Shown back as 9.00."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": 8}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}.{value.minute:02}" if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.time):
            return value
        if time := parse_time(str(value)):
            return time
        raise ValidationError("Skriv tiden som 9.00 eller 13.30.", code="invalid")


class LinesField(forms.CharField):
    """A list of short texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.clean(data)

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
