"""Räkneexempel: computed, stored with what they were computed from, copied, renewed, put aside (G3, G4)."""

import datetime as dt
from copy import deepcopy
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from funding import reference
from funding.actions import allocations, keys
from funding.actions.keys import Origin
from funding.apportioning import CannotShare
from funding.models import Allocation, AllocationKey, AllocationRow, KeyShare
from funding.sharing import Party, Plan, share_out
from secretariat.lib.rules import NotAllowed
from tests import make

from .allocation_case import HALF_AND_HALF, IN_THOUSANDS, PATIENTS, VECTORS, County, a_county

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _county(module_rows: None) -> County:
    return a_county()


@pytest.fixture
def county(db: None, _county: County) -> County:
    return deepcopy(_county)


def refused(county: County, **chosen: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        county.scenario(**chosen)  # type: ignore[arg-type]
    return no.value.reasons


# The vectors of domain 4.4


@pytest.mark.parametrize(("total", "amounts"), VECTORS.items())
def test_the_vectors_come_out_by_population(county: County, total: int, amounts: tuple[int, ...]) -> None:
    made = county.scenario(total=total)
    assert county.amounts(made) == amounts
    assert sum(amounts) == total


def test_the_vector_in_steps_of_a_thousand(county: County) -> None:
    made = county.scenario(total=5_000_000, step=1_000)
    assert county.amounts(made) == tuple(amount * 1_000 for amount in IN_THOUSANDS)


def test_the_vector_of_two_keys_half_and_half(county: County) -> None:
    for place, weights in enumerate([(50, 50), (1, 1), ("0.5", "0.5")]):
        used = [("2023", weights[0]), ("patienter", weights[1])]
        assert county.amounts(county.scenario(f"Hälften {place}", 1_000_000, keys=used)) == HALF_AND_HALF


def test_the_command_gives_the_same_as_the_page(county: County, tmp_path: object) -> None:
    """`manage.py allocate` and the stored rows, by the same keys, step, minimum and lock."""
    file = tmp_path / "nycklar.csv"  # type: ignore[operator]
    pairs = zip(sorted(reference.names()), PATIENTS, strict=True)
    file.write_text(
        "kommunkod;patienter\n" + "".join(f"{code};{value}\n" for code, value in pairs), encoding="utf-8"
    )
    out = StringIO()
    call_command(
        "allocate", "--total", "1 234 567", "--key", "invanare-2023:60", "--key", "patienter:30", "--key", "lika:10",
        "--step", "1000", "--minimum", "40 000", "--lock", "1880=400000", "--values", str(file), stdout=out,
    )  # fmt: skip
    told = tuple(int(row.split(";")[2]) for row in out.getvalue().splitlines()[1:])
    made = county.scenario(
        total=1_234_567, keys=[("2023", 60), ("patienter", 30), (None, 10)], step=1_000, minimum=40_000,
        locked={"Örebro": 400_000},
    )  # fmt: skip
    assert county.amounts(made) == told
    assert sum(told) == 1_234_567


# What is stored


def test_a_scenario_keeps_the_keys_as_they_were(county: County) -> None:
    """G4: source, day, when fetched, and every value."""
    made = county.scenario(keys=[("2023", "62.5"), ("patienter", "37.5"), (None, 1)])
    facts = list(made.keys.values_list("name", "weight", "source", "reference_on", "retrieved_on"))
    fetched, scb = county.tables["2023"].retrieved_on, "Källa: SCB, folkmängd efter kommun"
    made_up = "Källa: Påhittade siffror"
    assert facts == [
        ("Invånare", Decimal("62.5"), scb, dt.date(2023, 12, 31), fetched),
        ("Patienter (påhittade)", Decimal("37.5"), made_up, dt.date(2025, 12, 31), dt.date(2026, 2, 1)),
        ("Lika till alla", Decimal(1), "", None, None),
    ]  # fmt: skip
    first = made.keys.first()
    assert first
    values = dict(first.shares.values_list("party__short_name", "value"))
    assert (len(values), values["Kumla"]) == (12, Decimal(22516))


def test_changing_a_scenario_computes_it_anew(county: County) -> None:
    made = county.scenario()
    changed = allocations.save(
        county.pot, county.wanted("Lika", 120_000, keys=[(None, 1)]), by=county.by, allocation=made
    )
    assert changed.pk == made.pk
    assert county.amounts(made) == (10_000,) * 12
    assert KeyShare.objects.filter(key__allocation=made).count() == 12


def test_others_than_kommuner_get_a_settled_sum(county: County) -> None:
    county.parties["Regionen"] = make.organisation(
        short_name="Regionen", kind="region", municipality_code="18"
    )
    county.parties["RF-SISU"] = make.organisation(short_name="RF-SISU", kind="civil_society")
    names = [*reference.names().values(), "Regionen", "RF-SISU"]
    made = county.scenario(total=1_000_000, parties=names, locked={"Regionen": 600_000, "RF-SISU": 100_000})
    rows = dict(made.rows.values_list("party__short_name", "amount"))
    assert (rows["Regionen"], rows["RF-SISU"], sum(rows.values())) == (600_000, 100_000, 1_000_000)
    assert rows["Lekeberg"] == 8_379
    shares = {one.party.name: one for one in allocations.shares_of(made)}
    assert [shares[name].is_locked for name in ("Regionen", "RF-SISU", "Lekeberg")] == [True, True, False]


def test_all_rows_may_be_settled_without_any_key(county: County) -> None:
    made = county.scenario(total=30, keys=[], parties=["Nora", "Kumla"], locked={"Nora": 10, "Kumla": 20})
    assert county.amounts(made) == (20, 10)
    assert allocations.stored_plan(made).keys == []


# Refusals


def test_more_than_the_pot_has_left_is_told_with_the_missing_sum(county: County) -> None:
    assert refused(county, total=10_000_200) == [
        "Summan är 200\xa0kr mer än de 10\xa0000\xa0000\xa0kr som potten har kvar."
    ]


def test_each_choice_that_cannot_be_shared_is_told_with_names(county: County) -> None:
    county.parties["RF-SISU"] = make.organisation(short_name="RF-SISU", kind="civil_society")
    assert refused(county, parties=[]) == ["Välj minst en part som ska få del av medlen."]
    assert refused(county, keys=[]) == ["Välj minst en nyckel att fördela efter, eller lås allas belopp."]
    assert refused(county, parties=["Nora", "RF-SISU"]) == [
        "Nyckeln Invånare saknar värde för RF-SISU. Lås beloppet, eller ta bort parten."
    ]
    assert refused(county, locked={"Nora": 300_001}) == [
        "De låsta beloppen är tillsammans 1\xa0kr mer än summan."
    ]
    assert refused(county, parties=["Nora", "Kumla"], locked={"Nora": 1, "Kumla": 2}, total=10) == [
        "Alla rader är låsta, och 7\xa0kr av summan är inte fördelade."
    ]
    assert refused(county, minimum=30_000) == [
        "12 parter ska ha minst 30\xa0000\xa0kr var, men det finns 300\xa0000\xa0kr att fördela."
    ]
    assert Allocation.objects.count() == 0


def test_a_key_that_is_zero_or_lacks_a_kommun_is_told(county: County) -> None:
    flag = keys.KeySeries.objects.create(slug="glesbygd", name="Glesbygd")
    values = dict.fromkeys(reference.names(), Decimal(0)) | {"1863": Decimal(1), "1864": Decimal(1)}
    origin = Origin(dt.date(2026, 1, 1), "Eget", dt.date(2026, 1, 2))
    county.tables["glesbygd"] = keys.take_in(flag, values, origin, by=county.by)
    made = county.scenario("Glesbygd", 1_001, keys=[("glesbygd", 1)])
    assert county.amounts(made) == (0, 0, 0, 0, 501, 500, 0, 0, 0, 0, 0, 0)
    assert refused(county, parties=["Nora", "Kumla"], keys=[("glesbygd", 1)]) == [
        "Nyckeln Glesbygd är noll för alla. Den går inte att fördela efter."
    ]
    assert refused(county, keys=[("glesbygd", 1)], locked={"Hällefors": 1, "Ljusnarsberg": 1}) == [
        "Nyckeln är noll för alla som inte är låsta, och 299\xa0998\xa0kr är inte fördelade."
    ]
    assert refused(county, keys=[("2023", 0)]) == [
        "Nyckeln Invånare har vikten noll eller mindre. Ta bort den eller ge den en vikt."
    ]
    county.tables["2023"].values.filter(code="1881").delete()
    assert refused(county) == ["Nyckeln Invånare saknar värde för Kumla. Lås beloppet, eller ta bort parten."]


def test_a_name_is_used_once_in_a_pot(county: County) -> None:
    county.scenario("Lika")
    assert refused(county, name="LIKA") == [
        "Det finns redan en fördelning av potten som heter LIKA. Välj ett annat namn."
    ]


def test_reasons_with_codes_are_told_with_names_and_sums_are_left_alone() -> None:
    parties = [Party(1, "1881", "Kumla"), Party(2, "1884", "Nora")]
    with pytest.raises(CannotShare) as no:
        share_out(Plan(10, parties, locked={"1881": -1_881, "1884": 11}))
    assert no.value.reasons == ["Kumla är låst till ett belopp under noll."]


# Copies, newer figures, put aside


def test_a_copy_begins_with_the_same_choices(county: County) -> None:
    made = county.scenario(total=1_000, step=10, minimum=5, locked={"Nora": 20})
    other = allocations.copy(made, by=county.by)
    again = allocations.copy(made, by=county.by)
    assert (other.name, again.name) == ("Efter invånare, kopia", "Efter invånare, kopia 2")
    assert county.amounts(other) == county.amounts(made)
    assert allocations.wanted_of(other).locked == allocations.wanted_of(made).locked


def test_newer_figures_make_a_new_scenario(county: County) -> None:
    old = county.scenario("Efter 2022", keys=[("2022", 1)])
    assert allocations.obstacles_to_renewing(old) == []
    new = allocations.renew(old, by=county.by)
    assert new.name == "Efter 2022, nyare siffror"
    assert county.amounts(new) == VECTORS[300_000]
    assert county.amounts(old) != county.amounts(new)
    with pytest.raises(NotAllowed) as no:
        allocations.renew(new, by=county.by)
    assert no.value.reasons == ["Det finns inga nyare siffror för fördelningens nycklar."]


def test_a_scenario_is_put_aside_and_taken_up(county: County) -> None:
    made = county.scenario()
    allocations.drop(made, by=county.by)
    made.refresh_from_db()
    assert made.state == "dropped"
    allocations.take_up(made, by=county.by)
    made.refresh_from_db()
    assert made.state == "scenario"
    with pytest.raises(NotAllowed, match="inte bortvald"):
        allocations.take_up(made, by=county.by)


def test_a_decided_one_is_kept_by_the_database(county: County) -> None:
    """G4, also for whoever passes the actions by."""
    made = county.scenario()
    Allocation.objects.filter(pk=made.pk).update(state="booked", booked_at="2026-03-18T12:00Z")
    attempts = (
        lambda: Allocation.objects.filter(pk=made.pk).update(total=1),
        lambda: AllocationRow.objects.filter(allocation=made).update(amount=1),
        lambda: AllocationKey.objects.filter(allocation=made).update(weight=2),
        lambda: KeyShare.objects.filter(key__allocation=made).update(value=2),
        lambda: KeyShare.objects.filter(key__allocation=made).delete(),
    )
    for attempt in attempts:
        with (
            pytest.raises(DatabaseError, match="Fördelningen är beslutad och kan inte ändras"),
            transaction.atomic(),
        ):
            attempt()
