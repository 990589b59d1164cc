"""Forms of agenda items."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from meetings.actions.decision_words import offered
from meetings.actions.minutes import awaiting_filing
from meetings.actions.presenters import persons_called
from meetings.models import AgendaItem, Body, ItemPurpose, ItemRole, Minutes
from secretariat.lib.forms import ClockField, DayField, SeenForm
from secretariat.lib.rules import NotAllowed
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Person

EMPTY_TITLE = "Punkten har ingen rubrik."
MINUTES = "Skriv minuterna som ett heltal mellan 1 och 900, till exempel 20."


class MinutesField(forms.IntegerField):
    """Minutes that a point takes; empty where nobody has said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, min_value=1, max_value=900,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 3}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), MINUTES), **kwargs,
        )  # fmt: skip
        for validator in self.validators:
            validator.message = MINUTES  # type: ignore[attr-defined]


class TimesForm(forms.Form):
    """The minutes of all points at once. Only what was typed is saved; what somebody else has changed is told (L2)."""

    def __init__(self, items: Sequence[AgendaItem], data: QueryDict | None = None) -> None:
        sent = data if data and any(name.startswith("min-") for name in data) else None
        super().__init__(sent)
        self.items = {f"min-{item.pk}": item for item in items}
        for name, item in self.items.items():
            if sent is None or name in sent:
                self.fields[name] = MinutesField(label="Minuter", initial=item.planned_minutes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, item in self.items.items():
            was = self.data.get(f"was-{item.pk}", "")
            now = "" if item.planned_minutes is None else str(item.planned_minutes)
            typed = self.data.get(name, "").strip()
            if name in cleaned and typed not in (was, now) and now != was:
                self.add_error(
                    name, f"Någon annan har nyss sparat ”{now}” här. Välj vad som ska gälla och spara igen."
                )
        return cleaned

    def changes(self) -> dict[AgendaItem, int | None]:
        """Minutes that were typed and are other than before, also where other fields are wrong."""
        if not self.is_bound:
            return {}
        self.full_clean()
        found = {}
        for name, item in self.items.items():
            is_typed = self.data.get(name, "").strip() != self.data.get(f"was-{item.pk}", "")
            if is_typed and self.cleaned_data.get(name, item.planned_minutes) != item.planned_minutes:
                found[item] = self.cleaned_data[name]
        return found

    def bound(self, item: AgendaItem) -> forms.BoundField | None:
        """The field of a point; none where the point came after the page was shown."""
        return self[f"min-{item.pk}"] if f"min-{item.pk}" in self.fields else None


class AddItemForm(WithoutPersonnummer, forms.Form):
    """A new point or sub-point, with what one usually knows at once."""

    title = forms.CharField(
        label="Rubrik", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Fler rader blir underrubriker.",
    )  # fmt: skip
    presenters = forms.CharField(
        label="Föredragande",
        required=False,
        max_length=600,
        help_text="Flera skiljs åt med komma. Ord som alla går också.",
    )
    planned_minutes = MinutesField(label="Minuter")
    after = forms.ChoiceField(label="Var", required=False)

    BEFORE, AFTER = "before", "after"

    def __init__(self, *args: Any, points: Sequence[AgendaItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {str(one.pk): one for one in points}
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", "Före övriga frågor och avslutning"),
            *((str(one.pk), f"Efter {one.number} {one.first_line}".strip()) for one in points),
            (self.BEFORE, "I ett avsnitt före punkterna"),
            (self.AFTER, "I ett avsnitt efter punkterna"),
        ]

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        said = dict(self.cleaned_data)
        where = said.pop("after")
        if where in AgendaItem.Section.values:
            return said | {"section": where}
        return said | {"after": self.points.get(where)}


class ItemForm(WithoutPersonnummer, SeenForm, forms.ModelForm[AgendaItem]):
    """Everything about an item but its text and its attachments (A6, A7)."""

    presenters = forms.CharField(
        label="Föredragande", required=False, max_length=600,
        help_text="Flera skiljs åt med komma. Ord går också: alla, ordf.",
    )  # fmt: skip
    number = forms.CharField(
        label="Nummer", required=False, max_length=8,
        help_text="Ges av sig självt. Skriv bara om det ska vara ett annat, t.ex. 8 a.",
    )  # fmt: skip
    planned_start = ClockField(label="Tid", required=False)
    planned_minutes = MinutesField(label="Minuter")
    material_text = forms.CharField(
        label="Underlag från", required=False, max_length=160, widget=forms.TextInput(attrs={"list": "personer"}),
        help_text="För- och efternamn på den som skickar underlaget. Tomt: den som föredrar.",
    )  # fmt: skip
    material_due_on = DayField(
        label="Underlag senast", required=False, help_text="Tomt: gruppens vanliga tid före mötet."
    )
    chair_text = forms.CharField(
        label="Ordförande från och med punkten", required=False, max_length=160,
        help_text="Fyll i när någon annan tar över ordförandeskapet här.",
    )  # fmt: skip

    FACTS = (
        "title", "role", "reports_from", "purpose", "planned_start", "planned_minutes", "proposal", "material_due_on"
    )  # fmt: skip

    class Meta:
        model = AgendaItem
        fields = [
            "title", "role", "reports_from", "purpose", "planned_start", "planned_minutes", "proposal",
            "material_due_on",
        ]  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "proposal": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": "Fler rader blir underrubriker.",
            "proposal": "Kan hämtas in i texten på mötet.",
            "reports_from": "Bara för punkter av slaget rapport. Tomt: svaren på gruppens medskick, från alla.",
        }

    sender: Person | None = None

    field_order = [
        "title", "number", "presenters", "role", "reports_from", "purpose", "planned_start", "planned_minutes",
        "proposal", "material_text", "material_due_on", "chair_text",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        item: AgendaItem = kwargs["instance"]
        chair = item.chair_name or (item.chair.name if item.chair else "")
        kwargs["initial"] = {
            "presenters": ", ".join(one.text for one in item.presenters.all()),
            "number": item.number if item.number_is_fixed else "",
            "chair_text": chair,
            "material_text": item.material_from.name if item.material_from else "",
        }
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = ItemRole.choices  # type: ignore[attr-defined]
        self.fields["purpose"].choices = ItemPurpose.choices  # type: ignore[attr-defined]
        self.fields["reports_from"].queryset = Body.objects.order_by("sort_key")  # type: ignore[attr-defined]
        self.fields["reports_from"].empty_label = "Ingen viss grupp"  # type: ignore[attr-defined]
        if wordings := offered(item.meeting.leading_body):
            begins = " / ".join(f"{words} …" for words in wordings)
            self.fields[
                "proposal"
            ].help_text = f"Kan hämtas in i texten på mötet. Så inleds beslut i gruppen: {begins}"
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def clean_material_text(self) -> str:
        """One known person, or nobody: the material's reminder has to reach somebody."""
        name = " ".join(self.cleaned_data["material_text"].split())
        if name and "material_text" in self.changed_data:
            self.sender = persons_called([name]).get(name.casefold())
            if self.sender is None:
                raise forms.ValidationError("Ingen eller flera i registret heter så. Välj ett namn i listan.")
        return name

    def facts(self) -> dict[str, Any]:
        """What the action is given; a chair's full name that is one known person becomes that person."""
        said = self.cleaned_data
        name = " ".join(said["chair_text"].split())
        person = persons_called([name]).get(name.casefold()) if name else None
        facts = {field: said[field] for field in self.FACTS} | {
            "title": said["title"].strip(),
            "number": said["number"],
        }
        # A name that is left alone keeps its person, also where two persons share it.
        if "presenters" in self.changed_data:
            facts["presenters"] = said["presenters"]
        if "material_text" in self.changed_data:
            facts["material_from"] = self.sender if said["material_text"] else None
        if "chair_text" in self.changed_data:
            facts |= {"chair": person, "chair_name": "" if person else name}
        return facts


class LinkForm(WithoutPersonnummer, forms.Form):
    """A link that belongs to an item."""

    url = forms.URLField(
        label="Länk", max_length=4000, assume_scheme="https",
        help_text="Länkar ur Outlook rensas från omvägen (Safe Links).",
    )  # fmt: skip
    title = forms.CharField(label="Vad det är", required=False, max_length=300)


class UploadForm(WithoutPersonnummer, forms.Form):
    """A file that belongs to an item."""

    file = forms.FileField(
        label="Fil",
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom. Välj en annan fil.",
            "max_length": "Filens namn är för långt. Döp om den och försök igen.",
        },
    )
    title = forms.CharField(label="Vad det är", required=False, max_length=200)


class FilingForm(forms.Form):
    """Which earlier minutes an item files. The newest is proposed."""

    minutes = forms.ModelChoiceField(Minutes.objects.none(), label="Anteckningar från", empty_label=None)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = awaiting_filing(item)
        self.fields["minutes"].queryset = choices  # type: ignore[attr-defined]
        self.fields["minutes"].label_from_instance = lambda minutes: str(minutes.meeting)  # type: ignore[attr-defined]
        self.initial["minutes"] = item.files_minutes_id or next((one.pk for one in choices), None)
        self.has_choices = self.initial["minutes"] is not None


class DetachForm(forms.Form):
    """Which attachment is taken off."""

    detach = forms.IntegerField()


class RemoveForm(forms.Form):
    """That an item goes, and whether its text goes too."""

    with_text = forms.BooleanField(label="Ta bort punkten fast den har text", required=False)


class ItemPage:
    """All that is typed on an item's page: one HTML form, whose buttons say what is done besides saving.

    A part is read when its own button is pressed or when something is typed in it, and goes when it is kept.
    """

    def __init__(self, item: AgendaItem, data: QueryDict | None = None, files: Any = None) -> None:
        self.data = QueryDict() if data is None else data
        self.pressed, _, which = self.data.get("do", "save").partition("-")
        self.typed: dict[str, forms.BaseForm] = {}
        if data is None:
            return
        if self.pressed == "save" or "title" in data:
            form = ItemForm(data, instance=item)
            if self.pressed == "save" or form.has_changed():
                self.typed["item"] = form
        if self._has("link", data):
            self.typed["link"] = LinkForm(data, prefix="link")
        if self._has("upload", data, files):
            self.typed["upload"] = UploadForm(data, files, prefix="upload")
        if self._has("child", data):
            self.typed["child"] = AddItemForm(data, prefix="child")
        if self.pressed == "file":
            self.typed["filing"] = FilingForm(data, item=item)
        if self.pressed == "detach":
            self.typed["detach"] = DetachForm({"detach": which})
        if self.pressed == "remove":
            self.typed["removal"] = RemoveForm(data)

    def _has(self, part: str, *sent: Any) -> bool:
        values = [value for one in sent for name, value in one.items() if name.startswith(f"{part}-")]
        return self.pressed == part or any(str(value).strip() for value in values)

    def keep(self, part: str, save: Callable[[Any], None]) -> None:
        """Save a part if there is anything in it. What cannot be saved stays, with the reasons."""
        form = self.typed.get(part)
        if form is None or not form.is_valid():
            return
        try:
            save(form)
        except NotAllowed as no:
            form.add_error("file" if part == "upload" else None, no.reasons)
        else:
            del self.typed[part]

    def shown(self, item: AgendaItem) -> dict[str, forms.BaseForm | None]:
        """The forms of the page: as they were typed where they are not kept, else empty or as the row is now."""
        blank: dict[str, Callable[[], forms.BaseForm | None]] = {
            "item": lambda: ItemForm(instance=item),
            "link": lambda: LinkForm(prefix="link"),
            "upload": lambda: UploadForm(prefix="upload"),
            "child": lambda: AddItemForm(prefix="child"),
            "filing": lambda: self._filing(item),
            "removal": lambda: RemoveForm(initial={"with_text": "with_text" in self.data}),
        }
        return {f"{part}_form": self.typed.get(part) or make() for part, make in blank.items()}

    def _filing(self, item: AgendaItem) -> "FilingForm | None":
        if item.role != ItemRole.PREVIOUS_MINUTES:
            return None
        form = FilingForm(item=item)
        if chosen := self.data.get("minutes"):
            form.initial["minutes"] = chosen
        return form
