"""What a group answers to a medskick, or why no answer is wanted (K6)."""

from typing import Any

from django import forms

from secretariat.registry.forms import WithoutPersonnummer


class AnswerForm(WithoutPersonnummer, forms.Form):
    """The answer. `was` is the answer that the page showed, so that nobody's words are written over unseen."""

    text = forms.CharField(label="Gruppens svar", widget=forms.Textarea(attrs={"rows": 6}), max_length=5000)
    was = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, is_suggested: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].error_messages["required"] = "Skriv vad gruppen svarar."
        self.fields["text"].help_text = (
            "Förslaget är besluten och inspelen från punkten som tog upp medskicket. Ändra som du vill."
            if is_suggested
            else "Den som skickade med frågan får veta det nu, och kan ta med det i sin nästa rapport."
        )


class ExcuseForm(WithoutPersonnummer, forms.Form):
    """Why no answer is wanted."""

    reason = forms.CharField(label="Varför svaret inte behövs", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Skriv varför svaret inte behövs."
