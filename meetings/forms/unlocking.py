"""Forms of unlocking finished minutes (C8)."""

from typing import Any

from django import forms

from meetings.actions import unlocking
from meetings.models import Minutes
from secretariat.registry.models import Person, User


class UnlockForm(forms.Form):
    """Why the minutes must be unlocked; and where nobody approves, which colleague is to consent too."""

    reason = forms.CharField(
        label="Varför räcker det inte med en rättelse?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Skriv varför anteckningarna behöver låsas upp."},
        help_text="De som ska medge läser det här. Det står också i loggen.",
    )
    colleague = forms.ModelChoiceField(
        Person.objects.none(),
        label="Kollega som också ska medge",
        empty_label="Välj",
        error_messages={"required": "Välj en kollega på kansliet som också ska medge."},
    )

    def __init__(self, *args: Any, minutes: Minutes, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unlocking.needs_colleague(minutes):
            chosen = [person.pk for person in unlocking.colleagues(by)]
            self.fields["colleague"].queryset = Person.objects.filter(pk__in=chosen)  # type: ignore[attr-defined]
        else:
            del self.fields["colleague"]
