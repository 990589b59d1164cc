"""A round's way as data: which step leads from where to where, and what it is called. Nothing but words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .models import SurveyRound

State = SurveyRound.State


@dataclass(frozen=True)
class Step:
    """One step, by the short word of its address: from which states, to which, the button's words, the log's.

    `needs_reason` says that whoever takes it writes why.
    """

    key: str
    starts: frozenset[str]
    end: str
    words: str
    logged: str
    needs_reason: bool = False


def _step(key: str, starts: str, end: str, words: str, logged: str, *, why: bool = False) -> Step:
    return Step(key, frozenset(starts.split()), end, words, logged, why)


STEPS = (
    _step("samla-in", "planned", "collecting", "Insamlingen har börjat", "började samla in svar"),
    _step("bearbeta", "collecting", "processing", "Insamlingen är slut", "avslutade insamlingen"),
    _step("rapportera", "processing", "reported", "Resultaten finns", "noterade att resultaten finns"),
    _step("stall-in", "planned collecting processing", "cancelled", "Ställ in omgången", "ställde in omgången",
          why=True),
    _step("planera-igen", "collecting cancelled", "planned", "Tillbaka till planerad",
          "tog tillbaka omgången till planerad", why=True),
    _step("samla-in-igen", "processing", "collecting", "Tillbaka till insamling",
          "tog tillbaka omgången till insamling", why=True),
    _step("bearbeta-igen", "reported", "processing", "Tillbaka till bearbetning",
          "tog tillbaka omgången till bearbetning", why=True),
)  # fmt: skip
BY_KEY: Mapping[str, Step] = MappingProxyType({one.key: one for one in STEPS})
# The kind of the mark beside a state's name.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "planned": "planned",
        "collecting": "pending",
        "processing": "info",
        "reported": "done",
        "cancelled": "replaced",
    }
)


def steps_from(state: str) -> list[Step]:
    """What can be done from a state, forward first."""
    return [one for one in STEPS if state in one.starts]
