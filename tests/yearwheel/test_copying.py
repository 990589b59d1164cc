"""A year copied to the next: proposed, changed in place, copied once, gone through or undone (I6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, SchoolBreak, User
from secretariat.yearwheel.actions import activities, copying
from secretariat.yearwheel.actions.copying import Wanted
from secretariat.yearwheel.choices import Choice
from secretariat.yearwheel.models import Activity, YearCopy
from secretariat.yearwheel.reading import Days
from tests import make
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
D = dt.date
FROM, TO = Choice(2026), Choice(2027)
PAGE = reverse("yearwheel:year-copy")
Login = Callable[[User], Client]


def day(text: str) -> Days:
    one = D.fromisoformat(text)
    return Days(one, one)


def proposed(user: User, choice: Choice = FROM) -> list[tuple[str, str]]:
    found = copying.preview(choice, user)
    return [(row.activity.title, str(row.moved.days.first) if row.moved.days else "") for row in found.rows]


def copied(user: User, *rows: tuple[Activity, str]) -> YearCopy:
    return copying.copy([Wanted(one.pk, day(when)) for one, when in rows], to=TO, by=user)


def refused(user: User, *wanted: Wanted) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        copying.copy(wanted, to=TO, by=user)
    assert not YearCopy.objects.exists()
    return no.value.reasons


# Proposed


def test_what_repeats_is_proposed_by_its_rule_and_what_does_not_stands_apart(secretary: User) -> None:
    activity("Partsdialog", "2026-03-18", repeats="weekday")
    activity("Rekvisition", "2026-06-12", repeats="date", is_deadline=True)
    activity("Julbord", "2026-12-30", repeats="week")
    activity("Jubileum", "2026-05-05")
    activity("Nästa år", "2027-05-05", repeats="date")
    activity("Anmäld", "2026-05-06", repeats="date", state="proposed")
    found = copying.preview(FROM, secretary)
    assert proposed(secretary) == [
        ("Partsdialog", "2027-03-17"),
        ("Rekvisition", "2027-06-12"),
        ("Julbord", ""),
    ]
    assert [row.warnings for row in found.rows] == [(), ("Lördag.",), ()]
    assert ([one.title for one in found.once], found.copied) == (["Jubileum"], 0)
    assert proposed(secretary, Choice(2026, categories=("medel",))) == []
    assert proposed(secretary, Choice(2026, q="dialog")) == [("Partsdialog", "2027-03-17")]


def test_a_lasar_is_copied_by_its_own_months(secretary: User) -> None:
    activity("Höst", "2026-09-09", repeats="date")
    activity("Vår", "2027-03-03", repeats="date")
    activity("Före", "2026-03-03", repeats="date")
    assert proposed(secretary, Choice(2026, 8)) == [("Höst", "2027-09-09"), ("Vår", "2028-03-03")]


def test_lov_and_a_body_that_ends_are_told_beside_the_new_day(secretary: User) -> None:
    SchoolBreak.objects.create(name="sportlov", starts_on=D(2027, 2, 22), ends_on=D(2027, 2, 26))
    body = make.body(ends_on=D(2026, 12, 31))
    activity(day="2026-02-23", repeats="date", body=body)
    (row,) = copying.preview(FROM, secretary).rows
    assert row.warnings == ("Gruppen finns inte då.", "Sportlov.")


def test_a_secretary_copies_what_is_of_own_bodies_or_of_none() -> None:
    own, other = make.body(), make.body()
    user = make.user()
    make.membership(seat=make.seat(of=own, kind="secretary"), person=user.person)
    mine = activity("Egen", "2026-03-03", body=own, repeats="date")
    activity("Allas", "2026-03-04", repeats="date")
    foreign = activity("Annans", "2026-03-05", body=other, repeats="date")
    assert [title for title, _ in proposed(user)] == ["Egen", "Allas"]
    assert refused(user, Wanted(foreign.pk, day("2027-03-05"))) == ["Annans: du får inte ändra den."]
    assert copied(user, (mine, "2027-03-03")).activities.get().title == "Egen"


# Copied


def test_an_activity_is_copied_with_all_that_is_said_of_it_but_its_days(secretary: User) -> None:
    body = make.body()
    source = activity(
        "Rekvisition", "2026-06-12", repeats="date", is_deadline=True, body=body, only_for_body=True, text="Text",
        party=make.organisation(), responsible=make.person(), link="https://exempel.se/", ring=category("medel"),
        sequence=3, reviewed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    made = copying.copy([Wanted(source.pk, Days(D(2027, 6, 11), D(2027, 6, 14)))], to=TO, by=secretary)
    (one,) = made.activities.all()
    same = {name: getattr(source, name) for name in activities.FACTS}
    assert {name: getattr(one, name) for name in activities.FACTS} == same
    assert (one.starts_on, one.ends_on, one.precision) == (D(2027, 6, 11), D(2027, 6, 14), "dag")
    assert (one.copied_from, one.state, one.sequence, one.reviewed_at) == (source, "accepted", 0, None)
    assert (made.year, made.made_by) == (2027, secretary)
    entry = LogEntry.objects.get(verb="kopierade årshjulet")
    assert entry.detail == {"to": "2027", "count": 1}


def test_a_second_run_offers_only_what_is_not_copied(secretary: User) -> None:
    one = activity("En", "2026-03-18", repeats="date")
    two = activity("Två", "2026-03-19", repeats="date")
    copied(secretary, (one, "2027-03-18"))
    assert proposed(secretary) == [("Två", "2027-03-19")]
    assert copying.preview(FROM, secretary).copied == 1
    with pytest.raises(NotAllowed) as no:
        copied(secretary, (one, "2027-04-04"), (two, "2027-03-19"))
    assert no.value.reasons == ["En är redan kopierad till 2027."]
    assert Activity.objects.filter(starts_on__year=2027).count() == 1
    # A copy that somebody takes away may be made again.
    activities.remove(one.copies.get(), by=secretary)
    assert proposed(secretary) == [("En", "2027-03-18"), ("Två", "2027-03-19")]


def test_what_cannot_be_copied_is_refused_by_name_and_nothing_is_copied(secretary: User) -> None:
    one, gone = activity("En", "2026-03-18"), activity("Borta", "2026-03-18")
    proposal = activity("Anmäld", "2026-03-18", state="proposed")
    pk = gone.pk
    gone.delete()
    lost = "En av aktiviteterna finns inte längre i årshjulet. Visa förslagen på nytt."
    assert refused(secretary) == ["Kryssa för minst en aktivitet."]
    assert refused(secretary, Wanted(pk, day("2027-03-18")), Wanted(proposal.pk, day("2027-03-18"))) == [lost]
    assert refused(secretary, Wanted(one.pk, None)) == ["En: skriv en dag eller ta bort krysset."]
    assert refused(secretary, Wanted(one.pk, day("2028-03-18"))) == ["En: skriv en dag som hör till 2027."]
    assert refused(secretary, Wanted(one.pk, day("2026-03-18"))) == ["En: skriv en dag som hör till 2027."]
    # Week 1 and week 53 reach into other years.
    assert copied(secretary, (one, "2028-01-03")).activities.count() == 1


# Gone through, or undone


def test_copies_are_gone_through_some_or_all(secretary: User) -> None:
    rows = [activity(f"A{number}", "2026-03-18", repeats="date") for number in range(3)]
    made = copied(secretary, *((one, "2027-03-18") for one in rows))
    (waiting,) = copying.copies_to_review(secretary)
    assert (waiting.left, waiting.number) == (3, 3)  # type: ignore[attr-defined]
    assert not copying.copies_to_review(make.user())
    first = made.activities.order_by("pk")[0]
    assert copying.review(made, by=secretary, pks=[first.pk, rows[0].pk]) == 1
    assert copying.review(made, by=secretary) == 2
    assert copying.review(made, by=secretary) == 0
    assert not copying.copies_to_review(secretary)
    verbs = [(one.verb, one.detail["count"]) for one in LogEntry.objects.order_by("pk")]
    assert verbs[1:] == [("gick igenom kopierade aktiviteter", 1), ("gick igenom kopierade aktiviteter", 2)]


def test_a_copy_is_undone_as_a_whole_while_nobody_has_worked_on_it(secretary: User) -> None:
    one, two = activity("En", "2026-03-18", repeats="date"), activity("Två", "2026-03-18", repeats="date")
    made = copied(secretary, (one, "2027-03-18"), (two, "2027-03-18"))
    assert copying.undo(made, by=secretary) == 2
    assert (YearCopy.objects.count(), Activity.objects.count()) == (0, 2)
    assert LogEntry.objects.filter(verb="ångrade kopiering av årshjulet").exists()
    assert [title for title, _ in proposed(secretary)] == ["En", "Två"]


def test_a_copy_that_has_been_worked_on_is_not_undone(secretary: User) -> None:
    rows = [activity(name, "2026-03-18", repeats="date") for name in ("En", "Två", "Tre")]
    made = copied(secretary, *((one, "2027-03-18") for one in rows))
    en, tva, tre = (one.copies.get() for one in rows)
    copying.review(made, by=secretary, pks=[en.pk])
    facts = {name: getattr(tva, name) for name in activities.FACTS}
    activities.change(tva, by=secretary, days=day("2027-03-20"), **facts)
    copying.copy([Wanted(tre.pk, day("2028-03-18"))], to=Choice(2028), by=secretary)
    with pytest.raises(NotAllowed) as no:
        copying.undo(made, by=secretary)
    assert no.value.reasons == [
        "”En” är redan genomgången. Ta bort det som är fel, en i taget.",
        "”Två” har ändrats sedan kopieringen. Ta bort det som är fel, en i taget.",
        "”Tre” är kopierad vidare till nästa år.",
    ]
    assert made.activities.count() == 3


# The pages


def sent(page: Any, **changes: str) -> dict[str, str]:
    """The page's form as it stands, with changes by name without prefix: `0-when="…"`."""
    rows = page.context["rows"]
    data = {f"rad-{name}": str(value) for name, value in rows.management_form.initial.items()}
    for form in rows.forms:
        data |= {
            form.add_prefix(name): str(value) for name, value in form.initial.items() if value is not False
        }
    return data | {f"rad-{name}": value for name, value in changes.items()}


