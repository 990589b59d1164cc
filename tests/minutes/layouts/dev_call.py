"""Markdown as notes of a call: facts first, subjects as headings without numbers, bullets, tasks with boxes at the end."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "dev_call.md"
BODY = "Processgrupp demens Västernorrland"
ITEMS = (
    Item(None, "Uppstart", "- Mona gick laget runt, två nya i gruppen\n- Föregående anteckningar: <d>inga ändringar, godkänns</d>"),
    Item(None, "Läget i kommunerna", """
        - <c p="Sundsvall">Sundsvall: har anställt två demenssjuksköterskor</c>
        - <c p="Timrå">Timrå: pausar dagverksamheten under sommaren</c>
        - <c p="Kramfors">Kramfors: bygger om boendet, klart till jul</c>"""),
    Item(None, "Vårdförloppet kognitiv svikt", """
        - Hälften av vårdcentralerna följer förloppet
        - Utredningarna tar för lång tid, ofta beroende på väntan på röntgen
        - <d>Gruppen beslutade att mäta ledtiderna under hösten</d>
        - <a who="Arvid" due="före sommaren">Arvid tar fram ett sätt att mäta före sommaren</a>""", ("Arvid Norlin",)),
    Item(None, "Utbildning", """
        - <f k="fund" sek="600000">600 000 kr finns kvar av årets pengar</f>
        - Webbutbildningen fungerar dåligt i mobilen
        - <d>Vi köper in den fysiska utbildningen i år igen</d>
        - Nästa tillfälle <dt v="2026-10-07" what="Nästa tillfälle" place="Härnösand">7 oktober, Härnösand</dt>"""),
    Item(None, "Uppgifter", """
        - [ ] <a who="Mona" due="senast fredag">Mona: skicka inbjudan till anhörigföreningen, senast fredag</a>
        - [ ] <a who="Selma" due="15 april">Selma: samla in siffror från dagverksamheterna, 15 april</a>
        - [x] <a who="Arvid">Arvid: lägga upp presentationen i Teams</a>"""),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Deltagare", role=role)
    for line, name, party, role in (
        ("Mona Öberg (Region Västernorrland)", "Mona Öberg", "Region Västernorrland", "deltagare"),
        ("Arvid Norlin (Region Västernorrland)", "Arvid Norlin", "Region Västernorrland", "deltagare"),
        ("Selma Duri (Sundsvalls kommun)", "Selma Duri", "Sundsvalls kommun", "deltagare"),
        ("Gun Edling (Timrå kommun)", "Gun Edling", "Timrå kommun", "deltagare"),
        ("Olof Strinne (Kramfors kommun)", "Olof Strinne", "Kramfors kommun", "deltagare"),
    )
)


def make() -> Layout:
    title = f"Mötesanteckningar {BODY}"
    lines = ("Mötesdatum: 26 mars 2026, 09:00–10:15", "Plats: Teams", "Antecknare: Selma Duri")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=[{**row, "role": "sekreterare"} if row["name"] == "Selma Duri"
        else row for row in PEOPLE], labels=("Deltagare",), bodies=[BODY], date="2026-03-26", start="09:00", end="10:15",
        place="Teams", mode="digital", secretary="Selma Duri",
    )  # fmt: skip
    said = [f"# {title}", "\n".join(f"- **{one.split(': ')[0]}:** {one.split(': ')[1]}" for one in lines), "## Deltagare",
            "\n".join(f"- {row['line']}" for row in PEOPLE)]  # fmt: skip
    for item in ITEMS:
        who = f" – {item.presenters[0]}" if item.presenters else ""
        said += [f"## {item.title}{who}", markdown(item.text)]
    return Layout(NAME, ("\n\n".join(said) + "\n").encode(), known)
