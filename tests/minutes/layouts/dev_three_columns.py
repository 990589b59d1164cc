"""HTML, three columns Nr│Ärende│Beslut/ansvarig; people as one sentence; a sub-point 5 a and 5 b."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "dev_three_columns.html"
ROWS = (
    (Item("1", "Mötet öppnas", "Kerstin hälsar välkommen."), ""),
    (Item("2", "Föregående anteckningar", "Inga synpunkter."), "<d>Läggs till handlingarna.</d>"),
    (Item("3", "Suicidprevention – lägesbild", """
        <f k="strategy">Handlingsplanen sträcker sig till 2028.</f> Utbildningen har nått 412 personer. Skolorna efterfrågar
        fler tillfällen på kvällstid.

        Se länk: <l u="https://www.exempel.se/suicidprevention/lagesbild">https://www.exempel.se/suicidprevention/lagesbild</l>"""),
     "<a who='Jokum' due='2026-03-02'>Jokum bjuder in till två kvällstillfällen 2026-03-02.</a>"),
    (Item("4", "Gemensam anhörigvecka", "Vecka 41 föreslås. Fyra kommuner har redan bokat lokaler."),
     "<d>Veckan genomförs enligt förslag.</d>\n\n<a who='Alla' due='före sportlovet'>Alla meddelar kontaktperson före sportlovet.</a>"),
    (Item("5", "Medel 2026", "", children=(
        Item("a", "Psykisk hälsa", """<f k="fund" sek="1200000">Länet får 1,2 miljoner.</f> Hälften går till kommunerna
            efter invånarantal."""),
        Item("b", "Nära vård", "Beskedet dröjer till våren."),
    )), "<d>Fördelningen av medlen för psykisk hälsa godkänns.</d>"),
    (Item("6", "Samsjuklighet", """
        Ann-Sofi beskriver hur Söderhamn arbetar med ett gemensamt team. Förslag: <in>pröva teamet i två kommuner till.</in>
        """, ("Ann-Sofi Hedman",)), "<d>Gruppen ställer sig positiv till försöket.</d>"),
    (Item("7", "Övriga frågor", "Inga övriga frågor."), ""),
    (Item("8", "Nästa möte", '<dt v="2026-03-19" what="Länsledning välfärd" s="09:00" e="11:30" place="Teams">19 mars 2026 kl 9–11.30, Teams</dt>'), ""),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, organisation, list="Närvarande", role=role, status=status)
    for line, name, organisation, role, status in (
        ("Kerstin Vallmo, Gävle kommun (ordf)", "Kerstin Vallmo", "Gävle kommun", "ordförande", "present"),
        (
            "Jokum Rydell, Region Gävleborg (sekr)",
            "Jokum Rydell",
            "Region Gävleborg",
            "sekreterare",
            "present",
        ),
        (
            "Ann-Sofi Hedman, Söderhamns kommun",
            "Ann-Sofi Hedman",
            "Söderhamns kommun",
            "deltagare",
            "present",
        ),
        ("Per-Åke Noring, Bollnäs kommun", "Per-Åke Noring", "Bollnäs kommun", "deltagare", "present"),
        ("Zahra Lindahl, Ovanåkers kommun", "Zahra Lindahl", "Ovanåkers kommun", "deltagare", "present"),
    )
) + tuple(
    person(line, name, organisation, list="Anmält förhinder", role="deltagare", status="apology")
    for line, name, organisation in (
        ("Hugo Bred, Nordanstigs kommun", "Hugo Bred", "Nordanstigs kommun"),
        ("Sigrid Alm-Torv, Ockelbo kommun", "Sigrid Alm-Torv", "Ockelbo kommun"),
    )
)


def _with_last(item: Item, last: str) -> Item:
    """The third column's words end the item's text; those of a headed item go to the parent."""
    text = "\n\n".join(part for part in (item.text, last) if part.strip())
    return Item(item.number, item.title, text, item.presenters, item.children)


def make() -> Layout:
    title = "Minnesanteckningar Länsledning välfärd Gävleborg"
    line = "4 december 2025 kl. 9.00–11.30, Teams"
    known = truth(
        NAME, [_with_last(*row) for row in ROWS], title=title, header_lines=[line], attendance=PEOPLE,
        labels=("Närvarande:", "Anmält förhinder:", "Nr", "Ärende", "Beslut/ansvarig"), date="2025-12-04", start="09:00",
        end="11:30", place="Teams", mode="digital", bodies=["Länsledning välfärd Gävleborg"], chair="Kerstin Vallmo",
        secretary="Jokum Rydell", welcome="Kerstin hälsar välkommen.",
    )  # fmt: skip
    said = f"<!doctype html>\n<html lang='sv'><head><meta charset='utf-8'></head><body>\n<h1>{title}</h1>\n<p>{line}</p>\n"
    for heading in ("Närvarande", "Anmält förhinder"):
        said += (
            f"<p><b>{heading}:</b> "
            + "; ".join(row["line"] for row in PEOPLE if row["list"] == heading)
            + "</p>\n"
        )
    said += "<table>\n<tr><th>Nr</th><th>Ärende</th><th>Beslut/ansvarig</th></tr>\n"
    for item, last in ROWS:
        head = f"<strong>{item.title}</strong>" + (f" ({item.presenters[0]})" if item.presenters else "")
        said += (
            f"<tr><td>{item.number}</td><td>{head}<br>\n{html(item.text)}</td><td>{html(last)}</td></tr>\n"
        )
        for child in item.children:
            said += f"<tr><td>{item.number} {child.number}</td><td><strong>{child.title}</strong><br>{html(child.text)}</td><td></td></tr>\n"
    return Layout(NAME, (said + "</table>\n</body></html>\n").encode(), known)
