"""When a version holds, and what becomes of it: revised, extended, given notice, ended; plans (F1, F6)."""

import datetime as dt

import pytest

from agreements.actions import periods, plans, versions, watch
from agreements.calendar import events
from agreements.models import AgreementParty, AgreementVersion
from meetings.models import BacklogItem
from secretariat.lib.access import roles_of
from secretariat.lib.dates import STOCKHOLM
from secretariat.lib.rules import NotAllowed
from tests import make

from .case import NOW, TODAY, Case, an_agreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
DAY = dt.timedelta(days=1)


def refused(act: object, *args: object, **kwargs: object) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act(*args, **kwargs)  # type: ignore[operator]
    return no.value.reasons


def moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3), STOCKHOLM)


def holding(*names: str, **facts: object) -> Case:
    return an_agreement(*names, **facts).in_force()  # type: ignore[arg-type]


def test_a_revision_is_a_new_version_with_the_same_parties_while_the_old_one_goes_on() -> None:
    case = holding("Nora", "Kumla")
    new = periods.revise(case.version, changes="Ny punkt om e-hälsa.", by=case.by, at=NOW)
    assert (case.state, new.number, new.state, new.changes) == (
        "revising",
        2,
        "draft",
        "Ny punkt om e-hälsa.",
    )
    rows = new.parties.order_by("organisation__sort_key")
    assert [(row.organisation.short_name, row.handler, row.state) for row in rows] == [
        ("Kumla", case.people["Kumla"], "not_sent"),
        ("Nora", case.people["Nora"], "not_sent"),
    ]
    assert refused(periods.revise, case.version, changes="", by=case.by) == [
        "Versionen är ”under revidering”. Bara en som gäller kan revideras.",
        "Version 2 är redan påbörjad.",
    ]


def test_the_new_one_replaces_the_old_the_day_before_it_begins() -> None:
    case = holding("Nora")
    new = periods.revise(case.version, changes="", by=case.by, at=NOW)
    first = TODAY + DAY * 30
    AgreementVersion.objects.filter(pk=new.pk).update(starts_on=first)
    case.number = 2
    versions.prepare(case.version, by=case.by)
    versions.recommend(case.version, case.decision, by=case.by)
    versions.send(case.version, by=case.by, at=NOW)
    case.decides("Nora")
    case.signs("Nora")
    assert case.state == "signing"
    assert watch.turn_by_night(at=moment(first - DAY)) == 0
    assert watch.turn_by_night(at=moment(first)) == 1
    assert watch.turn_by_night(at=moment(first)) == 0
    assert case.state == "in_force"
    old = AgreementVersion.objects.get(agreement=case.agreement, number=1)
    assert (old.state, old.ended_on) == ("replaced", first - DAY)
    spans = AgreementParty.objects.filter(agreement=case.agreement).order_by("version__number")
    assert list(spans.values_list("in_force_on", "left_on")) == [(TODAY, first - DAY), (first, None)]


def test_a_new_agreement_replaces_the_one_it_says() -> None:
    old = holding("Nora")
    new = an_agreement("Kumla", starts_on=TODAY + DAY, replaces=old.agreement)
    new.decides("Kumla")
    new.signs("Kumla")
    watch.turn_by_night(at=moment(TODAY + DAY))
    assert (old.state, new.state) == ("replaced", "in_force")


def test_extending_needs_a_later_day_and_an_end() -> None:
    case = holding("Nora")
    assert refused(periods.extend, case.version, TODAY, by=case.by) == [
        "Den gäller redan till och med 31 december 2029. Välj en senare dag."
    ]
    periods.extend(case.version, dt.date(2030, 12, 31), by=case.by)
    periods.extend(case.version, dt.date(2031, 12, 31), by=case.by)
    assert (case.state, case.version.ends_on) == ("extended", dt.date(2031, 12, 31))
    open_ = holding("Nora", ends_on=None)
    assert refused(periods.extend, open_.version, TODAY, by=case.by) == [
        "Versionen gäller tills vidare. Det finns ingen sista dag att flytta."
    ]


