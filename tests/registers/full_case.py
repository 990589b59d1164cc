"""A row or more in every register, with signs that spreadsheets and CSV take ill."""

import datetime as dt

from meetings.actions import matters
from meetings.actions import minutes as minutes_actions
from secretariat.registry.models import OrgUnit, User
from tests import make
from tests.agreements.case import an_agreement
from tests.funding.case import some_money
from tests.meetings.confirmation_case import a_decided_case
from tests.surveys.school_case import a_round

AWKWARD = "=SUM(A1:A9) | 'citat'; \"two\""


def full_registers() -> User:
    """Make the rows. Returns one of the office."""
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
    unit = OrgUnit.objects.create(organisation=home, name="@Kansliet för vård")
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
    make.district(name="-Norra; länsdelen")
    theme = make.theme(name="@Temat, ett")
    theme.description = "=Första\nandra | tredje"
    theme.save()
    make.matter(by=secretary, title=AWKWARD, theme=theme, body=body, responsible=anna, parties=[home])
    hidden = make.matter(by=secretary, title="+Ett till", case_number="=1")
    hidden.responsible = make.person(name="Hemlig Handläggare", protected_identity=True)
    hidden.save()
    matters.close(hidden, by=secretary, outcome="-Klart\nnästan")
    return secretary
