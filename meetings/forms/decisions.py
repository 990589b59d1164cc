"""The form of what a decision belongs to (B9, K1, K4)."""

from typing import Any

from django import forms

from meetings.actions.decision_links import Position
from meetings.actions.decisions import found_by_address
from meetings.models import Decision, DecisionPosition, Matter, Seat
from secretariat.lib.forms import DayField, SeenForm
from secretariat.registry.forms import WithoutPersonnummer
from secretariat.registry.models import Organisation, Theme, User


class DecisionField(forms.CharField):
    """A decision by its number: CF 2026-3."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 16, "autocomplete": "off"}))
        super().__init__(required=False, max_length=40, **kwargs)


class DecisionLinksForm(WithoutPersonnummer, SeenForm, forms.Form):
    """Matter, theme, parties, day it holds from, what it replaces and is part of, and how each party stood."""

    matter = forms.ModelChoiceField(
        Matter.objects.none(), label="Ärende", required=False, empty_label="inget"
    )
    theme = forms.ModelChoiceField(Theme.objects.none(), label="Tema", required=False, empty_label="inget")
    effective_on = DayField(label="Gäller från", required=False)
    supersedes = DecisionField(label="Ersätter beslut", help_text="Nummer, t.ex. CF 2025-8.")
    part_of = DecisionField(label="Är en del av beslut", help_text="Nummer, för ett delbeslut.")
    parties = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Berör parter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kryssa bara dem som beslutet särskilt gäller.",
    )

    FACTS = ("matter", "theme", "effective_on", "supersedes", "part_of", "parties")
    NUMBERS = ("supersedes", "part_of")

    def __init__(self, *args: Any, decision: Decision, user: User, **kwargs: Any) -> None:
        self.decision, self.user = decision, user
        self.named: dict[str, Decision | None] = {}
        self.stances = {one.organisation_id: one for one in decision.positions.all()}
        seated = Seat.objects.filter(
            body__meeting_bodies__meeting=decision.meeting_id,
            kind__in=Seat.MEMBERS,
            organisation__isnull=False,
        )
        kept = [*self.stances, *decision.parties.values_list("pk", flat=True)]
        concerned = Organisation.objects.filter(pk__in=kept)
        members = Organisation.objects.filter(pk__in=seated.values("organisation"))
        parties = list((members | concerned).order_by("sort_key").distinct())
        kwargs["initial"] = {
            "matter": decision.matter_id,
            "theme": decision.theme_id,
            "effective_on": decision.effective_on,
            "supersedes": decision.supersedes.number if decision.supersedes else "",
            "part_of": _name_of(decision.part_of),
            "parties": [one.pk for one in decision.parties.all()],
        }
        super().__init__(*args, **kwargs)
        chosen = Matter.objects.filter(pk__in=[decision.matter_id])
        self.fields["matter"].queryset = Matter.objects.open() | chosen  # type: ignore[attr-defined]
        standing = Theme.objects.standing() | Theme.objects.filter(pk__in=[decision.theme_id])
        self.fields["theme"].queryset = standing  # type: ignore[attr-defined]
        self.fields["parties"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=[one.pk for one in parties]
        )
        self.organisations = parties
        for one in parties:
            stood = self.stances.get(one.pk)
            self.fields[f"stance_{one.pk}"] = forms.ChoiceField(
                label=one.short_name,
                required=False,
                choices=[("", "inget särskilt"), *DecisionPosition.Stance.choices],
                initial=stood.stance if stood else "",
            )
            self.fields[f"comment_{one.pk}"] = forms.CharField(
                label=f"Kommentar, {one.short_name}",
                required=False,
                max_length=300,
                initial=stood.comment if stood else "",
            )

    def facts(self) -> list[forms.BoundField]:
        """The fields before the parties' stances."""
        return [self[name] for name in self.FACTS]

    def stands(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Stance and comment of each party."""
        return [(self[f"stance_{one.pk}"], self[f"comment_{one.pk}"]) for one in self.organisations]

    @property
    def has_stands(self) -> bool:
        """Whether something is said of a party's stance, so that the page shows those fields unfolded."""
        return bool(self.stances) or any(name.startswith(("stance_", "comment_")) for name in self.errors)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.NUMBERS:
            try:
                self.named[name] = self._decision(name, str(cleaned.get(name) or "").strip())
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
        for one in self.organisations:
            if cleaned.get(f"comment_{one.pk}") and not cleaned.get(f"stance_{one.pk}"):
                self.add_error(f"stance_{one.pk}", "Välj hur parten stod, eller ta bort kommentaren.")
        return cleaned

    def _decision(self, name: str, typed: str) -> Decision | None:
        """The decision that a number names; the one that is linked already also without a number of its own."""
        before: Decision | None = getattr(self.decision, name)
        if not typed or (before and typed.casefold() == _name_of(before).casefold()):
            return before if typed else None
        found = found_by_address(typed, self.user)
        if found is None:
            raise forms.ValidationError(
                f"Det finns inget beslut {typed} som du får läsa. Skriv numret som CF 2025-8.", code="unknown"
            )
        return found

    def links(self) -> dict[str, Any]:
        """What the action is given."""
        said = self.cleaned_data
        positions = [
            Position(one.pk, said[f"stance_{one.pk}"], said[f"comment_{one.pk}"])
            for one in self.organisations
            if said[f"stance_{one.pk}"]
        ]
        return {name: said[name] for name in self.FACTS} | self.named | {"positions": positions}


def _name_of(decision: Decision | None) -> str:
    return (decision.number or str(decision.pk)) if decision else ""
