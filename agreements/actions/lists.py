"""All agreements as a list: which version of each is shown, and how it stands in a sentence (F1, F2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agreements.models import Agreement, AgreementParty, AgreementVersion, FollowUp
from agreements.watching import AHEAD, months_after
from meetings.actions.confirmation_answers import place_among
from meetings.confirmation_words import short_sentence
from secretariat.lib.dates import day_in_words
from secretariat.registry.models import User

from . import rounds
from .standing import deciding, stand_of

State = AgreementVersion.State
# How the list is chosen: words in the address, what is read, and the states it covers.
UNDER_WAY, WITH_PARTIES, DEVIATING, HOLDS, REVISING, OVER = (
    "bereds", "hos-parterna", "avviker", "galler", "revideras", "avslutade",
)  # fmt: skip
STATES: Mapping[str, tuple[str, Collection[str]]] = {
    WITH_PARTIES: ("Hos parterna", {"sent", "deciding", "agreed", "deviating", "signing"}),
    DEVIATING: ("Avvikelse att hantera", {"deviating"}),
    UNDER_WAY: ("Bereds", {"draft", "preparing", "consultation", "recommended"}),
    HOLDS: ("Gäller", {"in_force", "revising", "extended", "terminated"}),
    REVISING: ("Under revidering", {"revising"}),
    OVER: ("Avslutade", {"ended", "replaced"}),
}
_MARKS = {
    "draft": "draft", "preparing": "pending", "consultation": "pending", "recommended": "pending",
    "sent": "pending", "deciding": "pending", "agreed": "pending", "deviating": "late", "signing": "pending",
    "in_force": "done", "revising": "done", "extended": "done", "terminated": "late", "ended": "info",
    "replaced": "info",
}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One agreement in the list, with the version that matters most now and those under way beside it."""

    agreement: Agreement
    version: AgreementVersion
    beside: list[AgreementVersion]
    sentence: str
    themes: list[str]
    responsible: str
    is_late: bool
    flags: list[str]

    @property
    def mark(self) -> str:
        """The kind of tag beside its state."""
        return mark_of(self.version)

    @property
    def when(self) -> str:
        """The period in words."""
        return period_in_words(self.version)


def mark_of(version: AgreementVersion) -> str:
    """The kind of tag that a version's state has."""
    return _MARKS[version.state]


def period_in_words(version: AgreementVersion) -> str:
    """When a version holds, as a phrase; empty where nobody has said.

    >>> period_in_words(AgreementVersion(starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2029, 12, 31)))
    '1 januari 2024–31 december 2029'
    """
    starts, ends = version.starts_on, version.ends_on
    if starts and ends:
        return f"{day_in_words(starts)}–{day_in_words(ends)}"
    if starts:
        return f"från {day_in_words(starts)} tills vidare"
    return f"till {day_in_words(ends)}" if ends else ""


def matching(user: User, q: str) -> QuerySet[Agreement]:
    """Agreements this user may see, with every word of `q` in their names, purpose or what is new."""
    rows = Agreement.objects.visible_to(user)
    for word in q.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(short_name__icontains=word)
            | Q(purpose__icontains=word)
            | Q(versions__changes__icontains=word)
        )
    return rows.distinct() if q else rows


def shown_version(versions: Iterable[AgreementVersion]) -> AgreementVersion | None:
    """The one that matters most now: what the parties have before them, else what holds, else the newest."""
    rows = sorted(versions, key=lambda one: -one.number)
    with_parties = [one for one in rows if one.state in STATES[WITH_PARTIES][1]]
    holding = [one for one in rows if one.is_binding]
    return next(iter([*with_parties, *holding, *rows]), None)


def versions_of(agreements: Collection[int]) -> dict[int, list[AgreementVersion]]:
    """All versions by agreement, the newest first. One query."""
    found: defaultdict[int, list[AgreementVersion]] = defaultdict(list)
    for one in AgreementVersion.objects.filter(agreement__in=agreements).order_by("-number"):
        found[one.agreement_id].append(one)
    return found


