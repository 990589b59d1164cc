"""Organisations and persons in and out as files (M3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import Choice, Day, Number, Reference, Several, Text, YesNo
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column

from .actions import log, themes
from .actions import organisations as organisation_actions
from .actions import persons as person_actions
from .forms import MUNICIPALITY_CODE
from .models import District, Organisation, OrgUnit, Person, Theme

_FIELDS = {field.name for field in Person._meta.fields}


def organisation_names() -> Iterable[tuple[Organisation, list[str]]]:
    """Each organisation with all it is called; its full name first."""
    for one in Organisation.objects.all():
        yield one, [one.name, one.short_name, one.municipality_code, *one.aliases]


def person_names() -> Iterable[tuple[Person, list[str]]]:
    """Each person with all names it is written by."""
    for one in Person.objects.only("given_name", "family_name", "aliases", "protected_identity"):
        yield one, [one.name, *one.aliases]


def theme_names() -> Iterable[tuple[Theme, list[str]]]:
    """Each theme."""
    for one in Theme.objects.all():
        yield one, [one.name]


def is_hidden(one: Person) -> bool:
    """Whether the person's name and addresses are kept out of files (D7)."""
    return one.protected_identity


def organisation(**how: Any) -> Reference:
    """A cell with the name of an organisation."""
    return Reference("ingen organisation", organisation_names, **how)


def person() -> Reference:
    """A cell with a person's name. Somebody with protected data is written by number alone (D7)."""
    return Reference("ingen person", person_names, hides=is_hidden)


def whole(instance: models.Model, *, without: Iterable[str] = ()) -> None:
    """The model's own checks, in Swedish. Raises ValidationError by field."""
    keys = [field.name for field in instance._meta.fields if isinstance(field, models.ForeignKey)]
    instance.full_clean(exclude=[*keys, *without])


class Organisations(Register):
    """Kommuner, the region, authorities and others."""

    key = "organisationer"
    name = "Organisationer"
    about = "Parter och andra organisationer, med kommunkod, länsdel och andra namn."
    model = Organisation
    reading = Permission.REGISTRY_READ
    writing = Permission.REGISTRY_EDIT
    lookup = "name"

    pk = id_column()
    name_ = Column("name", "namn", "Hela namnet.", required=True, key=True, unique=True, width=34)
    short_name = Column("short_name", "kort namn", "Så som det står i listor.", required=True, width=20)
    kind = Column("kind", "slag", "Vad för organisation.", Choice(Organisation.Kind.choices), required=True)
    municipality_code = Column(
        "municipality_code", "kommunkod", "Fyra siffror, bara kommuner.", unique=True, width=11
    )
    district = Column(
        "district", "länsdel", "Länsdelens namn.",
        Reference("ingen länsdel", lambda: ((one, [one.name]) for one in District.objects.all())),
    )  # fmt: skip
    org_number = Column("org_number", "organisationsnummer", "Till exempel 232100-0164.", width=20)
    registrar_email = Column("registrar_email", "registratorns e-post", "Dit beslutsunderlag går.", width=28)
    aliases = Column("aliases", "kallas också", "Andra skrivsätt.", Several(), width=30)
    ends_on = Column("ends_on", "upphörde", "Tomt så länge organisationen finns.", Day(), width=12)

    def rows(self) -> models.QuerySet[Any]:
        return Organisation.objects.select_related("district").order_by("sort_key", "pk")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        code = values.get("municipality_code", "")
        wrong = bool(code) and not MUNICIPALITY_CODE.match(code)
        return [("kommunkod", "ska vara fyra siffror, till exempel 1880.")] if wrong else []

    def add(self, values: dict[str, Any]) -> Organisation:
        return self._save(Organisation(), values, is_new=True)

    def change(self, instance: Organisation, values: dict[str, Any]) -> None:
        self._save(instance, values, is_new=False)

    def _save(self, instance: Organisation, values: dict[str, Any], *, is_new: bool) -> Organisation:
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        return organisation_actions.save(instance, units=[], removed=[], is_new=is_new, by=self.user)


