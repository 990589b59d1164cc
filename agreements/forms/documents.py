"""What a document is as a public record: handlingstyp, status, diarienummer, sekretess, bevaras eller gallras (D1)."""

from typing import Any

from django import forms

from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import StoredFile


class DocumentRecordForm(WithoutPersonnummer, forms.ModelForm[StoredFile]):
    """All of it. What is marked secret is kept from everybody but the office."""

    destroy_on = DayField(label="Gallras den", required=False, help_text="Behövs om handlingen gallras.")

    class Meta:
        model = StoredFile
        fields = (
            "title", "record_kind", "record_status", "case_number", "owner", "secrecy", "circle", "keeping",
            "destroy_on",
        )  # fmt: skip
        labels = {"title": "Titel", "secrecy": "Sekretess, lagrum"}
        help_texts = {
            "record_kind": "T.ex. överenskommelse, bilaga, remissvar.",
            "secrecy": "T.ex. 25 kap. 1 § OSL. Då ser bara sekretariatet handlingen, och den följer inte med i brev.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circle = self.fields["circle"]
        circle.choices = [  # type: ignore[attr-defined]
            (StoredFile.Circle.MEETING, "alla som får läsa överenskommelser"),
            (StoredFile.Circle.SECRETARIAT, "bara sekretariatet"),
        ]
        circle.label = "Får läsas av"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_destroyed = cleaned.get("keeping") == StoredFile.Keeping.DESTROYED
        if is_destroyed and not cleaned.get("destroy_on") and "destroy_on" not in self.errors:
            self.add_error("destroy_on", "Skriv vilken dag den gallras.")
        if cleaned.get("destroy_on") and not is_destroyed:
            self.add_error("keeping", "Välj gallras, eller ta bort dagen.")
        return cleaned
