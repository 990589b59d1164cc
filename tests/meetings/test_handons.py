"""Medskick are followed until each group has answered (K6, A15)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import backlog, handon_lists, handons
from meetings.models import BacklogItem, Body, BodyType, Decision, HandOn, HandOnAnswer, Meeting
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

from .backlog_case import finish

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
TODAY = dt.date(2026, 4, 1)


@pytest.fixture
def districts() -> list[Body]:
    kind = BodyType.objects.get_or_create(name="länsdelsgrupp", slug="district")[0]
    return [
        make.body(name=name, type=kind, approval_policy="none")
        for name in ("Norr", "Söder", "Väster", "Öster")
    ]


def handed(*bodies: Body, by: User, text: str = "Vem kan ha öppet på kvällen?") -> HandOn:
    """A medskick from finished minutes of a chefsgrupp."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Mötesplatser")
    made = HandOn.objects.create(
        meeting=meeting, item=item, block=make.block(of=item, html=text), to="Grupperna"
    )
    made.bodies.set(bodies)
    finish(meeting, by=by)
    return made


def taken_up(made: HandOn, body: Body, *, by: User, on: dt.date = dt.date(2026, 3, 25)) -> Meeting:
    meeting = make.meeting(bodies=[body], date=on)
    backlog.take(BacklogItem.objects.get(hand_on=made, body=body), meeting, by=by)
    return meeting


def told(made: HandOn, user: User, today: dt.date = TODAY) -> list[tuple[str, str]]:
    groups = handon_lists.of_points(HandOn.objects.filter(pk=made.pk), user, today=today)[made.pk]
    return [(one.body_name, one.status) for one in groups]


def test_each_group_is_somewhere_on_the_way(districts: list[Body], secretary: User) -> None:
    """K6, check: who has taken it up, who has not."""
    made = handed(*districts, by=secretary)
    norr, soder, vaster, oster = districts
    taken_up(made, soder, by=secretary, on=dt.date(2026, 5, 5))
    finish(taken_up(made, vaster, by=secretary), by=secretary)
    handons.answer(made, oster, by=secretary, text="Biblioteket.")
    assert told(made, secretary) == [
        ("Norr", "Inte upptaget än"), ("Söder", "På dagordningen"), ("Väster", "Upptaget, inget svar än"),
        ("Öster", "Har svarat"),
    ]  # fmt: skip
    groups = handon_lists.of_points(HandOn.objects.all(), secretary, today=TODAY)[made.pk]
    assert handon_lists.sentence(groups) == "1 av 4 länsdelsgrupper har svarat. Kvar: Norr, Söder och Väster."
    assert norr.backlog.get().state == "open"
    assert oster.backlog.get().closed_because == "Gruppen har svarat på medskicket."


def test_it_is_late_when_the_group_has_met_twice_without_answering(
    districts: list[Body], secretary: User
) -> None:
    made = handed(districts[0], by=secretary)
    for day in (20, 30):
        assert told(made, secretary) == [("Norr", "Inte upptaget än")]
        make.meeting(bodies=[districts[0]], date=dt.date(2026, 3, day))
    assert told(made, secretary) == [("Norr", "Sent, gruppen har mötts 2 gånger")]


def test_the_answer_is_suggested_from_what_the_finished_minutes_decided(
    districts: list[Body], secretary: User
) -> None:
    made = handed(districts[0], by=secretary)
    meeting = taken_up(made, districts[0], by=secretary)
    item = meeting.items.get()
    make.decision(of=item, text="Norr öppnar biblioteket på tisdagar.")
    make.decision(of=item, text="Regionen ställer upp.", is_own=False, taken_by="Regionen")
    assert handon_lists.suggested(made, districts[0]) == ("", item)
    finish(meeting, by=secretary)
    assert handon_lists.suggested(made, districts[0]) == ("Norr öppnar biblioteket på tisdagar.", item)
    assert handons.answer(made, districts[0], by=secretary, text="Ja.").hand_on == made
    assert HandOnAnswer.objects.get().item == item
    assert LogEntry.objects.get(verb="svarade på medskick").detail == {"body": "Norr", "text": "Ja."}


def test_what_cannot_be_an_answer_is_refused(districts: list[Body], secretary: User) -> None:
    made = handed(districts[0], by=secretary)
    for body, text, reason in (
        (districts[1], "Ja.", "Medskicket gick inte till Söder."),
        (districts[0], "  ", "Skriv vad gruppen svarar."),
    ):
        with pytest.raises(NotAllowed) as no:
            handons.answer(made, body, by=secretary, text=text)
        assert no.value.reasons == [reason]
    handons.answer(made, districts[0], by=secretary, text="Ja.")
    with pytest.raises(NotAllowed, match="Någon annan har nyss skrivit: ”Ja"):
        handons.answer(made, districts[0], by=secretary, text="Nej.")
    with pytest.raises(NotAllowed, match="Gruppen har redan svarat"):
        handons.excuse(made, districts[0], by=secretary, reason="Onödigt.")
    assert HandOnAnswer.objects.get().text == "Ja."


