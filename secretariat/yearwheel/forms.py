"""Forms of activities, of what members propose, and of kinds of things."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import Body, BodyType
from secretariat.lib.events import Precision
from secretariat.lib.forms import SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Person

from .actions.activities import FACTS
from .models import Activity, Category
from .reading import Days, as_typed, read_days
from .wording import span_in_words


class DaysField(forms.CharField):
    """Days as one types them: 16/5, 3–7 mars, v. 37–38, mars, ht 2026; several with commas between. See `reading`."""

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        super().__init__(**kwargs)
        self.since = dt.date.min
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return ", ".join(as_typed(one.first, one.last, one.precision) for one in value)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        read = read_days(typed, since=self.since)
        if read.unread:
            raise ValidationError(read.unread)
        if self.most == 1 and len(read.found) > 1:
            raise ValidationError("Skriv en dag eller en tid. Fler gånger läggs in var för sig.")
        if not read.found and self.required:
            raise ValidationError("Skriv när det är.", code="required")
        return tuple(read.found)


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.list_name)


class PartyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


def days_of(rows: Sequence[Activity]) -> tuple[Days, ...]:
    """Days of rows, as the field of days shows and reads them."""
    return tuple(Days(row.starts_on, row.ends_on, Precision(row.precision)) for row in rows)


class ActivityForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Activity]):
    """What is put into the year. `since` is the day from which days without a year are counted."""

    when = DaysField(label="När")
    body = BodyChoice(Body.objects.none(), label="Grupp", required=False, empty_label="ingen särskild")
    party = PartyChoice(
        Organisation.objects.none(), label="Part", required=False, empty_label="ingen särskild"
    )
    link = forms.URLField(label="Länk", required=False, max_length=500, assume_scheme="https")

    field_order = [
        "title",
        "when",
        "category",
        "is_deadline",
        "body",
        "only_for_body",
        "party",
        "responsible",
    ]

    class Meta:
        model = Activity
        fields = ["title", "category", "is_deadline", "body", "only_for_body", "party", "responsible", "text",
                  "link", "repeats", "ring"]  # fmt: skip
        labels = {"title": "Vad", "category": "Slag", "is_deadline": "Är en sista dag", "text": "Mer om det",
                  "only_for_body": "Visa bara för gruppen", "responsible": "Ansvarig", "repeats": "Återkommer",
                  "ring": "Ring i hjulet"}  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "repeats": "Så föreslås dagen när året kopieras till nästa.",
            "ring": "Om det ska stå i ett annat slags ring.",
        }

    def __init__(
        self, *args: Any, since: dt.date, bodies: QuerySet[Body], one_day: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_up_days(self.fields["when"], since, one_day=one_day)
        of, today = self.instance, timezone.localdate()
        own = Body.objects.filter(pk__in=[of.body_id])
        self.fields["body"].queryset = (bodies | own).distinct().order_by("sort_key")  # type: ignore[attr-defined]
        parties = Organisation.objects.existing_on(today) | Organisation.objects.filter(pk__in=[of.party_id])
        self.fields["party"].queryset = parties.order_by("sort_key")  # type: ignore[attr-defined]
        held = Person.objects.filter(memberships__isnull=False) | Person.objects.filter(
            pk__in=[of.responsible_id]
        )
        self.fields["responsible"].queryset = held.filter(protected_identity=False).distinct()  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "ingen är utsedd"  # type: ignore[attr-defined]
        self.fields["ring"].empty_label = "slagets egen"  # type: ignore[attr-defined]
        self.fields["category"].empty_label = "Välj slag"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_body(self, cleaned)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given beside the days."""
        return {name: self.cleaned_data[name] for name in FACTS}


class OneActivityForm(ActivityForm):
    """The same for one that is there, with its other times that year where there are any."""

    with_siblings = forms.BooleanField(label="Ändra också de andra gångerna", required=False)

    def __init__(self, *args: Any, others: Sequence[Activity], **kwargs: Any) -> None:
        super().__init__(*args, one_day=True, **kwargs)
        if not others:
            del self.fields["with_siblings"]
            return
        said = [
            span_in_words(one.starts_on, one.ends_on, Precision(one.precision), year=one.starts_on.year)
            for one in others
        ]
        self.fields["with_siblings"].help_text = f"Samma uppgifter, men egna dagar: {', '.join(said)}."


