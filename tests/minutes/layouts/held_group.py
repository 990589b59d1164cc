"""Word, two columns where the left cell is numbered by Word itself, sub-headings underlined in the right, struck guests."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "held_group.docx"
ITEMS = (
    Item("1", "Inledning", "Ordförande hälsar alla välkomna, särskilt Nova från Mark."),
    Item("2", "Dagordning och minnesanteckningar", "<d>Dagordningen fastställdes och minnesanteckningarna lades till handlingarna.</d>"),
    Item("3", "Föräldrastöd på arabiska och somaliska", """
        <att n="ppt">Ppt bifogas</att>

        Elva kurser har hållits i Borås. Väntelistan är lång. Ledarna är själva föräldrar.

        <b>Beslut:</b> <d>Kurserna fortsätter under 2027.</d>

        <a who="Shirin" due="senast 1 februari">Shirin söker nya medel senast 1 februari.</a>"""),
    Item("4", "Rapporter", "", children=(
        Item(None, "Ansökningar", "- <f k='grant' sek='700000'>Trygga torg, 700 000 kr</f>\n- Kvinnors hälsa, inget svar än"),
        Item(None, "Nätverk", "<a who='Nova'>Nova skriver ihop vad nätverket kom fram till.</a>"),
    )),
    Item("5", "Laget runt", """
        <c p="Mark"><i>Mark:</i> Startar en jobbcoach för unga.</c>

        <c p="Borås"><i>Borås:</i> Ser över stadsdelsvärdarna.</c>

        <c p="Närhälsan"><i>Närhälsan:</i> Byter journalsystem i höst.</c>"""),
    Item("6", "Mötet avslutas", "Shirin tackar för idag."),
)  # fmt: skip
AFTER = """
    <b>Mötestider 2027</b>

    - <dt v="2027-01-28" what="Chefsnätverk Sjuhärad" s="09:00" e="11:30">Torsdag 28 januari kl. 9.00-11.30</dt>
    - <dt v="2027-04-15" what="Chefsnätverk Sjuhärad" s="09:00" e="11:30">Torsdag 15 april kl. 9.00-11.30</dt>
    """
PEOPLE = (
    person("Shirin Alavi, folkhälsochef Borås stad, ordförande", "Shirin Alavi", "Borås stad", title="folkhälsochef", list="Deltagare",
           role="ordförande"),
    person("Nova Brandel, folkhälsostrateg Marks kommun", "Nova Brandel", "Marks kommun", title="folkhälsostrateg", list="Deltagare",
           role="deltagare"),
    person("Jack Ohlin, vårdenhetschef Närhälsan", "Jack Ohlin", "Närhälsan", title="vårdenhetschef", list="Deltagare", role="deltagare"),
    person("Beata Lind, planerare Ulricehamns kommun, sekreterare", "Beata Lind", "Ulricehamns kommun", title="planerare",
           list="Deltagare", role="sekreterare"),
    person("~~Igor Palm, forskare, Högskolan i Borås~~", "Igor Palm", "Högskolan i Borås", title="forskare", list="Gäster", role="gäst",
           status="apology"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Chefsnätverk Sjuhärad"
    lines = ("När: Torsdagen den 19 november 2026 kl 13.00 – 15.00", "Var: Borås, Stadshuset")
    known = truth(
        NAME, ITEMS, after=AFTER, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Chefsnätverk Sjuhärad"],
        date="2026-11-19", start="13:00", end="15:00", place="Borås, Stadshuset", mode="in_person", chair="Shirin Alavi",
        secretary="Beata Lind", labels=("Deltagare:", "Gäster:", "Dagordning", "Delpunkter"),
        welcome="Ordförande hälsar alla välkomna, särskilt Nova från Mark.",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_paragraph(title, style="Title")
        for line in lines:
            document.add_paragraph(line)
        for heading in ("Deltagare", "Gäster"):
            document.add_paragraph().add_run(f"{heading}:").bold = True
            for row in PEOPLE:
                if row["list"] == heading:
                    run = document.add_paragraph().add_run(str(row["line"]).strip("~"))
                    run.font.strike = row["status"] == "apology" or None
        table = document.add_table(rows=1, cols=2)
        table.style = "Table Grid"
        for cell, text in zip(table.rows[0].cells, ("Dagordning", "Delpunkter"), strict=True):
            cell.text = text
        for item in ITEMS:
            left, right = table.add_row().cells
            left.paragraphs[0].style = "List Number"
            runs_into(left.paragraphs[0], inline(f"<b>{item.title}</b>"))
            into_word(right, item.text)
            for child in item.children:
                into_word(right, f"<u>{child.title}</u>")
                into_word(right, child.text)
        into_word(document, AFTER)

    return Layout(NAME, word(fill), known)
