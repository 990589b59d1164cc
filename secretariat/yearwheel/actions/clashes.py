"""What collides in the year somebody sees, what of it is meant, and saying so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from meetings.actions.plans import knowledge_of
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User
from secretariat.yearwheel import clashes
from secretariat.yearwheel.clashes import SORTS, Kommun, Sort, YearClash, about
from secretariat.yearwheel.models import KnownClash

from . import collecting
from .collecting import Collected

LONGEST_REASON = 300
LONGEST_WORDS = 600


@dataclass(frozen=True)
class Found:
    """The clashes of a choice: those that are told of, and those somebody has said are meant."""

    open: list[YearClash]
    meant: list[tuple[YearClash, KnownClash]]

    @property
    def counted(self) -> list[tuple[Sort, str, int]]:
        """How many of each kind are told of; those without any are left out."""
        counts = Counter(one.sort for one in self.open)
        return [(sort, words, counts[sort]) for sort, words in SORTS.items() if counts[sort]]


def of(collected: Collected) -> Found:
    """What collides from today on among all the user may know of, as much as the choice asks for. Seven queries."""
    first, last = collected.choice.first, collected.choice.last
    if last < collected.today:
        return Found([], [])
    kommuner = kommuner_by_name()
    entries = [entry for ring in collected.whole for entry in ring.entries]
    since = max(collected.today, first)
    every = clashes.find(entries, knowledge_of(first, last), kommuner, since=since)
    asked = [one for one in every if _is_asked_for(one, collected, kommuner)]
    known = {one.key: one for one in KnownClash.objects.select_related("accepted_by")}
    return Found(
        [one for one in asked if one.key not in known],
        [(one, known[one.key]) for one in asked if one.key in known],
    )


def kommuner_by_name() -> dict[int, Kommun]:
    """Every kommun with its länsdel, in order of names."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, ends_on=None)
    told = rows.order_by("sort_key").values_list("pk", "short_name", "district__name")
    return {pk: Kommun(name, district or "") for pk, name, district in told}


def _is_asked_for(clash: YearClash, collected: Collected, kommuner: Mapping[int, Kommun]) -> bool:
    """A part and a länsdel are asked of those it hits; the rest of the choice of what it is about."""
    choice, registers = collected.choice, collected.registers
    if choice.party and choice.party not in clash.parties:
        return False
    if choice.district:
        hit = {kommuner[pk].district for pk in clash.parties if pk in kommuner}
        own = {pk for one in clash.entries for pk in collecting.districts_of(about(one), registers)}
        broad = clash.sort in (Sort.WEEK, Sort.BREAK)
        if registers.districts[choice.district] not in hit if broad else choice.district not in own:
            return False
    rest = replace(choice, party=None, district=None)
    return any(collecting.chosen(entry, rest, registers) for entry in clash.entries)


# Said to be meant


def obstacles_to_accepting(clash: YearClash | None, *, reason: str) -> list[str]:
    """Why it cannot be noted that the clash is meant."""
    if clash is None:
        return ["Krocken finns inte längre. Något av mötena har ändrats sedan sidan öppnades."]
    if not reason.strip():
        return ["Skriv varför det är avsiktligt."]
    if len(reason.strip()) > LONGEST_REASON:
        return [f"Skriv högst {LONGEST_REASON} tecken."]
    return []


@transaction.atomic
def accept(collected: Collected, *, key: str, reason: str, by: User) -> YearClash:
    """Note that a clash is meant, so that it is not told of until something of it changes. Raises NotAllowed.

    Two who do it at once have done it once: the first one's reason stands.
    """
    found = of(replace(collected, choice=collected.choice.unfiltered()))
    every = [*found.open, *(one for one, _ in found.meant)]
    clash = next((one for one in every if one.key == key), None)
    if obstacles := obstacles_to_accepting(clash, reason=reason):
        raise NotAllowed(obstacles)
    assert clash is not None  # noqa: S101 – told of as an obstacle
    known, is_new = KnownClash.objects.get_or_create(
        key=key,
        defaults={
            "words": clash.whole[:LONGEST_WORDS],
            "day": clash.day,
            "reason": reason.strip(),
            "accepted_by": by,
        },
    )
    if is_new:
        log.write("noterade att krock är avsiktlig", by=by, about=known, reason=known.reason)
    return clash


def replace_choice(collected: Collected) -> Collected:
    """The same year with all that is in it."""
    return replace(collected, choice=collected.choice.unfiltered())


@transaction.atomic
def forget(pk: int, *, by: User) -> None:
    """Let a clash be told of again. Twice is once."""
    known = KnownClash.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if known:
        log.write("visar krock igen", by=by, about=known, reason=known.reason)
        known.delete()
