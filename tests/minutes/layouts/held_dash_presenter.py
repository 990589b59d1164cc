"""Word: the presenter after a dash in the heading, own styles of headings for Beslut and Att göra, people in a table."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "held_dash_presenter.docx"
BODY = "Samverkansrådet för psykisk hälsa i Värmland"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordföranden hälsar alla välkomna."),
    Item("2", "Godkännande av dagordningen", "<d>Dagordningen godkänns.</d>"),
    Item("3", "Suicidprevention", """
        Alla kommuner utom två har nu en handlingsplan. Polisen deltar i arbetet från och med i höst.

        <f k="strategy">Handlingsplanen för länet gäller till och med 2029.</f>

        Beslut

        <d>Rådet antar handlingsplanen.</d>""", ("Siri Lodén",)),
    Item("4", "Stödlinje för unga", """
        Förslaget väckte frågor om bemanning kvällstid.

        <d>Ärendet återremitteras till beredningsgruppen.</d>

        <a who="Beredningsgruppen" due="i september">Beredningsgruppen återkommer i september.</a>""", ("Kaj Bengtson", "Mimmi Ek")),
    Item("5", "Samordnarens tjänst", """
        <f k="fund" sek="800000">Tjänsten kostar 800 000 kronor per år.</f>

        <d>Beslutades att förlänga tjänsten i två år.</d>

        <a who="Siri" due="senast 1 oktober">Siri tar fram ett avtal senast 1 oktober.</a>"""),
    Item("6", "Övrigt", "<a who='Sekreteraren'>Sekreteraren skickar ut länken till utbildningen.</a>"),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{name}, {title}, {organisation}", name, organisation, title=title, list="Deltagare", role=role)
    for name, title, organisation, role in (
        ("Barbro Ullén", "kommunalråd", "Sunne kommun", "ordförande"),
        ("Siri Lodén", "samordnare", "Region Värmland", "deltagare"),
        ("Kaj Bengtson", "enhetschef", "Kils kommun", "deltagare"),
        ("Mimmi Ek", "skolsköterska", "Arvika kommun", "deltagare"),
        ("Thor Lilja", "utredare", "Region Värmland", "sekreterare"),
    )
)


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = (
        "Datum: 12 juni 2026",
        "Tid: 9.00–12.00",
        "Plats: Karlstad, Regionhuset",
        "Ordförande: Barbro Ullén",
        "Sekreterare: Thor Lilja",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE,
        labels=("Deltagare", "Namn", "Funktion", "Organisation"), bodies=[BODY], date="2026-06-12", start="09:00", end="12:00",
        place="Karlstad, Regionhuset", mode="in_person", chair="Barbro Ullén", secretary="Thor Lilja",
        welcome="Ordföranden hälsar alla välkomna.",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 0)
        for line in lines:
            document.add_paragraph(line)
        document.add_heading("Deltagare", 2)
        table = document.add_table(rows=0, cols=3)
        table.style = "Table Grid"
        rows = [("Namn", "Funktion", "Organisation")]
        rows += [(row["name"], row["title"], row["organisation"]) for row in PEOPLE]
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        for item in ITEMS:
            by = f" – {', '.join(item.presenters)}" if item.presenters else ""
            document.add_heading(f"{item.number}. {item.title}{by}", 2)
            into_word(document, item.text)

    return Layout(NAME, word(fill), known)
