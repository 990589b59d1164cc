"""Forms of a notice on the board (C13)."""

from django import forms

from secretariat.lib.forms import DayField


class PostForm(forms.Form):
    """When the notice is put up, and where the minutes are kept."""

    posted_on = DayField(
        label="Anslagsdag", error_messages={"required": "Skriv vilken dag anslaget sätts upp."}
    )
    kept_at = forms.CharField(
        label="Förvaringsplats",
        max_length=200,
        error_messages={"required": "Skriv var anteckningarna förvaras."},
    )


class TakeDownForm(forms.Form):
    """When the notice was taken down, and who certifies it."""

    on = DayField(label="Nedtagningsdag", error_messages={"required": "Skriv vilken dag anslaget togs ned."})
    signed_by = forms.CharField(
        label="Underskrift",
        max_length=160,
        error_messages={"required": "Skriv vem som skriver under beviset."},
        help_text="Namnet skrivs ut på beviset, med plats för en underskrift.",
    )
