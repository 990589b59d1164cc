"""Laget runt before the meeting, and one party's contributions over time (K10, A16)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import contributions
from meetings.models import AgendaItem, Body, EarlyContribution, ItemBlock
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, Organisation, OutgoingMail, PersonalLink, User
from tests import make

from .backlog_case import finish

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def group() -> Body:
    return make.body(name="Länsdelsgruppen", approval_policy="none")


def member(group: Body, party: str) -> User:
    organisation = make.organisation(name=party)
    made = make.user(name=f"Asta {party}", email=f"{party.lower()}@exempel.se")
    place = group.seats.count()
    make.membership(
        seat=make.seat(of=group, organisation=organisation, position=place),
        person=made.person,  # type: ignore[arg-type]
    )
    return made


def rounds(group: Body, on: dt.date | None = None) -> AgendaItem:
    day = on or timezone.localdate() + dt.timedelta(days=10)
    return make.item(of=make.meeting(bodies=[group], date=day), title="Laget runt", role="round_table")


def write(item: AgendaItem, user: User, text: str = "", **facts: Any) -> EarlyContribution:
    assert user.person
    party = contributions.parties_of(user.person, item.meeting)[0]
    return contributions.write(item, party=party, person=user.person, by=user, text=text, **facts)


def text_of(item: AgendaItem) -> list[tuple[str, str]]:
    """Labels with what stands under each, in reading order."""
    rows = list(ItemBlock.objects.standing().filter(item=item).order_by("position"))
    return [
        (top.label or top.html, " / ".join(one.html for one in rows if one.parent_id == top.pk))
        for top in rows
        if top.parent_id is None
    ]


def test_each_becomes_a_contribution_in_the_order_of_the_seats(group: Body, secretary: User) -> None:
    """A16: whatever order they wrote in; what stands there is not touched."""
    nora, kumla, laxa, hallsberg = (member(group, name) for name in ("Nora", "Kumla", "Laxå", "Hallsberg"))
    item = rounds(group)
    make.block(of=item, html="Ordföranden inleder.")
    top = make.block(of=item, html="", kind="contribution", label="Kumla:")
    make.block(of=item, html="Sagt på mötet.", parent=top)
    write(item, laxa, "Ny skola.\n\n- öppnar i mars")
    write(item, kumla, "Nytt badhus.")
    write(item, nora, nothing_new=True)
    assert contributions.take_in(item, by=secretary) == 3
    assert text_of(item) == [
        ("Ordföranden inleder.", ""), ("Nora", "Inget nytt."), ("Kumla:", "Sagt på mötet. / Nytt badhus."),
        ("Laxå", "Ny skola. / öppnar i mars"),
    ]  # fmt: skip
    rows = EarlyContribution.objects.exclude(taken_at=None).exclude(block=None)
    assert (rows.count(), ItemBlock.objects.get(label="Laxå").organisation.short_name) == (3, "Laxå")  # type: ignore[union-attr]
    with pytest.raises(NotAllowed, match="Inga inlägg väntar på att tas in"):
        contributions.take_in(item, by=secretary)
    write(item, hallsberg, "Sent men gott.")
    contributions.take_in(item, by=secretary)
    assert [label for label, _ in text_of(item)] == [
        "Ordföranden inleder.",
        "Nora",
        "Kumla:",
        "Laxå",
        "Hallsberg",
    ]


def test_what_a_party_cannot_write_is_refused(group: Body, secretary: User) -> None:
    nora = member(group, "Nora")
    item = rounds(group)
    assert nora.person
    for facts, reason in (
        ({"text": " "}, contributions.NO_WORDS),
        ({"text": "Ja", "nothing_new": True}, contributions.BOTH),
    ):
        with pytest.raises(NotAllowed) as no:
            write(item, nora, **facts)  # type: ignore[arg-type]
        assert no.value.reasons == [reason]
    with pytest.raises(NotAllowed) as no:
        contributions.write(
            item, party=make.organisation(name="Laxå"), person=nora.person, by=nora, text="Hej"
        )
    assert no.value.reasons == ["Du kan inte skriva för Laxå."]
    write(item, nora, "Nytt badhus.")
    with pytest.raises(NotAllowed, match="Någon annan har nyss skrivit: ”Nytt badhus"):
        write(item, nora, "Ny skola.")
    write(item, nora, "Ny skola.", was="Nytt badhus.")
    contributions.take_in(item, by=secretary)
    with pytest.raises(NotAllowed, match="redan tagit in"):
        write(item, nora, "För sent.", was="Ny skola.")
    later = rounds(group)
    finish(later.meeting, by=secretary)
    with pytest.raises(NotAllowed, match="kan inte ändras"):
        write(later, nora, "För sent.")
    assert EarlyContribution.objects.count() == 1
    assert LogEntry.objects.filter(verb="skrev inlägg före mötet").count() == 2


def test_a_member_writes_on_the_page_and_the_secretary_takes_it_in(
    group: Body, secretary: User, as_user: Login
) -> None:
    nora = member(group, "Nora")
    item = rounds(group)
    client, office = as_user(nora), as_user(secretary)
    address = f"/moten/{item.meeting_id}/inlagg/"
    (place,) = contributions.places(nora.person, item.meeting)
    both = {"do": place.key, f"{place.key}-text": "Nytt badhus.", f"{place.key}-nothing_new": "on"}
    shown = client.post(address, both)
    assert (shown.status_code, contributions.BOTH in shown.content.decode()) == (422, True)
    assert "Nytt badhus.</textarea>" in shown.content.decode()
    assert client.post(address, {"do": place.key, f"{place.key}-text": "Nytt badhus."}).url == address
    again = client.post(address, {"do": place.key, f"{place.key}-text": "Ny skola."})
    assert "Det du skrev står kvar" in again.content.decode()
    fetch = f"/moten/punkter/{item.pk}/inlagg/"
    assert fetch in office.get(f"/moten/{item.meeting_id}/anteckna/").content.decode()
    assert "Ta in 1" in office.get(fetch).content.decode()
    assert office.post(fetch, {"do": "take"}).url == f"/moten/{item.meeting_id}/anteckna/#punkt-{item.pk}"
    assert text_of(item) == [("Nora", "Nytt badhus.")]
    assert office.post(fetch, {"do": "take"}).status_code == 422
    assert "redan tagit in inlägget" in client.get(address).content.decode()


def test_others_neither_write_nor_take_in(group: Body, as_user: Login) -> None:
    member(group, "Nora")
    item = rounds(group)
    stranger = as_user(make.approver_user(of=make.body(), kind="secretary"))
    assert stranger.get(f"/moten/{item.meeting_id}/inlagg/").status_code == 404
    assert stranger.post(f"/moten/punkter/{item.pk}/inlagg/", {"do": "take"}).status_code == 403
    keeper = make.approver_user(of=group, kind="secretary")
    assert (
        "Här finns inget att skriva"
        in as_user(make.user(office_role="secretariat"))
        .get(f"/moten/{item.meeting_id}/inlagg/")
        .content.decode()
    )
    other = make.item(of=item.meeting, title="Vanlig")
    assert as_user(keeper).get(f"/moten/punkter/{other.pk}/inlagg/").status_code == 404


def test_parties_are_asked_by_a_letter_with_a_link_of_their_own(
    group: Body, secretary: User, as_user: Login
) -> None:
    nora, kumla = member(group, "Nora"), member(group, "Kumla")
    item = rounds(group)
    write(item, kumla, "Nytt badhus.")
    office = as_user(secretary)
    fetch = f"/moten/punkter/{item.pk}/inlagg/"
    for _ in range(2):
        assert office.post(fetch, {"do": "ask"}).url == fetch
    letters = OutgoingMail.objects.filter(purpose="inlägg före mötet").order_by("pk")
    assert [one.person for one in letters] == [nora.person, nora.person]
    old, new = (one.action_url.partition("/inlagg/")[2] for one in letters)
    client = Client()
    assert client.get(f"/inlagg/{old}").status_code == 410
    page = client.get(f"/inlagg/{new}")
    assert (page.status_code, "Asta Noras egen länk" in page.content.decode()) == (200, True)
    (place,) = contributions.places(nora.person, item.meeting)
    answer = client.post(f"/inlagg/{new}", {"do": place.key, f"{place.key}-nothing_new": "on"})
    assert (answer.status_code, EarlyContribution.objects.get(organisation=place.party).nothing_new) == (
        302,
        True,
    )
    assert PersonalLink.objects.filter(last_used_at__isnull=False).count() == 1
    assert client.get("/inlagg/strunt/").status_code == 404
    refused = office.post(fetch, {"do": "ask"})
    assert (refused.status_code, "Alla parter har skrivit" in refused.content.decode()) == (422, True)


def said(group: Body, party: str, text: str, on: dt.date, *, by: User | None) -> ItemBlock:
    item = rounds(group, on)
    organisation = Organisation.objects.filter(short_name=party).first() or make.organisation(name=party)
    top = make.block(of=item, html="", kind="contribution", label=party, organisation=organisation)
    make.block(of=item, html=text, parent=top)
    if by:
        finish(item.meeting, by=by)
    return top


@pytest.mark.parametrize("rows", [1, 3])
def test_one_partys_history_latest_first_with_search(
    rows: int, group: Body, secretary: User, as_user: Login, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        top = said(group, "Nora", f"Nyhet {number} & mer.", dt.date(2026, 1, 10 + number), by=secretary)
    said(group, "Nora", "Bara utkast.", dt.date(2026, 2, 1), by=None)
    said(group, "Kumla", "Badhus.", dt.date(2026, 2, 2), by=secretary)
    client = as_user(make.user(office_role="reader"))
    address = f"/parter/{top.organisation_id}/laget-runt/"
    with django_assert_num_queries(9):
        answer = client.get(address)
    told = [one.paragraphs for one, _ in answer.context["said"]]
    assert told == [(f"Nyhet {number} & mer.",) for number in reversed(range(rows))]
    assert [len(client.get(f"{address}?q={q}").context["said"]) for q in ("nyhet 0", "badhus", "utkast")] == [
        1,
        0,
        0,
    ]
    assert client.get("/parter/0/laget-runt/").status_code == 404
    assert as_user(make.user()).get(address).status_code == 403
