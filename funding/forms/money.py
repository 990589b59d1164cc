"""Fields of forms about money: an amount as people type it, and the number of a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from meetings.actions import decisions
from meetings.models import Decision
from secretariat.lib.money import LARGEST, grouped, kronor, read_money
from secretariat.registry.models import User

_MEANT = "menar"
_MARK = "|"


class MoneyInput(forms.TextInput):
    """An amount with its reading beside it. What may be two things is asked about, never guessed.

    A choice holds only for the text it was offered for, so that a new text is read anew.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "text", "autocomplete": "off", "size": 16} | (attrs or {}))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        typed = data.get(name)
        meant, _, offered_for = str(data.get(f"{name}-{_MEANT}", "")).partition(_MARK)
        if typed is not None and meant and offered_for == typed.strip():
            return grouped(int(meant)) if meant.lstrip("-").isdecimal() else typed
        return typed

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        said = {
            "hx-get": reverse("funding:amount-read"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "next output",
            "hx-sync": "this:replace",
        }
        control = super().render(name, value, {**(attrs or {}), **said}, renderer)
        text = self.format_value(value) or ""
        reading = read_money(text)
        choices = format_html_join(
            "",
            '<div><label><input type="radio" name="{}" value="{}"> {}</label></div>',
            ((f"{name}-{_MEANT}", f"{one}{_MARK}{text.strip()}", kronor(one)) for one in reading.may_be),
        )
        echo = kronor(reading.kronor) if reading.kronor is not None else ""
        asked = (
            format_html('<fieldset aria-label="Menar du"><div>{}</div></fieldset>', choices)
            if choices
            else ""
        )
        return format_html('{}{}<output class="hint">{}</output>', control, asked, echo)


class MoneyField(forms.Field):
    """Whole kronor as an int, read by lib/money; `least` is the smallest amount that is taken (G2)."""

    widget = MoneyInput
    default_error_messages = {"required": "Skriv beloppet i hela kronor, till exempel 300 000."}

    def __init__(self, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least = least

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        stored = initial if isinstance(initial, int) else None
        return read_money(str(data or "")).kronor != stored

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        reading = read_money(str(value))
        if reading.kronor is not None:
            return reading.kronor
        if reading.may_be:
            choices = " eller ".join(kronor(one) for one in reading.may_be)
            raise ValidationError(
                f"Du skrev ”{value}”. Menar du {choices}? Välj under fältet.", code="unsure"
            )
        raise ValidationError(
            f"”{value}” går inte att läsa som ett belopp. Skriv hela kronor, till exempel 300 000.",
            code="invalid",
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.least:
            words = (
                "Beloppet ska vara mer än noll kronor."
                if self.least > 0
                else f"Beloppet ska vara minst {kronor(self.least)}."
            )
            raise ValidationError(words, code="small")
        if value > LARGEST:
            raise ValidationError("Beloppet är för stort. Kontrollera antalet nollor.", code="large")


class DecisionField(forms.CharField):
    """One of our decisions by its number, read by whoever has the form: set `user` before it is cleaned."""

    user: User | None = None

    def __init__(self, **kwargs: Any) -> None:
        told: dict[str, Any] = {
            "label": "Vårt beslut",
            "required": False,
            "max_length": 40,
            "help_text": "Beslutets nummer som i beslutsregistret, t.ex. CF 2026-4.",
            "error_messages": {"required": "Skriv numret på beslutet."},
        } | kwargs
        super().__init__(**told)

    decisions_page = reverse_lazy("meetings:decision-list")

    def prepare_value(self, value: Any) -> Any:
        return value.number or str(value.pk) if isinstance(value, Decision) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        if isinstance(value, Decision):
            return value
        typed = " ".join(str(super().clean(value) or "").split())
        if not typed:
            return None
        found = decisions.found_by_address(typed.lower().replace(" ", "-"), self.user) if self.user else None
        if found is None:
            raise ValidationError(
                "Det finns inget beslut med det numret som du får läsa. Sök det under Beslut."
            )
        return found
