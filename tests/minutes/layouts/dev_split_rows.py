"""PDF: Punkt│Anteckning with rows that go on over pages, the head repeated; a table Ordinarie│Ersättare│Organisation last."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, pdf

NAME = "dev_split_rows.pdf"
BODY = "Chefsgrupp äldre Södra Lappland"
LONG = """
    Hemtjänsten i inlandet har svårt att hitta vikarier till sommaren. Restiderna äter upp en tredjedel av arbetsdagen, och
    bilarna räcker inte till när två turer krockar. I Dorotea har en grupp prövat att dela dagen i två pass.

    Utfallet är gott för personalen, men brukarna möter fler ansikten än förr. Anhöriga har hört av sig och undrar vem de ska
    ringa. Gruppen ser att kontaktpersonen behöver bli tydligare.

    <c p="Vilhelmina"><b>Vilhelmina:</b> Har samlat all nattpersonal på ett ställe. Sjukfrånvaron har sjunkit.</c>

    <c p="Åsele"><b>Åsele:</b> Vill pröva samma sak men saknar en lämplig lokal. Har bett fastighetsbolaget om hjälp.</c>

    <c p="Storuman"><b>Storuman:</b> Hyr in sjuksköterskor till en hög kostnad och söker en gemensam lösning.</c>

    <c p="Sorsele"><b>Sorsele:</b> Har fullt på boendet för första gången på tio år.</c>

    <c p="Regionen"><b>Regionen:</b> Distriktssköterskorna kan ta fler hembesök om kommunerna planerar tillsammans.</c>

    Samtalet handlade också om digitala besök. De fungerar för medicin på morgonen, men inte för den som hör dåligt. Täckningen är
    svag längs väg 90 och norr om Saxnäs. Flera vill att länet talar samlat med nätägaren i stället för var för sig.

    <b>Beslut:</b> <d>Gruppen ställer sig bakom en gemensam pool för sjuksköterskor i inlandet.</d>

    <a who="Inga-Lill Sörlin" due="innan mars är slut">Inga-Lill Sörlin räknar på kostnaden innan mars är slut.</a>
    <a who="Kommunerna" due="vecka 14">Kommunerna anmäler sitt behov vecka 14.</a>"""
ITEMS = (
    Item("1", "Inledning", "Inga-Lill hälsar alla välkomna. <d>Dagordningen godkänns.</d>"),
    Item("2", "Uppföljning av tidigare beslut", """
        Av fyra uppdrag är tre klara. Kvar är lathunden om hjälpmedel. <a who="Sixten Byström" due="till nästa möte">Sixten Byström
        gör klart lathunden till nästa möte.</a>"""),
    Item("3", "Bemanning i glesbygd", LONG, ("Inga-Lill Sörlin", "Sixten Byström")),
    Item("4", "Trygghetslarm", """
        <f k="agreement">Avtalet med leverantören går ut i oktober.</f> Storuman leder upphandlingen åt alla.

        <d>Gruppen godkänner tidplanen för upphandlingen.</d>

        <b>Inspel:</b>

        <in>Larmen måste fungera utan fast telefon.</in>

        <in>Batterierna ska räcka ett år.</in>""", ("Ellen Grundström",)),
    Item("5", "Stimulansmedel", """
        <f k="grant" sek="3400000">Socialstyrelsen betalar ut 3,4 miljoner till kommunerna i gruppen.</f> <a due="i februari nästa år">Återrapportering sker i
        februari nästa år.</a>

        <r s="planned" by="Länsdelsgruppen">Länsdelsgruppen väntas besluta om fördelningen i april.</r>"""),
    Item("6", "Till arbetsutskottet", """
        - <h to="arbetsutskottet">Täckningen längs väg 90</h>
        - <h to="arbetsutskottet">Gemensam introduktion av vikarier</h>"""),
    Item("7", "Avslutning", "Inga-Lill tackar för mötet."),
)  # fmt: skip
ROWS = (
    ("Inga-Lill Sörlin", "Maud Nordfjell", "Vilhelmina kommun"),
    ("Sixten Byström", "Lars-Ivar Dahlgren", "Dorotea kommun"),
    ("Ellen Grundström", "–", "Storumans kommun"),
)
HEAD = ("Ordinarie", "Ersättare", "Organisation")


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = (
        "Datum och tid: 11 mars 2026, klockan 8.30 till 11.45",
        "Mötesform: Digitalt via Teams",
        "Ordförande: Inga-Lill Sörlin",
    )
    people = []
    for first, second, party in ROWS:
        role = "ordförande" if first.startswith("Inga") else "ledamot"
        people.append(person(f"{first} {party}", first, party, list="Ordinarie", role=role, body=BODY))
        if second != "–":
            people.append(person(second, second, party, list="Ersättare", role="ersättare", body=BODY))
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people, labels=("Punkt", "Anteckning", "Närvarande", *HEAD),
        bodies=[BODY], date="2026-03-11", start="08:30", end="11:45", place="Teams", mode="digital", chair="Inga-Lill Sörlin", welcome="Inga-Lill hälsar alla välkomna.",
    )  # fmt: skip
    said = f"<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in lines)
    said += "<table class=t><thead><tr><th>Punkt</th><th>Anteckning</th></tr></thead>"
    for item in ITEMS:
        who = f"<br><i>{', '.join(item.presenters)}</i>" if item.presenters else ""
        said += f"<tr><td class=n><b>{item.number}. {item.title}</b>{who}</td><td>{html(item.text)}</td></tr>"
    said += (
        "</table><h2>Närvarande</h2><table class=t><tr>"
        + "".join(f"<th>{one}</th>" for one in HEAD)
        + "</tr>"
    )
    said += "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    css = ".t td, .t th { border: 0.5pt solid } .n { width: 45mm } h1 { font-size: 15pt } @page { @bottom-center { content: counter(page) } }"
    return Layout(NAME, pdf(f"{said}</table>", css), known, "Punkt Anteckning")
