"""Letters that have gone out about a meeting or a matter, as documents to give out (D1, D2).

Letters in the same words on the same day are one document, with who they went to. Those that only tell somebody in the
office what has happened have never left it, and are no allmänna handlingar.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast, Length
from django.utils.module_loading import import_string

from meetings.models import BacklogItem, Decision, Matter, Meeting, Minutes, Notice
from secretariat.lib import keys
from secretariat.lib.dates import local_day, moment_in_words
from secretariat.registry.models import OutgoingMail

from .masking import Mask

# Kinds that go to the office itself: "någon har svarat".
_WITHIN = (
    "svar på kallelse", "besked från part", "svar om intresse", "inlämnade svar", "svar på medskick",
    "besked om överenskommelse", "publicering",
)  # fmt: skip
_RULE = "\n\n" + 70 * "-" + "\n\n"
_PROTECTED = "mottagare med skyddade personuppgifter"


@dataclass(frozen=True)
class Batch:
    """Letters of one kind with one subject on one day."""

    purpose: str
    subject: str
    day: dt.date
    letters: tuple[int, ...]
    size: int


def of_meeting(meeting: Meeting) -> list[Batch]:
    """What has gone out about a meeting, its kallelser, its minutes and its decisions. One query."""
    own = [
        Meeting.objects.filter(pk=meeting.pk),
        Notice.objects.filter(meeting=meeting),
        Minutes.objects.filter(meeting=meeting),
        Decision.objects.filter(meeting=meeting),
        meeting.items.all(),
    ]
    return _batches(own)


def of_matter(matter: Matter) -> list[Batch]:
    """What has gone out about a matter, its points and decisions, the questions sent in, and what apps above keep of it
    (`settings.LETTER_SOURCES`). One query.
    """
    own: list[QuerySet[Any]] = [
        Matter.objects.filter(pk=matter.pk),
        matter.items.all(),
        matter.decisions.all(),
        BacklogItem.objects.filter(matter=matter),
    ]
    return _batches(
        [*own, *(rows for path in settings.LETTER_SOURCES for rows in import_string(path)(matter))]
    )


def _batches(about: Iterable[QuerySet[Any]]) -> list[Batch]:
    found: defaultdict[tuple[str, str, dt.date], list[tuple[int, int]]] = defaultdict(list)
    sent = OutgoingMail.objects.filter(_about(about), delivered_at__isnull=False).exclude(purpose__in=_WITHIN)
    columns = ("pk", "purpose", "subject", "delivered_at", Length("body"))
    for pk, purpose, subject, at, size in sent.order_by("delivered_at", "pk").values_list(*columns):
        found[purpose, subject, local_day(at)].append((pk, size))
    return [
        Batch(purpose, subject, day, tuple(pk for pk, _ in letters), sum(size for _, size in letters))
        for (purpose, subject, day), letters in found.items()
    ]


def _about(rows: Iterable[QuerySet[Any]]) -> Q:
    """Condition on a letter: it is about one of these, whatever they are."""
    wanted = Q(pk=None)
    for some in rows:
        model: type[Model] = some.model
        keys_of = some.order_by().annotate(as_word=Cast("pk", CharField())).values("as_word")
        wanted |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys_of)
    return wanted


def text_of(letters: Iterable[int], mask: Mask) -> bytes:
    """The letters as plain text: who they went to, when, and the words, once where many got the same.

    Secrets in addresses are taken away, and persons whose data are protected are hidden, with their e-mail (D7).
    """
    rows = OutgoingMail.objects.filter(pk__in=list(letters)).select_related("person")
    told: defaultdict[str, list[OutgoingMail]] = defaultdict(list)
    for row in rows.prefetch_related("attachments").order_by("delivered_at", "pk"):
        told[_words(row, mask)].append(row)
    parts = ["\n".join([*_head(some, mask), "", words]) for words, some in told.items()]
    return _RULE.join(parts).replace("\n", "\r\n").encode("utf-8-sig")


def _words(letter: OutgoingMail, mask: Mask) -> str:
    """What the letter says: its words, its button, the names of what went with it."""
    button = f"{letter.action_label}: {letter.action_url}" if letter.action_url else ""
    names = ", ".join(str(one) for one in letter.attachments.all())
    attached = f"Bilagor: {names}" if names else ""
    return mask.words(keys.masked("\n\n".join(filter(None, (letter.body, button, attached)))))


def _head(letters: list[OutgoingMail], mask: Mask) -> Iterator[str]:
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    yield f"Ämne: {mask.words(letters[0].subject)}"
    yield f"Från: {mask.words(letters[0].from_name or name)} <{letters[0].reply_to or email}>"
    for one in letters:
        at = moment_in_words(one.delivered_at) if one.delivered_at else ""
        yield f"Till: {_receiver(one, mask)}, {at}"


def _receiver(letter: OutgoingMail, mask: Mask) -> str:
    if letter.person and letter.person.protected_identity:
        return _PROTECTED
    known = f"{letter.to_name} <{letter.to_email}>" if letter.to_name else letter.to_email
    return known if mask.words(known) == known else _PROTECTED
