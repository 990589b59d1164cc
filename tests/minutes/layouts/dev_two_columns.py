"""Word, two columns Dagordning│Delpunkter; people with titles first; a long point goes on below the table."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "dev_two_columns.docx"
ITEMS = (
    Item("1", "Inledning", "Ordförande hälsar alla välkomna till Karlstad."),
    Item("2", "Dagordning och föregående minnesanteckningar", """
        <d>Dagordningen godkändes med tillägg av en övrig fråga om lokaler.</d>

        <d>Minnesanteckningarna från 4 november lades till handlingarna.</d>"""),
    Item("3", "Årshjul 2025", """
        <att n="årshjulet">Årshjulet bifogas kallelsen.</att>

        Nya datum:

        - <dt v="2025-04-10" what="Nätverksdag för fältarbetare" place="Säffle">Nätverksdag för fältarbetare 10/4, Säffle</dt>
        - <dt v="2025-10-23" what="Föräldraforum" tent="1">Föräldraforum 23/10 (preliminärt)</dt>"""),
    Item("4", "Skolnärvaro", """
        <att n="ppt">Se bifogad ppt</att>

        Åsa visar siffror från nio kommuner. Frånvaron i årskurs 8 har ökat tre år i rad, mest i skolor där elevhälsan
        saknar kurator. <f k="grant">Länsstyrelsen har beviljat utvecklingsmedel för två års kartläggning.</f>

        <b>Reflektioner:</b>

        <c p="Arvika"><i>Arvika:</i> Har samlat skola och socialtjänst i ett team sedan hösten, hinner möta eleverna
        tidigare än förr.</c>

        <c p="Kristinehamn"><i>Kristinehamn:</i> Saknar gemensamma rutiner. Vill gärna låna Arvikas mall.</c>

        <c p="Region Värmland"><i>Region Värmland:</i> Första linjen har korta köer i dag och kan ta emot fler.</c>

        <b>Beslut:</b> <d>Gruppen ställer sig bakom förslaget om ett gemensamt närvaroteam.</d>

        <a who="Åsa Lindvert" due="senast den 14 februari">Åsa Lindvert skickar ut en förfrågan senast den 14 februari.</a>
        """, ("Åsa Lindvert",)),
    Item("5", "Överenskommelsen om placerade barn", """
        <f k="agreement">Överenskommelsen gäller till och med 2026 och har förlängts en gång.</f> Tre
        kommuner vill ändra texten om hälsoundersökningar.

        <a who="Rut" due="till nästa möte">Rut tar fram ett förslag till ändrad text till nästa möte.</a>""",
         ("Rut Eneström", "Malte Frödin")),
    Item("6", "Laget runt", """
        <c p="Hagfors"><b>Hagfors:</b> Ny chef för individ och familj från mars.</c>

        <c p="Sunne"><b>Sunne:</b> Öppnar familjecentral i vår. Rekryterar en förebyggande socialsekreterare.</c>

        <c p="Länsstyrelsen"><b>Länsstyrelsen:</b> Kartlägger våldsförebyggande insatser i länet.
        <a who="Länsstyrelsen" due="i maj">Återkommer med resultatet i maj.</a></c>"""),
    Item("7", "Övriga frågor", """
        Lokaler: möten hålls i fortsättningen på Residenset. <a who="Malte">Malte bokar salen.</a>"""),
    Item("8", "Punkter till länsdelsgrupperna", """
        - <h to="länsdelsgrupperna">Frågan om skolnärvaro</h>
        - <h to="länsdelsgrupperna">Mallen från Arvika</h>"""),
    Item("9", "Mötet avslutas", "Sten tackade för ett bra samtal."),
)  # fmt: skip
AFTER = """
    <b>Till kommande möten</b>

    - <ft>Barn som anhöriga</ft>
    - <ft>Uppföljning av familjecentralerna</ft>

    <b>Mötestider 2025</b>

    - <dt v="2025-03-13" what="Länsgrupp barn och unga" s="09:00" e="12:00">Torsdag 13 mars kl. 9.00-12.00</dt>
    - <dt v="2025-05-22" what="Länsgrupp barn och unga" s="13:00" e="16:00" place="Digitalt">Torsdag 22 maj kl. 13.00-16.00, Digitalt</dt>
    """
PEOPLE = (
    person("Sten Ahrling, välfärdsdirektör Region Värmland, ordförande", "Sten Ahrling", "Region Värmland",
           title="välfärdsdirektör", list="Deltagare", role="ordförande"),
    person("Malte Frödin, socialchef Kristinehamns kommun", "Malte Frödin", "Kristinehamns kommun",
           title="socialchef", list="Deltagare", role="deltagare"),
    person("Gun-Britt Sköld, skolchef Arvika kommun", "Gun-Britt Sköld", "Arvika kommun", title="skolchef",
           list="Deltagare", role="deltagare"),
    person("Ebba von Rosen Hage, förvaltningschef Sunne kommun", "Ebba von Rosen Hage", "Sunne kommun",
           title="förvaltningschef", list="Deltagare", role="deltagare"),
    person("Rut Eneström, samordnare Länsstyrelsen Värmland", "Rut Eneström", "Länsstyrelsen Värmland",
           title="samordnare", list="Deltagare", role="deltagare"),
    person("Love Tegnér, utvecklingsledare, sekreterare", "Love Tegnér", title="utvecklingsledare",
           list="Deltagare", role="sekreterare"),
    person("Åsa Lindvert, punkt 4", "Åsa Lindvert", list="Gäster", role="gäst", items=["4"]),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Länsgrupp barn och unga"
    lines = ("När: Måndagen den 20 januari 2025 kl 13.00 – 15.30", "Var: Residenset, Karlstad")
    known = truth(
        NAME, ITEMS, after=AFTER, title=title, header_lines=lines, attendance=PEOPLE,
        labels=("Deltagare:", "Gäster:", "Dagordning", "Delpunkter"), bodies=["Länsgrupp barn och unga"],
        date="2025-01-20", start="13:00", end="15:30", place="Residenset, Karlstad", mode="in_person",
        chair="Sten Ahrling", secretary="Love Tegnér", welcome="Ordförande hälsar alla välkomna till Karlstad.",
    )  # fmt: skip

    def fill(document: Any) -> None:
        document.add_heading(title, 1)
        for line in lines:
            document.add_paragraph(line)
        for heading, role in (("Deltagare:", "Deltagare"), ("Gäster:", "Gäster")):
            document.add_paragraph().add_run(heading).bold = True
            for row in PEOPLE:
                if row["list"] == role:
                    document.add_paragraph(row["line"])
        _table(document, ITEMS[:4], head=True)
        into_word(document, ITEMS[3].text.split("<b>Beslut")[1].join(("<b>Beslut", "")))
        _table(document, ITEMS[4:])
        into_word(document, AFTER)

    return Layout(NAME, word(fill), known)


def _table(document: Any, items: tuple[Item, ...], *, head: bool = False) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    if head:
        for cell, text in zip(table.add_row().cells, ("Dagordning", "Delpunkter"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
    for item in items:
        left, right = table.add_row().cells
        said = f"<b>{item.number}. {item.title}</b>"
        if item.presenters:
            said += f" – {', '.join(item.presenters)}"
        runs_into(left.paragraphs[0], inline(said))
        into_word(right, item.text.split("<b>Beslut")[0])
