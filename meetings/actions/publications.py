"""What is open to everybody, and nothing else: every public page and feed begins with a query from here (C10)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from meetings.models import (
    Body,
    Correction,
    Decision,
    Meeting,
    MeetingBody,
    Minutes,
    Publication,
)
from secretariat.lib.personnummer import find_personnummer
from secretariat.registry.models import StoredFile, Theme

from . import decisions as decision_register
from . import masked_copies
from . import masks as mask_choices
from .decisions import ListedDecision

OPEN, TAKEN_BACK, HIDDEN, CLOSED = "publicerat", "avpublicerat", "visas-inte", "inte"


def open_minutes() -> QuerySet[Any]:
    """Minutes that everybody may read now, with when they were published."""
    standing = Publication.objects.standing().filter(minutes=OuterRef("pk"))
    return (
        Minutes.objects.finished()
        .annotate(published_at=Subquery(standing.values("published_at")[:1]))
        .filter(published_at__isnull=False)
    )


def open_meetings() -> QuerySet[Any]:
    """Meetings with minutes that everybody may read, latest first."""
    standing = Publication.objects.standing().filter(minutes__meeting=OuterRef("pk"))
    return (
        Meeting.objects.annotate(published_at=Subquery(standing.values("published_at")[:1]))
        .filter(published_at__isnull=False)
        .order_by(F("date").desc(nulls_last=True), "-pk")
    )


def open_decisions() -> QuerySet[Any]:
    """The meetings' own decisions that everybody may read; not those they only report from somebody else (K5)."""
    standing = Publication.objects.standing().filter(minutes__meeting=OuterRef("meeting"))
    return (
        Decision.objects.own()
        .annotate(published_at=Subquery(standing.values("published_at")[:1]))
        .filter(published_at__isnull=False)
    )


def open_bodies() -> QuerySet[Body]:
    """Bodies that have something published, joint meetings too (N6)."""
    rows = MeetingBody.objects.filter(body=OuterRef("pk"), meeting__in=open_meetings().values("pk"))
    return Body.objects.filter(Exists(rows)).order_by("sort_key")


def open_themes() -> QuerySet[Theme]:
    """Themes of published decisions."""
    return Theme.objects.filter(pk__in=open_decisions().values("theme")).order_by("sort_key")


def of_body(body: Body) -> Q:
    """Condition on a meeting: the body took part, alone or with others (N6)."""
    return Q(Exists(MeetingBody.objects.filter(meeting=OuterRef("pk"), body=body)))


def found_decision(slug: str) -> Decision | None:
    """The published decision that a permanent address names."""
    return decision_register.found_among(open_decisions(), slug)


# Dagordning, justerare, handlingarna: every meeting has them, and nobody outside looks for them.
_OF_THE_MEETING_ITSELF = (Decision.Kind.FORMAL, Decision.Kind.ELECTION, Decision.Kind.FILED)


def of_substance() -> QuerySet[Decision]:
    """Published decisions, without those that only are about the meeting itself."""
    return open_decisions().exclude(kind__in=_OF_THE_MEETING_ITSELF)


