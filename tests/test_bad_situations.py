"""Two at once, pressed twice, forged addresses, and meetings that lack what meetings have."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from meetings.models import (
    AgendaItem,
    Approver,
    Attendance,
    Meeting,
    Minutes,
    Reply,
    TextConflict,
)
from secretariat.registry.models import LogEntry, User
from tests import make
from tests.meetings.approval_case import Case, a_case, person_of
from tests.test_bad_input import address, said, told

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    return a_case()


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.fixture
def client(case: Case, as_user: Login) -> Client:
    return as_user(case.secretary)


# Two persons with the same form open (L2)


def filled_in(page: str) -> dict[str, Any]:
    """What the main form of a page would send, as it was shown. Tick boxes that are not ticked are left out."""
    form = page[page.index("<form", page.index("<main")) :]
    if 'name="seen"' not in form[: form.index("</form>")]:
        form = form[form.index("</form>") + 7 :]
    form = form[: form.index("</form>")]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told_ = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told_.get("type") != "checkbox" or "checked" in tag:
            data[told_["name"]] = told_.get("value", "").replace("&quot;", '"')
    for name, words in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        data[name] = words
    for name, choices in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', choices) or re.search(
            r'<option value="([^"]*)"', choices
        )
        data[name] = chosen[1] if chosen else ""
    return data


def collision(mine: str) -> str:
    return f"Någon annan har nyss sparat ”{mine}” här. Det du skrev står kvar. Välj vad som ska gälla och spara igen."


# The form, the field both change, what the first and the second write, a field only one of them changes, and what.
SHARED = [
    ("agenda-item", "title", "Planen för våren", "Vårens plan", "proposal", "Rådet antar planen."),
    ("agenda-item", "role", "report", "hand_on", "planned_minutes", "20"),
    ("agenda-item", "presenters", "Asta", "Birger, alla", "title", "Planer"),
    ("meeting-edit", "place", "Hällefors", "Lindesberg", "title", "Dialogmöte"),
    ("meeting-edit", "start_time", "9.00", "10.30", "chair_text", "Någon Annan"),
    ("attendance-row", "title", "Kommunchef", "Kommundirektör", "affiliation", "Kumla"),
    ("attendance-row", "state", "absent", "apology", "from_time", "9.15"),
]
WORDS = {"report": "rapport", "absent": "frånvarande"}


def page_of(case: Case, form: str) -> str:
    row = case.meeting.attendances.order_by("pk").first()
    assert row
    keys = {"agenda-item": case.item("Plan").pk, "meeting-edit": case.meeting.pk, "attendance-row": row.pk}
    return address(f"meetings:{form}", keys[form])


@pytest.mark.parametrize("row", SHARED, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_second_save_does_not_overwrite_the_first(
    case: Case, client: Client, as_user: Login, row: tuple[str, str, str, str, str, str]
) -> None:
    form, field, first, second, other, alone = row
    where = page_of(case, form)
    other_client = as_user(make.user(office_role="secretariat"))
    mine, theirs = filled_in(said(client.get(where))), filled_in(said(other_client.get(where)))
    assert mine == {**theirs, "csrfmiddlewaretoken": mine["csrfmiddlewaretoken"]}
    assert other_client.post(where, {**theirs, field: first, other: alone}).status_code == 302
    answer = client.post(where, {**mine, field: second})
    assert (answer.status_code, told(answer)) == (200, [collision(WORDS.get(first, first))])
    again = filled_in(said(answer))
    assert again[field] == second
    assert again[other] == alone, "den andras ändring i ett annat fält står kvar"
    now = filled_in(said(other_client.get(where)))
    assert now[field] == first
    assert client.post(where, again).status_code == 302
    now = filled_in(said(client.get(where)))
    assert (now[field], now[other]) == (second, alone)


def test_changes_in_different_fields_meet_without_a_question(
    case: Case, client: Client, as_user: Login
) -> None:
    where = page_of(case, "agenda-item")
    mine = filled_in(said(client.get(where)))
    other = as_user(make.user(office_role="secretariat"))
    other.post(where, {**mine, "proposal": "Rådet antar planen."})
    assert client.post(where, {**mine, "planned_minutes": "20"}).status_code == 302
    item = AgendaItem.objects.get(title="Plan")
    assert (item.proposal, item.planned_minutes) == ("Rådet antar planen.", 20)


def test_saving_what_was_shown_asks_nothing(case: Case, client: Client) -> None:
    for form in ("agenda-item", "meeting-edit", "attendance-row"):
        where = page_of(case, form)
        shown = filled_in(said(client.get(where)))
        assert client.post(where, shown).status_code == 302
        assert filled_in(said(client.get(where))) | {"csrfmiddlewaretoken": ""} == shown | {
            "csrfmiddlewaretoken": ""
        }


@pytest.mark.parametrize("seen", ["", "x", "1", "[]", '{"title": 1}', '{"hittepå": "x"}'])
def test_an_unreadable_mark_stops_nobody(case: Case, client: Client, seen: str) -> None:
    where = page_of(case, "attendance-row")
    shown = filled_in(said(client.get(where)))
    assert client.post(where, {**shown, "seen": seen, "affiliation": "Kumla"}).status_code == 302


def test_a_chair_keeps_their_chair_where_two_share_the_name(case: Case, client: Client) -> None:
    make.person(name="Asta Ordman")
    where = page_of(case, "meeting-edit")
    client.post(where, {**filled_in(said(client.get(where))), "place": "Kumla"})
    meeting = Meeting.objects.get()
    assert (meeting.chair, meeting.chair_name, meeting.place) == (case.chair.person, "", "Kumla")


# Pressed twice


def test_justera_pressed_twice_is_one_approval_and_a_kind_word(case: Case, as_user: Login) -> None:
    case.send()
    client, where = as_user(case.chair), address("meetings:minutes-approve", case.meeting.pk)
    receipt = address("meetings:minutes-receipt", case.meeting.pk)
    assert [client.post(where, {"version": "1"})["Location"] for _ in range(2)] == [receipt, receipt]
    assert Reply.objects.filter(answer=Reply.Answer.APPROVED).count() == 1
    assert "Du har redan justerat. Tack!" in said(client.get(receipt))


@pytest.mark.parametrize("version", ["x", "", "99", "9" * 30])
def test_an_odd_version_of_the_text_is_not_an_error(case: Case, as_user: Login, version: str) -> None:
    case.send()
    answer = as_user(case.chair).post(
        address("meetings:minutes-approve", case.meeting.pk), {"version": version}
    )
    assert answer.status_code == 302


# Forged addresses and choices: refused, and nothing changed


def tokens() -> dict[str, Any]:
    """What must be as it was."""
    return {
        "items": list(
            AgendaItem.objects.order_by("pk").values_list("pk", "title", "removed_at", "files_minutes")
        ),
        "approvers": list(Approver.objects.order_by("pk").values_list("pk", "removed_at", "is_reserve")),
        "replies": Reply.objects.count(),
        "states": list(Minutes.objects.order_by("pk").values_list("state", flat=True)),
        "attendance": list(
            Attendance.objects.order_by("pk").values_list("pk", "name", "state", "serves_for")
        ),
        "conflicts": list(TextConflict.objects.values_list("pk", "choice", "settled_at")),
    }


@pytest.fixture
def outsider(as_user: Login) -> Client:
    """The secretary of another body, who may write, but not here."""
    user = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=person_of(user))
    return as_user(user)


def conflict_in(case: Case) -> TextConflict:
    block = case.item("Plan").blocks.earliest("position")
    return TextConflict.objects.create(
        meeting=case.meeting, block=block, html="Annat.", base=1, arrived_from=case.secretary
    )


def test_the_secretary_of_another_body_changes_nothing(case: Case, outsider: Client) -> None:
    other = a_case(name="Andra rådet", code="AR")
    other.send()
    conflict = conflict_in(case)
    item, meeting, row = case.item("Plan").pk, case.meeting.pk, case.meeting.attendances.earliest("pk").pk
    approver = other.minutes.approvers.earliest("pk").pk
    before = tokens()
    said_ = {
        name: outsider.post(address(f"meetings:{name}", *args), sent).status_code
        for name, args, sent in (
            ("agenda-item", [item], {"title": "Min", "do": "remove", "with_text": "on"}),
            ("agenda-move", [item, "up"], {}),
            ("item-plain", [item], {"new": "Min"}),
            ("item-progress", [item], {"progress": "done"}),
            ("conflict-settle", [conflict.pk], {"choice": "mine"}),
            ("attendance-row", [row], {"state": "absent", "name": "Min"}),
            ("attendance-remove", [row], {}),
            ("meeting-edit", [meeting], {"leading": "1"}),
            ("minutes-send", [meeting], {}),
            ("minutes-approve", [other.meeting.pk], {"version": "1"}),
            ("minutes-take-back", [other.meeting.pk], {"reason": "Mitt"}),
            ("approver-release", [other.meeting.pk, approver], {"reason": "Mitt"}),
        )
    }
    assert set(said_.values()) <= {403, 404}, said_
    assert tokens() == before


def test_things_of_another_meeting_are_not_reached_through_ones_own(
    case: Case, client: Client, as_user: Login
) -> None:
    other = a_case(name="Andra rådet", code="AR")
    other.send()
    case.send()
    foreign = other.minutes.approvers.earliest("pk").pk
    stranger = make.person().pk
    before = tokens()
    pk = case.meeting.pk
    said_ = {
        name: client.post(address(f"meetings:{name}", *args), sent).status_code
        for name, args, sent in (
            ("approver-replace", [pk, foreign], {"reason": "Jäv", "name": "Cilla Reservin"}),
            ("approver-release", [pk, foreign], {"reason": "Jäv"}),
            ("approver-remove", [pk, stranger], {"reason": "Jäv"}),
            ("request-answer", [pk, 0], {"answer": "Åtgärdat"}),
        )
    }
    assert said_ == {
        "approver-replace": 404,
        "approver-release": 404,
        "approver-remove": 404,
        "request-answer": 404,
    }
    assert tokens() == before
    draft = make.meeting(bodies=[make.body()])
    gone = client.post(address("meetings:approver-remove", draft.pk, stranger), {"reason": "Jäv"})
    assert (gone.status_code, LogEntry.objects.filter(verb="föreslog justerare").count()) == (404, 2)
    before = tokens()
    change = {f"punkt-{other.item('Plan').pk}": "Ändra", "version": "1"}
    answer = as_user(case.chair).post(address("meetings:minutes-change", pk), change)
    assert "Skriv vad som ska ändras." in said(answer)
    assert tokens() == before


def test_choices_of_another_meeting_are_refused(case: Case, client: Client) -> None:
    other = a_case(name="Andra rådet", code="AR")
    row, foreign = case.meeting.attendances.earliest("pk"), other.meeting.attendances.earliest("pk")
    where = address("meetings:attendance-row", row.pk)
    good = filled_in(said(client.get(where)))
    before = tokens()
    for field, value in (("serves_for", foreign.pk), ("from_item", other.item("Plan").pk), ("to_item", "x")):
        assert told(client.post(where, {**good, field: value})) == [
            "Valet finns inte längre. Välj ett av alternativen."
        ]
    block = other.item("Plan").blocks.earliest("position")
    stolen = {"id": str(block.pk), "kind": "paragraph", "html": "Min text", "base": 99}
    answer = client.post(
        address("meetings:item-save", case.item("Plan").pk),
        {"blocks": [stolen]},
        content_type="application/json",
    )
    assert answer.json() == {"message": "Stycket hör till en annan punkt. Ladda om sidan."}
    block.refresh_from_db()
    assert (answer.status_code, block.html) == (409, "Planen gicks igenom. Nora avstår.")
    assert tokens() == before
