"""Word, three columns Punkt│Anteckningar│Ansvarig; people in a table."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "held_three_columns.docx"
ROWS = (
    (Item("1", "Välkommen", "Britta öppnade mötet."), ""),
    (Item("2", "Genomgång av förra mötets anteckningar", "<d>Anteckningarna lades till handlingarna.</d>"), ""),
    (Item("3", "Lägesrapport från Kalmarsund", """
        Teamet för unga med flera diagnoser har tagit emot 41 ungdomar. Väntetiden är kortare än målet. Elevhälsan vill ha en
        fast kontakt.

        <a who="Hjördis">Ta fram en kontaktlista för elevhälsan</a>""", ("Hjördis Berg",)), "Hjördis"),
    (Item("4", "Utbildning i lågaffektivt bemötande", """
        Fem kommuner har anmält behov. Region Kalmar län bekostar lokalen.

        <d>Gruppen enades om att utbildningen hålls två gånger under våren.</d>

        <a who="Måns, Region Kalmar län" due="senast 15 januari">Skicka inbjudan senast 15 januari</a>"""), "Måns, Region Kalmar län"),
    (Item("5", "Avvikelser mellan vårdgivare", """
        Antalet avvikelser har minskat med en tredjedel. De flesta gäller läkemedelslistor vid utskrivning.

        Beslut: <d>Statistiken redovisas två gånger per år.</d>""", ("Måns Ceder",)), ""),
    (Item("6", "Fördelning av medel för nära vård", """
        <f k="fund" sek="3200000">3 200 000 kr</f> ska fördelas. Förslaget bygger på invånare över 65 år.

        Beslut: <d>Förslaget godkänns.</d>

        <a who="Inga-Maj" due="2024-11-29">Betala ut medlen 2024-11-29</a>"""), "Inga-Maj"),
    (Item("7", "Nästa möte", '<dt v="2025-01-22" what="Länsgrupp funktionsnedsättning" s="09:00" e="11:00" place="digitalt">22 januari 2025 kl. 9–11, digitalt</dt>'), ""),
)  # fmt: skip
PEOPLE = (
    person("Britta Stenmark Kalmar kommun ordförande", "Britta Stenmark", "Kalmar kommun", list="Deltagare", role="ordförande"),
    person("Hjördis Berg Borgholms kommun", "Hjördis Berg", "Borgholms kommun", list="Deltagare", role="deltagare"),
    person("Måns Ceder Region Kalmar län", "Måns Ceder", "Region Kalmar län", list="Deltagare", role="deltagare"),
    person("Inga-Maj Torell Region Kalmar län sekreterare", "Inga-Maj Torell", "Region Kalmar län", list="Deltagare", role="sekreterare"),
    person("Konrad Vik Mörbylånga kommun", "Konrad Vik", "Mörbylånga kommun", list="Deltagare", role="deltagare"),
    person("Siri Näs Emmaboda kommun", "Siri Näs", "Emmaboda kommun", list="Deltagare", role="deltagare"),
)  # fmt: skip
CELLS = (("Britta Stenmark", "Kalmar kommun", "ordförande"), ("Hjördis Berg", "Borgholms kommun", ""), ("Måns Ceder", "Region Kalmar län", ""),
         ("Inga-Maj Torell", "Region Kalmar län", "sekreterare"), ("Konrad Vik", "Mörbylånga kommun", ""), ("Siri Näs", "Emmaboda kommun", ""))  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Länsgrupp funktionsnedsättning"
    lines = ("Fredagen den 8 november 2024, klockan 9.00-11.00", "Digitalt via Zoom")
    items = [
        Item(one.number, one.title, f"{one.text.strip()}\n\n{last}" if last else one.text, one.presenters)
        for one, last in ROWS
    ]
    known = truth(
        NAME, items, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Länsgrupp funktionsnedsättning"],
        date="2024-11-08", start="09:00", end="11:00", place="Digitalt via Zoom", mode="digital", chair="Britta Stenmark",
        secretary="Inga-Maj Torell", labels=("Deltagare", "Namn", "Organisation", "Roll", "Punkt", "Anteckningar", "Ansvarig"),
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 0)
        for line in lines:
            document.add_paragraph(line)
        document.add_heading("Deltagare", 2)
        table = document.add_table(rows=0, cols=3)
        for row in (("Namn", "Organisation", "Roll"), *CELLS):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table = document.add_table(rows=0, cols=3)
        table.style = "Table Grid"
        for cell, text in zip(table.add_row().cells, ("Punkt", "Anteckningar", "Ansvarig"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for item, last in ROWS:
            left, middle, right = table.add_row().cells
            who = f"\n{', '.join(item.presenters)}" if item.presenters else ""
            runs_into(left.paragraphs[0], inline(f"<b>{item.number}. {item.title}</b>{who}"))
            into_word(middle, item.text)
            right.text = last

    return Layout(NAME, word(fill), known)
