"""The list of surveys, a survey, a round, their forms and files: who sees them and what they say (H1)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secretariat.registry.models import SchoolBreak, User
from surveys.actions import planning, rounds
from surveys.models import Indicator, Survey, SurveyRound
from tests import make

from .round_case import COLLECTED, a_survey, a_survey_round, of_round, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


# Who


def test_who_reads_and_writes(as_user: As) -> None:
    """Each page for each kind of user; a secretary plans the surveys of the own body (D9)."""
    case = a_survey_round()
    body = make.body()
    Survey.objects.filter(pk=case.survey.pk).update(body=body)
    milestone = case.milestone("Informationsbrev", COLLECTED[0])
    found = rounds.add_break(case.survey, period="2026", text="Nytt formulär.", by=case.by)
    secretary, other = make.user(), make.user()
    make.membership(seat=make.seat(of=body, kind="secretary"), person=secretary.person)  # type: ignore[arg-type]
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)  # type: ignore[arg-type]
    persons = {
        "office": make.user(office_role="secretariat"), "secretary": secretary, "other": other,
        "reader": make.user(office_role="reader"), "signed in": make.user(),
    }  # fmt: skip
    reading = [
        reverse("surveys:survey-list"),
        case.survey.get_absolute_url(),
        case.round.get_absolute_url(),
        of_round(case, "target-export", "csv"),
        reverse("surveys:matter-surveys", args=[1]),
    ]
    slug = case.survey.slug
    writing = [
        reverse("surveys:survey-edit", args=[slug]),
        reverse("surveys:round-create", args=[slug]),
        reverse("surveys:break-add", args=[slug]),
        reverse("surveys:break-edit", args=[found.pk]),
        *(of_round(case, name) for name in ("round-edit", "round-copy", "milestone-add", "target-edit")),
        of_round(case, "questionnaire-start"),
        reverse("surveys:milestone-edit", args=[milestone.pk]),
    ]
    steps = [
        of_round(case, "round-step", "stall-in"), of_round(case, "notice-add"), of_round(case, "round-file-add"),
    ]  # fmt: skip
    for name, user in persons.items():
        client = as_user(user)
        reads, writes = name != "signed in", name in ("office", "secretary")
        assert {client.get(url).status_code for url in reading} == {200 if reads else 403}, name
        assert {client.get(url).status_code for url in writing} == {200 if writes else 403}, name
        assert {client.post(url).status_code for url in steps} == {200 if writes else 403}, name


def test_a_step_is_a_button_and_not_a_link(as_user: As) -> None:
    case = a_survey_round()
    milestone = case.milestone("Informationsbrev", COLLECTED[0])
    client = as_user(case.by)
    for url in (
        of_round(case, "round-step", "samla-in"), of_round(case, "notice-add"), of_round(case, "round-file-add"),
        reverse("surveys:milestone-done", args=[milestone.pk]),
        reverse("surveys:milestone-remove", args=[milestone.pk]),
    ):  # fmt: skip
        assert client.get(url).status_code == 405
    assert client.post(of_round(case, "round-step", "hittapa")).status_code == 404


# Reading


def test_the_list_says_how_each_survey_stands(as_user: As) -> None:
    old = a_survey(name="Liv & hälsa", short_name="Liv & hälsa", kind="population")
    case = a_survey_round(survey=a_survey(name="Hälsa på lika villkor", short_name="HLV", kind="population",
                                          replaces=old, owner="Folkhälsomyndigheten"))  # fmt: skip
    case.milestone("Frågeformuläret fastställs", dt.date(2026, 1, 12))
    client = as_user(case.by)
    said = words(client.get("/undersokningar/"))
    assert "2 undersökningar" in said
    assert (
        "Befolkningsenkät med urval, Folkhälsomyndigheten, ersätter Liv &amp; hälsa 2026 Planerad En milstolpe är sen"
        in said
    )
    assert "Inga undersökningar stämmer" in words(client.get("/undersokningar/", {"q": "finns inte"}))
    assert "Liv &amp; hälsa Befolkningsenkät" not in words(
        client.get("/undersokningar/", {"lage": "planned"})
    )
    assert "Har ersatts av Hälsa på lika villkor" in words(client.get(old.get_absolute_url()))


def test_a_longer_list_asks_no_more(as_user: As, django_assert_num_queries: Any) -> None:
    case = a_survey_round()
    client = as_user(case.by)
    client.get("/undersokningar/")
    with django_assert_num_queries(5):
        client.get("/undersokningar/")
    for _ in range(2):
        more = a_survey_round()
        more.milestone("Brev", COLLECTED[0])
        a_survey_round(survey=more.survey, period="2023")
    with django_assert_num_queries(5):
        client.get("/undersokningar/")


def test_a_round_tells_its_plan_by_weeks_with_dates_and_what_is_late(as_user: As) -> None:
    case = a_survey_round()
    case.milestone("Informationsbrev", dt.date(2026, 1, 5), dt.date(2026, 1, 18))
    case.milestone(
        "Länkar till skolorna", dt.date(2026, 1, 19), dt.date(2026, 1, 25), done_on=dt.date(2026, 1, 20)
    )
    SchoolBreak.objects.create(name="sportlov", starts_on=dt.date(2026, 2, 9), ends_on=dt.date(2026, 2, 13))
    said = words(as_user(case.by).get(case.round.get_absolute_url()))
    assert "En milstolpe är sen: Informationsbrev, 18 januari 2026." in said
    assert "Informationsbrev v. 2–3 5–18 januari 2026 Sen" in said
    assert "Länkar till skolorna v. 4 19–25 januari 2026 Klart 20 januari 2026" in said
    assert "Svaren samlas in v. 5–7 26 januari–15 februari 2026 sportlov v. 7" in said
    assert "Buffert v. 9–10" in said


def test_a_longer_round_asks_no_more(as_user: As) -> None:
    """Other sections of the page ask too; none of them for each milestone, kommun or note."""
    case = a_survey_round()
    client = as_user(make.user(office_role="reader"))

    def asked(more: int) -> int:
        for number in range(more):
            case.milestone(f"Milstolpe {number}", COLLECTED[0])
            planning.add_notice(case.round, sent_on=COLLECTED[0], to="rektorer", what="brev", by=case.by)
            place = make.organisation(kind="municipality")
            standing = {one.party_id: (one.sampled, one.expected) for one in case.round.targets.all()}
            planning.set_targets(case.round, {**standing, place.pk: (10, 5)}, by=case.by)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(case.round.get_absolute_url()).status_code == 200
        return len(queries)

    asked(1)
    assert asked(0) == asked(2)


def test_a_round_is_copied_after_its_days_are_shown(as_user: As) -> None:
    case = a_survey_round()
    case.milestone("Länkar", dt.date(2026, 1, 19), dt.date(2026, 1, 25))
    SchoolBreak.objects.create(name="sportlov", starts_on=dt.date(2027, 2, 8), ends_on=dt.date(2027, 2, 12))
    client, url = as_user(case.by), of_round(case, "round-copy")
    said = words(client.get(url))
    assert "Länkar v. 4, 19–25 januari 2026 v. 4, 25–31 januari 2027" in said
    assert "v. 5–7, 1–21 februari 2027 sportlov v. 6" in said
    assert "v. 6, 8–14 februari 2027" in words(client.get(url, {"period": "2027", "weeks": "55"}))
    assert "Den nya omgången ska vara efter 2026." in words(
        client.post(url, {"period": "2020", "weeks": "53"})
    )
    assert client.post(url, {"period": "2029", "weeks": "157"}).status_code == 302
    made = SurveyRound.objects.get(period="2029")
    assert made.collected_from
    assert made.collected_from.isocalendar()[:2] == (2029, 5)
    assert "Det finns redan en omgång för 2029." in words(
        client.post(url, {"period": "2029", "weeks": "157"})
    )


def test_a_round_is_moved_by_buttons_and_says_what_stands_in_the_way(as_user: As) -> None:
    case = a_survey_round(instrument="draft")
    client = as_user(case.by)
    page = words(client.get(case.round.get_absolute_url()))
    assert "Insamlingen har börjat? Inte än: Frågeformuläret är inte fastställt än." in page
    said = words(client.post(of_round(case, "round-step", "samla-in"), follow=True))
    assert "Frågeformuläret är inte fastställt än." in said
    assert "Skriv varför." in words(client.post(of_round(case, "round-step", "stall-in"), {"why": " "}))
    client.post(of_round(case, "round-step", "stall-in"), {"why": "Pengarna räckte inte."})
    assert "Pengarna räckte inte." in words(client.get(case.round.get_absolute_url()))
    assert SurveyRound.objects.get().state == "cancelled"


def test_a_matters_page_has_its_surveys(as_user: As) -> None:
    case = a_survey_round()
    matter = make.matter(by=case.by, title="Ungas hälsa")
    case.milestone("Brev", COLLECTED[0])
    Survey.objects.update(matter=matter)
    client, url = as_user(case.by), reverse("surveys:matter-surveys", args=[matter.pk])
    assert f"{case.survey.name} 2026 , planerad. En milstolpe är sen." in words(client.get(url))
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<ul class="ruled" id="surveys-here">')
    assert url in client.get(matter.get_absolute_url()).content.decode()
    Survey.objects.update(matter=None)
    assert "Inga undersökningar." in words(client.get(url))


def test_a_break_of_an_indicator_nobody_may_know_yet_is_not_told(as_user: As) -> None:
    """The name of an indicator may be what is under embargo (H4)."""
    survey = a_survey()
    secret = Indicator.objects.create(code="X1", name="Hemlig indikator")
    rounds.add_break(survey, period="2026", text="Ny fråga.", indicator=secret, by=None)
    rounds.add_break(survey, period="2023", text="Nytt urval.", by=None)
    url = survey.get_absolute_url()
    said = words(as_user(make.user(office_role="reader")).get(url))
    assert ("Nytt urval." in said, "Hemlig" in said, "Ny fråga." in said) == (True, False, False)
    assert "Hemlig indikator: Ny fråga." in words(as_user(make.user(office_role="secretariat")).get(url))
