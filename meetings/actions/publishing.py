"""Publishing: finished minutes opened to everybody after a checklist, and closed again with a reason (C10, B11, D7)."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings import paper, publishing_letters
from meetings.documents import Document, Name, canonical_bytes, checksum
from meetings.masks import Masking, key_of
from meetings.models import Minutes, Publication
from secretariat.lib.dates import and_list, day_in_words
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sorting import swedish_key
from secretariat.lib.text import plain
from secretariat.registry.actions import log
from secretariat.registry.actions.file_texts import texts_of
from secretariat.registry.models import Person, StoredFile, User

from . import masked_copies, masks
from .file_warnings import warnings_of
from .frozen_trees import items_in, names_in, texts_in, tree_of
from .locks import locked

# What has to be looked through before anybody may read: the key that is kept, its heading, and the question.
CHECKS = {
    "personuppgifter": (
        "Personuppgifter",
        "De personer som nämns får nämnas öppet på nätet, och inget står om någons hälsa eller privatliv.",
    ),
    "sekretess": ("Sekretess", "Inget i texten omfattas av sekretess hos någon av parterna."),
    "bilagor": ("Bilagor", "De bilagor som visas är lästa och får spridas. De andra visas inte."),
    "tillganglighet": (
        "Tillgänglighet",
        "Tabeller har rubriker, länkar säger vart de leder, och bilagorna som visas går att läsa med hjälpmedel.",
    ),
}
REPLACED = "Publicerat på nytt: det som är maskat har ändrats."


@dataclass(frozen=True)
class Openness:
    """What becomes public: who is named, which decisions, which files may be shown, and what stands in the way.

    `names` are of persons in the register, `others` what else stands where a person could. `warnings` are what the
    words of the files say: they stop nothing, but must be looked at.
    """

    document: Document
    names: tuple[str, ...]
    others: tuple[str, ...]
    decisions: tuple[paper.BriefDecision, ...]
    files: tuple[StoredFile, ...]
    kept: tuple[str, ...]
    obstacles: tuple[str, ...]
    warnings: tuple[str, ...]
    masking: Masking


def openness_of(minutes: Minutes) -> Openness:
    """Read what a publication would show: the frozen version with what is to be masked. Only for finished minutes."""
    original = tree_of(minutes)
    masking = masks.masking_of(minutes)
    document = masking.document(original)
    files = files_of(original, masking)
    shown = {stored.pk for stored in files}
    obstacles = [
        *_in_the_words(document, minutes, files, masking),
        *_leaks(minutes, masking, document, files),
    ]
    return Openness(
        document=document,
        names=_in_order(name.text for name in names_in(document) if name.person),
        others=_in_order(name.text for name in names_in(document) if _is_only_words(name)),
        decisions=paper.decisions_of(document),
        files=files,
        kept=tuple(
            one.title
            for item in items_in(original)
            for one in item.attachments
            if one.file and one.file not in shown
        ),
        obstacles=tuple(obstacles),
        warnings=warnings_of(files),
        masking=masking,
    )


def files_of(document: Document, masking: Masking | None = None) -> tuple[StoredFile, ...]:
    """The stored files of the items that can be opened; never one that is kept for the secretariat, or masked."""
    masked = {one.key for one in masking.masks if one.kind == "attachment"} if masking else set()
    attached = [one for item in items_in(document) for one in item.attachments if one.file]
    keys = [one.file for one in attached if key_of(one) not in masked]
    found = StoredFile.objects.exclude(circle=StoredFile.Circle.SECRETARIAT).in_bulk(keys)
    return tuple(found[key] for key in dict.fromkeys(keys) if key in found)


def last_day_by_setting(minutes: Minutes, *, today: dt.date | None = None) -> dt.date | None:
    """The last day that what is published today is shown: the soonest by the meeting's bodies, None where none says."""
    days = [
        row.body.publication_days for row in minutes.meeting.meeting_bodies.all() if row.body.publication_days
    ]
    return (today or timezone.localdate()) + dt.timedelta(days=min(days)) if days else None


def obstacles_to_publishing(
    minutes: Minutes,
    *,
    checked: Collection[str],
    files: Collection[int] = (),
    last_day: dt.date | None = None,
    anew: bool = False,
) -> list[str]:
    """Why the minutes cannot be published now. `anew` puts a new publication in the place of one that stands."""
    if not minutes.is_finished:
        return ["Bara färdiga anteckningar kan publiceras. De ska vara justerade eller fastställda."]
    is_open = minutes.publications.not_taken_back().exists()
    if is_open and not anew:
        return ["Anteckningarna är redan publicerade."]
    if anew and not is_open:
        return ["Anteckningarna är inte publicerade."]
    original = tree_of(minutes)
    masking = masks.masking_of(minutes)
    document = masking.document(original)
    shown = [stored for stored in files_of(original, masking) if stored.pk in set(files)]
    missing = [title for key, (title, _) in CHECKS.items() if key not in checked]
    found = list(_in_the_words(document, minutes, files_of(original, masking), masking))
    found += _leaks(minutes, masking, document, shown)
    if last_day and last_day < timezone.localdate():
        found.append(
            f"Sista dagen har redan varit: {day_in_words(last_day)}. Välj en dag från i dag, eller ingen."
        )
    if missing:
        found.append(f"Gå igenom hela checklistan. Kvar: {and_list(missing).lower()}.")
    return found


