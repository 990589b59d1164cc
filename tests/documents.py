# ruff: noqa: E501 – a tree reads best one paragraph a line
"""Documents by hand, for tests of what is made from the tree. Everybody and everything in them is invented."""

import dataclasses
from itertools import count
from typing import Any

from meetings.documents import (
    Attachment,
    AttendanceList,
    Attendee,
    Block,
    Contribution,
    Document,
    Item,
    Letterhead,
    Name,
    Paragraph,
    Record,
    Run,
    Word,
)

_keys = count(1)

LETTERHEAD = Letterhead(
    organisation="Region Örebro län",
    office="Förvaltningen regional utveckling",
    postal_address="Box 1613, 701 16 Örebro",
    visiting_address="Eklundavägen 2, Örebro",
    phone="019-602 70 00",
    fax="019-602 70 08",
    org_number="232100-0164",
    plusgiro="122500-2",
    email="regionen@regionorebrolan.se",
    web="www.regionorebrolan.se",
)
PROSE = (
    "Föredragningen gick igenom läget i länets kommuner och vad som har hänt sedan i höstas. De flesta träffpunkter har "
    "öppet på dagtid och nio av dem också på kvällen. Besökarna hittar dit genom någon de känner, sällan genom "
    "kommunens webbplats. Flera menade att hembesöken hos 80-åringar är en bra väg in och att föreningarna gärna "
    "bjuder in till prova-på-dagar. Kostnaden är låg, −3 procent mot budget, och lokalerna finns redan."
)


def key() -> str:
    return f"blk-{next(_keys)}"


def record(kind: str, **fields: Any) -> Record:
    return Record(kind=kind, key=f"rec-{next(_keys)}", **fields)  # type: ignore[arg-type]


def run(html: str, *records: Record) -> Run:
    return Run(key(), html, records)


def para(html: str, *records: Record) -> Paragraph:
    return Paragraph("paragraph", (run(html, *records),))


def runs(*parts: Run) -> Paragraph:
    """A paragraph of several runs, as when a sentence has been lifted out."""
    return Paragraph("paragraph", parts)


def heading(html: str) -> Paragraph:
    return Paragraph("heading", (run(html),))


def bullet(html: str, *records: Record, level: int = 0) -> Paragraph:
    return Paragraph("bullet", (run(html, *records),), level)


def table(*rows: str, head: str = "") -> Paragraph:
    """Rows as "a|b|c"; the head too."""
    cells = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows]
    top = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in head.split('|'))}</tr></thead>" if head else ""
    return Paragraph("table", (run(f"<table>{top}<tbody>{''.join(cells)}</tbody></table>"),))


def said(label: str, *blocks: Paragraph | str) -> Contribution:
    inner = tuple(para(one) if isinstance(one, str) else one for one in blocks)
    return Contribution(key(), label, Name(label.rstrip(":")), False, inner)


def item(number: str, title: str, *blocks: Block | str, **fields: Any) -> Item:
    inside = tuple(para(one) if isinstance(one, str) else one for one in blocks)
    presenters = tuple(Name(name) for name in fields.pop("presenters", ()))
    return Item(next(_keys), number, title, blocks=inside, presenters=presenters, **fields)


def person(name: str, affiliation: str = "", state: str = "present", **fields: Any) -> Attendee:
    return Attendee(name=Name(name), affiliation=affiliation, state=state, **fields)


