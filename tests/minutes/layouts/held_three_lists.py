"""Word: an approval line, ticks before present members, vacant seats, a numbered table with what is decided in bold."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "held_three_lists.docx"
BODY = "Specifika samverkansrådet för skola i Jönköpings län"
ITEMS = (
    Item("1", "Mötet öppnas", "Lars-Inge Ode hälsar välkomna", ("ordf.",)),
    Item("2", "Val av justerare", "<d>Tekla Hamrin valdes att justera</d>", ("ordf.",)),
    Item("3", "Skolnärvaro", """
        <att n="bilaga">Se bilaga.</att> Frånvaron ökar i åk 8. Sex kommuner har en gemensam rutin sedan i fjol.

        <c p="Habo">Habo: Har en skolcoach på varje skola.</c>

        <c p="Mullsjö">Mullsjö: Ringer hem samma dag.</c>

        <b>Beslut:</b> <d>Rutinen skickas på remiss till alla kommuner.</d>""", ("Pernilla Åhs",)),
    Item("4", "Elevhälsans läkare", """
        Läkartiden räcker inte. Regionen undersöker en gemensam pool.

        <a who="Regionen" due="till mötet i november">Regionen återkommer med ett förslag till mötet i november.</a>""", ("Tekla", "Sigge")),
    Item("5", "Sammanträdesdatum", """
        <dt v="2026-09-11" what="Sammanträdesdatum">11/9</dt>, <dt v="2026-11-13" what="Sammanträdesdatum">13/11</dt>""", ("ordf.",)),
    Item("6", "Mötet avslutas", "Ordföranden tackar", ("ordf.",)),
)  # fmt: skip


def _seat(line: str, list: str, role: str) -> dict[str, object]:
    name, organisation = line.removeprefix("✓ ").split(", ")
    status = "vacant" if name == "Vakant" else "present" if line.startswith("✓") else "not_marked"
    return person(
        line, None if name == "Vakant" else name, organisation, list=list, role=role, body=BODY, status=status
    )


PEOPLE = (
    _seat("✓ Lars-Inge Ode, Vaggeryds kommun", "Ledamöter", "ordförande"),
    _seat("✓ Tekla Hamrin, Habo kommun", "Ledamöter", "ledamot"),
    _seat("Peder Vass, Mullsjö kommun", "Ledamöter", "ledamot"),
    _seat("Vakant, Gnosjö kommun", "Ledamöter", "ledamot"),
    _seat("✓ Sigge Hult, Region Jönköpings län", "Ersättare", "ersättare"),
    _seat("Annika Rosén, Eksjö kommun", "Ersättare", "ersättare"),
)


def make() -> Layout:
    title = f"Minnesanteckningar - {BODY}"
    lines = ("Tid: Fredag 8 maj 2026 kl 10-12", "Plats: Vaggeryd", "Ordförande: Lars-Inge Ode")
    approval = "Justerat av : Lars-Inge Ode, Tekla Hamrin, 2026-05-13"
    known = truth(
        NAME, ITEMS, title=title, header_lines=[*lines, approval], attendance=PEOPLE,
        labels=("Nummer/föredragande", "Ärende", "Ledamöter:", "Ersättare:"), bodies=[BODY], date="2026-05-08", start="10:00",
        end="12:00", place="Vaggeryd", mode="in_person", chair="Lars-Inge Ode", welcome="Lars-Inge Ode hälsar välkomna",
        approval={"approvers": ["Lars-Inge Ode", "Tekla Hamrin"], "date": "2026-05-13"}, after="✓ = närvarande",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        for line in (*lines, approval):
            document.add_paragraph(line)
        table = document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for cell, text in zip(table.add_row().cells, ("Nummer/föredragande", "Ärende"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for item in ITEMS:
            left, right = table.add_row().cells
            left.text = f"{item.number}."
            for name in item.presenters:
                left.add_paragraph(name)
            runs_into(right.paragraphs[0], inline(f"<b>{item.title}</b>"))
            right.add_paragraph()
            into_word(right, item.text)
        document.add_paragraph("✓ = närvarande")
        for heading in ("Ledamöter", "Ersättare"):
            document.add_paragraph().add_run(f"{heading}:").bold = True
            for row in PEOPLE:
                if row["list"] == heading:
                    document.add_paragraph(str(row["line"]))

    return Layout(NAME, word(fill), known)
