"""Both ways of an agreement against the tables of the domain, written here as data (F2, F3)."""

import pytest

from agreements.models import AgreementParty, AgreementVersion
from agreements.states import PARTY, VERSION, Machine

from .state_pictures import FOLDER, PICTURES, TITLES, draw

# Domain 3.2, its arrows in order. A line is from > to, and what must be true.
VERSION_OF_THE_DOMAIN = """
utkast > beredning i arbetsgrupp
beredning i arbetsgrupp > på remiss
på remiss > rekommenderad | ett samverkansorgan har beslutat
rekommenderad > beslutsunderlag utskickat | minst en part kan få brev
beslutsunderlag utskickat > beslut pågår | en part har hört av sig
beslut pågår > alla parter har beslutat likalydande | alla parter har beslutat bifall
beslut pågår > avvikelse att hantera | en parts beslut avviker
avvikelse att hantera > beredning i arbetsgrupp | ny lydelse, parterna beslutar på nytt
alla parter har beslutat likalydande > undertecknas | alla har beslutat, avvikelser är godtagna
avvikelse att hantera > undertecknas | alla har beslutat, avvikelser är godtagna
undertecknas > gäller | alla har beslutat och undertecknat
gäller > under revidering | en ny version förbereds
gäller > förlängd | en senare sista dag
gäller > uppsagd | uppsägningstiden löper
under revidering > upphört | sista dagen har varit
förlängd > upphört | sista dagen har varit
uppsagd > upphört | sista dagen har varit
under revidering > ersatt | en ny version gäller
förlängd > ersatt | en ny version gäller
uppsagd > ersatt | en ny version gäller
"""

# What the office needs beside: no remiss, answers that change, what is taken back, plans, and an end without more ado.
VERSION_OF_THE_OFFICE = """
på remiss > beredning i arbetsgrupp | remissvaren arbetas in
beredning i arbetsgrupp > rekommenderad | ett samverkansorgan har beslutat
beslutsunderlag utskickat > alla parter har beslutat likalydande | alla parter har beslutat bifall
beslutsunderlag utskickat > avvikelse att hantera | en parts beslut avviker
alla parter har beslutat likalydande > avvikelse att hantera | en parts beslut avviker
alla parter har beslutat likalydande > beslut pågår | en part har kvar att besluta
avvikelse att hantera > beslut pågår | en part har kvar att besluta
avvikelse att hantera > alla parter har beslutat likalydande | alla parter har beslutat bifall
beslut pågår > undertecknas | alla har beslutat, avvikelser är godtagna
undertecknas > avvikelse att hantera | en parts beslut avviker
undertecknas > beslut pågår | en part har kvar att besluta
beslutsunderlag utskickat > rekommenderad | utskicket återkallas
beslut pågår > beredning i arbetsgrupp | ny lydelse, parterna beslutar på nytt
alla parter har beslutat likalydande > beredning i arbetsgrupp | ny lydelse, parterna beslutar på nytt
undertecknas > beredning i arbetsgrupp | ny lydelse, parterna beslutar på nytt
beslutsunderlag utskickat > gäller | gäller per part från eget beslut
beslut pågår > gäller | gäller per part från eget beslut
alla parter har beslutat likalydande > gäller | gäller per part från eget beslut
avvikelse att hantera > gäller | gäller per part från eget beslut
utkast > gäller | en plan som gruppen själv har antagit
beredning i arbetsgrupp > gäller | en plan som gruppen själv har antagit
på remiss > gäller | en plan som gruppen själv har antagit
rekommenderad > gäller | en plan som gruppen själv har antagit
förlängd > under revidering | en ny version förbereds
under revidering > förlängd | en senare sista dag
förlängd > förlängd | en senare sista dag
under revidering > uppsagd | uppsägningstiden löper
förlängd > uppsagd | uppsägningstiden löper
gäller > upphört | sista dagen har varit
gäller > ersatt | en ny version gäller
"""

# Domain 3.3 in its order.
PARTY_OF_THE_DOMAIN = """
ej skickat > skickat | handläggaren kan få brev
skickat > mottaget
mottaget > handläggare utsedd
handläggare utsedd > under beredning
under beredning > uppe till beslut
uppe till beslut > beslutat: bifall | utfall och beslutsdatum
uppe till beslut > beslutat: bifall med tillägg eller ändring | utfall och beslutsdatum
uppe till beslut > återremiss | utfall och beslutsdatum
uppe till beslut > avslag | utfall och beslutsdatum
uppe till beslut > avstår | utfall och beslutsdatum
beslutat: bifall > protokollsutdrag inkommet | protokollsutdraget har kommit
beslutat: bifall med tillägg eller ändring > protokollsutdrag inkommet | protokollsutdraget har kommit
avslag > protokollsutdrag inkommet | protokollsutdraget har kommit
avstår > protokollsutdrag inkommet | protokollsutdraget har kommit
protokollsutdrag inkommet > undertecknat | bifall, och ingen avvikelse kvar
undertecknat > i kraft | versionen gäller, eller gäller från eget beslut
"""

