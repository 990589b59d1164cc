"""What a file may not change: each register's own actions say no, by row and column (M3)."""

import datetime as dt

import pytest

from agreements.models import Agreement
from meetings.actions import minutes as minutes_actions
from meetings.actions.attendance import FINISHED
from meetings.models import Action, Body, Decision, Matter, Meeting, Membership, Seat
from secretariat.registry.models import District, LogEntry, OrgUnit, OutgoingMail, Theme, User
from surveys.models import Participation
from tests import make
from tests.agreements.case import an_agreement
from tests.funding.case import some_money
from tests.surveys.school_case import a_round

from . import files

pytestmark = pytest.mark.django_db


def look(key: str, headings: list[str], *rows: list[object], by: User) -> files.RegisterImport:
    return files.upload(key, files.book([headings, *rows]), by)


def faults(made: files.RegisterImport) -> list[list[list[str]]]:
    return [row[4] for row in files.told(made)]


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def finished(group: Body, secretary: User) -> Meeting:
    """A meeting whose minutes are fastställda, with a decision and an action."""
    meeting = make.meeting(bodies=[group], place="Sal 1")
    item = make.item(of=meeting)
    make.decision(of=item)
    make.action(of=item, text="Kansliet återkommer.")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    return meeting


def test_a_meeting_with_finished_minutes_is_not_changed_and_says_so_by_row_and_column(
    finished: Meeting, secretary: User
) -> None:
    """C1."""
    made = look("moten", ["id", "plats", "börjar"], [finished.pk, "Sal 2", "9.00"], by=secretary)
    assert faults(made) == [[["börjar, plats", FINISHED]]]


def test_a_decisions_words_are_never_changed_but_what_it_belongs_to_may_be(
    finished: Meeting, secretary: User
) -> None:
    """B5, K1."""
    decision = Decision.objects.get(meeting=finished)
    matter = make.matter(by=secretary)
    made = look("beslut", ["id", "beslut"], [str(decision.pk), "Något annat."], by=secretary)
    assert faults(made) == [
        [["beslut", "kan inte ändras från ”Gruppen antar planen.”. Det ändras i anteckningarna; färdiga anteckningar "
          "rättas genom en rättelse."]]
    ]  # fmt: skip
    made = look(
        "beslut", ["beslutsnummer", "ärende", "id"], [decision.number, matter.number, ""], by=secretary
    )
    files.take_in(made, secretary)
    decision.refresh_from_db()
    assert decision.matter == matter
    assert LogEntry.objects.filter(verb="kopplade beslut", user=secretary).count() == 1


def test_decisions_and_actions_are_not_added_by_a_file(finished: Meeting, secretary: User) -> None:
    made = look("beslut", ["id", "beslut"], ["", "Nytt beslut"], by=secretary)
    assert faults(made) == [
        [
            [
                "",
                "Raden finns inte i registret. Beslut skrivs i anteckningarna och läggs inte till genom en fil.",
            ]
        ]
    ]


def test_what_became_of_actions_is_taken_in_by_their_own_rule(finished: Meeting, secretary: User) -> None:
    """K9: why one is dropped must be said."""
    action = Action.objects.get(meeting=finished)
    made = look("uppdrag", ["id", "läge"], [str(action.pk), "utgår"], by=secretary)
    assert faults(made) == [[["läge", "Skriv varför uppdraget utgår."]]]
    made = look(
        "uppdrag", ["id", "läge", "utfall"], [str(action.pk), "klar", "Sänt till parterna"], by=secretary
    )
    files.take_in(made, secretary)
    action.refresh_from_db()
    assert (action.state, action.outcome) == ("done", "Sänt till parterna")


def test_a_new_meeting_gets_what_its_bodies_give_it_and_may_not_end_before_it_begins(
    group: Body, secretary: User
) -> None:
    """A1."""
    headings = ["datum", "grupper", "börjar", "slutar", "ordförande"]
    made = look(
        "moten", headings,
        ["4 mars 2027", "CP", "9", "8", ""], ["2027-04-08", "Chefsgrupp prov", "9.00", "12.00", "Någon Okänd"],
        by=secretary,
    )  # fmt: skip
    assert faults(made) == [[["slutar", "måste vara senare än när det börjar."]], []]
    made = look("moten", headings, ["2027-04-08", "CP", "9.00", "12.00", "Någon Okänd"], by=secretary)
    files.take_in(made, secretary)
    meeting = Meeting.objects.get(date=dt.date(2027, 4, 8))
    assert (meeting.leading_body, meeting.start_time, meeting.chair_name) == (
        group,
        dt.time(9),
        "Någon Okänd",
    )
    assert meeting.minutes.word == group.minutes_word


