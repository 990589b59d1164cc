"""A set of results from uploaded to released: taken in whole, told with its source, opened circle by circle (H4–H6)."""

import datetime as dt
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from secretariat.lib.dates import moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files, log
from secretariat.registry.models import StoredFile, User
from surveys.access import reader_of
from surveys.models import Circle, Dataset, Indicator, Reader, Result, SurveyRound

from . import errands, importing

State = Dataset.State
ENDINGS = ("csv", "txt", "xlsx", "json")
_LARGEST_JSON = 20 * 1024 * 1024
WITH = ("round__survey", "file", "created_by__person", "replaces")


@dataclass(frozen=True)
class Origin:
    """What a set is called and where it comes from."""

    title: str
    source: str
    source_id: str
    retrieved_on: dt.date
    is_processed: bool = False
    is_open_already: bool = False
    replaces: Dataset | None = None


# Source


def citation(dataset: Dataset) -> str:
    """Source and day, as printed with every table. Figures we have processed may not give Kolada as their source."""
    day = f"hämtad {dataset.retrieved_on.isoformat()}"
    if dataset.is_processed:
        of = "" if _is_kolada(dataset.source) else f" av uppgifter från {dataset.source}"
        return f"Egen bearbetning{of}, {day}"
    code = f" ({dataset.source_id})" if dataset.source_id else ""
    return f"Källa: {dataset.source}{code}, {day}"


def _is_kolada(source: str) -> bool:
    return "kolada" in source.casefold() or source.strip().casefold() == "rka"


# In


def obstacles_to_uploading(upload: UploadedFile) -> list[str]:
    """Why the file cannot be kept: its kind, its size, not what its name says."""
    ending = (upload.name or "").lower().rsplit(".", 1)[-1]
    if ending not in ENDINGS:
        return ["Filen ska vara CSV, Excel (.xlsx) eller json-stat2 (.json)."]
    if ending != "json":
        return files.obstacles_to_storing(upload)
    if not upload.size:
        return ["Filen är tom. Välj en annan fil."]
    return ["JSON-filen är större än 20 MB. Hämta den i delar."] if upload.size > _LARGEST_JSON else []


def obstacles_to_replacing(old: Dataset, *, round: SurveyRound) -> list[str]:
    """Why a corrected set of a round cannot take its place."""
    if old.round_id != round.pk:
        return ["En datamängd kan bara ersätta en i samma omgång."]
    if old.taken_in_at is None:
        return ["Bara en inläst datamängd kan ersättas. Ta bort den som inte är inläst i stället."]
    if Dataset.objects.filter(replaces=old).exists():
        return ["Datamängden är redan ersatt, eller på väg att bli det."]
    return []


def upload(round: SurveyRound, file: UploadedFile, origin: Origin, *, by: User) -> Dataset:
    """Keep the file for the secretariat alone, and look it through; the worker does it where it is large.

    The survey's limits are frozen with it. Raises NotAllowed.
    """
    if reasons := obstacles_to_uploading(file):
        raise NotAllowed(reasons)
    with transaction.atomic():
        if origin.replaces and (
            reasons := obstacles_to_replacing(errands.hold(origin.replaces), round=round)
        ):
            raise NotAllowed(reasons)
        survey = round.survey
        dataset = Dataset.objects.create(
            round=round, title=origin.title, source=origin.source, source_id=origin.source_id,
            retrieved_on=origin.retrieved_on, is_processed=origin.is_processed,
            is_open_already=origin.is_open_already, replaces=origin.replaces, file=_kept(file, by=by),
            least_base=survey.least_base, least_count=survey.least_count,
            least_school_base=survey.least_school_base, created_by=by,
        )  # fmt: skip
        log.write("laddade upp resultat", by=by, about=dataset)
        if not (is_small := importing.is_small(dataset)):
            importing.look_through_later.enqueue(dataset.pk)
    if is_small:
        importing.look_through(dataset.pk)
    dataset.refresh_from_db()
    return dataset


def _kept(file: UploadedFile, *, by: User) -> StoredFile:
    if not (file.name or "").lower().endswith(".json"):
        return files.store(file, by=by, circle=StoredFile.Circle.SECRETARIAT)
    if obstacles := files.obstacles_by_scanner(file):
        raise NotAllowed(obstacles)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "resultat.json"
        with path.open("wb") as copy:
            for part in file.chunks():
                copy.write(part)
        name = files.clean_name(file.name or "")
        stored = files.store_written(path, name=name, title="", content_type="application/json")
    stored.circle, stored.uploaded_by = StoredFile.Circle.SECRETARIAT, by
    stored.save(update_fields=["circle", "uploaded_by"])
    return stored


def obstacles_to_taking_in(dataset: Dataset) -> list[str]:
    """Why it cannot be taken in: it is not looked through, is wrong, or is in already."""
    words = {
        State.CHECKING: "Filen prövas fortfarande. Vänta en stund.",
        State.REFUSED: "Filen har fel som måste rättas. Rätta den och ladda upp den igen.",
        State.TAKING: "Filen läses redan in.",
        State.TAKEN: "Filen är redan inläst.",
    }
    why = words.get(State(dataset.state))
    return [why] if why else _obstacles_of_the_same_file(dataset)


