"""What may happen to a survey and its rounds, in which order, and what is refused (H1)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, SchoolBreak
from surveys import states
from surveys.actions import planning, rounds
from surveys.actions.plans import breaks_in_words
from surveys.models import Dataset, Survey, SurveyRound
from tests import make

from .round_case import COLLECTED, Planned, a_survey, a_survey_round

pytestmark = pytest.mark.django_db
DAY = COLLECTED[0]


def step(case: Planned, key: str, *, today: dt.date = DAY, why: str = "") -> SurveyRound:
    return rounds.take_step(case.round, states.BY_KEY[key], by=case.by, today=today, why=why)


def obstacles(case: Planned, key: str, *, today: dt.date = DAY) -> list[str]:
    case.round.refresh_from_db()
    return rounds.obstacles_to_stepping(case.round, states.BY_KEY[key], today=today)


def test_every_state_can_be_left_and_every_step_leads_to_a_state_there_is() -> None:
    known = set(SurveyRound.State)
    assert {state for one in states.STEPS for state in one.starts} == known
    assert {one.end for one in states.STEPS} == known
    assert set(states.MARKS) == known
    assert all(one.end not in one.starts for one in states.STEPS)


def test_a_round_goes_from_planned_to_reported_and_each_step_is_in_the_log() -> None:
    case = a_survey_round()
    assert [step(case, key).state for key in ("samla-in", "bearbeta", "rapportera")] == [
        "collecting", "processing", "reported",
    ]  # fmt: skip
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))[-3:] == [
        "började samla in svar", "avslutade insamlingen", "noterade att resultaten finns",
    ]  # fmt: skip


def test_collection_begins_on_its_day_with_a_form_that_is_fixed() -> None:
    case = a_survey_round(instrument="reviewed")
    assert obstacles(case, "samla-in", today=DAY - dt.timedelta(days=1)) == [
        "Insamlingen börjar 26 januari 2026. Ändra dagen om den har börjat.",
        "Frågeformuläret är inte fastställt än. Välj Ändra när det är det.",
    ]
    with pytest.raises(NotAllowed, match="inte fastställt"):
        step(case, "samla-in")
    SurveyRound.objects.update(collected_from=None, collected_to=None, instrument="fixed")
    assert obstacles(case, "samla-in") == ["Skriv först när svaren samlas in. Välj Ändra."]
    Survey.objects.update(kind="records")
    case = a_survey_round(survey=case.survey, period="2029", instrument="draft")
    assert obstacles(case, "samla-in") == []


def test_a_step_that_is_not_there_is_refused_with_where_the_round_is() -> None:
    case = a_survey_round()
    with pytest.raises(NotAllowed) as no:
        step(case, "rapportera")
    assert no.value.reasons == ["Omgången är ”planerad”. Ladda om sidan och se vad som går att göra."]


def test_calling_off_and_going_back_ask_for_a_reason() -> None:
    case = a_survey_round()
    with pytest.raises(NotAllowed, match="Skriv varför"):
        step(case, "stall-in", why="  ")
    step(case, "stall-in", why="För dyrt.")
    assert step(case, "planera-igen", why="Pengarna kom.").state == "planned"
    assert LogEntry.objects.latest("pk").detail == {"skäl": "Pengarna kom."}


def test_a_round_whose_results_the_parties_see_does_not_go_back() -> None:
    case = a_survey_round()
    for key in ("samla-in", "bearbeta", "rapportera"):
        step(case, key)
    stored = planning.add_file(case.round, SimpleUploadedFile("siffror.txt", b"siffror"), by=case.by).stored
    Dataset.objects.create(
        round=case.round, title="Länet", source="Egen", retrieved_on=DAY, file=stored, least_base=10, least_count=5,
        parties_at=dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC),
    )  # fmt: skip
    assert obstacles(case, "bearbeta-igen") == ["Parterna ser redan resultaten. Stäng dem först."]


def test_a_copy_has_the_plan_in_the_same_weeks_and_nothing_done() -> None:
    case = a_survey_round(population="Åk 7", supplier="Enkätbyrån")
    case.milestone("Länkar", dt.date(2026, 1, 19), dt.date(2026, 1, 25), done_on=dt.date(2026, 1, 20))
    nora = make.organisation(kind="municipality")
    planning.set_targets(case.round, {nora.pk: (2000, 800)}, by=case.by)
    planning.add_notice(case.round, sent_on=DAY, to="rektorer", what="brev", by=case.by)
    made = rounds.copy(case.round, period="2029", weeks=rounds.weeks_to(case.round, "2029"), by=case.by)
    assert (made.state, made.instrument, made.follows, made.population, made.supplier) == (
        "planned", "draft", case.round, "Åk 7", "Enkätbyrån",
    )  # fmt: skip
    assert made.collected_from
    assert made.collected_from.isocalendar()[:] == (2029, 5, 1)
    milestone = made.milestones.get()
    assert (milestone.title, milestone.starts_on.isocalendar()[:], milestone.done_on) == (
        "Länkar", (2029, 4, 1), None,
    )  # fmt: skip
    assert list(made.targets.values_list("party", "sampled", "expected")) == [(nora.pk, 2000, 800)]
    assert not made.notices.exists()


def test_a_copy_is_offered_as_long_after_as_the_round_before() -> None:
    survey = a_survey()
    first = a_survey_round(survey=survey, period="2023").round
    second = a_survey_round(survey=survey, period="2026").round
    assert (second.follows, rounds.next_period(first), rounds.next_period(second)) == (first, "2024", "2029")
    assert rounds.obstacles_to_copying(second, period="2023") == [
        "Det finns redan en omgång för 2023.", "Den nya omgången ska vara efter 2026.",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        rounds.copy(second, period="2023", weeks=1, by=None)


def test_a_series_break_stands_once() -> None:
    survey = a_survey()
    rounds.add_break(survey, period="2026", text="Nytt formulär.", by=None)
    with pytest.raises(NotAllowed, match="Brottet står redan där"):
        rounds.add_break(survey, period="2026", text="Igen.", by=None)


def test_surveys_of_the_same_words_get_addresses_of_their_own() -> None:
    named = [
        rounds.create_survey(by=None, name=name, kind="school").slug for name in ("Skolor", "Liv & hälsa ung")
    ]
    assert named == ["skolor-2", "liv-och-halsa-ung"]


def test_the_database_refuses_a_second_round_of_a_period_and_days_the_wrong_way() -> None:
    case = a_survey_round()
    for facts in (
        {"period": "2026"},
        {"period": "2027", "collected_from": COLLECTED[1], "collected_to": COLLECTED[0]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyRound.objects.create(survey=case.survey, **facts)


def test_targets_that_are_the_same_are_not_written_again() -> None:
    case = a_survey_round()
    nora = make.organisation(kind="municipality")
    for _ in range(2):
        planning.set_targets(case.round, {nora.pk: (2000, 800)}, by=case.by)
    assert LogEntry.objects.filter(verb="satte urval").count() == 1


def test_marking_done_twice_is_one_act() -> None:
    case = a_survey_round()
    milestone = case.milestone("Brev", DAY)
    for _ in range(2):
        planning.mark_done(milestone, on=DAY, by=case.by)
    assert LogEntry.objects.filter(verb="klarmarkerade milstolpe").count() == 1


def test_a_lov_is_told_once_with_its_kommuner() -> None:
    week = dt.date(2026, 2, 9), dt.date(2026, 2, 13)
    for name in ("Nora", "Kumla"):
        SchoolBreak.objects.create(
            name="sportlov", organisation=make.organisation(name=name, short_name=name), starts_on=week[0],
            ends_on=week[1],
        )  # fmt: skip
    rows = list(SchoolBreak.objects.select_related("organisation").order_by("organisation__sort_key"))
    assert breaks_in_words(COLLECTED, rows) == "sportlov v.\u00a07 i Kumla och Nora"
    assert breaks_in_words((DAY, DAY), rows) == ""
