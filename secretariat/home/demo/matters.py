"""Themes, how decisions begin in each kind of group, and matters over the groups' meetings: one is late (K1, B6)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.actions import decision_links, matter_stops, matters
from meetings.models import (
    Action,
    AgendaItem,
    BodyType,
    Decision,
    DecisionWording,
    Matter,
    MatterStop,
    Meeting,
)
from secretariat.registry.models import Organisation, Theme

from .meetings import Region
from .plan import DAY, working_day

_THEMES = (
    ("Folkhälsa och samverkansplan", "folkhalsa", ("Samverkansplan", "folkhälso", "Hälsa på lika")),
    ("Föräldraskapsstöd", "foraldraskapsstod", ("Föräldraskapsstöd", "Familjecentral")),
    (
        "Psykisk hälsa och suicidprevention",
        "psykisk-halsa",
        ("psykisk", "Psykisk", "uicidprevention", "efterlevande"),
    ),
    ("Nära vård", "nara-vard", ("ära vård", "Mobila team", "Utskrivning", "läkarkontakt", "Egenvård")),
    ("Barn och unga", "barn-och-unga", ("barn och unga", "unga", "Skol", "skola", "placeras")),
    ("Äldre", "aldre", ("äldre", "Demens", "hemgång", "Välfärdsteknik")),
)
_COUNCIL = ("Rådet rekommenderar parterna att", "Rådet ställer sig bakom", "Rådet lägger till handlingarna")


@dataclass(frozen=True)
class _Plan:
    """A matter of the demo. `about` are beginnings of headings that belong to it, by group."""

    title: str
    body: str
    theme: str
    about: tuple[tuple[str, str], ...]
    description: str = ""
    case_number: str = ""
    late: str = ""
    ahead: tuple[tuple[str, str, int], ...] = ()
    replaces: bool = False
    outcome: str = ""


_PLANS = (
    _Plan("Samverkansplan för god, jämlik och jämställd hälsa", "CF", "folkhalsa",
          (("CF", "Samverkansplan"), ("SRF", "Samverkansplan")),
          "Parternas gemensamma plan för folkhälsa, med fyra områden och uppföljning varje november.", "RÖL 1184",
          ahead=(("notice", "SRF", 0), ("follow_up", "CF", 1)), replaces=True),
    _Plan("Gemensam modell för föräldraskapsstöd", "CF", "foraldraskapsstod", (("CF", "Föräldraskapsstöd"),),
          "En modell som gäller i hela länet, med samma program i alla länsdelar.", "RÖL 902",
          late="Hälso- och sjukvårdsnämnden, Region Örebro län",
          ahead=(("follow_up", "CF", 0), ("presentation", "", 60))),
    _Plan("Länets handlingsplan för suicidprevention", "SP", "psykisk-halsa",
          (("SP", "Länets handlingsplan"), ("CF", "Suicidprevention")), ahead=(("decision", "SP", 0),), replaces=True),
    _Plan("Medel för nära vård", "CS", "nara-vard", (("CS", "Nära vård"), ("SRV", "Färdplan för nära vård")),
          "Fördelning av de statliga medlen mellan länsdelarna.",
          ahead=(("recommendation", "SRV", 0), ("decision", "CS", 0))),
    _Plan("Skolsocialt team", "BU", "barn-och-unga", (("BU", "Skolsocialt team"),), ahead=(("follow_up", "BU", 0),)),
    _Plan("Utbildning i första hjälpen till psykisk hälsa", "SP", "psykisk-halsa", (("SP", "Utbildning i första"),),
          outcome="Alla kommuner har nu egna instruktörer. Parterna sköter fortsättningen var för sig."),
    _Plan("Vuxenutbildning i samverkan", "SRU", "barn-och-unga", (("SRU", "Vuxenutbildning"),),
          ahead=(("preparation", "SRU", 0),)),
)  # fmt: skip


def make(region: Region) -> None:
    """Themes first, then the matters in the order they were opened."""
    _wordings()
    themes = {slug: Theme.objects.create(name=name, slug=slug) for name, slug, _ in _THEMES}
    _sort_under(themes)
    for plan in sorted(_PLANS, key=lambda one: _first_day(region, one)):
        _matter(region, plan, themes[plan.theme])


def _wordings() -> None:
    rows = []
    for kind in BodyType.objects.all():
        subject = kind.decision_phrase.removesuffix(" beslutar att")
        texts = _COUNCIL if kind.is_political else (kind.decision_phrase, f"{subject} ställer sig bakom")
        rows += [
            DecisionWording(body_type=kind, text=text, position=place) for place, text in enumerate(texts, 1)
        ]
    DecisionWording.objects.bulk_create(rows)


def _sort_under(themes: dict[str, Theme]) -> None:
    """A decision is sorted under a theme by the heading of its item."""
    for _, slug, words in reversed(_THEMES):
        for word in words:
            Decision.objects.filter(item__title__contains=word).update(theme=themes[slug])


def _items(region: Region, about: Iterable[tuple[str, str]]) -> list[AgendaItem]:
    found: list[AgendaItem] = []
    for code, heading in about:
        rows = AgendaItem.objects.standing().filter(
            title__startswith=heading, meeting__bodies=region.bodies[code], meeting__date__isnull=False
        )
        found += rows.exclude(meeting__state=Meeting.State.CANCELLED).select_related("meeting")
    unique = {one.pk: one for one in found}
    return sorted(unique.values(), key=lambda one: (one.meeting.date or dt.date.max, one.pk))


def _first_day(region: Region, plan: _Plan) -> dt.date:
    days = [one.meeting.date for one in _items(region, plan.about) if one.meeting.date]
    return min([*days, region.today - DAY * 30])


def _matter(region: Region, plan: _Plan, theme: Theme) -> None:
    by, body = region.keeper(plan.body), region.bodies[plan.body]
    opened = _first_day(region, plan)
    matter = matters.create(
        by=by,
        title=plan.title,
        description=plan.description,
        theme=theme,
        body=body,
        responsible=by.person,
        case_number=f"{plan.case_number.replace(' ', f' {opened.year}/')}",
        opened_on=opened,
        parties=Organisation.objects.filter(kind="municipality") if plan.late else (),
    )
    items = _items(region, plan.about)
    keys = [one.pk for one in items]
    AgendaItem.objects.filter(pk__in=keys).update(matter=matter)
    Decision.objects.own().filter(item__in=keys).update(matter=matter, theme=theme)
    Action.objects.filter(item__in=keys).update(matter=matter)
    _been(matter, items, region)
    _planned(matter, plan, region)
    if plan.replaces:
        _replace(matter, region)
    if plan.outcome:
        matters.close(matter, by=by, outcome=plan.outcome)


def _been(matter: Matter, items: list[AgendaItem], region: Region) -> None:
    """The stops that were planned once, at the meetings that took the matter up."""
    roles = {
        "decision": "decision",
        "preparation": "preparation",
        "information": "notice",
        "discussion": "consultation",
    }
    MatterStop.objects.bulk_create(
        MatterStop(
            matter=matter, role=roles.get(item.purpose, "preparation"), meeting=item.meeting, item=item,
            planned_on=item.meeting.date, body=item.meeting.leading_body,
        )
        for item in items if item.meeting.date and item.meeting.date < region.today
    )  # fmt: skip


def _planned(matter: Matter, plan: _Plan, region: Region) -> None:
    by = region.keeper(plan.body)
    if plan.late:
        day = working_day(region.today - DAY * 9)
        matter_stops.plan(
            matter,
            by=by,
            role="approval",
            planned_on=day,
            where=plan.late,
            note="Tjänsteskrivelsen är skickad.",
        )
    for role, code, ahead in plan.ahead:
        if not code:
            day = working_day(region.today + DAY * ahead)
            matter_stops.plan(matter, by=by, role=role, planned_on=day, where="Länets folkhälsodag")
            continue
        days = sorted(day for day in region.days.get(code, []) if day > region.today)
        day = days[ahead] if ahead < len(days) else working_day(region.today + DAY * 70)
        matter_stops.plan(matter, by=by, role=role, planned_on=day, body=region.bodies[code])


def _replace(matter: Matter, region: Region) -> None:
    """The matter's last finished decision holds instead of its first."""
    rows = Decision.objects.own().filter(matter=matter, meeting__minutes__finished_at__isnull=False)
    found = list(rows.exclude(number="").select_related("meeting").order_by("meeting__date", "running"))
    if len(found) < 2 or found[0].meeting_id == found[-1].meeting_id:
        return
    old, new = found[0], found[-1]
    decision_links.connect(
        new, by=region.keeper("CF"), matter=matter, theme=new.theme, effective_on=new.effective_on, supersedes=old,
        part_of=None, parties=new.parties.all(),
    )  # fmt: skip
