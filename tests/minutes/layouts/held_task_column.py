"""HTML, kommun-style: Beslutande, Ej närvarande, Övriga närvarande; Ärende│Anteckning│Åtgärd, tasks as "Mona bokar lokal (15/4)"."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "held_task_column.html"
BODY = "Lokala brottsförebyggande rådet i Ystad"
ROWS = (
    (Item("1", "Öppnande", "Ordförande Stellan Broms öppnar mötet och hälsar polisområdets nya chef välkommen."), ""),
    (Item("2", "Lägesbild", """
        Anmälda inbrott har minskat med en fjärdedel. Unga uppger att de känner sig otrygga vid stationen.

        - Polisen: fler fotpatruller på fredagar
        - Räddningstjänsten: färre bränder i containrar""", ("Majken Rönnholm",)),
     "<a who='Majken' due='3/4'>Majken delar siffrorna med skolorna (3/4)</a>"),
    (Item("3", "Medborgarlöfte 2026", """
        Förslaget har varit på remiss. Tre svar har kommit in.

        <d>Rådet antar medborgarlöftet.</d>""", ("Stellan Broms",)),
     "<a who='Polisen och kommunen' due='den 5 maj'>Polisen och kommunen undertecknar löftet den 5 maj</a>"),
    (Item("4", "Kameror vid resecentrum", """
        <f k="fund" sek="750000">Kamerorna kostar 750 000 kronor att köpa in.</f> Tillstånd söks hos Integritetsskyddsmyndigheten.

        <d>Frågan bordläggs till hösten.</d>"""), ""),
    (Item("5", "Nattvandring", """
        Föräldrarna i Köpingebro har gått sedan januari. Västarna är slut.

        <c p="Svenska kyrkan">Svenska kyrkan: ställer upp med kaffe och värme.</c>

        <c p="Ystads IF">Ystads IF: kan ta två kvällar i månaden.</c>"""),
     "<a who='Conny' due='senast 10 april'>Conny beställer västar senast 10 april</a>\n\n<a who='Alla'>Alla sprider schemat</a>"),
    (Item("6", "Övriga frågor", "<r s='taken' by='Kommunstyrelsen'>Kommunstyrelsen har sagt ja till en trygghetssamordnare.</r>"), ""),
    (Item("7", "Nästa möte", "<dt v='2026-05-21' what='Nästa möte' s='13:00' e='15:00'>21 maj kl. 13–15</dt>, lokal meddelas senare."), ""),
)  # fmt: skip


def _row(
    line: str, name: str, party: str | None, list: str, role: str, title: str | None = None, **more: str
) -> dict[str, object]:
    return person(line, name, party, list=list, role=role, title=title, body=BODY, **more)  # type: ignore[arg-type]


PEOPLE = (
    _row("Stellan Broms, kommunalråd, ordförande", "Stellan Broms", None, "Beslutande", "ordförande", "kommunalråd"),
    _row("Majken Rönnholm, Polisen, vice ordförande", "Majken Rönnholm", "Polisen", "Beslutande", "vice ordförande"),
    _row("Conny Sahlén, fritidschef, Ystads kommun", "Conny Sahlén", "Ystads kommun", "Beslutande", "ledamot", "fritidschef"),
    _row("Dilan Aksoy, Räddningstjänsten", "Dilan Aksoy", "Räddningstjänsten", "Beslutande", "ledamot"),
    _row("Fredrika Lund, Österlenhem", "Fredrika Lund", "Österlenhem", "Ej närvarande", "ledamot", status="absent"),
    person("Hillevi Stråhle, säkerhetssamordnare, sekreterare", "Hillevi Stråhle", title="säkerhetssamordnare",
           list="Övriga närvarande", role="sekreterare"),
    person("Noel Palm, praktikant", "Noel Palm", title="praktikant", list="Övriga närvarande", role="övrig"),
)  # fmt: skip
LISTS = ("Beslutande", "Ej närvarande", "Övriga närvarande")


def make() -> Layout:
    title = f"Minnesanteckningar från möte med {BODY}"
    pairs = (("Sammanträdesdatum", "2026-03-17"), ("Tid", "13.00-14.50"), ("Plats", "Gamla rådhuset, sal B"))
    items = [Item(one.number, one.title, "\n\n".join(part for part in (one.text, last) if part.strip()), one.presenters)
             for one, last in ROWS]  # fmt: skip
    known = truth(
        NAME, items, title=title, header_lines=[f"{key} {value}" for key, value in pairs], attendance=PEOPLE,
        labels=(*LISTS, "Nr", "Ärende", "Anteckning", "Åtgärd"), bodies=[BODY], date="2026-03-17", start="13:00", end="14:50",
        place="Gamla rådhuset, sal B", mode="in_person", chair="Stellan Broms", secretary="Hillevi Stråhle",
    )  # fmt: skip
    said = f"<html lang='sv'><body><h1>{title}</h1><table>"
    said += "".join(f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in pairs)
    for heading in LISTS:
        rows = "<br>".join(str(row["line"]) for row in PEOPLE if row["list"] == heading)
        said += f"<tr><th>{heading}</th><td>{rows}</td></tr>"
    said += "</table><table><tr><th>Nr</th><th>Ärende</th><th>Anteckning</th><th>Åtgärd</th></tr>"
    for item, last in ROWS:
        who = f"<br>{', '.join(item.presenters)}" if item.presenters else ""
        said += f"<tr><td>{item.number}</td><td><b>{item.title}</b>{who}</td><td>{html(item.text)}</td><td>{html(last)}</td></tr>"
    return Layout(NAME, f"{said}</table></body></html>".encode(), known)