def test_notice_runs_from_its_day_and_ends_the_version_by_itself() -> None:
    case = holding("Nora", ends_on=None)
    AgreementVersion.objects.filter(pk=case.version.pk).update(notice_months=6)
    assert refused(periods.terminate, case.version, on=TODAY - DAY, party=None, by=case.by) == [
        "Den började gälla 1 september 2026. Uppsägningen kan inte vara tidigare."
    ]
    periods.terminate(case.version, on=TODAY, party=case.organisations["Nora"], by=case.by)
    assert (case.state, case.version.ends_on) == ("terminated", dt.date(2027, 3, 1))
    assert watch.turn_by_night(at=moment(dt.date(2027, 3, 1))) == 0
    assert watch.turn_by_night(at=moment(dt.date(2027, 3, 2))) == 1
    assert (case.state, case.version.ended_on) == ("ended", dt.date(2027, 3, 1))
    assert case.party("Nora").left_on == dt.date(2027, 3, 1)


def test_a_period_ends_or_is_prolonged_by_itself_as_it_says() -> None:
    """F1: förlängningsregeln. Nights that were missed are made up for at once."""
    ends, goes_on = holding("Nora"), holding("Nora")
    AgreementVersion.objects.filter(pk=goes_on.version.pk).update(renewal="automatic", renewal_months=24)
    late = moment(dt.date(2034, 5, 1))
    assert watch.turn_by_night(at=late) == 2
    assert watch.turn_by_night(at=late) == 0
    assert (ends.state, ends.version.ended_on) == ("ended", dt.date(2029, 12, 31))
    assert (goes_on.state, goes_on.version.ends_on) == ("extended", dt.date(2035, 12, 31))


def test_what_is_not_over_is_not_ended_by_hand() -> None:
    case = holding("Nora")
    assert refused(periods.end, case.version, by=case.by, at=NOW) == [
        "Den gäller till och med 31 december 2029."
    ]


def test_the_bodys_list_is_told_18_12_and_6_months_before_each_once() -> None:
    """F6."""
    case = holding("Nora")
    days = [dt.date(2028, 6, 30), dt.date(2028, 12, 31), dt.date(2029, 6, 30)]
    # What is told late is told all the same, so of the other nights one in a week is enough.
    nights = {dt.date(2028, 1, 1) + 7 * DAY * week for week in range(104)} | {
        *days,
        *(day - DAY for day in days),
    }
    told = []
    for night in sorted(nights):
        if watch.note_expiries(at=moment(night)):
            told.append(night)
            assert watch.note_expiries(at=moment(night)) == 0
    assert told == days
    rows = BacklogItem.objects.filter(body=case.body).order_by("pk")
    assert {row.title for row in rows} == {"Samverkan för god hälsa gäller till 31 december 2029"}
    assert [row.text.split(" ")[0] for row in rows] == ["18", "12", "6"]
    assert [row.priority for row in rows] == [2, 2, 1]


def test_nights_that_were_missed_tell_the_nearest_alone() -> None:
    case = holding("Nora")
    assert watch.note_expiries(at=moment(dt.date(2029, 8, 1))) == 1
    assert watch.note_expiries(at=moment(dt.date(2029, 8, 2))) == 0
    assert BacklogItem.objects.get(body=case.body).text.startswith("6 månader kvar.")


