"""PDF, a ruled table Nr/föredragande│Ärende broken over pages, its head repeated; ticks; lists of people at the end."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, html_runs, pdf

NAME = "dev_number_column.pdf"
BODY = "lokala folkhälsorådet i Härjedalen"
LONG = (
    "Skolorna i Sveg och Funäsdalen har prövat längre raster under ett år. Lärarna ser lugnare lektioner och eleverna säger"
    " att de orkar mer. Kostnaden är liten eftersom lokalerna redan finns. Elevråden vill ha mer att göra ute även på vintern."
)
ITEMS = (
    Item("1", "Mötet öppnas", "Barbro Nyhlén hälsar välkomna", ("ordf.",)),
    Item("2", "Godkännande av dagordning", "<d>Rådet godkände dagordningen</d>", ("ordf.",)),
    Item("3", "Val av justerare", "<d>Erik-Olof Mattes valdes att justera</d>", ("ordf.",)),
    Item("4", "Föregående anteckningar", "<d>Godkändes och lades till handlingarna</d>", ("ordf.",)),
    Item("5", "Rörelserika skolgårdar", f"""
        <att n="ppt">se ppt</att>

        {LONG}

        <f k="fund" sek="300000">Boverket gav 300.000 till två skolgårdar.</f> Nästa steg är Hede. {LONG.split('. ')[2]}.

        <a who="Tyra" due="före höstterminen">Tyra kontaktar rektorn i Hede före höstterminen.</a>""", ("Tyra Modig", "Sander Flodell")),
    Item("6", "Kost inom äldreomsorgen", f"""
        {LONG.split('. ')[3]}

        Dietisten har mätt svinnet på tre boenden. Nattfastan är för lång, i snitt tretton timmar. Personalen vill servera ett
        sent mellanmål och behöver en rutin för det.

        Beslut: <d>Dietistens förslag om ett sent mellanmål godkänns.</d>""", ("Gudrun",)),
    Item("7", "Föreningslivets villkor", """
        (<ch>Hans Jonasson-Bye</ch> tog över som mötesordförande)

        Hallhyrorna har höjts. Småklubbarna flyttar träningen utomhus. Bygdegårdarna kan öppna om elen bekostas.

        Förslag: <in>gemensam bokning av bygdegårdarna.</in>""", ("Hans",)),
    Item("8", "Övriga frågor", """
        Sammanträden hösten 2025: <dt v="2025-09-03" what="Sammanträden hösten 2025">3/9</dt>, <dt v="2025-11-12"
        what="Sammanträden hösten 2025">12/11</dt> (<dt v="2025-12-10" what="Sammanträden hösten 2025" tent="1">10/12 ev</dt>)"""),
    Item("9", "Mötet avslutas", "Hans tackade för mötet"),
)  # fmt: skip


def member(line: str, organisation: str, list: str) -> dict[str, object]:
    name = line.removeprefix("✓ ").split(",")[0]
    status = "vacant" if name == "Vakant" else "present" if line.startswith("✓") else "not_marked"
    role = {"Ledamöter": "ledamot", "Ersättare": "ersättare"}[list]
    role = "ordförande" if name == "Barbro Nyhlén" else role
    return person(
        line, None if name == "Vakant" else name, organisation, list=list, role=role, body=BODY, status=status
    )


PEOPLE = (
    member("✓ Barbro Nyhlén, Härjedalens kommun", "Härjedalens kommun", "Ledamöter"),
    member("✓ Erik-Olof Mattes, Region Jämtland Härjedalen", "Region Jämtland Härjedalen", "Ledamöter"),
    member("Stina Lövqvist, Härjedalens kommun", "Härjedalens kommun", "Ledamöter"),
    member("✓ Hans Jonasson-Bye, Bergs kommun", "Bergs kommun", "Ledamöter"),
    member("Vakant, RF-SISU", "RF-SISU", "Ledamöter"),
    member("Ante Kråik, Bergs kommun", "Bergs kommun", "Ersättare"),
    member("✓ Tyra Modig, Härjedalens kommun", "Härjedalens kommun", "Ersättare"),
)


def make() -> Layout:
    title = f"Minnesanteckningar - {BODY}"
    lines = (
        "Tid: Onsdag 4 juni 2025 kl 9-11.30",
        "Plats: Digitalt möte på Teams",
        "Välkommen!",
        "Barbro Nyhlén",
        f"Ordförande {BODY}",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2025-06-04", start="09:00",
        end="11:30", place="Digitalt möte på Teams", mode="digital", chair="Barbro Nyhlén", welcome="Välkommen!",
        labels=("Nr/ föredragande", "Ärende", "Ledamöter:", "Ersättare:"), after="✓ = deltog",
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines)
    said += "<table class=ruled><thead><tr><th>Nr/ föredragande</th><th>Ärende</th></tr></thead>"
    for item in ITEMS:
        left = f"{item.number}. " + "<br>".join(item.presenters)
        said += (
            f"<tr><td>{left}</td><td><b>{html_runs(item.head.blocks[0].runs)}</b>{html(item.text)}</td></tr>"
        )
    said += "</table>"
    said += "<p style='margin-top: 8mm'>✓ = deltog</p>"
    for heading in ("Ledamöter", "Ersättare"):
        said += f"<h2>{heading}:</h2>" + "".join(
            f"<p>{row['line']}</p>" for row in PEOPLE if row["list"] == heading
        )
    css = "@page { size: A5; margin: 15mm } .ruled td, .ruled th { border: 0.5pt solid #000 } td:first-child { width: 30% } h1 { font-size: 14pt } h2 { font-size: 11pt }"
    return Layout(NAME, pdf(said, css), known, "Nr/ föredragande Ärende")
