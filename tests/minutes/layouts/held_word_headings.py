"""Word: people in a table of two columns without a head, Word's headings with numbers, Överenskommet and Vem gör vad below."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "held_word_headings.docx"
BODY = "Arbetsgruppen för unga utanför"
ITEMS = (
    Item("1", "Incheckning", "Alla berättade kort om läget hos sig."),
    Item("2", "Anteckningar från 14 januari", "<d>Anteckningarna godkändes.</d>"),
    Item("3", "Kartläggning av unga utan sysselsättning", """
        Hudiksvall har räknat: 214 unga mellan 16 och 24 år saknar sysselsättning. Flickor söker hjälp senare än pojkar.

        <b>Beslut:</b> <d>Gruppen föreslår en gemensam mottagning i Ljusdal.</d>

        <b>Att göra:</b>

        - <a who="Viktor" due="före sportlovet">Viktor skickar siffrorna till skolcheferna före sportlovet</a>
        - <a who="Hedvig">Hedvig kontaktar Arbetsförmedlingen</a>""", ("Viktor Hallin",)),
    Item("4", "Pengar", """
        <f k="grant" sek="1800000">Länet har fått 1,8 miljoner kronor i statsbidrag.</f> Redovisningen ska in i mars.

        <d>Beslutades att hälften går till Ljusdal.</d>"""),
    Item("5", "Rundan", """
        <c p="Ovanåker">Ovanåker: Ny ungdomscoach på plats.</c>

        <c p="Nordanstig">Nordanstig: Fritidsgården har fått nya tider.</c>"""),
    Item("6", "Nästa möte", '<dt v="2026-03-11" what="Nästa möte" s="13:00" e="15:00" place="Ljusdal">11 mars kl. 13–15 i Ljusdal</dt>.'),
)  # fmt: skip
ROWS = (
    ("Hedvig Norman", "Hudiksvalls kommun", "ordförande"),
    ("Viktor Hallin", "Region Gävleborg", "deltagare"),
    ("Stina Rask", "Ljusdals kommun", "deltagare"),
    ("Omar Saleh", "Arbetsförmedlingen", "deltagare"),
)


def make() -> Layout:
    title = f"Minnesanteckningar från {BODY}"
    lines = (
        "Tid: 11 februari 2026 kl. 13.00–15.00",
        "Plats: Folkets hus, Ljusdal",
        "Ordförande: Hedvig Norman",
    )
    people = [
        person(f"{name} {party}", name, party, list="Närvarande", role=role) for name, party, role in ROWS
    ]
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people, labels=("Närvarande",), bodies=[BODY],
        date="2026-02-11", start="13:00", end="15:00", place="Folkets hus, Ljusdal", mode="in_person", chair="Hedvig Norman",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        for line in lines:
            document.add_paragraph(line)
        document.add_heading("Närvarande", 2)
        table = document.add_table(rows=0, cols=2)
        for row in ROWS:
            for cell, text in zip(table.add_row().cells, row[:2], strict=True):
                cell.text = text
        for item in ITEMS:
            who = f" ({item.presenters[0]})" if item.presenters else ""
            document.add_heading(f"{item.number}. {item.title}{who}", 2)
            into_word(document, item.text)

    return Layout(NAME, word(fill), known)
