"""Forms of schools: one school, and a list taken in after it has been shown row by row (H2)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing

from secretariat.lib.forms import DayField, SeenForm
from secretariat.lib.rules import NotAllowed
from secretariat.registry.forms import WithoutPersonnummer
from surveys import list_files
from surveys.actions import schools
from surveys.list_files import Heading, ListFile
from surveys.models import School
from surveys.school_lists import HEADINGS

_LONGEST = 2_000_000  # signs of a file kept in the page between its two steps


class SchoolForm(WithoutPersonnummer, SeenForm, forms.ModelForm[School]):
    """A school's own facts. The row must be locked before the form is made (L2)."""

    ends_on = DayField(label="Upphörde", required=False, help_text="Lämna tomt så länge skolan finns.")

    class Meta:
        model = School
        fields = (
            "name", "party", "form", "stage", "run_by", "run_by_name", "unit_code", "contact", "email", "phone",
            "ends_on",
        )  # fmt: skip
        help_texts = {
            "email": "Dit brev om undersökningar går.",
            "unit_code": "Åtta siffror, ur skolenhetsregistret.",
            "run_by_name": "T.ex. ett bolag eller en stiftelse.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = schools.kommuner()
        if self.instance.party_id:
            found = found | type(self.instance.party).objects.filter(pk=self.instance.party_id)
        self.fields["party"] = forms.ModelChoiceField(found, label="Kommun", empty_label="Välj kommun")

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_unit_code(self) -> str:
        code = str(self.cleaned_data["unit_code"]).strip()
        if code and not (len(code) == 8 and code.isascii() and code.isdecimal()):
            raise forms.ValidationError("Skolenhetskoden har åtta siffror.")
        return code


class FileForm(forms.Form):
    """A file that is sent once, shown, and taken in on the next step. Its rows follow in `kept`, signed."""

    upload = forms.FileField(
        label="Fil",
        required=False,
        error_messages={"empty": "Filen är tom. Välj en annan fil."},
        help_text="Excel (.xlsx) eller CSV, högst 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    headings: Sequence[Heading] = ()
    salt = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told: ListFile | None = None
        self.trouble: list[str] = []
        if self.is_bound:
            self._read()

    def _read(self) -> None:
        upload = self.files.get("upload")
        try:
            if upload and upload.size:
                self.told = list_files.read(upload.read(list_files.LARGEST + 1), self.headings)
                self._keep(self.told)
            elif kept := self.data.get("kept"):
                self.told = self._restored(str(kept))
        except NotAllowed as no:
            self.trouble = no.reasons

    def _keep(self, told: ListFile) -> None:
        packed = [told.headings, told.unknown, [row.packed() for row in told.rows]]
        kept = signing.dumps(packed, salt=self.salt, compress=True)
        if len(kept) > _LONGEST:
            raise NotAllowed("Filen är för stor för att visas. Dela upp den på flera filer.")
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["kept"] = kept  # type: ignore[index]

    def _restored(self, kept: str) -> ListFile:
        try:
            headings, unknown, rows = signing.loads(kept, salt=self.salt)
        except (signing.BadSignature, ValueError):
            raise NotAllowed("Filen följde inte med. Välj den igen.") from None
        told = list_files.restored(rows, headings)
        told.unknown = unknown
        return told

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.told is None and "upload" not in self.errors:
            self.add_error("upload", self.trouble or ["Välj en fil."])
        return cleaned


class SchoolListForm(FileForm):
    """The list of schools."""

    headings = HEADINGS
    salt = "surveys.schools"