def latest_first(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions in the order a reader wants them."""
    return rows.order_by(F("meeting__date").desc(nulls_last=True), "-meeting", "running", "position")


def listed(rows: QuerySet[Decision]) -> list[ListedDecision]:
    """Decisions in words. Only what was published with them may be shown: no matter, no other decision's number.

    Where something in their minutes is masked their words are those of the masked copy, never their own.
    """
    found = decision_register.listed(decision_register.with_columns(rows))
    copies = masked_copies.standing_copies({one.meeting for one in found})
    return [_masked(one, copies[one.meeting]) if one.meeting in copies else one for one in found]


def _masked(one: ListedDecision, copy: masked_copies.Words) -> ListedDecision:
    words, item = copy.decision(one.key) or ("", "")
    return replace(one, words=words, item=item, taken_by="", matter_number="", matter_title="")


def saying(q: str) -> Q:
    """Condition on an open decision: its number or its words hold `q`; of masked minutes what the copy says alone."""
    copies = Publication.objects.standing().masked()
    found = [
        key
        for words in copies.values_list("words", flat=True)
        for key, (said, _) in words["decisions"].items()
        if q.casefold() in said.casefold()
    ]
    is_masked = Q(Exists(copies.filter(minutes__meeting=OuterRef("meeting"))))
    return Q(number__icontains=q) | (decision_register.says(q) & ~is_masked) | Q(pk__in=found)


def standing_publication(minutes: Minutes) -> Publication:
    """The publication that shows the minutes to everybody now. Raises Publication.DoesNotExist."""
    rows = Publication.objects.standing().defer("content").select_related("pdf")
    return rows.get(minutes=minutes)


def was_open(meeting: int) -> bool:
    """Whether minutes that everybody could read have been taken back, or their last day is past."""
    rows = Publication.objects.filter(minutes__meeting=meeting)
    hidden = Publication.objects.not_taken_back().filter(minutes__meeting=meeting)
    is_hidden = hidden.exclude(pk__in=Publication.objects.expired()).exists()
    return rows.exists() and not is_hidden


def closed_meeting_of(slug: str) -> int | None:
    """The meeting of a decision that has been open at a permanent address and is not any longer."""
    rows = Decision.objects.own().filter(meeting__minutes__publications__isnull=False).distinct()
    decision = decision_register.found_among(rows, slug)
    return decision.meeting_id if decision and was_open(decision.meeting_id) else None


def related(decision: Decision) -> dict[str, list[tuple[str, str]]]:
    """Published decisions that this one replaces or is replaced by: (address, number) (K4)."""
    rows = open_decisions().exclude(number="").order_by("meeting__date", "running")
    pairs = {
        "superseded_by": rows.filter(supersedes=decision.pk),
        "supersedes": rows.filter(superseded_by=decision.pk),
    }
    return {
        name: [
            (decision_register.slug_of(number), number) for number in found.values_list("number", flat=True)
        ]
        for name, found in pairs.items()
    }


def open_files(meeting: int) -> QuerySet[StoredFile]:
    """The meeting's files that were cleared when it was published."""
    standing = Publication.objects.standing().filter(minutes__meeting=meeting)
    return StoredFile.objects.filter(publications__in=standing).exclude(circle=StoredFile.Circle.SECRETARIAT)


def had_file(meeting: int, file: int) -> bool:
    """Whether the file has been open with the meeting."""
    return Publication.objects.filter(minutes__meeting=meeting, files=file).exists()


def open_corrections(minutes: Minutes, publication: Publication) -> list[Correction]:
    """Rättelser, also those made after the publication (C7); none with what looks like a personnummer (B11).

    Beside a masked text they are masked too.
    """
    rows = minutes.corrections_that_hold
    if publication.is_masked:
        masking = mask_choices.masking_in(publication)
        rows = [masked_copies.masked_correction(row, masking) for row in rows]
    return [row for row in rows if not find_personnummer(f"{row.old_text}\n{row.new_text}\n{row.reason}")]


@dataclass(frozen=True)
class Headed:
    """A meeting in a public list: its day, what it is called, and how many decisions it took."""

    key: int
    heading: str
    date: dt.date | None
    decisions: int


def headed(rows: Iterable[Meeting]) -> list[Headed]:
    """Meetings with their names and the number of their own decisions, in three queries."""
    meetings = list(rows)
    keys = {meeting.pk for meeting in meetings}
    copies = masked_copies.standing_copies(keys)
    bodies = decision_register.body_names(keys)
    counts = dict(
        Decision.objects.own()
        .filter(meeting__in=keys)
        .order_by()
        .values_list("meeting")
        .annotate(count=Count("pk"))
    )
    return [
        Headed(
            one.pk,
            title_of(one, copies.get(one.pk)) or " och ".join(bodies.get(one.pk, ())) or "Möte",
            one.date,
            counts.get(one.pk, 0),
        )
        for one in meetings
    ]


def title_of(meeting: Meeting, copy: masked_copies.Words | None) -> str:
    """The title that a meeting was given, as the masked copy has it where there is one; empty where none was given."""
    return copy.title if meeting.title and copy else meeting.title


def with_standing(rows: QuerySet[Minutes]) -> QuerySet[Any]:
    """Finished minutes with where their publication stands, for those who publish."""
    mine = Publication.objects.filter(minutes=OuterRef("pk"))
    kept = mine.filter(unpublished_at=None)
    past = mine.expired()  # a night that has not been at it yet
    return rows.annotate(
        stands=Case(
            When(Exists(Publication.objects.standing().filter(minutes=OuterRef("pk"))), then=Value(OPEN)),
            When(Exists(past), then=Value(TAKEN_BACK)),
            When(Exists(kept), then=Value(HIDDEN)),
            When(Exists(mine), then=Value(TAKEN_BACK)),
            default=Value(CLOSED),
            output_field=CharField(),
        ),
        latest_at=Subquery(mine.order_by("-published_at").values("published_at")[:1]),
    )
