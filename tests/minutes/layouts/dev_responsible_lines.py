"""HTML: a heading per point, and below each "Ansvarig:" and "Klart:" after what is to be done."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "dev_responsible_lines.html"
BODY = "Styrgrupp god och nära vård i Blekinge"
ITEMS = (
    Item("1", "Föregående anteckningar", "<d>Anteckningarna läggs till handlingarna.</d>"),
    Item("2", "Målbild 2030", """
        Målbilden har varit ute hos nämnderna. Tre av fem har svarat.

        <d>Styrgruppen beslutar att godkänna målbilden.</d>"""),
    Item("3", "Hemsjukvårdens avtal", """
        Parterna är överens om prislistan.

        <a who="Linn Ahlgren" due="30 april">Skriva rent avtalet.</a>

        Ansvarig: Linn Ahlgren

        Klart: 30 april"""),
    Item("4", "Bemanning i sommar", """
        <c p="Ronneby">Ronneby: Har tre luckor kvar.</c>

        <c p="Olofström">Olofström: Allt är klart.</c>

        <a who="Samtliga kommuner" due="vecka 20">Samtliga kommuner rapporterar läget vecka 20.</a>"""),
    Item("5", "Riktade medel", """
        <f k="fund" sek="3000000">Länet får 3 miljoner under 2026.</f>

        <d>Styrgruppen godkänner fördelningen.</d>"""),
    Item("6", "Nästa möte", '<dt v="2026-05-21" what="Nästa möte" s="08:30" e="10:30">Den 21 maj 2026 kl. 8.30–10.30</dt>.'),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{name}, {title}, {organisation}", name, organisation, title=title, list=list, role="deltagare", status=status)
    for name, title, organisation, list, status in (
        ("Linn Ahlgren", "avdelningschef", "Region Blekinge", "Närvarande", "present"),
        ("Ove Strandh", "förvaltningschef", "Karlshamns kommun", "Närvarande", "present"),
        ("Zeinab Noori", "socialchef", "Ronneby kommun", "Närvarande", "present"),
        ("Kalle Pihl", "förvaltningschef", "Olofströms kommun", "Närvarande", "present"),
        ("Maj Ryd", "socialchef", "Sölvesborgs kommun", "Frånvarande", "absent"),
    )
)  # fmt: skip


def make() -> Layout:
    title = f"Anteckningar från {BODY}"
    lines = ("2026-04-09 klockan 08.30–10.30", "Plats: Wämöparken, Karlskrona")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Närvarande", "Frånvarande"), bodies=[BODY],
        date="2026-04-09", start="08:30", end="10:30", place="Wämöparken, Karlskrona", mode="in_person",
    )  # fmt: skip
    said = f"<!doctype html>\n<html lang='sv'><head><meta charset='utf-8'><title></title></head><body><h1>{title}</h1>\n"
    said += "".join(f"<p>{line}</p>\n" for line in lines)
    for heading in ("Närvarande", "Frånvarande"):
        rows = "<br>\n".join(str(row["line"]) for row in PEOPLE if row["list"] == heading)
        said += f"<h2>{heading}</h2>\n<p>{rows}</p>\n"
    for item in ITEMS:
        said += f"<h3>{item.number}. {item.title}</h3>\n{html(item.text)}"
    return Layout(NAME, (said + "</body></html>").encode(), known)
