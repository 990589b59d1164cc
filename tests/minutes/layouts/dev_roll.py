"""Word: a roll as a table (Namn│Uppdrag│Kommer från│Närvaro), then § 4/2026 … as headings with Anteckning and Åtgärd below."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "dev_roll.docx"
BODY = "Samverkansgruppen för barn och unga i Sörmland"
ITEMS = (
    Item("4/2026", "Upprop och dagordning", "Upprop förrättas. <d>Dagordningen godkänns.</d>"),
    Item("5/2026", "Protokoll från förra mötet", "<d>Protokollet läggs till handlingarna utan anmärkning.</d>"),
    Item("6/2026", "Första linjens psykiatri", """
        Väntetiden till första besök har gått från tio till sex veckor. Eskilstuna har flest remisser i förhållande till
        antalet barn.

        <c p="Nyköping">Nyköping: Elevhälsan får för många ärenden i retur.</c>

        <c p="Katrineholm">Katrineholm: Samarbetet med ungdomsmottagningen går bra.</c>

        <c p="Strängnäs">Strängnäs: Ser gärna en gemensam ingång på nätet.</c>

        Beslut: <d>Gruppen inrättar en arbetsgrupp för en gemensam ingång.</d>

        Åtgärd: <a who="Ylva Hammar" due="den 20 april">Ylva Hammar kallar arbetsgruppen till ett första möte den 20 april.</a>""",
         ("Ylva Hammar",)),
    Item("7/2026", "Barnhus Sörmland", """
        <f k="agreement">Samverkansavtalet om barnhuset har förlängts till 2029.</f> Alla kommuner utom Vingåker är med.

        Åtgärd: <a who="Regionens jurist">Regionens jurist ser över bilagan om sekretess.</a>"""),
    Item("8/2026", "Medel för föräldrastöd", """
        <f k="grant" sek="2500000">Länet har beviljats 2,5 miljoner kronor från Myndigheten för familjerätt och
        föräldraskapsstöd.</f> Pengarna ska vara förbrukade före årsskiftet.

        Beslut: <d>Medlen fördelas lika mellan kommunerna.</d>

        Åtgärd: <a who="Kommunerna" due="senast den 30 april">Kommunerna lämnar en plan för pengarna senast den 30 april.</a>"""),
    Item("9/2026", "Rapporter", """
        - <r s="taken" by="Styrgruppen för nära vård">Styrgruppen för nära vård har antagit en färdplan.</r>
        - <f k="survey">Enkäten om skolmåltider skickas ut i vecka 16.</f>
        - Inget nytt från länsstyrelsen."""),
    Item("10/2026", "Nästa möte", """
        <dt v="2026-05-28" what="Nästa möte" s="09:00" e="11:30" place="Katrineholm">Torsdagen den 28 maj kl. 09.00–11.30 i
        Katrineholm</dt>. Till dess: <ft>våld i ungas nära relationer</ft>."""),
)  # fmt: skip
ROLL = (
    ("Ove Lindstam", "Ordförande", "Eskilstuna kommun", "X", "ordförande", "present"),
    ("Ylva Hammar", "Ledamot", "Region Sörmland", "X", "ledamot", "present"),
    ("Tuulikki Aro", "Ledamot", "Nyköpings kommun", "X", "ledamot", "present"),
    ("Jan-Erik Moberg", "Ledamot", "Katrineholms kommun", "Förhinder", "ledamot", "apology"),
    ("Sanna Wikner", "Ersättare", "Katrineholms kommun", "X", "ersättare", "present"),
    ("Petra Dolk", "Ledamot", "Strängnäs kommun", "X", "ledamot", "present"),
    ("Amir Rezai", "Ledamot", "Flens kommun", "Frånvarande", "ledamot", "absent"),
    ("Gudrun Kjell", "Sekreterare", "Region Sörmland", "X", "sekreterare", "present"),
)
HEAD = ("Namn", "Uppdrag", "Kommer från", "Närvaro")
PEOPLE = tuple(
    person(f"{name} {seat} {party} {there}", name, party, list="Upprop", role=role, status=status)
    for name, seat, party, there, role, status in ROLL
)


def make() -> Layout:
    title = f"Protokoll {BODY}"
    lines = ("Sammanträdesdatum: 2026-03-24", "Klockan 13.15–16.00", "Munktellmuseet, Eskilstuna")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Upprop", *HEAD), bodies=[BODY],
        date="2026-03-24", start="13:15", end="16:00", place="Munktellmuseet, Eskilstuna", mode="in_person",
        chair="Ove Lindstam", secretary="Gudrun Kjell",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 0)
        for line in lines:
            document.add_paragraph(line)
        document.add_heading("Upprop", 2)
        table = document.add_table(rows=0, cols=4)
        table.style = "Table Grid"
        for row in (HEAD, *(one[:4] for one in ROLL)):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        for item in ITEMS:
            who = f" – {', '.join(item.presenters)}" if item.presenters else ""
            document.add_heading(f"§ {item.number} {item.title}{who}", 2)
            into_word(document, item.text)

    return Layout(NAME, word(fill), known)
