"""Markdown with a pipe table of points, breaks by <br>, presenters below the title, people in a pipe table."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "held_notes.md"
ITEMS = (
    Item("1", "Start", "Ordförande öppnar mötet."),
    Item("2", "Minnesanteckningar 14 januari", "<d>Minnesanteckningarna godkänns.</d>"),
    Item("3", "Fallprevention", """
        Utbildningen nådde 210 medarbetare.

        <d>Beslutades att fallveckan arrangeras gemensamt.</d>

        <a who="Ronny" due="till mötet i maj">Ronny tar fram affischer till mötet i maj.</a>""", ("Ronny Falk",)),
    Item("4", "Mat på äldreboenden", """
        Inspel: <in>Låt de boende vara med och laga.</in>

        Inspel: <in>Bjud in anhöriga på söndagar.</in>

        <a who="Elisabet">Elisabet tar med förslagen till kostnätverket.</a>"""),
    Item("5", "Bokslut", "<f k='fund' sek='640000'>Resultatet blev ett överskott på 640 000 kr.</f> <d>Bokslutet fastställs.</d>"),
    Item("6", "Nästa möte", '<dt v="2026-05-20" what="Nästa möte" place="Ljusdal">20 maj i Ljusdal</dt>'),
)  # fmt: skip
ROWS = (
    ("Anita Brodd", "Ljusdals kommun", "ordförande"), ("Ronny Falk", "Region Gävleborg", "ledamot"),
    ("Elisabet Näs", "Hudiksvalls kommun", "ledamot"), ("Kjell-Åke Strid", "Region Gävleborg", "sekreterare"),
)  # fmt: skip
PEOPLE = tuple(person(" ".join(row), row[0], row[1], list="Närvarande", role=row[2]) for row in ROWS)


def make() -> Layout:
    title = "Minnesanteckningar Styrgrupp äldre Hälsingland"
    lines = ("Datum: 2026-03-11", "Tid: 13.00-14.30", "Plats: Bollnäs")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Styrgrupp äldre Hälsingland"], date="2026-03-11",
        start="13:00", end="14:30", place="Bollnäs", mode="in_person", chair="Anita Brodd", secretary="Kjell-Åke Strid",
        labels=("Närvarande", "Namn", "Organisation", "Roll", "Nr", "Ärende", "Anteckning"),
    )  # fmt: skip
    said = [f"# {title}", "\n\n".join(lines), "## Närvarande"]
    said.append(
        "\n".join(
            [
                "| Namn | Organisation | Roll |",
                "|---|---|---|",
                *("| " + " | ".join(row) + " |" for row in ROWS),
            ]
        )
    )
    table = ["| Nr | Ärende | Anteckning |", "|---:|:---|:---|"]
    for item in ITEMS:
        who = f"<br>{item.presenters[0]}" if item.presenters else ""
        body = markdown(item.text).replace("\n\n", "<br>")
        table.append(f"| {item.number} | **{item.title}**{who} | {body} |")
    return Layout(NAME, "\n\n".join([*said, "\n".join(table)]).encode(), known)