def test_only_looking_at_a_moved_meeting_writes_to_nobody(group: Body, secretary: User) -> None:
    meeting = make.meeting(bodies=[group])
    before = OutgoingMail.objects.count()
    made = look("moten", ["id", "datum"], [meeting.pk, "2027-01-05"], by=secretary)
    assert [one[1] for one in files.told(made)] == ["changed"]
    assert (OutgoingMail.objects.count(), Meeting.objects.get(pk=meeting.pk).date) == (before, make.DAY)


def test_a_secretary_takes_in_meetings_of_her_own_bodies_alone(group: Body) -> None:
    """D9."""
    her = make.user(person=make.member(of=make.body(name="Egen grupp"), kind="secretary").person)
    made = look("moten", ["datum", "grupper"], ["2027-01-05", "Egen grupp"], ["2027-01-06", "CP"], by=her)
    assert faults(made) == [[], [["grupper", "Du får inte lägga upp möten för de grupperna."]]]


def test_a_seat_has_one_holder_at_a_time_also_by_a_file(group: Body, secretary: User) -> None:
    """A2."""
    seat = make.seat(of=group)
    ada = make.person(name="Ada Ek")
    held = make.membership(seat=seat, person=ada, starts_on=dt.date(2026, 1, 1))
    make.person(name="Bo Ek")
    headings = ["id", "plats", "person", "från och med", "till och med"]
    new = ["", seat.pk, "Bo Ek", "2026-07-01", ""]
    made = look("uppdrag-i-grupper", headings, new, by=secretary)
    assert faults(made) == [
        [["", "Ada Ek har platsen från 1 januari 2026 tills vidare. Avsluta det uppdraget först, eller välj Byt "
          "innehavare."]]
    ]  # fmt: skip
    ended = [held.pk, seat.pk, "Ada Ek", "2026-01-01", "2026-06-30"]
    made = look("uppdrag-i-grupper", headings, ended, new, by=secretary)
    assert [one[1] for one in files.told(made)] == ["changed", "new"]
    files.take_in(made, secretary)
    assert list(Membership.objects.order_by("starts_on").values_list("person__given_name", "ends_on")) == [
        ("Ada", dt.date(2026, 6, 30)), ("Bo", None),
    ]  # fmt: skip


def test_who_holds_a_seat_is_not_overwritten(group: Body, secretary: User) -> None:
    held = make.member(of=group, name="Ada Ek")
    make.person(name="Bo Ek")
    made = look("uppdrag-i-grupper", ["id", "person"], [held.pk, "Bo Ek"], by=secretary)
    assert faults(made) == [
        [
            [
                "person",
                "kan inte ändras från ”Ada Ek”. Avsluta uppdraget, och lägg till ett nytt på en egen rad.",
            ]
        ]
    ]


def test_a_seat_is_withdrawn_by_its_own_rule(group: Body, secretary: User) -> None:
    seat = make.seat(of=group)
    make.membership(seat=seat, person=make.person(name="Ada Ek"))
    made = look("platser", ["id", "drogs in"], [seat.pk, "2026-12-31"], by=secretary)
    assert faults(made) == [
        [["drogs in", "Ada Ek har uppdraget efter 31 december 2026. Avsluta uppdraget först."]]
    ]
    made = look("platser", ["grupp", "part", "roll", "ordning"], ["CP", "", "ersättare", ""], by=secretary)
    files.take_in(made, secretary)
    assert Seat.objects.filter(body=group, kind="substitute").count() == 1


def test_a_body_cannot_belong_to_one_that_belongs_to_it(group: Body, secretary: User) -> None:
    make.body(name="Under", parent=group)
    made = look(
        "grupper", ["id", "hör till", "kallelse före mötet dagar"], [group.pk, "Under", ""], by=secretary
    )
    assert faults(made) == [
        [["kallelse före mötet dagar", "måste vara ett antal. Skriv 0 om det inte behövs."],
         ["hör till", "kan inte vara en grupp som hör till den här."]]
    ]  # fmt: skip


