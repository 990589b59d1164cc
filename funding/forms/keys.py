"""The form that takes a file of nyckeltal in: sent once, shown row by row, and then saved whole (G4)."""

from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from funding import key_imports
from funding.actions import keys
from funding.apportioning import CannotShare
from funding.key_imports import Cell, Sheet
from funding.models import KeySeries, KeyTable
from secretariat.lib.forms import DayField
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import User

_SALT = "funding.key-import"
_LONGEST = 1_500_000  # signs of a file kept in the page between its two steps


class KeyImportForm(WithoutPersonnummer, forms.Form):
    """What the figures are, and the file. The file's values follow in `kept`, so that it is chosen once."""

    series = forms.ModelChoiceField(
        KeySeries.objects.all(), label="Nyckeltal", required=False, empty_label="Ett nytt"
    )
    name = forms.CharField(
        label="Namn på det nya", required=False, max_length=120, help_text="T.ex. Patienter i hemsjukvård."
    )
    unit = forms.CharField(
        label="Enhet",
        required=False,
        max_length=40,
        help_text="T.ex. invånare eller kronor. Kronor avrundas till hela.",
    )
    upload = forms.FileField(
        label="Fil",
        required=False,
        error_messages={"empty": "Filen är tom. Välj en annan fil."},
        help_text="CSV med kommunkod, SCB:s CSV, PxWeb json-stat2, eller Koladas CSV eller JSON.",
    )
    choice = forms.ChoiceField(label="Kolumn eller år i filen", required=False)
    reference_on = DayField(
        label="Siffrorna avser dagen",
        help_text="T.ex. 31 december 2025.",
        error_messages={"required": "Skriv vilken dag siffrorna avser."},
    )
    retrieved_on = DayField(
        label="Hämtade den", error_messages={"required": "Skriv vilken dag siffrorna hämtades."}
    )
    source = forms.CharField(
        label="Källa", required=False, max_length=200, help_text="T.ex. SCB, befolkning efter kommun."
    )
    source_id = forms.CharField(
        label="Källans beteckning", required=False, max_length=60, help_text="T.ex. N01951."
    )
    is_processed = forms.BooleanField(label="Siffrorna är bearbetade av oss", required=False)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"retrieved_on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.sheet: Sheet | None = None
        self.trouble: list[str] = []
        if self.is_bound:
            self._read()
        else:
            del self.fields["choice"]

    def _read(self) -> None:
        """The sheet of the file, or of what the page kept of it; its choices become the field's."""
        upload = self.files.get("upload")
        try:
            if upload and upload.size:
                self.sheet = key_imports.read(upload.read(key_imports.LARGEST_FILE + 1))
                self._keep(self.sheet)
            elif kept := self.data.get("kept"):
                self.sheet = _restored(str(kept))
        except CannotShare as no:
            self.trouble = no.reasons
        choices = self.sheet.choices if self.sheet else []
        if len(choices) > 1:
            self.fields["choice"].choices = [(one, one) for one in choices]  # type: ignore[attr-defined]
            if self.data.get("choice") not in choices:
                self._put("choice", choices[-1])
        else:
            del self.fields["choice"]

    def _keep(self, sheet: Sheet) -> None:
        rows = [(one.row, one.column, one.code, one.name, _typed(one), one.choice) for one in sheet.cells]
        facts = [sheet.kind, sheet.skipped, sheet.title, sheet.source_id]
        kept = signing.dumps([facts, rows], salt=_SALT, compress=True)
        if len(kept) > _LONGEST:
            raise CannotShare(["Filen har för många värden. Hämta ett urval med bara åren som behövs."])
        self._put("kept", kept)

    def _put(self, name: str, value: str) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = value  # type: ignore[index]

    def clean_name(self) -> str:
        name = " ".join((self.cleaned_data.get("name") or "").split())
        if name and KeySeries.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("Det finns redan. Välj det i listan i stället.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("series") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Välj ett nyckeltal i listan, eller skriv namnet på ett nytt.")
        if self.sheet is None and "upload" not in self.errors:
            self.add_error("upload", self.trouble or ["Välj en fil."])
        if self.sheet and not cleaned.get("source"):
            cleaned["source"] = key_imports.SOURCES.get(self.sheet.kind, "")
        if self.sheet and not cleaned.get("source_id"):
            cleaned["source_id"] = self.sheet.source_id
        if self.sheet and not cleaned.get("source"):
            self.add_error("source", "Skriv källan. Den står vid varje fördelning.")
        return cleaned

    def preview(self) -> keys.Preview:
        """What the file would change. The form must be valid."""
        if self.sheet is None:  # a form without a file is not valid
            raise ValueError("no file")
        said = self.cleaned_data
        choice = said.get("choice") or next(iter(self.sheet.choices), "")
        found = key_imports.figures(self.sheet, choice, keys.kommuner())
        shown = keys.preview(found, series=said["series"], unit=said["unit"])
        extra = keys.obstacles_to_taking_in(shown.values, self.origin())
        return keys.Preview(
            shown.lines, list(dict.fromkeys([*shown.reasons, *extra])), shown.notes, shown.compared_with
        )

    def origin(self) -> keys.Origin:
        """Where the figures come from, as it is told."""
        names = ("reference_on", "source", "retrieved_on", "source_id", "is_processed")
        return keys.Origin(**{name: self.cleaned_data[name] for name in names})

    @transaction.atomic
    def save(self, shown: keys.Preview, *, by: User) -> KeyTable:
        """Take the figures in; a new series is made with them. Raises NotAllowed."""
        said = self.cleaned_data
        series = said["series"]
        if series is None:
            slug = slugify(said["name"])[:50] or "nyckeltal"
            taken = KeySeries.objects.filter(slug__startswith=slug).count()
            series = KeySeries.objects.create(
                slug=f"{slug}-{taken + 1}" if taken else slug, name=said["name"], unit=said["unit"].strip()
            )
        return keys.take_in(series, shown.values, self.origin(), by=by)


def _typed(one: Cell) -> str | None:
    return None if one.typed is None else str(one.typed)


def _restored(kept: str) -> Sheet:
    try:
        (kind, skipped, title, source_id), rows = signing.loads(kept, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise CannotShare(["Filen följde inte med. Välj den igen."]) from None
    return Sheet(kind, [Cell(*row) for row in rows], skipped, title, source_id)
