"""PDF: two columns without lines, the title left and the words right, sub-points a) and b), a chair who hands over."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, html_runs, pdf

NAME = "dev_plain_columns.pdf"
BODY = "Chefsgrupp välfärd Sörmland"
ITEMS = (
    Item("1", "Mötet öppnas", "Henny hälsar välkommen."),
    Item("2", "Fördelning av medel", "", children=(
        Item("a", "Nära vård", """<f k="fund" sek="5000000">Länet har 5 miljoner att fördela.</f>

            Beslut: <d>Chefsgruppen beslutar i enlighet med förslag.</d>"""),
        Item("b", "Psykisk hälsa", """<a>Underlaget behöver kompletteras.</a>

            <a who="Ture" due="till mötet i maj">Ture kompletterar underlaget till mötet i maj.</a>"""),
    )),
    Item("3", "Avvikelser i samverkan", """
        (<ch>Ture Grahn</ch> tog över som mötesordförande)

        Antalet avvikelser har halverats. De flesta gäller läkemedel vid utskrivning.

        Beslut: <d>Arbetssättet fastställs enligt förslag.</d>""", ("Åsa Melin",)),
    Item("4", "Avtal om hjälpmedel", """
        <c p="Flen">Flen: Vill ha samma avgifter i hela länet.</c>

        <c p="Trosa">Trosa: Ser inget behov av ändring.</c>

        <d><a who="Åsa">Gruppen ger Åsa i uppdrag att skriva ett förslag till avtal.</a></d>"""),
    Item("5", "Övriga frågor", "<a who='Alla' due='30 juni'>Alla lämnar synpunkter på mallen senast 30 juni.</a>".replace("due='30 juni'", "due='senast 30 juni'")),
    Item("6", "Avslutning", "Mötet avslutades."),
)  # fmt: skip
PEOPLE = (
    person("Henny Blom, Flens kommun, ordförande", "Henny Blom", "Flens kommun", list="Närvarande", role="ordförande"),
    person("Ture Grahn, Trosa kommun", "Ture Grahn", "Trosa kommun", list="Närvarande", role="deltagare"),
    person("Åsa Melin, Region Sörmland", "Åsa Melin", "Region Sörmland", list="Närvarande", role="deltagare"),
    person("Gösta Palm, Gnesta kommun", "Gösta Palm", "Gnesta kommun", list="Anmält frånvaro", role="deltagare", status="apology"),
)  # fmt: skip


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("När: 24 april 2026, fredag kl. 13.00 – 16.00", "Var: Nyköping, Regionens hus")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Närvarande:", "Anmält frånvaro:", "Ärende", "Anteckningar"),
        bodies=[BODY], date="2026-04-24", start="13:00", end="16:00", place="Nyköping, Regionens hus", mode="in_person",
        chair="Henny Blom", welcome="Henny hälsar välkommen.",
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
    for heading in ("Närvarande", "Anmält frånvaro"):
        said += f"<p><b>{heading}:</b></p>" + "".join(
            f"<p>{row['line']}</p>" for row in PEOPLE if row["list"] == heading
        )
    said += "<table><tr><th>Ärende</th><th>Anteckningar</th></tr>"
    for item in ITEMS:
        by = f"<br>{', '.join(item.presenters)}" if item.presenters else ""
        inner = html(item.text) if item.text else ""
        for child in item.children:
            inner += f"<p><b>{child.number}) {child.title}</b></p>{html(child.text)}"
        head = html_runs(item.head.blocks[0].runs)
        said += f"<tr><td><b>{item.number}. {head}</b>{by}</td><td>{inner}</td></tr>"
    said += "</table>"
    return Layout(NAME, pdf(said, "td:first-child { width: 32% } h1 { font-size: 15pt }"), known)