_BEFORE = ["skickat", "mottaget", "handläggare utsedd", "under beredning", "uppe till beslut"]
_OUTCOMES = [
    "beslutat: bifall",
    "beslutat: bifall med tillägg eller ändring",
    "återremiss",
    "avslag",
    "avstår",
]
_ASSENT = _OUTCOMES[:2]
_EXTRACT = "protokollsutdrag inkommet"
_DATED = "utfall och beslutsdatum"


def party_of_the_office() -> dict[tuple[str, str], str]:
    """Beside it: a step that nobody tells of is passed, a told decision is corrected, and all begins anew."""
    found: dict[tuple[str, str], str] = {}
    for place, start in enumerate(_BEFORE):
        found |= {(start, end): "" for end in _BEFORE[place + 1 :]}
        found |= {(start, end): _DATED for end in _OUTCOMES}
        found[start, _EXTRACT] = "beslutet kom med protokollsutdrag"
    found |= {("ej skickat", end): "" for end in _BEFORE[1:]}
    found |= {("ej skickat", end): _DATED for end in _OUTCOMES}
    found |= {
        (start, _EXTRACT): "beslutet kom med protokollsutdrag" for start in ("ej skickat", "återremiss")
    }
    decided = [*_OUTCOMES, _EXTRACT]
    found |= {(start, end): "inget beslut längre" for start in decided for end in _BEFORE[3:]}
    found |= {(start, end): "beskedet ändras" for start in decided for end in _OUTCOMES if start != end}
    found |= {(start, "undertecknat"): "bifall, och ingen avvikelse kvar" for start in _ASSENT}
    found |= {
        (start, "i kraft"): "versionen gäller, eller gäller från eget beslut"
        for start in [*_ASSENT, _EXTRACT]
    }
    return found | {
        (start, "ej skickat"): "ny lydelse, eller återkallat"
        for start in [*_BEFORE, *decided, "undertecknat"]
    }


def read(table: str) -> dict[tuple[str, str], str]:
    """From and to, and what must be true, of each line."""
    found = {}
    for line in table.strip().splitlines():
        pair, _, guard = line.partition("|")
        start, _, end = (part.strip() for part in pair.partition(">"))
        found[start, end] = guard.strip()
    return found


def steps_of(machine: Machine) -> dict[tuple[str, str], str]:
    return {(machine.names[one.start], machine.names[one.end]): one.words for one in machine.transitions}


def test_a_versions_steps_are_those_of_the_domain_and_of_the_office_and_no_more() -> None:
    """Compared both ways: nothing is missing, nothing is more (domain 3.2)."""
    domain, office = read(VERSION_OF_THE_DOMAIN), read(VERSION_OF_THE_OFFICE)
    assert domain.keys() & office.keys() == set()
    assert steps_of(VERSION) == domain | office


def test_a_partys_steps_are_those_of_the_domain_and_of_the_office_and_no_more() -> None:
    """Domain 3.3, in the same way."""
    domain = read(PARTY_OF_THE_DOMAIN)
    # What stands in the domain's table is told there; the office's rules cover it again and may not contradict it.
    office = {pair: words for pair, words in party_of_the_office().items() if pair not in domain}
    assert steps_of(PARTY) == domain | office


@pytest.mark.parametrize(
    ("machine", "states"),
    [(VERSION, AgreementVersion.State), (PARTY, AgreementParty.State)],
    ids=["version", "party"],
)
def test_the_rows_know_the_same_states_by_the_same_names(machine: Machine, states: type) -> None:
    assert dict(machine.names) == dict(states.choices)  # type: ignore[attr-defined]


@pytest.mark.parametrize("machine", [VERSION, PARTY], ids=["version", "party"])
def test_every_refused_step_says_why_and_where_one_can_go_instead(machine: Machine) -> None:
    """Each pair of states: a step that is there says nothing, one that is not says a whole sentence."""
    for start in machine.names:
        ends = [one.end for one in machine.steps_from(start)]
        for end in machine.names:
            said = machine.why_not(start, end)
            if end in ends:
                assert said == ""
                continue
            assert said.startswith(f"{machine.noun} är ")
            assert machine.names[start] in said
            assert all(f"”{machine.names[one]}”" in said for one in ends if one != start)
            assert said.endswith(".")


@pytest.mark.parametrize("machine", [VERSION, PARTY], ids=["version", "party"])
def test_every_state_can_be_reached(machine: Machine) -> None:
    first, *_ = machine.names
    reached, left = {first}, [first]
    while left:
        new = {one.end for one in machine.steps_from(left.pop())} - reached
        reached |= new
        left += new
    assert reached == set(machine.names)


def test_a_step_is_told_once() -> None:
    for machine in (VERSION, PARTY):
        pairs = [(one.start, one.end) for one in machine.transitions]
        assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_in_the_docs_is_drawn_from_the_code(name: str) -> None:
    """Else `write()` of state_pictures.py, as its first lines say."""
    assert (FOLDER / name).read_text("utf-8") == draw(PICTURES[name], TITLES[name])
