"""Plain text: numbers without full stop, what is asked for after "Att göra", people last with the family name first."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_turned_names.txt"
BODY = "Samverkansgrupp äldre i Sjuhärad"
ITEMS = (
    Item("1", "Inledning", "Ordföranden öppnade mötet."),
    Item("2", "Dagordning och föregående minnesanteckningar",
         "<d>Dagordningen godkändes.</d> <d>Föregående anteckningar lades till handlingarna.</d>"),
    Item("3", "Fallprevention – vad gör vi gemensamt?", """
        <att n="ppt">Se ppt.</att> Under veckan i oktober nåddes 900 personer. Flera apotek vill vara med nästa gång.

        Att göra

        - <a who="Petra">Petra tar fram ett gemensamt material</a>
        - <a who="Kommunerna" due="senast 15 maj">Kommunerna anmäler en kontakt senast 15 maj</a>"""),
    Item("4", "Trygg hemgång", """
        Bollebygd har prövat i ett år. Åtta av tio klarar sig utan extra besök efter två veckor.

        <d>Beslutades att sprida arbetssättet till samtliga kommuner.</d>"""),
    Item("5", "Laget runt", """
        <c p="Ulricehamn">Ulricehamn: Nytt boende öppnar i höst.</c>

        <c p="Tranemo">Tranemo: Rekryterar en demenssjuksköterska.</c>

        <c p="Svenljunga">Svenljunga: Har infört digital tillsyn nattetid.</c>"""),
    Item("6", "Övriga frågor", "Inga frågor finns."),
    Item("7", "Mötet avslutas", "Ordföranden tackar för visat intresse."),
)  # fmt: skip
PEOPLE = tuple(
    person(f"{turned}, {organisation}", name, organisation, list="Deltagare", role="deltagare")
    for turned, name, organisation in (
        ("Brunnmark Petra", "Petra Brunnmark", "Borås Stad"),
        ("Kvistgård Ulla-Britt", "Ulla-Britt Kvistgård", "Ulricehamns kommun"),
        ("Odelius Jonatan", "Jonatan Odelius", "Tranemo kommun"),
        ("Sjövall Maria", "Maria Sjövall", "Svenljunga kommun"),
        ("Tengroth Anders", "Anders Tengroth", "Bollebygds kommun"),
    )
)


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("Datum: 13 mars 2026, fredag kl. 9.00 – 11.30", "Plats: Digitalt via Teams")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Deltagare:",), bodies=[BODY],
        date="2026-03-13", start="09:00", end="11:30", place="Digitalt via Teams", mode="digital",
    )  # fmt: skip
    said = [title, "", *lines]
    for item in ITEMS:
        said += ["", f"{item.number} {item.title}", plain(item.text)]
    said += ["", "Deltagare:", *(str(row["line"]) for row in PEOPLE)]
    return Layout(NAME, "\n".join(said).encode(), known)
