"""Forms of matters, their planned stops, and themes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.actions.matter_stops import day_of
from meetings.actions.matters import FACTS, found_by_address
from meetings.models import Body, Matter, MatterStop
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.actions import themes
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Person, Theme


class MatterForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Matter]):
    """A matter's own facts."""

    parties = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Berör parter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kryssa bara dem som ärendet särskilt gäller.",
    )

    class Meta:
        model = Matter
        fields = ["title", "description", "body", "theme", "responsible", "case_number", "parties"]
        labels = {"title": "Rubrik", "description": "Vad det handlar om", "theme": "Tema",
                  "responsible": "Ansvarig", "body": "Hör till grupp", "case_number": "Diarienummer"}  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "body": "Gruppen som äger ärendet. Går över till efterträdaren om gruppen upphör.",
            "case_number": "I organisationens eget diarium, om det finns.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        of = self.instance
        self.fields["theme"].queryset = Theme.objects.standing() | Theme.objects.filter(pk__in=[of.theme_id])  # type: ignore[attr-defined]
        bodies = Body.objects.existing_on(today) | Body.objects.filter(pk__in=[of.body_id])
        self.fields["body"].queryset = bodies.order_by("sort_key")  # type: ignore[attr-defined]
        held = Person.objects.filter(memberships__isnull=False) | Person.objects.filter(
            pk__in=[of.responsible_id]
        )
        self.fields["responsible"].queryset = held.filter(protected_identity=False).distinct()  # type: ignore[attr-defined]
        parties = Organisation.objects.existing_on(today)
        if of.pk:
            parties = parties | Organisation.objects.filter(matters=of)
        self.fields["parties"].queryset = parties.distinct().order_by("sort_key")  # type: ignore[attr-defined]
        for name, words in (("theme", "inget"), ("body", "ingen"), ("responsible", "ingen är utsedd")):
            self.fields[name].empty_label = words  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in (*FACTS, "parties")}


class StopForm(WithoutPersonnummer, SeenForm, forms.Form):
    """A planned stop: what, where, when."""

    role = forms.ChoiceField(label="Steg", choices=MatterStop.Role)
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Grupp", required=False, empty_label="annan plats"
    )
    where = forms.CharField(
        label="Annan plats", required=False, max_length=200,
        help_text="Om det inte är en grupp här, t.ex. en nämnd eller en konferens.",
    )  # fmt: skip
    planned_on = DayField(
        label="Dag",
        help_text="Möter gruppen den dagen följer steget mötet om det flyttas. T.ex. 15 oktober 2026.",
    )
    note = forms.CharField(
        label="Anteckning", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, *args: Any, stop: MatterStop | None = None, **kwargs: Any) -> None:
        if stop:
            kwargs["initial"] = {
                "role": stop.role,
                "body": stop.body_id,
                "where": stop.where,
                "planned_on": day_of(stop),
                "note": stop.note,
            }
        super().__init__(*args, **kwargs)
        bodies = Body.objects.existing_on(timezone.localdate())
        if stop:
            bodies = bodies | Body.objects.filter(pk__in=[stop.body_id])
        self.fields["body"].queryset = bodies.order_by("sort_key")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("body") and not cleaned.get("where", "").strip():
            self.add_error("where", "Ange en grupp eller en annan plats.")
        if cleaned.get("body") and cleaned.get("where", "").strip():
            self.add_error("where", "Ange antingen en grupp eller en annan plats, inte båda.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in ("role", "body", "where", "planned_on", "note")}


class DoneForm(forms.Form):
    """The day a stop was done."""

    done_on = DayField(label="Klart den", required=False, help_text="Tomt betyder i dag.")


class CloseForm(WithoutPersonnummer, forms.Form):
    """How a matter ended."""

    state = forms.ChoiceField(
        label="Läge",
        choices=[
            ("closed", "Avslutat: det som skulle göras är gjort"),
            ("dropped", "Nedlagt: det blev inte av"),
        ],
        initial="closed",
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label="Vad blev det?", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False
    )


class MergeForm(forms.Form):
    """Which matter another one goes up in."""

    into = forms.CharField(label="Går upp i ärende", max_length=30, help_text="Numret, t.ex. Ä 2026-31.")

    def clean_into(self) -> Matter:
        found = found_by_address(self.cleaned_data["into"])
        if found is None:
            raise ValidationError(
                "Det finns inget ärende med det numret. Skriv det som Ä 2026-31.", code="unknown"
            )
        return found


class ChooseMatterForm(forms.Form):
    """The matter that an item or an uppdrag belongs to."""

    matter = forms.ModelChoiceField(
        Matter.objects.none(), label="Ärende", required=False, empty_label="inget"
    )

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"matter": row.matter_id}
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = Matter.objects.open() | Matter.objects.filter(pk=row.matter_id)  # type: ignore[attr-defined]


class MatterFileForm(WithoutPersonnummer, forms.Form):
    """A document kept with the matter itself."""

    file = forms.FileField(
        label="Fil", error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en annan fil."}
    )
    title = forms.CharField(label="Vad det är", required=False, max_length=200)


class ThemeForm(WithoutPersonnummer, forms.ModelForm[Theme]):
    """A theme; `registry.actions.themes` saves it."""

    ended_on = DayField(
        label="Används inte från", required=False, help_text="Fyll i när temat inte ska kunna väljas längre."
    )

    class Meta:
        model = Theme
        fields = ["name", "description", "ended_on"]
        labels = {"name": "Namn", "description": "Vad temat omfattar"}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"name": {"unique": themes.TAKEN}}

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if themes.is_taken(name, but=self.instance):
            raise ValidationError(themes.TAKEN, code="unique")
        return name
