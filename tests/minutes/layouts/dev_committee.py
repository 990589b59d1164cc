"""PDF: a nämnd's protocol. Beslutande and Övriga närvarande, parties in brackets, § with Beslut, Sammanfattning, Expedieras."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "dev_committee.pdf"
BODY = "Gemensamma hjälpmedelsnämnden i Kronoberg"
ITEMS = (
    Item("11", "Godkännande av dagordning", """
        <b>Beslut</b>

        <d>Nämnden godkänner dagordningen.</d>"""),
    Item("12", "Ekonomisk uppföljning efter februari", """
        <b>Beslut</b>

        <d>Nämnden beslutar att godkänna uppföljningen.</d>

        <b>Sammanfattning av ärendet</b>

        Verksamheten redovisar ett underskott som främst beror på dyrare rullstolar. Antalet förskrivningar är oförändrat.
        <f k="fund" sek="4200000">Underskottet väntas bli 4,2 miljoner kronor vid årets slut.</f>

        <b>Beslutsunderlag</b>

        Tjänsteskrivelse 2026-03-02

        <b>Expedieras till</b>

        Hjälpmedelscentralen"""),
    Item("13", "Ny rutin för återlämnade hjälpmedel", """
        <b>Beslut</b>

        Nämnden beslutar

        <d>att fastställa rutinen,</d>

        <d>att rutinen gäller från den 1 maj 2026, samt</d>

        <d>att följa upp rutinen i december.</d>

        <b>Sammanfattning av ärendet</b>

        Vart femte hjälpmedel kommer aldrig tillbaka. Rutinen gör det tydligt vem som hämtar och när.

        <a who="Verksamhetschefen" due="före den 1 maj">Verksamhetschefen får i uppdrag att informera kommunerna före den 1 maj.</a>

        <b>Yrkanden</b>

        Ulrik Boman yrkar bifall till förslaget.

        <b>Expedieras till</b>

        Samtliga medlemskommuner"""),
    Item("14", "Svar på medborgarförslag om utlåning av rollatorer", """
        <b>Beslut</b>

        <d>Nämnden avslår medborgarförslaget.</d>

        <b>Sammanfattning av ärendet</b>

        Förslagsställaren vill att bibliotek lånar ut rollatorer. Biblioteken saknar lokaler och försäkring."""),
    Item("15", "Avtalet om tekniskt stöd", """
        <b>Beslut</b>

        <d>Ärendet återremitteras.</d>

        <b>Sammanfattning av ärendet</b>

        <f k="agreement">Nuvarande avtal löper ut den 31 december 2026.</f> Två kommuner vill ha service även på kvällar.

        <a who="Förvaltningen" due="till sammanträdet i juni">Förvaltningen återkommer med en beräkning till sammanträdet i juni.</a>"""),
    Item("16", "Verksamhetschefen informerar", """
        Rekrytering av två tekniker pågår. <r s="taken" by="Regionfullmäktige">Regionfullmäktige har beslutat om nya avgifter för
        hörapparater.</r>

        <b>Beslut</b>

        <d>Nämnden lägger informationen till handlingarna.</d>""", ("Torun Ask",)),
    Item("17", "Sammanträdesdagar hösten 2026", """
        <b>Beslut</b>

        <d>Nämnden sammanträder den <dt v="2026-09-17" what="Sammanträdesdagar hösten 2026">17 september</dt> och den
        <dt v="2026-11-26" what="Sammanträdesdagar hösten 2026">26 november</dt>.</d>"""),
)  # fmt: skip


def _row(
    line: str, name: str, organisation: str | None, list: str, role: str, **more: str
) -> dict[str, object]:
    return person(line, name, organisation, list=list, role=role, body=BODY, **more)  # type: ignore[arg-type]


PEOPLE = (
    _row("Lotta Hedvall (S), Växjö kommun, ordförande", "Lotta Hedvall", "Växjö kommun", "Beslutande", "ordförande"),
    _row("Ulrik Boman (M), Region Kronoberg, vice ordförande", "Ulrik Boman", "Region Kronoberg", "Beslutande",
         "vice ordförande"),
    _row("Sonja Ahlm (C), Alvesta kommun", "Sonja Ahlm", "Alvesta kommun", "Beslutande", "ledamot"),
    _row("Egon Trast (KD), Uppvidinge kommun", "Egon Trast", "Uppvidinge kommun", "Beslutande", "ledamot"),
    _row("Maria Vånge (V), Älmhults kommun", "Maria Vånge", "Älmhults kommun", "Tjänstgörande ersättare", "ersättare"),
    _row("Bertil Roos (S), Markaryds kommun", "Bertil Roos", "Markaryds kommun", "Ej tjänstgörande ersättare", "ersättare"),
    person("Torun Ask, verksamhetschef", "Torun Ask", title="verksamhetschef", list="Övriga närvarande", role="övrig"),
    person("Kaj Lidman, ekonom, § 12", "Kaj Lidman", title="ekonom", list="Övriga närvarande", role="övrig", items=["12"]),
    person("Yvonne Graf, nämndsekreterare", "Yvonne Graf", title="nämndsekreterare", list="Övriga närvarande",
           role="sekreterare"),
)  # fmt: skip
LISTS = ("Beslutande", "Tjänstgörande ersättare", "Ej tjänstgörande ersättare", "Övriga närvarande")


def make() -> Layout:
    title = f"Protokoll {BODY}"
    lines = (
        "Plats och tid: Regionens hus i Växjö, torsdagen den 19 mars 2026 klockan 13.00–15.40",
        "Utses att justera: Sonja Ahlm",
    )
    end = "Justerat av: Lotta Hedvall, Sonja Ahlm 2026-03-26"
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=LISTS, bodies=[BODY], date="2026-03-19",
        start="13:00", end="15:40", place="Regionens hus i Växjö", mode="in_person", chair="Lotta Hedvall",
        secretary="Yvonne Graf", approval={"approvers": ["Lotta Hedvall", "Sonja Ahlm"], "date": "2026-03-26"}, after=end,
    )  # fmt: skip
    said = f"<h1>{title}</h1><p>{lines[0]}</p>"
    for heading in LISTS:
        rows = [escape(str(row["line"])) for row in PEOPLE if row["list"] == heading]
        said += f"<p><b>{heading}</b></p><p>{'<br>'.join(rows)}</p>"
    said += f"<p>{lines[1]}</p>"
    for item in ITEMS:
        said += f"<h2>§ {item.number} {item.title}{''.join(f' ({who})' for who in item.presenters)}</h2>{html(item.text)}"
    said += f"<p style='margin-top: 15mm'>{end}</p>"
    css = (
        "@page { @top-left { content: 'Region Kronoberg'; font: 9pt S } @top-center { content: 'Sammanträdesprotokoll'; font: 9pt S }"
        " @top-right { content: counter(page) ' (' counter(pages) ')'; font: 9pt S } @bottom-left { content: 'Justerandes signatur';"
        " font: 8pt S } } h1 { font-size: 15pt } h2 { font-size: 12pt; margin-top: 8mm }"
    )
    return Layout(NAME, pdf(said, css), known, "Region Kronoberg Sammanträdesprotokoll Justerandes signatur")
