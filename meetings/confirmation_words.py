"""What the parties have decided, in words: the sentence that answers "which have not?" (K3). Nothing but words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from secretariat.lib.dates import and_list, day_in_words

from .models import Confirmation

Outcome = Confirmation.Outcome
_NUMBERS = ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
# A party that has sent the matter back has not decided it: it deviates, and it is left.
FINAL = frozenset({Outcome.ASSENT, Outcome.ASSENT_CHANGED, Outcome.REFUSED, Outcome.ABSTAINED})
_HAS_DONE = {
    Outcome.ASSENT_CHANGED: "har beslutat bifall med ändring",
    Outcome.REFERRED_BACK: "har återremitterat",
    Outcome.REFUSED: "har avslagit",
    Outcome.ABSTAINED: "avstår",
}


@dataclass(frozen=True)
class Stand:
    """How one party stands. `outcome` is a value of Confirmation.Outcome, or empty."""

    name: str
    outcome: str = ""
    is_municipality: bool = True
    is_handled: bool = False
    is_excused: bool = False

    @property
    def has_decided(self) -> bool:
        """Whether the party's own decision is taken."""
        return self.outcome in FINAL

    @property
    def is_left(self) -> bool:
        """Whether one waits for it."""
        return not self.has_decided and not self.is_excused

    @property
    def deviates(self) -> bool:
        """Whether it has decided something else than bifall."""
        return self.outcome in Confirmation.DEVIATING


@dataclass(frozen=True)
class Headline:
    """The answer in sentences: how many have decided, who is left, what deviates, the other parties."""

    count: str
    left: str = ""
    deviating: str = ""
    others: str = ""

    @property
    def more(self) -> str:
        """What stands under the answer."""
        return " ".join(part for part in (self.deviating, self.others) if part)

    def __str__(self) -> str:
        return " ".join(part for part in (self.count, self.left, self.more) if part)


def headline(stands: Sequence[Stand]) -> Headline:
    """One sentence and one list, from how each party stands. Kommuner are counted apart where others are asked too.

    >>> str(headline([Stand("Nora"), Stand("Kumla", "assent"), Stand("Laxå", "assent")]))
    '2 av 3 har beslutat. Kvar: Nora.'
    """
    kommuner = [one for one in stands if one.is_municipality]
    others = [one for one in stands if not one.is_municipality]
    is_split = len(kommuner) > 1 and bool(others)
    counted = kommuner if is_split else list(stands)
    left = [one.name for one in counted if one.is_left]
    excused = [one.name for one in counted if one.is_excused and not one.has_decided]
    some_have = len(left) < len(counted)
    words = [f"Kvar: {and_list(left)}." if left and some_have and len(counted) > 1 else ""]
    words.append(f"Svarar inte: {and_list(excused)}." if excused else "")
    return Headline(
        count=_count(counted, " kommuner" if is_split else ""),
        left=" ".join(one for one in words if one),
        deviating=deviations(stands),
        others=_others(others) if is_split else "",
    )


def _count(stands: Sequence[Stand], noun: str) -> str:
    total, done = len(stands), sum(one.has_decided for one in stands)
    if total == 0:
        return "Ingen part är tillfrågad."
    if total == 1:
        return f"{stands[0].name} har beslutat." if done else f"{stands[0].name} har inte beslutat."
    if done == 0:
        return f"Ingen av {total}{noun} har beslutat."
    if done == total:
        both = "Båda kommunerna" if noun else "Båda"
        return f"Alla {total}{noun} har beslutat." if total > 2 else f"{both} har beslutat."
    return f"{done} av {total}{noun} har beslutat."


def _others(stands: Sequence[Stand]) -> str:
    total, done = len(stands), sum(one.has_decided for one in stands)
    if total == 1:
        return _count(stands, "")
    left = and_list([one.name for one in stands if one.is_left])
    kvar = f" Kvar av dem: {left}." if left and done else ""
    if done == 0:
        return f"Ingen av de {in_words(total)} övriga parterna har beslutat."
    if done == total:
        return f"Alla {in_words(total)} övriga parter har beslutat."
    some = "En" if done == 1 else in_words(done).capitalize()
    return f"{some} av {in_words(total)} övriga parter har beslutat.{kvar}"


