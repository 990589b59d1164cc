"""What waits for a body's coming meetings: added, proposed by a member, answered, taken to an agenda and given back.

A row is taken to one agenda at a time (A14). It keeps its priority on the way there and back, and its item keeps its
words: taken to the same meeting again, the same item is put back.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from meetings import backlog_letters as letters
from meetings.models import Action, AgendaItem, BacklogItem, Body, Matter, Meeting
from secretariat.lib.dates import day_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log
from secretariat.registry.models import User

from . import agenda, attachments, matters
from .attendance import open_for_change
from .wordings import Span, words_of

State, Source = BacklogItem.State, BacklogItem.Source
FOLLOW_UP = "Uppföljning av uppdrag"
GONE = "Punkten finns inte längre på listan. Ladda om sidan."
LONGEST_TITLE = 120


def _locked(row: BacklogItem) -> BacklogItem:
    """The row read again under a lock. Raises NotAllowed where somebody has taken it away.

    What it points at is read after the lock has been got: a join would still see what was there before the wait.
    """
    BacklogItem.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    related = ("item__meeting", "postponed", "body", "proposed_by", "file")
    found = BacklogItem.objects.select_related(*related).filter(pk=row.pk).first()
    if found is None:
        raise NotAllowed(GONE)
    return found


def titled(words: str) -> tuple[str, str]:
    """A heading of at most LONGEST_TITLE signs, and the whole text where the heading does not hold it all.

    >>> titled("Bjud in Länsstyrelsen.\\nDe vill berätta.")
    ('Bjud in Länsstyrelsen', 'Bjud in Länsstyrelsen.\\nDe vill berätta.')
    """
    text = words.strip()
    first = " ".join(text.partition("\n")[0].split())
    heading = first.rstrip(".") if first.count(". ") == 0 else first
    if len(heading) > LONGEST_TITLE:
        heading = heading[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"
    return heading, "" if heading == text.rstrip(".") else text


# Added and changed


@transaction.atomic
def add(body: Body, *, by: User | None, title: str, **facts: Any) -> BacklogItem:
    """Put something of one's own on the body's list."""
    row = BacklogItem.objects.create(body=body, title=title.strip(), added_by=by, **facts)
    log.write("satte på listan", by=by, about=body, title=row.title, priority=row.get_priority_display())
    return row


def obstacles_to_changing(row: BacklogItem) -> list[str]:
    """Why the row cannot be changed."""
    if row.state in (State.CLOSED, State.DECLINED):
        return [f"”{row.title}” är {row.get_state_display()}. Öppna den igen först."]
    return []


@transaction.atomic
def change(row: BacklogItem, *, by: User, **facts: Any) -> BacklogItem:
    """Change heading, description, priority, theme, condition and so on. Raises NotAllowed when it is closed."""
    row = _locked(row)
    if obstacles := obstacles_to_changing(row):
        raise NotAllowed(obstacles)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    log.write("ändrade på listan", by=by, about=row.body, title=row.title)
    return row


# Proposed by a member, and answered


def obstacles_to_proposing(body: Body, *, by: User, wished_for: Meeting | None = None) -> list[str]:
    """Why this person cannot propose a matter now."""
    if by.person is None:
        return ["Ditt konto hör inte till någon person. Be sekreteraren lägga till dig."]
    if wished_for and not wished_for.meeting_bodies.filter(body=body).exists():
        return ["Mötet du önskar hör till en annan grupp. Välj ett av gruppens möten, eller inget."]
    return []


@transaction.atomic
def propose(
    body: Body, *, by: User, title: str, text: str = "", wished_for: Meeting | None = None,
    upload: UploadedFile | None = None,
) -> BacklogItem:  # fmt: skip
    """Anmäl en fråga: it waits for the secretary's answer, and the secretary is told. Raises NotAllowed."""
    if obstacles := obstacles_to_proposing(body, by=by, wished_for=wished_for):
        raise NotAllowed(obstacles)
    person = by.person
    row = BacklogItem.objects.create(
        body=body, title=title.strip(), text=text.strip(), source=Source.PROPOSAL, state=State.PROPOSED,
        proposed_by=person, organisation=person.organisation if person else None, wished_for=wished_for, added_by=by,
        file=files.store(upload, by=by, title="") if upload else None,
    )  # fmt: skip
    log.write("anmälde en fråga", by=by, about=body, title=row.title)
    letters.proposed(row, by=by)
    return row


def obstacles_to_answering(row: BacklogItem) -> list[str]:
    """Why a proposal cannot be answered: somebody has answered it already."""
    if row.state == State.PROPOSED:
        return []
    return [f"Frågan är redan besvarad: {row.get_state_display()}."]


