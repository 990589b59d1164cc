"""What stands in the way of each step of an agreement, one guard at a time, and the day on each side of it (F1–F6)."""

import datetime as dt
from copy import deepcopy

import pytest

from agreements.actions import periods, rounds, standing, versions, watch
from agreements.models import Agreement, AgreementVersion
from meetings.models import Decision
from tests import make

from .case import NOW, TODAY, Case, an_agreement
from .test_versions import refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def _once(module_rows: None) -> Case:
    return an_agreement("Nora", "Kumla")


@pytest.fixture
def case(db: None, _once: Case) -> Case:
    """Sent to two; nobody has answered."""
    return deepcopy(_once)


def beside(case: Case, *, state: str = "in_force", **days: dt.date | None) -> AgreementVersion:
    """Another version of the same agreement, with its own period."""
    period = {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2025, 12, 31)} | days
    return AgreementVersion.objects.create(agreement=case.agreement, number=2, state=state, **period)


# A version


@pytest.mark.parametrize("state", ["draft", "preparing", "consultation", "recommended", "sent", "deciding"])
def test_parties_are_changed_until_they_have_decided(state: str) -> None:
    assert versions.obstacles_to_changing_parties(AgreementVersion(state=state)) == []


@pytest.mark.parametrize("state", ["agreed", "deviating", "signing", "in_force", "ended"])
def test_parties_stay_when_they_have_decided(state: str) -> None:
    version = AgreementVersion(state=state)
    words = version.get_state_display()
    assert versions.obstacles_to_changing_parties(version) == [
        f"Versionen är ”{words}”. Då kan parterna inte ändras."
    ]


def test_a_decision_recommends_when_it_has_a_number() -> None:
    told = ["Beslutet har inget nummer än. Det ges när anteckningarna skickas ut."]
    assert versions.obstacles_to_recommending(Decision()) == told
    assert versions.obstacles_to_recommending(Decision(number="CF 2026-1")) == []
    assert periods.obstacles_to_adopting(a_plan(starts_on=TODAY), Decision()) == told


def test_only_what_is_sent_is_taken_back() -> None:
    told = ["Versionen är ”rekommenderad”. Det finns inget utskick att ta tillbaka."]
    assert versions.obstacles_to_taking_back(AgreementVersion(state="recommended"), why="Ny lydelse.") == told
    for state in ("sent", "deciding", "agreed", "deviating", "signing"):
        assert versions.obstacles_to_taking_back(AgreementVersion(state=state), why="Ny lydelse.") == []
    assert versions.obstacles_to_taking_back(AgreementVersion(state="sent"), why=" ") == [
        "Skriv varför. Parterna får läsa det."
    ]


def test_by_hand_a_version_holds_from_a_day_and_beside_no_other(case: Case) -> None:
    version = case.version
    version.starts_on = None
    told = ["Skriv från vilken dag versionen gäller först."]
    for state in ("in_force", "ended"):
        assert versions.obstacles_to_overriding(version, state, reason="Prov") == told
    assert versions.obstacles_to_overriding(version, "preparing", reason="Prov") == []
    beside(case, ends_on=None)
    assert versions.obstacles_to_overriding(case.version, "in_force", reason="Prov") == [
        "Version 2 gäller under samma tid. Avsluta den först."
    ]
    assert versions.obstacles_to_overriding(case.version, "preparing", reason="Prov") == []


def test_two_versions_may_not_hold_on_the_same_day_but_on_two_that_follow(case: Case) -> None:
    version = case.version  # from TODAY to 2029-12-31
    other = beside(case, ends_on=TODAY)
    assert versions.holding_beside(version) == other
    for days, is_beside in (
        ({"ends_on": TODAY - DAY}, False),
        ({"starts_on": dt.date(2029, 12, 31), "ends_on": None}, True),
        ({"starts_on": dt.date(2030, 1, 1), "ends_on": None}, False),
        ({"starts_on": dt.date(2030, 1, 1), "ends_on": None, "state": "replaced"}, False),
    ):
        AgreementVersion.objects.filter(pk=other.pk).update(**days)
        assert (versions.holding_beside(version) is not None) is is_beside, days


def test_who_cooperates_without_a_decision_is_not_written_to_when_it_comes_in_late(case: Case) -> None:
    county = make.organisation(
        name="Länsstyrelsen", short_name="Länsstyrelsen", registrar_email="reg@exempel.se"
    )
    row = versions.add_party(case.version, county, by=case.by, role="cooperating")
    assert (row.recipient, row.state, row.is_pending) == (None, "not_sent", False)


# Its period


def test_a_version_begins_on_its_first_day_and_holds_through_its_last(case: Case) -> None:
    version = case.version
    assert standing.obstacles_of_today(version, TODAY) == []
    assert standing.obstacles_of_today(version, TODAY - DAY) == [
        "Perioden börjar 1 september 2026. Då börjar den gälla av sig själv."
    ]
    last = version.ends_on or TODAY
    assert standing.obstacles_of_today(version, last) == []
    assert standing.obstacles_of_today(version, last + DAY) == [
        "Perioden tog slut 31 december 2029. Ändra sista dagen först."
    ]


def test_it_holds_through_its_last_day_and_is_over_the_day_after() -> None:
    version = AgreementVersion(state="in_force", ends_on=TODAY)
    assert periods.obstacles_to_ending(version, today=TODAY) == ["Den gäller till och med 1 september 2026."]
    assert periods.obstacles_to_ending(version, today=TODAY + DAY) == []