def versions_beside(version: AgreementVersion) -> list[AgreementVersion]:
    """Other versions of the same agreement that are not over, the newest first."""
    rows = AgreementVersion.objects.filter(agreement=version.agreement_id).exclude(pk=version.pk)
    found = list(rows.exclude(state__in=AgreementVersion.OVER).order_by("-number"))
    for one in found:
        one.agreement = version.agreement
    return found


def parties_by_agreement(agreements: Collection[int]) -> dict[int, set[int]]:
    """Which organisations are parties of each agreement in some version. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = AgreementParty.objects.filter(agreement__in=agreements).order_by()
    for agreement, organisation in rows.values_list("agreement", "organisation").distinct():
        found[agreement].add(organisation)
    return found


def listed(
    agreements: Collection[Agreement],
    versions: Mapping[int, list[AgreementVersion]],
    *,
    today: dt.date,
    sees_all: bool = False,
) -> list[Listed]:
    """Agreements with their sentences: one query for the parties of those versions, whatever the number."""
    shown = {one.pk: shown_version(versions.get(one.pk, ())) for one in agreements}
    rows: defaultdict[int, list[AgreementParty]] = defaultdict(list)
    parties = AgreementParty.objects.filter(version__in=[one.pk for one in shown.values() if one])
    for party in parties.select_related("organisation__district", "handler__user"):
        rows[party.version_id].append(party)
    late = late_years([one.pk for one in agreements], today=today)
    return [
        _listed(
            one, version, rows[version.pk], versions[one.pk], today, late=late.get(one.pk), sees_all=sees_all
        )
        for one in agreements
        if (version := shown[one.pk])
    ]


def _listed(
    agreement: Agreement,
    version: AgreementVersion,
    parties: list[AgreementParty],
    versions: list[AgreementVersion],
    today: dt.date,
    *,
    late: int | None,
    sees_all: bool,
) -> Listed:
    version.agreement = agreement
    with_parties = version.state in STATES[WITH_PARTIES][1]
    person = agreement.responsible
    hidden = person is not None and person.protected_identity and not sees_all
    return Listed(
        agreement=agreement,
        version=version,
        beside=[one for one in versions if one.pk != version.pk and one.state not in AgreementVersion.OVER],
        sentence=sentence_of(parties) if with_parties or version.is_binding else "",
        themes=[theme.name for theme in agreement.themes.all()],
        responsible="" if person is None or hidden else person.name,
        is_late=bool(with_parties and version.decide_by and version.decide_by < today),
        flags=_flags(version, parties, today) + ([f"uppföljning {late} försenad"] if late else []),
    )


def _flags(version: AgreementVersion, parties: Iterable[AgreementParty], today: dt.date) -> list[str]:
    """What must be thought of beside its state: it ends soon, a handläggare is missing (domain 3.2, side flags)."""
    found = []
    near = months_after(today, max(AHEAD))
    if version.is_binding and version.ends_on and today <= version.ends_on <= near:
        found.append(f"går ut {day_in_words(version.ends_on)}")
    if version.state in STATES[WITH_PARTIES][1]:
        missing = sum(bool(rounds.trouble_with(one)) for one in deciding(list(parties)) if not one.outcome)
        if missing:
            found.append(f"handläggare saknas hos {'1 part' if missing == 1 else f'{missing} parter'}")
    return found


def late_years(agreements: Collection[int], *, today: dt.date) -> dict[int, int]:
    """The latest year whose follow-up is late, by agreement (domain 3.2, side flag). One query."""
    rows = FollowUp.objects.filter(
        agreement__in=agreements,
        inquiry__withdrawn_at=None,
        inquiry__closed_at=None,
        inquiry__sent_at__isnull=False,
        inquiry__due_on__lt=today,
        inquiry__recipients__answered_at=None,
        inquiry__recipients__excused_at=None,
        inquiry__recipients__isnull=False,
    )
    return dict(rows.order_by("year").values_list("agreement", "year"))


def sentence_of(parties: Iterable[AgreementParty]) -> str:
    """How the parties stand, short; empty where none is to decide. Read them with their länsdel."""
    rows = deciding(sorted(parties, key=lambda one: place_among(one.organisation)))
    return short_sentence([stand_of(one) for one in rows]) if rows else ""
