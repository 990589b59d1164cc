"""Word without a date: names turned round and not, point titles with the presenter first, an action table at the end."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import into_word, word

NAME = "held_no_date.docx"
ITEMS = (
    Item("1", "Inledning", "Kort presentation av alla."),
    Item("2", "Föregående anteckningar", "<d>Läggs till handlingarna.</d>"),
    Item("3", "Digital tillsyn", """
        <att n="ppt">Ppt bifogas.</att> Sju kommuner har upphandlat tillsammans. Tekniken fungerar men larmvägen är otydlig på natten.

        <d>Chefsgruppen beslutar att nattpatrullen tar emot larmen.</d>""", ("Jessika Brage",)),
    Item("4", "Färdtjänst till dagverksamhet", """
        Väntetiderna är långa i Lycksele. <a who="Börje" due="innan påsk">Börje talar med länstrafiken innan påsk.</a>""", ("Börje Hallgren",)),
    Item("5", "Hospice i inlandet", """
        Utredningen presenteras i vår. <r s="planned" by="Hälso- och sjukvårdsnämnden">Hälso- och sjukvårdsnämnden fattar beslut i
        september.</r>"""),
    Item("6", "Laget runt", """
        <c p="Dorotea">Dorotea: Öppnar en ny korttidsplats.</c>

        <c p="Vilhelmina">Vilhelmina: Rekryterar distriktssköterskor.</c>

        <c p="Regionen">Regionen: Ambulansen i Åsele flyttar.</c>"""),
    Item("7", "Att göra", """
        Uppgift | Ansvarig | Klart
        <a who="Börje" due="innan påsk">Tala med länstrafiken</a> | Börje | innan påsk
        <a who="Jessika och Thea" due="1 april">Skriva rutin för nattlarm</a> | Jessika och Thea | 1 april
        <a who="Alla" due="snarast">Anmäla deltagare till utbildningen</a> | Alla | snarast"""),
    Item("8", "Övriga frågor", "Inga övriga frågor."),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list="Närvarande", role="deltagare")
    for line, name, party in (
        ("Hallgren Börje, Lycksele kommun", "Börje Hallgren", "Lycksele kommun"),
        ("Brage Jessika, Storumans kommun", "Jessika Brage", "Storumans kommun"),
        ("Thea Lundmark, Vilhelmina kommun", "Thea Lundmark", "Vilhelmina kommun"),
        ("Öhman Karl-Gustav, Dorotea kommun", "Karl-Gustav Öhman", "Dorotea kommun"),
        ("Fjellström Ella, Region Västerbotten", "Ella Fjellström", "Region Västerbotten"),
    )
)


def make() -> Layout:
    known = truth(
        NAME, ITEMS, title="Minnesanteckningar chefsgrupp äldre i inlandet", attendance=PEOPLE,
        bodies=["chefsgrupp äldre i inlandet"], labels=("Närvarande:",),
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(known["document"]["title"], 1)
        for item in ITEMS:
            who = f"{', '.join(item.presenters)} – " if item.presenters else ""
            document.add_paragraph().add_run(f"{item.number}. {who}{item.title}").bold = True
            into_word(document, item.text)
        document.add_paragraph("Närvarande:")
        for row in PEOPLE:
            document.add_paragraph(str(row["line"]))

    return Layout(NAME, word(fill), known)