def test_an_answer_that_is_not_wanted_is_not_counted_and_can_be_wanted_again(
    districts: list[Body], secretary: User
) -> None:
    made = handed(*districts[:2], by=secretary)
    with pytest.raises(NotAllowed, match="Skriv varför svaret inte behövs"):
        handons.excuse(made, districts[0], by=secretary, reason="")
    handons.excuse(made, districts[0], by=secretary, reason="Norr har ingen mötesplats.")
    handons.answer(made, districts[1], by=secretary, text="Ja.")
    groups = handon_lists.of_points(HandOn.objects.all(), secretary, today=TODAY)[made.pk]
    assert handon_lists.sentence(groups) == "1 av 1 grupp har svarat."
    assert districts[0].backlog.get().state == "closed"
    handons.ask_again(made, districts[0], by=secretary)
    assert (districts[0].backlog.get().state, told(made, secretary)[0][1]) == ("open", "Inte upptaget än")
    handons.ask_again(made, districts[1], by=secretary)
    assert HandOnAnswer.objects.get().text == "Ja."


# Pages


def words_on(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(one.body_name, one.status) for one, _ in client.get(f"/medskick/{query}").context["receivers"]]


def test_the_list_is_filtered_by_state_and_group_and_searched(
    districts: list[Body], secretary: User, as_user: Login
) -> None:
    made = handed(*districts[:2], by=secretary)
    handons.answer(made, districts[1], by=secretary, text="Ja.")
    client = as_user(make.user(office_role="reader"))
    origin = made.meeting.leading_body.pk  # type: ignore[union-attr]
    open_ = [("Norr", "Inte upptaget än")]
    both = [*open_, ("Söder", "Har svarat")]
    # the meeting is in the past seen from today, and nobody has met since
    assert [words_on(client, query) for query in (
        "", "?lage=alla", "?lage=besvarade", "?lage=sena", f"?lage=alla&till={districts[0].pk}",
        f"?lage=alla&fran={origin}", "?lage=alla&q=KVÄLLEN", "?lage=alla&q=morgon",
    )] == [open_, both, both[1:], [], open_, both, both, []]  # fmt: skip
    answer = client.get("/medskick/hamta/csv/?lage=alla").content.decode("utf-8-sig").splitlines()
    assert answer[0] == "medskick;från;mötesdatum;till;läge;togs upp;svar;svarade"
    assert [line.split(";")[3:5] for line in answer[1:]] == [
        ["Norr", "Inte upptaget än"],
        ["Söder", "Har svarat"],
    ]
    assert client.get("/medskick/hamta/pdf/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often_for_one_and_three(
    rows: int, districts: list[Body], secretary: User, as_user: Login, django_assert_num_queries: Any
) -> None:
    for body in districts[:rows]:
        made = handed(body, by=secretary)
        taken_up(made, body, by=secretary, on=dt.date(2027, 5, 5))
    client = as_user(secretary)
    with django_assert_num_queries(8):
        assert len(words_on(client)) == rows


def test_the_groups_secretary_answers_and_the_origins_secretary_waives(
    districts: list[Body], secretary: User, as_user: Login
) -> None:
    made = handed(*districts[:2], by=secretary)
    keeper = make.approver_user(of=districts[0], kind="secretary")
    origin = make.approver_user(of=made.meeting.leading_body, kind="secretary")  # type: ignore[arg-type]
    address = f"/medskick/{made.pk}/{districts[0].pk}/"
    client = as_user(keeper)
    assert "Skriv svaret" in client.get(f"/medskick/{made.pk}/").content.decode()
    shown = client.post(address, {"do": "answer", "text": "", "was": ""})
    assert (shown.status_code, "Skriv vad gruppen svarar." in shown.content.decode()) == (422, True)
    assert client.post(address, {"do": "answer", "text": "Ja.\r\nPå tisdagar.", "was": ""}).status_code == 302
    again = client.post(address, {"do": "answer", "text": "Nej.", "was": ""})
    assert (again.status_code, "Det du skrev står kvar" in again.content.decode()) == (422, True)
    assert ">\nNej.</textarea>" in again.content.decode()
    page = client.get(f"/medskick/{made.pk}/").content.decode()
    for words in ("1 av 2 länsdelsgrupper har svarat. Kvar: Söder.", "På tisdagar.", "Ändra svaret"):
        assert words in page
    assert "1 av 2 länsdelsgrupper" in as_user(origin).get(f"/moten/punkter/{made.item_id}/").content.decode()
    second = f"/medskick/{made.pk}/{districts[1].pk}/"
    assert client.post(second, {"do": "excuse", "reason": "Nej"}).status_code == 403
    assert client.get(second).status_code == 403
    chief = as_user(origin)
    assert chief.post(second, {"do": "answer", "text": "Ja."}).status_code == 403
    assert chief.post(second, {"do": "excuse", "reason": "Har ingen."}).url == f"/medskick/{made.pk}/"
    assert client.post(f"{second}behovs/").status_code == 403
    assert chief.post(f"{second}behovs/").status_code == 302
    assert chief.get(f"{second}behovs/").status_code == 405


def test_others_read_only_what_they_may(districts: list[Body], secretary: User, as_user: Login) -> None:
    made = handed(districts[0], by=secretary)
    meeting = make.meeting(bodies=[make.body()])
    item = make.item(of=meeting)
    draft = HandOn.objects.create(meeting=meeting, item=item, block=make.block(of=item, html="Hemligt."))
    draft.bodies.add(districts[0])
    reader = as_user(make.user(office_role="reader"))
    assert "Skriv svaret" not in reader.get(f"/medskick/{made.pk}/").content.decode()
    assert reader.get(f"/medskick/{made.pk}/{districts[0].pk}/").status_code == 403
    assert reader.get(f"/medskick/{draft.pk}/").status_code == 404
    assert [name for name, _ in words_on(reader)] == ["Norr"]
    assert as_user(make.user()).get("/medskick/").status_code == 403
    assert Decision.objects.count() == 0
