"""The secretary's pages: hinders and reminders, the list, sending, following a round, taking back (L5, C1, C2)."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import gaps
from meetings.actions import minutes as minutes_actions
from meetings.models import Attendance, BlockKind, Meeting, Minutes
from secretariat.registry.models import User
from tests import make

from .approval_case import Case, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def address(name: str, case: Case, *rest: int) -> str:
    return reverse(f"meetings:{name}", args=[case.meeting.pk, *rest])


def test_reminders_do_not_hinder(case: Case) -> None:
    """L5: each names the place; none stops the sending."""
    item = make.item(of=case.meeting, title="Uppföljning")
    make.action(of=item)
    make.item(of=case.meeting, title="Tyst punkt")
    rounds = make.item(of=case.meeting, title="Laget runt", role="round_table")
    said = make.block(of=rounds, html="", kind=BlockKind.CONTRIBUTION, label="Kumla:", party_name="Kumla")
    make.block(of=rounds, html="Allt är väl.", parent=said)
    make.block(of=rounds, html="", kind=BlockKind.CONTRIBUTION, label="Laxå:", party_name="Laxå")
    make.item(of=case.meeting, title="", text="Text utan rubrik.")
    Attendance.objects.filter(person=case.reserve.person).update(state="unknown")
    assert [gap.text for gap in gaps.worth_knowing(case.minutes)] == [
        "Närvarolistan: 1 person är inte registrerad.",
        "Punkt 4: uppdraget saknar ansvarig.",
        "Punkt 4: uppdraget saknar datum.",
        "Punkt 5: ingen text.",
        "Punkt 6: inget antecknat för Laxå.",
        "Punkt 7: rubrik saknas.",
    ]
    assert gaps.hindering(case.minutes) == []
    assert minutes_actions.obstacles_to_sending(case.minutes) == []


def test_the_page_sends(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    text = client.get(address("minutes-send", case)).content.decode()
    for words in (
        "Skicka för justering",
        "<b>Asta Ordman</b>, ordförande, Provrådet",
        "<b>Birger Valdberg</b>",
        "kallas in vid behov",
    ):
        assert words in text
    assert not case.minutes.approvers.exists()
    answer = client.post(address("minutes-send", case), {"deadline": "4 maj 2027"})
    assert answer["Location"] == address("minutes-approval", case)
    assert (case.minutes.state, str(case.minutes.approval_deadline)) == ("sent", "2027-05-04")
    assert client.get(address("minutes-send", case))["Location"] == address("minutes-approval", case)


def test_the_page_shows_hinders_with_links_and_keeps_what_was_typed(case: Case, as_user: Login) -> None:
    empty = make.item(of=case.meeting, title="")
    client = as_user(case.secretary)
    text = client.get(address("minutes-send", case)).content.decode()
    assert f'<a href="/moten/{case.meeting.pk}/#punkt-{empty.pk}">Punkt 4: rubrik och text saknas.' in text
    text = client.post(address("minutes-send", case), {"deadline": "4 maj 2027"}).content.decode()
    assert "Följande behöver rättas" in text
    assert 'value="4 maj 2027"' in text
    assert case.minutes.state == "draft"


def test_a_bad_date_is_told(case: Case, as_user: Login) -> None:
    text = (
        as_user(case.secretary)
        .post(address("minutes-send", case), {"deadline": "03/04/2026"})
        .content.decode()
    )
    assert "Skriv datumet som 2026-03-04 eller 4 mars 2026." in text


def test_the_list_is_changed_on_the_page(case: Case, as_user: Login) -> None:
    client = as_user(case.secretary)
    make.person(name="Didrik Extra")
    typed = {"name": "Didrik Extra", "capacity": "elected", "reason": ""}
    assert "Skriv varför." in client.post(address("approver-add", case), typed).content.decode()
    typed["reason"] = "Ledde punkt 4"
    assert client.post(address("approver-add", case), typed).status_code == 302
    unknown = client.post(address("approver-add", case), {**typed, "name": "Okänd Person"}).content.decode()
    assert "Ingen i registret heter så. Välj ett namn i listan." in unknown
    assert 'value="Okänd Person"' in unknown
    strike = address("approver-remove", case, case.elected.person_id or 0)
    assert "Skriv varför." in client.post(strike, {"reason": ""}).content.decode()
    assert client.post(strike, {"reason": "Är sjuk"}).status_code == 302
    text = client.get(address("minutes-send", case)).content.decode()
    assert "Strukna: Birger Valdberg (Är sjuk)." in text
    assert "<b>Didrik Extra</b>, vald justerare" in text


def test_the_round_is_followed_and_answered(case: Case, as_user: Login) -> None:
    """Wishes, abstaining, calling in and taking back, all from one page."""
    case.send()
    minutes_actions.request_changes(
        case.minutes, by=case.chair, comments={case.item("Plan"): "Skriv Lekeberg."}
    )
    minutes_actions.abstain(case.minutes, by=case.elected, reason="Var borta")
    client = as_user(case.secretary)
    text = client.get(address("minutes-approval", case)).content.decode()
    for words in (
        "0 av 2 har justerat",
        "om Punkt 2, version 1: Skriv Lekeberg.",
        "Var borta",
        "Vald ersättare: Cilla Reservin",
    ):
        assert words in text
    wish = case.minutes.versions.get().replies.get(answer="changes").requests.get()
    client.post(address("request-answer", case, wish.pk), {"answer": "Gjort."})
    row = case.minutes.approvers.get(person=case.elected.person)
    refused = client.post(
        address("approver-replace", case, row.pk), {"name": "Ingen Alls", "reason": "Borta"}
    )
    assert "Ingen i registret heter så." in refused.content.decode()
    assert (
        client.post(address("approver-replace", case, row.pk), {"name": "", "reason": "Borta"}).status_code
        == 302
    )
    text = client.get(address("minutes-approval", case)).content.decode()
    assert "i stället för Birger Valdberg" in text
    assert "Gjort." in text
    assert "Skriv varför." in client.post(address("minutes-take-back", case), {"reason": ""}).content.decode()
    assert (
        client.post(address("minutes-take-back", case), {"reason": "Fel"})["Location"]
        == f"/moten/{case.meeting.pk}/"
    )
    assert case.minutes.state == "draft"


def test_going_on_without_one_from_the_page(case: Case, as_user: Login) -> None:
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair)
    row = case.minutes.approvers.get(person=case.elected.person)
    client = as_user(case.secretary)
    assert (
        client.post(address("approver-release", case, row.pk), {"reason": "Svarar inte"}).status_code == 302
    )
    assert case.minutes.state == "approved"


def test_a_withdrawn_approval_is_told_before_the_next_sending(case: Case, as_user: Login) -> None:
    """C1: No edit after the first approval without withdrawing the approvals, visibly."""
    case.send()
    reply = minutes_actions.approve(case.minutes, by=case.chair)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    text = as_user(case.secretary).get(address("minutes-send", case)).content.decode()
    assert (
        f"Asta Ordman justerade version 1 den {reply.local_time}. Texten har tagits tillbaka sedan dess."
        in text
    )


def test_the_chair_finalises_a_body_without_approval(as_user: Login) -> None:
    """C1: by the secretary or the chair."""
    body = make.body(approval_policy="none")
    chair = make.approver_user(of=body)
    meeting = make.meeting(bodies=[body], chair=chair.person)
    make.item(of=meeting, title="Öppnande", text="Mötet öppnas.")
    link = reverse("meetings:minutes-send", args=[meeting.pk])
    client = as_user(chair)
    assert "Fastställ minnesanteckningarna" in client.get(link).content.decode()
    client.post(link)
    assert Minutes.objects.get(meeting=meeting).state == "finalised"


def test_who_may_not(case: Case, as_user: Login) -> None:
    """Members do not see drafts (N7), and only the secretary's side sends."""
    case.send()
    row = case.minutes.approvers.first()
    assert row
    pages = [address(name, case) for name in ("minutes-send", "minutes-approval")]
    posts = [
        address("approver-add", case),
        address("approver-remove", case, 1),
        address("minutes-take-back", case),
        address("approver-replace", case, row.pk),
        address("approver-release", case, row.pk),
    ]
    member = make.approver_user(of=case.body, kind="member")
    stranger = make.approver_user(of=make.body(), kind="secretary")
    for user, code in ((member, 403), (case.chair, 403), (stranger, 404)):
        client = as_user(user)
        codes = {client.post(link, {"reason": "x"}).status_code for link in posts}
        codes |= {client.get(link).status_code for link in pages[1:]}
        assert codes == {code}
    assert Meeting.objects.get(pk=case.meeting.pk).minutes.state == "sent"
