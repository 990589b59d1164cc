"""The measurements one after the other."""

import http.client
import io
import time
from collections.abc import Sequence

from django.db import connections
from pypdf import PdfReader

from secretariat.setup.words import say

from . import (
    agreeing,
    archiving,
    calling,
    data,
    exporting,
    floors,
    importing,
    money,
    open_data,
    person_files,
    planning,
    registers,
    results,
    searching,
    server,
    wheel,
)
from .client import Answer, Browser, ask_at_once, ask_many, percentile
from .pages import LONG_PDF, PDF, Measured, measured, saving
from .table import MISSING, Fact, Row
from .visit import first_visit

WARM_UP = 12
CLIENTS = 4
SAVES = 8


def measure() -> tuple[list[Row], list[Fact]]:
    """All rows of the table and the facts below it."""
    began = time.monotonic()
    world = data.build()
    connections.close_all()
    took = time.monotonic() - began
    say(f"Databasen gjord på {took:.0f} s: {data.MEETINGS} möten, {world.characters} tecken i de stora.")
    pages = measured(world)
    port = server.free_port()
    with server.web_server(port) as web:
        rows = {}
        for page in pages:
            try:
                rows[page.name] = _page(page, world, port, web)
            except (OSError, http.client.HTTPException) as failed:
                rows[page.name] = Row(page.name, status=f"svarar inte: {failed}")
            say(f"  {page.name}: {time.monotonic() - began:.0f} s")
        facts = [_pdf_pages(pages, world, port), *_visits(world, port), *_memory(web)]
    fresh = {}
    for page in pages:
        if page.after_restart and not rows[page.name].status:
            with server.web_server(port):
                fresh[page.name] = _one(page, world, port).seconds * 1000
    for page in pages:
        rows[page.name] = _completed(rows[page.name], page, world, fresh.get(page.name))
    others = [
        one
        for module in (
            calling,
            planning,
            registers,
            agreeing,
            money,
            results,
            importing,
            person_files,
            open_data,
            searching,
            exporting,
            archiving,
            wheel,
        )
        for one in module.facts()
    ]
    return list(rows.values()), [*_pdf_floor(world), *others, *facts]


def _browser(page: Measured, world: data.World, port: int) -> Browser:
    return Browser(port, world.sessions.get(page.who, ""))


def _one(page: Measured, world: data.World, port: int) -> Answer:
    browser = _browser(page, world, port)
    try:
        return page.asking(0)(browser, 0)
    finally:
        browser.close()


def _page(page: Measured, world: data.World, port: int, web: int) -> Row:
    browsers = [_browser(page, world, port) for _ in range(CLIENTS)]
    askings = [page.asking(client) for client in range(CLIENTS)]
    warm = ask_many(browsers[0], askings[0], min(WARM_UP, page.times))
    if bad := [one for one in warm if one.status != 200]:
        return Row(page.name, status=MISSING if bad[0].status == 404 else f"svarar {bad[0].status}")
    ask_at_once(
        browsers, askings, min(WARM_UP, page.times)
    )  # or one of the two workers answers it for the first time
    before = server.use(web)
    alone = ask_many(browsers[0], askings[0], page.times)
    after = server.use(web)
    began = time.perf_counter()
    together = ask_at_once(browsers, askings, page.at_once)
    took = time.perf_counter() - began
    for browser in browsers:
        browser.close()
    wrong = [one.status for one in (*alone, *together) if one.status != 200]
    return Row(
        page.name,
        status=f"{len(wrong)} felaktiga svar ({wrong[0]})" if wrong else "",
        server_p50=percentile([one.server_ms for one in alone], 50),
        **_times("", alone),
        **_times("four_", together),
        per_second=len(together) / took,
        statements=max(one.statements for one in alone),
        app_cpu=percentile([one.cpu_ms for one in alone], 50),
        process_cpu=(after.app - before.app) / page.times * 1000,
        db_cpu=(after.db - before.db) / page.times * 1000,
        after_save=_after_save(page, world, port) if page.after_save else None,
        kib=len(alone[0].body) / 1024,
        target_ms=page.target_ms,
        target_statements=page.target_statements,
    )


