"""Word: facts in a table, points with Ärende│Diskussion och beslut│Vem och när, guests and absent below each other."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "dev_office.docx"
ROWS = (
    (Item("1", "Uppföljning av förra mötet", "<d>Anteckningarna godkändes.</d> Två punkter återstår."), ""),
    (Item("2", "Trygg förlossning i glesbygd", """
        Avståndet till närmaste förlossning är i snitt 90 minuter. Barnmorskor följer med ambulansen på prov.

        Beslut: <d>Försöket förlängs till årets slut.</d>

        <a who="Alva Rask" due="15/9">Skriva ihop erfarenheterna</a>"""), "Alva Rask, 15/9"),
    (Item("3", "Sommarens bemanning", """
        Alla kommuner saknar sjuksköterskor. Tre har gått ihop om en pool.

        <a who="Samtliga" due="omgående">Anmäla luckor i schemat</a>"""), "Samtliga, omgående"),
    (Item("4", "Lokal för psykologmottagning", """
        Hyresvärden kräver tioårigt kontrakt. <d>Gruppen säger nej till kontraktet.</d>

        <a who="Torgil" due="före semestern">Söka en annan lokal</a>"""), "Torgil, före semestern"),
    (Item("5", "Nytt från regionen", '<r s="taken" by="Regionstyrelsen">Regionstyrelsen har godkänt en ny modell för ersättning.</r>'), ""),
)  # fmt: skip
PEOPLE = (
    person("Viveka Ström, verksamhetschef, Åre kommun", "Viveka Ström", "Åre kommun", title="verksamhetschef", list="Närvarande",
           role="ordförande"),
    person("Torgil Mo, enhetschef, Krokoms kommun", "Torgil Mo", "Krokoms kommun", title="enhetschef", list="Närvarande",
           role="deltagare"),
    person("Alva Rask, vårdutvecklare, Region Jämtland Härjedalen", "Alva Rask", "Region Jämtland Härjedalen",
           title="vårdutvecklare", list="Närvarande", role="sekreterare"),
    person("Edit Bång, konsult, punkt 2", "Edit Bång", title="konsult", list="Gäst", role="gäst", items=["2"]),
    person("Sture Näs, Bräcke kommun", "Sture Näs", "Bräcke kommun", list="Förhinder", role="deltagare", status="apology"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Ledningsgrupp nära vård västra Jämtland"
    pairs = (("Datum:", "2026-05-26"), ("Tid:", "kl 13–15"), ("Plats:", "Järpen, Kommunhuset"), ("Ordförande:", "Viveka Ström"),
             ("Sekreterare:", "Alva Rask"))  # fmt: skip
    items = [
        Item(one.number, one.title, f"{one.text.strip()}\n\n{last}" if last else one.text)
        for one, last in ROWS
    ]
    known = truth(
        NAME, items, title=title, header_lines=[f"{key} {value}" for key, value in pairs], attendance=PEOPLE,
        bodies=["Ledningsgrupp nära vård västra Jämtland"], date="2026-05-26", start="13:00", end="15:00",
        place="Järpen, Kommunhuset", mode="in_person", chair="Viveka Ström", secretary="Alva Rask",
        labels=("Närvarande:", "Gäst:", "Förhinder:", "Ärende", "Diskussion och beslut", "Vem och när"),
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        table = document.add_table(rows=0, cols=2)
        for pair in pairs:
            for cell, text in zip(table.add_row().cells, pair, strict=True):
                cell.text = text
        for heading in ("Närvarande", "Gäst", "Förhinder"):
            document.add_paragraph().add_run(f"{heading}:").bold = True
            for row in PEOPLE:
                if row["list"] == heading:
                    document.add_paragraph(str(row["line"]))
        table = document.add_table(rows=0, cols=3)
        table.style = "Table Grid"
        for cell, text in zip(
            table.add_row().cells, ("Ärende", "Diskussion och beslut", "Vem och när"), strict=True
        ):
            cell.paragraphs[0].add_run(text).bold = True
        for item, last in ROWS:
            left, middle, right = table.add_row().cells
            runs_into(left.paragraphs[0], inline(f"{item.number}. {item.title}"))
            into_word(middle, item.text)
            right.text = last

    return Layout(NAME, word(fill), known)
