"""Text: notes as bullets in two steps and no headings; the first line says all about when and where, the second who."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_bullets.txt"
BODY = "Nätverket för integration på Gotland"
ITEMS = (
    Item(None, "Nyanländas hälsa", """
        - Hälsosamtalen når sju av tio
        - Tolkbristen är störst i tigrinja
        - <a who="Rakel" due="efter påsk">Rakel pratar med tolkförmedlingen efter påsk</a>"""),
    Item(None, "Simskola för vuxna", """
        - <f k="project">Projektet går i mål i juni</f>
        - 44 har lärt sig simma
        - <d>Beslut: vi söker pengar för ett år till</d>
        - <a who="Henning" due="senast 31 mars">Henning skriver ansökan, senast 31 mars</a>"""),
    Item(None, "Mötesplatsen i Hemse", """
        - <c p="Biblioteket">Biblioteket: har öppet två kvällar i veckan</c>
        - <c p="Svenska kyrkan">Svenska kyrkan: kan låna ut köket</c>
        - <a who="Alla">Alla tipsar om volontärer</a>"""),
    Item(None, "Nästa träff", '- <dt v="2026-04-23" what="Nästa träff" s="13:00" place="Hemse bibliotek">23 april kl 13, Hemse bibliotek</dt>'),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Med", role=role)
    for line, name, party, role in (
        ("Rakel Nyman (Region Gotland)", "Rakel Nyman", "Region Gotland", "deltagare"),
        ("Henning Botvid (RF-SISU Gotland)", "Henning Botvid", "RF-SISU Gotland", "deltagare"),
        ("Asta Klinte (Svenska kyrkan)", "Asta Klinte", "Svenska kyrkan", "deltagare"),
    )
)


def make() -> Layout:
    title = f"Anteckningar {BODY}, 12 mars 2026 kl 13-14.30 i Visby"
    known = truth(
        NAME, ITEMS, title=title, attendance=PEOPLE, labels=("Med:",), bodies=[BODY], date="2026-03-12", start="13:00",
        end="14:30", place="Visby", mode="in_person",
    )  # fmt: skip
    said = [title, "Med: " + ", ".join(str(row["line"]) for row in PEOPLE), ""]
    for item in ITEMS:
        said += [f"* {item.title}", plain(item.text, bullet="    - ")]
    return Layout(NAME, ("\n".join(said) + "\n").encode(), known)
