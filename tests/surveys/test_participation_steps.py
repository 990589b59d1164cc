"""Which schools take part: steps and what stands in their way, letters, sums, who to call next (H2)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, PersonalLink, User
from surveys.actions import participation, participation_tables, school_links
from surveys.models import ContactNote, Participation, SurveyRound
from surveys.participation_states import STEPS, obstacles_to_stepping
from tests import make

from .school_case import NOW, SchoolCase, a_round, a_school

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
State = Participation.State


def url(name: str, *args: object) -> str:
    return reverse(f"surveys:{name}", args=args)


def in_state(state: str) -> SchoolCase:
    case = a_round()
    case.add("Alskolan")
    way = {"not_asked": [], "no_reply": ["fraga"], "participates": ["deltar"], "declined": ["nej"]}[state]
    for key in way:
        case.step("Alskolan", key)
    return case


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("key", STEPS)
def test_every_step_from_every_state_is_taken_or_refused_with_its_reason(state: str, key: str) -> None:
    """The machine of H2: ej tillfrågad → inget svar → deltar / tackat nej, and a change of mind."""
    case = in_state(state)
    row = case.rows["Alskolan"]
    if state in STEPS[key].sources:
        assert case.step("Alskolan", key).state == STEPS[key].target
        return
    with pytest.raises(NotAllowed) as no:
        case.step("Alskolan", key)
    assert no.value.reasons == [f"Alskolan är redan: {row.get_state_display()}."]


def test_a_change_of_mind_is_told_in_the_log() -> None:
    case = in_state("participates")
    case.step("Alskolan", "nej", why="Hinner inte", by_words="rektorn")
    row = Participation.objects.get()
    assert (row.state, row.why, row.answered_by) == ("declined", "Hinner inte", "rektorn")
    entry = LogEntry.objects.get(verb="noterade att skola tackar nej")
    assert entry.detail == {"omgång": str(case.round), "förut": "deltar"}


def test_nothing_changes_in_a_round_that_is_reported_or_off() -> None:
    case = in_state("no_reply")
    SurveyRound.objects.update(state="reported")
    with pytest.raises(NotAllowed, match="Omgången är avslutad"):
        case.step("Alskolan", "deltar")
    with pytest.raises(NotAllowed, match="Omgången är avslutad"):
        participation.add(case.round, [a_school()], by=case.by)


def test_a_school_with_answers_does_not_turn_them_down() -> None:
    case = in_state("participates")
    row = case.rows["Alskolan"]
    row.counts.create(round=case.round, week_of=dt.date(2026, 1, 26), invited=10, answered=1)
    assert obstacles_to_stepping(row, STEPS["nej"]) == ["Alskolan har redan lämnat svar. Rätta svaren först."]


def test_all_that_were_in_the_round_before_are_added_once() -> None:
    before = a_round(period="2023")
    before.add("Alskolan")
    before.add("Nedlagda", ends_on=make.DAY)
    case = a_round(survey=before.round.survey, follows=before.round, by=before.by)
    assert participation.add_from_before(case.round, by=case.by) == 1
    assert [(one.school.name, one.state) for one in case.round.participations.all()] == [
        ("Alskolan", "not_asked")
    ]
    with pytest.raises(NotAllowed, match="är redan med"):
        participation.add_from_before(case.round, by=case.by)
    with pytest.raises(NotAllowed, match="ingen omgång före sig"):
        participation.add_from_before(before.round, by=case.by)


def test_letters_go_to_all_that_are_not_asked_each_with_its_own_link() -> None:
    case = a_round()
    for name in ("Alskolan", "Björkskolan"):
        case.add(name)
    case.add("Utan adress", email="")
    assert case.ask_all() == 2
    letters = OutgoingMail.objects.order_by("pk")
    assert {one.subject for one in letters} == {f"Vill er skola vara med i {case.round}?"}
    keys = {case.key("Alskolan"), case.key("Björkskolan")}
    assert len(keys) == 2
    assert dict(case.round.participations.values_list("school__name", "state")) == {
        "Alskolan": "no_reply", "Björkskolan": "no_reply", "Utan adress": "not_asked",
    }  # fmt: skip
    row, _ = school_links.find(case.key("Alskolan"))
    assert row is not None
    assert row.school.name == "Alskolan"
    with pytest.raises(NotAllowed, match="Ingen av skolorna har en e-postadress"):
        case.ask_all()


def test_only_those_without_reply_are_reminded_and_once_a_day() -> None:
    case = a_round()
    for name in ("Alskolan", "Björkskolan"):
        case.add(name)
    case.ask_all()
    case.step("Alskolan", "deltar")
    assert school_links.write_letters(case.round, "paminn", by=case.by) == 1
    row = case.round.participations.get(school__name="Björkskolan")
    assert (row.reminders, row.reminded_at is not None) == (1, True)
    with pytest.raises(NotAllowed, match="har fått en påminnelse i dag"):
        school_links.write_letters(case.round, "paminn", by=case.by)


def test_those_that_have_not_started_are_reminded_while_answers_are_collected() -> None:
    """H3: schools that have not started."""
    case = a_round()
    for name in ("Alskolan", "Björkskolan"):
        case.add(name)
        case.step(name, "deltar")
    with pytest.raises(NotAllowed, match="Svaren samlas inte in nu"):
        school_links.write_letters(case.round, "borja", by=case.by)
    case.collect()
    case.rows["Alskolan"].counts.create(round=case.round, week_of=dt.date(2026, 1, 26), invited=9, answered=2)
    assert school_links.write_letters(case.round, "borja", by=case.by) == 1
    assert OutgoingMail.objects.get().to_email == case.rows["Björkskolan"].school.email


def test_sums_are_beside_those_of_the_round_before() -> None:
    before = a_round(period="2023")
    place = make.organisation(name="Nora")
    before.add("Alskolan", party=place)
    before.step("Alskolan", "deltar")
    case = a_round(survey=before.round.survey, follows=before.round, by=before.by)
    participation.add_from_before(case.round, by=case.by)
    case.rows["Alskolan"] = case.round.participations.get()
    case.add("Bskolan", party=place)
    case.add("Cskolan", party=place, form="adapted")
    for name in ("Alskolan", "Bskolan", "Cskolan"):
        case.step(name, "deltar")
    sums = participation_tables.sums_of(case.round)
    assert sums.sentence == "2 ordinarie och 1\u00a0anpassade skolor deltar, förra gången 1 och 0."
    assert [(one.name, one.cells, one.total) for one in sums.rows] == [
        ("Nora", [("ordinarie", 2, "+1"), ("anpassad", 1, "+1")], 3)
    ]


def test_who_to_call_next_comes_in_order() -> None:
    case = a_round()
    for name in ("Ny", "Länge sedan", "Bokad", "Senare", "Har svarat"):
        case.add(name)
        case.step(name, "fraga", at=NOW if name != "Länge sedan" else NOW - dt.timedelta(days=5))
    case.step("Har svarat", "deltar")
    today = dt.date(2026, 1, 20)
    participation.note(case.rows["Bokad"], by=case.by, text="Ring", call_on=today)
    participation.note(case.rows["Senare"], by=case.by, text="Ring", call_on=today + dt.timedelta(days=1))
    rows = participation_tables.to_call(case.round, today=today)
    assert [one.school.name for one in rows] == ["Bokad", "Länge sedan", "Ny"]
    assert participation_tables.later_calls(case.round, today=today) == 1
    participation.note(case.rows["Bokad"], by=case.by, text="Klart")
    rows = participation_tables.to_call(case.round, today=today)
    assert [one.school.name for one in rows] == ["Länge sedan", "Bokad", "Ny"]


# Pages


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_whatever_its_length(
    as_user: Login, django_assert_num_queries: Any, count: int
) -> None:
    case = a_round()
    for number in range(count):
        case.add(f"Skolan {number}")
    client = as_user(case.by)
    client.get(url("participation-list", case.round.pk))
    with django_assert_num_queries(7):
        words = client.get(url("participation-list", case.round.pk)).content.decode()
    assert words.count('<a href="/undersokningar/deltagande/') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_asks_as_much_whatever_its_length(
    as_user: Login, django_assert_num_queries: Any, count: int
) -> None:
    case = a_round()
    for number in range(count):
        case.add(f"Skolan {number}")
        case.step(f"Skolan {number}", "fraga")
    client = as_user(case.by)
    client.get(url("participation-calls", case.round.pk))
    with django_assert_num_queries(6):
        words = client.get(url("participation-calls", case.round.pk)).content.decode()
    assert words.count("<h3>") == count


def test_calling_goes_from_one_school_to_the_next(as_user: Login) -> None:
    case = a_round()
    for name in ("Alskolan", "Björkskolan"):
        case.add(name)
        case.step(name, "fraga")
    client = as_user(case.by)
    row = case.rows["Alskolan"]
    page = client.get(url("participation-detail", row.pk) + "?ring").content.decode()
    assert "Hoppa till Björkskolan" in page
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    facts = {"text": "Svarade inte", "how": "phone", "call_on": tomorrow, "next": "1"}
    answer = client.post(url("participation-note", row.pk) + "?ring", facts)
    assert answer["Location"] == url("participation-detail", case.rows["Björkskolan"].pk) + "?ring"
    assert ContactNote.objects.get().by_words == case.by.name
    empty = client.post(url("participation-note", row.pk), {"text": "", "how": "phone"}).content.decode()
    assert "Skriv vad som sades" in empty


def test_a_letter_is_shown_before_it_is_sent(as_user: Login) -> None:
    case = a_round()
    case.add("Alskolan")
    case.add("Utan adress", email="")
    client = as_user(case.by)
    page = client.get(url("participation-letters", case.round.pk, "fraga")).content.decode()
    assert all(
        words in page
        for words in ("Skicka 1 brev", "1\u00a0skola saknar e-postadress", "Vill Alskolan vara med?")
    )
    assert not OutgoingMail.objects.exists()
    client.post(url("participation-letters", case.round.pk, "fraga"))
    assert OutgoingMail.objects.count() == 1
    assert client.get(url("participation-letters", case.round.pk, "hej")).status_code == 404


def test_a_new_link_stops_the_old_one_and_may_be_ended(as_user: Login) -> None:
    case = a_round()
    case.add("Alskolan")
    case.ask_all()
    old = case.key("Alskolan")
    client = as_user(case.by)
    client.post(url("participation-link", case.rows["Alskolan"].pk), {"do": "send"})
    new = case.key("Alskolan")
    assert [school_links.find(key)[0] is not None for key in (old, new)] == [False, True]
    client.post(url("participation-link", case.rows["Alskolan"].pk), {"do": "end"})
    assert school_links.find(new)[0] is None
    assert not PersonalLink.objects.standing().exists()
    page = client.get(url("participation-detail", case.rows["Alskolan"].pk)).content.decode()
    assert page.count("Återkallad") == 2


def test_only_those_who_follow_the_round_may_change_it(as_user: Login) -> None:
    """A secretary of another body reads, and is refused every step (object rule)."""
    case = a_round()
    row = case.add("Alskolan")
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    client = as_user(other)
    assert client.get(url("participation-list", case.round.pk)).status_code == 200
    for address in (
        url("participation-add", case.round.pk),
        url("participation-letters", case.round.pk, "fraga"),
        url("participation-calls", case.round.pk),
        url("participation-detail", row.pk),
        url("participation-export", case.round.pk, "xlsx"),
    ):
        assert client.get(address).status_code == 403
    for address in (
        url("participation-copy", case.round.pk),
        url("participation-step", row.pk, "deltar"),
        url("participation-note", row.pk),
        url("participation-link", row.pk),
        url("participation-remove", row.pk),
    ):
        assert client.post(address).status_code == 403


def test_schools_are_added_taken_out_and_answer_by_the_page(as_user: Login) -> None:
    case = a_round()
    school = a_school(name="Alskolan")
    client = as_user(case.by)
    client.post(url("participation-add", case.round.pk), {"schools": [school.pk]})
    row = case.round.participations.get()
    client.post(url("participation-remove", row.pk))
    assert not case.round.participations.exists()
    client.post(url("participation-add", case.round.pk), {"schools": [school.pk]})
    row = case.round.participations.get()
    client.post(url("participation-step", row.pk, "nej"), {"why": "Flyttar", "by_words": "rektorn"})
    row.refresh_from_db()
    assert (row.state, row.why) == ("declined", "Flyttar")
    again = client.post(url("participation-step", row.pk, "nej"), {}).content.decode()
    assert "Alskolan är redan: tackat nej." in again
    refused = client.post(url("participation-remove", row.pk), follow=True).content.decode()
    assert "Då står den kvar." in refused


def test_the_file_has_the_filtered_rows_and_the_state_before(as_user: Login) -> None:
    before = a_round(period="2023")
    before.add("Alskolan")
    before.step("Alskolan", "nej")
    case = a_round(survey=before.round.survey, follows=before.round, by=before.by)
    participation.add_from_before(case.round, by=case.by)
    case.add("Annan", form="adapted")
    content = (
        as_user(case.by).get(url("participation-export", case.round.pk, "csv") + "?form=ordinary").content
    )
    lines = content.decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].split(";")[0], lines[1].split(";")[6:8]) == (
        2, "Alskolan", ["ej tillfrågad", "tackat nej"],
    )  # fmt: skip
