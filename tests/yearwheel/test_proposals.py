"""Anmälan av tillkomna datum: members propose, also under a point about the year, and are told what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Body
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from secretariat.yearwheel import start
from secretariat.yearwheel.actions import proposals
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days
from tests import make
from tests.yearwheel.test_activities import days, told
from tests.yearwheel.year_case import activity, category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
PROPOSE = reverse("yearwheel:activity-propose")


@pytest.fixture
def body() -> Body:
    return make.body(name="Länsdelsgrupp Norr")


@pytest.fixture
def member(body: Body) -> User:
    user = make.user(name="Isa Ek")
    make.membership(seat=make.seat(of=body), person=user.person)
    return user


@pytest.fixture
def keeper(body: Body) -> User:
    user = make.user(name="Tea Holm")
    make.membership(seat=make.seat(of=body, kind="secretary"), person=user.person)
    return user


def year_item(of: Body) -> AgendaItem:
    return make.item(of=make.meeting(bodies=[of]), title="Årshjulet", role="year_wheel")


def sent(**changes: Any) -> dict[str, Any]:
    return {"title": "Familjedag", "when": "8 maj 2027, v. 20 2027", "category": category("konferenser").pk,
            "text": "I parken.", **changes}  # fmt: skip


def spans(*texts: str) -> list[Days]:
    return [Days(dt.date.fromisoformat(text), dt.date.fromisoformat(text)) for text in texts]


def letters() -> list[tuple[str, str]]:
    return list(
        OutgoingMail.objects.filter(purpose="anmält datum").order_by("pk").values_list("to_email", "subject")
    )


def proposed(by: User, *texts: str, **facts: Any) -> proposals.Proposal:
    rows = proposals.propose(
        by=by, days=spans(*texts or ("2027-05-08",)),
        **{"title": "Familjedag", "category": category("konferenser"), **facts},
    )  # fmt: skip
    return proposals.proposal_of(rows[0])


def test_a_member_proposes_and_the_bodys_secretary_is_told(
    member: User, keeper: User, body: Body, as_user: Any
) -> None:
    answer = as_user(member).post(PROPOSE, sent(body=body.pk))
    assert (answer.status_code, answer.url) == (302, reverse("yearwheel:activity-own"))
    assert days() == ["Familjedag 2027-05-08", "Familjedag 2027-05-17–2027-05-23"]
    assert set(Activity.objects.values_list("state", "proposed_by")) == {("proposed", member.pk)}
    assert letters() == [(keeper.email, "Anmält till årshjulet: Familjedag")]
    letter = OutgoingMail.objects.get(purpose="anmält datum")
    assert "När: 8\xa0maj\xa02027 och v.\xa020\xa02027." in letter.body
    assert LogEntry.objects.latest("pk").verb == "anmälde till årshjulet"


def test_without_a_body_the_secretariat_is_told(member: User, secretary: User, as_user: Any) -> None:
    as_user(member).post(PROPOSE, sent())
    assert letters() == [(secretary.email, "Anmält till årshjulet: Familjedag")]


def test_what_is_proposed_is_not_in_the_year_until_it_is_taken_in(member: User, secretary: User) -> None:
    proposal = proposed(member)
    assert list(Activity.objects.accepted()) == []
    proposals.accept(proposal, by=secretary, days=spans("2027-05-08"))
    assert days(*Activity.objects.accepted()) == ["Familjedag 2027-05-08"]


def test_one_proposes_for_bodies_one_has_a_seat_in(member: User, body: Body, as_user: Any) -> None:
    other = make.body()
    form = as_user(member).get(PROPOSE).context["form"]
    assert list(form.fields["body"].queryset) == [body]
    answer = as_user(member).post(PROPOSE, sent(body=other.pk))
    assert (answer.status_code, len(told(answer))) == (422, 1)
    assert not Activity.objects.exists()


def test_bad_days_are_told_and_nothing_is_lost(member: User, as_user: Any) -> None:
    answer = as_user(member).post(PROPOSE, sent(when="i maj någon gång"))
    assert answer.status_code == 422
    assert told(answer) == [
        "”i maj någon gång”: kunde inte läsas. Skriv t.ex. 16 maj, 16/5, 3–7 mars, v. 37–38, mars eller ht 2026."
    ]
    assert "I parken." in answer.content.decode()


# Answered


def test_a_proposal_is_taken_in_with_changes_and_the_member_is_told(
    member: User, secretary: User, as_user: Any
) -> None:
    first = proposed(member, "2027-05-08", "2027-05-15").first
    address = reverse("yearwheel:activity-answer", args=[first.pk])
    client = as_user(secretary)
    form = client.get(address).context["form"]
    assert form["when"].value() == "2027-05-08, 2027-05-15"
    values = {"title": "Familjedagen", "when": "2027-05-09", "category": first.category_id, "repeats": "no",
              "answer": "Roligt!"}  # fmt: skip
    assert client.post(address, values).url == reverse("yearwheel:activity-proposals")
    row = Activity.objects.get()
    assert (row.title, str(row.starts_on), row.state, row.answered_by) == (
        "Familjedagen", "2027-05-09", "accepted", secretary,
    )  # fmt: skip
    assert letters()[-1] == (member.email, "Ditt datum i årshjulet: Familjedagen")
    body = OutgoingMail.objects.latest("pk").body
    assert "Det står nu i årshjulet: 9\xa0maj\xa02027." in body
    assert "Sekreteraren svarar: Roligt!" in body


def test_more_days_than_were_proposed_become_rows_too(member: User, secretary: User) -> None:
    proposal = proposed(member)
    proposals.accept(proposal, by=secretary, days=spans("2027-05-08", "2027-09-08"), **_facts(proposal))
    assert days(*Activity.objects.accepted()) == ["Familjedag 2027-05-08", "Familjedag 2027-09-08"]
    assert set(Activity.objects.values_list("proposed_by", flat=True)) == {member.pk}


def _facts(proposal: proposals.Proposal) -> dict[str, Any]:
    return {"title": proposal.first.title, "category": proposal.first.category}


def test_a_proposal_is_declined_with_a_reason_that_the_member_reads(
    member: User, secretary: User, as_user: Any
) -> None:
    first = proposed(member, "2027-05-08", "2027-05-15").first
    address = reverse("yearwheel:activity-decline", args=[first.pk])
    client = as_user(secretary)
    refused = client.post(address, sent(answer=" "))
    assert (refused.status_code, told(refused)) == (
        422, ["Skriv varför det inte tas med. Den som anmälde får läsa det."],
    )  # fmt: skip
    assert client.post(address, {"answer": "Bara för Kumla."}).status_code == 302
    assert set(Activity.objects.values_list("state", "answer")) == {("declined", "Bara för Kumla.")}
    assert "Sekreteraren svarar: Bara för Kumla." in OutgoingMail.objects.latest("pk").body
    own = as_user(member).get(reverse("yearwheel:activity-own")).content.decode()
    assert "Togs inte med" in own
    assert "Sekreteraren svarar: Bara för Kumla." in own


def test_a_proposal_is_answered_once(member: User, secretary: User, as_user: Any) -> None:
    proposal = proposed(member)
    proposals.decline(proposal, by=secretary, reason="Nej.")
    with pytest.raises(NotAllowed) as refused:
        proposals.accept(proposal, by=secretary, days=spans("2027-05-08"))
    assert refused.value.reasons == ["”Familjedag” är redan besvarad: inte tagen med."]
    with pytest.raises(NotAllowed):
        proposals.decline(proposal, by=secretary, reason="Nej igen.")
    address = reverse("yearwheel:activity-answer", args=[proposal.first.pk])
    assert as_user(secretary).get(address).url == proposal.first.get_absolute_url()


def test_a_member_takes_back_what_nobody_has_answered(member: User, secretary: User, as_user: Any) -> None:
    proposal, other = proposed(member), proposed(make.user(), title="En annans")
    client = as_user(member)
    assert client.post(reverse("yearwheel:activity-withdraw", args=[other.first.pk])).status_code == 404
    client.post(reverse("yearwheel:activity-withdraw", args=[proposal.first.pk]))
    assert days() == ["En annans 2027-05-08"]
    answered = proposed(member, title="Besvarad")
    proposals.accept(answered, by=secretary, days=spans("2027-05-08"), **_facts(answered))
    page = client.post(reverse("yearwheel:activity-withdraw", args=[answered.first.pk]), follow=True)
    assert "”Besvarad” är redan besvarad: i årshjulet." in page.content.decode()


def test_nobody_else_takes_back_what_one_can_see(member: User, secretary: User, as_user: Any) -> None:
    address = reverse("yearwheel:activity-withdraw", args=[proposed(member).first.pk])
    assert as_user(secretary).post(address).status_code == 403


def test_a_secretary_answers_what_is_for_own_bodies(
    member: User, keeper: User, body: Body, as_user: Any
) -> None:
    mine, nobodys = proposed(member, body=body), proposed(member, title="För alla")
    client = as_user(keeper)
    listed = client.get(reverse("yearwheel:activity-proposals")).context["waiting"]
    assert [one.first.title for one in listed] == ["Familjedag"]
    answers = [
        client.get(reverse("yearwheel:activity-answer", args=[one.first.pk])).status_code
        for one in (mine, nobodys)
    ]
    assert answers == [200, 404]
    other = make.body()
    make.membership(seat=make.seat(of=other), person=keeper.person)
    seen = proposed(member, title="Sedd men en annans", body=other).first
    client = as_user(User.objects.get(pk=keeper.pk))
    for page, method in (("detail", "get"), ("answer", "get"), ("answer", "post"), ("decline", "post")):
        answer = getattr(client, method)(reverse(f"yearwheel:activity-{page}", args=[seen.pk]))
        assert answer.status_code == (200 if page == "detail" else 403), (page, method)
    assert as_user(member).get(reverse("yearwheel:activity-answer", args=[mine.first.pk])).status_code == 403


def test_the_start_page_tells_what_waits_three_and_how_many_more(
    member: User, secretary: User, django_assert_num_queries: Any
) -> None:
    assert start.waiting(member) == []
    for number in range(5):
        proposed(member, title=f"Datum {number}")
    user = User.objects.get(pk=secretary.pk)
    with django_assert_num_queries(1):
        rows = start.waiting(user)
    assert [(row.kind, row.title, row.reason) for row in rows] == [
        ("Årshjul", "Datum 0", "Isa Ek har anmält 8\xa0maj\xa02027."),
        ("Årshjul", "Datum 1", "Isa Ek har anmält 8\xa0maj\xa02027."),
        ("Årshjul", "Datum 2", "Isa Ek har anmält 8\xa0maj\xa02027."),
        ("Årshjul", "2 anmälda datum till", ""),
    ]


# From a meeting


def test_dates_are_proposed_under_the_point_about_the_year(
    member: User, keeper: User, body: Body, as_user: Any
) -> None:
    item = year_item(body)
    client = as_user(member)
    meeting_page = client.get(item.meeting.get_absolute_url()).content.decode()
    there = reverse("yearwheel:item-dates", args=[item.pk])
    assert f'<a href="{there}">Anmäl datum</a>' in meeting_page
    form = client.get(f"{PROPOSE}?punkt={item.pk}").context["form"]
    assert form["body"].value() == body.pk
    assert client.post(f"{PROPOSE}?punkt={item.pk}", sent(body=body.pk)).url == there
    assert set(Activity.objects.values_list("from_item", flat=True)) == {item.pk}
    shown = as_user(keeper).get(there).context["proposals"]
    assert [(one.first.title, one.days, may) for one, may in shown] == [
        ("Familjedag", "8\xa0maj\xa02027 och v.\xa020\xa02027", True)
    ]
    draft = as_user(keeper).get(reverse("meetings:minutes-draft", args=[item.meeting_id])).content.decode()
    assert f'<a href="{there}">Anmäl datum till årshjulet</a>' in draft


def test_only_the_point_about_the_year_takes_dates_and_only_from_those_who_see_the_meeting(
    member: User, body: Body, as_user: Any
) -> None:
    other = make.item(of=make.meeting(bodies=[body]), title="Budget")
    hidden = year_item(make.body())
    client = as_user(member)
    for item in (other, hidden):
        assert client.get(f"{PROPOSE}?punkt={item.pk}").status_code == 404
        assert client.get(reverse("yearwheel:item-dates", args=[item.pk])).status_code == 404
    assert client.get(f"{PROPOSE}?punkt=abc").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_proposals_ask_equally_often(
    count: int, member: User, secretary: User, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        proposed(member, title=f"Datum {number}")
        activity(f"Svarat {number}", proposed_by=member, answered_at="2026-03-01T09:00Z", state="declined")
    client = as_user(secretary)
    with django_assert_max_num_queries(12) as asked:
        client.get(reverse("yearwheel:activity-proposals"))
    _ASKED.add(len(asked))
    assert len(_ASKED) == 1


_ASKED: set[int] = set()
