"""Forms of the year's plan: the rule that proposes, and each proposal as a row that can be changed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from meetings.actions import plans
from meetings.actions.plans import Facts, Proposal, Proposed
from meetings.models import Body, Meeting
from secretariat.lib.date_lists import read_dates
from secretariat.lib.dates import MONTHS, WEEKDAYS, day_in_words
from secretariat.lib.days import ORDINALS, weeks_in_words
from secretariat.lib.forms import ClockField, DayField
from secretariat.registry.forms import WithoutPersonnummer

from .meetings import BodiesField

FIRST_YEAR, LAST_YEAR = 2000, 2100
WEEKDAY, DATES, COPY_WEEK, COPY_WEEKDAY = "veckodag", "datum", "vecka", "manad"
WAYS = [
    (WEEKDAY, "En viss veckodag i månaden, till exempel tredje onsdagen"),
    (DATES, "Datum som du skriver eller klistrar in"),
    (COPY_WEEK, "Kopiera förra årets möten: samma vecka och veckodag"),
    (COPY_WEEKDAY, "Kopiera förra årets möten: samma veckodag i månaden"),
]


class RuleForm(forms.Form):
    """Which bodies, which year, and how to find the days."""

    bodies = BodiesField(Body.objects.none(), label="Grupper")
    together = forms.BooleanField(
        label="Grupperna möts tillsammans", required=False, help_text="Den första i listan leder mötet."
    )
    year = forms.IntegerField(label="År", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    way = forms.ChoiceField(label="Hur", choices=WAYS, widget=forms.RadioSelect, initial=WEEKDAY)
    nth = forms.TypedChoiceField(
        label="Vilken", choices=[(place, word.capitalize()) for place, word in ORDINALS.items()], coerce=int,
        required=False, empty_value="3", initial=3,
    )  # fmt: skip
    weekday = forms.TypedChoiceField(
        label="Veckodag", choices=[(place, word.capitalize()) for place, word in enumerate(WEEKDAYS[:5])],
        coerce=int, required=False, empty_value="2", initial=2,
    )  # fmt: skip
    months = forms.TypedMultipleChoiceField(
        label="Månader", choices=[(place, word.capitalize()) for place, word in enumerate(MONTHS, 1)], coerce=int,
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    dates = forms.CharField(
        label="Datum", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        help_text="Skriv som du brukar: 16/5 12/9 och 21/11 (7/11 ev), eller v. 37–38.",
    )  # fmt: skip

    WEEKDAY_FIELDS = ("nth", "weekday", "months")

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = bodies  # type: ignore[attr-defined]

    def of_weekday(self) -> list[forms.BoundField]:
        """Fields of the rule "third Wednesday"."""
        return [self[name] for name in self.WEEKDAY_FIELDS]

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") == WEEKDAY and not cleaned.get("months") and "months" not in self.errors:
            self.add_error("months", "Kryssa för minst en månad.")
        if cleaned.get("way") == DATES and not cleaned.get("dates") and "dates" not in self.errors:
            self.add_error("dates", "Skriv eller klistra in minst ett datum.")
        return cleaned

    def proposed(self) -> Proposed:
        """What the rule gives."""
        said = self.cleaned_data
        chosen = [body.pk for body in said["bodies"]]
        groups = [tuple(chosen)] if said["together"] else [(pk,) for pk in chosen]
        if said["way"] == WEEKDAY:
            return plans.propose_by_weekday(
                groups,
                year=said["year"],
                months=said["months"],
                nth=int(said["nth"]),
                weekday=int(said["weekday"]),
            )
        if said["way"] == DATES:
            return plans.propose_by_dates(groups, year=said["year"], text=said["dates"])
        return plans.propose_copies(chosen, year=said["year"], by_week=said["way"] == COPY_WEEK)


class ProposalForm(WithoutPersonnummer, forms.Form):
    """One proposal, with everything that can be changed about it."""

    take = forms.BooleanField(label="Ta med", required=False)
    bodies = forms.CharField(widget=forms.HiddenInput, max_length=200)
    day = DayField(label="Datum", required=False)
    start = ClockField(label="Börjar", required=False)
    end = ClockField(label="Slutar", required=False)
    place = forms.CharField(label="Plats", required=False, max_length=200)
    instead = forms.CharField(label="Eller", required=False, max_length=200, help_text="T.ex. 7/11")
    weeks = forms.CharField(label="Veckor", required=False, max_length=60, help_text="T.ex. v. 37–38")
    form = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    link = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    note = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    MORE = ("instead", "weeks")

    def __init__(self, *args: Any, year: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year or timezone.localdate().year

    def more(self) -> list[forms.BoundField]:
        """Fields that few proposals need."""
        return [self[name] for name in self.MORE]

    @property
    def is_open(self) -> bool:
        """Whether the fold stands open."""
        return any(self[name].value() or self[name].errors for name in self.MORE)

    def clean_bodies(self) -> tuple[int, ...]:
        """Ids of bodies, the leading one first."""
        parts = str(self.cleaned_data["bodies"]).split(",")
        if not all(part.isdecimal() and len(part) < 10 for part in parts):
            raise ValidationError("Förslaget saknar grupp. Visa förslagen på nytt.")
        return tuple(dict.fromkeys(int(part) for part in parts))

    def clean_form(self) -> str:
        """A form of meeting there is."""
        said = str(self.cleaned_data["form"])
        return said if said in Meeting.Form.values else ""

    def clean_instead(self) -> tuple[dt.date, ...]:
        """Other days the meeting may get."""
        pasted = read_dates(self.cleaned_data["instead"], year=self._year)
        if pasted.unread:
            raise ValidationError(pasted.unread)
        if any(one.window for one in pasted.found):
            raise ValidationError("Skriv veckor i fältet Veckor.")
        return tuple(day for one in pasted.found for day in (one.day, *one.instead) if day)

    def clean_weeks(self) -> tuple[dt.date, dt.date] | None:
        """The weeks the meeting is to be within."""
        if not self.cleaned_data["weeks"]:
            return None
        pasted = read_dates(self.cleaned_data["weeks"], year=self._year)
        windows = [one.window for one in pasted.found if one.window]
        if pasted.unread or len(windows) != 1 or len(pasted.found) != 1:
            raise ValidationError(pasted.unread or ["Skriv veckorna som v. 37–38."])
        return windows[0]

    @property
    def _year(self) -> int:
        day = self.cleaned_data.get("day")
        return day.year if day else self.year

    def clean(self) -> dict[str, Any]:
        """The meeting ends after it starts, in a year that can be meant."""
        cleaned = super().clean()
        start, end, day = cleaned.get("start"), cleaned.get("end"), cleaned.get("day")
        if start and end and end <= start:
            self.add_error("end", "Sluttiden måste vara senare än starttiden.")
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.add_error("day", f"Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}.")
        return cleaned

    def proposal(self) -> Proposal:
        """The row as the actions take it."""
        said = self.cleaned_data
        facts = Facts(said["start"], said["end"], said["place"], said["form"], said["link"])
        return Proposal(said["bodies"], said["day"], said["weeks"], said["instead"], facts, said["note"])


class ProposalRows(BaseFormSet):
    """All proposals. Only those with a tick must be right."""

    def taken(self) -> list[Proposal]:
        """The proposals with a tick."""
        return [row.proposal() for row in self.forms if row.cleaned_data.get("take")]

    def readable(self) -> Iterable[tuple[int, Proposal]]:
        """Place and proposal of every row that can be read, for telling clashes."""
        for place, row in enumerate(self.forms):
            if row.is_valid():
                yield place, row.proposal()

    def has_wrong_ones_taken(self) -> bool:
        """Whether some row with a tick has a fault."""
        return any(row.errors and row["take"].value() for row in self.forms)


ProposalFormSet = formset_factory(ProposalForm, formset=ProposalRows, extra=0, max_num=1000)


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """What a row shows of a proposal at first; all are ticked."""
    return {
        "take": True,
        "bodies": ",".join(map(str, proposal.bodies)),
        "day": proposal.day,
        "start": proposal.facts.start,
        "end": proposal.facts.end,
        "place": proposal.facts.place,
        "form": proposal.facts.form,
        "link": proposal.facts.link,
        "note": proposal.note,
        "instead": ", ".join(day_in_words(day) for day in proposal.instead),
        "weeks": in_weeks(proposal),
    }


def in_weeks(proposal: Proposal) -> str:
    """v. 37–38 2027, so that it can be read back whatever the year."""
    if proposal.window is None:
        return ""
    return f"{weeks_in_words(*proposal.window)} {proposal.window[1].isocalendar().year}"


def bodies_for(year: int) -> Any:
    """Bodies that exist some time in the year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Body.objects.existing_on(last) | Body.objects.existing_on(first)


def with_day(data: Mapping[str, Any], place: str, day: str) -> Any:
    """What was sent, with another day in one row; what is no row or no day changes nothing."""
    sent = data.copy()  # type: ignore[attr-defined]
    if f"rad-{place}-day" in sent:
        sent[f"rad-{place}-day"] = day
    return sent
