"""Text: a council's protocol with § and short words, present and absent in one line each, wrapped at 74 signs."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_text_protocol.txt"
BODY = "Folkhälsorådet i Oskarshamn"
ITEMS = (
    Item("21", "Öppnande", "Ordföranden öppnar sammanträdet."),
    Item("22", "Justerare", "<d>Rådet utser Ivar Blom att justera protokollet.</d>"),
    Item("23", "Rökfria miljöer", """
        Tekniska kontoret redovisar var skyltarna står. Klagomålen gäller mest lekplatserna.

        <d>Rådet beslutar att ställa sig bakom förslaget om rökfria lekplatser.</d>

        <a who="Folkhälsosamordnaren" due="senast den 1 juni">Folkhälsosamordnaren återkommer med en kostnad senast den 1
        juni.</a>"""),
    Item("24", "Ansökan från Döderhults bygdeförening", """
        <f k="fund" sek="25000">Föreningen söker 25 000 kronor till en gåslinga.</f>

        <d>Ansökan beviljas.</d>"""),
    Item("25", "Äldres psykiska hälsa", """
        Äldreombudet beskriver hur ensamheten har ökat. Träffpunkterna når inte dem som behöver dem mest.

        <d>Informationen noteras till protokollet.</d>

        <a who="Ledamöterna" due="till nästa sammanträde">Ledamöterna ombeds ta med exempel till nästa sammanträde.</a>""", ("Lisbet Grahn",)),
    Item("26", "Delgivningar", '<r s="taken" by="Kommunfullmäktige">Kommunfullmäktige har antagit en ny drogpolicy.</r>'),
    Item("27", "Avslutning", "Ordföranden tackar de närvarande."),
)  # fmt: skip


def make() -> Layout:
    title = f"Protokoll {BODY}"
    lines = ("Tid: 2026-05-07, klockan 15.00-16.30", "Plats: Stadshuset, Oskarshamn")
    rows = (
        ("Malin Ed (ordförande)", "Malin Ed", "ordförande", "Närvarande", "present"),
        ("Ivar Blom", "Ivar Blom", "deltagare", "Närvarande", "present"),
        ("Sara Nyqvist", "Sara Nyqvist", "deltagare", "Närvarande", "present"),
        ("Tord Malm (sekreterare)", "Tord Malm", "sekreterare", "Närvarande", "present"),
        ("Lena Fors", "Lena Fors", "deltagare", "Frånvarande", "absent"),
    )
    people = [
        person(line, name, None, list=list, role=role, status=status)
        for line, name, role, list, status in rows
    ]
    end = "Justerat av: Malin Ed, Ivar Blom 2026-05-15"
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people, labels=("Närvarande:", "Frånvarande:"), bodies=[BODY],
        date="2026-05-07", start="15:00", end="16:30", place="Stadshuset, Oskarshamn", mode="in_person", chair="Malin Ed",
        secretary="Tord Malm", approval={"approvers": ["Malin Ed", "Ivar Blom"], "date": "2026-05-15"}, after=end,
    )  # fmt: skip
    said = [title, "", *lines, ""]
    for heading in ("Närvarande", "Frånvarande"):
        said.append(f"{heading}: " + ", ".join(row[0] for row in rows if row[3] == heading))
    for item in ITEMS:
        who = f" - {item.presenters[0]}" if item.presenters else ""
        said += ["", f"§ {item.number} {item.title}{who}"]
        for part in plain(item.text, between="\n\n").split("\n"):
            said += textwrap.wrap(part, 74) or [""]
    return Layout(NAME, "\n".join([*said, "", end, ""]).encode(), known)
