"""Text with columns made of spaces, as a program lays out a PDF's text: Punkt and Anteckning side by side."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_spaces.txt"
ITEMS = (
    Item("1", "Inledning", "Ordförande hälsar välkommen."),
    Item("2", "Föregående minnesanteckningar", "<d>Minnesanteckningarna läggs till handlingarna.</d>"),
    Item("3", "Barnhälsovård i förorten", """
        Tre mottagningar har öppnat på lördagar. Fler pappor kommer. Tolkbristen kvarstår.

        Beslut: <d>Lördagsöppet permanentas.</d>

        <a who="Ewa" due="i november">Ewa redovisar besöken i november.</a>"""),
    Item("4", "Samarbete med föreningar", """
        Tolv föreningar vill ha avtal. <a who="Jamal Orre">Jamal Orre skriver förslag till avtal.</a>"""),
    Item("5", "Övriga frågor", "Inga."),
    Item("6", "Mötet avslutas", "Ordförande tackar."),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Deltagare", role=role, title=title)
    for line, name, party, role, title in (
        (
            "Ewa Stjerna, enhetschef, Botkyrka kommun, ordförande",
            "Ewa Stjerna",
            "Botkyrka kommun",
            "ordförande",
            "enhetschef",
        ),
        (
            "Jamal Orre, föreningskonsulent, Salems kommun",
            "Jamal Orre",
            "Salems kommun",
            "deltagare",
            "föreningskonsulent",
        ),
        (
            "Titti Frank, sjuksköterska, Region Stockholm",
            "Titti Frank",
            "Region Stockholm",
            "deltagare",
            "sjuksköterska",
        ),
        ("Povel Krans, sekreterare", "Povel Krans", None, "sekreterare", None),
    )
)
LEFT = 30


def make() -> Layout:
    title = "Minnesanteckningar Lokala samverkansgruppen söderort"
    lines = ("När: Onsdag 1 oktober 2025, kl. 14.00-15.30", "Var: Hallunda folkets hus")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Lokala samverkansgruppen söderort"],
        date="2025-10-01", start="14:00", end="15:30", place="Hallunda folkets hus", mode="in_person", chair="Ewa Stjerna",
        secretary="Povel Krans", labels=("Deltagare:", "Punkt", "Anteckning"), welcome="Ordförande hälsar välkommen.",
    )  # fmt: skip
    said = [
        title,
        "",
        *lines,
        "",
        "Deltagare:",
        *(str(row["line"]) for row in PEOPLE),
        "",
        f"{'Punkt':<{LEFT}}Anteckning",
        "",
    ]
    for item in ITEMS:
        left = textwrap.wrap(f"{item.number}. {item.title}", LEFT - 4)
        right = [line for part in plain(item.text).split("\n") for line in textwrap.wrap(part, 58)]
        for number in range(max(len(left), len(right))):
            first = left[number] if number < len(left) else ""
            then = right[number] if number < len(right) else ""
            said.append(f"{first:<{LEFT}}{then}".rstrip())
        said.append("")
    return Layout(NAME, "\n".join(said).encode(), known)
