"""What is fetched from a register and taken in again changes nothing, for every register, in both formats (M3)."""

from copy import deepcopy

import pytest

from secretariat.lib.registers import registers
from secretariat.registry.models import Organisation, User

from . import files
from .full_case import full_registers

pytestmark = pytest.mark.django_db
AWKWARD = "=SUM(A1:A9) | 'citat'; \"två\""


@pytest.fixture(scope="module")
def _full(module_rows: None) -> User:
    return full_registers()


@pytest.fixture
def full(db: None, _full: User) -> User:
    return deepcopy(_full)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("key", [key for key, one in registers().items() if not one.closed])
def test_a_fetched_register_taken_in_again_changes_nothing(full: User, key: str, kind: str) -> None:
    """M3: every row is known again, and none is new, changed or wrong."""
    content = files.fetched(key, full, kind=kind)
    count = registers()[key](full).count()
    made = files.upload(key, files.SimpleUploadedFile(f"register.{kind}", content), full)
    assert [one for one in files.told(made) if one[1] != "same"] == []
    assert (made.state, made.same, made.new, made.changed, made.wrong) == ("shown", count, 0, 0, 0)
    assert count > 0


def test_the_ledgers_sums_go_out_and_nothing_of_it_in(full: User) -> None:
    """M3, G5: what is booked is never set by a file, and the page says why."""
    with pytest.raises(files.NotAllowed) as no:
        files.upload("konton", files.book([["id"], [1]]), full)
    assert no.value.reasons == [
        "Bokföringen läses aldrig in ur en fil: varje post är ett beslut, en rekvisition eller en utbetalning, och "
        "läggs till för sig. Hämta registret för att räkna på det."
    ]
    assert files.rows_of(files.fetched("konton", full))[0][:5] == [
        "id",
        "medel",
        "bidragsår",
        "beslut",
        "diarienummer",
    ]


def test_a_protected_person_is_never_in_a_file_but_by_number(full: User) -> None:
    """D7: neither name nor address, in any register."""
    for key in registers():
        content = files.fetched(key, full, kind="csv").decode("utf-8-sig")
        assert "Hemlig" not in content, key
        assert "hemlig@" not in content, key


def test_an_organisation_that_is_fetched_has_text_that_looks_like_a_formula_as_text(full: User) -> None:
    """M3: an apostrophe stands before it in the file, and is gone again when it is read."""
    names = [row[1] for row in files.rows_of(files.fetched("organisationer", full))]
    assert "'-Bindestrecks kommun" in names
    assert Organisation.objects.filter(name="-Bindestrecks kommun").exists()
