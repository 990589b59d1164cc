"""What is to be masked in minutes before they are published, chosen by a person, each with its ground (C10, D6, D7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from meetings.documents import Document, Item, Name
from meetings.masks import Masked, Masking, key_of
from meetings.models import Mask, Minutes, Publication
from meetings.pieces import paragraphs
from secretariat.lib.dates import and_list
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.lib.text import plain
from secretariat.registry.actions import log
from secretariat.registry.models import Person, User

from .frozen_trees import items_in, names_in, texts_in, tree_of
from .locks import locked

# The common grounds. Others are written by whoever masks.
GROUNDS = (
    "personnummer",
    "skyddade personuppgifter, OSL 21 kap. 3 §",
    "uppgift om hälsa, OSL 21 kap. 1 §",
    "känslig personuppgift, artikel 9 i dataskyddsförordningen",
    "enskilds personliga förhållanden, OSL 26 kap. 1 §",
    "hälso- och sjukvård, OSL 25 kap. 1 §",
    "elevhälsa, OSL 23 kap. 2 §",
    "upphandling, OSL 19 kap. 3 §",
    "affärsuppgift, OSL 19 kap. 1 §",
    "personuppgift som inte behöver spridas",
)
_SHORTEST, _LONGEST = 2, 300
Kind = Mask.Kind


@dataclass(frozen=True)
class Choice:
    """Something that can be masked: what the form sends, and what it is called."""

    key: str
    label: str


@dataclass(frozen=True)
class Proposal:
    """What the system itself has found, and on what ground it would be masked."""

    kind: str
    target: str
    label: str
    ground: str


@dataclass(frozen=True)
class Maskable:
    """Everything in the minutes that may be chosen: paragraphs by point, persons, attachments."""

    points: tuple[tuple[str, tuple[Choice, ...]], ...]
    persons: tuple[Choice, ...]
    attachments: tuple[Choice, ...]


def maskable(document: Document, found: Iterable[Proposal] = ()) -> Maskable:
    """What there is to choose from, in the order of the text; persons that are proposed too."""
    points = [(f"{item.number} {item.title}".strip(), tuple(_blocks(item))) for item in items_in(document)]
    persons = {one.target: one.label for one in found if one.kind == Kind.PERSON}
    persons |= {str(name.person): name.text for name in names_in(document) if name.person}
    files = {key_of(one): one.title for item in items_in(document) for one in item.attachments}
    return Maskable(
        points=tuple((title or "Utan rubrik", blocks) for title, blocks in points if blocks),
        persons=tuple(Choice(key, label) for key, label in sorted(persons.items(), key=lambda pair: pair[1])),
        attachments=tuple(Choice(key, label) for key, label in files.items()),
    )


def _blocks(item: Item) -> Iterator[Choice]:
    for one in paragraphs(item.blocks):
        for run in one.runs:
            if words := " ".join(plain(run.html).split()):
                yield Choice(run.key, words)


def proposals(minutes: Minutes, document: Document) -> list[Proposal]:
    """Personnummer, and persons whose data are protected, that nothing masks yet."""
    masking = masking_of(minutes)
    masked = masking.document(document)
    whole = "\n".join(plain(text) for text in texts_in(masked))
    found = [
        Proposal(Kind.WORDS, number, number, GROUNDS[0]) for number in dict.fromkeys(find_personnummer(whole))
    ]
    lower, named = whole.casefold(), {name.person for name in names_in(masked)}
    for person in Person.objects.filter(protected_identity=True):
        if person.pk in named or person.name.casefold() in lower:
            found.append(Proposal(Kind.PERSON, str(person.pk), person.name, GROUNDS[1]))
    return found


def masking_of(minutes: Minutes) -> Masking:
    """What is chosen to be masked the next time the minutes are published. Two queries where persons are masked."""
    return Masking(masked_things(minutes.masks.all(), tree_of(minutes)))


def masking_in(publication: Publication) -> Masking:
    """What a publication has masked, as it was then."""
    return Masking(
        [Masked(one["kind"], one["ground"], one["key"], tuple(one["spellings"])) for one in publication.masks]
    )


def masked_things(rows: Iterable[Mask], document: Document) -> list[Masked]:
    """Chosen masks as the tree's mask knows them: a person with every way the name is written."""
    rows = list(rows)
    persons = Person.objects.in_bulk([int(row.target) for row in rows if row.kind == Kind.PERSON])
    return [
        Masked("words", row.ground, spellings=(row.target,))
        if row.kind == Kind.WORDS
        else Masked(
            row.kind,  # type: ignore[arg-type]
            row.ground,
            row.target,
            tuple(_spellings(persons[int(row.target)], document)) if row.kind == Kind.PERSON else (),
        )
        for row in rows
    ]


def _spellings(person: Person, document: Document) -> Iterator[str]:
    """The whole name either way round, other spellings, as it is printed; the family name where nobody else has it."""
    yield from (person.name, f"{person.family_name} {person.given_name}", *person.aliases)
    yield from {name.text for name in names_in(document) if name.person == person.pk}
    others = Person.objects.filter(family_name__iexact=person.family_name).exclude(pk=person.pk)
    if len(person.family_name) > 2 and not others.exists():
        yield person.family_name


