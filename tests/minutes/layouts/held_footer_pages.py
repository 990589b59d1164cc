"""PDF: a footer on each page, points as "Punkt 1", bullets with dashes, a long point over a page break."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "held_footer_pages.pdf"
BODY = "Regionalt nätverk för våldsprevention"
LONG = (
    "Arbetet i skolorna har kommit olika långt. Några har utbildat all personal medan andra väntar på nya rektorer. Fritidsgårdarna"
    " vill gärna vara med från början och har egna pengar till handledning. Idrotten har startat en kurs för ledare."
)
ITEMS = (
    Item("1", "Inledning", "Asta Vretman öppnar mötet."),
    Item("2", "Föregående anteckningar", "<d>Godkändes.</d>"),
    Item("3", "Lägesbild från länsstyrelsen", f"""
        {LONG}

        - Kvinnojourerna är fulla i hela länet.
        - Skyddat boende kräver numera tillstånd.
        - Nya riktlinjer kommer efter sommaren.

        {LONG.split('. ')[2]}.

        <a who="Länsstyrelsen" due="i augusti">Länsstyrelsen skickar ut riktlinjerna i augusti.</a>""", ("Nora Svan",)),
    Item("4", "Utbildning om hedersförtryck", """
        <f k="fund" sek="250000">Budgeten är 250 000 kr.</f> Lokal är bokad i Visby.

        <d>Nätverket beslutar att hålla utbildningen den 14 oktober.</d>

        <a who="Pelle Buskas">Pelle Buskas bokar föreläsare.</a>"""),
    Item("5", "Kampanjen En vecka fri från våld", f"""
        {LONG.split('. ')[3]}

        Förslag: <in>en gemensam affisch på bussarna.</in>

        <d>Gruppen enades om att göra affischen.</d>

        <a who="Asta" due="före vecka 40">Asta beställer tryck före vecka 40.</a>"""),
    Item("6", "Nästa möte", '<dt v="2026-09-08" what="Nästa möte" s="09:00" place="Slite">Tisdag 8 september kl. 9.00 i Slite</dt>.'),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{name} {organisation}", name, organisation, list="Närvarande", role="deltagare")
    for name, organisation in (
        ("Asta Vretman", "Region Gotland"),
        ("Nora Svan", "Länsstyrelsen i Gotlands län"),
        ("Pelle Buskas", "Kvinnojouren"),
        ("Kerstin Dun", "Polisen"),
    )
)


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("2 juni 2026", "Klockan 9.00–11.00", "Lokal: Bryggan, Visby", "Ordförande: Asta Vretman")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Närvarande",), bodies=[BODY], date="2026-06-02",
        start="09:00", end="11:00", place="Bryggan, Visby", mode="in_person", chair="Asta Vretman",
    )  # fmt: skip
    known["attendance"][0]["role"] = "ordförande"
    said = f"<h1>{title}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
    said += "<h2>Närvarande</h2><table>" + "".join(
        f"<tr><td>{row['name']}</td><td>{row['organisation']}</td></tr>" for row in PEOPLE
    )
    said += "</table>"
    for item in ITEMS:
        by = f" ({', '.join(item.presenters)})" if item.presenters else ""
        said += f"<h2>Punkt {item.number}. {item.title}{by}</h2>{html(item.text)}"
    foot = "Region Gotland Folkhälsa Box 1 Visby"
    css = f"@page {{ size: A5; margin: 15mm; @bottom-center {{ content: '{foot}'; font: 8pt S }} }} h1 {{ font-size: 15pt }} h2 {{ font-size: 12pt }} li {{ list-style: '– ' }}"
    return Layout(NAME, pdf(said, css), known, f"{foot} Punkt")
