"""Markdown with an HTML table in it: cells with lists and breaks; sections after the points; contact persons."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, markdown

NAME = "dev_held_mixed.md"
ITEMS = (
    Item("1", "Välkomna", "Ordförande öppnar mötet"),
    Item("2", "Dagordning och föregående minnesanteckningar", """
        <d>Dagordningen godkändes och föregående minnesanteckningar lades till handlingarna.</d>"""),
    Item("3", "Årshjul", """
        Årshjulet visades

        - <dt v="2026-04-22" what="Länsdialog" place="Arboga">Länsdialog 22/4, Arboga</dt>
        - <dt v="2026-09-24" end="2026-09-25" what="Folkhälsodagarna">Folkhälsodagarna 24-25 september 2026</dt>"""),
    Item("4", "Ensamma hushåll", """
        <b>Inspel:</b>

        <in>Ta med studieförbunden från början.</in>

        <in>Börja med en stadsdel i Köping.</in>

        <b>Diskussion:</b>

        <c p="Sala"><i>Sala</i>: Har en väntjänst som fungerar.</c>

        <c p="Fagersta"><i>Fagersta</i>: Hemtjänsten ser behovet men har inte tid.</c>

        <c p="Studieförbunden"><i>Studieförbunden</i>: Kan ordna matlagning i grupp.</c>

        <b>Beslut:</b>

        <d>Ett gemensamt projekt söks hos Arvsfonden.</d>

        <d>Köping är projektägare.</d>

        <b>Till nästa möte:</b>

        <a who="Köping"><ft>Köping skriver ett utkast</ft></a>

        <a who="Sala"><ft>Sala beskriver väntjänsten</ft></a>""", ("Majlis Rehn",)),
    Item("5", "Spelberoende", """
        Regionens mottagning har öppet två kvällar. Se <l u="https://www.exempel.se/spel">mottagningens sida</l>."""),
    Item("6", "Punkter till länsdelarna", """
        - <h to="länsdelarna">Projektet om ensamma hushåll</h>
        - <h to="länsdelarna">Folkhälsodagarna</h>"""),
    Item("7", "Avslut", "Ordförande avslutade mötet kl 11.45."),
)  # fmt: skip
AFTER = """
    <b>Kommande teman</b>

    - <ft>Barns rätt i samhällsplaneringen</ft>
    - <ft>Nya socialtjänstlagen</ft>

    <b>Mötestider 2026</b>

    - <dt v="2026-03-05" what="Nätverket Hälsa Västmanland" s="09:30" e="12:00">5 mars kl 9.30–12.00</dt>
    - <dt v="2026-05-07" what="Nätverket Hälsa Västmanland" tent="1">7 maj (prel.)</dt>

    <b>Samverkansmöten</b>

    <dt v="2026-03-17" what="Samverkansmöten Sala">Sala: 17/3</dt>, kontaktperson <ct area="Sala" d="2026-03-17">Majlis Rehn</ct>

    <dt v="2026-03-19" what="Samverkansmöten Köping">Köping: 19/3</dt>, kontaktperson <ct area="Köping" d="2026-03-19">Östen Pihl</ct>
    """
PEOPLE = (
    person("Carola Wiberg, hållbarhetsdirektör Region Västmanland, ordförande", "Carola Wiberg", "Region Västmanland",
           title="hållbarhetsdirektör", list="Deltagare", role="ordförande"),
    person("Majlis Rehn, folkhälsosamordnare Sala kommun", "Majlis Rehn", "Sala kommun", title="folkhälsosamordnare",
           list="Deltagare", role="deltagare"),
    person("Östen Pihl, kultur- och fritidschef Köpings kommun", "Östen Pihl", "Köpings kommun", title="kultur- och fritidschef",
           list="Deltagare", role="deltagare"),
    person("Frida Mo, verksamhetsledare ABF Västmanland", "Frida Mo", "ABF Västmanland", title="verksamhetsledare",
           list="Deltagare", role="deltagare"),
    person("Linus Ådahl, folkhälsostrateg, sekreterare", "Linus Ådahl", title="folkhälsostrateg", list="Deltagare", role="sekreterare"),
    person("Eva-Lotta Grip, punkt 5", "Eva-Lotta Grip", list="Gäster", role="gäst", items=["5"]),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Nätverket Hälsa Västmanland"
    lines = ("När: Torsdagen den 15 januari 2026 kl 9.30 – 11.45", "Var: Digitalt via Teams")
    known = truth(
        NAME, ITEMS, after=AFTER, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Nätverket Hälsa Västmanland"],
        date="2026-01-15", start="09:30", end="11:45", place="Digitalt via Teams", mode="digital", chair="Carola Wiberg",
        secretary="Linus Ådahl", labels=("Deltagare", "Gäster", "Dagordning", "Anteckningar"),
    )  # fmt: skip
    said = [f"# {title}", "  \n".join(lines)]
    for heading in ("Deltagare", "Gäster"):
        said += [f"**{heading}**", "  \n".join(str(row["line"]) for row in PEOPLE if row["list"] == heading)]
    table = "<table>\n<thead><tr><th>Dagordning</th><th>Anteckningar</th></tr></thead>\n<tbody>\n"
    for item in ITEMS:
        who = f"<br/>{item.presenters[0]}" if item.presenters else ""
        table += f"<tr><td><b>{item.number}. {item.title}</b>{who}</td><td>{html(item.text, paragraph='br')}</td></tr>\n"
    said += [f"{table}</tbody>\n</table>", markdown(AFTER)]
    return Layout(NAME, "\n\n".join(said).encode(), known)
