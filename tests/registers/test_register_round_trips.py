"""What is fetched from a register and taken in again changes nothing, for every register, in both formats (M3)."""

import datetime as dt
from copy import deepcopy

import pytest

from meetings.actions import minutes as minutes_actions
from secretariat.lib.registers import registers
from secretariat.registry.models import Organisation, OrgUnit, User
from tests import make
from tests.agreements.case import an_agreement
from tests.funding.case import some_money
from tests.meetings.confirmation_case import a_decided_case
from tests.surveys.school_case import a_round

from . import files

pytestmark = pytest.mark.django_db
AWKWARD = "=SUM(A1:A9) | 'citat'; \"två\""


@pytest.fixture(scope="module")
def _full(module_rows: None) -> User:
    """A row or more in every register, with signs that spreadsheets and CSV take ill."""
    secretary = make.user(name="Sekre Teraren", office_role="secretariat")
    an_agreement()
    some_money("Kumla", "Hallsberg")
    schools = a_round()
    schools.add("Norra skolan", contact="=Rektor")
    schools.add("Södra skolan")
    schools.step("Södra skolan", "nej", why="Hinner inte; nästa år")
    a_decided_case()
    home = make.organisation(
        name="-Bindestrecks kommun", aliases=["Bindan", "+Plus, med komma; och semikolon"]
    )
    unit = OrgUnit.objects.create(organisation=home, name="@Kansliet")
    anna = make.person(
        name="Anna =Lika", organisation=home, unit=unit, phone="+46 19 602 70 00", title=AWKWARD
    )
    make.person(name="Anna =Lika", organisation=home, email="anna@exempel.se", aliases=["Ann Lika"])
    make.person(name="Hemlig Person", organisation=home, email="hemlig@exempel.se", protected_identity=True)
    body = make.body(
        name="Rådet för ”citat”", charter="Första raden\nandra raden\n\n=tredje", aliases=["Citatrådet"]
    )
    seat = make.seat(of=body, organisation=home, kind="chair", position=3)
    make.membership(seat=seat, person=anna, ends_on=dt.date(2026, 12, 31))
    make.membership(seat=make.seat(of=body), person=make.person(protected_identity=True))
    make.meeting(
        bodies=[body, make.body()], chair=anna, secretary_name="Okänd, skriven", place="Sal 1; hus B"
    )
    make.meeting(bodies=[body], date=None)
    group = make.body(approval_policy="none")
    meeting = make.meeting(bodies=[group])
    make.action(
        of=make.item(of=meeting), text="Ta fram <em>underlag</em>", who="Kansliet", outcome="Klart\nnästan"
    )
    minutes_actions.finalise(meeting.minutes, by=secretary)
    return secretary


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
