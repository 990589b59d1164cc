"""The two ways of an agreement as data: a version's, and one party's in it (domain 3.2 and 3.3). Nothing but words.

A step stands here or it cannot be taken, except by hand with a reason. What must be true for a step is its guard: the
obstacles of the action that is its verb ask it of the rows, and `words` tell it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Transition:
    """One step: from which state to which, by which verb, and what must be true (`guard` is empty where nothing is)."""

    start: str
    end: str
    verb: str
    guard: str = ""
    words: str = ""


@dataclass(frozen=True)
class Machine:
    """States in their order with their Swedish names, and the steps between them."""

    noun: str
    names: Mapping[str, str]
    transitions: tuple[Transition, ...]

    def steps_from(self, state: str) -> list[Transition]:
        """What can be done from a state, in the machine's own order."""
        return [one for one in self.transitions if one.start == state]

    def step(self, start: str, end: str) -> Transition | None:
        """The step between two states, where there is one."""
        return next((one for one in self.transitions if (one.start, one.end) == (start, end)), None)

    def why_not(self, start: str, end: str) -> str:
        """Why a state does not follow on another, as a sentence; empty where it does.

        >>> VERSION.why_not("draft", "preparing")
        ''
        >>> VERSION.why_not("ended", "in_force")
        'Versionen är ”upphört” och kan inte bli ”gäller”. Det är slutet på vägen.'
        """
        if self.step(start, end):
            return ""
        ends = [f"”{self.names[one.end]}”" for one in self.steps_from(start) if one.end != start]
        further = f"Därifrån kan den bli {_or_list(ends)}." if ends else "Det är slutet på vägen."
        if start == end:
            return f"{self.noun} är redan ”{self.names[start]}”. {further}"
        return f"{self.noun} är ”{self.names[start]}” och kan inte bli ”{self.names[end]}”. {further}"


def _or_list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"


def _steps(
    starts: str, ends: str, verb: str, guard: str = "", words: str = "", *, same: bool = False
) -> Iterable[Transition]:
    """A step from each of some states to each of some. From a state to itself only where `same` says so."""
    return (
        Transition(start, end, verb, guard, words)
        for start in starts.split()
        for end in ends.split()
        if same or start != end
    )


# A version's way

_ANSWERED = "deciding agreed deviating"
_HOLDS = "in_force revising extended"

VERSION = Machine(
    noun="Versionen",
    names=MappingProxyType(
        {
            "draft": "utkast",
            "preparing": "beredning i arbetsgrupp",
            "consultation": "på remiss",
            "recommended": "rekommenderad",
            "sent": "beslutsunderlag utskickat",
            "deciding": "beslut pågår",
            "agreed": "alla parter har beslutat likalydande",
            "deviating": "avvikelse att hantera",
            "signing": "undertecknas",
            "in_force": "gäller",
            "revising": "under revidering",
            "extended": "förlängd",
            "terminated": "uppsagd",
            "ended": "upphört",
            "replaced": "ersatt",
        }
    ),
    transitions=(
        Transition("draft", "preparing", "prepare"),
        Transition("preparing", "consultation", "remit"),
        Transition("consultation", "preparing", "prepare", "", "remissvaren arbetas in"),
        *_steps("preparing consultation", "recommended", "recommend", "recommended",
                "ett samverkansorgan har beslutat"),
        Transition("recommended", "sent", "send", "addressed", "minst en part kan få brev"),
        Transition("sent", "deciding", "hear", "begun", "en part har hört av sig"),
        *_steps("sent deciding", "agreed", "hear", "same_words", "alla parter har beslutat bifall"),
        *_steps("sent deciding agreed", "deviating", "hear", "departs", "en parts beslut avviker"),
        # An answer that is changed, and a deviation that is accepted, lead the same way back.
        *_steps("agreed deviating", "deciding", "hear", "begun", "en part har kvar att besluta"),
        Transition("deviating", "agreed", "hear", "same_words", "alla parter har beslutat bifall"),
        *_steps(_ANSWERED, "signing", "sign", "settled", "alla har beslutat, avvikelser är godtagna"),
        # Taken back before anybody has answered, or for another wording.
        Transition("sent", "recommended", "take_back", "", "utskicket återkallas"),
        *_steps(f"{_ANSWERED} signing", "preparing", "reword", "", "ny lydelse, parterna beslutar på nytt"),
        Transition("signing", "deviating", "hear", "departs", "en parts beslut avviker"),
        Transition("signing", "deciding", "hear", "begun", "en part har kvar att besluta"),
        Transition("signing", "in_force", "bring_into_force", "complete", "alla har beslutat och undertecknat"),
        *_steps(f"sent {_ANSWERED}", "in_force", "bring_into_force", "from_own_decision",
                "gäller per part från eget beslut"),
        # A plan is adopted by a decision of its own group, and nobody else decides.
        *_steps("draft preparing consultation recommended", "in_force", "adopt", "adopted",
                "en plan som gruppen själv har antagit"),
        *_steps("in_force extended", "revising", "revise", "", "en ny version förbereds"),
        *_steps(_HOLDS, "extended", "extend", "longer", "en senare sista dag", same=True),
        *_steps(_HOLDS, "terminated", "terminate", "notice", "uppsägningstiden löper"),
        *_steps(f"{_HOLDS} terminated", "ended", "end", "past", "sista dagen har varit"),
        *_steps(f"{_HOLDS} terminated", "replaced", "bring_into_force", "successor", "en ny version gäller"),
    ),
)  # fmt: skip

