"""Text: headings in capitals with bare numbers, people in columns of spaces, Vem and När below each task, wrapped at 72 signs."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_capitals.txt"
BODY = "Beredningsgruppen för psykisk hälsa i Dalarna"
ITEMS = (
    Item("1", "FÖREGÅENDE ANTECKNINGAR", "<d>Anteckningarna gicks igenom och lades till handlingarna.</d>"),
    Item("2", "SUICIDPREVENTIVA VECKAN", """
        Förra årets program lockade 600 besökare på sex orter. Bäst gick kvällarna på biblioteken.

        Gruppen diskuterade om idrotten kan ta en större roll. <d>Gruppen beslutade att årets tema blir ensamhet.</d>

        Att göra:

        - <a who="Kerstin Alund" due="30 april">Boka föreläsare</a>
        Vem: Kerstin Alund
        När: 30 april

        - <a who="Mats Hedlöf" due="vecka 22">Trycka affischer</a>
        Vem: Mats Hedlöf
        När: vecka 22""".replace("\n        Vem:", "\n\n        Vem:").replace("\n        När:", "\n\n        När:")),
    Item("3", "BRUKARREVISION", """
        <f k="project">Projektet har pågått i två år och avslutas i augusti.</f> Brukarna är nöjda med bemötandet men inte med
        tillgängligheten på telefon.

        Förslag: <in>öppna telefontiden redan klockan sju.</in>

        <a who="Regionen">Regionen undersöker telefontiderna.</a>""", ("Noomi Selander",)),
    Item("4", "MEDEL FÖR 2027", """
        <f k="grant">Regeringen aviserar fortsatta statsbidrag för psykisk hälsa.</f> Beloppet är ännu inte känt.

        <r s="planned" by="Chefsgruppen">Chefsgruppen ska besluta om inriktningen i juni.</r>"""),
    Item("5", "RUNDA", """
        <c p="Avesta">Avesta - startar samtalsgrupper för unga vuxna.</c>

        <c p="Säter">Säter - har svårt att hitta en ny kurator.</c>

        <c p="Leksand">Leksand - inget att rapportera.</c>"""),
    Item("6", "KOMMANDE MÖTEN", """
        <dt v="2026-05-12" what="KOMMANDE MÖTEN" s="09:00" e="12:00">tisdag 12 maj 9-12</dt>

        <dt v="2026-09-22" what="KOMMANDE MÖTEN" s="09:00" e="12:00" tent="1">tisdag 22 september 9-12 (prel.)</dt>"""),
)  # fmt: skip
ROWS = (
    ("Kerstin Alund", "Avesta kommun", "sammankallande"),
    ("Mats Hedlöf", "Falu kommun", "antecknar"),
    ("Noomi Selander", "Region Dalarna", ""),
    ("Björn Tägt", "Säters kommun", ""),
    ("Ritva Salo", "Leksands kommun", ""),
)


def make() -> Layout:
    title = f"Minnesanteckningar från {BODY}"
    lines = ("Dag: tisdag den 14 april 2026", "Tid: 9.00 - 11.30", "Lokal: Kristinegymnasiet, Falun")
    role = {"sammankallande": "ordförande", "antecknar": "sekreterare", "": "deltagare"}
    people = [
        person(" ".join(filter(None, row)), row[0], row[1], list="Närvarande", role=role[row[2]])
        for row in ROWS
    ]
    people.append(person("Hjördis Fransson  Borlänge kommun", "Hjördis Fransson", "Borlänge kommun", list="Anmält förhinder",
                         role="deltagare", status="apology"))  # fmt: skip
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people, labels=("Närvarande", "Anmält förhinder"), bodies=[BODY],
        date="2026-04-14", start="09:00", end="11:30", place="Kristinegymnasiet, Falun", mode="in_person",
        chair="Kerstin Alund", secretary="Mats Hedlöf",
    )  # fmt: skip
    said = [title, "=" * len(title), "", *lines, "", "Närvarande", ""]
    said += [f"{name:<20}{party:<20}{task}".rstrip() for name, party, task in ROWS]
    said += ["", "Anmält förhinder", "", f"{'Hjördis Fransson':<20}Borlänge kommun", ""]
    for item in ITEMS:
        said += [
            f"{item.number} {item.title}",
            *([f"Föredragande: {item.presenters[0]}"] if item.presenters else []),
            "",
        ]
        for part in plain(item.text).split("\n"):
            said += textwrap.wrap(part, 72)
        said.append("")
    known["layout"]["labels"] += ["Föredragande:"]
    return Layout(NAME, "\n".join(said).encode(), known)
