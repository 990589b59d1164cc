"""Text taken out of a PDF: number and presenter in a narrow column whose names fold over lines, blank lines in points."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_number_column.txt"
BODY = "länsdelsrådet för folkhälsa i väst"
ITEMS = (
    Item("1", "Mötet öppnas", "Rosmarie Ekdal hälsar alla välkomna", ("ordf.",)),
    Item("2", "Godkännande av dagordning", "<d>Mötet godkände dagordningen</d>", ("ordf.",)),
    Item("3", "Val av justerare utöver ordförande", "Krister Hallin", ("ordf.",)),
    Item("4", "Föregående möte", "<d>Anteckningarna godkändes och lades till handlingarna</d>", ("ordf.",)),
    Item("5", "Skärmtid och sömn", """
        <att n="ppt">Se ppt</att>

        Kartläggningen omfattar 1 900 elever i Varberg och Falkenberg. Var fjärde elev sover mindre än sju timmar. Lärare märker
        det tydligast på måndagar. Föräldramöten med tema sömn har prövats och var välbesökta.

        <a who="Barnhälsan" due="i april">Barnhälsan tar fram ett underlag till föräldramöten i april.</a>""", ("Lovisa Brandt", "Petrus Holm")),
    Item("6", "Fritidsbanken", """
        Utlåningen har fördubblats. Personalen räcker inte till under loven.

        <d>Rådet ställer sig bakom en ansökan om sommarjobbare.</d>""", ("Petrus",)),
    Item("7", "Rapport från länsstrategerna", """
        <r s="taken" by="Regionstyrelsen">Regionstyrelsen har antagit en plan mot ensamhet.</r> En konferens hålls
        <dt v="2026-10-08" what="konferens" place="Halmstad">8 oktober i Halmstad</dt>.""", ("Lovisa Brandt",)),
    Item("8", "Övriga frågor", """
        Nästa möten: <dt v="2026-05-20" what="Nästa möten">20/5</dt> och <dt v="2026-09-16" what="Nästa möten">16/9</dt>

        Fråga om belysning på elljusspåret. <a who="Krister">Krister undersöker saken.</a>""", ("ordf.",)),
    Item("9", "Mötet avslutas", "Rosmarie tackade för idag"),
)  # fmt: skip


def member(line: str, list: str) -> dict[str, object]:
    name, party = line.removeprefix("✓ ").split(", ")
    role = {"Ledamöter": "ledamot", "Ersättare": "ersättare"}[list]
    role = "ordförande" if name == "Rosmarie Ekdal" else role
    status = "vacant" if name == "Vakant" else "present" if line.startswith("✓") else "not_marked"
    return person(
        line, None if name == "Vakant" else name, party, list=list, role=role, body=BODY, status=status
    )


PEOPLE = (
    member("✓ Rosmarie Ekdal, Varbergs kommun", "Ledamöter"),
    member("✓ Krister Hallin, Falkenbergs kommun", "Ledamöter"),
    member("Anna-Stina Rydh, Hylte kommun", "Ledamöter"),
    member("✓ Mohammed Ali Sjö, Region Halland", "Ledamöter"),
    member("Vakant, Kungsbacka kommun", "Ledamöter"),
    member("✓ Ragna Toll, Falkenbergs kommun", "Ersättare"),
    member("Birger Dahl, Varbergs kommun", "Ersättare"),
)


def make() -> Layout:
    title = f"Minnesanteckningar - {BODY}"
    lines = (
        "Tid: Onsdag 11 februari 2026 kl 13-15.30",
        "Plats: Digitalt möte via Teams",
        "Varmt välkomna!",
        "Rosmarie Ekdal",
        f"Ordförande {BODY}",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2026-02-11", start="13:00",
        end="15:30", place="Digitalt möte via Teams", mode="digital", chair="Rosmarie Ekdal", welcome="Varmt välkomna!",
        labels=("Nummer/ föredragande", "Ärende", "Ledamöter:", "Ersättare:"), after="✓ = deltog",
    )  # fmt: skip
    said = [
        f" Minnesanteckningar \n- {BODY} \n",
        "",
        *(f"{line} " for line in lines),
        "Nummer/ ",
        "föredragande",
        "",
        "Ärende",
        "",
    ]
    for item in ITEMS:
        if len(item.presenters) > 1:
            first, *rest = " ".join(item.presenters).split(" ")
            said += [f"{item.number}. {first} ", *rest[:-1], f"{rest[-1]} ", "", item.title or ""]
        else:
            who = f" {item.presenters[0]}" if item.presenters else " "
            said += [f"{item.number}.{who} {item.title} "]
        for number, part in enumerate(plain(item.text).split("\n")):
            said += ([""] if number > 1 else []) + [f"{line} " for line in textwrap.wrap(part, 84)]
        said.append("")
    said += ["", "✓ = deltog ", ""]
    for heading in ("Ledamöter", "Ersättare"):
        said += [f"{heading}: ", *(f"{row['line']} " for row in PEOPLE if row["list"] == heading), ""]
    return Layout(NAME, "\n".join(said).encode(), known)