def test_the_whole_way_from_proposal_to_gone_through(secretary: User, as_user: Login) -> None:
    activity("Dialog", "2026-03-18", repeats="weekday")
    activity("Kampanj", "2026-09-07", "2026-09-20", precision="vecka", repeats="week")
    activity("Jul", "2026-12-30", repeats="week")
    client = as_user(secretary)
    page = client.get(f"{PAGE}?ar=2026")
    shown = [(one.when, one.new, one.how, one.missing) for one in page.context["shown"]]
    assert shown == [
        ("18\xa0mars\xa02026", "onsdag 17 mars 2027", "tredje onsdagen i mars", ""),
        ("v.\xa037–38\xa02026", "v.\xa037–38\xa02027", "samma vecka, v.\xa037", ""),
        ("30\xa0december\xa02026", "", "samma vecka, v.\xa053", "Det finns ingen vecka 53 2027. Året har 52 veckor."),
    ]  # fmt: skip
    data = sent(page, **{"0-when": "18/3", "1-when": "v. 38"})
    again = client.post(f"{PAGE}?ar=2026", data | {"kontrollera": "1"})
    assert [one.new for one in again.context["shown"]][:2] == ["torsdag 18 mars 2027", "v.\xa038\xa02027"]
    assert (again.status_code, Activity.objects.count()) == (200, 3)
    answer = client.post(f"{PAGE}?ar=2026", data | {"kopiera": "1"})
    made = YearCopy.objects.get()
    assert answer["Location"] == reverse("yearwheel:copy-detail", args=[made.pk])
    days = made.activities.order_by("starts_on").values_list("title", "starts_on", "ends_on")
    assert list(days) == [
        ("Dialog", D(2027, 3, 18), D(2027, 3, 18)), ("Kampanj", D(2027, 9, 20), D(2027, 9, 26)),
    ]  # fmt: skip
    review = client.get(answer["Location"])
    assert [(row["was"], row["when"]) for row in review.context["left"]] == [
        ("18\xa0mars\xa02026", "torsdag 18 mars 2027"), ("v.\xa037–38\xa02026", "v.\xa038\xa02027"),
    ]  # fmt: skip
    step = reverse("yearwheel:copy-review", args=[made.pk])
    client.post(step, {"aktivitet": str(made.activities.get(title="Dialog").pk)})
    client.post(step, {})
    assert len(client.get(answer["Location"]).context["left"]) == 1
    client.post(step, {"alla": "1"})
    assert "Allt är genomgånget." in client.get(answer["Location"]).content.decode()
    refusal = client.post(reverse("yearwheel:copy-undo", args=[made.pk]), follow=True)
    assert "redan genomgångna" in refusal.content.decode()


