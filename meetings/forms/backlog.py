"""Forms of what waits for coming meetings, and of a matter that a member proposes."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from meetings.models import BacklogItem, Body, Matter, Meeting
from secretariat.lib.forms import SeenForm
from secretariat.registry.forms import WithoutPersonnummer

_FILE_ERRORS = {
    "empty": "Filen är tom. Välj en annan fil.",
    "max_length": "Filens namn är för långt. Döp om den och försök igen.",
}


class BacklogForm(WithoutPersonnummer, SeenForm, forms.ModelForm[BacklogItem]):
    """What waits: heading, description, and what decides when it is taken up."""

    class Meta:
        model = BacklogItem
        fields = ["title", "text", "purpose", "priority", "term", "condition", "matter"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"term": "T.ex. psykisk hälsa, eller våren 2027."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = Matter.objects.filter(pk__in=[self.instance.matter_id])
        self.fields["matter"].queryset = Matter.objects.open() | of  # type: ignore[attr-defined]
        self.fields["matter"].empty_label = "inget"  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.list_name)


class ProposeForm(WithoutPersonnummer, forms.Form):
    """Anmäl en fråga."""

    body = BodyChoice(Body.objects.none(), label="Grupp", empty_label="Välj grupp")
    title = forms.CharField(label="Vad gäller frågan?", max_length=300)
    text = forms.CharField(
        label="Bakgrund, och vad du vill att gruppen gör", required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    wished_for = forms.ModelChoiceField(
        Meeting.objects.none(), label="Helst på mötet", required=False, empty_label="Det spelar ingen roll"
    )
    file = forms.FileField(
        label="Fil", required=False, error_messages=_FILE_ERRORS,
        help_text="PDF, Word, PowerPoint, Excel eller bild, högst 50 MB.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, bodies: QuerySet[Body], meetings: QuerySet[Meeting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["wished_for"].queryset = meetings  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action is given beside the body."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "text": said["text"],
            "wished_for": said["wished_for"],
            "upload": said["file"],
        }


class AnswerForm(WithoutPersonnummer, forms.Form):
    """The secretary's answer to whoever proposed the matter."""

    answer = forms.CharField(
        label="Svar till den som anmälde", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Behövs när du avböjer. Annars frivilligt.",
    )  # fmt: skip


class CloseForm(WithoutPersonnummer, forms.Form):
    """Why what waits is taken off the list."""

    reason = forms.CharField(label="Skäl", required=False, max_length=300)


class TakeForm(forms.Form):
    """To which coming meeting."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Möte", empty_label=None,
        error_messages={"required": "Välj ett möte.", "invalid_choice": "Mötet går inte att välja längre."},
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """To which body, or which of its meetings, an uppdrag comes back."""

    body = BodyChoice(
        Body.objects.none(), label="Grupp", required=False, empty_label="Ingen",
        help_text="Uppdraget står då under Uppföljning vid gruppens dagordningar.",
    )  # fmt: skip
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Ett visst möte", required=False, empty_label="Nästa möte som passar"
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Body], meetings: QuerySet[Meeting], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