def test_an_agreements_version_is_not_moved_by_a_file(secretary: User) -> None:
    """F3."""
    agreement = an_agreement().agreement
    made = look(
        "overenskommelser", ["id", "läge", "lagrum"], [agreement.pk, "gäller", "16 kap. HSL"], by=secretary
    )
    (((heading, why),),) = faults(made)
    assert (heading, why.endswith("Det ändras på versionens sida.")) == ("läge", True)
    made = look(
        "overenskommelser", ["rubrik", "slag", "läge"], ["Ny plan", "färdplan", "gäller"], by=secretary
    )
    assert made.rows.get().notes == ["läge läses inte in. Det ändras på versionens sida."]
    files.take_in(made, secretary)
    assert Agreement.objects.get(title="Ny plan").versions.get().state == "draft"


def test_money_that_is_shared_out_is_not_taken_away_by_a_file(secretary: User) -> None:
    """G1: a decision's amount covers its pots; öre and doubtful amounts are refused."""
    money = some_money("Kumla", amount=1_000_000, pot=900_000)
    made = look("beslut-om-medel", ["id", "belopp kronor"], [money.grant.pk, "300,000"], by=secretary)
    assert faults(made) == [
        [["belopp kronor", "”300,000” är inget belopp i hela kronor. Skriv till exempel 300 000."]]
    ]
    made = look("beslut-om-medel", ["id", "belopp kronor"], [money.grant.pk, "500 tkr"], by=secretary)
    (((heading, why),),) = faults(made)
    assert (heading, "kr" in why) == ("belopp kronor", True)
    made = look("beslut-om-medel", ["id", "belopp kronor"], [money.grant.pk, "1,5 mnkr"], by=secretary)
    files.take_in(made, secretary)
    money.grant.refresh_from_db()
    assert money.grant.amount == 1_500_000


def test_a_school_goes_the_ways_a_school_may_go(secretary: User) -> None:
    """H2."""
    case = a_round()
    row = case.add("Norra skolan")
    made = look("deltagande", ["id", "läge", "skäl"], [row.pk, "tackat nej", "Hinner inte"], by=secretary)
    files.take_in(made, secretary)
    row.refresh_from_db()
    assert (row.state, row.why) == (Participation.State.DECLINED, "Hinner inte")
    made = look("deltagande", ["id", "läge"], [row.pk, "ej tillfrågad"], by=secretary)
    assert faults(made) == [[["läge", "Läget kan inte bli ”ej tillfrågad” från ”tackat nej” i ett steg."]]]


def test_a_matter_is_opened_and_closed_by_its_own_acts(secretary: User) -> None:
    """K1: the number is given, a reason is asked for, and a number is never set by a file."""
    open_one = make.matter(by=secretary, title="Färdtjänst")
    headings = ["id", "rubrik", "läge", "utfall"]
    made = look("arenden", headings, [open_one.pk, "Färdtjänst", "nedlagt", ""], by=secretary)
    assert faults(made) == [[["läge", "Skriv vad det blev av ärendet."]]]
    made = look("arenden", ["id", "nummer"], [open_one.pk, "Ä 2026-99"], by=secretary)
    assert faults(made) == [
        [["nummer", f"kan inte ändras från ”{open_one.number}”. Ett ärende får sitt nummer när det öppnas och "
          "behåller det."]]
    ]  # fmt: skip
    rows = [
        [open_one.pk, "Färdtjänst i länet", "avslutat", "Avtalet är klart"],
        ["", "Tolktjänst", "", ""],
        ["", "Hemsjukvård", "nedlagt", "Blev inte av"],
    ]
    files.take_in(look("arenden", headings, *rows, by=secretary), secretary)
    year = open_one.year
    assert list(Matter.objects.order_by("running").values_list("number", "title", "state", "outcome")) == [
        (f"Ä {year}-1", "Färdtjänst i länet", "closed", "Avtalet är klart"),
        (f"Ä {year}-2", "Tolktjänst", "open", ""),
        (f"Ä {year}-3", "Hemsjukvård", "dropped", "Blev inte av"),
    ]
    files.take_in(look("arenden", ["id", "läge"], [open_one.pk, "pågår"], by=secretary), secretary)
    open_one.refresh_from_db()
    assert (open_one.state, open_one.outcome) == ("open", "Avtalet är klart")
    made = look("arenden", ["id", "utfall"], [open_one.pk, "Annat"], by=secretary)
    assert faults(made) == [
        [["utfall", "läses in tillsammans med ett nytt läge. Ändra det annars på ärendets sida."]]
    ]  # fmt: skip


