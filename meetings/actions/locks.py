"""How verbs about minutes take their turn."""

from meetings.models import Meeting, Minutes


def hold(meeting_id: int) -> None:
    """Let nobody else change the meeting until the transaction ends; for a view that compares before it writes."""
    Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting_id).first()


def locked(minutes: Minutes) -> Minutes:
    """The minutes read again under a lock that is held to the end of the transaction.

    The meeting's row is locked first, as every change of agenda, attendance and text does, so that nobody waits for
    each other.
    """
    Meeting.objects.select_for_update(of=("self",)).get(pk=minutes.meeting_id)
    return (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("meeting", "word", "current_version")
        .prefetch_related("meeting__meeting_bodies__body")
        .get(pk=minutes.pk)
    )
