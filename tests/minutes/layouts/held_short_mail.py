"""Plain text in Windows-1252 as a short mail: points after dashes with a colon, who was there in one sentence."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_short_mail.txt"
ITEMS = (
    Item("1", "Föregående möte", "<d>Anteckningarna godkändes utan ändringar.</d>"),
    Item("2", "Ungdomsmottagningen på nätet", """
        Besöken har ökat med en tredjedel sedan starten. Ungdomar i glesbygd använder den mest.

        <a who="Måns" due="senast den 3 juni">Måns skickar statistiken till alla senast den 3 juni.</a>"""),
    Item("3", "Ansökan om utvecklingsmedel", """
        <f k="fund" sek="450000">Kostnaden beräknas till 450 000 kronor.</f>

        <d>Gruppen beslutade att lämna in ansökan.</d> <a who="Ritva">Ritva ansvarar för att ansökan skickas in.</a>"""),
    Item("4", "Höstens temadag", """
        Förslag på innehåll: <in>skärmtid och sömn.</in>

        <a who="Alla" due="till nästa möte">Alla funderar på föreläsare till nästa möte.</a>"""),
    Item("5", "Nästa möte", '<dt v="2026-08-27" what="Nästa möte" s="13:00" e="15:00" place="Kramfors">27 augusti 2026 kl. 13-15 i Kramfors</dt>.'),
)  # fmt: skip
PEOPLE = (
    person("Ritva Salmi (Kramfors kommun, ordförande)", "Ritva Salmi", "Kramfors kommun", list="Närvarande", role="ordförande"),
    person("Måns Ekedal (Region Västernorrland, sekreterare)", "Måns Ekedal", "Region Västernorrland", list="Närvarande",
           role="sekreterare"),
    person("Berit Öst (Ånge kommun)", "Berit Öst", "Ånge kommun", list="Närvarande", role="deltagare"),
    person("Folke Nyman (Timrå kommun)", "Folke Nyman", "Timrå kommun", list="Förhinder", role="deltagare", status="apology"),
)  # fmt: skip


def make() -> Layout:
    title = "Anteckningar från arbetsgruppen unga och hälsa"
    line = "Torsdag 7 maj 2026 kl 13-15, Härnösand"
    known = truth(
        NAME, ITEMS, title=title, header_lines=[line], attendance=PEOPLE, labels=("Närvarande:", "Förhinder:"),
        bodies=["arbetsgruppen unga och hälsa"], date="2026-05-07", start="13:00", end="15:00", place="Härnösand",
        mode="in_person", chair="Ritva Salmi", secretary="Måns Ekedal",
    )  # fmt: skip
    said = [title, line, ""]
    for heading in ("Närvarande", "Förhinder"):
        said.append(f"{heading}: " + ", ".join(str(row["line"]) for row in PEOPLE if row["list"] == heading))
    for item in ITEMS:
        said += ["", f"{item.number}. {item.title}:", plain(item.text)]
    return Layout(NAME, "\r\n".join("\n".join(said).split("\n")).encode("cp1252"), known)
