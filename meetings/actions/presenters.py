"""Who presents an item: stored as typed, tied to a person where the name leaves no doubt."""

import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Value
from django.db.models.functions import Concat, Lower

from meetings.models import AgendaItem, ItemPresenter
from secretariat.registry.models import Person


def write(item: AgendaItem, typed: str) -> None:
    """Store presenters as typed, separated by commas. A full name of one person only is tied to that person (A7)."""
    words = [" ".join(part.split())[:200] for part in re.split(r"[,;\n]", typed)]
    words = [word for word in words if word]
    persons = persons_called(words)
    item.presenters.all().delete()
    ItemPresenter.objects.bulk_create(
        ItemPresenter(
            meeting_id=item.meeting_id,
            item=item,
            position=position,
            text=word,
            person=persons.get(word.casefold()),
        )
        for position, word in enumerate(words)
    )


def persons_called(words: Sequence[str]) -> dict[str, Person]:
    """Persons by full name in lower case; a name that several persons share is left as words."""
    if not any(" " in word for word in words):
        return {}
    full_name = Lower(Concat("given_name", Value(" "), "family_name"))
    names = [word.casefold() for word in words]
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.alias(full=full_name).filter(full__in=names):
        found[person.name.casefold()].append(person)
    return {name: persons[0] for name, persons in found.items() if len(persons) == 1}
