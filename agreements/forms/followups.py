"""Starting a year's follow-up."""

from django import forms

from secretariat.lib.forms import DayField


class FollowUpForm(forms.Form):
    """Which year, until when, and words to the parties."""

    year = forms.IntegerField(label="Avser år", min_value=2000, max_value=2200)
    due_on = DayField(label="Svar senast", help_text="T.ex. 15 februari eller 2027-02-15.")
    text = forms.CharField(
        label="Hälsning till parterna",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i brevet före länken.",
    )