def test_a_secretary_takes_in_matters_of_her_own_bodies_alone(group: Body) -> None:
    """D9."""
    her = make.user(person=make.member(of=make.body(name="Egen grupp"), kind="secretary").person)
    other = make.matter(title="Andras", body=group)
    made = look(
        "arenden", ["id", "rubrik", "hör till grupp"],
        ["", "Mitt", "Egen grupp"], ["", "Ditt", "CP"], [other.pk, "Vårt", "CP"], by=her,
    )  # fmt: skip
    assert faults(made) == [
        [],
        [["hör till grupp", "Du får bara öppna ärenden i grupper där du är sekreterare."]],
        [["", "Du får inte ändra ärendet."]],
    ]


def test_a_themes_address_stays_and_two_may_not_have_one_name(secretary: User) -> None:
    rows = [["", "Äldre och vård", "Sängar"], ["", "äldre OCH vård", ""]]
    made = look("teman", ["id", "namn", "beskrivning"], *rows, by=secretary)
    assert faults(made) == [
        [],
        [["namn", "har samma värde som rad 2."], ["", "Raden gäller detsamma som rad 2."]],
    ]
    files.take_in(look("teman", ["id", "namn", "beskrivning"], rows[0], by=secretary), secretary)
    theme = Theme.objects.get()
    assert (theme.name, theme.slug, theme.description) == ("Äldre och vård", "aldre-och-vard", "Sängar")
    made = look("teman", ["id", "namn"], ["", "ÄLDRE och VÅRD"], by=secretary)
    assert faults(made) == [[["", "Det finns redan ett tema som heter så."]]]
    headings = ["id", "namn", "används inte från"]
    files.take_in(look("teman", headings, [theme.pk, "Äldre", "2026-12-31"], by=secretary), secretary)
    theme.refresh_from_db()
    assert (theme.name, theme.slug, theme.ended_on) == ("Äldre", "aldre-och-vard", dt.date(2026, 12, 31))
    assert list(LogEntry.objects.filter(verb__contains="tema").values_list("verb", flat=True)[::-1]) == [
        "lade till tema", "ändrade tema",
    ]  # fmt: skip


def test_units_and_districts_are_kept_by_files_and_a_unit_is_not_moved(secretary: User) -> None:
    nora, kumla = (make.organisation(name=f"{name} kommun", short_name=name) for name in ("Nora", "Kumla"))
    headings = ["id", "organisation", "namn", "kort namn"]
    new = ["", "Nora", "Vård och omsorg", "VoO"]
    files.take_in(look("enheter", headings, new, by=secretary), secretary)
    unit = OrgUnit.objects.get()
    assert (unit.organisation, unit.name, unit.short_name) == (nora, "Vård och omsorg", "VoO")
    made = look("enheter", headings, [unit.pk, "Kumla", "Vård", ""], by=secretary)
    assert faults(made) == [
        [["organisation", "kan inte ändras från ”Nora kommun”. En enhet flyttas inte mellan organisationer: lägg till "
          "en ny."]]
    ]  # fmt: skip
    OrgUnit.objects.create(organisation=nora, name="Skola")
    made = look("enheter", ["id", "namn"], [unit.pk, "Skola"], by=secretary)
    assert faults(made) == [
        [["", "En annan rad i registret har redan något av de värden som bara får finnas en gång."]]
    ]
    rows = [["", "Norra", 2], ["", "Södra", ""]]
    files.take_in(look("lansdelar", ["id", "namn", "ordning"], *rows, by=secretary), secretary)
    assert list(District.objects.values_list("name", "position")) == [("Södra", 0), ("Norra", 2)]
    assert kumla.units.count() == 0
