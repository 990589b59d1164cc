"""One agreement as its page shows it: facts, versions, documents and the decisions behind it (F1)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from agreements import documents
from agreements.models import Agreement, AgreementDocument, AgreementVersion
from meetings import access as meeting_access
from meetings.access import words_readable_by
from meetings.actions.decisions import address_of
from meetings.models import Decision
from secretariat.lib.dates import and_list, day_in_words
from secretariat.registry.models import User

from .lists import mark_of, period_in_words, sentence_of, shown_version
from .steps import parties_of

WITH = ("body", "responsible", "host", "matter", "replaces")


@dataclass(frozen=True)
class VersionLine:
    """One version in the list of them."""

    version: AgreementVersion
    mark: str
    when: str
    is_shown: bool


@dataclass(frozen=True)
class DecisionLine:
    """A decision behind it: what it did, its number and address; address empty for whom it may not be read by."""

    what: str
    number: str
    href: str


@dataclass(frozen=True)
class Shown:
    """What the page prints."""

    facts: list[tuple[str, str]]
    version: AgreementVersion | None
    sentence: str
    versions: list[VersionLine]
    documents: Sequence[AgreementDocument]
    decisions: list[DecisionLine]
    replaced_by: Sequence[Agreement]


def page_of(agreement: Agreement, *, user: User, today: dt.date) -> Shown:
    """All of it; a constant number of queries."""
    rows = list(agreement.versions.select_related("recommended_by", "adopted_by").order_by("-number"))
    version = shown_version(rows)
    parties = list(parties_of(version)) if version else []
    return Shown(
        facts=_facts(agreement, version, user),
        version=version,
        sentence=sentence_of(parties),
        versions=[VersionLine(one, mark_of(one), period_in_words(one), one == version) for one in rows],
        documents=list(documents.readable_by(user).filter(version=version)) if version else [],
        decisions=_decisions(rows, user),
        replaced_by=list(agreement.replaced_by.all()),
    )


def _facts(agreement: Agreement, version: AgreementVersion | None, user: User) -> list[tuple[str, str]]:
    person = agreement.responsible
    hidden = person is not None and person.protected_identity and not meeting_access.is_office(user)
    return [
        ("Slag", str(agreement.get_kind_display()).capitalize()),
        ("Gäller", period_in_words(version).capitalize() if version else ""),
        ("Uppsägning", notice_in_words(version) if version else ""),
        (
            "Förlängning",
            str(version.get_renewal_display()).capitalize() if version and version.ends_on else "",
        ),
        ("Rättslig grund", _basis(agreement)),
        ("Tema", and_list([theme.name for theme in agreement.themes.all()])),
        ("Ansvarig", "" if person is None or hidden else person.name),
        ("Värdkommun", agreement.host.short_name if agreement.host else ""),
        ("I kraft", "Per part, från partens eget beslut" if agreement.each_from_own_decision else ""),
    ]


def notice_in_words(version: AgreementVersion) -> str:
    """The notice period, and who has given notice."""
    months = version.notice_months
    words = f"{months} månader" if months and months != 1 else "1 månad" if months else ""
    if version.terminated_on is None:
        return words
    by = f" av {version.terminated_by.short_name}" if version.terminated_by else ""
    last = f", upphör efter {day_in_words(version.ends_on)}" if version.ends_on else ""
    return f"Uppsagd {day_in_words(version.terminated_on)}{by}{last}"


def _basis(agreement: Agreement) -> str:
    words = str(agreement.get_basis_display()) if agreement.basis else ""
    return ", ".join(filter(None, [words[:1].upper() + words[1:], agreement.statute]))


def _decisions(versions: Sequence[AgreementVersion], user: User) -> list[DecisionLine]:
    behind = [
        (one, decision, what)
        for one in versions
        for decision, what in ((one.recommended_by, "rekommenderad"), (one.adopted_by, "antagen"))
        if decision
    ]
    readable = set(
        Decision.objects.filter(Q(pk__in=[decision.pk for _, decision, _ in behind]), words_readable_by(user))
        .order_by()
        .values_list("pk", flat=True)
    )
    return [
        DecisionLine(
            what=f"Version {one.number} {what}",
            number=decision.number,
            href=reverse("meetings:decision-detail", args=[address_of(decision.number, decision.pk)])
            if decision.pk in readable
            else "",
        )
        for one, decision, what in behind
    ]
