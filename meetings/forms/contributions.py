"""A party's own words for laget runt, before the meeting (K10)."""

from django import forms

from meetings.actions.contributions import Place
from secretariat.registry.forms import WithoutPersonnummer


class ContributionForm(WithoutPersonnummer, forms.Form):
    """The words, or that there is nothing new. `was` is what the page showed, so that no words are lost."""

    text = forms.CharField(
        label="Ert inlägg", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="En tom rad börjar ett nytt stycke. Ett streck först på raden ger en punktlista.",
    )  # fmt: skip
    nothing_new = forms.BooleanField(label="Inget nytt", required=False)
    was = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)


def form_for(place: Place, data: object = None) -> ContributionForm:
    """The form of one item and party, filled with what is written; with what was typed where this form was sent."""
    row = place.row
    text = row.text if row else ""
    initial = {"text": text, "nothing_new": bool(row and row.nothing_new), "was": text}
    return ContributionForm(data, prefix=place.key, initial=initial)  # type: ignore[arg-type]
