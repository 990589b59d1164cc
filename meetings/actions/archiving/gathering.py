"""What an archive package holds of a meeting: read for many meetings at a time, in a number of queries that stays."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from meetings.actions import evidence
from meetings.actions.exchange import writing
from meetings.models import (
    Approver,
    Confirmation,
    Correction,
    Decision,
    ImmediateApproval,
    ItemAttachment,
    Meeting,
    MeetingBody,
    Minutes,
    MinutesVersion,
    Notice,
    Publication,
    Reply,
    Unlocking,
)
from secretariat.lib import pdf
from secretariat.lib.packing import safe_name
from secretariat.registry.models import StoredFile

PART = 25  # meetings read at a time
_DRAWN_UP, _RECEIVED, _SENT = "upprättad", "inkommen", "expedierad"


@dataclass(frozen=True)
class Source:
    """A file that is to be in the package: bytes, or a stored file; what it is, and since when it is as it is."""

    name: str
    title: str
    record_kind: str
    status: str
    since: dt.datetime
    content: bytes = b""
    stored: StoredFile | None = None
    sha256: str = ""
    item: str = ""


@dataclass(frozen=True)
class LeftOut:
    """What is not in the package, and why: because a rule says so, or because something is wrong."""

    title: str
    why: str
    is_by_rule: bool = False


@dataclass
class Gathered:
    """One meeting with its minutes, what is to be packed of it, and the whole of it in the exchange format."""

    meeting: Meeting
    minutes: Minutes
    exchange: bytes
    bodies: list[MeetingBody]
    versions: list[MinutesVersion]
    approvers: list[Approver]
    corrections: list[Correction]
    publications: list[Publication]
    decisions: list[Decision]
    sources: list[Source] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """What the meeting's folder is called: 2025-03-18-CF-12."""
        day = self.meeting.date.isoformat() if self.meeting.date else "utan-datum"
        code = re.sub(r"[^0-9A-Za-zÅÄÖåäö]+", "", self.bodies[0].body.code) if self.bodies else ""
        return "-".join(filter(None, (day, code, str(self.meeting.pk))))


def finished(meetings: QuerySet[Meeting]) -> QuerySet[Minutes]:
    """The finished minutes of some meetings, in the order of the package: by day."""
    return Minutes.objects.finished().filter(meeting__in=meetings).order_by("meeting__date", "meeting_id")


def gathered(rows: QuerySet[Minutes]) -> Iterator[Gathered]:
    """Each meeting of the minutes in their order. Some thirty queries for every 25 of them."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), PART):
        some = keys[start : start + PART]
        found = {one.pk: one for one in _minutes(some)}
        extracts = _extracts([one.meeting_id for one in found.values()])
        whole = writing.bytes_of_many([found[key].meeting for key in some])
        for key, exchange in zip(some, whole, strict=True):
            yield _gathered(found[key], extracts[found[key].meeting_id], exchange)


def _minutes(keys: Sequence[int]) -> QuerySet[Minutes]:
    replies = Reply.objects.select_related("version", "answered_by__person").defer("version__content")
    attachments = ItemAttachment.objects.filter(kind="file", item__removed_at=None)
    return (
        Minutes.objects.filter(pk__in=keys)
        .select_related(
            "meeting__chair", "meeting__secretary", "word", "pdf", "current_version", "finished_by__person"
        )
        .defer("current_version__content")
        .prefetch_related(
            Prefetch(
                "versions", MinutesVersion.objects.order_by("number").select_related("frozen_by__person")
            ),
            Prefetch(
                "approvers", Approver.objects.order_by("position", "pk").select_related("person", "body")
            ),
            Prefetch("approvers__replies", replies),
            "corrections",
            Prefetch(
                "unlockings", Unlocking.objects.exclude(was_pdf=None).select_related("was_pdf", "version")
            ),
            Prefetch(
                "meeting__immediate_approvals",
                ImmediateApproval.objects.exclude(pdf=None).select_related("pdf").order_by("number"),
            ),
            Prefetch("publications", Publication.objects.order_by("published_at")),
            Prefetch(
                "meeting__meeting_bodies",
                MeetingBody.objects.select_related("body").order_by("position", "pk"),
            ),
            Prefetch("meeting__notices", Notice.objects.select_related("pdf").order_by("number")),
            Prefetch(
                "meeting__attachments",
                attachments.select_related("file__owner", "item__parent").order_by(
                    "item__position", "position", "pk"
                ),
            ),
            Prefetch(
                "meeting__decisions",
                Decision.objects.select_related("item__parent").order_by("running", "position"),
            ),
        )
    )


def _extracts(meetings: Sequence[int]) -> dict[int, list[Confirmation]]:
    """The parties' own decisions on what each meeting decided, as they came in (K3)."""
    way = "recipient__inquiry__confirmation_request__decision__meeting"
    rows = (
        Confirmation.objects.exclude(extract=None)
        .filter(**{f"{way}__in": meetings})
        .annotate(meeting=F(way))
        .select_related("extract__owner", "recipient__organisation")
        .order_by("pk")
    )
    found: defaultdict[int, list[Confirmation]] = defaultdict(list)
    for row in rows:
        found[row.meeting].append(row)
    return found


