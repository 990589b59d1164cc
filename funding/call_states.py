"""A call's way as data, from draft to decided (G8): which step leads where. The actions ask what must be true."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Transition:
    """One step: from which state to which, by which verb."""

    start: str
    end: str
    verb: str


NAMES = MappingProxyType(
    {
        "draft": "utkast",
        "open": "öppen för ansökan",
        "closed": "stängd, bedöms",
        "proposed": "förslag lämnat",
        "decided": "beslutad",
        "cancelled": "inställd",
    }
)
TRANSITIONS = (
    Transition("draft", "open", "publish"),
    Transition("open", "closed", "close"),
    Transition("closed", "proposed", "propose"),
    Transition("proposed", "closed", "take_back"),
    Transition("proposed", "decided", "decide"),
    Transition("draft", "cancelled", "cancel"),
    Transition("open", "cancelled", "cancel"),
    Transition("closed", "cancelled", "cancel"),
    Transition("proposed", "cancelled", "cancel"),
)


def end_of(start: str, verb: str) -> str:
    """Where a verb leads from a state; empty where it cannot be done from there."""
    return next((one.end for one in TRANSITIONS if (one.start, one.verb) == (start, verb)), "")


def why_not(start: str, verb: str) -> str:
    """Why a step cannot be taken from a state, as a sentence; empty where it can.

    >>> why_not("draft", "publish")
    ''
    >>> why_not("decided", "decide")
    'Utlysningen är redan beslutad.'
    >>> why_not("draft", "decide")
    'Utlysningen är ”utkast”. Först ska den vara ”förslag lämnat”.'
    """
    if end_of(start, verb):
        return ""
    ends = {one.end for one in TRANSITIONS if one.verb == verb}
    if start in ends and len(ends) == 1:
        return f"Utlysningen är redan {NAMES[start]}."
    if start in ("decided", "cancelled"):
        return f"Utlysningen är {NAMES[start]}. Den kan inte ändras mer."
    needed = " eller ".join(f"”{NAMES[one.start]}”" for one in TRANSITIONS if one.verb == verb)
    return f"Utlysningen är ”{NAMES[start]}”. Först ska den vara {needed}."
