"""Word, headings per point with Bakgrund, Diskussion, Beslut and Uppföljning below; a table of figures in a point."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "held_headings.docx"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordförande Holger Nyman önskar alla varmt välkomna."),
    Item("2", "Föregående mötesanteckningar", "Beslut: <d>Anteckningarna godkänns och läggs till handlingarna.</d>"),
    Item("3", "Familjecentraler i länet", """
        <i>Bakgrund:</i> Länet har sex familjecentraler, senast öppnades den i Flen. Föräldrar är nöjda men öppettiderna
        räcker inte till.

        Ort | Besök 2023 | Besök 2024
        Flen | 410 | 655
        Strängnäs | 1 204 | 1 377
        Trosa | 388 | 402

        <i>Diskussion:</i> Vingåker vill ha en filial. Barnhälsovården påminner om att lokalerna måste nås med buss.

        Beslut: <d>Länsgruppen rekommenderar att Vingåker får en filial.</d>

        Uppföljning: <a who="Signe Rask" due="i september">Signe Rask tar med frågan till nämnden i september.</a>""", ("Signe Rask",)),
    Item("4", "Psykiatrins akutteam", """
        <i>Bakgrund:</i> <f k="project">Försöket pågår till och med mars 2026.</f>

        <i>Diskussion:</i> Ambulansen avlastas. Polisen vill ha ett direktnummer.

        Beslut: <d>Försöket utvärderas av FoU Sörmland.</d>

        Uppföljning: <a who="Akutteamet" due="omgående">Akutteamet lämnar direktnumret till polisen omgående.</a>""", ("Elof Tjernberg", "Kaj Sommar")),
    Item("5", "Rapport från presidiet", """
        <r s="taken" by="Presidiet">Presidiet har beslutat om en gemensam studieresa.</r> Resan går till Esbo i maj."""),
    Item("6", "Övriga ärenden", "Inga."),
    Item("7", "Kommande möten", """
        - <dt v="2025-05-08" what="Kommande möten" s="13:00" e="15:00">torsdag 8 maj kl. 13.00–15.00</dt>
        - <dt v="2025-09-18" what="Kommande möten">18 september</dt>

        Teman: <ft>Barn i behov av skydd</ft>, <ft>Välfärdsbrott</ft>"""),
    Item("8", "Avslutning", "Holger tackar deltagarna."),
)  # fmt: skip
PEOPLE = (
    person("Holger Nyman, ordförande, Eskilstuna kommun", "Holger Nyman", "Eskilstuna kommun", list="Deltagare", role="ordförande"),
    person("Signe Rask, Region Sörmland", "Signe Rask", "Region Sörmland", list="Deltagare", role="deltagare"),
    person("Elof Tjernberg, överläkare, Region Sörmland", "Elof Tjernberg", "Region Sörmland", title="överläkare",
           list="Deltagare", role="deltagare"),
    person("Kaj Sommar, Region Sörmland", "Kaj Sommar", "Region Sörmland", list="Deltagare", role="deltagare"),
    person("Leila Norberg, Vingåkers kommun", "Leila Norberg", "Vingåkers kommun", list="Deltagare", role="deltagare"),
    person("Gustaf Ahl, Flens kommun, via länk", "Gustaf Ahl", "Flens kommun", list="Deltagare", role="deltagare", mode="digital"),
    person("Tora Vendel, sekreterare, Region Sörmland", "Tora Vendel", "Region Sörmland", list="Deltagare", role="sekreterare"),
    person("Mauritz Falk, Oxelösunds kommun", "Mauritz Falk", "Oxelösunds kommun", list="Frånvarande", role="deltagare", status="absent"),
)  # fmt: skip


def make() -> Layout:
    title = "Mötesanteckningar Länsgruppen för barn och familj"
    lines = (
        "Datum och tid: tisdag 11 mars 2025 kl. 13.00–15.30",
        "Plats: Nyköping, Regionhuset (möjlighet till digitalt deltagande)",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Länsgruppen för barn och familj"],
        date="2025-03-11", start="13:00", end="15:30", place="Nyköping, Regionhuset", mode="hybrid", chair="Holger Nyman",
        secretary="Tora Vendel", labels=("Deltagare", "Frånvarande", "Föredragande:", "Föredragande:"),
        welcome="Ordförande Holger Nyman önskar alla varmt välkomna.",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        for line in lines:
            document.add_paragraph(line)
        for heading in ("Deltagare", "Frånvarande"):
            document.add_heading(heading, 3)
            for row in PEOPLE:
                if row["list"] == heading:
                    document.add_paragraph(str(row["line"]), style="List Bullet")
        for item in ITEMS:
            document.add_heading(f"{item.number} {item.title}", 2)
            if item.presenters:
                document.add_paragraph(f"Föredragande: {', '.join(item.presenters)}")
            into_word(document, item.text)

    return Layout(NAME, word(fill), known)
