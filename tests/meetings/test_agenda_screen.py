"""The one screen: sources beside the agenda, one press each way, minutes and a new point kept by every press."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import agenda, backlog
from meetings.models import AgendaItem, BacklogItem
from secretariat.registry.models import User
from tests import make
from tests.meetings.backlog_case import Case, a_case, the_action, with_all

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def case() -> Case:
    return with_all(a_case())


@pytest.fixture
def client(case: Case, as_user: Login) -> Client:
    return as_user(case.secretary)


def screen(case: Case) -> str:
    return reverse("meetings:agenda-edit", args=[case.meeting.pk])


def tree(case: Case) -> list[str]:
    rows = AgendaItem.objects.standing().filter(meeting=case.meeting).order_by("position")
    return [f"{row.number} {row.first_line} {row.planned_minutes or ''}".strip() for row in rows]


def item(case: Case, title: str) -> AgendaItem:
    return case.meeting.items.get(title__startswith=title)


def messages(answer: Any) -> list[str]:
    return [str(one) for one in answer.context["messages"]]


def said(answer: Any) -> str:
    return str(answer.content.decode()).replace("\xa0", " ")


def test_every_source_stands_beside_the_agenda(case: Case, client: Client) -> None:
    """A9, A14, K6, K7, K9."""
    agenda.remove_item(item(case, "Laget runt"), by=case.secretary)
    answer = client.get(screen(case))
    shown = {
        group.title: [(one.row.title, one.origin) for one in group.rows] for group in answer.context["groups"]
    }
    assert {title: [(row, words.replace("\xa0", " ")) for row, words in rows] for title, rows in shown.items()} == {
        "Till nästa möte": [("Bjud in Länsstyrelsen", "Till nästa möte, 18 mars 2026, punkt 1")],
        "Från andra grupper": [
            ("Vem kan ha öppet på kvällen?", "Medskick från Norra gruppen 18 mars 2026, punkt 1")
        ],
        "Anmälda frågor": [("Skjutsar till simhallen", "Anmäld av Asta Holm")],
        "Till kommande möten": [
            ("Klusteranalys", ""), ("Uppföljning av mötesplatserna", "Till kommande möten, 18 mars 2026, punkt 1"),
        ],
    }  # fmt: skip
    assert [one.words for one in answer.context["follow_ups"]] == ["Asta Holm tar fram siffror."]
    assert [one.title for one in answer.context["standing_left"]] == ["Laget runt"]
    assert "Hög prioritet, före klusteranalyserna" in said(answer)


def test_one_press_takes_each_of_them_up(case: Case, client: Client) -> None:
    agenda.remove_item(item(case, "Laget runt"), by=case.secretary)
    client.get(screen(case))
    take = reverse("meetings:agenda-take", args=[case.meeting.pk])
    for title in ("Klusteranalys", "Bjud in", "Vem kan", "Skjutsar"):
        client.post(take, {"row": case.row(title).pk})
    standing = case.body.standing_items.get(title="Laget runt")
    client.post(reverse("meetings:agenda-standing", args=[case.meeting.pk]), {"standing": standing.pk})
    client.post(
        reverse("meetings:agenda-follow-up", args=[case.meeting.pk]), {"action": str(the_action().pk)}
    )
    assert tree(case) == [
        "1 Öppnas 10", "2 Klusteranalys", "3 Bjud in Länsstyrelsen", "4 Vem kan ha öppet på kvällen?",
        "5 Skjutsar till simhallen", "6 Laget runt 10", "7 Uppföljning av uppdrag", "a Asta Holm tar fram siffror",
        "8 Avslutas 10",
    ]  # fmt: skip
    after = client.get(screen(case)).context
    assert [[one.row.title for one in group.rows] for group in after["groups"]] == [
        [], [], [], ["Uppföljning av mötesplatserna"]
    ]  # fmt: skip
    assert (after["follow_ups"], after["standing_left"]) == ([], [])


def test_a_press_says_where_the_point_stands_and_back_again(case: Case, client: Client) -> None:
    take = reverse("meetings:agenda-take", args=[case.meeting.pk])
    answer = client.post(take, {"row": case.row("Kluster").pk}, follow=True)
    assert messages(answer) == ["Klusteranalys står på plats 3 av 4 och har nummer 3."]
    again = client.post(take, {"row": case.row("Kluster").pk}, follow=True)
    assert messages(again) == ["”Klusteranalys” står redan på dagordningen för Provgruppen 15 april 2027."]
    back = client.post(reverse("meetings:agenda-give-back", args=[item(case, "Kluster").pk]), follow=True)
    assert messages(back) == ["”Klusteranalys” väntar åter på listan, med hög prioritet."]
    assert client.post(take, {"row": "0"}, follow=True).context["messages"]
    keep = reverse("meetings:agenda-keep", args=[case.meeting.pk])
    kept = client.post(keep, {"row": case.row("Skjutsar").pk}, follow=True)
    assert messages(kept) == ["”Skjutsar till simhallen” väntar nu på listan. Den som anmälde får veta det."]


@pytest.mark.parametrize("name", ["take", "keep", "standing", "follow-up"])
def test_what_is_gone_says_so(case: Case, client: Client, name: str) -> None:
    address = reverse(f"meetings:agenda-{name}", args=[case.meeting.pk])
    for value in ("0", "x", "", "9" * 30):
        answer = client.post(address, dict.fromkeys(("row", "standing", "action"), value), follow=True)
        assert messages(answer) == ["Det du valde finns inte längre. Sidan visar nu vad som finns."]


def test_minutes_are_saved_by_any_press_and_wrong_ones_come_back(case: Case, client: Client) -> None:
    first, last = item(case, "Öppnas"), item(case, "Avslutas")
    typed = {
        f"min-{first.pk}": "25", f"was-{first.pk}": "10", f"min-{last.pk}": "-5", f"was-{last.pk}": "10",
        "title": "", "presenters": "", "after": "", "planned_minutes": "",
    }  # fmt: skip
    answer = client.post(reverse("meetings:agenda-move", args=[last.pk, "up"]), typed)
    assert tree(case) == ["1 Öppnas 25", "2 Avslutas 10", "3 Laget runt 10"]
    words = said(answer)
    assert "Skriv minuterna som ett heltal mellan 1 och 900, till exempel 20." in words
    assert 'value="-5"' in words
    for wrong in ("en kvart", "0", "901", "2,5"):
        shown = client.post(screen(case), typed | {f"min-{last.pk}": wrong, "do": "times"})
        assert f'value="{wrong}"' in said(shown)
    assert client.post(screen(case), typed | {f"min-{last.pk}": "", "do": "times"}).status_code == 302
    assert tree(case)[1] == "2 Avslutas"


def test_minutes_that_another_has_changed_meanwhile_are_told_and_not_overwritten(
    case: Case, client: Client
) -> None:
    """L2: a stale form."""
    first = item(case, "Öppnas")
    agenda.set_minutes(case.meeting, {first: 15}, by=case.secretary)
    typed = {f"min-{first.pk}": "25", f"was-{first.pk}": "10", "do": "times"}
    answer = client.post(screen(case), typed)
    assert "Någon annan har nyss sparat ”15” här." in said(answer)
    assert tree(case)[0] == "1 Öppnas 15"
    client.post(screen(case), typed | {f"was-{first.pk}": "15"})
    assert tree(case)[0] == "1 Öppnas 25"
    untouched = {f"min-{first.pk}": "10", f"was-{first.pk}": "10", "do": "times"}
    client.post(screen(case), untouched)
    assert tree(case)[0] == "1 Öppnas 25"


def test_a_new_point_that_is_typed_is_kept_by_another_button_and_stands_where_one_says(
    case: Case, client: Client
) -> None:
    first = item(case, "Öppnas")
    typed = {"title": "Remiss", "presenters": "alla", "after": str(first.pk), "planned_minutes": "20"}
    client.post(reverse("meetings:agenda-move", args=[item(case, "Avslutas").pk, "up"]), typed)
    assert tree(case) == ["1 Öppnas 10", "2 Remiss 20", "3 Avslutas 10", "4 Laget runt 10"]
    wrong = client.post(screen(case), typed | {"title": "Annat", "planned_minutes": "-1", "do": "add"})
    assert wrong.context["form"].errors == {
        "planned_minutes": ["Skriv minuterna som ett heltal mellan 1 och 900, till exempel 20."]
    }
    assert "Annat" in said(wrong)
    client.post(screen(case), {"title": "Bilaga", "after": "after", "do": "add"})
    assert AgendaItem.objects.get(title="Bilaga").section == "after"


def test_the_place_is_chosen_and_a_part_of_the_page_answers_a_script(case: Case, client: Client) -> None:
    last = item(case, "Avslutas")
    address = reverse("meetings:agenda-place", args=[last.pk])
    client.post(address, {f"place-{last.pk}": "1"}, follow=True)
    assert tree(case)[0] == "1 Avslutas 10"
    assert messages(client.post(address, {}, follow=True)) == ["Välj vilken plats punkten ska flyttas till."]
    part = said(client.post(address, {f"place-{last.pk}": "2"}, headers={"hx-request": "true"}))
    assert "<html" not in part
    assert "Avslutas står på plats 2 av 3 och har nummer 2." in part


def test_the_sum_and_late_material_are_shown(case: Case, client: Client) -> None:
    agenda.add_item(case.meeting, by=case.secretary, title="Lång", planned_minutes=90)
    agenda.add_item(
        case.meeting, by=case.secretary, title="Sen", purpose="decision", material_due_on=dt.date(2026, 1, 1)
    )
    words = said(client.get(screen(case)))
    assert "2 tim av 1 tim" in words
    assert "Punkterna tar 1 tim mer än mötet. De slutar kl. 11." in words
    assert "Underlag sent, skulle ha kommit 1 januari 2026" in words


def test_taken_to_another_coming_meeting_is_told_and_not_offered(case: Case, client: Client) -> None:
    later = make.meeting(bodies=[case.body], date=dt.date(2027, 6, 1))
    backlog.take(case.row("Kluster"), later, by=case.secretary)
    words = said(client.get(screen(case)))
    assert "På dagordningen 1 juni 2027" in words
    assert f'id="ta-{case.row("Kluster").pk}"' not in words


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_equally_often_for_one_and_three_of_each(
    count: int, case: Case, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(count - 1):
        backlog.add(case.body, by=case.secretary, title=f"Mer {number}")
        backlog.propose(case.body, by=case.member, title=f"Fråga {number}", wished_for=case.meeting)
    for row in BacklogItem.objects.filter(source="own"):
        backlog.take(row, make.meeting(bodies=[case.body], date=dt.date(2027, 6, 1)), by=case.secretary)
        backlog.add(case.body, by=case.secretary, title="En till")
    client.get(screen(case))
    with django_assert_num_queries(27):
        client.get(screen(case))
