"""Reading a file of results once more where its errand died or failed: by a person, or by night (H6)."""

from django.db import transaction

from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User
from surveys.models import Dataset

from . import errands, importing

State = Dataset.State
_MOST_STARTS = 2


def obstacles_to_starting_again(dataset: Dataset) -> list[str]:
    """Why its file cannot be read once more from where it was: somebody is at it, or it has come further."""
    if dataset.state == State.FAILED or (dataset.state in errands.WORKING and errands.is_lost(dataset)):
        return []
    if dataset.state in errands.WORKING:
        return ["Filen läses fortfarande. Vänta en stund."]
    return ["Läsningen av filen har inte stannat. Ladda om sidan och se vad som går att göra."]


@transaction.atomic
def start_again(dataset: Dataset, *, by: User | None) -> Dataset:
    """Have the worker read a file whose errand died or failed, from its beginning. Raises NotAllowed."""
    locked = errands.hold(dataset)
    if reasons := obstacles_to_starting_again(locked):
        raise NotAllowed(reasons)
    if locked.state == State.FAILED:
        locked.state = State.TAKING if locked.found.get("indicators") else State.CHECKING
    locked.done, locked.found = 0, {**locked.found, "starts": _starts(locked) + 1}
    locked.save(update_fields=["state", "done", "found"])
    is_checking = locked.state == State.CHECKING
    errand = importing.look_through_later if is_checking else importing.take_in_later
    errand.enqueue(locked.pk)
    log.write("startade om läsningen av resultat", by=by, about=locked)
    return locked


def _starts(dataset: Dataset) -> int:
    return int(dataset.found.get("starts", 0))


def start_lost_again() -> int:
    """By night: errands that died are started again, and given up after a few times, since a file may be what kills.

    Returns how many were started.
    """
    working = list(Dataset.objects.filter(state__in=errands.WORKING))
    lost = errands.lost(working)
    count = 0
    for one in working:
        if one.pk not in lost:
            continue
        if _starts(one) < _MOST_STARTS:
            start_again(one, by=None)
            count += 1
        else:
            Dataset.objects.filter(pk=one.pk, state=one.state).update(state=State.FAILED)
    return count
