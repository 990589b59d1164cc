"""PDF, numbered headings with the words below, people in two columns without rules, struck names, a page header."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "held_county.pdf"
ITEMS = (
    Item("1", "Inledning", "Ordförande Vendela Krook hälsar välkommen."),
    Item("2", "Godkännande av dagordning och föregående anteckningar", "<d>Dagordningen godkändes.</d> <d>Föregående anteckningar godkändes.</d>"),
    Item("3", "Vaccination av riskgrupper", """
        Täckningen är 71 procent bland dem över 75 år. Skillnaden mellan kommunerna är stor och beror mest på avstånd. Mobila
        team har prövats på tre orter och nått dem som inte annars kommer.

        <b>Beslut:</b> <d>Gruppen rekommenderar mobila team i alla kommuner.</d>

        <b>Åtgärd:</b> <a who="Smittskydd" due="före september">Smittskydd tar fram en turlista före september.</a>""", ("Hanna Tvoll",)),
    Item("4", "Hemrehabilitering", """
        Modellen går ut på tre besök i veckan under sex veckor. Patienterna blir självständiga fortare. Två kommuner saknar
        fysioterapeut.

        <b>Beslut:</b> <d>Frågan bereds vidare av arbetsutskottet.</d>""", ("Ludvig Pors", "Annika Thorn-Lund")),
    Item("5", "Rapporter från länsdelarna", """
        <c p="Norra länsdelen"><b>Norra länsdelen:</b> Samordnaren har slutat och tjänsten är utlyst.</c>

        <c p="Södra länsdelen"><b>Södra länsdelen:</b> Träffpunkten i Åmål har öppnat igen.</c>"""),
    Item("6", "Övriga frågor", "<b>Åtgärd:</b> <a who='Vendela'>Vendela skickar ut kontaktlistan.</a>"),
    Item("7", "Avslutning", "Vendela avslutar mötet."),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Deltagare", role=role, status=status)
    for line, name, party, role, status in (
        ("Vendela Krook, Åmåls kommun", "Vendela Krook", "Åmåls kommun", "ordförande", "present"),
        ("Ludvig Pors, Melleruds kommun", "Ludvig Pors", "Melleruds kommun", "deltagare", "present"),
        (
            "~~Sven-Åke Dimling, Bengtsfors kommun~~",
            "Sven-Åke Dimling",
            "Bengtsfors kommun",
            "deltagare",
            "apology",
        ),
        ("Hanna Tvoll, Smittskydd", "Hanna Tvoll", "Smittskydd", "deltagare", "present"),
        (
            "Annika Thorn-Lund, Dals-Eds kommun",
            "Annika Thorn-Lund",
            "Dals-Eds kommun",
            "deltagare",
            "present",
        ),
        ("Farid Nasser, Färgelanda kommun", "Farid Nasser", "Färgelanda kommun", "deltagare", "present"),
    )
)


def make() -> Layout:
    title = "Minnesanteckningar Samverkansgrupp Dalsland"
    lines = (
        "Tid: 12 juni 2025 kl. 9.30 – 12.00",
        "Plats: Kulturbruket på Dal, Mellerud",
        "Sekreterare: Ottilia Grek",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Samverkansgrupp Dalsland"], date="2025-06-12",
        start="09:30", end="12:00", place="Kulturbruket på Dal, Mellerud", mode="in_person", chair="Vendela Krook",
        secretary="Ottilia Grek", labels=("Deltagare",), welcome="Ordförande Vendela Krook hälsar välkommen.",
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "<h2>Deltagare</h2><table>"
    half = len(PEOPLE) // 2
    for first, second in zip(PEOPLE[:half], PEOPLE[half:], strict=True):
        said += "<tr>" + "".join(f"<td>{_struck(str(row['line']))}</td>" for row in (first, second)) + "</tr>"
    said += "</table>"
    for item in ITEMS:
        who = f" – {', '.join(item.presenters)}" if item.presenters else ""
        said += f"<h2>{item.number}. {item.title}{who}</h2>{html(item.text)}"
    css = "@page { @top-right { content: 'Samverkan Dalsland'; font: 8pt S } @bottom-right { content: counter(page) '/' counter(pages); font: 8pt S } } h1 { font-size: 16pt } h2 { font-size: 12pt; margin: 8pt 0 2pt }"
    return Layout(NAME, pdf(said, css), known, "Samverkan Dalsland")


def _struck(line: str) -> str:
    return f"<s>{line.strip('~')}</s>" if line.startswith("~~") else line
