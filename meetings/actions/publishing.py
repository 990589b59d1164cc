"""Publishing: finished minutes opened to everybody after a checklist, and closed again with a reason (C10, B11, D7)."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from django.db import transaction
from django.utils import timezone

from meetings import paper
from meetings.documents import Document, Item, Name, from_bytes
from meetings.models import Minutes, Publication
from secretariat.lib.dates import and_list
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.sorting import swedish_key
from secretariat.lib.text import plain
from secretariat.registry.actions import log
from secretariat.registry.models import Person, StoredFile, User

from .file_warnings import warnings_of
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
_NOT_WORDS = {"key", "sha256", "file", "kind", "url"}


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


def openness_of(minutes: Minutes) -> Openness:
    """Read what a publication would show, from the frozen version. Only for finished minutes."""
    document = tree_of(minutes)
    files = files_of(document)
    shown = {stored.pk for stored in files}
    return Openness(
        document=document,
        names=_in_order(name.text for name in _names(document) if name.person),
        others=_in_order(name.text for name in _names(document) if _is_only_words(name)),
        decisions=paper.decisions_of(document),
        files=files,
        kept=tuple(
            one.title
            for item in _items(document)
            for one in item.attachments
            if one.file and one.file not in shown
        ),
        obstacles=tuple(_in_the_words(document, minutes, files)),
        warnings=warnings_of(files),
    )


def tree_of(minutes: Minutes) -> Document:
    """The frozen version that was approved."""
    if minutes.current_version is None:
        raise ValueError("Anteckningarna har ingen fryst version.")
    return from_bytes(bytes(minutes.current_version.content))


def files_of(document: Document) -> tuple[StoredFile, ...]:
    """The stored files of the items that can be opened; never one that is kept for the secretariat."""
    keys = [one.file for item in _items(document) for one in item.attachments if one.file]
    found = StoredFile.objects.exclude(circle=StoredFile.Circle.SECRETARIAT).in_bulk(keys)
    return tuple(found[key] for key in dict.fromkeys(keys) if key in found)


def obstacles_to_publishing(minutes: Minutes, *, checked: Collection[str]) -> list[str]:
    """Why the minutes cannot be published now."""
    if not minutes.is_finished:
        return ["Bara färdiga anteckningar kan publiceras. De ska vara justerade eller fastställda."]
    if minutes.publications.not_taken_back().exists():
        return ["Anteckningarna är redan publicerade."]
    document = tree_of(minutes)
    missing = [title for key, (title, _) in CHECKS.items() if key not in checked]
    found = list(_in_the_words(document, minutes, files_of(document)))
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
    at: dt.datetime | None = None,
) -> Publication:
    """Open finished minutes to everybody. `files` are ids of the files that may be fetched; others stay closed."""
    minutes = locked(minutes)
    if obstacles := obstacles_to_publishing(minutes, checked=checked):
        raise NotAllowed(obstacles)
    document, wanted = tree_of(minutes), set(files)
    made = Publication.objects.create(
        minutes=minutes,
        checklist={key: key in checked for key in CHECKS},
        comment=comment.strip(),
        published_at=at or timezone.now(),
        published_by=by,
    )
    opened = [stored for stored in files_of(document) if stored.pk in wanted]
    made.files.set(opened)
    made.persons.set(Person.objects.filter(pk__in={name.person for name in _names(document) if name.person}))
    log.write("publicerade anteckningar", by=by, about=minutes, bilagor=[stored.name for stored in opened])
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


def _in_the_words(document: Document, minutes: Minutes, files: Iterable[StoredFile]) -> Iterator[str]:
    """What of the words themselves must not be open: personnummer, and persons whose data are protected."""
    words = [plain(text) for text in _texts(document)]
    words += [stored.name for stored in files]
    for one in minutes.corrections.all():
        words += [one.old_text, one.new_text, one.reason]
    whole = "\n".join(words)
    if numbers := find_personnummer(whole):
        yield f"Texten innehåller något som ser ut som ett personnummer: {and_list(numbers)}. Gör en rättelse eller lämna ut texten på annat sätt."  # noqa: E501
    named = {name.person for name in _names(document) if name.person}
    lower = whole.casefold()
    for person in Person.objects.filter(protected_identity=True):
        if person.pk in named or person.name.casefold() in lower:
            yield f"{person.name} har skyddade personuppgifter och nämns i texten. Den kan inte publiceras."


def _items(document: Document) -> Iterator[Item]:
    for item in (*document.before, *document.items, *document.after):
        yield item
        yield from item.children


def _is_only_words(name: Name) -> bool:
    return not (name.person or name.body or name.organisation)


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=swedish_key))


def _names(document: object) -> Iterator[Name]:
    """Every name in the tree, of people, bodies and organisations."""
    for part in _parts(document):
        if isinstance(part, Name):
            if part.text:
                yield part
        else:
            yield from _names(part)


def _texts(document: object) -> Iterator[str]:
    """Every text in the tree that somebody may read, as it is kept; not keys and checksums."""
    for part in _parts(document):
        if isinstance(part, str):
            yield part
        else:
            yield from _texts(part)


def _parts(whole: object) -> Iterator[object]:
    if isinstance(whole, tuple):
        yield from whole
    elif is_dataclass(whole):
        yield from (getattr(whole, one.name) for one in fields(whole) if one.name not in _NOT_WORDS)