def _items() -> tuple[Item, ...]:
    decide = "Råden rekommenderar parterna att pröva kvällsöppna mötesplatser under hösten 2026."
    return (
        item("1", "Mötet öppnas", "Ordföranden hälsade välkommen till årets första gemensamma möte.", presenters=["Asta Almgren"]),
        item("2", "Dagordning", para("Dagordningen godkändes med tillägg av en övrig fråga.", record("decision", number="SFV 2026-1", subkind="formal"))),
        item("3", "Val av justerare", runs(run("Frågan var vem som justerar."), run("Till justerare valdes Birger Bergdal med Cilla Ceder som ersättare.", record("decision", number="SFV 2026-2", subkind="election")))),
        item("4", "Föregående anteckningar", para("Anteckningarna från 5 december 2025 lades till handlingarna.", record("decision", number="SFV 2026-3", subkind="filed"))),
        item(
            "5", "Mötesplatser mot ofrivillig ensamhet", PROSE,
            said("Norr", "Delar redan personal på två träffpunkter och provar gärna kväll."),
            said("Söder", "Har lokaler och föreningar men saknar skjuts."),
            said("Väster", "Vill vänta med sitt svar till efter budgeten."),
            said("Örebro", "Erbjuder schema och arbetssätt från Vivalla och Varberga."),
            said("RF-SISU", "Tolv föreningar har lokaler som är tomma på vardagskvällar."),
            para(decide, record("decision", number="SFV 2026-4", subkind="recommendation")),
            para("Tar fram förslag på tre kommuner och en enkel mall för uppföljning.", record("action", who="Didrik Dahlvik", due="17 april 2026")),
            presenters=["Didrik Dahlvik"],
            attachments=(Attachment("file", "Kartläggning av mötesplatser", sha256="ab" * 32, file=1),),
        ),
        item(
            "6", "Plan för suicidprevention", PROSE,
            runs(
                run("Efter en kort diskussion enades man."),
                run("Beslut:"),
                run("Råden ställer sig bakom länets plan och sänder den till parterna för beslut senast 30 juni 2026.", record("decision", number="SFV 2026-5")),
                run("Ebba Ekman återkommer med kostnaden.", record("action", who="Ebba Ekman", due="1 juni 2026")),
            ),
            presenters=["Ebba Ekman", "Folkhälsocheferna"],
            attachments=(Attachment("link", "Planen i sin helhet", url="https://exempel.se/plan?a=1&b=2"), Attachment("noted", "ppt")),
        ),
        item(
            "7", "Rapporter",
            children=(
                item("a", "Samverkansgrupp barn och unga", bullet("Tre möten under våren"), bullet("gemensam start i mars", level=1), bullet("avslut i juni", level=1), bullet("Fritidsbanken öppnar i Laxå och Degerfors"), presenters=["Fabian Forsell"]),
                item("b", "Länsstyrelsen", para("Regeringen har beslutat om nya medel till länen.", record("decision", is_own=False, by="Regeringen")), table("Norr|12|57 %", "Söder|9|61 %", "Väster|11|", head="Länsdel|Skolor|Svar")),
                item("", "Nationella nätverk", "Nätverket möts den <time data-date=\"2026-05-12\">12 maj</time>, se <a href=\"https://exempel.se/natverk\">nätverkets sida</a>."),
            ),
        ),
        item(
            "8", "Fördelning av medel", "Förslaget innebär <strong>300 000 kr</strong> per länsdel och <em>samma nyckel</em> som förra året.",
            heading("Beslut:"),
            para("Råden fördelar medlen enligt förslaget:", record("decision", number="SFV 2026-6", spans=3)),
            bullet("300 000 kr till varje länsdel"), bullet("resten sparas till 2027"),
            para("Hilding Hagman ansåg att medlen borde ha fördelats per invånare.", record("statement", subkind="reservation", who="Hilding Hagman")),
            para("Vi vill se en uppföljning i december.", record("statement", subkind="note", who="Iris Ivarsson")),
            para("Jöran Åkerö deltog inte på grund av jäv.", record("interest_conflict", who="Jöran Åkerö")),
            left=(Name("Jöran Åkerö"),),
        ),
        item(
            "9", "Årshjulet", "Årshjulet gicks igenom.",
            para("Lägg in uppföljningsdagen i maj.", record("input")), para("Flytta avstämningen till v. 37–38.", record("input")),
            para("Tema om unga och idrott.", record("for_next_meeting")),
            para("Ta upp frågan om skjuts hemma.", record("hand_on", to=("länsdelsgrupperna Norr och Söder",))),
        ),
        item("10", "Befolkningsundersökningen", *[PROSE] * 4, presenters=["Gun Grönlund"]),
        item("11", "Familjecentraler", PROSE, *[bullet(f"{PROSE[:120]}") for _ in range(8)], chair=Name("Cilla Ceder")),
        item("12", "Nära vård", *[PROSE] * 3, para("Chefsgrupperna får i uppdrag att lämna en gemensam lägesbild i september.", record("decision", number="SFV 2026-7"), record("action", who="Chefsgrupperna", due="i september"))),
        item("13", "Psykisk hälsa", *[PROSE] * 5, subtitle="Strategin 2025–2030"),
        item("14", "Laget runt", said("Länsstyrelsen i Örebro län", "Bjuder in till en dag om hedersrelaterat våld."), said("ÖLBF", PROSE), said("Askersund", "Inget nytt."), role="round_table"),
        item("15", "Information från kommunerna", *[PROSE] * 3),
        item("16", "Övriga frågor", "Inga övriga frågor fanns."),
        item("17", "Nästa möte", "Onsdag 9 september 2026 kl. 13.00–16.30 i Kumla."),
        item("18", "Mötet avslutas", "Ordföranden tackade alla och avslutade mötet."),
    )  # fmt: skip