def test_the_year_shows_last_days_and_when_to_think_of_them() -> None:
    """I1, F6: category ök, each a last day."""
    case = holding("Nora")
    asked = an_agreement("Kumla", ends_on=None)
    found = events((dt.date(2026, 1, 1), dt.date(2029, 12, 31)), case.by)
    assert [(one.title, str(one.start)) for one in found] == [
        ("Samverkan för god hälsa gäller till och med i dag", "2029-12-31"),
        ("Samverkan för god hälsa: 18 månader kvar", "2028-06-30"),
        ("Samverkan för god hälsa: 12 månader kvar", "2028-12-31"),
        ("Samverkan för god hälsa: 6 månader kvar", "2029-06-30"),
        ("Parternas beslut om Samverkan för god hälsa, sista dag", "2026-09-30"),
    ]
    for one in found:
        assert one.in_year
        assert (one.in_year.category, one.in_year.is_deadline) == ("ok", True)
    assert found[-1].in_year.parties == {asked.organisations["Kumla"].pk}  # type: ignore[union-attr]
    nobody = make.user()
    assert events((dt.date(2026, 1, 1), dt.date(2029, 12, 31)), nobody) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_year_asks_four_questions_however_many_there_are(
    number: int, django_assert_num_queries: object
) -> None:
    cases = [holding("Nora") for _ in range(number)]
    roles_of(cases[0].by)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(events((dt.date(2029, 1, 1), dt.date(2029, 12, 31)), cases[0].by)) == 2 * number


# Plans


def a_plan(**facts: object) -> Case:
    return an_agreement("Nora", send=False, kind="action_plan", **facts)  # type: ignore[arg-type]


def test_a_plan_is_adopted_by_a_decision_and_an_agreement_is_not() -> None:
    case = a_plan()
    periods.adopt(case.version, case.decision, by=case.by, at=NOW)
    assert (case.state, case.version.adopted_by) == ("in_force", case.decision)
    other = an_agreement("Nora", send=False)
    assert refused(periods.adopt, other.version, other.decision, by=other.by) == [
        "Bara planer antas av en grupp. En överenskommelse beslutar parterna om."
    ]
    late = a_plan(starts_on=None)
    assert refused(periods.adopt, late.version, late.decision, by=late.by) == [
        "Skriv från vilken dag versionen gäller."
    ]


def test_an_avstamning_shows_what_changed_since_the_one_before() -> None:
    case = a_plan()
    version = case.version
    one = plans.add(version, by=case.by, title="Utbilda instruktörer", heading="Kunskap")
    two = plans.add(version, by=case.by, title="Gemensam webb", heading="Kunskap")
    for activity in (one, two):
        plans.note(activity, status="running", text="Pågår.", by=case.by, at=NOW)
    later = NOW + DAY * 60
    plans.note(one, status="done", text="Tolv är utbildade.", by=case.by, at=later)
    plans.note(two, status="running", text="Pågår.", by=case.by, at=later)
    plan = plans.plan_of(case.version, user=case.by)
    assert plan.sentence == "2 aktiviteter: 1 klar, 1 pågår."
    assert [(line.activity.title, line.change) for line in plan.changed] == [
        ("Utbilda instruktörer", "Var pågår, är klar.")
    ]
    assert (plan.noted_on, plan.before_on) == (later.date(), NOW.date())


def test_a_revised_plan_takes_along_what_is_not_done() -> None:
    case = a_plan()
    done = plans.add(case.version, by=case.by, title="Klart")
    plans.add(case.version, by=case.by, title="Pågår ännu")
    plans.note(done, status="done", by=case.by)
    periods.adopt(case.version, case.decision, by=case.by, at=NOW)
    new = periods.revise(case.version, changes="", by=case.by, at=NOW)
    assert [(one.title, one.copied_from and one.copied_from.title) for one in new.activities.all()] == [
        ("Pågår ännu", "Pågår ännu")
    ]
    assert case.version.activities.count() == 2


def test_an_ended_plan_takes_no_more() -> None:
    case = a_plan()
    activity = plans.add(case.version, by=case.by, title="Klart")
    periods.adopt(case.version, case.decision, by=case.by, at=NOW)
    watch.turn_by_night(at=moment(dt.date(2030, 2, 1)))
    assert refused(plans.add, case.version, by=case.by, title="Mer") == ["Planen är ”upphört”."]
    activity.refresh_from_db()
    assert refused(plans.note, activity, status="x", by=case.by) == [
        "Planen är ”upphört”.",
        "Välj hur det står till med aktiviteten.",
    ]
