"""What a person may type in the registry. Messages in Swedish; no personnummer anywhere (D6)."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory, modelformset_factory
from django.utils import timezone

from secretariat.lib.forms import DayField, LinesField
from secretariat.lib.personnummer import find_personnummer

from .actions import files
from .actions.mail_kinds import KINDS
from .models import (
    District,
    Letterhead,
    Organisation,
    OrgUnit,
    OutgoingMail,
    Person,
    SchoolBreak,
    Synonym,
    User,
)

MUNICIPALITY_CODE = re.compile(r"^\d{4}$")
OFFICE_ROLE_HELP = "Uppdrag i grupper ger behörighet av sig själva. Välj bara för den som behöver mer."
_MOBILE = re.compile(r"^07\d{8}$")


class WithoutPersonnummer(forms.BaseForm):
    """Refuses a personnummer in any text field, and keeps what else was typed."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            text = "\n".join(value) if isinstance(value, list) else value
            if not isinstance(text, str) or isinstance(self.fields[name], forms.URLField):
                continue  # an address may hold any number, such as that of a digital room
            found = [one for one in find_personnummer(text) if not (name == "phone" and _MOBILE.match(one))]
            if found:
                self.add_error(
                    name,
                    f"{found[0]} ser ut som ett personnummer. Ta bort det: personnummer sparas inte här.",
                )
        return cleaned


