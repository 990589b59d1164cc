"""The list of matters, a matter's page, and putting things in it, as different roles meet them (K1, K2, N7)."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from meetings.actions import minutes as minutes_actions
from meetings.models import Body, HandOn, HandOnAnswer, Matter, MatterStop
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST_QUERIES, PAGE_QUERIES = 20, 28


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


@pytest.fixture
def keeper(group: Body) -> User:
    """The group's secretary."""
    user = make.user(name="Kerstin Hållbar")
    make.membership(seat=make.seat(of=group, kind="secretary"), person=user.person)
    return user


def ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def address(matter: Matter, page: str = "") -> str:
    return f"/arenden/ä-{matter.year}-{matter.running}/{page}"


def titles(client: Client, query: str = "") -> list[str]:
    found = client.get(f"/arenden/{query}")
    assert found.status_code == 200
    return [one.title for one in found.context["matters"]]


def facet(client: Client, title: str, query: str = "") -> list[tuple[str, int, bool]]:
    (found,) = (one for one in client.get(f"/arenden/{query}").context["facets"] if one["title"] == title)
    return [(choice["words"], choice["count"], choice["chosen"]) for choice in found["choices"]]


# The list


def test_the_list_says_where_each_matter_is_and_which_are_late(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """K2."""
    late = make.matter(by=secretary, title="Den sena", body=group)
    make.stop(of=late, body=group, planned_on=ago(9), role="decision")
    planned = make.matter(by=secretary, title="Den planerade")
    make.stop(of=planned, planned_on=ago(-20), role="approval")
    done = make.matter(by=secretary, title="Den avslutade")
    done.stops.create(role="notice", where="Konferensen", planned_on=ago(30))
    Matter.objects.filter(pk=done.pk).update(
        state="closed", closed_at=timezone.now(), outcome="Allt är klart."
    )
    client = as_user(reader)
    assert titles(client) == ["Den planerade", "Den sena"]
    assert titles(client, "?lage=sena") == ["Den sena"]
    assert titles(client, "?lage=avslutade") == ["Den avslutade"]
    assert len(titles(client, "?lage=alla")) == 3
    page = client.get("/arenden/").content.decode()
    for words in (
        "2\u00a0ärenden, 1\u00a0sent",
        "Sent, 9 dagar",
        "Ärendet väntar på beslut i Chefsgrupp prov.",
        "Nästa steg är godkännande i Nämnden",
    ):
        assert words in page
    assert facet(client, "Läge") == [
        ("Pågår", 2, True), ("Sena", 1, False), ("Avslutade", 1, False), ("Alla", 3, False),
    ]  # fmt: skip


def test_matters_are_found_by_words_theme_body_and_who_answers(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    council, theme, person = (
        make.body(name="Rådet"),
        make.theme(name="Nära vård"),
        make.person(name="Disa Norén"),
    )
    mine = make.matter(
        by=secretary,
        title="Gemensam modell",
        body=group,
        theme=theme,
        responsible=person,
        case_number="RÖL 7",
    )
    make.stop(of=mine, body=council, planned_on=ago(-9))
    make.matter(by=secretary, title="Något annat")
    client = as_user(reader)
    for query in (
        "?q=MODELL", f"?q={mine.number}", "?q=röl+7", f"?tema={theme.slug}", f"?grupp={group.pk}",
        f"?grupp={council.pk}",
        f"?ansvarig={person.pk}", f"?tema={theme.slug}&grupp={council.pk}&ansvarig={person.pk}&q=modell",
    ):  # fmt: skip
        assert titles(client, query) == ["Gemensam modell"], query
    assert facet(client, "Grupp") == [("Alla", 2, True), ("Chefsgrupp prov", 1, False), ("Rådet", 1, False)]
    assert len(titles(client, "?grupp=x&tema=y&ansvarig=9999999&lage=z")) == 2
    assert titles(client, "?q=finns+inte") == []


def test_somebody_with_a_protected_identity_is_not_named(
    secretary: User, reader: User, as_user: Login
) -> None:
    """D6."""
    person = make.person(name="Hemlig Person", protected_identity=True)
    matter = make.matter(by=secretary, responsible=person)
    for path in ("/arenden/", address(matter), "/arenden/hamta/csv/"):
        told = as_user(reader).get(path).content.decode()
        assert "Hemlig" not in told
        assert "Skyddade personuppgifter" in told


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_queries_do_not_follow_its_rows(
    rows: int, group: Body, secretary: User, reader: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        matter = make.matter(by=secretary, body=group, theme=make.theme(), responsible=make.person())
        matter.parties.add(make.organisation())
        make.stop(of=matter, body=group, planned_on=ago(9))
        make.item(of=make.meeting(bodies=[group], date=ago(60)), matter=matter)
    client = as_user(reader)
    with django_assert_max_num_queries(LIST_QUERIES):
        assert len(titles(client)) == rows


def test_the_file_is_the_list(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    """interface 2.3 d."""
    matter = make.matter(by=secretary, title="=1+1", body=group, opened_on=dt.date(2026, 1, 22))
    make.stop(of=matter, planned_on=ago(9), role="approval")
    answer = as_user(reader).get("/arenden/hamta/xlsx/?lage=sena")
    headings, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    told = dict(zip(headings, row, strict=True))
    assert told == {
        "ärende": matter.number, "rubrik": "'=1+1", "läge": "Pågår", "tema": None, "hör till grupp": "Chefsgrupp prov",
        "ansvarig": None, "diarienummer": None, "berör parter": None,
        "öppnat datum": dt.datetime(2026, 1, 22), "avslutat datum": None, "nästa steg": "godkännande",  # noqa: DTZ001
        "nästa steg hos": "Nämnden", "nästa steg datum": dt.datetime.combine(ago(9), dt.time()),
        "dagar sent": 9, "utfall": None,
    }  # fmt: skip
    assert LogEntry.objects.get(verb="exporterade ärenden").detail == {"antal": 1, "urval": "lage=sena"}
    assert as_user(reader).get("/arenden/hamta/pdf/").status_code == 404


# The page


def whole(group: Body, *, by: User) -> Matter:
    """A matter that was decided on in the spring and is late in the autumn."""
    matter = make.matter(by=by, title="Gemensam modell", body=group)
    meeting = make.meeting(bodies=[group], date=ago(60))
    item = make.item(of=meeting, title="Modellen", matter=matter)
    decision = make.decision(of=item, text="Gruppen antar modellen.", matter=matter)
    make.action(of=item, text="Skicka skrivelsen.", who="Kansliet", due_on=ago(20), matter=matter)
    north = make.body(name="Norr")
    handed = HandOn.objects.create(meeting=meeting, item=item, block=decision.block, position=1)
    handed.bodies.set([north, make.body(name="Söder")])
    HandOnAnswer.objects.create(hand_on=handed, body=north, text="Vi är med.")
    minutes_actions.finalise(meeting.minutes, by=by)
    make.stop(of=matter, body=group, planned_on=ago(61), role="decision")
    make.stop(of=matter, planned_on=ago(9), role="approval", note="Skrivelsen är klar.")
    make.stop(of=matter, body=group, planned_on=ago(-30), role="follow_up")
    return matter


def test_the_page_is_a_line_from_what_has_been_over_today_to_what_is_planned(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """K1, K2: where has it been, where is it now, where does it go next, what is late."""
    matter = whole(group, by=secretary)
    answer = as_user(reader).get(address(matter))
    steps = [(one.kind, one.role, one.title, one.words) for one in answer.context["shown"].steps]
    assert steps[1:] == [
        ("late", "Godkännande", "Nämnden", "Sent, 9 dagar"),
        ("planned", "Inspel", "Norr och Söder", "Väntar på svar"),
        ("today", "", "", ""),
        ("planned", "Uppföljning", "Chefsgrupp prov", "Planerat"),
    ] or steps == [
        ("done", "Beslut", "Chefsgrupp prov", "Klart"),
        ("late", "Godkännande", "Nämnden", "Sent, 9 dagar"),
        ("today", "", "", ""),
        ("planned", "Inspel", "Norr och Söder", "Väntar på svar"),
        ("planned", "Uppföljning", "Chefsgrupp prov", "Planerat"),
    ]  # fmt: skip
    page = answer.content.decode()
    for words in (
        "Ärendet väntar på godkännande i Nämnden.", "9\u00a0dagar sent", "Är nu hos", "Gruppen antar modellen.", "CP ",
        "Skicka skrivelsen.", "Sent, 20 dagar", "Skrivelsen är klar.", "Kvar: Söder.",
    ):  # fmt: skip
        assert words in page, words
    assert "Sätt ny tid" not in page
    assert "Sätt ny tid" in as_user(secretary).get(address(matter)).content.decode()


def test_half_written_words_are_not_on_the_page(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """N7: neither decisions nor the agenda of a meeting one may not know of; the office's page has them."""
    matter = make.matter(by=secretary, body=group)
    meeting = make.meeting(bodies=[group], date=ago(3))
    item = make.item(of=meeting, title="Hemlig rubrik", matter=matter)
    make.decision(of=item, text="Halvskrivet beslut.", matter=matter)
    make.action(of=item, text="Halvskrivet uppdrag.", matter=matter)
    told = as_user(reader).get(address(matter)).content.decode()
    assert [words in told for words in ("Hemlig rubrik", "Halvskrivet beslut", "Halvskrivet uppdrag")] == [
        False
    ] * 3
    assert "Hemlig rubrik" in as_user(secretary).get(address(matter)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_queries_do_not_follow_what_belongs_to_it(
    rows: int, group: Body, secretary: User, reader: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    matter = make.matter(by=secretary, body=group)
    for number in range(rows):
        meeting = make.meeting(bodies=[group], date=ago(60 + number * 40))
        item = make.item(of=meeting, matter=matter)
        decision = make.decision(of=item, matter=matter)
        make.action(of=item, matter=matter)
        handed = HandOn.objects.create(meeting=meeting, item=item, block=decision.block, position=1)
        handed.bodies.set([make.body()])
        item.attachments.create(meeting=meeting, kind="link", title="Underlag", url="https://exempel.se/")
        minutes_actions.finalise(meeting.minutes, by=secretary)
        make.stop(of=matter, body=group, planned_on=ago(60 + number * 40))
        make.stop(of=matter, body=make.body(), planned_on=ago(5))
        make.stop(of=matter, planned_on=ago(-5))
    client = as_user(reader)
    with django_assert_max_num_queries(PAGE_QUERIES):
        assert client.get(address(matter)).status_code == 200


def test_a_long_way_is_read_in_parts_the_latest_first_and_long_lists_are_folded(
    group: Body, secretary: User, reader: User, as_user: Login, django_assert_max_num_queries: Any
) -> None:
    """Part 3: a matter with 200 events stays legible; what is late and planned stands on the first page alone."""
    matter = make.matter(by=secretary, body=group)
    for days in (-30, 9):
        make.stop(of=matter, planned_on=ago(days), role="approval")
    done = [MatterStop(matter=matter, planned_on=ago(days), where="Nämnden", done_on=ago(days))
            for days in range(20, 220)]  # fmt: skip
    MatterStop.objects.bulk_create(done)
    meeting = make.meeting(bodies=[group], date=ago(15))
    item = make.item(of=meeting, matter=matter)
    for number in range(12):
        item.attachments.create(
            meeting=meeting, kind="link", title=f"Underlag {number}", url="https://exempel.se/"
        )
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(reader)
    with django_assert_max_num_queries(PAGE_QUERIES):
        first = client.get(address(matter))
    kinds = [one.kind for one in first.context["steps"]]
    assert [kinds.count(kind) for kind in ("done", "late", "today", "planned")] == [30, 1, 1, 1]
    html = first.content.decode()
    assert "De 30 senaste av 201 steg som är klara, och det som är planerat." in html
    assert "Visa alla 12 dokument" in html
    assert html.count("Underlag ") == 12
    last = client.get(address(matter), {"sida": "7"})
    assert "Tidigare steg, 21 av 201 som är klara." in last.content.decode()
    assert {one.kind for one in last.context["steps"]} == {"done"}
    assert [one.day for one in last.context["steps"]] == [ago(days) for days in range(219, 198, -1)]


def test_an_address_written_otherwise_leads_to_the_right_one(secretary: User, as_user: Login) -> None:
    matter = make.matter(by=secretary)
    client = as_user(secretary)
    answer = client.get(f"/arenden/A {matter.year}-{matter.running}/")
    assert (answer.status_code, client.get(answer.url).status_code) == (302, 200)
    assert client.get("/arenden/ä-1999-1/").status_code == 404


# Opened, changed, closed, joined


def test_a_matter_is_opened_from_an_item_and_the_item_belongs_to_it(
    group: Body, keeper: User, as_user: Login
) -> None:
    """K1."""
    item = make.item(of=make.meeting(bodies=[group]), title="Mötesplatser\nför unga")
    client = as_user(keeper)
    page = client.get(f"/arenden/nytt/?punkt={item.pk}").content.decode()
    assert "Mötesplatser" in page
    assert "Punkten hör sedan till ärendet." in page
    answer = client.post(f"/arenden/nytt/?punkt={item.pk}", {"title": "Mötesplatser", "body": group.pk})
    matter = Matter.objects.get()
    item.refresh_from_db()
    assert (answer.status_code, item.matter, matter.body, matter.created_by) == (302, matter, group, keeper)
    assert "Togs upp" in client.get(address(matter)).content.decode()


def test_what_is_typed_wrong_is_told_and_kept(group: Body, keeper: User, as_user: Login) -> None:
    client = as_user(keeper)
    answer = client.post("/arenden/nytt/", {"title": " ", "case_number": "RÖL 2026/1184"})
    assert (answer.status_code, "RÖL 2026/1184" in answer.content.decode()) == (422, True)
    other = make.body()
    answer = client.post("/arenden/nytt/", {"title": "Ett ärende", "body": other.pk})
    assert "Du är inte sekreterare i den gruppen." in answer.content.decode()
    answer = client.post("/arenden/nytt/", {"title": "Om 19121212-1212"})
    assert "ser ut som ett personnummer" in answer.content.decode()
    assert not Matter.objects.exists()


def test_two_who_change_the_same_matter_are_told_of_each_other(secretary: User, as_user: Login) -> None:
    """L2."""
    matter = make.matter(by=secretary, title="Förut")
    client = as_user(secretary)
    form = client.get(address(matter, "andra/")).context["form"]
    typed = {"title": "Min rubrik", "seen": form["seen"].value()}
    Matter.objects.filter(pk=matter.pk).update(title="Den andras")
    answer = client.post(address(matter, "andra/"), typed)
    assert "Någon annan har nyss sparat ”Den andras” här." in answer.content.decode()
    assert "Min rubrik" in answer.content.decode()


def test_closing_tells_what_is_left_and_asks_what_came_of_it(
    group: Body, secretary: User, as_user: Login
) -> None:
    matter = whole(group, by=secretary)
    client = as_user(secretary)
    page = client.get(address(matter, "avsluta/")).content.decode()
    assert all(words in page for words in ("Godkännande, Nämnden", "Skicka skrivelsen."))
    answer = client.post(address(matter, "avsluta/"), {"state": "closed", "outcome": ""})
    assert (answer.status_code, "Skriv vad det blev av ärendet." in answer.content.decode()) == (422, True)
    assert (
        client.post(address(matter, "avsluta/"), {"state": "dropped", "outcome": "Blev inte av."}).status_code
        == 302
    )
    shown = client.get(address(matter)).content.decode()
    assert "Ärendet är nedlagt" in shown
    assert "Sent, 9 dagar" not in shown
    assert client.post(address(matter, "oppna/")).status_code == 302
    assert Matter.objects.get().state == "open"


def test_a_matter_goes_up_in_another_by_its_number(secretary: User, as_user: Login) -> None:
    one, into = make.matter(by=secretary), make.matter(by=secretary)
    client = as_user(secretary)
    assert (
        "Skriv det som Ä 2026-31." in client.post(address(one, "for-ihop/"), {"into": "X 1"}).content.decode()
    )
    assert client.post(address(one, "for-ihop/"), {"into": into.number}).status_code == 302
    one.refresh_from_db()
    assert one.state == "closed"


# Who may


def test_who_may_see_and_who_may_change(
    group: Body, keeper: User, secretary: User, reader: User, as_user: Login
) -> None:
    """D9: all readers see; the office, the owning body's secretary and who answers for it change."""
    approver, member, nobody = make.approver_user(of=group), make.user(), make.user()
    make.membership(seat=make.seat(of=group), person=member.person)
    stranger = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=stranger.person)
    matter = make.matter(by=secretary, body=group)
    stop = make.stop(of=matter)
    users = (secretary, keeper, stranger, member, approver, reader, nobody)
    for path in ("/arenden/", address(matter), "/arenden/hamta/csv/", "/teman/"):
        assert [as_user(user).get(path).status_code for user in users] == [200] * 6 + [403], path
    for path in ("andra/", "avsluta/", "for-ihop/", "steg/", "koppla/", "dokument/"):
        found = [as_user(user).get(address(matter, path)).status_code for user in users]
        assert found == [200, 200, 403, 403, 403, 403, 403], path
        found = [as_user(user).post(address(matter, path), {}).status_code for user in users[2:]]
        assert found == [403] * 5, path
    assert [as_user(user).get(f"/arenden/steg/{stop.pk}/").status_code for user in users] == [200, 200] + [
        403
    ] * 5
    assert [as_user(user).post(address(matter, "oppna/")).status_code for user in users[1:]] == [302] + [
        403
    ] * 5
    assert [as_user(user).get("/arenden/nytt/").status_code for user in users] == [200] * 3 + [403] * 4
    assert Client().get("/arenden/").status_code == 302
