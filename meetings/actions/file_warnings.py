"""What the words of files say before anybody opens them: personnummer, protected persons, and what nobody can read.

Only warnings: a number may look like a personnummer and be none, and a scanned page has no words at all. Whoever
publishes reads the file, and ticks for having done so (C10, D6, D7).
"""

from collections.abc import Iterable, Iterator

from secretariat.lib.dates import and_list
from secretariat.lib.personnummer import find_personnummer
from secretariat.registry.actions.file_texts import texts_of
from secretariat.registry.models import Person, StoredFile

_MOST = 3  # numbers that are named in a sentence


def warnings_of(files: Iterable[StoredFile]) -> tuple[str, ...]:
    """One sentence for each file that needs a second look. Files not read before are read now."""
    found = list(files)
    if not found:
        return ()
    texts = texts_of(found)
    protected = list(Person.objects.filter(protected_identity=True))
    return tuple(
        sentence for one in found for sentence in _of_file(one, texts.get(one.sha256, ""), protected)
    )


def _of_file(stored: StoredFile, text: str, protected: Iterable[Person]) -> Iterator[str]:
    if not text.strip():
        yield f"{stored}: filens text går inte att läsa av Sekretariatet. Läs hela filen själv innan den visas."
        return
    if numbers := list(dict.fromkeys(find_personnummer(text))):
        more = f" och {len(numbers) - _MOST} till" if len(numbers) > _MOST else ""
        named = ", ".join(numbers[:_MOST]) if more else and_list(numbers)
        yield f"{stored}: texten innehåller något som ser ut som ett personnummer, {named}{more}. Visa inte filen förrän du har sett efter."  # noqa: E501
    lower = text.casefold()
    for person in protected:
        if person.name.casefold() in lower:
            yield f"{stored}: {person.name} har skyddade personuppgifter och nämns i filen. Visa den inte."
