"""Bodies, their seats and who holds them, in and out as files (M3, A2)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Max

from meetings.actions import bodies
from meetings.models import Body, BodyType, Membership, MinutesWord, Seat
from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import Choice, Day, Days, Named, Number, Reference, Several, Text, YesNo
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column
from secretariat.registry.actions import log
from secretariat.registry.models import District, Letterhead
from secretariat.registry.registers import organisation, person, whole


def body_names() -> Iterable[tuple[Body, list[str]]]:
    """Each body with all it is called; its full name first."""
    for one in Body.objects.all():
        yield one, [one.name, one.short_name, one.code, *one.aliases]


def body() -> Reference:
    """A cell with the name of a body."""
    return Reference("ingen grupp", body_names)


def _named(what: str, model: Any, name: str = "name") -> Reference:
    return Reference(what, lambda: ((one, [getattr(one, name)]) for one in model.objects.all()))


_IN_BODY = "Det ändras på gruppens sida."


class Bodies(Register):
    """Groups and councils, with their arbetsordning."""

    key = "grupper"
    name = "Grupper"
    about = "Grupper och råd med arbetsordning: justering, sista dagar, uppställning."
    model = Body
    reading = Permission.BODY_READ
    writing = Permission.BODY_EDIT
    lookup = "name"

    pk = id_column()
    name_ = Column(
        "name", "namn", "Hela namnet, så som det trycks.", required=True, key=True, unique=True, width=34
    )
    short_name = Column("short_name", "kort namn", "Används i listor.", width=20)
    code = Column("code", "kortkod", "Står i beslutsnumren.", required=True, unique=True, width=9)
    type = Column("type", "typ", "Typ av grupp.", _named("ingen typ av grupp", BodyType), required=True)
    parent = Column("parent", "hör till", "Den grupp som den rapporterar till.", body(), width=30)
    district = Column("district", "länsdel", "", _named("ingen länsdel", District))
    aliases = Column("aliases", "kallas också", "Andra namn.", Several(), width=26)
    charter = Column("charter", "uppdrag", "Vad gruppen är till för.", Text(lines=True), width=40)
    starts_on = Column("starts_on", "finns från", "", Day(), width=12)
    ends_on = Column("ends_on", "till och med", "Fylls i när gruppen upphör.", Day(), width=12)
    successor = Column("successor", "efterträdare", "Den grupp som tar över.", body(), width=26)
    approval_policy = Column(
        "approval_policy", "justering", "", Choice(Body.ApprovalPolicy.choices), width=26
    )
    elected_approvers = Column("elected_approvers", "valda justerare", "Antal.", Number(), width=10)
    approval_days = Column("approval_days", "justeras inom dagar", "Antal dagar.", Number(), width=10)
    approval_login = Column(
        "approval_login", "justeras med inloggning", "", Choice(Body.ApprovalLogin.choices), width=26
    )
    approval_fresh_minutes = Column(
        "approval_fresh_minutes",
        "justeras inom minuter från inloggning",
        "0 är när som helst.",
        Number(),
        width=10,
    )
    notice_days = Column("notice_days", "kallelse före mötet dagar", "Antal dagar.", Number(), width=10)
    material_days = Column("material_days", "underlag före mötet dagar", "Antal dagar.", Number(), width=10)
    reply_days = Column("reply_days", "svar före mötet dagar", "Antal dagar.", Number(), width=10)
    remind_after_days = Column(
        "remind_after_days", "påminn efter dagar", "Efter utskicket.", Days(), width=12
    )
    remind_before_days = Column(
        "remind_before_days", "påminn före dagar", "Före sista dagen.", Number(), width=10
    )
    draft_circle = Column(
        "draft_circle", "utkast får delas med", "", Choice(Body.DraftCircle.choices), width=22
    )
    minutes_word = Column(
        "minutes_word", "anteckningarna kallas", "Ordet i obestämd form.",
        _named("inget ord för anteckningar", MinutesWord, "indefinite"), required=True, width=22,
    )  # fmt: skip
    letterhead = Column("letterhead", "brevhuvud", "", _named("inget brevhuvud", Letterhead), width=22)
    layout = Column("layout", "uppställning", "", Choice(Body.Layout.choices), width=24)
    attendance_first = Column("attendance_first", "närvaron först", "I anteckningarna.", YesNo(), width=9)
    secretary_publishes = Column(
        "secretary_publishes", "sekreteraren får publicera", "", YesNo(), closed=_IN_BODY, width=9
    )

    def rows(self) -> models.QuerySet[Any]:
        return Body.objects.select_related(
            "type", "parent", "district", "successor", "minutes_word", "letterhead"
        ).order_by("sort_key", "pk")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        """A body cannot belong to one that belongs to it, and numbers may not be emptied."""
        found = [
            (column.column_name, "måste vara ett antal. Skriv 0 om det inte behövs.")
            for column in self.fields.values()
            if isinstance(column.widget, Number) and values.get(column.attribute, 0) is None
        ]
        found += [
            (column.column_name, "kan inte tömmas. Skriv något av det som går att välja.")
            for column in self.fields.values()
            if isinstance(column.widget, Choice) and values.get(column.attribute) == ""
        ]
        above, seen = values.get("parent"), set[int]()
        while above is not None and instance is not None and above.pk not in seen:
            if above.pk == instance.pk:
                found.append(("hör till", "kan inte vara en grupp som hör till den här."))
                break
            seen.add(above.pk)
            above = above.parent
        return found

    def add(self, values: dict[str, Any]) -> Body:
        return self._save(Body(), values, "lade till grupp")

    def change(self, instance: Body, values: dict[str, Any]) -> None:
        self._save(instance, values, "ändrade grupp")

    def _save(self, instance: Body, values: dict[str, Any], verb: str) -> Body:
        if "code" in values:
            values["code"] = "".join(values["code"].split()).upper()
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        instance.save()
        log.write(verb, by=self.user, about=instance, fields=sorted(values))
        return instance


class Seats(Register):
    """The places of a body, and whose they are."""

    key = "platser"
    name = "Platser i grupper"
    about = "Vilka platser varje grupp har, för vilken part och i vilken ordning. Vem som har platsen står i Uppdrag."
    model = Seat
    reading = Permission.BODY_READ
    writing = Permission.BODY_EDIT
    lookup = "body"

    pk = id_column()
    body = Column(
        "body", "grupp", "Gruppens namn.", body(), required=True, key=True, width=34,
        fixed="En plats flyttas inte mellan grupper: dra in den och lägg till en ny.",
    )  # fmt: skip
    organisation = Column(
        "organisation", "part", "Partens namn. Tomt för en plats utan part.", organisation(), key=True
    )
    kind = Column("kind", "roll", "", Choice(Seat.Kind.choices), required=True, key=True)
    position = Column(
        "position", "ordning", "Också inkallelseordning. Tomt: sist.", Number(), key=True, width=9
    )
    label = Column("label", "benämning", "Om platsen behöver ett eget namn.", width=22)
    ends_on = Column("ends_on", "drogs in", "Platsens sista dag.", Day(), width=12)

    def rows(self) -> models.QuerySet[Any]:
        return Seat.objects.select_related("body", "organisation").order_by(
            "body__sort_key", "position", "pk"
        )

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if "ends_on" in values and values["ends_on"] is None:
            return [("drogs in", "kan inte tömmas. En indragen plats ersätts av en ny.")]
        if not is_new and "position" in values and values["position"] is None:
            return [("ordning", "kan inte tömmas. Skriv ett tal.")]
        return []

    def add(self, values: dict[str, Any]) -> Seat:
        ends_on = values.pop("ends_on", None)
        if "position" not in values:
            values["position"] = (values["body"].seats.aggregate(last=Max("position"))["last"] or 0) + 1
        made = Seat(**values)
        whole(made)
        made.save()
        log.write("lade till plats", by=self.user, about=made)
        if ends_on:
            bodies.withdraw(made, day=ends_on, by=self.user)
        return made

    def change(self, instance: Seat, values: dict[str, Any]) -> None:
        ends_on = values.pop("ends_on", None)
        for name, value in values.items():
            setattr(instance, name, value)
        if values:
            whole(instance)
            instance.save(update_fields=list(values))
            log.write("ändrade plats", by=self.user, about=instance)
        if ends_on:
            bodies.withdraw(instance, day=ends_on, by=self.user)


_ENDED = "Avsluta uppdraget, och lägg till ett nytt på en egen rad."
_IN_SEATS = "Det står i registret Platser i grupper."


class Memberships(Register):
    """Who holds which seat, from when to when."""

    key = "uppdrag-i-grupper"
    name = "Uppdrag i grupper"
    about = "Vem som har vilken plats, från och till. Också avslutade uppdrag."
    model = Membership
    reading = Permission.BODY_READ
    writing = Permission.BODY_EDIT
    instead = ("En ny mandatperiod läses in som namnlista", "meetings:period-list", Permission.PERIOD_TURN)
    lookup = "seat"

    pk = id_column()
    seat = Column(
        "seat", "plats", "Platsens id i registret Platser i grupper.",
        Named("ingen plats med id", lambda one: str(one.pk)), required=True, key=True, fixed=_ENDED, width=9,
    )  # fmt: skip
    body = Column("seat__body", "grupp", "", closed=_IN_SEATS, width=34)
    party = Column("seat__organisation", "part", "", closed=_IN_SEATS, width=26)
    kind = Column("seat__kind", "roll", "", Choice(Seat.Kind.choices), closed=_IN_SEATS, width=14)
    person = Column("person", "person", "Namnet.", person(), required=True, key=True, fixed=_ENDED, width=26)
    starts_on = Column(
        "starts_on", "från och med", "Första dagen.", Day(), required=True, key=True, fixed=_ENDED, width=12
    )
    ends_on = Column("ends_on", "till och med", "Sista dagen. Tomt: tills vidare.", Day(), width=12)
    political_party = Column("political_party", "partibeteckning", "Bara för förtroendevalda.", width=9)
    decision_reference = Column("decision_reference", "utsedd genom", "", width=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].widget.find = _seat

    def rows(self) -> models.QuerySet[Any]:
        told = Membership.objects.select_related("seat__body__type", "seat__organisation", "person")
        return told.order_by("seat__body__sort_key", "seat__position", "seat_id", "starts_on", "pk")

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        found = []
        if not is_new and "ends_on" in values and values["ends_on"] is None:
            found.append(("till och med", "kan inte tömmas. Lägg till ett nytt uppdrag på en egen rad."))
        seat = values["seat"] if is_new else instance.seat
        if values.get("political_party") and not seat.body.type.is_political:
            found.append(("partibeteckning", "sparas bara för förtroendevalda. Töm cellen."))
        return found

    def add(self, values: dict[str, Any]) -> Membership:
        return bodies.appoint(values.pop("seat"), values.pop("person"), by=self.user, **values)

    def change(self, instance: Membership, values: dict[str, Any]) -> None:
        ends_on = values.pop("ends_on", None)
        for name, value in values.items():
            setattr(instance, name, value)
        if values:
            instance.clean_fields(exclude=["seat", "person"])
            instance.save(update_fields=list(values))
            log.write("ändrade uppdrag", by=self.user, about=instance, fält=sorted(values))
        if ends_on:
            bodies.end(instance, ends_on=ends_on, by=self.user)


def _seat(text: str) -> Seat | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        return None
    return Seat.objects.select_related("body__type").filter(pk=int(text)).first()
