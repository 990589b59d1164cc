"""What a search costs among 100,000 decisions, and among a million where asked for: `make bench ARGS=--million` (B5).

The decisions are put straight into the index: sentences of the demo's stock, four to a decision, the first of the stock
often and the last seldom, as words are in a language. Pages are asked for in this process, without the server's part.
"""

import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client

from secretariat.home.demo import stock
from secretariat.lib.words.lexemes import vector
from secretariat.registry.actions.searching import MOST
from secretariat.registry.models import SearchEntry, User
from secretariat.setup.words import say
from tests import make

from .client import HOST, percentile
from .table import Fact

ROWS, MILLION = 100_000, 1_000_000
ROUNDS = 3
MEMBER = "ledamot@exempel.se"
# The fixed set: a third of them hits more than one decision in twenty.
QUERIES = (
    "kommun", "råd", "plan", "medel", "hälsa", "vård", "unga", "utbildning", "skola kommun", "förslag till plan",
    "suicidprevention", "familjecentral", "hjälpmedel", "samsjuklighet mottagning", "digitala lås", "handskada",
    "studieförbund", "anhöriga", "tobak", "elevhälsa", "demensvård", "trygghetslarm", "praktikplatser",
    '"nära vård"', "färdplan kostnader", "barnets bästa", "ÖK", "kompetensf", "samsjuklihet", "biblotek",
)  # fmt: skip
FILTERS = ("", "&typ=decision", "&grupp=3&ar=2024")


def facts() -> list[Fact]:
    """p50 and p95 of the page over the fixed set, for a member, and for a visitor, who may see one row in 33."""
    found = _measured(ROWS, p50=20, p95=50)
    if "--million" in sys.argv:
        found += _measured(MILLION, p50=None, p95=150)
    return found


def _measured(rows: int, *, p50: int | None, p95: int) -> list[Fact]:
    began = time.monotonic()
    _empty()
    fill(rows)
    say(f"  sökregister med {rows} beslut: {time.monotonic() - began:.0f} s")
    member = User.objects.filter(email=MEMBER).first()  # of the world that the other figures are measured on
    readers = {
        "ledamot": member or make.user(person=make.member(of=make.body()).person),
        "utan inloggning": None,
    }
    try:
        return [_fact(rows, name, _asked(reader), p50=p50, p95=p95) for name, reader in readers.items()]
    finally:
        _empty()


@dataclass(frozen=True)
class Asked:
    """Milliseconds of each answer: in all, and of processor in the program and in the database; and common words."""

    took: list[float]
    program: list[float]
    database: list[float]
    common: set[str]


def _fact(rows: int, name: str, asked: Asked, *, p50: int | None, p95: int) -> Fact:
    middle, high = percentile(asked.took, 50), percentile(asked.took, 95)
    worked = [sum(both) for both in zip(asked.program, asked.database, strict=True)]
    value = (
        f"p50 {middle:.0f} ms, p95 {high:.0f} ms, längsta {max(asked.took):.0f} ms "
        f"({len(asked.common)} av {len(QUERIES)} frågor har fler än {MOST} träffar); "
        f"processor p50 {percentile(worked, 50):.0f} ms, p95 {percentile(worked, 95):.0f} ms, "
        f"varav i databasen p50 {percentile(asked.database, 50):.0f} ms, p95 {percentile(asked.database, 95):.0f} ms"
    )
    target = (f"p50 ≤ {p50}, " if p50 else "") + f"p95 ≤ {p95} ms"
    reached = high <= p95 and (p50 is None or middle <= p50)
    many = f"{rows:,}".replace(",", "\u00a0")
    return Fact(f"söksida, {many} beslut, {name}", value, target, reached)


def _asked(reader: User | None) -> Asked:
    client = Client(SERVER_NAME=HOST)
    if reader:
        client.force_login(reader)
    addresses = [(query, f"/sok/?q={query}{more}") for query in QUERIES for more in FILTERS]
    asked = Asked([], [], [], set())
    for turn in range(ROUNDS + 1):
        for query, address in addresses:
            behind, began, cpu = _backend(), time.perf_counter(), time.thread_time()
            answer = client.get(address)
            spent, used = time.perf_counter() - began, time.thread_time() - cpu
            if f"{MOST}+" in answer.content.decode():
                asked.common.add(query)
            if turn:  # the first round warms up
                asked.took.append(spent * 1000)
                asked.program.append(used * 1000)
                asked.database.append((_backend() - behind) * 1000)
    return asked


def _backend() -> float:
    """Seconds of processor that the database's process of this connection has used (Linux; elsewhere none is told)."""
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0


def fill(rows: int) -> None:
    """So many decisions of sixteen groups over ten years, the oldest first, as a register grows."""
    sentences = [
        line.lstrip("?!>^+-~& ").partition("|")[2] or line.lstrip("?!>^+-~& ")
        for path in sorted(stock.FOLDER.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if len(line) > 40 and not line.startswith("#")
    ]
    random.Random(7).shuffle(sentences)  # noqa: S311 – the same every time
    said = [(number, text, vector([(text, "title")])) for number, text in enumerate(sentences)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'entry_words'")
        index = cursor.fetchone()[0]
        cursor.execute("DROP INDEX entry_words")
        cursor.execute("CREATE TEMP TABLE bench_sentence (n int PRIMARY KEY, said text, vector tsvector)")
        cursor.executemany("INSERT INTO bench_sentence VALUES (%s, %s, %s::tsvector)", said)
        # No random(): a function that changes may be asked once for many rows by a planner in a hurry.
        pick = "(power(('x' || substr(md5(i || 'b{turn}'), 1, 7))::bit(28)::int / 268435456.0, 1.6) * {count})::int"
        picks = ", ".join(f"{pick.format(turn=turn, count=len(said) - 1)} AS s{turn}" for turn in range(4))
        joins = " ".join(f"JOIN bench_sentence b{turn} ON b{turn}.n = s{turn}" for turn in range(4))
        cursor.execute(
            f"""INSERT INTO registry_searchentry (kind, key, source, address, public_address, title, text, "where",
                   number, state, state_words, date, bodies, parties, themes, audience, digest, vector)
            SELECT 'decision', 'bench-' || i, 'bench:' || i, '/beslut/', '', b0.said || ' ' || b1.said,
                b2.said || ' ' || b3.said, '3 maj 2024, Chefsgrupp', 'CF 2024-' || i, 'finished', 'Justerat',
                date '2016-01-01' + (i * 3900::bigint / %s)::int, ARRAY[i %% 16 + 1], '{{}}', '{{}}',
                CASE WHEN i %% 33 = 0 THEN 'public' ELSE 'readers' END, '',
                b0.vector || b1.vector || b2.vector || b3.vector
            FROM (SELECT i, {picks} FROM generate_series(1, %s) i) chosen {joins}""",  # noqa: S608
            [rows, rows],
        )
        cursor.execute("DROP TABLE bench_sentence")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(index)
        words = {word for text in sentences for word in text.lower().split()}
        known = [[word] for word in words if word.isalpha() and 3 < len(word) < 40]
        cursor.executemany("INSERT INTO registry_searchword VALUES (%s) ON CONFLICT DO NOTHING", known)
        cursor.execute("VACUUM ANALYZE registry_searchentry")


def _empty() -> None:
    SearchEntry.objects.filter(key__startswith="bench-").delete()