class UploadField(forms.FileField):
    """A file that is to be kept: refused here, with the reasons, where it cannot be."""

    default_error_messages: ClassVar = {
        "required": "Välj en fil.",
        "empty": "Filen är tom. Välj en annan fil.",
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload, or nothing where none is needed. Raises ValidationError."""
        upload = super().clean(data, initial)
        if upload and (reasons := files.obstacles_to_storing(upload)):
            raise ValidationError(reasons)
        return upload


class RegisterFileForm(forms.Form):
    """A file of a register. What is in it is judged by the action."""

    file = forms.FileField(
        label="Fil",
        help_text="Excel (.xlsx) eller CSV, högst 30 MB. Rubrikerna ska stå på första raden.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        allow_empty_file=True,
        error_messages={"required": "Välj en fil."},
    )


class ReasonForm(WithoutPersonnummer, forms.Form):
    """Why something is closed, called off, or opened again."""

    why = forms.CharField(
        label="Varför",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Skriv varför."},
    )


class UnitField(forms.ModelChoiceField):
    """Units of all organisations, each with the organisation before it."""

    def label_from_instance(self, obj: OrgUnit) -> str:
        return f"{obj.organisation.short_name}: {obj.name}"


class PersonForm(WithoutPersonnummer, forms.ModelForm[Person]):
    """A person's own facts."""

    aliases = LinesField(
        label="Skrivs också", required=False, help_text="Andra stavningar av namnet, en per rad."
    )

    class Meta:
        model = Person
        fields = (
            "given_name", "family_name", "sort_name", "title", "organisation", "unit", "email", "phone", "aliases",
            "protected_identity",
        )  # fmt: skip
        help_texts = {
            "protected_identity": "Namn och adresser döljs för alla utom administratörer och den själv. Sekretariatet "
            "kan visa dem en stund efter att ha skrivit varför."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.existing_on(timezone.localdate())
        if mine := self.instance.organisation_id:
            organisations |= Organisation.objects.filter(pk=mine)
        units = OrgUnit.objects.select_related("organisation").order_by("organisation__sort_key", "sort_key")
        self.fields["organisation"] = forms.ModelChoiceField(
            organisations, label="Organisation", required=False, empty_label="Ingen"
        )
        self.fields["unit"] = UnitField(units, label="Enhet", required=False, empty_label="Ingen")

    def clean_email(self) -> str:
        """Another address has not failed yet."""
        if "email" in self.changed_data:
            self.instance.email_failed_at = None
        return str(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """The unit decides the organisation; two that differ are a slip."""
        cleaned = super().clean()
        unit, organisation = cleaned.get("unit"), cleaned.get("organisation")
        if unit and not organisation:
            cleaned["organisation"] = unit.organisation
        elif unit and organisation and unit.organisation != organisation:
            self.add_error(
                "unit", f"Enheten hör till {unit.organisation}. Välj den organisationen eller en annan enhet."
            )
        return cleaned


class OrganisationForm(WithoutPersonnummer, forms.ModelForm[Organisation]):
    """An organisation's own facts. It is ended by a date, never deleted."""

    aliases = LinesField(label="Kallas också", required=False, help_text="Andra skrivsätt, ett per rad.")
    kind = forms.ChoiceField(label="Slag", choices=[("", "Välj slag"), *Organisation.Kind.choices])
    district = forms.ModelChoiceField(
        District.objects.all(), label="Länsdel", required=False, empty_label="Ingen"
    )
    ends_on = DayField(
        label="Upphörde",
        required=False,
        help_text="Lämna tomt så länge organisationen finns. Till exempel 2026-12-31.",
    )

    class Meta:
        model = Organisation
        fields = (
            "name", "short_name", "kind", "municipality_code", "district", "org_number", "registrar_email",
            "aliases", "ends_on",
        )  # fmt: skip
        help_texts = {"municipality_code": "Fyra siffror, bara för kommuner."}

    def clean_municipality_code(self) -> str:
        code: str = self.cleaned_data["municipality_code"]
        if code and not MUNICIPALITY_CODE.match(code):
            raise ValidationError("Kommunkoden är fyra siffror, till exempel 1880.")
        return code


class UnitForm(WithoutPersonnummer, forms.ModelForm[OrgUnit]):
    """One unit, as a row."""

    class Meta:
        model = OrgUnit
        fields = ("name", "short_name")


class UnitRows(BaseInlineFormSet):
    """The units of one organisation."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Ta bort"


UnitFormSet = inlineformset_factory(
    Organisation, OrgUnit, form=UnitForm, formset=UnitRows, extra=2, can_delete=True, can_delete_extra=False
)


class DistrictForm(forms.ModelForm[District]):
    """One länsdel, as a row."""

    class Meta:
        model = District
        fields = ("name", "position")


DistrictFormSet = modelformset_factory(District, form=DistrictForm, extra=2)


class LetterheadForm(WithoutPersonnummer, forms.ModelForm[Letterhead]):
    """What stands in the head and foot of papers."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label="Organisation", empty_label="Välj organisation"
    )

    class Meta:
        model = Letterhead
        fields = (
            "name", "organisation", "office", "postal_address", "visiting_address", "phone", "fax", "org_number",
            "plusgiro", "email", "web",
        )  # fmt: skip


class UserForm(forms.Form):
    """An account for a person who has none."""

    person = forms.ModelChoiceField(
        Person.objects.filter(user=None), label="Person", empty_label="Välj person"
    )
    email = forms.EmailField(
        label="E-post att logga in med", required=False, help_text="Lämna tomt för personens egen adress."
    )
    office_role = forms.ChoiceField(
        label="Behörighet",
        choices=User.OfficeRole.choices,
        required=False,
        help_text=OFFICE_ROLE_HELP,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        person = cleaned.get("person")
        if person and "email" in cleaned and not cleaned["email"]:
            cleaned["email"] = person.email
            if not person.email:
                self.add_error("email", "Personen har ingen e-postadress. Skriv den som kontot ska ha.")
        email = cleaned.get("email")
        if email and User.objects.filter(email__iexact=email).exists():
            self.add_error("email", f"Det finns redan ett konto med adressen {email}.")
        return cleaned


class RoleForm(forms.ModelForm[User]):
    """The role in the office."""

    class Meta:
        model = User
        fields = ("office_role",)
        help_texts = {"office_role": OFFICE_ROLE_HELP}


class LogSearch(forms.Form):
    """What to look for in the log."""

    q = forms.CharField(label="Vad eller vem det gäller", required=False)
    vem = forms.CharField(label="Vem som gjorde det", required=False)
    fran = DayField(label="Från och med", required=False)
    till = DayField(label="Till och med", required=False)
    adress = forms.GenericIPAddressField(
        label="Från adressen",
        required=False,
        error_messages={"invalid": "Skriv en IP-adress, till exempel 192.0.2.17."},
    )


class MailAddressForm(forms.Form):
    """The right address of a letter that did not get through."""

    to_email = forms.EmailField(
        label="Rätt adress",
        help_text="Ändras också på personen, om den gamla stod där.",
        error_messages={
            "required": "Skriv adressen som brevet ska till.",
            "invalid": "Skriv en e-postadress, till exempel namn@exempel.se.",
        },
    )


class MailChoicesForm(forms.Form):
    """How one wants letters of each kind that may be chosen (N5)."""

    def __init__(self, *args: Any, chosen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._purposes = {f"val_{place}": purpose for place, purpose in enumerate(chosen)}
        for name, purpose in self._purposes.items():
            kind = KINDS[purpose]
            self.fields[name] = forms.ChoiceField(
                label=kind.words,
                help_text=kind.tells,
                choices=[
                    (way.value, (kind.directly if way == OutgoingMail.Way.DIRECT else way.label).capitalize())
                    for way in OutgoingMail.Way
                ],
                initial=chosen[purpose],
                error_messages={
                    "required": "Välj hur du vill ha de breven.",
                    "invalid_choice": "Välj något av alternativen.",
                },
            )

    def ways(self) -> dict[str, str]:
        """What was chosen, by kind."""
        return {purpose: self.cleaned_data[name] for name, purpose in self._purposes.items()}


class SchoolBreakForm(forms.ModelForm[SchoolBreak]):
    """A school break, in one kommun or in all."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY), label="Kommun", required=False,
        empty_label="Alla kommuner",
    )  # fmt: skip
    starts_on = DayField(label="Från och med", help_text="T.ex. 22 februari 2027.")
    ends_on = DayField(label="Till och med")

    class Meta:
        model = SchoolBreak
        fields = ("name", "organisation", "starts_on", "ends_on")

    def clean_name(self) -> str:
        """One writing of a name, so that it is found again."""
        return " ".join(str(self.cleaned_data["name"]).split()).lower()


class SynonymForm(forms.ModelForm[Synonym]):
    """An expression of the office, and what means the same."""

    words = LinesField(label="Betyder också", help_text="Ett uttryck per rad, t.ex. överenskommelse.")

    class Meta:
        model = Synonym
        fields = ("short", "words", "note")
        labels = {"short": "Uttryck"}
        help_texts = {"short": "Det som skrivs kort, t.ex. ÖK."}

    def clean_short(self) -> str:
        """Without spaces around or doubled."""
        return " ".join(str(self.cleaned_data["short"]).split())

    def clean_words(self) -> list[str]:
        """Each said once. An expression that means only itself is no synonym."""
        words = list(dict.fromkeys(" ".join(one.split()) for one in self.cleaned_data["words"]))
        if any(len(one) > 120 for one in words):
            raise ValidationError("Ett uttryck får ha högst 120 tecken. Skriv ett per rad.")
        short = str(self.cleaned_data.get("short", "")).casefold()
        if not [one for one in words if one.casefold() != short]:
            raise ValidationError("Skriv minst ett annat uttryck som betyder detsamma.")
        return words
