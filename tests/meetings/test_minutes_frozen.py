"""What is printed stays as it was sent: the database refuses, also raw SQL; what comes later stays free (C1, C7)."""

from copy import deepcopy

import pytest
from django.db import DatabaseError, connection, transaction

from meetings.actions.frozen import SQLSTATE, refused_when_frozen
from meetings.models import Action, Attendance, HandOn, ItemPresenter, Statement
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person
from tests import make

from .approval_case import Case, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

TAMPERING = {
    "title of an item": "UPDATE meetings_agendaitem SET title = 'Annat'",
    "number of an item": "UPDATE meetings_agendaitem SET number = '99'",
    "order of items": "UPDATE meetings_agendaitem SET position = position + 1",
    "chair of an item": "UPDATE meetings_agendaitem SET chair_name = 'Annan'",
    "item taken off": "UPDATE meetings_agendaitem SET removed_at = now()",
    "item deleted": "DELETE FROM meetings_agendaitem",
    "item added": (
        "INSERT INTO meetings_agendaitem (meeting_id, section, position, number, title, role, purpose, proposal,"
        " progress, chair_name, number_is_fixed)"
        " SELECT id, 'items', 99, '99', 'Ny', '', '', '', 'waiting', '', false FROM meetings_meeting"
    ),
    "words of a block": "UPDATE meetings_itemblock SET html = 'Annat'",
    "block removed": "UPDATE meetings_itemblock SET removed = true",
    "block deleted": "DELETE FROM meetings_itemblock",
    "presenter": "UPDATE meetings_itempresenter SET text = 'Annan'",
    "attendance state": "UPDATE meetings_attendance SET state = 'absent'",
    "attendance name": "UPDATE meetings_attendance SET name = 'Annan'",
    "attendance deleted": "DELETE FROM meetings_attendance",
    "guest's point": (
        "UPDATE meetings_attendance_items SET agendaitem_id = (SELECT max(id) FROM meetings_agendaitem)"
    ),
    "guest's point moved to another row": (
        "UPDATE meetings_attendance_items SET attendance_id = (SELECT min(id) FROM meetings_attendance)"
    ),
    "guest's point deleted": "DELETE FROM meetings_attendance_items",
    "guest's point added": (
        "INSERT INTO meetings_attendance_items (attendance_id, agendaitem_id)"
        " SELECT min(a.id), min(i.id) FROM meetings_attendance a, meetings_agendaitem i"
    ),
    "receiver of a medskick": (
        "UPDATE meetings_handon_bodies SET body_id = (SELECT max(id) FROM meetings_body)"
    ),
    "receiver deleted": "DELETE FROM meetings_handon_bodies",
    "receiver added": (
        "INSERT INTO meetings_handon_bodies (handon_id, body_id)"
        " SELECT h.id, b.id FROM meetings_handon h, meetings_body b ORDER BY b.id LIMIT 1"
    ),
    "words of a medskick": "UPDATE meetings_handon SET \"to\" = 'Annan'",
    "kind of a decision": "UPDATE meetings_decision SET kind = 'policy'",
    "number of a decision": "UPDATE meetings_decision SET number = 'X 2026-9'",
    "decision moved": "UPDATE meetings_decision SET block_id = (SELECT id FROM meetings_itemblock LIMIT 1)",
    "decision deleted": "DELETE FROM meetings_decision",
    "who has an action": "UPDATE meetings_action SET who = 'Annan'",
    "when an action is due": "UPDATE meetings_action SET due = 'aldrig'",
    "name of a statement": "UPDATE meetings_statement SET name = 'Annan'",
    "date of the meeting": "UPDATE meetings_meeting SET date = '2020-01-01'",
    "place of the meeting": "UPDATE meetings_meeting SET place = 'Annanstans'",
    "body of the meeting": "UPDATE meetings_meetingbody SET printed_name = 'Annan'",
    "bytes of a version": "UPDATE meetings_minutesversion SET content = 'x'",
    "checksum of a version": "UPDATE meetings_minutesversion SET sha256 = 'x'",
    "version deleted": "DELETE FROM meetings_minutesversion",
    "reply": "UPDATE meetings_reply SET answer = 'abstained'",
    "reply deleted": "DELETE FROM meetings_reply",
    "minutes unfinished": "UPDATE meetings_minutes SET state = 'sent', finished_at = NULL, finished_by_id = NULL",
    "minutes thawed": "UPDATE meetings_minutes SET frozen_at = NULL",
    "minutes deleted": "DELETE FROM meetings_minutes",
    "log": "UPDATE registry_logentry SET verb = 'annat'",
    "log deleted": "DELETE FROM registry_logentry",
}
ALLOWED = {
    "state of an action": "UPDATE meetings_action SET state = 'done', outcome = 'Gjort'",
    "filing": "UPDATE meetings_agendaitem SET files_minutes_id = (SELECT id FROM meetings_minutes LIMIT 1)",
    "progress of an item": "UPDATE meetings_agendaitem SET progress = 'done'",
    "link to the meeting": "UPDATE meetings_meeting SET link = 'https://exempel.se'",
    "effective day of a decision": "UPDATE meetings_decision SET effective_on = '2026-08-01'",
    "sent out": "UPDATE meetings_minutes SET distributed_at = now()",
}


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    """Approved minutes with a row of every kind."""
    case = a_case()
    item = case.item("Budget")
    make.action(of=item, who="Kansliet", due="i maj")
    ItemPresenter.objects.create(meeting=case.meeting, item=item, text="ordf.")
    block = make.block(of=item, html="Ceder reserverar sig.")
    Statement.objects.create(meeting=case.meeting, item=item, block=block, name="Ceder")
    guest = make.attendee(of=case.meeting, person=make.person(), role="guest")
    guest.items.set([item])
    handed = HandOn.objects.create(
        meeting=case.meeting, item=item, block=make.block(of=item, html="Till gruppen."), to="Provgruppen"
    )
    handed.bodies.set([make.body()])
    case.approve()
    return case


