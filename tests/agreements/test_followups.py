"""The yearly follow-up of an agreement: by the common form, with its parties, year beside year (F5)."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import calendar
from agreements.actions import followups, lists
from agreements.models import Agreement, FollowUp
from secretariat.inquiries.actions import forms, inquiries, rounds, sheets
from secretariat.inquiries.models import Form, Recipient
from secretariat.inquiries.values import read
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import OutgoingMail, User
from tests import make

from .case import NOW, TODAY, Case, an_agreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
As = Callable[[User], Client]
BY = dt.date(2026, 10, 31)
YEAR = 2026


@pytest.fixture(scope="module")
def made(module_rows: Any) -> Case:
    return an_agreement().in_force()


@pytest.fixture
def case(made: Case) -> Case:
    return made


def started(case: Case, year: int = YEAR, **facts: Any) -> FollowUp:
    return followups.start(case.agreement, year=year, due_on=BY, by=case.by, today=TODAY, **facts)


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def answered(case: Case, found: FollowUp, name: str) -> None:
    """All that must be answered, handed in."""
    row = Recipient.objects.get(inquiry=found.inquiry, organisation=case.organisations[name])
    assert found.inquiry.form_version
    questionnaire = forms.questionnaire_of(found.inquiry.form_version)
    typed = {
        "insatser": "Läger", "maluppfyllelse": "4", "intakter-regionen": "100 000", "intakter-kommunen": "50 000",
        "lonekostnader": "90 000", "ovriga-kostnader": "10 000",
    }  # fmt: skip
    changes = []
    for key, value in typed.items():
        one = questionnaire.field_named(f"q-{key}")
        assert one
        changes.append(sheets.Change(one, read(one, [value]).value))
    sheets.save(row, changes, who="Asta", how=sheets.LINK, at=NOW)
    sheets.submit(row, who="Asta", how=sheets.LINK, at=NOW)


def test_the_parties_of_what_holds_are_asked_by_the_common_form(case: Case) -> None:
    found = started(case, text="Hör av er.")
    inquiry = found.inquiry
    assert (found.version, inquiry.period, inquiry.due_on, inquiry.text) == (
        case.version,
        "2026",
        BY,
        "Hör av er.",
    )
    asked = Recipient.objects.filter(inquiry=inquiry).order_by("position")
    assert [(one.organisation, one.handler) for one in asked] == [
        (case.organisations[name], case.people[name]) for name in ("Nora", "Kumla", "Laxå")
    ]
    assert inquiry.form_version
    sections = inquiry.form_version.questions.order_by("position").values_list("section", flat=True)
    assert list(dict.fromkeys(sections)) == ["Verksamhet", "Ekonomi"]
    assert inquiry.sent_at is None


def test_the_next_year_uses_the_form_as_it_stands_and_no_second_one_is_made(case: Case) -> None:
    first = started(case)
    assert started(an_agreement("Örebro").in_force()).inquiry.form_version == first.inquiry.form_version
    assert Form.objects.filter(purpose="followup").count() == 1


@pytest.mark.parametrize(
    ("year", "reason"),
    [
        (2027, "Året kan inte vara 2027. Följ upp ett år som har börjat."),
        (2025, "Överenskommelsen gäller från 1 september 2026."),
    ],
)
def test_a_year_that_cannot_be_followed_up_says_why(case: Case, year: int, reason: str) -> None:
    with pytest.raises(NotAllowed) as no:
        started(case, year)
    assert no.value.reasons == [reason]


def test_what_does_not_hold_is_not_followed_up() -> None:
    with pytest.raises(NotAllowed, match="Ingen version av överenskommelsen gäller"):
        started(an_agreement("Kumla"))


def test_a_year_is_followed_up_once_and_anew_only_after_it_was_withdrawn(case: Case) -> None:
    first = started(case)
    with pytest.raises(NotAllowed, match="Det finns redan en uppföljning för 2026"):
        started(case)
    rounds.send(first.inquiry, by=case.by, at=NOW)
    rounds.withdraw(first.inquiry, why="Fel mall.", by=case.by)
    second = started(case)
    assert (second.pk, second.inquiry != first.inquiry) == (first.pk, True)


def test_the_page_tells_each_year_and_what_is_late(case: Case, as_user: As) -> None:
    found = started(case)
    rounds.send(found.inquiry, by=case.by, at=NOW)
    answered(case, found, "Nora")
    lines = followups.lines_of(case.agreement, today=BY + dt.timedelta(days=1))
    assert [(one.year, one.words, one.mark, one.is_late) for one in lines] == [
        (2026, "1 av 3 har lämnat in. Skulle ha varit klar 31 oktober 2026.", "late", True)
    ]
    shown = words(as_user(case.by).get(case.agreement.get_absolute_url()))
    assert "Uppföljning 2026 , sammanställning" in shown
    assert "Följ upp ett år" in shown


def test_the_list_flags_a_follow_up_that_is_late(case: Case) -> None:
    """A side flag of domain 3.2."""
    found = started(case)
    rounds.send(found.inquiry, by=case.by, at=NOW)
    agreements = list(Agreement.objects.filter(pk=case.agreement.pk))

    def flags(today: dt.date) -> list[str]:
        (one,) = lists.listed(agreements, lists.versions_of([case.agreement.pk]), today=today)
        return one.flags

    assert flags(BY) == []
    assert flags(BY + dt.timedelta(days=1)) == ["uppföljning 2026 försenad"]
    for name in case.organisations:
        answered(case, found, name)
    inquiries.close(found.inquiry, by=case.by)
    assert flags(BY + dt.timedelta(days=1)) == []


def test_the_last_day_stands_in_the_year(case: Case) -> None:
    found = started(case)
    office = make.user(office_role="secretariat")

    def told() -> list[tuple[str, dt.date]]:
        events = calendar.events((dt.date(2026, 10, 1), dt.date(2026, 12, 1)), office)
        return [(one.title, one.first_day) for one in events if one.uid.startswith("uppfoljning")]

    assert told() == [(f"{case.agreement}: uppföljning 2026, sista dag", BY)]
    rounds.send(found.inquiry, by=case.by, at=NOW)
    rounds.withdraw(found.inquiry, why="Fel.", by=case.by)
    assert told() == []


def test_the_secretary_starts_it_and_is_led_to_the_round(case: Case, as_user: As) -> None:
    address = reverse("agreements:followup-start", args=[case.agreement.slug])
    year = timezone.localdate().year
    client = as_user(case.by)
    refused = client.post(address, {"year": year + 1, "due_on": f"{year + 1}-02-15", "text": "Hej"})
    assert f"Året kan inte vara {year + 1}." in words(refused)
    assert "Hej" in refused.content.decode()
    done = client.post(address, {"year": year, "due_on": f"15 februari {year + 1}", "text": "Hej"})
    found = FollowUp.objects.get()
    assert done["Location"] == reverse("inquiries:round-detail", args=[found.inquiry_id])
    assert client.get(done["Location"]).status_code == 200
    assert OutgoingMail.objects.filter(purpose__contains="fraga").count() == 0


def test_only_who_writes_the_agreement_may_start_it(case: Case, as_user: As) -> None:
    address = reverse("agreements:followup-start", args=[case.agreement.slug])
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    assert [as_user(user).get(address).status_code for user in (other, make.user(office_role="reader"))] == [
        403,
        403,
    ]


def test_everybody_who_may_read_agreements_reads_what_the_parties_answered(case: Case, as_user: As) -> None:
    found = started(case)
    rounds.send(found.inquiry, by=case.by, at=NOW)
    answered(case, found, "Kumla")
    compiled = reverse("inquiries:round-compiled", args=[found.inquiry_id])
    shown = as_user(make.user(office_role="reader")).get(compiled)
    assert shown.status_code == 200
    assert "50\u00a0000" in shown.content.decode()  # the balance of the only one that has answered
    assert as_user(make.user()).get(compiled).status_code == 403
