"""Text as sent in an e-mail: numbers with a bracket, people on one line, arrows before actions."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "dev_running.txt"
ITEMS = (
    Item("1", "Läget i verksamheterna", """
        <c p="Mölndal">Mölndal: Har anställt en samordnare för våld i nära relationer.</c>

        <c p="Partille">Partille: Flyttar ungdomsmottagningen i oktober.</c>

        <c p="Härryda">Härryda: Inget nytt.</c>"""),
    Item("2", "Gemensam utbildning", """
        Intresset är stort, 60 anmälda. Lokalen rymmer 45.

        → <a who="Siv">Siv letar större lokal</a>

        → <a who="Dagmar" due="till fredag">Dagmar uppdaterar inbjudan till fredag</a>"""),
    Item("3", "Remissvar om ny hälsolag", """
        Utkastet gicks igenom. <d>Vi beslutade att skicka in svaret efter en sista korrektur.</d>

        → <a who="Olle" due="senast 1 december">Olle läser korrektur senast 1 december</a>"""),
    Item("4", "Nästa gång", '<dt v="2025-12-15" what="Nästa gång" s="08:30">måndag 15 december kl 8.30</dt> hos Partille.'),
)  # fmt: skip
PEOPLE = (
    person("Siv Ljung (Mölndals stad)", "Siv Ljung", "Mölndals stad", list="Närvarande", role="deltagare"),
    person("Olle Hav (Partille kommun)", "Olle Hav", "Partille kommun", list="Närvarande", role="deltagare"),
    person("Dagmar Sten (Härryda kommun, antecknar)", "Dagmar Sten", "Härryda kommun", list="Närvarande", role="sekreterare"),
    person("Kim Wass (Västra Götalandsregionen)", "Kim Wass", "Västra Götalandsregionen", list="Frånvarande", role="deltagare",
           status="absent"),
)  # fmt: skip


def make() -> Layout:
    title = "Anteckningar nätverk folkhälsa Göteborgsregionen, måndag 17 november 2025 kl 8.30-10"
    known = truth(
        NAME, ITEMS, title=title, attendance=PEOPLE, bodies=["nätverk folkhälsa Göteborgsregionen"], date="2025-11-17",
        start="08:30", end="10:00", labels=("Närvarande:", "Frånvarande:"), secretary="Dagmar Sten",
    )  # fmt: skip
    said = [title, ""]
    for heading in ("Närvarande", "Frånvarande"):
        said.append(f"{heading}: " + ", ".join(str(row["line"]) for row in PEOPLE if row["list"] == heading))
    for item in ITEMS:
        said += ["", f"{item.number}) {item.title}", plain(item.text)]
    return Layout(NAME, "\n".join(said).encode(), known)
