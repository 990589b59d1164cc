"""Forms of a set of results: the file with its source, and from when each circle may see it (H4, H6)."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.forms import ClockField, DayField
from secretariat.lib.rules import NotAllowed
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import User
from surveys.actions import datasets
from surveys.models import Dataset, SurveyRound

_EARLY = dt.time(8, 0)


class DatasetForm(WithoutPersonnummer, forms.Form):
    """What the figures are called, where they come from, and the file."""

    title = forms.CharField(
        label="Rubrik", max_length=200, help_text="T.ex. Hälsa på lika villkor 2024, länet."
    )
    upload = forms.FileField(
        label="Fil",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom. Välj en annan fil."},
        help_text="CSV eller Excel med kolumnerna nedan, eller json-stat2 från PxWeb.",
    )
    source = forms.CharField(
        label="Källa", max_length=200, help_text="T.ex. Folkhälsomyndigheten. Den står vid varje tabell."
    )
    source_id = forms.CharField(
        label="Källans beteckning",
        max_length=80,
        required=False,
        help_text="T.ex. tabellens eller nyckeltalets id.",
    )
    retrieved_on = DayField(
        label="Hämtad den", error_messages={"required": "Skriv vilken dag filen hämtades."}
    )
    is_processed = forms.BooleanField(
        label="Siffrorna är bearbetade av oss", required=False,
        help_text="Då anges inte källan som avsändare av siffrorna.",
    )  # fmt: skip
    is_open_already = forms.BooleanField(
        label="Siffrorna är redan offentliga hos källan", required=False,
        help_text="Då går rader utan antal svarande (n) att läsa in. De prövas inte igen.",
    )  # fmt: skip
    replaces = forms.ModelChoiceField(
        Dataset.objects.none(), label="Ersätter", required=False, empty_label="ingen",
        help_text="En rättad datamängd tar över den gamlas plats och tider när den läses in.",
    )  # fmt: skip

    def __init__(self, *args: Any, round: SurveyRound, **kwargs: Any) -> None:
        kwargs["initial"] = {"retrieved_on": timezone.localdate()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.round = round
        standing = datasets.replaceable(round)
        self.fields["replaces"].queryset = standing  # type: ignore[attr-defined]
        if not standing.exists():
            del self.fields["replaces"]

    def clean_upload(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["upload"]
        if reasons := datasets.obstacles_to_uploading(file):
            raise forms.ValidationError(reasons)
        return file

    def save(self, *, by: User) -> Dataset | None:
        """Keep the file and look it through; None where that is refused, and the form says why."""
        said = self.cleaned_data
        names = ("title", "source", "source_id", "retrieved_on", "is_processed", "is_open_already")
        origin = datasets.Origin(**{name: said[name] for name in names}, replaces=said.get("replaces"))
        try:
            return datasets.upload(self.round, said["upload"], origin, by=by)
        except NotAllowed as no:
            self.add_error(None, no.reasons)
            return None


class ReleaseForm(forms.Form):
    """Day and clock for each circle. An empty day is never; an empty clock is eight in the morning."""

    parties_on = DayField(label="Parterna får se från", required=False, help_text="Tomt: inte bestämt.")
    parties_time = ClockField(label="Klockan", required=False)
    public_on = DayField(label="Alla får se från", required=False, help_text="Tomt: inte bestämt.")
    public_time = ClockField(label="Klockan", required=False)
    national_on = DayField(
        label="Siffror för hela riket tidigast", required=False,
        help_text="Dagen då Folkhälsomyndigheten presenterar dem. Tomt: samma tid som de andra siffrorna.",
    )  # fmt: skip
    national_time = ClockField(label="Klockan", required=False)
    CIRCLES = ("parties", "public", "national")

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        for name in self.CIRCLES:
            if moment := getattr(dataset, f"{name}_at"):
                local = moment.astimezone(STOCKHOLM)
                initial |= {f"{name}_on": local.date(), f"{name}_time": local.time()}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.CIRCLES:
            if (
                cleaned.get(f"{name}_time")
                and not cleaned.get(f"{name}_on")
                and f"{name}_on" not in self.errors
            ):
                self.add_error(f"{name}_on", "Skriv också vilken dag, eller ta bort klockslaget.")
        return cleaned

    def moments(self) -> dict[str, dt.datetime | None]:
        """What the action is given. The form must be valid."""
        return {f"{name}_at": self._moment(name) for name in self.CIRCLES}

    def _moment(self, name: str) -> dt.datetime | None:
        day, time = self.cleaned_data[f"{name}_on"], self.cleaned_data[f"{name}_time"]
        return dt.datetime.combine(day, time or _EARLY, STOCKHOLM) if day else None
