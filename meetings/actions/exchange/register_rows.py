"""The persons, organisations and bodies that a file mentions: gathered while it is written, told at its end."""

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

    def told(self) -> Json:
        """What is needed to know them again. Three queries."""
        persons = Person.objects.filter(pk__in=self.persons).order_by("pk")
        told_persons = [
            {
                "id": one.pk,
                "given_name": one.given_name,
                "family_name": one.family_name,
                "organisation": self.organisation(one.organisation_id),
                "is_protected": one.protected_identity,
            }
            for one in persons
        ]
        organisations = Organisation.objects.filter(pk__in=self.organisations).order_by("pk")
        bodies = Body.objects.filter(pk__in=self.bodies).select_related("type").order_by("pk")
        return {
            "persons": told_persons,
            "organisations": [
                {
                    "id": one.pk,
                    "name": one.name,
                    "short_name": one.short_name,
                    "kind": one.kind,
                    "municipality_code": one.municipality_code,
                }
                for one in organisations
            ],
            "bodies": [
                {
                    "id": one.pk,
                    "name": one.name,
                    "short_name": one.short_name,
                    "code": one.code,
                    "type": {
                        "name": one.type.name,
                        "slug": one.type.slug,
                        "is_political": one.type.is_political,
                    },
                    "layout": one.layout,
                    "attendance_first": one.attendance_first,
                    "has_approval": one.has_approval,
                }
                for one in bodies
            ],
        }


def _mention(known: set[int], key: int | None) -> int | None:
    if key is not None:
        known.add(key)
    return key
