"""Word, § in a council: Närvarolista as a table with X, headings Ärendet and Beslut, att-satser in a list."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "held_council.docx"
BODY = "Rådet för hälsa och social hållbarhet"
ITEMS = (
    Item("1", "Sammanträdet öppnas", "Ordföranden Maj-Lis Tärnsjö hälsar alla välkomna till Nyköping."),
    Item("2", "Val av justerare", "<d>Bengt-Arne Skog väljs till justerare.</d>"),
    Item("3", "Godkännande av dagordningen", "<d>Rådet godkänner dagordningen.</d>"),
    Item("4", "Levnadsvanor bland äldre", """
        Ärendet

        Enheten för hållbarhet redogör för enkäten som besvarats av 4 100 personer. Sömnbesvären ökar, rökningen minskar.

        Beslut

        Rådet beslutar

        - <d>att lägga rapporten till handlingarna,</d>
        - <d>att föreslå regionstyrelsen en satsning på sömnskola.</d>

        <a who="Enheten för hållbarhet" due="senast i oktober">Enheten för hållbarhet återrapporterar senast i oktober.</a>"""),
    Item("5", "Yttrande över samverkansavtal", """
        Ärendet

        <f k="agreement">Avtalet om ungas psykiska hälsa föreslås gälla i fyra år.</f>

        Beslut

        <d>Rådet tillstyrker avtalet.</d>"""),
    Item("6", "Anmälningsärenden", "<r s='taken' by='Barnnämnden'>Barnnämnden har fastställt nya riktlinjer för kontaktfamiljer.</r>"),
    Item("7", "Kommande sammanträden", '<dt v="2026-09-10" what="Kommande sammanträden">10 september</dt> och <dt v="2026-11-26" what="Kommande sammanträden">26 november</dt>'),
    Item("8", "Sammanträdet avslutas", "Ordföranden tackar."),
)  # fmt: skip
ROWS = (
    ("Maj-Lis Tärnsjö", "Nyköpings kommun", "ordförande", "X"), ("Bengt-Arne Skog", "Trosa kommun", "ledamot", "X"),
    ("Zeinab Holm", "Region Sörmland", "ledamot", "X"), ("Uno Lantz", "Gnesta kommun", "ledamot", ""),
    ("Tyko Berger", "Katrineholms kommun", "ersättare", "X"), ("Alva-Stina Roth", "Flens kommun", "ersättare", ""),
)  # fmt: skip
PEOPLE = tuple(
    person(" ".join(part for part in row if part), row[0], row[1], list="Närvarolista", role=row[2],
           status="present" if row[3] else "not_marked")
    for row in ROWS
)  # fmt: skip


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("Datum: 2026-05-07 Tid: 09.15–11.30", "Plats: Regionhuset i Nyköping, sal Båven")
    end = ("Justerat av: Maj-Lis Tärnsjö, Bengt-Arne Skog 2026-05-18",)
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2026-05-07", start="09:15",
        end="11:30", place="Regionhuset i Nyköping, sal Båven", mode="in_person", chair="Maj-Lis Tärnsjö", after=end[0],
        approval={"approvers": ["Maj-Lis Tärnsjö", "Bengt-Arne Skog"], "date": "2026-05-18"},
        labels=("Närvarolista", "Namn", "Organisation", "Uppdrag", "Närvarande"),
        welcome="Ordföranden Maj-Lis Tärnsjö hälsar alla välkomna till Nyköping.",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        for line in lines:
            document.add_paragraph(line)
        document.add_heading("Närvarolista", 2)
        table = document.add_table(rows=0, cols=4)
        for row in (("Namn", "Organisation", "Uppdrag", "Närvarande"), *ROWS):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        for item in ITEMS:
            document.add_heading(f"§ {item.number} {item.title}", 2)
            into_word(document, item.text)
        document.add_paragraph(end[0])

    return Layout(NAME, word(fill), known)
