"""Markdown: a table Punkt│Anteckning, parties in italics, actions as a list with names in brackets."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "dev_party_round.md"
BODY = "Nätverket för föräldraskapsstöd i Kalmar län"
ITEMS = (
    Item("1", "Välkomna", "Ebba hälsar välkomna."),
    Item("2", "Minnesanteckningar", "<d>Läggs till handlingarna.</d>"),
    Item("3", "Laget runt", """
        <c p="Nybro"><i>Nybro:</i> Startar två grupper i januari.</c>

        <c p="Oskarshamn"><i>Oskarshamn:</i> Letar ledare till kurserna.</c>

        <c p="Vimmerby"><i>Vimmerby:</i> Ska slå ihop sina mottagningar.</c>"""),
    Item("4", "Gemensam kurskatalog", """
        Katalogen finns nu på webben: <l u="https://www.exempel.se/kurser">https://www.exempel.se/kurser</l>

        <a who="Ebba" due="varje månad">Uppdatera katalogen varje månad (Ebba)</a>

        <a who="Rune" due="före jul">Tala med biblioteken före jul (Rune)</a>"""),
    Item("5", "Medel", """
        <f k="grant">Länet har fått statliga medel för föräldraskapsstöd i tre år.</f>

        Beslut: <d>Medlen fördelas lika mellan kommunerna.</d>"""),
    Item("6", "Nästa träff", '<dt v="2026-02-12" what="Nästa träff" s="10:00" place="Teams">2026-02-12 kl 10.00, Teams</dt>'),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{name}, {organisation}{more}", name, organisation, list="Närvarande", role=role)
    for name, organisation, more, role in (
        ("Ebba Roslund", "Region Kalmar län", ", sammankallande", "ordförande"),
        ("Rune Fagerås", "Nybro kommun", "", "deltagare"),
        ("Tuva Kindblad", "Oskarshamns kommun", "", "deltagare"),
        ("Yosef Haile", "Vimmerby kommun", ", antecknade", "sekreterare"),
    )
)


def make() -> Layout:
    title = BODY
    lines = ("Minnesanteckningar 2025-12-04", "kl 10.00-11.30, Teams")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Närvarande:", "Punkt", "Anteckning"), bodies=[BODY],
        date="2025-12-04", start="10:00", end="11:30", place="Teams", mode="digital", chair="Ebba Roslund",
        secretary="Yosef Haile", welcome="Ebba hälsar välkomna.",
    )  # fmt: skip
    said = [f"# {title}", *lines, "**Närvarande:**", "\n".join(f"- {row['line']}" for row in PEOPLE)]
    rows = ["| Punkt | Anteckning |", "|---|---|"]
    for item in ITEMS:
        text = "<br>".join(_italic(item.text, plain(item.text).split("\n")))
        rows.append(f"| {item.number}. {item.title} | {text} |")
    return Layout(NAME, "\n\n".join([*said, "\n".join(rows)]).encode(), known)


def _italic(marked: str, lines: list[str]) -> list[str]:
    """The labels of the parties in italics."""
    labels = [f"{name}:" for name in ("Nybro", "Oskarshamn", "Vimmerby") if f"<i>{name}" in marked]
    return [
        next((line.replace(one, f"*{one}*", 1) for one in labels if line.startswith(one)), line)
        for line in lines
    ]
