"""Markdown, one numbered list with bullets below the points; people as a sentence."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html_runs, markdown

NAME = "held_numbered.md"
ITEMS = (
    Item("1", "Uppstart", "Arvid hälsar välkommen. Ylva tackas av efter fyra år i gruppen."),
    Item("2", "Förra anteckningarna", "<d>Godkända.</d>"),
    Item("3", "Suicidpreventivt arbete på Gotland", """
        - Utbildningen hålls på fyra platser
        - 86 anmälda hittills
        - <f k="fund" sek="120000">Kostnad 120 000 kr</f>

        <a who="Ragnhild" due="den 5 maj">Ragnhild bokar lokal i Hemse den 5 maj.</a>""", ("Ragnhild Boman",)),
    Item("4", "Lokala hälsosamtal", """
        Vårdcentralen i Slite har prövat samtal för 40-åringar. Var tredje som bjuds in kommer. De som inte kommer är oftast
        män.

        Beslut: <d>fortsätta ett år till.</d>""", ("Arvid Snäckersson",)),
    Item("5", "Seniordagen", """
        - Datum: <dt v="2025-10-01" what="Seniordagen">1 oktober</dt>
        - <a who="Ylva" due="före midsommar">Ylva frågar föreningarna före midsommar</a>
        - Programmet är nästan klart"""),
    Item("6", "Ny regional strategi", """
        <r s="planned" by="Regionfullmäktige">Regionfullmäktige tar beslut om strategin i juni.</r> Remissvaren var i huvudsak
        positiva."""),
    Item("7", "Övrigt", "Inget att ta upp."),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{name} ({party})", name, party, list=list, role=role, status=status)
    for name, party, list, role, status in (
        ("Arvid Snäckersson", "Region Gotland", "Närvarande", "ordförande", "present"),
        ("Ragnhild Boman", "Region Gotland", "Närvarande", "deltagare", "present"),
        ("Ylva Klingvall", "ABF Gotland", "Närvarande", "sekreterare", "present"),
        ("Jens Ödgård", "RF-SISU Gotland", "Närvarande", "deltagare", "present"),
        ("Monika Lau", "Svenska kyrkan", "Förhinder", "deltagare", "apology"),
    )
)


def make() -> Layout:
    title = "Minnesanteckningar nätverket Psykisk hälsa Gotland 2025-04-03"
    lines = (
        "Tid och plats: kl 8.15–9.45, Visborg, rum Fårö",
        "Ordförande: Arvid Snäckersson. Vid pennan: Ylva Klingvall",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["nätverket Psykisk hälsa Gotland"],
        date="2025-04-03", start="08:15", end="09:45", place="Visborg, rum Fårö", mode="in_person", chair="Arvid Snäckersson",
        secretary="Ylva Klingvall", labels=("Närvarande:", "Förhinder:"), welcome="Arvid hälsar välkommen.",
    )  # fmt: skip
    said = [f"# {title}", *lines]
    for heading in ("Närvarande", "Förhinder"):
        said.append(
            f"**{heading}:** " + ", ".join(str(row["line"]) for row in PEOPLE if row["list"] == heading)
        )
    for item in ITEMS:
        who = f" – *{', '.join(item.presenters)}*" if item.presenters else ""
        body = markdown(item.text, bullet="* ").replace("\n", "\n   ")
        said.append(f"{item.number}. **{html_runs(item.head.blocks[0].runs)}**{who}\n\n   {body}")
    return Layout(NAME, ("\n\n".join(said) + "\n").encode(), known)
