"""Forms of bodies: settings, seats, memberships, standing items, receivers of copies."""

from typing import Any

from django import forms
from django.utils import timezone

from meetings.actions.bodies import search_persons
from meetings.models import (
    Body,
    BodyType,
    CopyRecipient,
    ItemPurpose,
    ItemRole,
    Membership,
    MinutesWord,
    Seat,
    StandingItem,
)
from secretariat.lib.forms import DayField, DaysField, LinesField
from secretariat.registry.models import Organisation, Person


class BodyForm(forms.ModelForm[Body]):
    """A body and its arbetsordning."""

    aliases = LinesField(label="Kallas också", required=False, help_text="Andra namn, ett per rad.")
    starts_on = DayField(label="Finns från", required=False)
    ends_on = DayField(label="Till och med", required=False, help_text="Fyll i när gruppen upphör.")
    remind_after_days = DaysField(
        label="Påminn justerare efter (dagar)",
        required=False,
        help_text="Räknat från utskicket, till exempel 3, 7. Lämna tomt för att inte påminna.",
    )

    FACTS = ["name", "short_name", "code", "type", "parent", "district", "aliases", "charter"]
    LIFE = ["starts_on", "ends_on", "successor"]
    RULES = [
        "approval_policy", "elected_approvers", "approval_days", "approval_login", "approval_fresh_minutes",
        "notice_days", "draft_circle",
    ]  # fmt: skip
    DEADLINES = ["material_days", "reply_days", "remind_after_days", "remind_before_days"]
    PAPERS = [
        "minutes_word",
        "letterhead",
        "layout",
        "attendance_first",
        "secretary_publishes",
        "publication_days",
    ]
    AFTERWARDS = ["consents_to_unlock", "posts_on_board", "board_days", "kept_at"]

    class Meta:
        model = Body
        fields = [
            "name", "short_name", "code", "type", "parent", "district", "aliases", "charter",
            "starts_on", "ends_on", "successor",
            "approval_policy", "elected_approvers", "approval_days", "approval_login", "approval_fresh_minutes",
            "notice_days", "draft_circle", "material_days", "reply_days", "remind_after_days", "remind_before_days",
            "minutes_word", "letterhead", "layout", "attendance_first", "secretary_publishes", "publication_days",
            "consents_to_unlock", "posts_on_board", "board_days", "kept_at",
        ]  # fmt: skip
        widgets = {"charter": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "name": {"unique": "En annan grupp heter så. Välj ett annat namn."},
            "code": {"unique": "En annan grupp har den kortkoden. Välj en annan."},
        }
        help_texts = {
            "name": "Hela namnet, så som det trycks.",
            "short_name": "Används i listor.",
            "parent": "Den grupp som den här bereder för eller rapporterar till.",
            "charter": "Vad gruppen är till för och vad den får besluta om.",
            "successor": "Den grupp som tar över när den här upphör.",
            "material_days": "Den som ska skicka underlag påminns tre dagar innan och på dagen.",
            "reply_days": "Den som inte svarat påminns dagen innan och på dagen.",
            "remind_before_days": "0 är samma dag. Sedan påminns ingen mer.",
            "secretary_publishes": "Annars publicerar bara sekretariatet gruppens anteckningar.",
            "consents_to_unlock": "Lämna tomt för alla som har justerat.",
            "posts_on_board": "För nämnder. Ett samverkansorgan behöver inget anslag.",
            "kept_at": "Förvaringsplatsen står på anslaget, till exempel Regionens hus, Örebro.",
            "draft_circle": "Ett utkast som delas med hela gruppen kan bli en allmän handling. Den som delar får "
            "bekräfta det varje gång, om inte gruppen har bestämt annat.",
            "publication_days": "Det som publiceras tas ned av sig självt efter så många dagar. Lämna tomt för att "
            "det ska stå kvar.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Body.objects.exclude(pk=self.instance.pk) if self.instance.pk else Body.objects.all()
        for name in ("parent", "successor"):
            self.fields[name].queryset = others  # type: ignore[attr-defined]
        for name in ("parent", "successor", "district", "letterhead"):
            self.fields[name].empty_label = "ingen"  # type: ignore[attr-defined]
        self.fields["board_days"].required = False
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def sets(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under headings, as the page shows them."""
        return [
            ("Gruppen", [self[name] for name in self.FACTS]),
            ("Tid", [self[name] for name in self.LIFE]),
            ("Arbetsordning", [self[name] for name in self.RULES]),
            ("Sista dagar och påminnelser", [self[name] for name in self.DEADLINES]),
            ("Anteckningar", [self[name] for name in self.PAPERS]),
            ("När de är färdiga", [self[name] for name in self.AFTERWARDS]),
        ]

    def clean_board_days(self) -> int:
        """Three weeks where nothing is said."""
        return int(self.cleaned_data["board_days"] or Body._meta.get_field("board_days").default)

    def clean_code(self) -> str:
        """Short code in capitals, without spaces: it stands in decision numbers."""
        return "".join(str(self.cleaned_data["code"]).split()).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("parent") and self.instance.pk and _stands_under(cleaned["parent"], self.instance):
            self.add_error("parent", "Gruppen kan inte höra till en grupp som hör till den.")
        return cleaned


def _stands_under(body: Body, above: Body) -> bool:
    """Whether `body` belongs to `above`, at any depth."""
    seen: set[int] = set()
    current: Body | None = body
    while current and current.pk not in seen:
        if current.pk == above.pk:
            return True
        seen.add(current.pk)
        current = current.parent
    return False


class BodyTypeForm(forms.ModelForm[BodyType]):
    """A kind of body."""

    class Meta:
        model = BodyType
        fields = ["name", "slug", "is_political", "decision_phrase", "position"]
        error_messages = {
            "name": {"unique": "Det finns redan en typ med det namnet."},
            "slug": {"unique": "En annan typ har det kortordet."},
        }
        help_texts = {
            "slug": "Bara bokstäver a–z, siffror och streck.",
            "is_political": "Då skrivs partibeteckning, och listorna heter Ledamöter och Ersättare.",
        }


class MinutesWordForm(forms.ModelForm[MinutesWord]):
    """What notes are called."""

    class Meta:
        model = MinutesWord
        fields = ["indefinite", "definite", "agreement"]
        error_messages = {"indefinite": {"unique": "Ordet finns redan."}}
        help_texts = {"indefinite": "T.ex. minnesanteckningar", "definite": "T.ex. minnesanteckningarna"}


class SeatForm(forms.ModelForm[Seat]):
    """A seat of a party in a body."""

    class Meta:
        model = Seat
        fields = ["kind", "organisation", "label"]
        help_texts = {
            "organisation": "Lämna tomt för en plats som inte hör till någon part.",
            "label": "Bara om platsen behöver ett eget namn.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].empty_label = "ingen"  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """The last day of a seat or a membership."""

    day = DayField(label="Sista dag")


class PersonForm(forms.Form):
    """Choose a person by name, or make one. `q` is what was searched for."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Person", required=False, empty_label=None)
    new_name = forms.CharField(
        label="Ny person", required=False, max_length=160, help_text="Förnamn och efternamn."
    )
    new_title = forms.CharField(label="Titel", required=False, max_length=160)
    new_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Organisation", required=False, empty_label="ingen"
    )

    def __init__(self, *args: Any, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = search_persons(search)
        self.fields["person"].queryset = Person.objects.all()  # type: ignore[attr-defined]
        self.fields["person"].widget = forms.RadioSelect(
            choices=[(one.pk, _with_home(one)) for one in self.found]
        )
        self.fields["new_organisation"].queryset = Organisation.objects.all()  # type: ignore[attr-defined]
        if search and not self.is_bound:
            self.fields["new_name"].initial = "" if self.found else search

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("person") and not cleaned.get("new_name"):
            raise forms.ValidationError("Sök och välj en person, eller skriv namnet på en ny.")
        return cleaned


def _with_home(person: Person) -> str:
    parts = [person.name, person.title, person.organisation.short_name if person.organisation else ""]
    return ", ".join(part for part in parts if part)


class AppointForm(PersonForm):
    """Appoint somebody to a seat, or let somebody take it over."""

    starts_on = DayField(label="Från och med")
    ends_on = DayField(label="Till och med", required=False, help_text="Tomt betyder tills vidare.")
    political_party = forms.CharField(
        label="Partibeteckning", required=False, max_length=12, help_text="T.ex. S eller M."
    )
    decision_reference = forms.CharField(
        label="Utsedd genom", required=False, max_length=200, help_text="T.ex. KF 2026-02-23 § 14."
    )

    def __init__(self, *args: Any, seat: Seat, replaces: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("starts_on", timezone.localdate())
        if seat.organisation_id:
            kwargs["initial"].setdefault("new_organisation", seat.organisation_id)
        super().__init__(*args, **kwargs)
        if not seat.body.type.is_political:
            del self.fields["political_party"]
        if replaces:
            del self.fields["ends_on"]

    def term(self) -> list[forms.BoundField]:
        """The fields about time and party, which stand after who it is."""
        return [
            self[name]
            for name in ("starts_on", "ends_on", "political_party", "decision_reference")
            if name in self.fields
        ]


class EndAllForm(forms.Form):
    """End ticked memberships on one day."""

    ends_on = DayField(label="Sista dag", help_text="T.ex. 31 december 2026.")
    memberships = forms.ModelMultipleChoiceField(Membership.objects.none(), label="Uppdrag", required=True)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["memberships"].queryset = Membership.objects.filter(  # type: ignore[attr-defined]
            seat__body=body
        ).select_related("person", "seat__organisation")
        self.fields["memberships"].error_messages["required"] = "Kryssa för minst ett uppdrag."


class NewPeriodForm(forms.Form):
    """Holders of every seat from the first day of a mandate period: one name per seat, as typed."""

    from_day = DayField(label="Första dag", help_text="T.ex. 1 januari 2027.")

    def __init__(self, *args: Any, seats: list[Seat], with_party: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.holders: dict[Seat, Person] = {}
        for seat in seats:
            self.fields[f"take_{seat.pk}"] = forms.BooleanField(label=f"Tillsätt {seat}", required=False)
            self.fields[f"name_{seat.pk}"] = forms.CharField(
                label=f"Namn, {seat}", required=False, max_length=160
            )
            if with_party:
                self.fields[f"party_{seat.pk}"] = forms.CharField(
                    label=f"Parti, {seat}", required=False, max_length=12
                )

    def clean(self) -> dict[str, Any]:
        """Each ticked seat needs the full name of one known person."""
        cleaned = super().clean() or {}
        for seat in self.seats:
            if not cleaned.get(f"take_{seat.pk}"):
                continue
            name = " ".join(str(cleaned.get(f"name_{seat.pk}", "")).split())
            found = [one for one in search_persons(name) if one.name.casefold() == name.casefold()]
            if len(found) == 1:
                self.holders[seat] = found[0]
            else:
                self.add_error(f"name_{seat.pk}", _not_one(name, len(found)))
        if not self.holders and not self.errors:
            raise forms.ValidationError("Kryssa för minst en plats.")
        return cleaned


def _not_one(name: str, count: int) -> str:
    if not name:
        return "Skriv vem som får platsen, eller ta bort krysset."
    if count:
        return f"Flera heter {name}. Tillsätt platsen för sig, så kan du välja rätt person."
    return f"Ingen i registret heter {name}. Rätta stavningen, eller lägg till personen först."


class StandingItemForm(forms.ModelForm[StandingItem]):
    """A standing item of the agenda template."""

    role = forms.ChoiceField(label="Slag", choices=ItemRole, required=False)
    purpose = forms.ChoiceField(label="Syfte", choices=ItemPurpose, required=False)

    class Meta:
        model = StandingItem
        fields = ["title", "role", "reports_from", "purpose", "presenter", "minutes"]
        help_texts = {
            "presenter": "Namn eller ord, t.ex. ordf. eller alla.",
            "reports_from": "Bara för punkter av slaget rapport.",
        }


class CopyRecipientForm(forms.ModelForm[CopyRecipient]):
    """Somebody beside the members who gets the finished notes."""

    class Meta:
        model = CopyRecipient
        fields = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["email"].required = True
