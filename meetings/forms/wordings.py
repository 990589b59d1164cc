"""The form of how a decision begins in a kind of body (B6)."""

from typing import Any

from django import forms

from meetings.models import BodyType, Decision, DecisionWording


class WordingForm(forms.ModelForm[DecisionWording]):
    """One beginning. The first in the order is offered first."""

    kind = forms.ChoiceField(
        label="Slag av beslut", required=False, choices=[("", "alla slag"), *Decision.Kind.choices]
    )

    class Meta:
        model = DecisionWording
        fields = ["body_type", "text", "kind", "position"]
        labels = {"body_type": "Typ av grupp", "text": "Inledning", "position": "Ordning"}
        help_texts = {
            "text": "T.ex. Rådet rekommenderar parterna att. Utan punkter på slutet.",
            "position": "Den med lägst tal erbjuds först.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_type"].queryset = BodyType.objects.all()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split()).rstrip(" .…")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        same = DecisionWording.objects.filter(
            body_type=cleaned.get("body_type"), text__iexact=cleaned.get("text", "")
        ).exclude(pk=self.instance.pk)
        if cleaned.get("text") and same.exists():
            self.add_error("text", "Typen har redan den inledningen.")
        return cleaned