def _attendance() -> tuple[AttendanceList, ...]:
    first, second = Name("Samverkansråd folkhälsa", body=1), Name("Samverkansråd social välfärd", body=2)
    return (
        AttendanceList("", first, (
            person("Asta Almgren", "Region Örebro län", role="chair", party="C"),
            person("Birger Bergdal", "Nora"),
            person("Hilding Hagman", "Hallsberg", "apology", substitute="Iris Ivarsson"),
            person("Iris Ivarsson", "Hallsberg", serves_for="Hilding Hagman", role="substitute"),
            person("Gun Grönlund", "Degerfors", mode="digital"),
            person("Jöran Åkerö", "ÖLBF", scope="från punkt 5"),
            person("Édouard Örn", "Laxå", "absent"),
            Attendee(name=Name(""), is_vacant=True, affiliation="RF-SISU"),
        )),
        AttendanceList("", second, (
            person("Cilla Ceder", "Örebro", role="chair"),
            person("Fabian Forsell", "Askersund", "unknown"),
            person("Ebba Ekman", "Kumla", scope="till punkt 8"),
        )),
        AttendanceList("Gäster", None, (person("Didrik Dahlvik", title="utvecklingsledare", scope="punkt 5", role="guest"),)),
    )  # fmt: skip


def sample_document(**changes: Any) -> Document:
    """A joint meeting with everything minutes may hold: 18 items on about eight pages."""
    document = Document(
        meeting=1,
        word=Word(),
        title="Gemensamt möte 6 mars 2026",
        bodies=(Name("Samverkansråd folkhälsa", body=1), Name("Samverkansråd social välfärd samt vård och omsorg", body=2)),
        joint_part_bodies=(Name("Regionala samverkansrådet", body=3),),
        letterhead=LETTERHEAD,
        date="2026-03-06",
        start="09:00",
        end="12:00",
        joint_start="11:00",
        joint_end="12:00",
        place="Regionhuset i Örebro, sal Kilsbergen",
        form="hybrid",
        chair=Name("Asta Almgren", person=1),
        secretary=Name("Mika Forsén", person=2),
        before=(
            item("", "", "Tid: Fredag 6 mars 2026 kl 9-12", "Plats: Regionhuset i Örebro"),
            item("", "Välkommen!", "Asta Almgren, ordförande i rådet sedan 2024"),
        ),
        items=_items(),
        after=(item("", "Till kommande möten", bullet("Unga och spel"), bullet("Civilsamhällets roll")),),
        attendance=_attendance(),
    )  # fmt: skip
    return dataclasses.replace(document, **changes)


def small_document(**changes: Any) -> Document:
    """One page: a chefsgrupp, four items, a short list of people."""
    document = Document(
        meeting=2,
        word=Word(),
        title="Minnesanteckningar Chefsgrupp folkhälsa",
        bodies=(Name("Chefsgrupp folkhälsa", body=4),),
        letterhead=LETTERHEAD,
        date="2026-01-22",
        start="13:00",
        end="16:30",
        place="Länsstyrelsen",
        secretary=Name("Mika Forsén"),
        has_approval=False,
        items=(
            item("1", "Inledning", "Mötet öppnades."),
            item("2", "Årshjul", "Årshjulet gicks igenom.", para("Nytt datum läggs in.", record("action", who="Ebba Ekman"))),
            item("3", "Medel", para("Beslut: Gruppen fördelar medlen enligt förslaget.", record("decision", number="CF 2026-1"))),
            item("4", "Mötet avslutas", "Ordföranden tackade."),
        ),
        attendance=(
            AttendanceList("Deltagare", None, (person("Ebba Ekman", "Kumla", title="folkhälsochef"), person("Gun Grönlund", "Örebro"))),
        ),
    )  # fmt: skip
    return dataclasses.replace(document, **changes)
