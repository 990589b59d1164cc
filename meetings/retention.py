"""What may be removed by rule among minutes: working revisions, some time after they are finished (D4)."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from meetings.models import Minutes, Revision


class WorkingRevisions:
    """Saved versions of texts on the way to finished minutes. What was sent out is frozen elsewhere, and stays."""

    slug = "arbetsversioner"
    words = "Arbetsversioner av texter i färdiga anteckningar"
    stays = "Det som har skickats ut eller fastställts finns kvar, ord för ord."

    @staticmethod
    def days() -> int:
        """How long they stay after the minutes were finished."""
        return settings.REVISION_DAYS

    @staticmethod
    def rows(before: dt.datetime) -> QuerySet[Revision]:
        """What a removal takes: of minutes that were finished before this moment."""
        finished = Minutes.objects.filter(finished_at__lt=before)
        return Revision.objects.filter(meeting__minutes__in=finished).order_by("pk")