def test_bad_input_is_told_and_what_was_typed_is_kept(secretary: User, as_user: Login) -> None:
    activity("Dialog", "2026-03-18", repeats="date")
    client = as_user(secretary)
    page = client.get(f"{PAGE}?ar=2026")
    answer = client.post(f"{PAGE}?ar=2026", sent(page, **{"0-when": "31/2"}) | {"kopiera": "1"})
    assert answer.status_code == 422
    assert 'value="31/2"' in answer.content.decode()
    assert answer.context["shown"][0].form.errors["when"] == [
        "”31/2”: kunde inte läsas. Skriv t.ex. 16 maj, 16/5, 3–7 mars, v. 37–38, mars eller ht 2026."
    ]
    empty = client.post(f"{PAGE}?ar=2026", sent(page, **{"0-when": ""}) | {"kopiera": "1"})
    assert empty.context["reasons"] == ["Dialog: skriv en dag eller ta bort krysset."]
    nothing = client.post(f"{PAGE}?ar=2026", {"kopiera": "1"})
    assert nothing.context["reasons"] == ["Kryssa för minst en aktivitet."]
    assert client.post(f"{PAGE}?ar=2026", sent(page, **{"0-pk": "x"}) | {"kopiera": "1"}).status_code == 422
    assert not YearCopy.objects.exists()
    for query in ("?ar=2100", "?ar=1990&start=8", "?ar=x"):
        assert client.get(PAGE + query).status_code == 200


