"""Plain text without date or people: columns by tabs, 8 a and 8 b, a point without title, one printed on two lines."""

from tests.minutes.layouts.describing import Item, Layout, truth
from tests.minutes.layouts.writing import plain

NAME = "dev_no_date.txt"
ITEMS = (
    Item("1", "Inledning", "Genomgång av dagordningen."),
    Item("2", "Föregående minnesanteckningar", "<d>Läggs till handlingarna.</d>"),
    Item("3", "Laget runt", """
        <c p="Umeå">Umeå: Nytt kvarter med trapphusvärdar.</c>

        <c p="Vännäs">Vännäs: Flyttar ungdomens hus till biblioteket.</c>

        <c p="Länsstyrelsen">Länsstyrelsen: Utlyser medel mot hedersförtryck i april.</c>""", ("alla",)),
    Item("4", "Friskvård för föräldralediga", """
        <att n="ppt">Se ppt.</att> Pilot i två kommuner. <a who="Marit" due="vecka 5-7">Marit återkommer vecka 5-7.</a>""", ("Marit",)),
    Item("5", "Tillgång till simhallar och gym under sommarhalvåret", "Frågan är väckt av pensionärsrådet."),
    Item("6", "Folkhälsodata", """
        <f k="survey">24 000, varav 2 000 i varje kommun</f> får enkäten i mars."""),
    Item("7", "Beslut om fördelning av medel", """
        <f k="fund" sek="1000000">ca 1 miljon</f> finns kvar.

        <d>Chefsgruppen beslutar i enlighet med förslag.</d>"""),
    Item("8", "Nära vård", "", children=(
        Item("a", "Färdplanen", "Åtta områden. Beslut: <d>Färdplanen skickas åter för beredning.</d>"),
        Item("b", "Egenvård", "Underlaget är sent. <a who='Regionen' due='i februari'>Regionen skickar ut det i februari.</a>"),
    )),
    Item("9", "Övriga frågor", "–"),
)  # fmt: skip


def make() -> Layout:
    known = truth(NAME, ITEMS, labels=("Dagordning", "Delpunkter"))
    said = ["Dagordning\tDelpunkter"]
    for item in ITEMS:
        who = {"3": " - alla", "4": " – Marit"}.get(str(item.number), "")
        if item.number == "5":
            said += [f"5. Tillgång till simhallar och gym\t{plain(item.text)}", "under sommarhalvåret\t"]
            continue
        said.append(f"{item.number}. {item.title}{who}\t" + "\n\t".join(plain(item.text).split("\n")))
        said += [
            f"{item.number} {child.number}. {child.title}\t{plain(child.text)}" for child in item.children
        ]
    return Layout(NAME, ("\n".join(said) + "\n").encode(), known)