@transaction.atomic
def keep(row: BacklogItem, *, by: User, answer: str = "", priority: int | None = None) -> BacklogItem:
    """Put a proposal on the list of what waits; whoever proposed it is told. Raises NotAllowed."""
    row = _locked(row)
    if obstacles := obstacles_to_answering(row):
        raise NotAllowed(obstacles)
    row.state, row.answer = State.OPEN, answer.strip()
    row.priority = priority or row.priority
    row.save(update_fields=["state", "answer", "priority"])
    log.write("satte anmäld fråga på listan", by=by, about=row.body, title=row.title)
    letters.answered(row, by=by)
    return row


@transaction.atomic
def decline(row: BacklogItem, *, by: User, reason: str) -> BacklogItem:
    """Say no to a proposal, with the reason that whoever proposed it is told. Raises NotAllowed."""
    row = _locked(row)
    obstacles = obstacles_to_answering(row)
    if not reason.strip():
        obstacles.append("Skriv varför frågan inte tas upp. Den som anmälde får läsa det.")
    if obstacles:
        raise NotAllowed(obstacles)
    row.state, row.answer = State.DECLINED, reason.strip()
    _close(row, by)
    log.write("avböjde anmäld fråga", by=by, about=row.body, title=row.title, reason=row.answer)
    letters.answered(row, by=by)
    return row


# Closed


def obstacles_to_closing(row: BacklogItem, *, reason: str) -> list[str]:
    """Why a row cannot be closed."""
    if row.state == State.PROPOSED:
        return ["Frågan är inte besvarad. Sätt den på listan eller avböj den."]
    if row.state == State.TAKEN and row.item:
        return [f"”{row.title}” {_taken_to(row)}. Ta tillbaka den därifrån först."]
    if row.state in (State.CLOSED, State.DECLINED):
        return [f"”{row.title}” är redan {row.get_state_display()}."]
    return [] if reason.strip() else ["Skriv varför punkten avslutas."]


@transaction.atomic
def close(row: BacklogItem, *, by: User, reason: str) -> BacklogItem:
    """Take a row off the list for good, with a reason. Raises NotAllowed."""
    row = _locked(row)
    if obstacles := obstacles_to_closing(row, reason=reason):
        raise NotAllowed(obstacles)
    row.state, row.closed_because = State.CLOSED, reason.strip()
    _close(row, by)
    log.write("avslutade på listan", by=by, about=row.body, title=row.title, reason=row.closed_because)
    return row


def _close(row: BacklogItem, by: User) -> None:
    row.closed_at, row.closed_by = timezone.now(), by
    row.save(update_fields=["state", "answer", "closed_because", "closed_at", "closed_by"])


@transaction.atomic
def reopen(row: BacklogItem, *, by: User) -> BacklogItem:
    """Let a closed or declined row wait again. Nothing happens to one that is not closed."""
    row = _locked(row)
    if row.state not in (State.CLOSED, State.DECLINED):
        return row
    row.state, row.closed_because, row.closed_at, row.closed_by = State.OPEN, "", None, None
    row.save(update_fields=["state", "closed_because", "closed_at", "closed_by"])
    log.write("öppnade på listan igen", by=by, about=row.body, title=row.title)
    return row


# To a meeting and back (A14)


def _taken_to(row: BacklogItem) -> str:
    meeting = row.item.meeting if row.item else None
    if meeting is None:
        return "står redan på en dagordning"
    return f"står redan på dagordningen för {meeting.heading}" + (
        f" {day_in_words(meeting.date)}" if meeting.date else ""
    )


def obstacles_to_taking(row: BacklogItem, meeting: Meeting) -> list[str]:
    """Why a row cannot be put on the agenda of a meeting."""
    if row.state == State.TAKEN:
        return [f"”{row.title}” {_taken_to(row)}."]
    if row.state in (State.CLOSED, State.DECLINED):
        return [f"”{row.title}” är {row.get_state_display()}. Öppna den igen på listan först."]
    if not any(one.body_id == row.body_id for one in meeting.meeting_bodies.all()):
        return [f"”{row.title}” väntar på {row.body.list_name}, som inte är med på mötet."]
    return []


@transaction.atomic
def take(row: BacklogItem, meeting: Meeting, *, by: User) -> AgendaItem:
    """Put a row on the agenda of a meeting. Whoever proposed it is told.

    Raises NotAllowed where it stands on another agenda already, is closed, or the minutes are frozen.
    """
    meeting = open_for_change(meeting)
    row = _locked(row)
    if obstacles := obstacles_to_taking(row, meeting):
        raise NotAllowed(obstacles)
    item = _taken_off(row, meeting)
    if item:
        agenda.put_back_item(item, by=by)
        item.refresh_from_db()
    else:
        item = agenda.add_item(meeting, by=by, title=row.title, purpose=row.purpose)
        if row.file:
            attachments.attach_stored(item, row.file, by=by)
    if row.matter and row.matter.state == Matter.State.OPEN and item.matter_id is None:
        matters.attach(item, matter=row.matter, by=by)
    _note_taken(row, item, by=by)
    return item


