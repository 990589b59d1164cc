"""Forms about an application: beginning one, asking for a complement, whose it is, judging it (G8)."""

from typing import Any

from django import forms

from funding.models import Assessment, Criterion
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation

MOST_STEPS = 10


class BeginForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(
        label="E-post",
        max_length=200,
        help_text="Dit skickar vi länken till ansökan, kvittot och beslutet.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Skriv din e-postadress.", "invalid": "Skriv hela e-postadressen."},
    )


class ReturnForm(WithoutPersonnummer, forms.Form):
    """What is to be complemented, and by when."""

    why = forms.CharField(
        label="Vad som ska kompletteras",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i brevet till sökanden.",
        error_messages={"required": "Skriv vad som ska kompletteras."},
    )
    complement_by = DayField(label="Senast", error_messages={"required": "Skriv sista dagen."})


class ConnectForm(forms.Form):
    """Which organisation of the register applies."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("sort_key"), label="Organisation i registret", empty_label="välj"
    )


class RegisterForm(forms.Form):
    """Of what kind the applicant is, to be put in the register."""

    kind = forms.ChoiceField(
        label="Slag", choices=Organisation.Kind.choices, initial=Organisation.Kind.CIVIL_SOCIETY
    )


class AssessForm(WithoutPersonnummer, forms.Form):
    """Points for each criterion, and why. What is not filled in can wait until it is handed in."""

    def __init__(
        self, *args: Any, criteria: list[Criterion], assessment: Assessment | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        given: dict[int, int] = {}
        if assessment:
            given = dict(assessment.scores.values_list("criterion_id", "points"))
        for one in criteria:
            self.fields[f"poang-{one.pk}"] = self._points(one, given.get(one.pk))
        self.fields["comment"] = forms.CharField(
            label="Motivering",
            required=False,
            max_length=4000,
            initial=assessment.comment if assessment else "",
            widget=forms.Textarea(attrs={"rows": 5}),
        )

    @staticmethod
    def _points(one: Criterion, given: int | None) -> forms.Field:
        words = f"{one.name} (vikt {one.weight})"
        if one.max_points <= MOST_STEPS:
            steps = [(str(number), str(number)) for number in range(one.max_points + 1)]
            return forms.ChoiceField(
                label=words,
                choices=steps,
                required=False,
                help_text=one.text,
                widget=forms.RadioSelect,
                initial=str(given) if given is not None else "",
            )
        return forms.IntegerField(
            label=f"{words}, 0–{one.max_points}",
            min_value=0,
            max_value=one.max_points,
            required=False,
            help_text=one.text,
            initial=given,
        )

    def points(self) -> dict[int, int | None]:
        """Points by the criterion's id; None where none are given."""
        said = {one.pk: self.cleaned_data.get(f"poang-{one.pk}") for one in self.criteria}
        return {key: int(value) if value not in (None, "") else None for key, value in said.items()}
