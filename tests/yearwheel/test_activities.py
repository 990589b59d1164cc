"""What people put into the year: put in, changed, removed, by those who may (I1)."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from secretariat.yearwheel.actions import activities
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days
from tests import make
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NEW = reverse("yearwheel:activity-create") + "?ar=2026"


def days(*rows: Activity) -> list[str]:
    """Titles with their days: Partsdialog 2026-03-18."""
    stored = Activity.objects.filter(pk__in=[row.pk for row in rows]) if rows else Activity.objects.all()
    return [
        f"{row.title} {row.starts_on}" + (f"–{row.ends_on}" if row.ends_on != row.starts_on else "")
        for row in stored
    ]


def told(answer: Any) -> list[str]:
    """What the page says is wrong."""
    page = answer.content.decode().replace("\xa0", " ")
    return [html.unescape(one) for one in re.findall(r'<p class="error">.*?</svg>(.*?)</p>', page)]


def fields(**changes: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"title": "Rekvisition", "when": "12/6, 20/11", "category": category("medel").pk, "repeats": "week",
            **changes}  # fmt: skip


def one_day(text: str) -> Days:
    return Days(dt.date.fromisoformat(text), dt.date.fromisoformat(text))


def group_secretary() -> tuple[User, Any]:
    """A secretary of one body, who is not of the office."""
    body = make.body()
    user = make.user()
    make.membership(seat=make.seat(of=body, kind="secretary"), person=user.person)
    return user, body


# Put in


def test_several_days_at_once_are_one_series(secretary: User, as_user: Any) -> None:
    answer = as_user(secretary).post(NEW, fields(is_deadline="on"))
    assert (answer.status_code, answer.url) == (302, "/arshjul/lista/?ar=2026")
    assert days() == ["Rekvisition 2026-06-12", "Rekvisition 2026-11-20"]
    assert {(row.is_deadline, row.state, row.repeats) for row in Activity.objects.all()} == {
        (True, "accepted", "week")
    }
    entry = LogEntry.objects.latest("pk")
    assert (entry.verb, entry.detail["days"]) == ("lade in i årshjulet", "2026-06-12, 2026-11-20")


def test_weeks_months_and_terms_keep_how_exactly_they_are_known(secretary: User, as_user: Any) -> None:
    as_user(secretary).post(NEW, fields(when="v. 37–38, mars, ht"))
    assert [(str(row.starts_on), str(row.ends_on), row.precision) for row in Activity.objects.all()] == [
        ("2026-03-01", "2026-03-31", "månad"),
        ("2026-07-01", "2026-12-31", "termin"),
        ("2026-09-07", "2026-09-20", "vecka"),
    ]


def test_a_lasar_counts_days_from_august(secretary: User, as_user: Any) -> None:
    answer = as_user(secretary).post(f"{NEW}&start=8", fields(when="16/5"))
    assert answer.url == "/arshjul/lista/?ar=2026&start=8"
    assert days() == ["Rekvisition 2027-05-16"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"when": ""}, ["Detta fält måste fyllas i."]),
        ({"when": "snart"}, [
            "”snart”: kunde inte läsas. Skriv t.ex. 16 maj, 16/5, 3–7 mars, v. 37–38, mars eller ht 2026."
        ]),
        ({"when": "12/6, 12/6"}, ["Samma dag står två gånger. Skriv den en gång."]),
        ({"only_for_body": "on"}, ["Välj vilken grupp det bara är för."]),
        ({"text": "Kontakt 811218-9876"},
         ["811218-9876 ser ut som ett personnummer. Ta bort det: personnummer sparas inte här."]),
        ({"title": ""}, ["Detta fält måste fyllas i."]),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_what_was_typed_stands(
    wrong: dict[str, str], words: list[str], secretary: User, as_user: Any
) -> None:
    sent = fields(link="exempel.se/mer", **wrong)
    answer = as_user(secretary).post(NEW, sent)
    assert (answer.status_code, told(answer)) == (422, words)
    assert 'value="exempel.se/mer"' in answer.content.decode()
    assert not Activity.objects.exists()


# Changed


def change(client: Client, row: Activity, **changes: Any) -> Any:
    """Send the form as it was shown, with changes."""
    page = client.get(reverse("yearwheel:activity-edit", args=[row.pk]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    sent["when"] = form["when"].value()
    return client.post(reverse("yearwheel:activity-edit", args=[row.pk]), {**sent, **changes})


def test_one_is_changed_and_the_calendars_version_rises(secretary: User, as_user: Any) -> None:
    row, other = activity("Partsdialog", "2026-02-25"), activity("Partsdialog", "2026-06-10")
    answer = change(as_user(secretary), row, title="Dialog", when="v. 10")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.title, str(row.starts_on), row.precision, row.sequence) == (
        "Dialog",
        "2026-03-02",
        "vecka",
        1,
    )
    assert days(other) == ["Partsdialog 2026-06-10"]


def test_with_a_tick_all_times_of_the_year_are_changed_but_not_their_days(
    secretary: User, as_user: Any
) -> None:
    row, other = activity("Partsdialog", "2026-02-25"), activity("Partsdialog", "2026-06-10")
    last_year = activity("Partsdialog", "2025-06-10")
    change(as_user(secretary), row, title="Dialog", when="26/2", with_siblings="on")
    assert days(row, other, last_year) == [
        "Partsdialog 2025-06-10",
        "Dialog 2026-02-26",
        "Dialog 2026-06-10",
    ]


def test_an_activity_is_one_time_when_it_is_changed(secretary: User, as_user: Any) -> None:
    row = activity()
    answer = change(as_user(secretary), row, when="3/3, 4/3")
    assert told(answer) == ["Skriv en dag eller en tid. Fler gånger läggs in var för sig."]


def test_two_who_change_at_once_are_told_of_each_other(secretary: User, as_user: Any) -> None:
    """L2."""
    row = activity(text="Först")
    client = as_user(secretary)
    page = client.get(reverse("yearwheel:activity-edit", args=[row.pk]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    Activity.objects.filter(pk=row.pk).update(title="Någon annans ord", starts_on="2026-03-01")
    answer = client.post(
        reverse("yearwheel:activity-edit", args=[row.pk]), {**sent, "title": "Mina ord", "when": "2026-03-18"}
    )
    assert told(answer) == [
        "Någon annan har nyss sparat ”Någon annans ord” här. Det du skrev står kvar. "
        "Välj vad som ska gälla och spara igen."
    ]


def test_removed_alone_or_with_its_other_times(secretary: User, as_user: Any) -> None:
    row, other = activity("Partsdialog", "2026-02-25"), activity("Partsdialog", "2026-06-10")
    third, kept = activity("Partsdialog", "2026-10-10"), activity("Bokslut", "2026-02-20")
    client = as_user(secretary)
    client.post(reverse("yearwheel:activity-remove", args=[row.pk]))
    assert days() == ["Bokslut 2026-02-20", "Partsdialog 2026-06-10", "Partsdialog 2026-10-10"]
    client.post(reverse("yearwheel:activity-remove", args=[other.pk]), {"alla": "1"})
    assert days() == days(kept)
    assert not Activity.objects.filter(pk=third.pk).exists()
    assert LogEntry.objects.filter(verb="tog bort ur årshjulet").count() == 2
    assert client.post(reverse("yearwheel:activity-remove", args=[other.pk])).status_code == 404


# Refused


def test_a_proposal_is_answered_and_not_changed(secretary: User) -> None:
    row = activity("Familjedag", state="proposed", proposed_by=secretary)
    with pytest.raises(NotAllowed) as refused:
        activities.change(row, by=secretary, days=one_day("2026-03-18"), title="Annat")
    assert refused.value.reasons == ["”Familjedag” är anmäld. Svara på anmälan i stället."]


def test_what_is_gone_cannot_be_changed(secretary: User) -> None:
    row = activity()
    Activity.objects.all().delete()
    with pytest.raises(NotAllowed) as refused:
        activities.change(row, by=secretary, days=one_day("2026-03-18"))
    assert refused.value.reasons == [activities.GONE]


def test_nothing_is_put_in_without_days_or_for_a_body_nobody_named(secretary: User) -> None:
    with pytest.raises(NotAllowed) as refused:
        activities.create(by=secretary, days=[], title="Tomt", category=category(), only_for_body=True)
    assert refused.value.reasons == ["Skriv när det är.", "Välj vilken grupp det bara är för."]


def test_a_secretary_changes_what_is_of_own_bodies_or_of_none(as_user: Any) -> None:
    user, body = group_secretary()
    client = as_user(user)
    mine, open_to_all, theirs = activity(body=body), activity(), activity(body=make.body())
    answers = {
        name: [
            getattr(client, method)(reverse(f"yearwheel:activity-{page}", args=[row.pk])).status_code
            for page, method in (("detail", "get"), ("edit", "get"), ("remove", "post"))
        ]
        for name, row in (("mine", mine), ("none", open_to_all), ("theirs", theirs))
    }
    assert answers == {"mine": [200, 200, 302], "none": [200, 200, 302], "theirs": [200, 403, 403]}
    choices = client.get(NEW).context["form"].fields["body"].queryset
    assert list(choices) == [body]


def test_what_is_only_for_a_body_does_not_exist_for_others(as_user: Any) -> None:
    body = make.body()
    row = activity("Hemligt i gruppen", body=body, only_for_body=True)
    member, reader = make.user(), make.user(office_role="reader")
    make.membership(seat=make.seat(of=body), person=member.person)
    address = reverse("yearwheel:activity-detail", args=[row.pk])
    assert [as_user(one).get(address).status_code for one in (member, reader)] == [200, 404]
    for page in ("year-list", "year-table", "year-timeline", "year-list-xlsx"):
        answer = as_user(reader).get(reverse(f"yearwheel:{page}") + "?ar=2026")
        assert b"Hemligt" not in answer.content


def test_the_page_tells_all_that_is_known_and_leads_to_the_other_times(secretary: User, as_user: Any) -> None:
    nora = make.organisation(name="Nora")
    row = activity("Partsdialog", "2026-02-25", party=nora, text="Två timmar.", repeats="week")
    activity("Partsdialog", "2026-06-10", party=nora)
    page = as_user(secretary).get(row.get_absolute_url())
    assert page.context["facts"] == [
        ("När", "25\xa0februari\xa02026, v.\xa09"),
        ("Slag", "ÖK & uppföljning"),
        ("Part", "Nora"),
        ("Återkommer", "varje år, samma vecka"),
    ]
    assert [words for _, words in page.context["others"]] == ["10\xa0juni\xa02026"]