def _taken_off(row: BacklogItem, meeting: Meeting) -> AgendaItem | None:
    """The item the row once was on this agenda, if it is there to be put back."""
    for item in (row.item, row.postponed):
        if item and item.meeting_id == meeting.pk and item.removed_at:
            return item
    return None


def _note_taken(row: BacklogItem, item: AgendaItem, *, by: User) -> None:
    row.item, row.state = item, State.TAKEN
    row.save(update_fields=["item", "state"])
    log.write(
        "tog upp från listan", by=by, about=item.meeting, title=row.title, body=str(row.body),
        priority=row.get_priority_display(),
    )  # fmt: skip
    if row.proposed_by:
        letters.answered(row, by=by)


@transaction.atomic
def give_back(item: AgendaItem, *, by: User) -> BacklogItem:
    """Take an item off the agenda and let it wait for a coming meeting of the leading body.

    What came from the list goes back with the priority it had; other items become new rows there. Raises NotAllowed
    when the item has text or no heading, or when the minutes are frozen.
    """
    meeting = open_for_change(item.meeting)
    item.refresh_from_db()
    body = meeting.leading_body
    row = BacklogItem.objects.filter(item=item).select_related("body").first()
    if item.removed_at:
        raise NotAllowed("Punkten är redan borttagen från dagordningen.")
    if row is None and (body is None or not item.first_line.strip()):
        raise NotAllowed("En punkt utan rubrik kan inte sättas på listan. Skriv en rubrik eller ta bort den.")
    if agenda.obstacles_to_removing(item, with_text=False):
        raise NotAllowed("Punkten har redan text. Öppna den om den ändå ska bort från dagordningen.")
    agenda.remove_item(item, by=by)
    if row is None:
        row, _ = BacklogItem.objects.update_or_create(
            body=body, postponed=item,
            defaults={"state": State.OPEN, "item": item},
            create_defaults={
                "title": item.first_line[:300], "text": item.proposal, "purpose": item.purpose, "item": item,
                "source": Source.POSTPONED, "added_by": by,
            },
        )  # fmt: skip
    row.refresh_from_db()
    log.write(
        "tog tillbaka till listan", by=by, about=meeting, title=row.title, body=str(row.body),
        priority=row.get_priority_display(),
    )  # fmt: skip
    return row


# Following up (K9)


@transaction.atomic
def follow_up(action: Action, meeting: Meeting, *, by: User) -> AgendaItem:
    """Put an open uppdrag on the agenda, as a sub-point of the point where uppdrag are followed up.

    The point is made where there is none. Raises NotAllowed where the uppdrag is closed or is there already.
    """
    meeting = open_for_change(meeting)
    action = Action.objects.select_for_update(of=("self",)).select_related("block", "item").get(pk=action.pk)
    body = meeting.leading_body
    if body is None:
        raise NotAllowed("Mötet har ingen grupp.")
    if action.state != Action.State.OPEN:
        raise NotAllowed(f"Uppdraget är markerat: {action.get_state_display()}. Ladda om sidan.")
    row = BacklogItem.objects.select_for_update().filter(body=body, action=action).first()
    if row and row.state == State.TAKEN and row.item and row.item.meeting_id == meeting.pk:
        raise NotAllowed("Uppdraget står redan på dagordningen.")
    words = words_of(
        [Span(action.pk, action.item_id, action.block_id, action.last_block_id, action.block.html)]
    )
    title, text = titled(words[action.pk])
    if row is None:
        row = BacklogItem(body=body, action=action, source=Source.ACTION, title=title, text=text, added_by=by)
        row.save()
    parent = _follow_up_point(meeting, by=by)
    item = _taken_off(row, meeting)
    if item and item.parent_id == parent.pk:
        agenda.put_back_item(item, by=by)
    else:
        item = agenda.add_item(meeting, by=by, title=title, parent=parent, presenters=action.who)
    _note_taken(row, item, by=by)
    return item


def _follow_up_point(meeting: Meeting, *, by: User) -> AgendaItem:
    """The point for following up, by its heading; a new one before the closing points where there is none."""
    found = (
        AgendaItem.objects.standing()
        .filter(
            meeting=meeting, parent=None, section=AgendaItem.Section.ITEMS, title__istartswith="uppföljning"
        )
        .order_by("position", "pk")
        .first()
    )
    return found or agenda.add_item(meeting, by=by, title=FOLLOW_UP, purpose="report")
