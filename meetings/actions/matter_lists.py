"""Matters as lists and exports show them (K1): found by words, with where each one is."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from meetings.actions.matter_courses import Planned, courses, late_of, next_of
from meetings.actions.matters import slug_of
from meetings.models import Matter
from meetings.timelines import late_words, sentence
from secretariat.lib.dates import local_day
from secretariat.registry.models import Organisation, Person

HIDDEN = "Skyddade personuppgifter"


@dataclass(frozen=True)
class ListedMatter:
    """A matter in words."""

    key: int
    number: str
    title: str
    state: str
    state_words: str
    theme: str
    body: str
    responsible: str
    case_number: str
    opened_on: dt.date
    closed_on: dt.date | None
    outcome: str
    parties: tuple[str, ...]
    days_late: int
    next_role: str
    next_where: str
    next_on: dt.date | None
    where: str

    @property
    def slug(self) -> str:
        return slug_of(self.number)

    @property
    def status(self) -> str:
        """Pågår, Sent, Avslutat or Nedlagt."""
        return late_words(self.days_late) if self.days_late else self.state_words

    @property
    def mark(self) -> str:
        """Kind of mark beside the status."""
        if self.state == Matter.State.OPEN:
            return "late" if self.days_late else "planned"
        return "done" if self.state == Matter.State.CLOSED else "replaced"


def matching(q: str) -> QuerySet[Matter]:
    """Matters with the words in their number, title, description or diarienummer."""
    rows = Matter.objects.all()
    if not q:
        return rows
    named = Q(number__icontains=q) | Q(title__icontains=q) | Q(case_number__icontains=q)
    return rows.filter(named | Q(description__icontains=q))


def in_order(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Newest number first."""
    return rows.order_by("-year", "-running")


def listed(rows: QuerySet[Matter], *, today: dt.date) -> list[ListedMatter]:
    """The matters in words. Six queries, whatever the number."""
    parties = Prefetch("parties", Organisation.objects.only("short_name", "sort_key"))
    found = list(rows.select_related("theme", "body", "responsible").prefetch_related(parties))
    planned = courses([one.pk for one in found if one.state == Matter.State.OPEN], today=today)
    return [_listed(one, planned.get(one.pk, []), today) for one in found]


def _listed(one: Matter, planned: Sequence[Planned], today: dt.date) -> ListedMatter:
    late, following = late_of(planned), next_of(planned)
    if one.state == Matter.State.OPEN:
        where = "".join(sentence([stop.words for stop in planned], today=today))
    else:
        where = one.outcome
    return ListedMatter(
        key=one.pk,
        number=one.number,
        title=one.title,
        state=one.state,
        state_words=one.get_state_display().capitalize(),
        theme=one.theme.name if one.theme else "",
        body=one.body.list_name if one.body else "",
        responsible=person_words(one.responsible),
        case_number=one.case_number,
        opened_on=one.opened_on,
        closed_on=local_day(one.closed_at) if one.closed_at else None,
        outcome=one.outcome,
        parties=tuple(party.short_name for party in one.parties.all()),
        days_late=late.met.days_late if late else 0,
        next_role=following.role if following else "",
        next_where=following.where if following else "",
        next_on=following.met.day if following else None,
        where=where,
    )


def person_words(person: Person | None) -> str:
    """Who answers for it, as a list of decisions or uppdrag would say it."""
    if person is None:
        return ""
    return HIDDEN if person.protected_identity else person.name


def late_keys(keys: Iterable[int], *, today: dt.date) -> Mapping[int, int]:
    """Days late by matter, of those that are late. `keys` are matters with an overdue stop."""
    found = {key: late_of(planned) for key, planned in courses(list(keys), today=today).items()}
    return {key: late.met.days_late for key, late in found.items() if late}