def _times(prefix: str, answers: Sequence[Answer]) -> dict[str, float]:
    milliseconds = [one.seconds * 1000 for one in answers]
    return {f"{prefix}p{share}": percentile(milliseconds, share) for share in (50, 95)}


def _after_save(page: Measured, world: data.World, port: int) -> float:
    """The first time the page is asked for after somebody saved a paragraph, p50 of some."""
    writer, reader = Browser(port, world.sessions["secretary"]), _browser(page, world, port)
    save, asking = saving(world)(5), page.asking(0)
    took = []
    for number in range(SAVES):
        save(writer, number)
        took.append(asking(reader, number).seconds * 1000)
    writer.close()
    reader.close()
    return percentile(took, 50)


def _completed(row: Row, page: Measured, world: data.World, after_restart: float | None) -> Row:
    raw = None
    if page.path and page.who and not row.status and not page.path.endswith(".pdf"):
        raw = floors.raw_sql(page.path, world.sessions[page.who])
    return Row(**{**{name: getattr(row, name) for name in row.__dataclass_fields__},
                  "raw_sql": raw, "after_restart": after_restart})  # fmt: skip


def _visits(world: data.World, port: int) -> list[Fact]:
    """Bytes and requests of a first visit with an empty cache."""
    pages = (
        ("möte, färdigt", "member", f"/moten/{world.finished}/", 150, 12),
        ("anteckna", "secretary", f"/moten/{world.draft}/anteckna/", 400, None),
        ("justera", "chair", f"/moten/{world.sent}/justera/", 100, None),
        ("beslut", "member", "/beslut/", 150, 12),
    )
    found = []
    for name, who, path, kib, requests in pages:
        browser = Browser(port, world.sessions[who])
        if browser.ask(path).status != 200:
            found.append(Fact(f"första besök: {name}", MISSING))
            continue
        visit = first_visit(browser, path)
        browser.close()
        largest = sorted(visit.sent.items(), key=lambda pair: -pair[1])[:3]
        told = ", ".join(
            f"{address.rpartition('/')[2] or 'sidan'} {size / 1024:.0f}" for address, size in largest
        )
        target = f"≤ {kib} KiB" + (f", ≤ {requests} hämtningar" if requests else "")
        reached = visit.kib <= kib and visit.requests <= (requests or 1000) and not visit.strangers
        value = f"{visit.kib:.0f} KiB, {visit.requests} hämtningar, {len(visit.strangers)} från andra (störst: {told})"
        found.append(Fact(f"första besök: {name}", value, target, reached))
    return found


def _pdf_pages(pages: list[Measured], world: data.World, port: int) -> Fact:
    """How many pages the PDFs of the table have; the target is for eight."""
    found = {}
    for page in pages:
        if page.name in (PDF, LONG_PDF) and (answer := _one(page, world, port)).status == 200:
            found[page.name] = len(PdfReader(io.BytesIO(answer.body)).pages)
    told = ", ".join(f"{name}: {number}" for name, number in found.items())
    return Fact("sidor i PDF-filerna", told or MISSING, "8 i den första", found.get(PDF) == 8)


def _memory(web: int) -> list[Fact]:
    """Of each worker when every page has been asked for."""
    used = [server.memory(pid) for pid in server.workers(web)]
    if not used:
        return []
    rss, pss = (max(values) for values in zip(*used, strict=True))
    total = sum(share for _, share in used) + server.memory(web)[1]
    value = f"{rss:.0f} MB (varav egen andel {pss:.0f}); alla processer {total:.0f} MB"
    return [Fact("minne per arbetare efter alla sidor", value, "≤ 180 MB", rss <= 180)]


def _pdf_floor(world: data.World) -> list[Fact]:
    try:
        milliseconds, pages = floors.bare_pdf(world.sent)
    except (ImportError, OSError, AttributeError) as missing:
        return [Fact("WeasyPrint på sidan utan stil (golv)", f"gick inte: {missing}")]
    return [Fact("WeasyPrint på sidan utan stil (golv)", f"{milliseconds:.0f} ms, {pages} sidor")]
