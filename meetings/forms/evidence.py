"""A file that was signed elsewhere."""

from django import forms

from secretariat.registry.forms import UploadField


class SignedCopyForm(forms.Form):
    """The PDF that the signing service gave back."""

    file = UploadField(
        label="Underskriven PDF",
        help_text="Filen som underskriftstjänsten lämnade, utan ändringar.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )
