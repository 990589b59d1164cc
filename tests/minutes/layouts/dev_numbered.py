"""Plain text in Windows-1252 with CRLF: a numbered list, names turned round, ticks as x, wrapped at 76 signs."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "dev_numbered.txt"
BODY = "Arbetsutskottet för Chefsnätverk äldre"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordföranden hälsar välkommen och går igenom dagens program."),
    Item("2", "Dagordning", "<d>Dagordningen godkänns.</d>"),
    Item("3", "Föregående minnesanteckningar", "<d>Anteckningarna från mötet den 12 mars läggs till handlingarna.</d>"),
    Item("4", "Trygg hemgång", """
        Modellen prövas i Mora och Orsa sedan i höstas. Tiden på sjukhus har blivit kortare med i snitt två dygn.
        Arbetsterapeuterna ser behov av fler korttidshjälpmedel. <a who="Birgit Lönnå" due="till mötet i juni">Birgit Lönnå
        återkommer med kostnader till mötet i juni.</a>""", ("Birgit Lönnå",)),
    Item("5", "Läkemedelsgenomgångar", """
        Vårdcentralerna hinner inte med alla boenden. Diskussion om turordning. Gruppen är överens om att börja med dem
        som har fler än tio läkemedel. <d><a who="Region Dalarna">Beslutades att Region Dalarna tar fram en gemensam rutin.</a></d>
        <a who="Region Dalarna">Region Dalarna skickar rutinen på remiss till kommunerna.</a>""", ("Iris Hök", "Östen Fläckt")),
    Item("6", "Välfärdsteknik", """
        <f k="project" sek="800000">Projektet har fått 800 000 kr från Vinnova.</f> Upphandling av nattillsyn pågår.
        <r s="planned" by="Regionstyrelsen">Regionstyrelsen väntas besluta i augusti.</r>""", ("Iris Hök",)),
    Item("7", "Rapport från samverkansgruppen för demens", """
        Gruppen har haft ett möte. <r s="taken" by="Gruppen">Gruppen har beslutat att ta fram ett informationsblad.</r>"""),
    Item("8", "Sammanträdesdatum hösten", """
        <dt v="2024-08-29" what="Sammanträdesdatum hösten">29/8</dt>, <dt v="2024-10-10" what="Sammanträdesdatum
        hösten">10/10</dt> och <dt v="2024-12-05" what="Sammanträdesdatum hösten">5/12</dt>"""),
    Item("9", "Övriga frågor", "Inga."),
    Item("10", "Mötet avslutas", "Ordföranden tackar och önskar trevlig valborg."),
)  # fmt: skip


def member(line: str, name: str, organisation: str, role: str = "ledamot") -> dict[str, object]:
    there = line.startswith("x ")
    return person(line, name, organisation, list="Ledamöter", role=role, body=BODY,
                  status="present" if there else "not_marked")  # fmt: skip


PEOPLE = (
    member("x Grahn Torgny, Falu kommun", "Torgny Grahn", "Falu kommun", "ordförande"),
    member("x Lönnå Birgit, Mora kommun", "Birgit Lönnå", "Mora kommun"),
    member("Murarfors Kjell, Orsa kommun", "Kjell Murarfors", "Orsa kommun"),
    member("x Hök Iris, Region Dalarna", "Iris Hök", "Region Dalarna"),
    member("x Fläckt Östen, Region Dalarna", "Östen Fläckt", "Region Dalarna"),
    member("Ullberg Magda, Rättviks kommun", "Magda Ullberg", "Rättviks kommun"),
)


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = (
        "Onsdagen den 24 april 2024 kl 13-15",
        "Lokal: Stadshuset, Falun",
        "Ordförande: Torgny Grahn",
        "Sekreterare: Solbritt Ask",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2024-04-24", start="13:00",
        end="15:00", place="Stadshuset, Falun", mode="in_person", chair="Torgny Grahn", secretary="Solbritt Ask",
        labels=("Närvaro", "Ledamöter:"), after="x = närvarande",
        welcome="Ordföranden hälsar välkommen och går igenom dagens program.",
    )  # fmt: skip
    said = [title, "", *lines, ""]
    for item in ITEMS:
        head = f"{item.number}. {item.title}" + (
            f" - {', '.join(item.presenters)}" if item.presenters else ""
        )
        said += [
            head,
            *(line for part in plain(item.text).split("\n") for line in textwrap.wrap(part, 76)),
            "",
        ]
    said += ["Närvaro", "", "Ledamöter:", *(str(row["line"]) for row in PEOPLE), "", "x = närvarande"]
    return Layout(NAME, "\r\n".join(said).encode("cp1252"), known)
