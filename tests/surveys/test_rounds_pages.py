"""The list of surveys, a survey, a round, their forms and files: who sees them and what they say (H1)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from secretariat.registry.models import LogEntry, SchoolBreak, User
from surveys.actions import planning, rounds
from surveys.models import Indicator, Milestone, SeriesBreak, Survey, SurveyRound
from tests import make

from .round_case import COLLECTED, Planned, a_survey, a_survey_round

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def words(response: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("\u2060", "").split())


def of_round(case: Planned, name: str, *more: Any) -> str:
    return reverse(f"surveys:{name}", args=[case.round.pk, *more])


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


# Writing


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
