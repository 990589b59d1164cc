"""Forms of meetings."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from meetings.actions.presenters import persons_called
from meetings.models import Body, Meeting
from secretariat.lib.forms import SEEN, ClockField, DayField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Person

TO_CHOOSE = (Meeting.State.TENTATIVE, Meeting.State.BOOKED, Meeting.State.HELD)


class BodiesField(forms.ModelMultipleChoiceField):
    """Several bodies, as tick boxes."""

    widget = forms.CheckboxSelectMultiple


class MeetingForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Meeting]):
    """A meeting's bodies and facts, in the order one says them."""

    leading = forms.ModelChoiceField(
        Body.objects.none(), label="Grupp", empty_label="Välj grupp",
        help_text="Leder mötet: dess mall, ord och beslutsnummer används.",
    )  # fmt: skip
    others = BodiesField(Body.objects.none(), label="Möts tillsammans med", required=False)
    joint_only = BodiesField(
        Body.objects.none(), label="Bara med på den gemensamma delen", required=False,
        help_text="Kryssa för grupper som inte är med på hela mötet.",
    )  # fmt: skip
    date = DayField(
        label="Datum", required=False, help_text="T.ex. 4 mars 2026. Kan lämnas tomt tills vidare."
    )
    start_time = ClockField(label="Börjar", required=False, help_text="T.ex. 9 eller 13.30")
    end_time = ClockField(label="Slutar", required=False)
    joint_start = ClockField(label="Gemensamt från", required=False)
    joint_end = ClockField(label="Gemensamt till", required=False)
    link = forms.URLField(label="Möteslänk", required=False, max_length=500, assume_scheme="https")
    chair_text = forms.CharField(label="Ordförande", required=False, max_length=160)
    secretary_text = forms.CharField(label="Sekreterare", required=False, max_length=160)

    WHO = ["leading"]
    JOINT = ["others", "joint_only", "joint_start", "joint_end"]
    WHEN = ["date", "start_time", "end_time", "state"]
    WHERE = ["form", "place", "link"]
    LED = ["chair_text", "secretary_text", "title"]

    class Meta:
        model = Meeting
        fields = [
            "date",
            "start_time",
            "end_time",
            "joint_start",
            "joint_end",
            "state",
            "form",
            "place",
            "link",
            "title",
        ]
        help_texts = {"title": "Tomt: gruppernas namn."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.instance
        mine = [row.body_id for row in meeting.meeting_bodies_in_order] if meeting.pk else []
        existing = Body.objects.filter(
            Q(pk__in=mine) | ~Q(ends_on__lt=timezone.localdate()) | Q(ends_on=None)
        )
        for name in ("leading", "others", "joint_only"):
            self.fields[name].queryset = existing  # type: ignore[attr-defined]
        states = [*TO_CHOOSE, *([meeting.state] if meeting.state not in TO_CHOOSE else [])]
        self.fields["state"].choices = [(one, Meeting.State(one).label) for one in states]  # type: ignore[attr-defined]
        empty = "Tomt: gruppens egen den dagen." if not meeting.pk else "Skriv hela namnet."
        for name in ("chair_text", "secretary_text"):
            self.fields[name].help_text = empty
            self.fields[name].widget.attrs["list"] = "personer"
        if meeting.pk:
            self._start_from(meeting, mine)
        else:
            del self.fields[SEEN]
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def _start_from(self, meeting: Meeting, bodies: list[int]) -> None:
        rows = meeting.meeting_bodies_in_order
        self.initial = {
            **self.initial,
            "leading": bodies[0] if bodies else None,
            "others": bodies[1:],
            "joint_only": [row.body_id for row in rows if row.joint_part_only],
            "chair_text": meeting.chair_name or (meeting.chair.name if meeting.chair else ""),
            "secretary_text": meeting.secretary_name or (meeting.secretary.name if meeting.secretary else ""),
        }

    def sets(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under headings."""
        return [
            ("När", [self[name] for name in self.WHEN]),
            ("Var", [self[name] for name in self.WHERE]),
            ("Vem leder och antecknar", [self[name] for name in self.LED]),
        ]

    def joint(self) -> list[forms.BoundField]:
        """Fields of a joint meeting, folded away for the others."""
        return [self[name] for name in self.JOINT]

    @property
    def is_joint(self) -> bool:
        """Whether the fold stands open."""
        return bool(self["others"].value()) or any(name in self.errors for name in self.JOINT)

    def clean(self) -> dict[str, Any]:
        """Times in order; a body stands once."""
        cleaned = super().clean() or {}
        for first, last in (("start_time", "end_time"), ("joint_start", "joint_end")):
            start, end = cleaned.get(first), cleaned.get(last)
            if start and end and end <= start:
                self.add_error(last, "Sluttiden måste vara senare än starttiden.")
        outside = [
            str(body) for body in cleaned.get("joint_only") or [] if body not in (cleaned.get("others") or [])
        ]
        if outside:
            self.add_error("joint_only", f"Kryssa också för {outside[0]} under Möts tillsammans med.")
        return cleaned

    def bodies(self) -> list[Body]:
        """The leading body first, then the others in order."""
        leading = self.cleaned_data["leading"]
        return [leading, *(body for body in self.cleaned_data["others"] if body.pk != leading.pk)]

    def facts(self) -> dict[str, Any]:
        """Fields for the action; a typed name that is one known person becomes that person.

        A name that is left alone keeps its person, also where two persons share it.
        """
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        typed = {name: " ".join(self.cleaned_data[f"{name}_text"].split()) for name in ("chair", "secretary")}
        persons: dict[str, Person] = persons_called([text for text in typed.values() if text])
        for name, text in typed.items():
            if self.instance.pk and f"{name}_text" not in self.changed_data:
                continue
            person = persons.get(text.casefold())
            facts |= {name: person, f"{name}_name": "" if person else text}
        return facts


class MoveForm(forms.Form):
    """A new day and time."""

    date = DayField(label="Nytt datum")
    start_time = ClockField(label="Börjar", required=False)
    end_time = ClockField(label="Slutar", required=False)

    def clean(self) -> dict[str, Any]:
        """The meeting ends after it starts."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_time"), cleaned.get("end_time")
        if start and end and end <= start:
            self.add_error("end_time", "Sluttiden måste vara senare än starttiden.")
        return cleaned
