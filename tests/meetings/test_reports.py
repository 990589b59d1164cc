"""A standing report item takes in another group's decisions and answers to medskick (K6, K8, K5)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from meetings.actions import handons, reports
from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, Body, Decision, HandOn, ItemBlock, Meeting, Reported
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

from .backlog_case import finish

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def chiefs() -> Body:
    return make.body(name="Chefsgruppen", code="CFX", approval_policy="none")


@pytest.fixture
def council() -> Body:
    return make.body(name="Rådet", approval_policy="none")


def decided(
    by_body: Body, text: str, *, by: User, on: dt.date = dt.date(2026, 3, 10), **facts: object
) -> Decision:
    meeting = make.meeting(bodies=[by_body], date=on)
    made = make.decision(of=make.item(of=meeting), text=text, **facts)
    finish(meeting, by=by)
    return made


def report(of: Body, *, about: Body | None, on: dt.date = dt.date(2026, 3, 20)) -> AgendaItem:
    meeting = make.meeting(bodies=[of], date=on)
    return make.item(of=meeting, title="Rapport", role="report", reports_from=about)


def offered(item: AgendaItem, user: User) -> list[str]:
    return [one.words for one in reports.offer(item, user).open]


def text_of(item: AgendaItem) -> list[str]:
    rows = ItemBlock.objects.standing().filter(item=item).order_by("position")
    return list(rows.values_list("html", flat=True))


def keys(item: AgendaItem, user: User) -> list[str]:
    return [one.key for one in reports.offer(item, user).open]


def test_it_offers_what_the_other_group_has_decided_since_last_time(
    chiefs: Body, council: Body, secretary: User
) -> None:
    """K8: finished minutes only, its own decisions only, none from before the last meeting or after this one."""
    make.meeting(bodies=[council], date=dt.date(2026, 2, 1))
    decided(chiefs, "Anta planen.", by=secretary)
    decided(chiefs, "Länets beslut.", by=secretary, is_own=False, taken_by="Länet")
    decided(chiefs, "Efter mötet.", by=secretary, on=dt.date(2026, 3, 25))
    decided(make.body(approval_policy="none"), "En annan grupps.", by=secretary)
    make.decision(of=make.item(of=make.meeting(bodies=[chiefs], date=dt.date(2026, 3, 11))), text="Utkast.")
    item = report(council, about=chiefs)
    assert offered(item, secretary) == ["Anta planen."]
    assert offered(make.item(of=item.meeting, title="Vanlig"), secretary) == []


def test_what_is_taken_in_is_a_reported_decision_and_is_not_offered_again(
    chiefs: Body, council: Body, secretary: User
) -> None:
    """K5: the register is told whose decision it is."""
    made = decided(chiefs, "Anta planen.", by=secretary)
    made.refresh_from_db()
    item = report(council, about=chiefs)
    make.block(of=item, html="Ordföranden berättade.")
    wanted = keys(item, secretary)
    assert reports.take_in(item, keys=wanted, by=secretary) == 1
    assert text_of(item) == [
        "Ordföranden berättade.", "Chefsgruppen beslutade 10 mars 2026:", f"Anta planen. ({made.number})"
    ]  # fmt: skip
    told = Decision.objects.get(item=item)
    assert (told.is_own, told.taken_by, told.taken_by_body, told.number) == (
        False,
        "Chefsgruppen",
        chiefs,
        "",
    )
    assert reports.take_in(item, keys=wanted, by=secretary) == 0
    assert (offered(item, secretary), Reported.objects.count()) == ([], 1)
    assert offered(report(council, about=chiefs, on=dt.date(2026, 3, 21)), secretary) == []
    assert offered(report(make.body(), about=chiefs), secretary) == ["Anta planen."]
    finish(item.meeting, by=secretary)
    assert Decision.objects.get(item=item).number == ""


def test_a_paragraph_that_is_taken_away_lets_it_be_offered_again(
    chiefs: Body, council: Body, secretary: User
) -> None:
    decided(chiefs, "Anta planen.", by=secretary)
    item = report(council, about=chiefs)
    reports.take_in(item, keys=keys(item, secretary), by=secretary)
    ItemBlock.objects.filter(item=item).update(removed=True)
    assert offered(item, secretary) == ["Anta planen."]
    assert reports.take_in(item, keys=keys(item, secretary), by=secretary) == 1
    assert Reported.objects.count() == 1


def test_what_is_left_out_can_still_be_taken_in(chiefs: Body, council: Body, secretary: User) -> None:
    decided(chiefs, "Anta planen.", by=secretary)
    item = report(council, about=chiefs)
    wanted = keys(item, secretary)
    reports.skip(item, keys=wanted, by=secretary)
    offer = reports.offer(item, secretary)
    assert ([one.words for one in offer.skipped], offer.open, text_of(item)) == (["Anta planen."], [], [])
    assert reports.take_in(item, keys=wanted, by=secretary) == 1
    assert Reported.objects.get().skipped is False


def test_answers_to_medskick_return_into_the_origins_next_report(
    chiefs: Body, council: Body, secretary: User
) -> None:
    """K6: also from groups that the item does not name, where it names none."""
    origin = make.meeting(bodies=[council], date=dt.date(2026, 2, 1))
    point = make.item(of=origin)
    made = HandOn.objects.create(
        meeting=origin, item=point, block=make.block(of=point, html="Vem har öppet?")
    )
    other = make.body(name="Norr", approval_policy="none")
    made.bodies.set([chiefs, other])
    finish(origin, by=secretary)
    handons.answer(made, other, by=secretary, text="Biblioteket.")
    handons.excuse(made, chiefs, by=secretary, reason="Har inget öppet.")
    item = report(council, about=None)
    assert (offered(item, secretary), offered(report(council, about=chiefs), secretary)) == (
        ["Biblioteket."],
        [],
    )
    reports.take_in(item, keys=keys(item, secretary), by=secretary)
    assert text_of(item) == ["Norr har svarat på medskicket ”Vem har öppet?”: Biblioteket."]
    assert (Decision.objects.count(), offered(item, secretary)) == (0, [])


def test_refusals(chiefs: Body, council: Body, secretary: User) -> None:
    decided(chiefs, "Anta planen.", by=secretary)
    item = report(council, about=chiefs)
    wanted = keys(item, secretary)
    plain = make.item(of=item.meeting, title="Vanlig")
    for where, chosen, reason in ((item, [], reports.NOTHING_CHOSEN), (plain, wanted, reports.NOT_A_REPORT)):
        with pytest.raises(NotAllowed) as no:
            reports.take_in(where, keys=chosen, by=secretary)
        assert no.value.reasons == [reason]
    assert reports.take_in(item, keys=["beslut-strunt"], by=secretary) == 0
    minutes_actions.finalise(Meeting.objects.get(pk=item.meeting_id).minutes, by=secretary)
    for act in (reports.take_in, reports.skip):
        with pytest.raises(NotAllowed) as no:
            act(item, keys=wanted, by=secretary)
        assert str(no.value) == "Anteckningarna är färdiga och kan inte ändras. Gör en rättelse i stället."
    assert Reported.objects.count() == 0


def test_the_page_ticks_what_is_new_and_puts_it_in_the_text(
    chiefs: Body, council: Body, secretary: User, as_user: Login
) -> None:
    decided(chiefs, "Anta planen.", by=secretary)
    item = report(council, about=chiefs)
    client = as_user(make.approver_user(of=council, kind="secretary"))
    address = f"/moten/punkter/{item.pk}/rapport/"
    for page in (
        f"/moten/{item.meeting_id}/anteckna/",
        f"/moten/punkter/{item.pk}/enkelt/",
        f"/moten/punkter/{item.pk}/",
    ):
        assert address in client.get(page).content.decode()
    shown = client.get(address).content.decode()
    assert ("Anta planen." in shown, shown.count(" checked")) == (True, 1)
    refused = client.post(address, {"do": "take"})
    assert (refused.status_code, reports.NOTHING_CHOSEN in refused.content.decode()) == (422, True)
    wanted = {"valda": keys(item, secretary)}
    assert client.post(address, {**wanted, "do": "skip"}).url == address
    assert "Bortvalt" in client.get(address).content.decode()
    assert (
        client.post(address, {**wanted, "do": "take"}).url
        == f"/moten/{item.meeting_id}/anteckna/#punkt-{item.pk}"
    )
    assert len(text_of(item)) == 2
    assert "Inget nytt att rapportera." in client.get(address).content.decode()


def test_only_who_writes_the_minutes_reports(
    chiefs: Body, council: Body, secretary: User, as_user: Login
) -> None:
    item = report(council, about=chiefs)
    plain = make.item(of=item.meeting, title="Vanlig")
    address = f"/moten/punkter/{item.pk}/rapport/"
    assert as_user(make.approver_user(of=council, kind="member")).get(address).status_code == 403
    assert (
        as_user(make.approver_user(of=chiefs, kind="secretary")).post(address, {"do": "take"}).status_code
        == 403
    )
    assert as_user(secretary).get(f"/moten/punkter/{plain.pk}/rapport/").status_code == 404
