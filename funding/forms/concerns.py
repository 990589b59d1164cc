"""Which money a decision concerns (G9)."""

from typing import Any

from django import forms

from funding.models import Allocation, GrantDecision
from secretariat.registry.models import User

_GRANT, _ALLOCATION = "beslut", "fordelning"


class ConcernForm(forms.Form):
    """A decision about money, or an allocation that is not booked yet."""

    money = forms.ChoiceField(
        label="Medel",
        error_messages={"required": "Välj vilka medel beslutet gäller.", "invalid_choice": "Välj i listan."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        grants = (
            GrantDecision.objects.filter(closed_at=None)
            .select_related("fund")
            .order_by("fund__name", "-year")
        )
        shares = Allocation.objects.filter(booked_at=None).exclude(state=Allocation.State.DROPPED)
        self.found: dict[str, GrantDecision | Allocation] = {f"{_GRANT}-{one.pk}": one for one in grants} | {
            f"{_ALLOCATION}-{one.pk}": one for one in shares.select_related("pot__grant__fund")
        }
        self.fields["money"].choices = [  # type: ignore[attr-defined]
            ("", "Välj"),
            ("Beslut om medel", self._of(_GRANT)),
            ("Fördelningar som inte är beslutade", self._of(_ALLOCATION)),
        ]

    def _of(self, kind: str) -> list[tuple[str, str]]:
        return [
            (key, f"{one.pot.grant}: {one.name}" if isinstance(one, Allocation) else str(one))
            for key, one in self.found.items()
            if key.startswith(f"{kind}-")
        ]

    def chosen(self) -> GrantDecision | Allocation:
        """The row that was chosen."""
        return self.found[self.cleaned_data["money"]]
