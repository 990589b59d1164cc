"""PDF, § paragraphs of a political council with att-satser; header and page number on each page."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "dev_paragraphs.pdf"
BODY = "Samverkansrådet för trygghet och hälsa"
ITEMS = (
    Item("1", "Mötets öppnande", "Ordföranden Gerd Öhrn öppnar mötet."),
    Item("2", "Val av justerare", "<d>Rådet utser Tor Wästfelt att justera anteckningarna.</d>"),
    Item("3", "Fastställande av dagordning", "<d>Dagordningen fastställs enligt utsänt förslag.</d>"),
    Item("4", "Drogvaneundersökningen 2025", """
        Utredare Marita Skånberg redovisar svaren från 2 340 elever i årskurs 9. Svarsfrekvensen var 81 procent.
        Färre elever uppger att de röker, men fler snusar. <f k="survey">Undersökningen görs nästa gång 2027.</f>

        Rådet samtalar om hur resultaten kan användas i skolornas eget arbete.

        <b>Beslut</b>

        Rådet beslutar

        <d>att ställa sig bakom de tre prioriteringar som presenterats, samt</d>

        <d>att rapporten räcker som underlag för länets plan.</d>"""),
    Item("5", "Ansökningar om föreningsbidrag", """
        Elva föreningar har sökt medel. <f k="fund" sek="450000">Det finns 450 000 kronor att fördela.</f>

        <b>Beslut</b>

        Rådet beslutar

        <d>att fördela medlen enligt tjänstepersonernas förslag.</d>"""),
    Item("6", "Trygghetsvandringar under hösten", """
        Kommunerna genomförde vandringar i maj förra året. <a who="Polisen" due="före midsommar">Polisen föreslår platser före
        midsommar.</a> <a who="Botilda Hamrin" due="senast den 30 augusti">Botilda Hamrin sammanställer en gemensam
        tidplan senast den 30 augusti.</a>

        <b>Beslut</b>

        <d>Informationen läggs till handlingarna.</d>"""),
    Item("7", "Rapporter", """
        Från hälso- och sjukvårdsnämnden: <r s="taken" by="hälso- och sjukvårdsnämnden">Nämnden har antagit en plan för
        ungdomsmottagningarna.</r> Från lokala BRÅ: inget nytt."""),
    Item("8", "Nästa möte", """
        Nästa möte hålls <dt v="2025-09-11" what="Samverkansrådet för trygghet och hälsa" s="13:30"
        place="Skara">torsdagen den 11 september 2025 kl. 13.30 i Skara</dt>."""),
    Item("9", "Mötets avslutande", "Ordföranden tackar för visat intresse och förklarar mötet avslutat."),
)  # fmt: skip


def member(name: str, party: str, list: str = "Ledamöter", **more: str | None) -> dict[str, object]:
    line = f"{name}, {party}" if name else f"Vakant, {party}"
    role = more.pop("role", None) or {"Ledamöter": "ledamot", "Ersättare": "ersättare"}.get(list, "övrig")
    return person(line, name or None, party, list=list, role=role, body=BODY, **more)  # type: ignore[arg-type]


PEOPLE = (
    member("Gerd Öhrn", "Falköpings kommun", role="ordförande"),
    member("Tor Wästfelt", "Skara kommun"),
    member("Allan Bjurström", "Götene kommun"),
    member("", "Essunga kommun", status="vacant"),
    member("Wivi-Anne Lager", "Västra Götalandsregionen"),
    member("Ronja Mård", "Lidköpings kommun", "Ersättare"),
    member("Ivan Petrović Ek", "Vara kommun", "Ersättare"),
    person("Marita Skånberg, utredare, § 4", "Marita Skånberg", title="utredare", list="Övriga", role="övrig", items=["4"]),
    person("Botilda Hamrin, folkhälsostrateg, sekreterare", "Botilda Hamrin", title="folkhälsostrateg", list="Övriga",
           role="sekreterare"),
)  # fmt: skip


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("Tid: 2025-05-15 kl. 13:30–16:00", "Plats: Kommunhuset i Falköping, rum Ållebergs")
    end = ("Justerat av: Gerd Öhrn, Tor Wästfelt 2025-05-27",)
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2025-05-15",
        labels=("Ledamöter", "Ersättare", "Övriga"), start="13:30", end="16:00", mode="in_person",
        place="Kommunhuset i Falköping, rum Ållebergs", chair="Gerd Öhrn", secretary="Botilda Hamrin",
        approval={"approvers": ["Gerd Öhrn", "Tor Wästfelt"], "date": "2025-05-27"}, after=end[0],
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    for heading in ("Ledamöter", "Ersättare", "Övriga"):
        rows = [escape(str(row["line"])) for row in PEOPLE if row["list"] == heading]
        said += f"<h2>{heading}</h2><p>{'<br>'.join(rows)}</p>"
    for item in ITEMS:
        said += f"<h2>§ {item.number} {item.title}</h2>{html(item.text)}"
    said += f"<p style='margin-top: 20mm'>{end[0]}</p>"
    css = (
        "@page { @top-left { content: 'Skaraborgs samverkan'; font: 9pt S } @top-right { content: 'Diarienr 25/118'; font: 9pt S }"
        " @bottom-right { content: 'Sida ' counter(page) ' (' counter(pages) ')'; font: 9pt S } } h1 { font-size: 16pt } h2 { font-size: 12pt }"
    )
    return Layout(NAME, pdf(said, css), known, "Skaraborgs samverkan Diarienr 25/118 Sida")
