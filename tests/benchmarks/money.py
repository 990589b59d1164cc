"""What money costs to read: 20 funds, 16 parties, ten years (eight of them closed), 19 200 entries (part 6)."""

import datetime as dt
import time

from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.actions import ledger
from funding.models import Account, Commitment, Entry, Fund, GrantDecision, Pot
from secretariat.registry.models import User
from tests import make

from .client import HOST, percentile
from .table import Fact

FUNDS, PARTIES, YEARS, TIMES = 20, 16, 10, 12
LAST_YEAR = 2026
DECIDED = 16_000_000
KINDS = (
    ("allocated", 900_000), ("requested", 800_000), ("paid", 800_000), ("committed", 300_000), ("used", 500_000),
    ("repaid", 100_000),
)  # fmt: skip


def facts() -> list[Fact]:
    """Made in bulk, measured, taken back."""
    with transaction.atomic():
        reader, office = make.user(office_role="reader"), make.user(office_role="secretariat")
        grant = _money(by=office)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        account = grant.accounts.order_by("pk").first()
        assert account
        pages: list[tuple[str, User, str, float]] = [
            ("medel, översikt i år", reader, "/medel/oversikt/", 150),
            ("medel, översikt alla år", reader, "/medel/oversikt/?ar=alla", 300),
            ("medel, en part alla år", reader, f"/medel/oversikt/?ar=alla&part={account.party_id}", 200),
            ("medel, lista", reader, "/medel/", 200),
            ("medel, ett beslut", office, grant.get_absolute_url(), 150),
            ("medel, ett konto", office, account.get_absolute_url(), 100),
            ("medel, Excel alla år", reader, "/medel/oversikt/hamta/?ar=alla", 1500),
        ]
        found = [_fact(name, user, path, aim) for name, user, path, aim in pages]
        transaction.set_rollback(True)
    return found


def _fact(name: str, user: User, path: str, aim: float) -> Fact:
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    assert client.get(path).status_code == 200
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    # The next request empties the log.
    count, sql = len(queries), sum(float(one["time"]) for one in queries.captured_queries) * 1000
    took, used = [], time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - used) * 1000 / TIMES
    took.sort()
    p50 = percentile(took, 50)
    value = (
        f"p50 {p50:.0f} ms, p95 {percentile(took, 95):.0f} ms, CPU {cpu:.0f} ms, "
        f"{count} frågor på {sql:.0f} ms"
    )
    return Fact(name, value, f"p50 ≤ {aim:g} ms", p50 <= aim)


def _money(*, by: User) -> GrantDecision:
    """Every party has money of every fund every year. The last fund's last decision."""
    parties = [make.organisation() for _ in range(PARTIES)]
    funds = Fund.objects.bulk_create(
        Fund(slug=f"prov-{n}", name=f"Provmedel {n:02}", created_by=by) for n in range(FUNDS)
    )
    grants = GrantDecision.objects.bulk_create(
        GrantDecision(
            fund=fund, year=year, amount=DECIDED, decided_by="Socialstyrelsen", decided_on=dt.date(year, 1, 20),
            case_number=f"{fund.pk}/{year}", uses_from=dt.date(year, 1, 1), uses_to=dt.date(year, 12, 31),
        )
        for fund in funds for year in range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1)
    )  # fmt: skip
    pots = Pot.objects.bulk_create(Pot(grant=one, name="Hela beslutet", amount=one.amount) for one in grants)
    made = Account.objects.bulk_create(
        (Account(grant=grant, party=party) for grant in grants for party in parties), batch_size=2000
    )
    pot_of = {pot.grant_id: pot for pot in pots}
    promised = {
        one.account_id: one
        for one in Commitment.objects.bulk_create(
            (Commitment(account=one, title="Insats") for one in made), batch_size=2000
        )
    }
    with ledger.balanced():
        Entry.objects.bulk_create(
            (
                Entry(account=one, kind=kind, amount=amount, on=dt.date(one.grant.year, 3, 1), created_by=by,
                      pot=pot_of[one.grant_id] if kind == "allocated" else None,
                      commitment=promised[one.pk] if kind == "committed" else None)
                for one in made for kind, amount in KINDS
            ),
            batch_size=2000,
        )  # fmt: skip
    GrantDecision.objects.filter(year__lt=LAST_YEAR - 1).update(closed_at=timezone.now())
    return grants[-1]