def _obstacles_of_the_same_file(dataset: Dataset) -> list[str]:
    """The same figures taken in twice would stand twice."""
    others = Dataset.objects.filter(round_id=dataset.round_id, file__sha256=dataset.file.sha256)
    others = others.filter(state__in=(State.TAKING, State.TAKEN)).exclude(
        pk__in=(dataset.pk, dataset.replaces_id or 0)
    )
    same = others.exclude(replaced_by__taken_in_at__isnull=False).first()
    return [f"Samma fil är redan inläst i omgången, som {same.title}. Ta bort den här."] if same else []


def take_in(dataset: Dataset, *, sensitive: set[str], by: User) -> Dataset:
    """Store all that is safe to show, or nothing. `sensitive` are codes of new indicators that need many answers.

    The worker does it where the file is large. Raises NotAllowed.
    """
    with transaction.atomic():
        SurveyRound.objects.select_for_update(of=("self",)).get(pk=dataset.round_id)
        locked = errands.hold(dataset)
        if reasons := obstacles_to_taking_in(locked):
            raise NotAllowed(reasons)
        if not locked.found.get("indicators"):
            raise NotAllowed("Filen är inte prövad. Ladda upp den igen.")
        for one in locked.found["indicators"]:
            facts = {"name": one["name"], "unit": one["unit"], "is_sensitive": one["code"] in sensitive}
            Indicator.objects.get_or_create(code=one["code"], defaults=facts)
        locked.state, locked.done = State.TAKING, 0
        locked.save(update_fields=["state", "done"])
        log.write("läste in resultat", by=by, about=locked, rader=locked.rows)
        if not (is_small := importing.is_small(locked)):
            importing.take_in_later.enqueue(locked.pk)
    if is_small:
        importing.take_in(locked.pk)
    locked.refresh_from_db()
    return locked


# Out


def obstacles_to_releasing(
    dataset: Dataset, parties_at: dt.datetime | None, public_at: dt.datetime | None
) -> list[str]:
    """Why it cannot be opened so: not taken in, replaced, or to everybody before the parties (H4)."""
    if dataset.taken_in_at is None:
        return ["Resultaten är inte inlästa än. Läs in dem först."]
    if Dataset.objects.standing().filter(replaces=dataset).exists():
        return ["Datamängden är ersatt av en rättad. Ändra den rättade i stället."]
    if public_at and (parties_at is None or public_at < parties_at):
        return ["Parterna ska få se resultaten senast när alla får det. Sätt parternas tid först."]
    return []


@transaction.atomic
def release(
    dataset: Dataset,
    *,
    parties_at: dt.datetime | None,
    public_at: dt.datetime | None,
    national_at: dt.datetime | None,
    by: User,
) -> Dataset:
    """Set, change or withdraw from when each circle may know of it. Empty is never. Raises NotAllowed."""
    locked = errands.hold(dataset)
    if reasons := obstacles_to_releasing(locked, parties_at, public_at):
        raise NotAllowed(reasons)
    was = is_released(locked, at=timezone.now())
    locked.parties_at, locked.public_at, locked.national_at = parties_at, public_at, national_at
    locked.save(update_fields=["parties_at", "public_at", "national_at"])
    withdrawn = was and not is_released(locked, at=timezone.now())
    moments = {"parterna": parties_at, "alla": public_at, "riket": national_at}
    told = {name: moment.isoformat() if moment else "inte bestämt" for name, moment in moments.items()}
    log.write(
        "drog tillbaka resultat" if withdrawn else "bestämde när resultat släpps", by=by, about=locked, **told
    )
    return locked


def is_released(dataset: Dataset, *, at: dt.datetime) -> bool:
    """Whether anybody but those who analyse may know of it."""
    return any(moment is not None and moment <= at for moment in (dataset.parties_at, dataset.public_at))


def obstacles_to_deleting(dataset: Dataset, *, at: dt.datetime) -> list[str]:
    """Why it cannot be taken away: somebody has read it, it is being read, or a corrected set leans on it."""
    if is_released(dataset, at=at):
        return ["Resultaten är släppta. Dra tillbaka dem, eller läs in en rättad datamängd i stället."]
    if dataset.state == State.TAKING and not errands.is_lost(dataset):
        return ["Filen läses in just nu. Vänta tills den är klar."]
    if Dataset.objects.filter(replaces=dataset).exists():
        return ["En rättad datamängd ersätter den här. Ta bort den först."]
    return []


