"""HTML, presenters before the title, definition of the meeting in a table, people in a table with marks, action table."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "dev_presenter_first.html"
ITEMS = (
    Item("1", "Mötets öppnande", "Ordförande Tage Ström öppnar mötet."),
    Item("2", "Godkännande av dagordningen", "<d>Dagordningen godkänns.</d>"),
    Item("3", "Ungdomsmottagningen online", """
        Fler bokar digitalt, flest i åldern 15–17. Väntetiden är två dagar. <r s="planned"
        by="Hälso- och sjukvårdsnämnden">Hälso- och sjukvårdsnämnden tar ställning till öppettiderna i april.</r>""", ("Gunvor Ek",)),
    Item("4", "Lokaler för träffpunkter", """
        Finspång har två tomma lokaler. Ägaren vill hyra ut på tre år.

        Beslut: <d>Gruppen beslutar att inte gå vidare med lokalen på Torget.</d>""", ("Rut Falk", "Nils Grip")),
    Item("5", "Våld i nära relation", """
        Utbildningen gavs för 140 deltagare. <lt>Material från utbildningen</lt> finns på webben.""", ("Doris Stål",)),
    Item("6", "Att göra", """
        Vem | Vad | När
        Rut Falk | <a who="Rut Falk" due="31 mars">Undersöka hyran</a> | 31 mars
        Doris Stål | <a who="Doris Stål" due="löpande">Sprida materialet</a> | löpande"""),
    Item("7", "Mötets avslutande", "Nästa möte är <dt v='2026-04-16' what='Nästa möte'>den 16 april</dt>."),
)  # fmt: skip
PEOPLE = (
    person("Tage Ström, Norrköpings kommun, närvarande", "Tage Ström", "Norrköpings kommun", list="Deltagare", role="ordförande"),
    person("Rut Falk, Finspångs kommun, närvarande", "Rut Falk", "Finspångs kommun", list="Deltagare", role="deltagare"),
    person("Nils Grip, Söderköpings kommun, närvarande", "Nils Grip", "Söderköpings kommun", list="Deltagare", role="deltagare"),
    person("Majken Sand, Valdemarsviks kommun, förhinder", "Majken Sand", "Valdemarsviks kommun", list="Deltagare",
           role="deltagare", status="apology"),
    person("Doris Stål, Region Östergötland, närvarande", "Doris Stål", "Region Östergötland", list="Deltagare",
           role="sekreterare"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Ledningsgrupp barn och unga i östra länsdelen"
    pairs = (
        ("Datum", "Torsdag 29 januari 2026"),
        ("Tid", "kl. 13.15 - 15.00"),
        ("Plats", "Norrköping, Rådhuset"),
        ("Ordförande", "Tage Ström"),
        ("Sekreterare", "Doris Stål"),
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=[f"{key} {value}" for key, value in pairs], attendance=PEOPLE,
        bodies=["Ledningsgrupp barn och unga i östra länsdelen"], date="2026-01-29", start="13:15", end="15:00",
        place="Norrköping, Rådhuset", mode="in_person", chair="Tage Ström", secretary="Doris Stål",
        labels=("Deltagare", "Namn", "Organisation", "Närvaro"),
    )  # fmt: skip
    said = f"<html><body><h1>{title}</h1><table>" + "".join(
        f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in pairs
    )
    said += "</table><h2>Deltagare</h2><table><tr><th>Namn</th><th>Organisation</th><th>Närvaro</th></tr>"
    for row in PEOPLE:
        said += "<tr>" + "".join(f"<td>{cell}</td>" for cell in str(row["line"]).split(", ")) + "</tr>"
    said += "</table>"
    for item in ITEMS:
        who = f"{' / '.join(item.presenters)}: " if item.presenters else ""
        said += f"<h2>{item.number}. {who}{item.title}</h2>{html(item.text)}"
    return Layout(NAME, f"{said}</body></html>".encode(), known)