@transaction.atomic
def publish(
    minutes: Minutes,
    *,
    by: User,
    checked: Collection[str],
    files: Iterable[int] = (),
    comment: str = "",
    last_day: dt.date | None = None,
    anew: bool = False,
    at: dt.datetime | None = None,
) -> Publication:
    """Open finished minutes to everybody, with what is chosen masked. `files` are ids of the files that may be fetched;
    others stay closed. With `anew` what stands is taken back in the same act.
    """
    minutes, wanted = locked(minutes), set(files)
    if obstacles := obstacles_to_publishing(
        minutes, checked=checked, files=wanted, last_day=last_day, anew=anew
    ):
        raise NotAllowed(obstacles)
    if anew:
        unpublish(minutes, by=by, why=REPLACED, at=at)
    original, masking = tree_of(minutes), masks.masking_of(minutes)
    document = masking.document(original)
    content = canonical_bytes(document) if masking else None
    made = Publication.objects.create(
        minutes=minutes,
        checklist={key: key in checked for key in CHECKS},
        comment=comment.strip(),
        last_day=last_day,
        masks=masks.stored_form(masking),
        content=content,
        sha256=checksum(content) if content else "",
        words=masked_copies.words_of(document) if masking else {},
        published_at=at or timezone.now(),
        published_by=by,
    )
    opened = [stored for stored in files_of(original, masking) if stored.pk in wanted]
    made.files.set(opened)
    made.persons.set(Person.objects.filter(pk__in={name.person for name in masks.names_shown(document)}))
    details: dict[str, Any] = {"bilagor": [stored.name for stored in opened]}
    if masking:
        details["maskat"] = [one.ground for one in masking.masks]
        masked_copies.make_pdf.enqueue(made.pk)
    if last_day:
        details["till_och_med"] = last_day.isoformat()
    log.write("publicerade anteckningar", by=by, about=minutes, **details)
    return made


def obstacles_to_unpublishing(minutes: Minutes, *, why: str) -> list[str]:
    """Why a publication cannot be taken back now."""
    if not minutes.publications.not_taken_back().exists():
        return ["Anteckningarna är inte publicerade."]
    return [] if why.strip() else ["Skriv varför anteckningarna avpubliceras."]


@transaction.atomic
def unpublish(minutes: Minutes, *, by: User, why: str, at: dt.datetime | None = None) -> Publication:
    """Close published minutes again, with the reason. That they have been open, when and by whom, is kept."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_unpublishing(minutes, why=why):
        raise NotAllowed(obstacles)
    standing = minutes.publications.not_taken_back().get()
    standing.unpublished_at, standing.unpublished_by = at or timezone.now(), by
    standing.unpublished_why = why.strip()
    standing.save(update_fields=["unpublished_at", "unpublished_by", "unpublished_why"])
    log.write("avpublicerade anteckningar", by=by, about=minutes, skäl=standing.unpublished_why)
    return standing


@transaction.atomic
def _close(publication: Publication) -> None:
    """Take down one whose last day is past, and tell whoever published it."""
    publication.unpublished_at = timezone.now()
    publication.unpublished_why = f"Visades till och med {day_in_words(publication.last_day or dt.date.min)}."
    publication.save(update_fields=["unpublished_at", "unpublished_why"])
    log.write(
        "avpublicerade anteckningar", by=None, about=publication.minutes, skäl=publication.unpublished_why
    )
    publishing_letters.taken_down(publication)


def close_by_night() -> int:
    """Take down everything whose last day is past. Returns how many. Done twice, nothing happens the second time."""
    closed = 0
    for pk in Publication.objects.expired().values_list("pk", flat=True):
        with transaction.atomic():
            rows = Publication.objects.select_for_update(of=("self",)).expired().filter(pk=pk)
            standing = rows.select_related(
                "minutes__meeting", "minutes__word", "published_by__person"
            ).first()
            if standing:
                _close(standing)
                closed += 1
    return closed


def _in_the_words(
    document: Document, minutes: Minutes, files: Iterable[StoredFile], masking: Masking
) -> Iterator[str]:
    """What of the words themselves must not be open: personnummer, and persons whose data are protected."""
    words = [plain(text) for text in texts_in(document)]
    words += [stored.name for stored in files]
    for row in minutes.corrections.all():
        one = masked_copies.masked_correction(row, masking) if masking else row
        words += [one.old_text, one.new_text, one.reason]
    whole = "\n".join(words)
    if numbers := find_personnummer(whole):
        yield f"Texten innehåller något som ser ut som ett personnummer: {and_list(numbers)}. Maska det, gör en rättelse eller lämna ut texten på annat sätt."  # noqa: E501
    named = {name.person for name in names_in(document) if name.person}
    lower = whole.casefold()
    for person in Person.objects.filter(protected_identity=True):
        if person.pk in named or person.name.casefold() in lower:
            yield f"{person.name} har skyddade personuppgifter och nämns i texten. Den kan inte publiceras utan att det maskas."  # noqa: E501


def _leaks(
    minutes: Minutes, masking: Masking, document: Document, files: Collection[StoredFile]
) -> list[str]:
    """What would still tell what is masked: the text itself, names of groups and themes, files that are shown."""
    if not masking:
        return []
    texts = texts_of(files)
    decisions = minutes.meeting.decisions.select_related("theme")
    beside = [
        *((f"gruppens namn, {row.body.list_name}", f"{row.body.name}\n{row.body.list_name}")
          for row in minutes.meeting.meeting_bodies.all()),
        *((f"temat {one.theme}", str(one.theme)) for one in decisions if one.theme),
        *((f"bilagan {stored}", f"{stored.name}\n{stored}\n{texts.get(stored.sha256, '')}") for stored in files),
    ]  # fmt: skip
    return masks.obstacles_to_masked_copy(minutes, masking, document, beside=beside)


def _is_only_words(name: Name) -> bool:
    return not (name.person or name.body or name.organisation)


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=swedish_key))
