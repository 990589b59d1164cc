"""HTML: Dagordning│Delpunkter with a table of figures inside a point, struck people, a reported decision."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, html_runs

NAME = "dev_survey_table.html"
BODY = "Lokala folkhälsorådet i Kinda"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordföranden hälsar välkommen."),
    Item("2", "Val av justerare", "<d>Gerd Malmros valdes.</d>"),
    Item("3", "Enkäten i skolan", """
        <att n="ppt">Se ppt.</att>

        Skola | Antal elever | Svar

        Bergskolan | 120 | 98

        Åskolan | 85 | 61

        Svarsfrekvensen är lägre än förra gången.

        <a who="Rektorerna" due="före påsklovet">Rektorerna påminner klasserna före påsklovet.</a>""".replace("\n\n        Bergskolan", "\n        Bergskolan").replace("\n\n        Åskolan", "\n        Åskolan"),
         ("Iris Tallgren",)),
    Item("4", "Rapport från andra organ", """
        <r s="taken" by="Kommunstyrelsen">Kommunstyrelsen har antagit en ny idrottspolitisk plan.</r>

        <f k="organisation">Socialnämnden och skolnämnden slås ihop vid årsskiftet.</f>"""),
    Item("5", "Trygghetsvandringar", """
        Tre vandringar genomfördes i höst. Belysningen vid stationen är sämst.

        Beslut: <d>Rådet föreslår att belysningen byts ut under året.</d>

        <a who="Gerd">Gerd tar upp frågan med tekniska kontoret.</a>""", ("Gerd",)),
    Item("6", "Mötet avslutas", ""),
)  # fmt: skip
PEOPLE = (
    person("Bodil Kronvall, Kinda kommun", "Bodil Kronvall", "Kinda kommun", list="Ledamöter", role="ledamot", body=BODY),
    person("Gerd Malmros, Region Östergötland", "Gerd Malmros", "Region Östergötland", list="Ledamöter", role="ledamot", body=BODY),
    person("~~Stellan Frid, Kinda kommun~~", "Stellan Frid", "Kinda kommun", list="Ledamöter", role="ledamot", body=BODY,
           status="apology"),
    person("Iris Tallgren, Kinda kommun", "Iris Tallgren", "Kinda kommun", list="Övriga", role="övrig"),
)  # fmt: skip


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}, 18 februari 2026"
    lines = ("Tid: kl 15.00-17.00", "Plats: Kommunhuset i Kisa", "Ordförande: Bodil Kronvall")
    people = [{**row, "role": "ordförande"} if row["name"] == "Bodil Kronvall" else row for row in PEOPLE]
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people,
        labels=("Dagordning", "Delpunkter", "Ledamöter", "Övriga"), bodies=[BODY], date="2026-02-18", start="15:00", end="17:00",
        place="Kommunhuset i Kisa", mode="in_person", chair="Bodil Kronvall", welcome="Ordföranden hälsar välkommen.",
    )  # fmt: skip
    said = "<!doctype html>\n<html lang='sv'><meta charset='utf-8'><body>" + f"<h2>{title}</h2>"
    said += "".join(f"<p>{line}</p>" for line in lines)
    said += "<table border='1'><tr><th>Dagordning</th><th>Delpunkter</th></tr>"
    for item in ITEMS:
        by = f"<br><i>{', '.join(item.presenters)}</i>" if item.presenters else ""
        head = html_runs(item.head.blocks[0].runs)
        said += f"<tr><td>{item.number}. {head}{by}</td><td>{html(item.text) if item.text else ''}</td></tr>"
    said += "</table>"
    for heading in ("Ledamöter", "Övriga"):
        said += f"<h3>{heading}</h3><ul>"
        for row in PEOPLE:
            if row["list"] == heading:
                line = str(row["line"])
                bare = line.strip("~")
                said += f"<li><s>{bare}</s></li>" if bare != line else f"<li>{line}</li>"
        said += "</ul>"
    return Layout(NAME, (said + "</body></html>").encode(), known)