class AnswerForm(ActivityForm):
    """A proposal that is taken in, changed or as it is; or not, and then the answer says why."""

    answer = forms.CharField(
        label="Svar till den som anmälde", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Behövs om du inte tar med det.",
    )  # fmt: skip


class ProposeForm(WithoutPersonnummer, forms.Form):
    """Anmäl datum: what, when, for whom."""

    title = forms.CharField(label="Vad", max_length=120)
    when = DaysField(label="När")
    category = forms.ModelChoiceField(Category.objects.all(), label="Slag", empty_label="Välj slag")
    body = BodyChoice(Body.objects.none(), label="Grupp", required=False, empty_label="ingen särskild")
    only_for_body = forms.BooleanField(label="Visa bara för gruppen", required=False)
    party = PartyChoice(
        Organisation.objects.none(), label="Part", required=False, empty_label="ingen särskild"
    )
    text = forms.CharField(
        label="Mer om det", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, since: dt.date, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_up_days(self.fields["when"], since)
        self.fields["body"].queryset = bodies.order_by("sort_key")  # type: ignore[attr-defined]
        self.fields["party"].queryset = Organisation.objects.existing_on(timezone.localdate()).order_by(  # type: ignore[attr-defined]
            "sort_key"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_body(self, cleaned)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given beside the days."""
        names = ("title", "category", "body", "only_for_body", "party", "text")
        return {name: self.cleaned_data[name] for name in names}


def set_up_days(field: forms.Field, since: dt.date, *, one_day: bool = False) -> None:
    """Tell how days are typed, and which year is meant where none is said."""
    assert isinstance(field, DaysField)  # noqa: S101 – the forms here have no other
    field.since, field.most = since, 1 if one_day else None
    year = str(since.year) if since.month == 1 else f"{since.year}/{(since.year + 1) % 100:02}"
    several = "" if one_day else " Flera gånger med komma emellan."
    field.help_text = (
        f"T.ex. 16/5, 3–7 mars, v. 37–38, mars eller ht {since.year}. Utan årtal menas {year}.{several}"
    )


def needs_body(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """What is only for a body names it."""
    if cleaned.get("only_for_body") and not cleaned.get("body") and "body" not in form.errors:
        form.add_error("body", "Välj vilken grupp det bara är för.")


class DeclineForm(WithoutPersonnummer, forms.Form):
    """Why a proposal is not taken in."""

    reason = forms.CharField(max_length=500, required=False)


class CategoryForm(SeenForm, forms.ModelForm[Category]):
    """A kind of things: name, letter, colour, place, and which bodies' meetings are of it."""

    class Meta:
        model = Category
        fields = ["name", "letter", "colour", "position", "body_types"]
        labels = {"name": "Namn", "letter": "Bokstav", "colour": "Färg", "position": "Ordning",
                  "body_types": "Möten i dessa slag av grupper"}  # fmt: skip
        widgets = {"body_types": forms.CheckboxSelectMultiple}

    def clean_letter(self) -> str:
        """One capital letter, which no other kind has."""
        letter = str(self.cleaned_data["letter"]).strip().upper()
        if len(letter) != 1 or not letter.isalpha():
            raise ValidationError("Skriv en bokstav.")
        taken = Category.objects.filter(letter=letter).exclude(pk=self.instance.pk).first()
        if taken:
            raise ValidationError(f"{taken.name} har redan bokstaven {letter}. Välj en annan.")
        return letter

    def clean_body_types(self) -> Any:
        """A kind of body has its meetings in one kind of things."""
        chosen: QuerySet[BodyType] = self.cleaned_data["body_types"]
        others = Category.objects.exclude(pk=self.instance.pk).filter(body_types__in=chosen)
        taken = [
            f"{one.body_types.filter(pk__in=chosen).order_by('position')[0].name} hör till {one.name}"
            for one in others.distinct()
        ]
        if taken:
            raise ValidationError(f"{'; '.join(taken)}. Ta bort krysset där först.")
        return chosen
