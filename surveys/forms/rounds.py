"""Forms of a survey, a round of it, its milestones, sample, information, papers and steps (H1)."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from meetings.actions import matters
from meetings.models import Body
from secretariat.lib.days import monday_of
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.forms import UploadField, WithoutPersonnummer
from secretariat.registry.models import Person, Theme, User
from surveys import periods
from surveys.access import reader_of
from surveys.models import Indicator, Milestone, Result, RoundNotice, SeriesBreak, Survey, SurveyRound

FACTS = ("name", "short_name", "kind", "period_type", "owner", "text", "body", "replaces", "least_base",
         "least_count", "least_school_base")  # fmt: skip
ROUND_FACTS = (
    "period", "population", "collected_from", "collected_to", "buffer_from", "buffer_to", "supplier", "instrument",
    "responsible", "follows",
)  # fmt: skip
_WEEKS = "En vecka eller en dag, t.ex. v. 5 eller 26 januari 2026."


class WeekField(DayField):
    """A day, or a week: its Monday, or with `is_last` its Sunday. A week without a year is of the round's period."""

    def __init__(self, *, is_last: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_last = is_last
        self.shows_week = True
        self.period = str(timezone.localdate().year)

    def prepare_value(self, value: Any) -> Any:
        """The week as it would be typed, where the day is the first or last of one."""
        if (
            self.shows_week
            and isinstance(value, dt.date)
            and value.isoweekday() == (7 if self.is_last else 1)
        ):
            return f"v. {value.isocalendar().week} {value.isocalendar().year}"
        return super().prepare_value(value)

    def to_python(self, value: Any) -> dt.date | None:
        week = periods.week_typed(value, self.period) if isinstance(value, str) else None
        if week is None:
            try:
                return super().to_python(value)
            except ValidationError:
                raise ValidationError(
                    "Skriv en vecka, t.ex. v. 5, eller en dag, t.ex. 26 januari 2026."
                ) from None
        try:
            monday = monday_of(*week)
        except ValueError as no:
            raise ValidationError(str(no)) from None
        return monday + dt.timedelta(days=6) if self.is_last else monday


class SurveyForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Survey]):
    """A survey's own facts. The row must be locked before the form is made (L2)."""

    matter_number = forms.CharField(
        label="Ärende", required=False, max_length=40, help_text="Ärendets nummer, t.ex. Ä 2026-4."
    )

    class Meta:
        model = Survey
        fields = (*FACTS, "themes")
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "themes": forms.CheckboxSelectMultiple}
        help_texts = {
            "short_name": "Det som står i listor, t.ex. HLV.",
            "replaces": "Den undersökning som den här kommer i stället för.",
            "least_school_base": "Färre svarande än så, och frågan visas inte för en enskild skola.",
        }

    field_order = (
        "name", "short_name", "kind", "period_type", "owner", "text", "body", "replaces", "matter_number", "least_base",
        "least_count", "least_school_base", "themes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance and instance.matter:
            kwargs["initial"] = {"matter_number": instance.matter.number} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        of, today = self.instance, timezone.localdate()
        bodies = Body.objects.existing_on(today) | Body.objects.filter(pk__in=[of.body_id])
        known: dict[str, Any] = {
            "body": bodies.order_by("sort_key"),
            "themes": Theme.objects.standing(),
            "replaces": Survey.objects.exclude(pk=of.pk),
        }
        for name, rows in known.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("body", "replaces"):
            self.fields[name].empty_label = "ingen"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number = (cleaned.get("matter_number") or "").strip()
        self.matter_ = matters.found_by_address(number.lower().replace(" ", "-")) if number else None
        if number and self.matter_ is None:
            self.add_error(
                "matter_number", "Det finns inget ärende med det numret. Skriv det som på ärendets sida."
            )
        kind = cleaned.get("period_type")
        if kind and self.instance.pk and "period_type" in self.changed_data and self.instance.rounds.exists():
            self.add_error("period_type", "Det finns omgångar. Ett år kan inte bli ett läsår efteråt.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in (*FACTS, "themes")} | {"matter": self.matter_}


class RoundForm(WithoutPersonnummer, SeenForm, forms.ModelForm[SurveyRound]):
    """A round's plan. The row must be locked before the form is made (L2). Its survey must be set."""

    collected_from = WeekField(label="Svar samlas in från", required=False, help_text=_WEEKS)
    collected_to = WeekField(
        label="Svar samlas in till och med", required=False, is_last=True, help_text=_WEEKS
    )
    buffer_from = WeekField(label="Buffert från", required=False, help_text=_WEEKS)
    buffer_to = WeekField(label="Buffert till och med", required=False, is_last=True, help_text=_WEEKS)

    class Meta:
        model = SurveyRound
        fields = ROUND_FACTS
        help_texts = {"population": "Vilka som tillfrågas, t.ex. elever i åk 7, åk 9 och gymnasiet år 2."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = self.instance
        school_year = of.survey.period_type == periods.Period.SCHOOL_YEAR
        self.fields["period"].label = "Läsår" if school_year else "År"
        self.fields["period"].help_text = "T.ex. 2023/24." if school_year else "T.ex. 2026."
        known: dict[str, Any] = {
            "responsible": Person.objects.filter(protected_identity=False).exclude(organisation=None)
            | Person.objects.filter(pk__in=[of.responsible_id]),
            "follows": SurveyRound.objects.filter(survey__in=[of.survey_id, of.survey.replaces_id])
            .exclude(pk=of.pk)
            .select_related("survey"),
        }
        for name, rows in known.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "ingen är utsedd"  # type: ignore[attr-defined]
        self.fields["follows"].empty_label = "ingen"  # type: ignore[attr-defined]
        typed = self.data.get(self.add_prefix("period"), "") if self.is_bound else of.period
        give_weeks_their_year(self, typed, of.survey.period_type)

    def clean_period(self) -> str:
        survey = self.instance.survey
        period = period_of(self.cleaned_data["period"], survey.period_type)
        if survey.rounds.filter(period=period).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"Det finns redan en omgång för {period}. Öppna den som finns.")
        return period

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("collected", "buffer"):
            _check_span(self, cleaned, f"{name}_from", f"{name}_to")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given. Where no round before is chosen, the action finds it."""
        found = {name: self.cleaned_data[name] for name in ROUND_FACTS}
        return found if found["follows"] else {name: found[name] for name in ROUND_FACTS if name != "follows"}


def period_of(text: str, kind: str) -> str:
    """A typed period. Raises ValidationError."""
    try:
        return periods.canonical(text, kind)
    except ValueError as no:
        raise ValidationError(str(no)) from None


def give_weeks_their_year(form: forms.BaseForm, typed: str, kind: str) -> None:
    """Let the form's weeks be of its period, where that can be read."""
    try:
        period = periods.canonical(typed, kind)
    except ValueError:
        return
    for field in form.fields.values():
        if isinstance(field, WeekField):
            field.period = period


def _check_span(form: forms.BaseForm, cleaned: dict[str, Any], first: str, last: str) -> None:
    """Both days or neither, in their order."""
    if first in form.errors or last in form.errors:
        return
    starts, ends = cleaned.get(first), cleaned.get(last)
    if bool(starts) != bool(ends):
        form.add_error(last if starts else first, "Skriv både första och sista veckan, eller ingen av dem.")
    elif starts and ends and ends < starts:
        form.add_error(last, "Den sista veckan kan inte vara före den första. Ändra någon av dem.")


class MilestoneForm(WithoutPersonnummer, SeenForm, forms.ModelForm[Milestone]):
    """Something that is to happen in a round."""

    starts_on = WeekField(label="Från och med", help_text=_WEEKS)
    ends_on = WeekField(
        label="Till och med",
        required=False,
        is_last=True,
        help_text="Tomt: samma vecka eller dag som den börjar.",
    )

    class Meta:
        model = Milestone
        fields = ("title", "starts_on", "ends_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        round, (starts, ends) = self.instance.round, (self.instance.starts_on, self.instance.ends_on)
        if starts and (starts.isoweekday(), ends.isoweekday()) != (1, 7):
            for name in ("starts_on", "ends_on"):
                self.fields[name].shows_week = False  # type: ignore[attr-defined]
        give_weeks_their_year(self, round.period, round.survey.period_type)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and not ends and "ends_on" not in self.errors:
            typed = str(self.data.get(self.add_prefix("starts_on"), ""))
            is_week = periods.week_typed(typed, "2026") is not None
            cleaned["ends_on"] = starts + dt.timedelta(days=6 if is_week else 0)
        elif starts and ends and ends < starts:
            self.add_error("ends_on", "Den kan inte sluta innan den börjar. Ändra någon av dem.")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class BreakForm(WithoutPersonnummer, forms.ModelForm[SeriesBreak]):
    """From when figures cannot be compared with those before. Its survey must be set.

    Only indicators that the user has figures of are offered: the name of one may be what nobody may know yet (H4).
    """

    class Meta:
        model = SeriesBreak
        fields = ("period", "text", "indicator")
        help_texts = {"period": "Den första omgången som inte kan jämföras med dem före, t.ex. 2026."}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Result.objects.open_to(reader_of(user), at=timezone.now()).values("indicator")
        offered = Indicator.objects.filter(Q(pk__in=known) | Q(pk=self.instance.indicator_id))
        self.fields["indicator"].queryset = offered  # type: ignore[attr-defined]
        self.fields["indicator"].empty_label = "alla indikatorer"  # type: ignore[attr-defined]

    def clean_period(self) -> str:
        return period_of(self.cleaned_data["period"], self.instance.survey.period_type)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        same = SeriesBreak.objects.filter(
            survey=self.instance.survey, period=cleaned.get("period"), indicator=cleaned.get("indicator")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("period", "Brottet står redan där. Ändra det som finns.")
        return cleaned


class CopyForm(forms.Form):
    """Which period a round is copied to, and by how many weeks its days are moved. Its round must be given."""

    period = forms.CharField(label="Ny period", max_length=20)
    weeks = forms.IntegerField(
        label="Flytta allt så många veckor",
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "class": "short"}),
        error_messages={"invalid": "Skriv ett helt antal veckor, t.ex. 52."},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_period(self) -> str:
        return period_of(self.cleaned_data["period"], self.kind)


class NoticeForm(WithoutPersonnummer, forms.ModelForm[RoundNotice]):
    """Information that has gone out."""

    sent_on = DayField(label="Skickad")

    class Meta:
        model = RoundNotice
        fields = ("sent_on", "to", "what")
        help_texts = {"to": "T.ex. rektorer och kontaktpersoner.", "what": "T.ex. informationsbrev."}


class RoundFileForm(WithoutPersonnummer, forms.Form):
    """One more paper of the round."""

    title = forms.CharField(label="Vad", required=False, max_length=120, help_text="T.ex. frågeformulär.")
    upload = UploadField(label="Fil")
