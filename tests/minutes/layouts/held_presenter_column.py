"""PDF, columns without rules Nr Ärende Föredragande over pages, decisions in their own lines."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "held_presenter_column.pdf"
ITEMS = (
    Item("1", "Öppnande", "Ordföranden öppnar mötet och hälsar välkommen.", ("Ordföranden",)),
    Item("2", "Fastställande av dagordningen", "<d>Dagordningen fastställs med en ändring i ordningen.</d>", ("Ordföranden",)),
    Item("3", "Minnesanteckningar från föregående möte", "<d>Minnesanteckningarna läggs till handlingarna.</d>", ("Ordföranden",)),
    Item("4", "Rökfria skolgårdar", """
        Alla grundskolor i Uppsala och Knivsta har nu rökfria skolgårdar. Kontrollen görs av eleverna själva en gång i månaden.
        Vitt snus är den nya frågan och där saknas kunskap hos personalen.

        Beslut: <d>Rådet beslutar att ta fram ett material om vitt snus.</d>

        <a who="Fatima Berglin" due="senast 1 oktober">Fatima Berglin ansvarar för materialet, senast 1 oktober.</a>""", ("Fatima Berglin",)),
    Item("5", "Äldres psykiska hälsa", """
        Minnesmottagningen har sett en ökning av remisser. <f k="project">Projektet Samtalsbänken avslutas i juni.</f> Pensionärsrådet
        i Tierp vill fortsätta på egen hand.

        <a who="Regionen" due="under hösten">Regionen återkopplar slutrapporten under hösten.</a>""", ("Lillemor Edin", "Pontus Krok")),
    Item("6", "Medborgardialog i Heby", """
        Dialogen lockade 60 personer. Bussarna, vårdcentralen och badplatsen engagerade mest.

        Beslut: <d>Informationen noteras.</d>""", ("Pontus Krok",)),
    Item("7", "Ekonomi", """
        <f k="fund" sek="2400000">Rådet förfogar över 2 400 000 kr under året.</f>

        Beslut: <d>Rådet godkänner budgeten.</d>

        Beslut: <d>Ordföranden får delegation på belopp under 20 000 kr.</d>""", ("Sekreteraren",)),
    Item("8", "Nästa möte", '<dt v="2024-11-14" what="Nästa möte" s="13:00">torsdag 14 november kl. 13.00</dt>', ("Ordföranden",)),
    Item("9", "Avslutning", "Mötet avslutas kl. 15.50.", ("Ordföranden",)),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Närvarande", role=role, title=title)
    for line, name, party, role, title in (
        (
            "Göran Sehlstedt, Uppsala kommun, ordförande",
            "Göran Sehlstedt",
            "Uppsala kommun",
            "ordförande",
            None,
        ),
        ("Fatima Berglin, Region Uppsala", "Fatima Berglin", "Region Uppsala", "deltagare", None),
        (
            "Lillemor Edin, överläkare, Region Uppsala",
            "Lillemor Edin",
            "Region Uppsala",
            "deltagare",
            "överläkare",
        ),
        ("Pontus Krok, Heby kommun", "Pontus Krok", "Heby kommun", "deltagare", None),
        ("Irja Malm, Tierps kommun", "Irja Malm", "Tierps kommun", "deltagare", None),
        ("Sten-Åke Bohm, Älvkarleby kommun", "Sten-Åke Bohm", "Älvkarleby kommun", "deltagare", None),
        ("Wilma Rosén, Region Uppsala, sekreterare", "Wilma Rosén", "Region Uppsala", "sekreterare", None),
    )
)


def make() -> Layout:
    title = "Minnesanteckningar Hälsorådet i Uppsala län"
    lines = ("Tid: 5 september 2024 kl 13.00–15.50", "Plats: Tierp, Kommunhuset")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Hälsorådet i Uppsala län"], date="2024-09-05",
        start="13:00", end="15:50", place="Tierp, Kommunhuset", mode="in_person", chair="Göran Sehlstedt", secretary="Wilma Rosén",
        labels=("Närvarande:", "Nr", "Ärende", "Föredragande"), welcome="Ordföranden öppnar mötet och hälsar välkommen.",
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "<p><b>Närvarande:</b></p>"
    said += "".join(f"<p class=who>{escape(str(row['line']))}</p>" for row in PEOPLE)
    said += "<table><thead><tr><th>Nr</th><th>Ärende</th><th>Föredragande</th></tr></thead>"
    for item in ITEMS:
        said += f"<tr><td>{item.number}</td><td><b>{item.title}</b><br>{html(item.text)}</td><td>{'<br>'.join(item.presenters)}</td></tr>"
    css = (
        "@page { size: A5; margin: 14mm; @bottom-center { content: '- ' counter(page) ' -'; font: 8pt S } } html { font-size: 10pt }"
        " h1 { font-size: 15pt } .who { margin: 0 } td:first-child { width: 8% } td:last-child { width: 24% }"
    )
    return Layout(NAME, pdf(f"{said}</table>", css), known, "Nr Ärende Föredragande")
