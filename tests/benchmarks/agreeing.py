"""What an agreement costs with 16 parties, 5 versions and 6 years of follow-ups, and what questions cost (F1–F5)."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import followups
from agreements.models import AgreementParty, AgreementVersion
from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.models import Inquiry, Recipient
from secretariat.inquiries.values import read
from secretariat.registry.models import User
from tests import make
from tests.agreements.case import NOW, TODAY, Case, an_agreement

from .client import HOST, percentile
from .table import Fact

PARTIES, VERSIONS, YEARS, TIMES = 16, 5, 6, 12
_TYPED = {
    "insatser": "Läger och föräldragrupper", "maluppfyllelse": "4", "hinder": "tid", "samverkan": "bra",
    "intakter-regionen": "100 000", "intakter-kommunen": "50 000", "lonekostnader": "90 000",
    "ovriga-kostnader": "10 000", "arsarbetare": "1,5", "nasta-steg": "Anställa en samordnare",
}  # fmt: skip


def facts() -> list[Fact]:
    """Made, measured, taken back."""
    with transaction.atomic():
        reader, office = make.user(office_role="reader"), make.user(office_role="secretariat")
        case = an_agreement(*(f"Part {number:02}" for number in range(PARTIES))).in_force()
        _older_versions(case)
        latest = [_followed_up(case, year) for year in range(TODAY.year - YEARS + 1, TODAY.year + 1)][-1]
        version, name = case.version, [case.agreement.slug, VERSIONS]
        pages: list[tuple[str, User, str, float]] = [
            ("listan", reader, reverse("agreements:agreement-list"), 100),
            ("överenskommelsen", reader, case.agreement.get_absolute_url(), 100),
            ("versionen med alla parter", office, version.get_absolute_url(), 150),
            ("versionen som Excel", office, reverse("agreements:version-export", args=[*name, "xlsx"]), 150),
            ("versionen på en sida, PDF", office, reverse("agreements:version-pdf", args=name), 450),
            ("uppföljningskonferensen", reader, reverse("agreements:conference", args=[TODAY.year]), 150),
            ("omgången", office, reverse("inquiries:round-detail", args=[latest.pk]), 150),
            (
                "sammanställningen med alla år",
                reader,
                reverse("inquiries:round-compiled", args=[latest.pk]),
                250,
            ),
            ("svaren som Excel", reader, reverse("inquiries:round-export", args=[latest.pk, "xlsx"]), 250),
            ("sammanställningen som PDF", reader, reverse("inquiries:round-pdf", args=[latest.pk]), 1000),
        ]
        found = [_fact(what, user, path, aim) for what, user, path, aim in pages]
        transaction.set_rollback(True)
    return found


def _older_versions(case: Case) -> None:
    """Replaced ones, with all their parties."""
    organisations = list(case.organisations.values())
    AgreementVersion.objects.filter(pk=case.version.pk).update(
        number=VERSIONS, starts_on=dt.date(TODAY.year - YEARS, 1, 1)
    )
    case.number = VERSIONS
    for number in range(1, VERSIONS):
        version = AgreementVersion.objects.create(agreement=case.agreement, number=number, state="replaced")
        AgreementParty.objects.bulk_create(
            AgreementParty(
                agreement=case.agreement, version=version, organisation=one, is_pending=False, state="signed",
                outcome="assent", decided_on=TODAY, signed_on=TODAY,
            )
            for one in organisations
        )  # fmt: skip


def _followed_up(case: Case, year: int) -> Inquiry:
    """Asked, and answered by all."""
    made = followups.start(case.agreement, year=year, due_on=TODAY, by=case.by, today=TODAY).inquiry
    rounds.send(made, by=case.by, at=NOW)
    questionnaire = forms.questionnaire_of(followups.common_form(by=None))
    changes = [
        sheets.Change(field, read(field, [words]).value)
        for key, words in _TYPED.items()
        if (field := questionnaire.field_named(f"q-{key}"))
    ]
    for row in Recipient.objects.filter(inquiry=made):
        sheets.save(row, changes, who="Asta", how=sheets.LINK, at=NOW)
        sheets.submit(row, who="Asta", how=sheets.LINK, at=NOW)
    return made


def _fact(what: str, user: User, path: str, aim: float) -> Fact:
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = list(queries.captured_queries)  # the next request empties the log
    took = [_timed(lambda: client.get(path)) for _ in range(TIMES)]
    wall, app = sorted(one for one, _ in took), sorted(one for _, one in took)
    p50, p95, cpu = percentile(wall, 50), percentile(wall, 95), percentile(app, 50)
    in_db = sum(float(one["time"]) for one in asked) * 1000
    value = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(asked)} frågor (app {cpu:.0f} ms CPU, databas {in_db:.0f} ms)"
    return Fact(
        f"{what}, {PARTIES} parter, {VERSIONS} versioner, {YEARS} år", value, f"p50 ≤ {aim:g} ms", p50 <= aim
    )


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process' own CPU."""
    began, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
