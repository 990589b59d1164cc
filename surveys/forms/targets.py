"""The sample of every kommun on one page: how many are asked, how many answers are hoped for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from secretariat.lib.forms import SeenForm
from secretariat.registry.models import Organisation

MOST = 1_000_000
_WHOLE = "Skriv ett helt antal personer, t.ex. 2 000."


class PeopleField(forms.IntegerField):
    """A number of persons: 2000, 2 000."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8, "class": "short"}),
            error_messages={"invalid": _WHOLE, "min_value": _WHOLE, "max_value": _WHOLE},
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        return super().to_python("".join(str(value).split()) if value not in self.empty_values else value)


class TargetsForm(SeenForm, forms.Form):
    """A row of two numbers for each kommun. `standing` is what each has now. The round must be locked first (L2)."""

    def __init__(
        self,
        *args: Any,
        kommuner: Sequence[Organisation],
        standing: Mapping[int, tuple[int, int | None]],
        **kwargs: Any,
    ) -> None:
        self.kommuner = kommuner
        kwargs["initial"] = {
            name: number
            for key, (sampled, expected) in standing.items()
            for name, number in ((f"urval_{key}", sampled), (f"svar_{key}", expected))
        }
        super().__init__(*args, **kwargs)
        for one in kommuner:
            self.fields[f"urval_{one.pk}"] = PeopleField(label=f"Urval, {one.short_name}")
            self.fields[f"svar_{one.pk}"] = PeopleField(label=f"Väntade svar, {one.short_name}")

    def rows(self) -> Iterable[tuple[Organisation, forms.BoundField, forms.BoundField]]:
        """Each kommun with its two fields, for the table."""
        return [(one, self[f"urval_{one.pk}"], self[f"svar_{one.pk}"]) for one in self.kommuner]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for one in self.kommuner:
            sampled, expected = cleaned.get(f"urval_{one.pk}"), cleaned.get(f"svar_{one.pk}")
            if expected is not None and sampled is None and f"urval_{one.pk}" not in self.errors:
                self.add_error(f"urval_{one.pk}", f"Skriv också hur många som tillfrågas i {one.short_name}.")
            elif expected is not None and sampled is not None and expected > sampled:
                self.add_error(
                    f"svar_{one.pk}",
                    f"I {one.short_name} kan det inte komma fler svar än personer i urvalet.",
                )
        return cleaned

    def targets(self) -> dict[int, tuple[int, int | None]]:
        """What the action is given: kommuner with a sample."""
        found = {}
        for one in self.kommuner:
            sampled = self.cleaned_data[f"urval_{one.pk}"]
            if sampled is not None:
                found[one.pk] = (sampled, self.cleaned_data[f"svar_{one.pk}"])
        return found