@pytest.fixture
def locked(made: Case) -> Case:
    return deepcopy(made)


@pytest.mark.parametrize("what", TAMPERING)
def test_the_database_refuses(locked: Case, what: str) -> None:
    """C1, C7: nothing that is printed, proved or logged can be changed from anywhere."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(TAMPERING[what])
    said = str(refused.value)
    assert "låsta" in said or "Cannot delete" in said or "Cannot update" in said


EMPTIED = ["attendance_items", "handon_bodies", "itemblock", "agendaitem", "minutesversion", "reply"]


@pytest.mark.parametrize("table", EMPTIED)
def test_a_table_with_what_is_printed_cannot_be_emptied(table: str) -> None:
    """Row triggers do not see TRUNCATE; only a test database may."""
    run("SET LOCAL sekretariatet.may_truncate = 'no'")
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else what is not settled yet refuses, not the rule
    with pytest.raises(DatabaseError, match="Tabellen får inte tömmas"), transaction.atomic():
        run(f"TRUNCATE meetings_{table} CASCADE")


def test_guests_and_receivers_of_a_draft_are_free() -> None:
    case = a_case(name="Rådet i dag", code="NU")
    guest = make.attendee(of=case.meeting, person=make.person(), role="guest")
    guest.items.set([case.item("Plan"), case.item("Budget")])
    guest.items.set([case.item("Plan")])
    assert [item.title for item in guest.items.all()] == ["Plan"]
    left = Attendance.items.through.objects.filter(attendance=guest.pk)
    guest.delete()
    assert not left.exists()


def run(sql: str) -> int:
    """Run one statement past all code. Returns how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@pytest.mark.parametrize("what", ALLOWED)
def test_what_comes_later_stays_free(locked: Case, what: str) -> None:
    """Architecture 7: following up, filing and sending out stand outside what is frozen."""
    assert run(ALLOWED[what]) >= 1


def test_the_refusal_is_said_as_an_action_says_it(locked: Case) -> None:
    with pytest.raises(NotAllowed) as no, refused_when_frozen():
        Action.objects.update(who="Annan")
    assert no.value.reasons == ["Anteckningarna är låsta och kan inte ändras."]
    assert getattr(no.value.__cause__.__cause__, "sqlstate", "") == SQLSTATE  # type: ignore[union-attr]
    assert Action.objects.get().who == "Kansliet"


def test_other_errors_are_not_hidden() -> None:
    with pytest.raises(DatabaseError), refused_when_frozen():
        run("SELECT 1/0")


def test_a_new_name_does_not_change_what_was_sent(locked: Case) -> None:
    """A2: names stand in the version as they were that day."""
    before = bytes(locked.minutes.current_version.content)  # type: ignore[union-attr]
    Person.objects.filter(pk=locked.chair.person_id).update(family_name="Nygift")
    assert bytes(locked.minutes.current_version.content) == before  # type: ignore[union-attr]
    assert b"Asta Ordman" in before