class Districts(Register):
    """Länsdelar, in the order they stand in lists."""

    key = "lansdelar"
    name = "Länsdelar"
    about = (
        "Länsdelar och i vilken ordning de står. Vilka kommuner som hör dit står i registret Organisationer."
    )
    model = District
    reading = Permission.REGISTRY_READ
    writing = Permission.REGISTRY_EDIT
    lookup = "name"

    pk = id_column()
    name_ = Column("name", "namn", "", required=True, key=True, unique=True, width=26)
    position = Column("position", "ordning", "Lägst tal först.", Number(empty=0), width=9)

    def rows(self) -> models.QuerySet[Any]:
        return District.objects.order_by("position", "name")

    def add(self, values: dict[str, Any]) -> District:
        return self._save(District(), values, "lade till länsdel")

    def change(self, instance: District, values: dict[str, Any]) -> None:
        self._save(instance, values, "ändrade länsdel")

    def _save(self, instance: District, values: dict[str, Any], verb: str) -> District:
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        instance.save()
        log.write(verb, by=self.user, about=instance)
        return instance


class Units(Register):
    """Förvaltningar and other units of organisations."""

    key = "enheter"
    name = "Enheter"
    about = "Förvaltningar och enheter i organisationerna. Vem som hör till dem står i registret Personer."
    model = OrgUnit
    reading = Permission.REGISTRY_READ
    writing = Permission.REGISTRY_EDIT
    lookup = "name"

    pk = id_column()
    organisation = Column(
        "organisation", "organisation", "Organisationens namn.", organisation(), required=True, key=True, width=34,
        fixed="En enhet flyttas inte mellan organisationer: lägg till en ny.",
    )  # fmt: skip
    name_ = Column("name", "namn", "Förvaltningens eller enhetens namn.", required=True, key=True, width=34)
    short_name = Column("short_name", "kort namn", "Så som det står i listor.", width=20)

    def rows(self) -> models.QuerySet[Any]:
        return OrgUnit.objects.select_related("organisation").order_by(
            "organisation__sort_key", "sort_key", "pk"
        )

    def add(self, values: dict[str, Any]) -> OrgUnit:
        return self._save(OrgUnit(), values, "lade till enhet")

    def change(self, instance: OrgUnit, values: dict[str, Any]) -> None:
        self._save(instance, values, "ändrade enhet")

    def _save(self, instance: OrgUnit, values: dict[str, Any], verb: str) -> OrgUnit:
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        instance.save()
        log.write(verb, by=self.user, about=instance)
        return instance


class Themes(Register):
    """What matters and decisions are sorted under."""

    key = "teman"
    name = "Teman"
    about = "Teman som ärenden, beslut, överenskommelser och medel sorteras under."
    model = Theme
    reading = Permission.REGISTRY_READ
    writing = Permission.REGISTRY_EDIT
    lookup = "name"

    pk = id_column()
    name_ = Column("name", "namn", "", required=True, key=True, unique=True, width=30)
    description = Column("description", "beskrivning", "Vad temat omfattar.", Text(lines=True), width=50)
    ended_on = Column(
        "ended_on", "används inte från", "Fyll i när temat inte ska kunna väljas längre.", Day(), width=14
    )

    def rows(self) -> models.QuerySet[Any]:
        return Theme.objects.order_by("sort_key", "pk")

    def add(self, values: dict[str, Any]) -> Theme:
        return self._save(Theme(), values)

    def change(self, instance: Theme, values: dict[str, Any]) -> None:
        self._save(instance, values)

    def _save(self, instance: Theme, values: dict[str, Any]) -> Theme:
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance, without=["slug"])
        return themes.save(instance, by=self.user)


