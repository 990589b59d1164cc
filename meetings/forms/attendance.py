"""Forms of the attendance list."""

from typing import Any

from django import forms

from meetings.actions import attendance
from meetings.actions.bodies import search_persons
from meetings.actions.presenters import persons_called
from meetings.models import AgendaItem, Attendance, Body, Meeting
from secretariat.lib.forms import SEEN, ClockField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Person


class ItemChoice(forms.ModelChoiceField):
    """An item of the agenda, by number and heading."""

    def label_from_instance(self, obj: AgendaItem) -> str:
        """Number and first line; sub-items under their point's number."""
        return item_words(obj)


class ItemsChoice(forms.ModelMultipleChoiceField):
    """Several items of the agenda."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: AgendaItem) -> str:
        """Number and first line."""
        return item_words(obj)


def item_words(item: AgendaItem) -> str:
    """An item in a list of choices: "8 a Avvikelser"."""
    number = f"{item.parent.number} {item.number}" if item.parent else item.number
    return f"{number} {item.first_line or '(utan rubrik)'}".strip()


def items_to_choose(meeting: Meeting) -> Any:
    """The meeting's standing points and sub-points, in order."""
    return (
        AgendaItem.objects.standing()
        .filter(meeting=meeting, section=AgendaItem.Section.ITEMS)
        .select_related("parent")
        .order_by("position", "pk")
    )


class AttendanceForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Attendance]):
    """Everything that can be noted on one row (A4)."""

    from_item = ItemChoice(
        AgendaItem.objects.none(), label="Från punkt", required=False, empty_label="från början"
    )
    to_item = ItemChoice(
        AgendaItem.objects.none(), label="Till punkt", required=False, empty_label="till slutet"
    )
    from_time = ClockField(label="Från kl.", required=False)
    to_time = ClockField(label="Till kl.", required=False)
    substitute_name = forms.CharField(
        label="Ersättare", required=False, max_length=160, help_text="Namnet på den som kommer i stället."
    )
    serves_for = forms.ModelChoiceField(
        Attendance.objects.none(), label="Tjänstgör för", required=False, empty_label="ingen"
    )
    items = ItemsChoice(AgendaItem.objects.none(), label="Bara vid", required=False)

    class Meta:
        model = Attendance
        fields = [
            "state", "mode", "name", "title", "affiliation", "political_party", "role",
            "from_item", "from_time", "to_item", "to_time", "substitute_name", "serves_for", "items",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        choices = items_to_choose(row.meeting)
        for name in ("from_item", "to_item", "items"):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
        others = (
            Attendance.objects.filter(meeting=row.meeting, body=row.body).exclude(pk=row.pk).exclude(name="")
        )
        self.fields["serves_for"].queryset = others  # type: ignore[attr-defined]
        self.fields["serves_for"].label_from_instance = lambda other: other.shown_name  # type: ignore[attr-defined]
        self.fields["name"].help_text = (
            "Så som namnet ska stå i anteckningarna."
            if row.name
            else ("Platsen är vakant. Skriv ett namn om någon var där ändå.")
        )
        if not (row.body and row.body.type.is_political) and not row.political_party:
            del self.fields["political_party"]
        if row.role not in {Attendance.Role.GUEST, Attendance.Role.OTHER, Attendance.Role.CO_OPTED}:
            del self.fields["items"]
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def clean(self) -> dict[str, Any]:
        """Times and items come in the right order."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("from_time"), cleaned.get("to_time")
        if start and end and end <= start:
            self.add_error("to_time", "Sluttiden måste vara senare än starttiden.")
        first, last = cleaned.get("from_item"), cleaned.get("to_item")
        if first and last and last.position < first.position:
            self.add_error("to_item", "Den sista punkten måste komma efter den första.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given: changed fields, and the persons that names mean."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("items", SEEN)}
        if "substitute_name" in self.changed_data:
            named = facts["substitute_name"]
            facts["substitute"] = persons_called([named]).get(named.casefold()) if named else None
        if "name" in self.changed_data:
            facts["person"] = (
                persons_called([facts["name"]]).get(facts["name"].casefold()) if facts["name"] else None
            )
        return facts


class AddAttendeeForm(WithoutPersonnummer, forms.Form):
    """Add a guest, somebody from the register, or only a name."""

    person = forms.ModelChoiceField(Person.objects.all(), label="Person ur registret", required=False)
    name = forms.CharField(label="Namn", required=False, max_length=160)
    title = forms.CharField(label="Titel", required=False, max_length=160)
    affiliation = forms.CharField(label="Organisation", required=False, max_length=200)
    group = forms.ChoiceField(label="Lista")
    items = ItemsChoice(
        AgendaItem.objects.none(), label="Bara vid", required=False, help_text="Tomt betyder hela mötet."
    )

    def __init__(self, *args: Any, meeting: Meeting, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = search_persons(search)
        self.bodies: dict[str, tuple[Body | None, str, str]] = _lists_to_choose(meeting)
        self.fields["person"].widget = forms.RadioSelect(
            choices=[(one.pk, ", ".join(filter(None, [one.name, one.title]))) for one in self.found]
        )
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (key, f"{body.list_name}, {heading.lower()}" if body else heading)
            for key, (body, heading, _) in self.bodies.items()
        ]
        self.fields["items"].queryset = items_to_choose(meeting)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A person or a name; a full name that is one known person means that person."""
        cleaned = super().clean() or {}
        name = " ".join(str(cleaned.get("name", "")).split())
        if not cleaned.get("person") and not name and "name" not in self.errors:
            self.add_error("name", "Skriv ett namn, eller sök i registret och välj en person.")
        elif not cleaned.get("person"):
            cleaned["person"] = persons_called([name]).get(name.casefold())
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        body, heading, role = self.bodies[said["group"]]
        return {name: said[name] for name in ("person", "name", "title", "affiliation", "items")} | {
            "body": body,
            "heading": heading,
            "role": role,
        }


def _lists_to_choose(meeting: Meeting) -> dict[str, tuple[Body | None, str, str]]:
    """Guests, others, and each body's own lists."""
    roles = Attendance.Role
    lists: dict[str, tuple[Body | None, str, str]] = {
        "guest": (None, attendance.GUESTS, roles.GUEST),
        "other": (None, attendance.OTHERS, roles.OTHER),
    }
    for row in meeting.meeting_bodies.select_related("body__type").order_by("position"):
        body = row.body
        if body.type.is_political:
            lists[f"member-{body.pk}"] = (body, attendance.MEMBERS, roles.MEMBER)
            lists[f"substitute-{body.pk}"] = (body, attendance.SUBSTITUTES, roles.SUBSTITUTE)
        else:
            lists[f"participant-{body.pk}"] = (body, attendance.PARTICIPANTS, roles.PARTICIPANT)
        lists[f"co_opted-{body.pk}"] = (body, "Adjungerade", roles.CO_OPTED)
    return lists
