"""What must hold in a party's report, and the sum that is missing where it does not (G5, G7). Pure: asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secretariat.lib.money import kronor

from . import report_form as form


@dataclass(frozen=True)
class Known:
    """What the ledger knows of the party, in whole kronor, and what the decision and the round demand."""

    paid: int
    carried_in: int
    may_be_saved: bool
    is_final: bool

    @property
    def to_account_for(self) -> int:
        """Utbetalt och ingående: what a final report must account for."""
        return self.paid + self.carried_in


@dataclass(frozen=True)
class Figures:
    """The sums of one report, in whole kronor. What is not filled in is nothing."""

    received: int = 0
    used: int = 0
    repaid: int = 0
    saved: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.received + other.received,
            self.used + other.used,
            self.repaid + other.repaid,
            self.saved + other.saved,
        )

    @property
    def accounted_for(self) -> int:
        """Förbrukat, återbetalas och sparas together."""
        return self.used + self.repaid + self.saved

    @property
    def left(self) -> int:
        """Received, and not accounted for."""
        return self.received - self.accounted_for


def figures_of(said: Mapping[str, Any]) -> Figures:
    """The sums in a party's answers."""
    received, used, repaid, saved = (
        said.get(key) or 0 for key in (form.RECEIVED, form.USED, form.REPAID, form.SAVED)
    )
    return Figures(received, used, repaid, saved)


def efforts_of(said: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Each insats with what it has cost."""
    return [(row.get(form.EFFORT) or "", row.get(form.COST) or 0) for row in said.get(form.EFFORTS) or ()]


def obstacles(said: Mapping[str, Any], known: Known) -> list[str]:
    """Why the sums do not hold, as far as they are filled in: each rule with the sum that is missing or too much."""
    figures = figures_of(said)
    return [
        *_of_received(said, figures, known),
        *_of_efforts(said, figures),
        *_of_saved(figures, known),
        *(_of_whole(said, figures, known) if said.get(form.USED) is not None else ()),
    ]


def _of_received(said: Mapping[str, Any], figures: Figures, known: Known) -> list[str]:
    if said.get(form.RECEIVED) is None or (said.get(form.DEVIATION) or "").strip():
        return []
    difference = figures.received - known.to_account_for
    if not difference:
        return []
    return [
        f"Mottaget är {_by_how_much(difference)} än det som är utbetalt och sparat enligt oss, "
        f"{kronor(known.to_account_for)}. Rätta beloppet, eller skriv varför under Avvikelse."
    ]


def _of_efforts(said: Mapping[str, Any], figures: Figures) -> list[str]:
    rows = efforts_of(said)
    found = [
        f"{name or 'En insats'} är mindre än noll kronor. Skriv det som har förbrukats."
        for name, cost in rows
        if cost < 0
    ]
    found += [
        f"{kronor(cost)} saknar insats. Skriv vad det gick till." for name, cost in rows if cost and not name
    ]
    if not rows or said.get(form.USED) is None:
        return found
    difference = sum(cost for _, cost in rows) - figures.used
    if difference:
        found.append(f"Insatserna är tillsammans {_by_how_much(difference)} än det förbrukade.")
    return found


def _of_saved(figures: Figures, known: Known) -> list[str]:
    if figures.saved and not known.may_be_saved:
        return [f"Medlen får inte sparas. {kronor(figures.saved)} ska betalas tillbaka."]
    return []


def _of_whole(said: Mapping[str, Any], figures: Figures, known: Known) -> list[str]:
    left = known.to_account_for - figures.accounted_for
    what = "Förbrukat, återbetalas och sparas är tillsammans"
    if left < 0:
        return [f"{what} {kronor(-left)} mer än de {kronor(known.to_account_for)} ni har att redovisa."]
    if left and known.is_final:
        return [f"{what} {kronor(left)} mindre än de {kronor(known.to_account_for)} ni har att redovisa."]
    return []


def _by_how_much(difference: int) -> str:
    return f"{kronor(abs(difference))} {'mer' if difference > 0 else 'mindre'}"
