"""HTML, two bodies in one meeting; people in tables with marks, one struck; numbered headings; a chair who hands over."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "dev_held_joint.html"
FIRST, SECOND = "Beredningen för folkhälsa", "Beredningen för social välfärd"
ITEMS = (
    Item("1", "Mötets öppnande", "Ordförande Elna Gagnef förklarar mötet öppnat."),
    Item("2", "Val av justerare", "<d>Beredningarna väljer Halvar Ströberg till justerare.</d>"),
    Item("3", "Dagordning", "<d>Dagordningen fastställs.</d>"),
    Item("4", "Förebyggande hembesök", """
        <ch>Halvar Ströberg</ch> tog över som ordförande.

        Sjuksköterskorna i Pajala har besökt 190 personer över åttio år. Fler fallrisker än väntat hittades i badrum och
        farstukvistar. Gällivare överväger samma modell.

        Anteckningar från besöken finns som <att n="bilaga">bilaga</att>.

        <d>Beredningarna beslutar att rekommendera modellen till länets kommuner.</d>""", ("Aila Niemi", "Torvald Berg")),
    Item("5", "Medborgarnas frågor", """
        En skrivelse om glest mellan bussarna har kommit in. <d>Skrivelsen lämnas över till kollektivtrafikmyndigheten.</d>
        <a who="Sekreteraren">Sekreteraren svarar avsändaren.</a>"""),
    Item("6", "Medel för våldsförebyggande arbete", """
        <f k="grant" sek="900000">900 000 kronor från Länsstyrelsen.</f> <r s="taken" by="Kommunstyrelsen i Boden">Kommunstyrelsen i
        Boden har beslutat att avstå.</r>

        <d>Medlen fördelas lika mellan de kommuner som har ansökt.</d>""", ("Torvald Berg",)),
    Item("7", "Information", "", children=(
        Item("a", "Ungdomsråd", "Ungdomsrådet i Kiruna har fått nya ledamöter."),
        Item("b", "Kulturpass", "Passet provas i Älvsbyn. <a who='Aila Niemi' due='till hösten'>Aila Niemi redovisar resultatet till hösten.</a>"),
    )),
    Item("8", "Mötets avslutande", "Halvar Ströberg tackar och avslutar."),
)  # fmt: skip


def member(name: str | None, party: str, body: str, mark: str, **more: str) -> dict[str, object]:
    line = f"{mark} {name or 'Vakant'} {party}".strip()
    status = {"✓": "present", "~~": "apology"}.get(mark, "vacant" if not name else "not_marked")
    if mark == "~~":
        line = f"~~{name} {party}~~"
    return person(
        line, name, party, list="Ledamöter", role=more.get("role", "ledamot"), body=body, status=status
    )


PEOPLE = (
    member("Elna Gagnef", "Piteå kommun", FIRST, "✓", role="ordförande"),
    member("Sivert Larsmark", "Gällivare kommun", FIRST, ""),
    member("Märta Kuhmunen", "Jokkmokks kommun", FIRST, "~~"),
    member(None, "Överkalix kommun", FIRST, ""),
    member("Halvar Ströberg", "Bodens kommun", SECOND, "✓"),
    member("Elna Gagnef", "Piteå kommun", SECOND, "✓", role="ordförande"),
    member("Nils-Anders Juuso", "Kiruna kommun", SECOND, "✓"),
    member("Inez Broberg", "Älvsbyns kommun", SECOND, ""),
)


def make() -> Layout:
    title = "Minnesanteckningar gemensamt möte Beredningen för folkhälsa och Beredningen för social välfärd"
    lines = ("Onsdag 2025-11-19, 10:00–14:30", "Regionens hus, Luleå", "Sekreterare: Sanna Forsgren")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[FIRST, SECOND], date="2025-11-19", start="10:00",
        end="14:30", place="Regionens hus, Luleå", mode="in_person", chair="Elna Gagnef", secretary="Sanna Forsgren",
        labels=("Närvarolista", FIRST, "Ledamöter", SECOND, "Ledamöter"), after="✓ närvarande\n\n<s>överstruken</s> har anmält förhinder",
    )  # fmt: skip
    said = f"<html><head><title>Anteckningar</title></head><body><h1>{title}</h1>" + "".join(
        f"<p>{line}</p>" for line in lines
    )
    for item in ITEMS:
        who = (
            f" – {' och '.join(item.presenters)}"
            if len(item.presenters) == 1
            else f" – {' / '.join(item.presenters)}"
            if item.presenters
            else ""
        )
        said += f"\n<h3>{item.number}. {item.title}{who}</h3>\n{html(item.text)}"
        said += "".join(
            f"<p><b>{child.number}) {child.title}</b></p>{html(child.text)}" for child in item.children
        )
    said += "<h2>Närvarolista</h2>"
    for body in (FIRST, SECOND):
        said += f"<h3>{body}</h3><table><caption>Ledamöter</caption>"
        for row in PEOPLE:
            if row["body"] == body:
                mark = "✓" if row["status"] == "present" else ""
                name, party = row["name"] or "Vakant", row["organisation"]
                cells = (
                    (mark, f"<s>{name}</s>", f"<s>{party}</s>")
                    if row["status"] == "apology"
                    else (mark, name, party)
                )
                said += "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        said += "</table>"
    said += "<p>✓ närvarande</p><p><s>överstruken</s> har anmält förhinder</p></body></html>"
    return Layout(NAME, said.encode(), known, "Anteckningar")
