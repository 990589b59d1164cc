"""Form fields that understand what Swedes type, and widgets without placeholders as labels."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .dates import and_list, parse_day, parse_time
from .rules import NotAllowed


def carried_out(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do what a bound form asks for, with what was typed. False where the form or the act has said no.

    Why stands at the form, which is shown again with what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except NotAllowed as no:
        form.add_error(None, no.reasons)
        return False
    return True


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


class DaysField(forms.CharField):
    """Numbers of days, with commas between: "3, 7" is [3, 7]. In order, each once."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "size": 14})
    LONGEST = 365

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(number) for number in value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))

    def clean(self, value: Any) -> Any:
        typed = (super().clean(value) or "").replace(";", ",").replace(" och ", ",")
        words = [word for word in re.split(r"[,\s]+", typed) if word]
        if not all(word.isdecimal() and 1 <= int(word) <= self.LONGEST for word in words):
            raise ValidationError("Skriv antal dagar med komma emellan, till exempel 3, 7.", code="invalid")
        return sorted({int(word) for word in words})


class LinesField(forms.CharField):
    """A list of short texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.clean(data)

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]


SEEN = "seen"


class SeenForm(forms.BaseForm):
    """A form of a row that others may change meanwhile. It carries a mark of every value it showed (L2).

    A field that somebody else has changed and this person has not keeps the other's value. A field that both have
    changed comes back with both values told and what was typed kept; the next save is a choice with open eyes.
    The row must be locked before the form is made, else two saves at once could both pass.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEEN] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self.marks, max_length=4000
        )

    def _stored(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def marks(self) -> str:
        """A short mark of what stands in every field, by name, as JSON."""
        return json.dumps({name: _mark(self._stored(name)) for name in self.fields if name != SEEN})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen = _marks_from(cleaned.pop(SEEN, ""))
        changed = [
            name
            for name in self.fields
            if name in seen
            and _mark(self._stored(name)) not in (seen[name], _mark(cleaned.get(name, _UNREAD)))
        ]
        for name in changed:
            field, stored = self.fields[name], self._stored(name)
            self._put(SEEN, self.marks())
            if name in cleaned and _mark(cleaned[name]) == seen[name]:
                shown = field.prepare_value(stored)
                cleaned[name] = field.clean(shown)
                self._put(name, shown)
            else:
                words = _in_words(field, stored)
                self.add_error(
                    name,
                    f"Någon annan har nyss sparat {words} här. Det du skrev står kvar. "
                    "Välj vad som ska gälla och spara igen.",
                )
        return cleaned

    def _put(self, name: str, value: Any) -> None:
        """Let the field show another value than the one that was sent."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        many = isinstance(value, Iterable) and not isinstance(value, str)
        values = [str(one) for one in value] if many else ["" if value is None else str(value)]
        self.data.setlist(self.add_prefix(name), values)  # type: ignore[attr-defined]


_UNREAD = object()


def _marks_from(text: str) -> dict[str, str]:
    """What the page said it showed; nothing where it says nothing that can be read."""
    try:
        marks = json.loads(text)
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def _mark(value: Any) -> str:
    return hashlib.sha256(_plainly(value).encode()).hexdigest()[:12]


def _plainly(value: Any) -> str:
    """One writing of a value, whether it comes from the row or from what was typed."""
    if value is _UNREAD:
        return "\x00"
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    if isinstance(value, Iterable):
        return ",".join(sorted(_plainly(one) for one in value))
    return str(value)


def _in_words(field: forms.Field, value: Any) -> str:
    """A stored value as the page would show it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return _quoted(
            and_list([field.label_from_instance(one) for one in field.clean(field.prepare_value(value))])
        )
    if isinstance(field, forms.ModelChoiceField):
        one = field.clean(field.prepare_value(value)) if value else None
        return _quoted(field.label_from_instance(one) if one else "")
    if isinstance(field, forms.ChoiceField):
        return _quoted(str(dict(field.choices).get(value, value)))  # type: ignore[arg-type]
    shown = field.prepare_value(value)
    return _quoted("" if shown is None else str(shown))


def _quoted(words: str) -> str:
    return f"”{words}”" if words else "ett tomt fält"