def _kept_apart(minutes: Minutes, word: str) -> Iterator[Source]:
    """PDFs of versions that have been unlocked since, and of points that were approved at once (C8, C12)."""
    for one in minutes.unlockings.all():
        name = f"versioner/version-{one.version.number}.pdf"
        title = f"Version {one.version.number}, ersatt"
        moment = one.was_finished_at or one.proposed_at
        yield Source(name, title, word, _DRAWN_UP, moment, stored=one.was_pdf)
    for point in minutes.meeting.immediate_approvals.all():
        name = f"omedelbar-justering/{point.number}.pdf"
        moment = point.approved_at or point.frozen_at
        yield Source(name, f"Omedelbar justering {point.number}", word, _DRAWN_UP, moment, stored=point.pdf)


def _gathered(minutes: Minutes, extracts: Sequence[Confirmation], exchange: bytes) -> Gathered:
    meeting = minutes.meeting
    made = Gathered(
        meeting=meeting,
        minutes=minutes,
        exchange=exchange,
        bodies=list(meeting.meeting_bodies.all()),
        versions=list(minutes.versions.all()),
        approvers=list(minutes.approvers.all()),
        corrections=list(minutes.corrections.all()),
        publications=list(minutes.publications.all()),
        decisions=list(meeting.decisions.all()),
    )
    finished = minutes.finished_at or timezone.now()
    word = str(minutes.word)
    if minutes.pdf:
        made.sources.append(
            Source("anteckningar.pdf", word.capitalize(), word, _DRAWN_UP, finished, stored=minutes.pdf)
        )
    else:
        made.left_out.append(LeftOut(word.capitalize(), "ingen PDF är sparad"))
    made.sources += _kept_apart(minutes, word)
    made.sources += [
        Source(
            f"versioner/version-{one.number}.json", f"Version {one.number} som den frystes", word, _DRAWN_UP,
            one.frozen_at, content=bytes(one.content), sha256=one.sha256,
        )
        for one in made.versions
    ]  # fmt: skip
    _attest(minutes, made, finished)
    made.sources += _notices(meeting.notices.all(), made)
    _attach(meeting.attachments.all(), made)
    for place, row in enumerate(extracts, 1):
        title = f"Beslut av {row.recipient.organisation}"
        name = f"parternas-beslut/{place:02}-{safe_name(row.extract.name)}" if row.extract else ""
        _add(made, row.extract, name=name, title=title, usual="protokollsutdrag", status=_RECEIVED)
    return made


def _attest(minutes: Minutes, made: Gathered, since: dt.datetime) -> None:
    """How the minutes were approved, as a paper of its own (C5)."""
    attested = evidence.evidence_of(minutes)
    if attested is None:
        return
    try:
        content = evidence.render(attested)
    except pdf.NotAvailable:
        made.left_out.append(LeftOut("Justeringsintyg", "PDF kan inte göras på den här datorn"))
    else:
        name = "justeringsintyg.pdf"
        made.sources.append(Source(name, "Justeringsintyg", "intyg", _DRAWN_UP, since, content=content))


def _notices(notices: Iterable[Notice], made: Gathered) -> Iterator[Source]:
    for one in notices:
        name, title = f"kallelser/kallelse-{one.number}", one.kind_in_words
        yield Source(f"{name}.json", f"{title} som den frystes", "kallelse", _SENT, one.sent_at,
                     content=bytes(one.content), sha256=one.sha256)  # fmt: skip
        if one.pdf:
            yield Source(f"{name}.pdf", title, "kallelse", _SENT, one.sent_at, stored=one.pdf)
        else:
            made.left_out.append(LeftOut(title, "ingen PDF är sparad"))


def _attach(attachments: Iterable[ItemAttachment], made: Gathered) -> None:
    """The originals, each once, in the order of the points they belong to."""
    seen: set[int] = set()
    for one in attachments:
        if one.file and one.file.pk not in seen:
            seen.add(one.file.pk)
            name = f"bilagor/{len(seen):02}-{safe_name(one.file.name)}"
            _add(made, one.file, name=name, title=one.title, usual="bilaga", item=one.item.label)


def _add(
    made: Gathered,
    stored: StoredFile | None,
    *,
    name: str,
    title: str,
    usual: str,
    status: str = "",
    item: str = "",
) -> None:
    """A stored file with its facts as a public record (D1); what is to be destroyed is not for an archive."""
    if stored is None:
        return
    if stored.keeping == StoredFile.Keeping.DESTROYED:
        day = stored.destroy_on.isoformat() if stored.destroy_on else ""
        made.left_out.append(LeftOut(title, f"ska gallras {day}".strip(), is_by_rule=True))
        return
    known = stored.get_record_status_display() if stored.record_status else status
    made.sources.append(
        Source(name, title, stored.record_kind or usual, known, stored.uploaded_at, stored=stored, item=item)
    )
