"""PDF, ruled two columns broken over pages with words divided at line ends; bullets, party names, a footer."""

from html import escape

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "held_two_columns.pdf"
ITEMS = (
    Item("1", "Inledning och presentation", "Mötesordförande Agda Rönnow öppnar mötet. En kort runda eftersom två är nya."),
    Item("2", "Dagordning", "<d>Dagordningen fastställdes.</d> En övrig fråga anmäldes av Kävlinge."),
    Item("3", "Föregående minnesanteckningar", "<d>Minnesanteckningarna godkändes och läggs till handlingarna.</d>"),
    Item("4", "Hemlöshet bland unga vuxna", """
        <att n="presentation">Presentation bifogas.</att>

        Isidor Wall redogör för kartläggningen. Av 312 unga vuxna saknade var femte en egen adress i mer än ett halvår.
        Många bor hos bekanta och syns därför inte i socialtjänstens egna siffror. Bostadsbolagen efterfrågar en
        överenskommelse om hyresgarantier.

        <b>Synpunkter från gruppen:</b>

        <c p="Lund"><b>Lund:</b> Har en bostadssamordnare på heltid. Vill dela arbetssättet med fler.</c>

        <c p="Trelleborg"><b>Trelleborg:</b> Har fått nej från två hyresvärdar i år.</c>

        <c p="Region Skåne"><b>Region Skåne:</b> Ser sambandet med psykisk ohälsa och vill vara med i samtalet.</c>

        <b>Beslut:</b> <d>Kartläggningen överlämnas till kommundirektörerna.</d>

        <a who="Isidor" due="till den 20 november">Isidor kompletterar siffrorna för Ystad till den 20 november.</a>""", ("Isidor Wall",)),
    Item("5", "Ny samverkansöverenskommelse för barns hälsa", """
        <f k="agreement">Nuvarande överenskommelse löper ut vid årsskiftet.</f> Skrivgruppen har träffats fyra gånger och
        utkastet är på tio sidor.

        Gruppen önskar:

        - ett tydligare avsnitt om skolhälsovården
        - en bilaga om ekonomin
        - att ordet klient byts ut

        <a who="Skrivgruppen" due="i december">Skrivgruppen återkommer med ett nytt utkast i december.</a>""", ("Cajsa Thott", "Loke Ehn")),
    Item("6", "Statsbidrag 2026", """
        <f k="fund" sek="14500000">14,5 miljoner kronor</f> till länet. Villkoren är nästan desamma som förra året men
        tiden för redovisning är kortare.

        <d>Gruppen beslutar att fördela bidraget efter befolkning.</d>"""),
    Item("7", "Laget runt", """
        <c p="Kävlinge"><b>Kävlinge</b> – bygger om familjens hus, inflyttning efter sommaren.</c>

        <c p="Höör"><b>Höör</b> – ny socialchef från januari.</c>

        <c p="Länsstyrelsen"><b>Länsstyrelsen</b> – <a who="Länsstyrelsen" due="i vår">bjuder in till en kunskapsdag om äldres
        utsatthet i vår.</a></c>"""),
    Item("8", "Övriga frågor", "Kävlinge undrar över tolktaxan. <a who='Cajsa'>Cajsa kontrollerar med upphandlingen.</a>"),
    Item("9", "Avslutning", "Agda tackar alla. Nästa möte är <dt v='2025-12-04' what='Nästa möte' place='Eslöv'>den 4 december i Eslöv</dt>."),
)  # fmt: skip
PEOPLE = (
    person("Agda Rönnow, kommundirektör, Lunds kommun, ordförande", "Agda Rönnow", "Lunds kommun", title="kommundirektör",
           list="Deltagare", role="ordförande"),
    person("Isidor Wall, utredare, Region Skåne", "Isidor Wall", "Region Skåne", title="utredare", list="Deltagare", role="deltagare"),
    person("Cajsa Thott, strateg, Skånes Kommuner", "Cajsa Thott", "Skånes Kommuner", title="strateg", list="Deltagare", role="deltagare"),
    person("Loke Ehn, rektor, Höörs kommun", "Loke Ehn", "Höörs kommun", title="rektor", list="Deltagare", role="deltagare"),
    person("Pernilla Ask-Holm, socialchef, Kävlinge kommun", "Pernilla Ask-Holm", "Kävlinge kommun", title="socialchef",
           list="Deltagare", role="deltagare"),
    person("Vidar Kruse, verksamhetschef, Trelleborgs kommun", "Vidar Kruse", "Trelleborgs kommun", title="verksamhetschef",
           list="Deltagare", role="deltagare"),
    person("Tilde Munk, kanslichef, sekreterare", "Tilde Munk", title="kanslichef", list="Deltagare", role="sekreterare"),
    person("Amir Haddad, Länsstyrelsen Skåne", "Amir Haddad", "Länsstyrelsen Skåne", list="Ej närvarande", role="deltagare",
           status="absent"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar från Styrgrupp social välfärd"
    lines = ("Datum: 16 oktober 2025, torsdag kl. 13.00 – 16.00", "Plats: Stadshallen, Lund")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Styrgrupp social välfärd"], date="2025-10-16",
        start="13:00", end="16:00", place="Stadshallen, Lund", mode="in_person", chair="Agda Rönnow", secretary="Tilde Munk",
        labels=("Deltagare", "Ej närvarande", "Dagordning", "Delpunkter"),
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    for heading in ("Deltagare", "Ej närvarande"):
        said += f"<h2>{heading}</h2>" + "".join(
            f"<p class=who>{escape(str(row['line']))}</p>" for row in PEOPLE if row["list"] == heading
        )
    said += "<table><tr><th>Dagordning</th><th>Delpunkter</th></tr>"
    for item in ITEMS:
        who = f" – {', '.join(item.presenters)}" if item.presenters else ""
        said += f"<tr><td><b>{item.number}. {item.title}{who}</b></td><td>{html(item.text)}</td></tr>"
    css = (
        "html { font-size: 13pt } @page { margin: 18mm 22mm 26mm; @bottom-left { content: 'Skånesamverkan · Box 88 · 221 00 Lund · www.exempel.se'; font: 8pt S }"
        " @bottom-right { content: counter(page); font: 8pt S } } td, th { border: 0.7pt solid #444 } td:first-child { width: 34% }"
        " td p, td li { hyphens: auto; text-align: justify } .who { margin: 0 } h1 { font-size: 17pt } h2 { font-size: 12pt }"
    )
    return Layout(
        NAME, pdf(f"{said}</table>", css), known, "Skånesamverkan Box 88 221 00 Lund www.exempel.se"
    )
