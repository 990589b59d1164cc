"""Surveys, rounds, milestones, samples, papers and breaks as they are typed and changed (H1)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from secretariat.registry.models import LogEntry, User
from surveys.actions import rounds
from surveys.models import Milestone, SeriesBreak, Survey, SurveyRound
from tests import make

from .round_case import COLLECTED, a_survey, a_survey_round, of_round, words

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def survey_fields(**more: Any) -> dict[str, Any]:
    return {"name": "Elevhälsostatistik", "short_name": "EHS", "kind": "records", "period_type": "school_year",
            "least_base": 10, "least_count": 5, "least_school_base": 30, **more}  # fmt: skip


def test_a_survey_is_laid_up_and_changed(as_user: As) -> None:
    client = as_user(make.user(office_role="secretariat"))
    matter = make.matter(title="Elevhälsa")
    assert client.post("/undersokningar/ny/", survey_fields(matter_number=matter.number)).status_code == 302
    survey = Survey.objects.get()
    assert (survey.slug, survey.matter, survey.period_type) == ("elevhalsostatistik", matter, "school_year")
    said = words(client.post("/undersokningar/ny/", survey_fields(least_base=2)))
    assert "Gränserna är minst 3 för bas och 2 för antal, och för skolor inte lägre." in said
    assert "Undersökning med detta Namn finns redan." in said
    url = reverse("surveys:survey-edit", args=[survey.slug])
    assert client.post(url, survey_fields(owner="Regionen")).status_code == 302
    assert Survey.objects.get().owner == "Regionen"
    rounds.create_round(survey, period="2023/24", by=None)
    said = words(client.post(url, survey_fields(period_type="year")))
    assert "Ett år kan inte bli ett läsår efteråt." in said
    assert LogEntry.objects.filter(verb="lade upp undersökning").count() == 1


def round_fields(**more: Any) -> dict[str, Any]:
    return {"period": "2026", "instrument": "draft", "collected_from": "v. 5", "collected_to": "v 7", **more}


def test_weeks_are_typed_as_weeks_of_the_rounds_period(as_user: As) -> None:
    case = a_survey_round(period="2023", collected_from=None, collected_to=None)
    client = as_user(case.by)
    url = reverse("surveys:round-create", args=[case.survey.slug])
    assert client.post(url, round_fields()).status_code == 302
    made = SurveyRound.objects.get(period="2026")
    assert (made.collected_from, made.collected_to, made.follows) == (*COLLECTED, case.round)
    for typed, said in (
        ({"period": "26"}, "Skriv året med fyra siffror, t.ex. 2026."),
        ({"period": "2026"}, "Det finns redan en omgång för 2026."),
        ({"collected_to": "v. 4"}, "Den sista veckan kan inte vara före den första."),
        ({"collected_to": ""}, "Skriv både första och sista veckan, eller ingen av dem."),
        ({"collected_from": "v. 54"}, "Det finns ingen vecka 54 2027. Året har 52 veckor."),
        ({"collected_from": "snart"}, "Skriv en vecka, t.ex. v. 5, eller en dag, t.ex. 26 januari 2026."),
    ):
        assert said in words(client.post(url, round_fields(**{"period": "2027", **typed}))), typed
    assert SurveyRound.objects.count() == 2


def test_a_round_of_a_lasar_is_typed_as_one_and_its_spring_weeks_are_of_the_second_year(as_user: As) -> None:
    survey = a_survey(kind="records", period_type="school_year")
    client = as_user(make.user(office_role="secretariat"))
    url = reverse("surveys:round-create", args=[survey.slug])
    assert "t.ex. 2023/24" in words(client.post(url, round_fields(period="2023")))
    typed = round_fields(period="2023-2024", collected_from="v. 36", collected_to="v. 24")
    assert client.post(url, typed).status_code == 302
    made = SurveyRound.objects.get()
    assert (made.period, made.collected_from, made.collected_to) == (
        "2023/24", dt.date(2023, 9, 4), dt.date(2024, 6, 16),
    )  # fmt: skip


def test_two_who_change_a_round_at_once_lose_nothing(as_user: As) -> None:
    """What somebody else has changed and this person has not stays (L2)."""
    case = a_survey_round()
    client, url = as_user(case.by), of_round(case, "round-edit")
    form = client.get(url).context["form"]
    assert [form[name].value() for name in rounds.DAYS] == [
        "v. 5 2026",
        "v. 7 2026",
        "v. 9 2026",
        "v. 10 2026",
    ]
    seen = client.get(url).context["form"].marks()
    SurveyRound.objects.update(supplier="Enkätbyrån")
    typed = {"period": "2026", "instrument": "fixed", "population": "Åk 7 och 9", "seen": seen}
    days = {name: getattr(case.round, name).isoformat() for name in rounds.DAYS}
    assert client.post(url, {**typed, **days}).status_code == 302
    case.round.refresh_from_db()
    assert (case.round.supplier, case.round.population) == ("Enkätbyrån", "Åk 7 och 9")


def test_a_milestone_is_added_done_undone_and_removed(as_user: As) -> None:
    case = a_survey_round()
    client = as_user(case.by)
    client.post(of_round(case, "milestone-add"), {"title": "Leverans", "starts_on": "v. 17"})
    made = Milestone.objects.get()
    assert (made.starts_on, made.ends_on) == (dt.date(2026, 4, 20), dt.date(2026, 4, 26))
    done = reverse("surveys:milestone-done", args=[made.pk])
    client.post(done)
    assert Milestone.objects.get().done_on == timezone.localdate()
    client.post(done, {"inte": "1"})
    assert Milestone.objects.get().done_on is None
    edit = reverse("surveys:milestone-edit", args=[made.pk])
    form = client.get(edit).context["form"]
    assert [form[name].value() for name in ("starts_on", "ends_on")] == ["v. 17 2026", "v. 17 2026"]
    late = {"title": "Leverans", "starts_on": "v. 17", "ends_on": "v. 16"}
    assert "Den kan inte sluta innan den börjar." in words(client.post(edit, late))
    assert client.post(edit, {**late, "ends_on": "v. 18"}).status_code == 302
    assert Milestone.objects.get().ends_on == dt.date(2026, 5, 3)
    client.post(reverse("surveys:milestone-remove", args=[made.pk]))
    assert not Milestone.objects.exists()


def test_the_sample_is_typed_for_all_kommuner_summed_and_fetched(as_user: As) -> None:
    case = a_survey_round(survey=a_survey(kind="population"))
    nora, kumla = (
        make.organisation(name=f"{name} kommun", short_name=name, kind="municipality", municipality_code=code)
        for name, code in (("Nora", "1884"), ("Kumla", "1881"))
    )
    client, url = as_user(case.by), of_round(case, "target-edit")
    typed = {f"urval_{nora.pk}": "2 000", f"svar_{nora.pk}": "800", f"urval_{kumla.pk}": "2000"}
    assert client.post(url, typed).status_code == 302
    said = words(client.get(case.round.get_absolute_url()))
    assert "Kumla 2 000 – Nora 2 000 800 Summa 4 000 800" in said
    sheet = load_workbook(io.BytesIO(client.get(of_round(case, "target-export", "xlsx")).content))["Rader"]
    name = case.survey.name
    assert list(sheet.values)[1:] == [
        (name, "2026", "1881", "Kumla", 2000, None),
        (name, "2026", "1884", "Nora", 2000, 800),
    ]
    assert client.get(of_round(case, "target-export", "pdf")).status_code == 404
    said = words(client.post(url, {**typed, f"svar_{nora.pk}": "2001"}))
    assert "I Nora kan det inte komma fler svar än personer i urvalet." in said
    assert "Skriv ett helt antal personer, t.ex. 2 000." in words(
        client.post(url, {f"urval_{nora.pk}": "många"})
    )
    client.post(url, {f"urval_{nora.pk}": "1500"})
    assert list(case.round.targets.values_list("party", "sampled", "expected")) == [(nora.pk, 1500, None)]


def test_information_and_papers_are_noted_and_taken_away(as_user: As) -> None:
    case = a_survey_round()
    client = as_user(case.by)
    assert "Detta fält måste fyllas i." in words(
        client.post(of_round(case, "notice-add"), {"to": "rektorer"})
    )
    client.post(
        of_round(case, "notice-add"), {"sent_on": "12 januari 2026", "to": "rektorer", "what": "Brev"}
    )
    paper = SimpleUploadedFile("enkat.txt", "Frågor".encode())
    client.post(of_round(case, "round-file-add"), {"title": "Frågeformulär", "upload": paper})
    said = words(client.get(case.round.get_absolute_url()))
    assert "12 januari 2026 Brev till rektorer" in said
    assert "Frågeformulär" in said
    notice, stored = case.round.notices.get(), case.round.files.get()
    fetch = reverse("registry:file-download", args=[stored.stored.pk])
    fetched = as_user(make.user(office_role="reader")).get(fetch)
    assert b"".join(fetched.streaming_content) == "Frågor".encode()
    assert as_user(make.user()).get(fetch).status_code == 403
    client = as_user(case.by)
    client.post(reverse("surveys:notice-remove", args=[notice.pk]))
    client.post(reverse("surveys:round-file-remove", args=[stored.pk]))
    assert not case.round.notices.exists()
    assert not case.round.files.exists()
    assert "Välj en fil." in words(client.post(of_round(case, "round-file-add"), {"title": "Utan fil"}))


def test_a_series_break_is_noted_changed_and_removed(as_user: As) -> None:
    survey = a_survey()
    client = as_user(make.user(office_role="secretariat"))
    url = reverse("surveys:break-add", args=[survey.slug])
    assert client.post(url, {"period": "2026", "text": "Nytt formulär."}).status_code == 302
    assert "Från och med 2026 : Nytt formulär." in words(client.get(survey.get_absolute_url()))
    assert "Brottet står redan där." in words(client.post(url, {"period": "2026", "text": "Igen."}))
    assert "Skriv året med fyra siffror" in words(client.post(url, {"period": "i år", "text": "Igen."}))
    found = SeriesBreak.objects.get()
    client.post(reverse("surveys:break-edit", args=[found.pk]), {"period": "2023", "text": "Annat urval."})
    assert (SeriesBreak.objects.get().period, SeriesBreak.objects.get().text) == ("2023", "Annat urval.")
    client.post(reverse("surveys:break-remove", args=[found.pk]))
    assert not SeriesBreak.objects.exists()


def test_a_milestone_of_one_day_is_shown_as_a_day_and_stays_one(as_user: As) -> None:
    case = a_survey_round()
    monday = dt.date(2026, 4, 20)
    made = case.milestone("Leverans", monday)
    client, url = as_user(case.by), reverse("surveys:milestone-edit", args=[made.pk])
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in ("title", "starts_on", "ends_on", "note")}
    assert (typed["starts_on"], typed["ends_on"]) == ("2026-04-20", "2026-04-20")
    assert client.post(url, typed).status_code == 302
    made.refresh_from_db()
    assert (made.starts_on, made.ends_on) == (monday, monday)
