"""Forms of an agreement, its versions, parties and documents (F1)."""

from typing import Any

from django import forms
from django.utils import timezone

from agreements.models import Agreement, AgreementDocument, AgreementParty, AgreementVersion
from meetings.actions import matters
from meetings.models import Body
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.forms import UploadField, WithoutPersonnummer
from secretariat.registry.models import Organisation, Person, Theme

FACTS = (
    "title", "short_name", "kind", "purpose", "basis", "statute", "body", "responsible", "host", "replaces",
    "each_from_own_decision",
)  # fmt: skip


class PartiesField(forms.ModelMultipleChoiceField):
    """Organisations by their short names, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.short_name


class AgreementForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Agreement]):
    """An agreement's own facts, the same for all its versions. The row must be locked before the form is made (L2)."""

    matter_number = forms.CharField(
        label="Ärende", required=False, max_length=40, help_text="Ärendets nummer, t.ex. Ä 2026-4."
    )

    class Meta:
        model = Agreement
        fields = (*FACTS, "themes")
        labels = {"body": "Grupp som förvaltar den", "responsible": "Ansvarig", "title": "Rubrik"}
        help_texts = {
            "short_name": "Så som den står i ämnesraden på brev, t.ex. ÖK folkhälsa.",
            "purpose": "Vad den går ut på, i några meningar. Står i breven till parterna.",
            "host": "Om någon kommun är värd för det gemensamma arbetet.",
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4}), "themes": forms.CheckboxSelectMultiple}

    field_order = (
        "title", "short_name", "kind", "purpose", "themes", "body", "responsible", "host", "matter_number", "basis",
        "statute", "replaces", "each_from_own_decision",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance and instance.matter:
            kwargs["initial"] = {"matter_number": instance.matter.number} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        of, today = self.instance, timezone.localdate()
        bodies = Body.objects.existing_on(today) | Body.objects.filter(pk__in=[of.body_id])
        known: dict[str, Any] = {
            "body": bodies.order_by("sort_key"),
            "themes": Theme.objects.standing(),
            "responsible": Person.objects.filter(protected_identity=False).exclude(organisation=None),
            "host": Organisation.objects.existing_on(today).filter(kind=Organisation.Kind.MUNICIPALITY),
            "replaces": Agreement.objects.exclude(pk=of.pk),
        }
        for name, rows in known.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name, words in (
            ("body", "ingen"), ("responsible", "ingen är utsedd"), ("host", "ingen"), ("replaces", "ingen"),
        ):  # fmt: skip
            self.fields[name].empty_label = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = (cleaned.get("matter_number") or "").strip()
        self.matter_ = matters.found_by_address(number.lower().replace(" ", "-")) if number else None
        if number and self.matter_ is None:
            self.add_error(
                "matter_number", "Det finns inget ärende med det numret. Skriv det som på ärendets sida."
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in (*FACTS, "themes")} | {"matter": self.matter_}


class NewAgreementForm(AgreementForm):
    """A new one, with the parties of its first version."""

    parties = PartiesField(
        Organisation.objects.none(),
        label="Parter",
        required=False,
        help_text="Fler kan läggas till, och tas bort, tills underlaget skickas.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = Organisation.objects.existing_on(timezone.localdate())  # type: ignore[attr-defined]


class VersionForm(WithoutPersonnummer, SeenForm, forms.ModelForm[AgreementVersion]):
    """A version's period and what is new in it. The row must be locked before the form is made (L2)."""

    starts_on = DayField(label="Gäller från och med", required=False, help_text="T.ex. 1 januari 2027.")
    ends_on = DayField(
        label="Gäller till och med", required=False, help_text="Lämna tomt om den gäller tills vidare."
    )
    decide_by = DayField(label="Sista dag för parternas beslut", required=False)

    class Meta:
        model = AgreementVersion
        fields = (
            "starts_on",
            "ends_on",
            "notice_months",
            "renewal",
            "renewal_months",
            "decide_by",
            "changes",
        )
        widgets = {"changes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"changes": "Står i breven till parterna."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends, decide = (cleaned.get(name) for name in ("starts_on", "ends_on", "decide_by"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Perioden kan inte sluta innan den börjar. Ändra någon av dagarna.")
        if decide and ends and decide > ends:
            self.add_error("decide_by", "Parterna måste besluta innan perioden är slut.")
        if cleaned.get("renewal") == AgreementVersion.Renewal.AUTOMATIC:
            if not cleaned.get("renewal_months"):
                self.add_error("renewal_months", "Skriv med hur många månader den förlängs.")
            if not ends:
                self.add_error(
                    "ends_on", "Skriv när perioden slutar. En som gäller tills vidare behöver inte förlängas."
                )
        if starts is None and self.instance.is_binding:
            self.add_error("starts_on", "Versionen gäller. Då måste det stå från vilken dag.")
        return cleaned


class PartyAddForm(forms.Form):
    """One more party."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Part", empty_label="Välj")
    role = forms.ChoiceField(
        label="Roll",
        choices=[(value, words.capitalize()) for value, words in AgreementParty.Role.choices],
        initial=AgreementParty.Role.PARTY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.existing_on(timezone.localdate())  # type: ignore[attr-defined]


class DocumentForm(WithoutPersonnummer, forms.Form):
    """One more document of a version."""

    kind = forms.ChoiceField(
        label="Slag", choices=[(value, words.capitalize()) for value, words in AgreementDocument.Kind.choices]
    )
    title = forms.CharField(label="Titel", required=False, max_length=200)
    upload = UploadField(label="Fil")