def stored_form(masking: Masking) -> list[dict[str, object]]:
    """Masks as a publication keeps them."""
    return [
        {"kind": one.kind, "ground": one.ground, "key": one.key, "spellings": list(one.spellings)}
        for one in masking.masks
    ]


def is_changed(minutes: Minutes, standing: Publication) -> bool:
    """Whether something else is chosen than what the publication that stands has masked."""
    return stored_form(masking_of(minutes)) != standing.masks


def obstacles_to_masking(minutes: Minutes, *, kind: str, target: str, ground: str) -> list[str]:
    """Why this cannot be masked."""
    if not minutes.is_finished:
        return ["Bara färdiga anteckningar kan maskas. Ändra i utkastet i stället."]
    found = []
    if not ground.strip():
        found.append("Skriv skälet eller lagrummet. Det står där något är maskat.")
    elif find_personnummer(ground):
        found.append("Skälet visas för alla. Skriv inget personnummer i det.")
    if kind not in Kind.values or not target.strip():
        return [*found, "Välj vad som ska maskas, eller skriv orden."]
    if kind == Kind.WORDS and not _SHORTEST <= len(target.strip()) <= _LONGEST:
        return [
            *found,
            f"Skriv {_SHORTEST}–{_LONGEST} tecken att maska. Längre text maskas som stycke.",
        ]
    document = tree_of(minutes)
    row = Mask(minutes=minutes, kind=kind, target=target.strip(), ground=ground)
    if kind == Kind.PERSON and not (target.isdecimal() and Person.objects.filter(pk=int(target)).exists()):
        return [*found, "Personen finns inte i registret."]
    masking = Masking(masked_things([row], document))
    if masking.missing(document):
        found.append(f"{_told(kind, target)} finns inte i texten. Skriv precis som det står.")
    if masking.finds(ground):
        found.append("Skälet innehåller det som ska maskas. Skriv skälet på ett annat sätt.")
    return found


def _told(kind: str, target: str) -> str:
    chosen = {Kind.BLOCK: "Det valda stycket", Kind.PERSON: "Den valda personen"}
    return f"”{target.strip()}”" if kind == Kind.WORDS else chosen.get(Kind(kind), "Den valda bilagan")


@transaction.atomic
def mask(minutes: Minutes, *, by: User, wanted: Sequence[tuple[str, str]], ground: str) -> list[Mask]:
    """Choose things to mask, as (kind, target), on one ground. What is chosen already keeps the new ground.

    Nothing that is public changes before the minutes are published, or published anew.
    """
    minutes = locked(minutes)
    if not wanted:
        raise NotAllowed(["Välj vad som ska maskas, eller skriv orden."])
    obstacles = [
        why
        for kind, target in wanted
        for why in obstacles_to_masking(minutes, kind=kind, target=target, ground=ground)
    ]
    if obstacles:
        raise NotAllowed(list(dict.fromkeys(obstacles)))
    labels = _labels(tree_of(minutes))
    made = [
        Mask.objects.update_or_create(
            minutes=minutes, kind=kind, target=target.strip(),
            defaults={
                "ground": " ".join(ground.split())[:120], "made_by": by,
                "label": labels.get((kind, target), target.strip())[:_LONGEST],
            },
        )[0]
        for kind, target in wanted
    ]  # fmt: skip
    log.write(
        "valde vad som ska maskas", by=by, about=minutes, slag=[one.kind for one in made], skäl=made[0].ground
    )
    return made


def _labels(document: Document) -> dict[tuple[str, str], str]:
    there = maskable(document)
    return {
        **{(Kind.BLOCK.value, one.key): one.label for _, blocks in there.points for one in blocks},
        **{(Kind.PERSON.value, one.key): one.label for one in there.persons},
        **{(Kind.ATTACHMENT.value, one.key): one.label for one in there.attachments},
    }


@transaction.atomic
def unmask(minutes: Minutes, *, by: User, pk: int) -> None:
    """Let something no longer be masked the next time the minutes are published. Nothing happens twice."""
    minutes = locked(minutes)
    row = minutes.masks.filter(pk=pk).first()
    if row is None:
        return
    kind, ground = row.kind, row.ground
    row.delete()
    log.write("tog bort en maskning", by=by, about=minutes, slag=kind, skäl=ground)


def obstacles_to_masked_copy(
    minutes: Minutes, masking: Masking, masked: Document, *, beside: Sequence[tuple[str, str]]
) -> list[str]:
    """Why what is masked could still be read. `beside` is shown with the text: what it is, and what it says."""
    found = [
        f"”{words}” går inte att maska helt, för det står över flera stycken eller i ett nummer. Maska hela stycket."
        for words in masking.leaks(masked)
    ]
    told = [what for what, text in beside if masking.finds(text)]
    if told:
        found.append(f"Det som maskas står i {and_list(list(dict.fromkeys(told)))}, som visas som det är.")
    gone = masking.missing(tree_of(minutes))
    return found + [
        f"En maskning gäller något som inte finns i texten längre ({one.ground}). Ta bort den."
        for one in gone
    ]


def names_shown(document: Document) -> list[Name]:
    """Names that lead to persons of the register in a tree."""
    return [name for name in names_in(document) if name.person]