def test_the_basis_goes_out_on_the_last_day_and_not_after(case: Case) -> None:
    version = case.version
    version.state, version.decide_by = "recommended", TODAY
    assert rounds.obstacles_to_asking(version, today=TODAY) == []
    assert rounds.obstacles_to_asking(version, today=TODAY + DAY) == [
        "Sista dagen för parternas beslut har varit. Ändra den först."
    ]


def test_a_version_without_a_first_day_binds_nobody(case: Case) -> None:
    told = ["Skriv från vilken dag versionen gäller."]
    version = case.version
    assert standing.obstacles_of_period(version) == []
    version.starts_on = None
    assert standing.obstacles_of_period(version) == told
    assert periods.obstacles_to_adopting(a_plan(), Decision(number="CF 2026-1")) == told
    assert periods.obstacles_to_adopting(a_plan(starts_on=TODAY), Decision(number="CF 2026-1")) == []


def a_plan(**fields: object) -> AgreementVersion:
    """A plan's version that is only thought of."""
    return AgreementVersion(agreement=Agreement(kind="action_plan"), state="draft", **fields)


def test_notice_is_not_before_the_period_and_never_makes_it_longer() -> None:
    version = AgreementVersion(state="in_force", starts_on=TODAY, ends_on=TODAY + 40 * DAY, notice_months=6)
    assert periods.obstacles_to_terminating(version, TODAY) == []
    assert periods.obstacles_to_terminating(version, TODAY - DAY) == [
        "Den började gälla 1 september 2026. Uppsägningen kan inte vara tidigare."
    ]
    assert periods.obstacles_to_terminating(version, None) == ["Skriv vilken dag den sades upp."]
    assert periods.last_day_after_notice(version, TODAY) == TODAY + 40 * DAY
    version.ends_on = None
    assert periods.last_day_after_notice(version, TODAY) == dt.date(2027, 3, 1)


def test_what_is_prolonged_by_itself_is_so_until_somebody_gives_notice() -> None:
    version = AgreementVersion(state="in_force", ends_on=TODAY, renewal="automatic", renewal_months=12)
    assert watch._prolonged_until(version, TODAY + DAY) == dt.date(2027, 9, 1)
    assert watch._prolonged_until(version, dt.date(2028, 9, 2)) == dt.date(
        2029, 9, 1
    )  # two nights of the year missed
    version.state = "terminated"
    assert watch._prolonged_until(version, TODAY + DAY) is None


def test_a_later_last_day_is_later_than_the_one_there_is() -> None:
    version = AgreementVersion(state="in_force", starts_on=TODAY, ends_on=TODAY + DAY)
    assert periods.obstacles_to_extending(version, TODAY + DAY) == [
        "Den gäller redan till och med 2 september 2026. Välj en senare dag."
    ]
    assert periods.obstacles_to_extending(version, TODAY + 2 * DAY) == []
    assert periods.obstacles_to_extending(version, None) == ["Skriv till vilken dag den förlängs."]
    version.ends_on = None
    assert periods.obstacles_to_extending(version, TODAY) == [
        "Versionen gäller tills vidare. Det finns ingen sista dag att flytta."
    ]
    version.state = "draft"
    assert periods.obstacles_to_extending(version, TODAY) == ["Versionen är ”utkast” och kan inte förlängas."]


def test_only_what_holds_is_revised_or_taken_out_of_force(case: Case) -> None:
    version = case.version
    assert periods.obstacles_to_revising(version)[0] == (
        "Versionen är ”beslutsunderlag utskickat”. Bara en som gäller kan revideras."
    )
    for state in ("revising", "extended", "terminated"):
        version.state = state
        (told,) = periods.obstacles_to_taking_out_of_force(version)
        assert told.endswith("Börja en ny version, eller säg upp den här.")
    version.state = "in_force"
    assert periods.obstacles_to_taking_out_of_force(version) == []


def test_a_version_holds_not_before_a_newer_one_that_holds_already(case: Case) -> None:
    case.all_decide()
    version = case.version
    version.state = "signing"
    said = periods.obstacles_to_bringing_into_force(version, today=TODAY)
    beside(case, starts_on=TODAY, ends_on=None)
    assert periods.obstacles_to_bringing_into_force(version, today=TODAY) == [
        *said, "Version 2 gäller redan från 1 september 2026."
    ]  # fmt: skip


def test_what_it_replaces_is_over_the_day_before_and_began_before_it(case: Case) -> None:
    old = beside(case, ends_on=None)
    case.in_force()
    old.refresh_from_db()
    assert (old.state, old.ended_on) == ("replaced", TODAY - DAY)
    newer = AgreementVersion.objects.create(
        agreement=case.agreement, number=3, state="draft", starts_on=TODAY, created_by=case.by
    )
    newer.agreement.kind = "action_plan"
    newer.agreement.save()
    assert refused(periods.adopt, newer, case.decision, by=case.by, at=NOW) == [
        "Version 1 började gälla 1 september 2026. Den nya måste börja senare."
    ]


def test_it_is_not_revised_while_a_party_has_it_left_to_decide(case: Case) -> None:
    version = case.version
    version.state = "in_force"
    assert periods.obstacles_to_revising(version) == [
        "Alla har inte beslutat om version 1 än. Kvar: Kumla och Nora."
    ]
