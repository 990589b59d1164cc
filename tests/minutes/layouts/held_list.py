"""HTML, points as one ordered list without printed numbers, paragraphs inside; people in a definition of two lists."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "held_list.html"
ITEMS = (
    Item("1", "Välkommen", "Rasmus öppnar mötet och presenterar Lo som är ny."),
    Item("2", "Föregående anteckningar", "<d>Anteckningarna läggs till handlingarna.</d>"),
    Item("3", "Hälsocoacher på vårdcentral", """
        Coacherna i Sollefteå har haft 300 samtal. Läkarna skickar fler patienter än väntat.

        <d>Gruppen beslutar att modellen sprids till Ånge.</d>

        <a who="Gunilla" due="i augusti">Gunilla utbildar två coacher i augusti.</a>""", ("Gunilla Wede",)),
    Item("4", "Cykelvägar och säkra skolvägar", """
        <c p="Timrå">Timrå: Bygger två kilometer i år.</c>

        <c p="Sollefteå">Sollefteå: Har inga pengar avsatta.</c>

        <c p="Trafikverket">Trafikverket: Kan bidra med hälften.</c>

        <a who="Trafikverket">Trafikverket skickar villkoren.</a>"""),
    Item("5", "Medel mot ensamhet", """
        <f k="fund" sek="1500000">1,5 miljoner kronor</f> delas ut. Nio ansökningar har kommit in.

        <d>Sex ansökningar beviljas.</d>"""),
    Item("6", "Nästa möte", '<dt v="2026-10-14" what="Nästa möte" s="10:00">14 oktober kl. 10</dt>'),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list=list, role=role, status=status)
    for line, name, party, list, role, status in (
        (
            "Rasmus Hed, Region Västernorrland (ordförande)",
            "Rasmus Hed",
            "Region Västernorrland",
            "Deltagare",
            "ordförande",
            "present",
        ),
        (
            "Gunilla Wede, Sollefteå kommun",
            "Gunilla Wede",
            "Sollefteå kommun",
            "Deltagare",
            "deltagare",
            "present",
        ),
        ("Lo Ekman, Timrå kommun", "Lo Ekman", "Timrå kommun", "Deltagare", "deltagare", "present"),
        ("Hjalmar Si, Trafikverket", "Hjalmar Si", "Trafikverket", "Deltagare", "deltagare", "present"),
        (
            "Ines Frid, Region Västernorrland (sekreterare)",
            "Ines Frid",
            "Region Västernorrland",
            "Deltagare",
            "sekreterare",
            "present",
        ),
        ("Morgan Ask, Ånge kommun", "Morgan Ask", "Ånge kommun", "Förhinder", "deltagare", "apology"),
    )
)


def make() -> Layout:
    title = "Minnesanteckningar Beredningsgrupp folkhälsa Västernorrland"
    lines = ("Tid: Torsdag den 28 maj 2026 klockan 10.00 - 11.45", "Plats: Teams")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Beredningsgrupp folkhälsa Västernorrland"],
        date="2026-05-28", start="10:00", end="11:45", place="Teams", mode="digital", chair="Rasmus Hed", secretary="Ines Frid",
        labels=("Deltagare:", "Förhinder:", "Dagordning"),
    )  # fmt: skip
    said = f"<!DOCTYPE html><html><body><h1>{title}</h1><p>{'<br>'.join(lines)}</p>"
    for heading in ("Deltagare", "Förhinder"):
        rows = "".join(f"<li>{row['line']}</li>" for row in PEOPLE if row["list"] == heading)
        said += f"<p><strong>{heading}:</strong></p><ul>{rows}</ul>"
    said += "<h2>Dagordning</h2><ol>"
    for item in ITEMS:
        who = f" ({item.presenters[0]})" if item.presenters else ""
        said += f"<li><strong>{item.title}</strong>{who}{html(item.text)}</li>\n"
    return Layout(NAME, f"{said}</ol></body></html>".encode(), known)