def short_sentence(stands: Sequence[Stand]) -> str:
    """How it stands where there is little room: all parties together, and names where they are three at most.

    >>> short_sentence([Stand("Nora"), Stand("Kumla", "assent"), Stand("Laxå", "refused")])
    '2 av 3 har beslutat. Kvar: Nora. Avviker: Laxå.'
    >>> short_sentence([Stand(name) for name in "ABCDE"] + [Stand("F", "assent")])
    '1 av 6 har beslutat. Kvar: 5 parter.'
    """
    left = [one.name for one in stands if one.is_left]
    deviating = [one.name for one in stands if one.deviates]
    said = [_count(stands, "")]
    if left and len(left) < len(stands) and len(stands) > 1:
        said.append(f"Kvar: {_few(left)}.")
    if deviating:
        said.append(f"Avviker: {_few(deviating)}." if len(stands) > 1 else "Beslutet avviker.")
    return " ".join(said)


_FEW = 3


def _few(names: Sequence[str]) -> str:
    return and_list(list(names)) if len(names) <= _FEW else f"{len(names)} parter"


def in_words(number: int) -> str:
    """A small number as Swedish prose writes it."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def deviations(stands: Sequence[Stand]) -> str:
    """Whose decisions deviate and how, each by name; empty where none does. Never added up into an average.

    >>> deviations([Stand("Nora", "refused"), Stand("Laxå", "abstained", is_handled=True), Stand("Kumla", "assent")])
    'Två av besluten avviker: Nora har avslagit och Laxå avstår. Avvikelsen är hanterad för Laxå.'
    """
    found = [one for one in stands if one.deviates]
    if not found:
        return ""
    told = and_list([f"{one.name} {_HAS_DONE[Outcome(one.outcome)]}" for one in found])
    said = f"{in_words(len(found)).capitalize()} av besluten avviker: {told}."
    if len(stands) == 1:
        said = f"Beslutet avviker: {told}."
    handled = [one.name for one in found if one.is_handled]
    if handled and len(handled) == len(found):
        return f"{said} {'Avvikelsen är hanterad' if len(found) == 1 else 'Avvikelserna är hanterade'}."
    return f"{said} Avvikelsen är hanterad för {and_list(handled)}." if handled else said


def days_in_words(number: int) -> str:
    """A number of days.

    >>> days_in_words(1), days_in_words(6)
    ('en dag', 'sex dagar')
    """
    return "en dag" if number == 1 else f"{in_words(number)} dagar"


def with_sign(paragraph: str) -> str:
    """A paragraph as printed, however it was typed.

    >>> with_sign("88"), with_sign("§88"), with_sign("")
    ('§ 88', '§ 88', '')
    """
    bare = paragraph.replace("§", "").strip()
    return f"§ {bare}" if bare else ""


def moved_in_words(first: dt.date | None, now: dt.date | None) -> str:
    """That the planned day has been moved; empty where it has not."""
    if not first or first == now:
        return ""
    if now is None:
        return f"Skulle ha tagits upp {day_in_words(first)}, inget nytt datum är angivet."
    return f"Skulle ha tagits upp {day_in_words(first)}, flyttat till {day_in_words(now)}."


def is_late(planned_on: dt.date | None, due_on: dt.date | None, today: dt.date) -> bool:
    """Whether the last day, or the party's own planned day, is past; or the plan is to be late."""
    if due_on and (due_on < today or (planned_on and planned_on > due_on)):
        return True
    return planned_on is not None and planned_on < today


def lateness(planned_on: dt.date | None, due_on: dt.date | None, today: dt.date) -> str:
    """How a party that has not decided is late, as a sentence; empty where it is not."""
    if planned_on and planned_on < today:
        return f"Ärendet skulle upp {day_in_words(planned_on)}, men inget beslut är inskrivet."
    if planned_on and due_on and planned_on > due_on:
        return f"Det är {days_in_words((planned_on - due_on).days)} efter sista dag."
    if due_on and due_on < today:
        return f"Sista dag var {day_in_words(due_on)}."
    return ""
