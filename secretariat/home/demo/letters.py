"""Letters that are written while the demo is loaded bear the day of what they tell of, and lie as delivered."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from meetings.actions.papers import make_pdf
from secretariat.registry.actions.mail import deliver_soon
from secretariat.registry.models import OutgoingMail


@contextmanager
def dated(at: dt.datetime) -> Iterator[None]:
    """Letters of the block were written and delivered at a moment."""
    last = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
    yield
    OutgoingMail.objects.filter(pk__gt=last).update(written_at=at, delivered_at=at, attempts=1)


def forget_errands(*, papers: Collection[int]) -> None:
    """Take back what the load has asked of the worker: letters that lie delivered, and PDFs beside the latest ones.

    Older minutes are printed from their frozen version when somebody asks.
    """
    waiting = DBTaskResult.objects.filter(status="READY")
    if not OutgoingMail.objects.waiting().exists():
        waiting.filter(task_path=deliver_soon.module_path).delete()
    printing = waiting.filter(task_path=make_pdf.module_path)
    unneeded = [errand.pk for errand in printing if errand.args_kwargs["args"][0] not in papers]
    DBTaskResult.objects.filter(pk__in=unneeded).delete()
