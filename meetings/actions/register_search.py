"""What the search finds of groups, persons in their seats, matters and themes (B5, D7)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from meetings.models import Body, Matter, Membership, Seat
from secretariat.lib.dates import day_in_words
from secretariat.lib.search import READERS, Entry
from secretariat.registry.models import Person, Theme, User

from .search import hiding


class BodySource:
    """Groups, by every name they have."""

    name = "body"

    @staticmethod
    def keys() -> Iterable[int]:
        """All groups."""
        return Body.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a group."""
        for body in Body.objects.filter(pk__in=keys).select_related("type", "district", "successor"):
            ended = f"Upphörde {day_in_words(body.ends_on)}" if body.ends_on else ""
            names = [body.short_name, body.code, *body.aliases, str(body.district or ""), body.type.name]
            yield Entry(
                kind="body", key=str(body.pk), source=f"body:{body.pk}", address=body.get_absolute_url(),
                title=body.name, text=body.charter, also="\n".join(filter(None, names)), audience=READERS,
                where=str(body.type).capitalize(), number=body.code, state_words=ended, bodies=(body.pk,),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Finished minutes and groups are read by the same."""
        return ()


class PersonSource:
    """Persons in the seats they hold or have held. Protected ones are not there at all (D7)."""

    name = "person"

    @staticmethod
    def keys() -> Iterable[int]:
        """Everybody who has a seat or had one."""
        return (
            Person.objects.filter(memberships__isnull=False)
            .order_by("pk")
            .values_list("pk", flat=True)
            .distinct()
        )

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a person, at the page of the group of the latest seat."""
        rows = (
            Membership.objects.filter(person__in=keys, person__protected_identity=False)
            .select_related("person", "seat__body", "seat__organisation")
            .order_by("-starts_on", "seat__body__sort_key", "pk")
        )
        held: defaultdict[Person, list[Membership]] = defaultdict(list)
        for membership in rows:
            held[membership.person].append(membership)
        today = timezone.localdate()
        for person, memberships in held.items():
            now = [one for one in memberships if one.ends_on is None or one.ends_on >= today]
            roles = [_role(one) for one in now] + [
                f"{_role(one)} till {day_in_words(one.ends_on)}"
                for one in memberships
                if one.ends_on and one not in now
            ]
            bodies = dict.fromkeys(one.seat.body_id for one in [*now, *memberships])
            parties = dict.fromkeys(
                one.seat.organisation_id for one in memberships if one.seat.organisation_id
            )
            yield Entry(
                kind="person", key=str(person.pk), source=f"person:{person.pk}", title=person.name,
                address=reverse("meetings:body-detail", args=[next(iter(bodies))]), audience=READERS,
                text="; ".join(roles), also="\n".join(person.aliases), bodies=tuple(bodies), parties=tuple(parties),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes see who sits in the groups."""
        return ()


def _role(membership: Membership) -> str:
    seat = membership.seat
    party = (
        f" för {seat.organisation.short_name}"
        if seat.organisation and seat.kind != Seat.Kind.SECRETARY
        else ""
    )
    return f"{seat.label or seat.get_kind_display()}{party} i {seat.body.list_name}"


class MatterSource:
    """Matters, with what they are about and the steps that are planned."""

    name = "matter"

    @staticmethod
    def keys() -> Iterable[int]:
        """All matters."""
        return Matter.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a matter."""
        hide = hiding()
        rows = Matter.objects.filter(pk__in=keys).select_related("theme", "body").prefetch_related("parties")
        for matter in rows:
            said = [
                str(matter.theme or ""),
                matter.case_number,
                *(one.short_name for one in matter.parties.all()),
            ]
            yield Entry(
                kind="matter", key=str(matter.pk), source=f"matter:{matter.pk}", address=matter.get_absolute_url(),
                title=hide(matter.title), number=matter.number, audience=READERS, date=matter.opened_on,
                text=hide("\n".join(filter(None, [matter.description, matter.outcome]))),
                also="\n".join(filter(None, [matter.number, *said])),
                where=", ".join(filter(None, [matter.number, matter.body.list_name if matter.body else ""])),
                state_words=str(matter.get_state_display()).capitalize(),
                bodies=(matter.body_id,) if matter.body_id else (),
                themes=(matter.theme_id,) if matter.theme_id else (),
                parties=tuple(one.pk for one in matter.parties.all()),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes read matters."""
        return ()


class ThemeSource:
    """Themes, by name."""

    name = "theme"

    @staticmethod
    def keys() -> Iterable[int]:
        """All themes."""
        return Theme.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """One entry for a theme."""
        for theme in Theme.objects.filter(pk__in=keys):
            yield Entry(
                kind="theme", key=str(theme.pk), source=f"theme:{theme.pk}", address=theme.get_absolute_url(),
                title=theme.name, text=theme.description, audience=READERS,
                themes=(theme.pk,),
            )  # fmt: skip

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """Those who read minutes read themes."""
        return ()
