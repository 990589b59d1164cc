"""The persons, organisations and bodies that a file mentions: gathered while it is written, told at its end."""

from collections.abc import Sequence
from typing import Any

from meetings.models import Body
from secretariat.registry.models import Organisation, Person

Json = dict[str, Any]


class Registers:
    """Keys that have been mentioned. Each method gives the key back, so that it can be asked where it is written."""

    def __init__(self) -> None:
        self.persons: set[int] = set()
        self.organisations: set[int] = set()
        self.bodies: set[int] = set()

    def person(self, key: int | None) -> int | None:
        """Mention a person."""
        return _mention(self.persons, key)

    def organisation(self, key: int | None) -> int | None:
        """Mention an organisation."""
        return _mention(self.organisations, key)

    def body(self, key: int | None) -> int | None:
        """Mention a body."""
        return _mention(self.bodies, key)


def told(mentioned: Sequence[Registers]) -> list[Json]:
    """What is needed to know them again, for each of some files. Three queries."""
    keys = set().union(*(one.persons for one in mentioned))
    persons = {one.pk: one for one in Person.objects.filter(pk__in=keys)}
    for one in mentioned:  # whom a person belongs to is told with the person
        one.organisations |= {
            home for key in one.persons if key in persons and (home := persons[key].organisation_id)
        }
    keys = set().union(*(one.organisations for one in mentioned))
    organisations = {one.pk: one for one in Organisation.objects.filter(pk__in=keys)}
    keys = set().union(*(one.bodies for one in mentioned))
    bodies = {one.pk: one for one in Body.objects.filter(pk__in=keys).select_related("type")}
    return [
        {
            "persons": [_person(persons[key]) for key in sorted(one.persons) if key in persons],
            "organisations": [
                _organisation(organisations[key]) for key in sorted(one.organisations) if key in organisations
            ],
            "bodies": [_body(bodies[key]) for key in sorted(one.bodies) if key in bodies],
        }
        for one in mentioned
    ]


def _person(one: Person) -> Json:
    return {
        "id": one.pk,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "organisation": one.organisation_id,
        "is_protected": one.protected_identity,
    }


def _organisation(one: Organisation) -> Json:
    return {
        "id": one.pk,
        "name": one.name,
        "short_name": one.short_name,
        "kind": one.kind,
        "municipality_code": one.municipality_code,
    }


def _body(one: Body) -> Json:
    return {
        "id": one.pk,
        "name": one.name,
        "short_name": one.short_name,
        "code": one.code,
        "type": {"name": one.type.name, "slug": one.type.slug, "is_political": one.type.is_political},
        "layout": one.layout,
        "attendance_first": one.attendance_first,
        "has_approval": one.has_approval,
    }


def _mention(known: set[int], key: int | None) -> int | None:
    if key is not None:
        known.add(key)
    return key
