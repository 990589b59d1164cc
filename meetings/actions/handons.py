"""Medskick followed until each group has answered: the answer written, or waived (K6, A15)."""

from django.db import transaction
from django.utils import timezone

from meetings import handon_letters
from meetings.models import BacklogItem, Body, HandOn, HandOnAnswer
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import handon_lists
from .wordings import Span, words_of

NO_WORDS = "Skriv vad gruppen svarar."
NO_REASON = "Skriv varför svaret inte behövs."
ANSWERED = "Gruppen har svarat på medskicket."
EXCUSED = "Svaret på medskicket behövs inte."


def obstacles_to_answering(
    hand_on: HandOn, body: Body, *, text: str, was: str, missing: str = NO_WORDS
) -> list[str]:
    """Why the group cannot answer so. `was` is the answer that the writer saw, empty where there was none."""
    if not hand_on.bodies.filter(pk=body.pk).exists():
        return [f"Medskicket gick inte till {body.list_name}."]
    if not text.strip():
        return [missing]
    now = _standing(hand_on, body)
    if now and not now.is_excused and now.text != was:
        return [
            f"Någon annan har nyss skrivit: ”{now.text}” Det du skrev står kvar. Spara igen om det ska gälla."
        ]
    return []


def _standing(hand_on: HandOn, body: Body) -> HandOnAnswer | None:
    return HandOnAnswer.objects.filter(hand_on=hand_on, body=body).first()


@transaction.atomic
def answer(hand_on: HandOn, body: Body, *, by: User, text: str, was: str = "") -> HandOnAnswer:
    """Write what the group answers, or change it; whoever sent it gets a letter.

    Where it still waited on the group's list, it does no longer.
    Raises NotAllowed where somebody else has written meanwhile.
    """
    hand_on = _held(hand_on)
    if obstacles := obstacles_to_answering(hand_on, body, text=text, was=was):
        raise NotAllowed(obstacles)
    _, item = handon_lists.suggested(hand_on, body)
    before = _standing(hand_on, body)
    said = before.text if before and not before.is_excused else ""
    row = _store(hand_on, body, by=by, text=text, is_excused=False)
    HandOnAnswer.objects.filter(pk=row.pk).update(item=item)
    _close(hand_on, body, by=by, reason=ANSWERED)
    log.write("svarade på medskick", by=by, about=hand_on, body=str(body), text=row.text)
    if row.text != said:
        groups = handon_lists.of_points(
            HandOn.objects.filter(pk=hand_on.pk), by, today=timezone.localdate()
        ).get(hand_on.pk, [])
        handon_letters.answered(
            hand_on, body, row, words=words(hand_on), standing=handon_lists.sentence(groups), by=by, was=said
        )
    return row


@transaction.atomic
def excuse(hand_on: HandOn, body: Body, *, by: User, reason: str) -> HandOnAnswer:
    """Say that no answer is wanted from the group, and why. Raises NotAllowed where it has answered."""
    hand_on = _held(hand_on)
    standing = _standing(hand_on, body)
    if standing and not standing.is_excused:
        raise NotAllowed("Gruppen har redan svarat.")
    was = standing.text if standing else ""
    if obstacles := obstacles_to_answering(hand_on, body, text=reason, was=was, missing=NO_REASON):
        raise NotAllowed(obstacles)
    row = _store(hand_on, body, by=by, text=reason, is_excused=True)
    _close(hand_on, body, by=by, reason=EXCUSED)
    log.write("avstod från svar på medskick", by=by, about=hand_on, body=str(body), reason=row.text)
    return row


@transaction.atomic
def ask_again(hand_on: HandOn, body: Body, *, by: User) -> None:
    """Take back that no answer is wanted. Nothing happens where the group has answered."""
    hand_on = _held(hand_on)
    gone, _ = HandOnAnswer.objects.filter(hand_on=hand_on, body=body, is_excused=True).delete()
    if not gone:
        return
    BacklogItem.objects.filter(hand_on=hand_on, body=body, closed_because=EXCUSED).update(
        state=BacklogItem.State.OPEN, closed_because="", closed_at=None, closed_by=None
    )
    log.write("bad om svar på medskick igen", by=by, about=hand_on, body=str(body))


def _held(hand_on: HandOn) -> HandOn:
    return HandOn.objects.select_for_update(of=("self",)).get(pk=hand_on.pk)


def _store(hand_on: HandOn, body: Body, *, by: User, text: str, is_excused: bool) -> HandOnAnswer:
    facts = {"text": text.strip(), "is_excused": is_excused, "answered_by": by}
    return HandOnAnswer.objects.update_or_create(hand_on=hand_on, body=body, defaults=facts)[0]


def _close(hand_on: HandOn, body: Body, *, by: User, reason: str) -> None:
    """What waits on the group's list waits no longer; what stands on an agenda stays there."""
    rows = BacklogItem.objects.filter(hand_on=hand_on, body=body, state=BacklogItem.State.OPEN)
    rows.update(state=BacklogItem.State.CLOSED, closed_because=reason, closed_at=timezone.now(), closed_by=by)


def words(hand_on: HandOn) -> str:
    """The words of one medskick."""
    span = Span(hand_on.pk, hand_on.item_id, hand_on.block_id, hand_on.last_block_id, hand_on.block.html)
    return words_of([span])[hand_on.pk]