class Persons(Register):
    """Everybody in the work. Whose data are protected stands there by number, without name or address (D7)."""

    key = "personer"
    name = "Personer"
    about = "Personer med organisation, titel och adresser. Skyddade personuppgifter är inte med i filen."
    model = Person
    reading = Permission.REGISTRY_READ
    writing = Permission.REGISTRY_EDIT
    lookup = "family_name"
    in_parts = True

    pk = id_column()
    given_name = Column("given_name", "förnamn", "Tilltalsnamnet.", required=True, key=True, masked=is_hidden)
    family_name = Column("family_name", "efternamn", "", key=True, masked=is_hidden, width=20)
    organisation = Column(
        "organisation", "organisation", "Organisationens namn.", organisation(), key=True, width=30
    )
    unit = Column(
        "unit",
        "enhet",
        "Förvaltning eller enhet i organisationen. Den ska finnas där redan.",
        Text(),
        width=26,
    )
    title = Column("title", "titel", "Titel eller befattning.", masked=is_hidden, width=26)
    email = Column("email", "e-post", "Dit brev och kallelser går.", masked=is_hidden, width=30)
    phone = Column("phone", "telefon", "", masked=is_hidden, width=16)
    sort_name = Column(
        "sort_name", "sorteras som", "Tomt för efternamn, förnamn.", masked=is_hidden, width=22
    )
    aliases = Column(
        "aliases", "skrivs också", "Andra stavningar av namnet.", Several(), masked=is_hidden, width=26
    )
    protected_identity = Column(
        "protected_identity", "skyddade personuppgifter", "Ja döljer namn och adresser.", YesNo(),
        closed="Det anges på personens sida.", width=12,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units: dict[tuple[int, str], OrgUnit] | None = None
        self._names: set[str] | None = None
        self._added: list[Person] = []
        self._changed: list[tuple[Person, list[str]]] = []

    def rows(self) -> models.QuerySet[Any]:
        return Person.objects.select_related("organisation", "unit")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        """A unit is one of the organisation's."""
        home = values.get("organisation", instance and instance.organisation)
        if not (name := values.get("unit")):
            moves = (
                "organisation" in values
                and "unit" not in values
                and instance is not None
                and instance.unit_id
            )
            words = "hör till den förra organisationen. Töm cellen, eller skriv en enhet i den nya."
            return [("enhet", words)] if moves else []
        if home is None:
            return [("enhet", "behöver en organisation i samma rad.")]
        found = self._unit(home, name)
        return [] if found else [("enhet", f"{home.short_name} har ingen enhet som heter ”{name}”.")]

    def _unit(self, home: Organisation | None, name: str) -> OrgUnit | None:
        if self._units is None:
            self._units = {(one.organisation_id, one.name.casefold()): one for one in OrgUnit.objects.all()}
        return self._units.get((home.pk, name.casefold())) if home else None

    def notes(self, values: Mapping[str, Any]) -> list[str]:
        """Somebody in the register has that name already."""
        if self._names is None:
            known = Person.objects.filter(protected_identity=False).values_list("given_name", "family_name")
            self._names = {f"{given} {family}".strip().casefold() for given, family in known}
        name = f"{values.get('given_name', '')} {values.get('family_name', '')}".strip()
        return [f"Någon annan i registret heter också {name}."] if name.casefold() in self._names else []

    def add(self, values: dict[str, Any]) -> Person:
        made = Person()
        self._set(made, values)
        self._added.append(made)
        return made

    def change(self, instance: Person, values: dict[str, Any]) -> None:
        named = list(values)
        self._set(instance, values)
        self._changed.append((instance, named))

    def write_part(self) -> None:
        person_actions.save_many(self._added, self._changed, by=self.user)
        self._added, self._changed = [], []

    def rehearse(self, instance: Person | None, values: dict[str, Any]) -> None:
        """Nothing about a person can be refused by the database, so nothing is written to find out."""
        self._set(instance or Person(), values)

    def _set(self, instance: Person, values: dict[str, Any]) -> None:
        home = values.get("organisation", instance.organisation)
        if values.get("unit"):
            values["unit"] = self._unit(home, values["unit"])
        elif "unit" in values:
            values["unit"] = None
        if "email" in values:
            values["email_failed_at"] = None
        for name, value in values.items():
            setattr(instance, name, value)
        told = values.keys() - {"organisation", "unit", "email_failed_at"}
        instance.clean_fields(exclude=_FIELDS - told)