# A party's way

_BEFORE = ("sent", "received", "handler_named", "preparing", "up_for_decision")
_OUTCOMES = "assent assent_changed referred_back refused abstained"
_FINAL = "assent assent_changed refused abstained"
_DECIDED = f"{_OUTCOMES} extract_in"


def _onward() -> Iterable[Transition]:
    """Towards the decision. A party that says nothing of a step has passed it when it tells of a later one."""
    verbs = {
        "received": "receive",
        "handler_named": "name_handler",
        "preparing": "plan",
        "up_for_decision": "plan",
    }
    for place, start in enumerate(_BEFORE):
        for end in _BEFORE[place + 1 :]:
            yield Transition(start, end, verbs[end])
        yield from _steps(start, _OUTCOMES, "decide", "dated", "utfall och beslutsdatum")
        yield Transition(start, "extract_in", "decide", "with_extract", "beslutet kom med protokollsutdrag")


PARTY = Machine(
    noun="Parten",
    names=MappingProxyType(
        {
            "not_sent": "ej skickat",
            "sent": "skickat",
            "received": "mottaget",
            "handler_named": "handläggare utsedd",
            "preparing": "under beredning",
            "up_for_decision": "uppe till beslut",
            "assent": "beslutat: bifall",
            "assent_changed": "beslutat: bifall med tillägg eller ändring",
            "referred_back": "återremiss",
            "refused": "avslag",
            "abstained": "avstår",
            "extract_in": "protokollsutdrag inkommet",
            "signed": "undertecknat",
            "in_force": "i kraft",
        }
    ),
    transitions=(
        Transition("not_sent", "sent", "send", "addressed", "handläggaren kan få brev"),
        # The office may fill in for a party that nobody could be written to at.
        *_steps("not_sent", " ".join(_BEFORE[1:]), "fill_in"),
        *_steps("not_sent", _OUTCOMES, "decide", "dated", "utfall och beslutsdatum"),
        Transition("not_sent", "extract_in", "decide", "with_extract", "beslutet kom med protokollsutdrag"),
        *_onward(),
        *_steps(_FINAL, "extract_in", "attach", "with_extract", "protokollsutdraget har kommit"),
        # Sent back, it is prepared and decided anew; a decision told by mistake is corrected.
        *_steps(_DECIDED, "preparing up_for_decision", "plan", "", "inget beslut längre"),
        *_steps(_DECIDED, _OUTCOMES, "decide", "dated", "beskedet ändras"),
        *_steps("referred_back", "extract_in", "decide", "with_extract", "beslutet kom med protokollsutdrag"),
        *_steps("assent assent_changed extract_in", "signed", "sign", "may_sign", "bifall, och ingen avvikelse kvar"),
        *_steps("assent assent_changed extract_in signed", "in_force", "bring_into_force", "bound",
                "versionen gäller, eller gäller från eget beslut"),
        # The wording is another, or the letters are taken back: from the beginning.
        *_steps(f"{' '.join(_BEFORE)} {_DECIDED} signed", "not_sent", "reset", "", "ny lydelse, eller återkallat"),
    ),
)  # fmt: skip