@transaction.atomic
def delete(dataset: Dataset, *, by: User) -> None:
    """Take the set, its figures and its file away. Raises NotAllowed."""
    locked = errands.hold(dataset)
    if reasons := obstacles_to_deleting(locked, at=timezone.now()):
        raise NotAllowed(reasons)
    log.write("tog bort resultat", by=by, about=locked)
    stored = locked.file
    locked.delete()
    if not StoredFile.objects.filter(sha256=stored.sha256).exclude(pk=stored.pk).exists():
        path, storage = str(stored.file.name), stored.file.storage
        transaction.on_commit(lambda: storage.delete(path))
    stored.delete()


# As it is read


@dataclass(frozen=True)
class Line:
    """A moment of the release plan: who, from when in words, whether it has come."""

    who: str
    when: str
    has_come: bool


def plan_of(dataset: Dataset, *, at: dt.datetime) -> list[Line]:
    """Who sees the figures when."""
    moments = [("Parterna", dataset.parties_at), ("Alla", dataset.public_at)]
    lines = [Line("De som analyserar", "sedan de lästes in", has_come=True)]
    lines += [_line(who, moment, at) for who, moment in moments]
    if dataset.national_at:
        lines.append(_line("Siffror för hela riket", dataset.national_at, at))
    return lines


def _line(who: str, moment: dt.datetime | None, at: dt.datetime) -> Line:
    if moment is None:
        return Line(who, "inte bestämt", has_come=False)
    return Line(who, f"från {moment_in_words(moment)}", has_come=moment <= at)


def states_of(sets: Iterable[Dataset], *, at: dt.datetime) -> list[tuple[Dataset, tuple[str, str], str]]:
    """Sets as lists print them: where each is in its life, and its source."""
    sets = list(sets)
    lost = errands.lost(sets)
    return [(one, state_of(one, at=at, is_lost=one.pk in lost), citation(one)) for one in sets]


def state_of(dataset: Dataset, *, at: dt.datetime, is_lost: bool = False) -> tuple[str, str]:
    """The kind of tag and its words: where the set is in its life."""
    if is_lost:
        return "late", "läsningen har stannat"
    if dataset.taken_in_at is None:
        kinds = {State.REFUSED: "late", State.FAILED: "late"}
        return kinds.get(State(dataset.state), "draft"), str(dataset.get_state_display())
    if dataset.public_at and dataset.public_at <= at:
        return "done", "släppt till alla"
    if dataset.parties_at and dataset.parties_at <= at:
        return "info", "släppt till parterna"
    return "pending", "under embargo"


def hidden_counts(reader: Reader, dataset: Dataset, *, at: dt.datetime) -> list[tuple[str, int]]:
    """How many of the figures one may see are hidden, by why; no figure itself."""
    rows = Result.objects.open_to(reader, at=at).filter(dataset=dataset).exclude(hidden="")
    counts = rows.order_by().values_list("hidden").annotate(number=Count("pk")).order_by("-number")
    return [(str(Result.Hidden(why).label), number) for why, number in counts]


def known_to(reader: Reader, *, at: dt.datetime) -> QuerySet[Dataset]:
    """Sets the reader may know of, with what lists print."""
    return Dataset.objects.open_to(reader, at=at).select_related(*WITH)


def matching(rows: QuerySet[Dataset], q: str, *, survey: str) -> QuerySet[Dataset]:
    """Those whose title, source or round has all the words, of one survey where its slug is given."""
    for word in q.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(source__icontains=word)
            | Q(round__survey__name__icontains=word)
            | Q(round__period__icontains=word)
        )
    rows = rows.filter(round__survey__slug=survey) if survey else rows
    return rows.order_by("-created_at", "-pk")


def replaceable(round: SurveyRound) -> QuerySet[Dataset]:
    """Sets of a round that a corrected one can take the place of."""
    return Dataset.objects.standing().filter(round=round, replaced_by=None)


def successor_of(dataset: Dataset, reader: Reader, *, at: dt.datetime) -> Dataset | None:
    """The corrected set that has taken its place, where the reader may know of it."""
    return Dataset.objects.open_to(reader, at=at).filter(replaces=dataset).first()


def contents(reader: Reader, dataset: Dataset, *, at: dt.datetime) -> list[tuple[str, int]]:
    """How many figures and indicators one may see, and for which levels."""
    rows = Result.objects.open_to(reader, at=at).filter(dataset=dataset).order_by()
    told = [
        ("Rader", rows.count()),
        ("Indikatorer", rows.aggregate(number=Count("indicator", distinct=True))["number"]),
    ]
    levels = rows.values_list("geography").annotate(number=Count("geo_code", distinct=True))
    names = {str(level): f"Områden: {Result.Geography(level).label}" for level in Result.Geography.values}
    return told + [(names[level], number) for level, number in sorted(levels)]


def round_section(round: SurveyRound, user: User) -> dict[str, Any]:
    """What a round's page shows of its results."""
    at = timezone.now()
    reader = reader_of(user)
    rows = known_to(reader, at=at).filter(round=round)
    return {
        "round": round,
        "rows": states_of(rows, at=at),
        "may_analyse": reader.circle == Circle.ANALYSTS,
    }