def test_a_choice_is_said_and_can_be_left(secretary: User, as_user: Login) -> None:
    activity("Dialog", "2026-03-18", repeats="date")
    activity("Medel", "2026-03-18", repeats="date", category=category("medel"))
    page = as_user(secretary).get(f"{PAGE}?ar=2026&kategori=medel")
    assert [one.activity.title for one in page.context["shown"]] == ["Medel"]
    assert "Bara Medel &amp; redovisning" in page.content.decode()
    assert page.context["everything"] == "?ar=2026"


def test_undoing_leads_back_to_the_proposals(secretary: User, as_user: Login) -> None:
    one = activity("En", "2026-03-18", repeats="date")
    made = copied(secretary, (one, "2027-03-18"))
    client = as_user(secretary)
    page = client.get(f"{PAGE}?ar=2026")
    assert "Allt som återkommer är redan kopierat." in page.content.decode()
    assert "1 kvar av 1" in page.content.decode()
    answer = client.post(reverse("yearwheel:copy-undo", args=[made.pk]))
    assert answer["Location"] == f"{PAGE}?ar=2026"
    assert not YearCopy.objects.exists()


def test_only_who_copied_and_the_office_go_through_it(secretary: User, as_user: Login) -> None:
    made = copied(secretary, (activity("En", "2026-03-18"), "2027-03-18"))
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    pages = [reverse("yearwheel:copy-detail", args=[made.pk])]
    steps = [reverse(f"yearwheel:{name}", args=[made.pk]) for name in ("copy-review", "copy-undo")]
    for user in (other, make.user(office_role="reader")):
        client = as_user(user)
        assert [client.get(one).status_code for one in pages] == [403]
        assert [client.post(one, {"alla": "1"}).status_code for one in steps] == [403, 403]
    assert as_user(make.user(office_role="reader")).get(PAGE).status_code == 403
    assert made.activities.filter(reviewed_at=None).count() == 1
    assert as_user(make.user(office_role="secretariat")).get(pages[0]).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_the_database_equally_often(
    count: int, secretary: User, as_user: Login, django_assert_num_queries: Callable
) -> None:
    rows = [
        activity(f"A{number}", "2026-03-18", repeats="date", body=make.body(), party=make.organisation())
        for number in range(count)
    ]
    client = as_user(secretary)
    client.get(f"{PAGE}?ar=2026")
    with django_assert_num_queries(10):
        assert len(client.get(f"{PAGE}?ar=2026").context["shown"]) == count
    made = copied(secretary, *((one, "2027-03-18") for one in rows))
    with django_assert_num_queries(8):
        assert len(client.get(reverse("yearwheel:copy-detail", args=[made.pk])).context["left"]) == count
