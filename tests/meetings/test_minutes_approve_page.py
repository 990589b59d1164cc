"""The approver's pages: read on a phone, one answer, a receipt (interface 2.3 b, C4, N3)."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import minutes as minutes_actions
from meetings.models import ItemBlock, Reply
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

from .approval_case import Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


def address(name: str, case: Case) -> str:
    return reverse(f"meetings:{name}", args=[case.meeting.pk])


def test_the_page_says_what_is_confirmed_and_by_when(case: Case, as_user: Login) -> None:
    """2.3 b 3, 4, 8, 10: before the text: what, deadline, how long; then decisions, text, who else, whom to call."""
    case.send()
    page = as_user(case.elected).get(address("minutes-approve", case))
    text = page.content.decode()
    seen = text.partition("<main")[2]
    places = [
        seen.index(words)
        for words in (
            "Ej justerat", "Justera minnesanteckningar", "Provrådet, onsdag 18 mars 2026",
            "Du intygar att texten visar vad som sades och beslutades.", "onsdag 1 april 2026", "omkring 1\xa0minut",
            "Beslut PR 2026-1", "Hela texten", "Begär ändring av punkt 2", "Vilka justerar", "<b>Asta Ordman</b>",
            "Du har inte svarat än", "Ring sekreteraren Mikaela Forsell", "Jag avstår",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert "htmx" not in text.replace('name="htmx-config"', "")
    assert len(page.content) < 60_000


def test_the_mail_link_leads_through_login_right_there(case: Case, client: Client) -> None:
    """2.3 b 2: after login one lands on the text."""
    case.send()
    link = address("minutes-approve", case)
    answer = client.get(link)
    assert answer["Location"] == f"{reverse('account_login')}?next={link}"
    letter = OutgoingMail.objects.filter(to_name="Birger Valdberg").get()
    assert letter.action_url.endswith(link)


def test_approving_gives_a_receipt_and_a_second_click_a_kind_word(case: Case, as_user: Login) -> None:
    case.send()
    client = as_user(case.elected)
    link = address("minutes-approve", case)
    first = client.post(link, {"version": "1"})
    assert (first.status_code, first["Location"]) == (302, address("minutes-receipt", case))
    second = client.post(link, {"version": "1"}, follow=True)
    assert "Du har redan justerat. Tack!" in second.content.decode()
    assert "Tack, du har justerat" in second.content.decode()
    assert Reply.objects.filter(answer="approved").count() == 1
    assert "Se kvittot" in client.get(link).content.decode()


def test_an_old_page_does_not_approve_a_new_text(case: Case, as_user: Login) -> None:
    """Only what one has read: the number of the version stands in the form."""
    case.send()
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    case.send()
    page = as_user(case.elected).post(address("minutes-approve", case), {"version": "1"}, follow=True)
    assert "Texten har ändrats sedan du öppnade sidan." in page.content.decode()
    assert not Reply.objects.exists()


def test_changes_since_the_last_opened_version_are_marked(case: Case, as_user: Login) -> None:
    """2.3 b 4: marked in the text and in the decision, counted, and shown alone on request."""
    case.send()
    client = as_user(case.elected)
    link = address("minutes-approve", case)
    assert "Ändrat" not in client.get(link).content.decode()
    assert LogEntry.objects.filter(verb="öppnade för justering").count() == 1
    client.get(link)
    assert LogEntry.objects.filter(verb="öppnade för justering").count() == 1
    wish = {case.item("Plan"): "Nora har ändrat sig."}
    minutes_actions.request_changes(case.minutes, by=case.chair, comments=wish)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Nora har ändrat sig")
    ItemBlock.objects.filter(html__contains="avstår").update(html="Planen gicks igenom. Nora vill vänta.")
    ItemBlock.objects.filter(html__contains="antar").update(html="Rådet antar planen i juni.")
    case.send()
    text = client.get(link).content.decode()
    assert "<strong>på ett ställe</strong>" in text
    assert "Nora <del>avstår</del> <ins>vill vänta</ins>." in text
    assert "Rådet antar planen <ins>i juni</ins>." in text
    assert text.count("Ändrat sedan förra omgången") == 1
    assert text.count("Ändrat på begäran av Asta Ordman") == 1
    alone = client.get(f"{link}?visa=andrat").content.decode()
    assert "Begär ändring av punkt 2" in alone
    assert "Begär ändring av punkt 3" not in alone


def test_a_wish_per_item_reaches_the_secretary(case: Case, as_user: Login) -> None:
    """2.3 b 6: words typed at several items go together."""
    case.send()
    plan, budget = case.item("Plan"), case.item("Budget")
    client = as_user(case.elected)
    typed = {
        f"punkt-{plan.pk}": "Skriv Lekeberg.",
        f"punkt-{budget.pk}": "",
        "punkt-allt": "",
        "version": "1",
    }
    answer = client.post(address("minutes-change", case), typed)
    assert (answer.status_code, answer["Location"]) == (302, address("minutes-approve", case))
    reply = Reply.objects.get()
    assert [(one.item_label, one.text) for one in reply.requests.all()] == [("Punkt 2", "Skriv Lekeberg.")]


def test_a_refused_wish_keeps_what_was_typed(case: Case, as_user: Login) -> None:
    case.send()
    plan = case.item("Plan")
    page = as_user(case.elected).post(
        address("minutes-change", case), {f"punkt-{plan.pk}": "Skriv Lekeberg.", "version": "9"}
    )
    text = page.content.decode()
    assert "Texten har ändrats sedan du öppnade sidan." in text
    assert ">Skriv Lekeberg.</textarea>" in text


def test_abstaining_asks_for_a_reason(case: Case, as_user: Login) -> None:
    """2.3 b 5: the secretary and the elected ersättare are told, nobody is called in by itself."""
    case.send()
    OutgoingMail.objects.all().delete()
    client = as_user(case.elected)
    link = address("minutes-abstain", case)
    assert "Skriv varför du avstår." in client.post(link, {"reason": " "}).content.decode()
    assert client.post(link, {"reason": "Jag var borta."})["Location"] == address("minutes-receipt", case)
    assert "Du har avstått" in client.get(address("minutes-receipt", case)).content.decode()
    letters = OutgoingMail.objects.order_by("to_name").values_list("to_name", "subject")
    assert list(letters) == [
        ("Cilla Reservin", "Du kan bli kallad: Provrådet, 18 mars 2026"),
        ("Mikaela Forsell", "Birger Valdberg avstår: Provrådet, 18 mars 2026"),
    ]
    assert case.minutes.approvers.get(person=case.reserve.person).is_reserve


def test_others_may_not_read_or_answer(case: Case, as_user: Login) -> None:
    """N7: a member of the body, the ersättare, the secretary: 403; an outsider does not know the meeting: 404."""
    case.send()
    member = make.approver_user(of=case.body, kind="member")
    other_chair = make.approver_user(of=make.body(), kind="chair")
    names = ("minutes-approve", "minutes-abstain", "minutes-receipt")
    for user, code in ((member, 403), (case.reserve, 403), (case.secretary, 403), (other_chair, 404)):
        client = as_user(user)
        assert [client.get(address(name, case)).status_code for name in names] == [code] * 3
        assert client.post(address("minutes-approve", case), {"version": "1"}).status_code == code
        assert client.post(address("minutes-change", case), {"punkt-allt": "x"}).status_code == code


def test_a_text_taken_back_is_not_shown(case: Case, as_user: Login) -> None:
    case.send()
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    text = as_user(case.elected).get(address("minutes-approve", case)).content.decode()
    assert "Texten har tagits tillbaka för att ändras." in text
    assert "Planen gicks igenom" not in text


def test_a_withdrawn_approval_is_told_on_the_receipt(case: Case, as_user: Login) -> None:
    """C1: the approval of version 1 stays and no longer holds."""
    case.send()
    client = as_user(case.elected)
    client.post(address("minutes-approve", case), {"version": "1"})
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Fel")
    case.send()
    text = client.get(address("minutes-receipt", case)).content.decode()
    assert "Du justerade version 1" in text
    assert "Gäller inte längre" in text
    assert (
        "Justerade version 1. Texten har ändrats sedan dess."
        in client.get(address("minutes-approve", case)).content.decode()
    )


def test_the_page_asks_the_same_number_of_questions(
    case: Case, as_user: Login, django_assert_max_num_queries: Callable[..., object]
) -> None:
    """Whether the text has three items or thirty."""
    for number in range(27):
        make.item(of=case.meeting, title=f"Ärende {number}", text="Ord.\nFler ord.")
    case.send()
    client = as_user(case.elected)
    client.get(address("minutes-approve", case))
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        client.get(address("minutes-approve", case))
