"""Rounds in the shared year, on the start page, in the search, and asked about among the parties (H1)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.models import Form, Inquiry
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange, User
from surveys import calendar, start
from surveys.actions import questionnaires
from surveys.models import Survey, SurveyRound
from surveys.search import SurveySource
from tests import make

from .round_case import BUFFER, COLLECTED, a_survey_round

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAY = dt.timedelta(days=1)


def test_collection_buffer_and_milestones_stand_in_the_year() -> None:
    case = a_survey_round()
    body = make.body()
    Survey.objects.update(body=body)
    case.milestone(
        "Länkar till skolorna", dt.date(2026, 1, 19), dt.date(2026, 1, 25), note="Genom leverantören."
    )
    reader = make.user(office_role="reader")
    found = calendar.events(YEAR, reader)
    assert [(one.title, one.first_day, one.last_day, one.text) for one in found] == [
        ("LHU 2026: svaren samlas in", *COLLECTED, ""),
        ("LHU 2026: buffert för sena svar", *BUFFER, ""),
        ("LHU 2026: länkar till skolorna", dt.date(2026, 1, 19), dt.date(2026, 1, 25), "Genom leverantören."),
    ]
    told = [one.in_year for one in found]
    assert {(one.series, one.category, str(one.precision), one.bodies) for one in told if one} == {
        (case.survey.name, "undersokningar", "vecka", frozenset({body.pk}))
    }
    assert [one.title for one in calendar.events((BUFFER[1], YEAR[1]), reader)] == [
        "LHU 2026: buffert för sena svar"
    ]
    assert calendar.events(YEAR, make.user()) == []
    SurveyRound.objects.update(state="cancelled")
    assert calendar.events(YEAR, reader) == []


def test_late_milestones_wait_for_whoever_is_responsible() -> None:
    case = a_survey_round()
    today = timezone.localdate()
    case.milestone("Informationsbrev", today - DAY * 3)
    case.milestone("Leverans", today + DAY)
    case.milestone("Länkar", today - DAY * 9, done_on=today)
    assert start.waiting(case.by) == []
    SurveyRound.objects.update(responsible=case.by.person)
    (found,) = start.waiting(case.by)
    assert (found.title, found.url, found.is_late, found.deadline) == (
        "LHU 2026: Informationsbrev", case.round.get_absolute_url(), True, today - DAY * 3,
    )  # fmt: skip
    SurveyRound.objects.update(state="cancelled")
    assert start.waiting(case.by) == []


def test_a_survey_and_its_rounds_are_found_by_their_words(client: Client) -> None:
    case = a_survey_round(supplier="Enkätbyrån")
    case.milestone("Länkar till skolorna", COLLECTED[0])
    survey, round = SurveySource.entries([case.survey.pk])
    assert (survey.kind, survey.title, survey.address) == (
        "survey",
        case.survey.name,
        case.survey.get_absolute_url(),
    )
    assert (round.title, round.address, round.text, round.state_words) == (
        "LHU 2026", case.round.get_absolute_url(), "Enkätbyrån\nLänkar till skolorna", "Planerad",
    )  # fmt: skip
    indexing.take_in_changes()
    client.force_login(make.user(office_role="reader"))
    page = client.get(reverse("home:search"), {"q": "Enkätbyrån"}).content.decode()
    assert case.round.get_absolute_url() in page
    client.force_login(make.user())
    assert (
        case.round.get_absolute_url()
        not in client.get(reverse("home:search"), {"q": "Enkätbyrån"}).content.decode()
    )
    assert list(SurveySource.audiences(case.by)) == []


@pytest.mark.parametrize("change", ["survey", "round", "milestone"])
def test_each_change_is_noted_for_the_search(change: str) -> None:
    case = a_survey_round()
    milestone = case.milestone("Brev", COLLECTED[0])
    indexing.take_in_changes()
    assert not SearchChange.objects.filter(source__startswith="survey:").exists()
    {"survey": case.survey, "round": case.round, "milestone": milestone}[change].save()
    assert SearchChange.objects.filter(source=f"survey:{case.survey.pk}").exists()


# The questionnaire to decision makers


def test_parties_are_asked_by_the_common_questions_about_a_round(as_user: As) -> None:
    case = a_survey_round()
    nora = make.organisation(name="Nora kommun", short_name="Nora", kind="municipality")
    client = as_user(case.by)
    url = reverse("surveys:questionnaire-start", args=[case.round.pk])
    answer = client.post(url, {"who": "valda", "parties": [nora.pk], "period": "2026"})
    made = Inquiry.objects.get()
    assert answer.url == reverse("inquiries:round-detail", args=[made.pk])  # type: ignore[attr-defined]
    assert (made.purpose, made.about, made.title) == (
        "survey",
        case.round,
        "LHU 2026: Enkät till beslutsfattare",
    )
    assert made.form_version
    assert list(made.form_version.questions.values_list("key", flat=True)) == [
        "anvander",
        "vad",
        "behov",
        "ovrigt",
    ]
    page = client.get(case.round.get_absolute_url()).content.decode()
    assert "Inte skickad än." in page
    assert made.title in page
    again = client.post(url, {"who": "valda", "parties": [nora.pk], "period": "2026"})
    assert "Det finns redan en omgång för 2026." in again.content.decode()
    assert client.get(answer.url).status_code == 200  # type: ignore[attr-defined]


def test_the_round_tells_how_far_its_questionnaire_is_and_the_same_form_is_used_again() -> None:
    case = a_survey_round()
    parties = [Asked(organisation=make.organisation(kind="municipality")) for _ in range(2)]
    today = timezone.localdate()
    made = questionnaires.start(case.round, parties=parties, due_on=today + DAY, by=case.by)
    with pytest.raises(NotAllowed):
        questionnaires.start(case.round, parties=parties, due_on=None, by=case.by)
    questionnaires.start(case.round, parties=parties, due_on=None, by=case.by, period="hösten")
    assert Form.objects.filter(purpose="survey").count() == 1
    Inquiry.objects.filter(pk=made.pk).update(sent_at=timezone.now(), due_on=today - DAY)
    made.recipients.filter(organisation=parties[0].organisation).update(
        answered_at=timezone.now(), answered_how="office"
    )
    later, first = questionnaires.lines_of(case.round, user=case.by, today=today)
    assert (later.words, later.mark, later.compiled) == ("Inte skickad än.", "draft", "")
    assert first.words.startswith("1 av 2 har lämnat in. Skulle ha varit klar")
    assert (first.mark, first.compiled) == ("late", reverse("inquiries:round-compiled", args=[made.pk]))
    assert questionnaires.lines_of(case.round, user=make.user(), today=today) == []
