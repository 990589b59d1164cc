"""What belongs to a round: its milestones, how many are asked in each kommun, information sent, papers (H1)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from secretariat.registry.actions import files, log
from secretariat.registry.models import Organisation, User
from surveys.models import Milestone, RoundFile, RoundNotice, SampleTarget, SurveyRound

from .rounds import hold

# By kommun: how many are asked, and how many answers are hoped for.
Targets = Mapping[int, tuple[int, int | None]]


@transaction.atomic
def add_milestone(round: SurveyRound, *, by: User | None, **facts: Any) -> Milestone:
    """Something more that is to happen."""
    made = Milestone.objects.create(round=round, **facts)
    log.write("lade till milstolpe", by=by, about=round, milstolpe=made.title)
    return made


@transaction.atomic
def save_milestone(milestone: Milestone, *, by: User, changed: Sequence[str]) -> None:
    """Save a changed milestone that is locked."""
    milestone.save()
    log.write(
        "ändrade milstolpe", by=by, about=milestone.round, milstolpe=milestone.title, fält=list(changed)
    )


@transaction.atomic
def mark_done(milestone: Milestone, *, on: dt.date | None, by: User | None) -> None:
    """Say that it is done since a day, or with None that it is not. The same twice changes nothing."""
    held = (
        Milestone.objects.select_for_update(of=("self",)).select_related("round__survey").get(pk=milestone.pk)
    )
    if (held.done_on is None) == (on is None):
        return
    held.done_on = on
    held.save(update_fields=["done_on"])
    log.write("klarmarkerade milstolpe" if on else "tog tillbaka milstolpe", by=by, about=held.round,
              milstolpe=held.title)  # fmt: skip


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take a milestone out of the plan."""
    log.write("tog bort milstolpe", by=by, about=milestone.round, milstolpe=milestone.title)
    milestone.delete()


@transaction.atomic
def set_targets(round: SurveyRound, targets: Targets, *, by: User | None) -> None:
    """Put the sample of every kommun; one that is not among them has none. Nothing is written where nothing changes."""
    held = hold(round)
    standing = {one.party_id: one for one in held.targets.all()}
    if {key: (one.sampled, one.expected) for key, one in standing.items()} == dict(targets):
        return
    held.targets.exclude(party__in=targets).delete()
    for key, (sampled, expected) in targets.items():
        SampleTarget.objects.update_or_create(
            round=held, party_id=key, defaults={"sampled": sampled, "expected": expected}
        )
    log.write("satte urval", by=by, about=held, personer=sum(sampled for sampled, _ in targets.values()))


def kommuner(round: SurveyRound) -> list[Organisation]:
    """Kommuner that can have a sample: those there are, and those that have one already. By kommunkod."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY, ends_on=None)
    had = Organisation.objects.filter(survey_targets__round=round)
    return list((rows | had).distinct().order_by("municipality_code", "sort_key"))


@transaction.atomic
def add_notice(round: SurveyRound, *, by: User | None, **facts: Any) -> RoundNotice:
    """Note that information has gone out."""
    made = RoundNotice.objects.create(round=round, by=by, **facts)
    log.write("noterade information om undersökning", by=by, about=round, vad=made.what, till=made.to)
    return made


@transaction.atomic
def remove_notice(notice: RoundNotice, *, by: User) -> None:
    """Take a note of information away that was a mistake."""
    log.write("tog bort information om undersökning", by=by, about=notice.round, vad=notice.what)
    notice.delete()


@transaction.atomic
def add_file(round: SurveyRound, upload: UploadedFile, *, title: str = "", by: User | None) -> RoundFile:
    """Keep a paper of the round: checked, with its checksum, for those who read surveys (D1)."""
    stored = files.store(upload, by=by, title=title.strip())
    made = RoundFile.objects.create(round=round, title=title.strip(), stored=stored)
    log.write("lade till handling till undersökning", by=by, about=round, handling=str(made))
    return made


@transaction.atomic
def remove_file(paper: RoundFile, *, by: User) -> None:
    """Take a paper off the round; the file itself stays as long as files are kept."""
    log.write("tog bort handling till undersökning", by=by, about=paper.round, handling=str(paper))
    paper.delete()
