"""What whoever verifies a paper gives: its code, or the file itself."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from meetings.actions import verifying


class CodeForm(forms.Form):
    """The Kontrollkod at the end of a paper."""

    kod = forms.CharField(
        label="Kontrollkod", max_length=20, help_text="Står sist i dokumentet, till exempel 04HM-ASW9."
    )

    def clean_kod(self) -> str:
        """The code in its own form."""
        code = verifying.read_code(self.cleaned_data["kod"])
        if not code:
            raise forms.ValidationError(
                "En kontrollkod har åtta bokstäver och siffror. Skriv av den en gång till."
            )
        return code


class FileForm(forms.Form):
    """The file that somebody got."""

    fil = forms.FileField(
        label="Fil",
        help_text="PDF-filen som du fick. Den sparas inte här.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en annan."},
    )

    def clean_fil(self) -> UploadedFile:
        """Not larger than any paper of ours."""
        file: UploadedFile = self.cleaned_data["fil"]
        if (file.size or 0) > verifying.LARGEST:
            raise forms.ValidationError("Filen är större än 20 MB. Så stora filer lämnar systemet inte ut.")
        return file
