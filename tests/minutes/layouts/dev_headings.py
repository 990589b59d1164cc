"""Markdown, a heading per point with Diskussion and Beslut below; an action table Vad│Vem│När; e-mail and links."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "dev_headings.md"
ITEMS = (
    Item("1", "Välkommen", "Yngve öppnade mötet och presenterade den nya projektledaren."),
    Item("2", "Minnesanteckningar från förra mötet", "<d>Godkändes utan ändringar och läggs till handlingarna.</d>"),
    Item("3", "Barnfattigdom – rapporten är klar", """
        <att n="presentation">Se bifogad presentation.</att> <f k="grant">ESF har beviljat en förlängning till sommaren.</f>

        <b>Diskussion</b>

        Rapporten visar stora skillnader mellan stadsdelar. Flera vill ha siffror per skolområde. Föreningslivet vill vara
        med tidigare i arbetet.

        <b>Beslut</b>

        <d>Rapporten godkänns i sin helhet.</d>

        <d>Styrgruppen ställer sig bakom de fem rekommendationerna.</d>""", ("Fanny Klint",)),
    Item("4", "Sommarlovsaktiviteter", """
        <b>Diskussion</b>

        - Sölvesborg ordnar läger för årskurs 4–6
        - Olofström söker medel hos Arvsfonden
        - RF-SISU kan låna ut utrustning

        Kontakt: <ct area="Sommarlovsaktiviteter">Melker Dahlqvist</ct>, <l u="mailto:melker@exempel.se">melker@exempel.se</l>""", ("Melker Dahlqvist, RF-SISU Blekinge",)),
    Item("5", "Uppföljning av överenskommelsen", """
        <f k="agreement">Överenskommelsen för en jämlik hälsa följs upp vartannat år.</f> Mallen finns på
        <l u="https://samverkan.exempel.se/mall">samverkanssidan</l>.

        <b>Beslut</b>

        <d>Uppföljningen skjuts till hösten.</d>"""),
    Item("6", "Åtgärdslista", """
        Vad | Vem | När
        <a who="Fanny" due="1 mars">Publicera rapporten</a> | Fanny | 1 mars
        <a who="Melker" due="vecka 10">Bjuda in föreningarna</a> | Melker | vecka 10
        <a who="Alla" due="15 april">Lämna siffror per skolområde</a> | Alla | 15 april"""),
    Item("7", "Kommande möten", """
        - <dt v="2026-03-26" what="Kommande möten" s="10:00" e="12:00">26 mars kl 10–12</dt>
        - <dt v="2026-05-28" what="Kommande möten" s="10:00" e="12:00">28 maj kl 10–12</dt>"""),
    Item("8", "Avslutning", "Yngve tackar för idag."),
)  # fmt: skip
PEOPLE = (
    person("Yngve Sparr, folkhälsochef, Region Blekinge – ordförande", "Yngve Sparr", "Region Blekinge",
           title="folkhälsochef", list="Deltagare", role="ordförande"),
    person("Fanny Klint, processledare, Region Blekinge – sekreterare", "Fanny Klint", "Region Blekinge",
           title="processledare", list="Deltagare", role="sekreterare"),
    person("Orvar Stål, kommunchef, Olofströms kommun", "Orvar Stål", "Olofströms kommun", title="kommunchef",
           list="Deltagare", role="deltagare"),
    person("Nadja El Amrani, enhetschef, Karlshamns kommun (digitalt)", "Nadja El Amrani", "Karlshamns kommun",
           title="enhetschef", list="Deltagare", role="deltagare", mode="digital"),
    person("Viola Packert, Sölvesborgs kommun", "Viola Packert", "Sölvesborgs kommun", list="Deltagare", role="deltagare"),
    person("Melker Dahlqvist, RF-SISU Blekinge, punkt 4", "Melker Dahlqvist", "RF-SISU Blekinge", list="Gäster", role="gäst",
           items=["4"]),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar styrgrupp social hållbarhet"
    lines = ("Datum: 2026-02-05", "Tid: 10.00–12.00", "Plats: Ronneby Brunn, delvis digitalt")
    presented = Item("4", ITEMS[3].title, ITEMS[3].text, ("Melker Dahlqvist",))
    known = truth(
        NAME, [*ITEMS[:3], presented, *ITEMS[4:]], title=title, header_lines=lines, attendance=PEOPLE, date="2026-02-05",
        bodies=["styrgrupp social hållbarhet"], start="10:00", end="12:00", place="Ronneby Brunn", mode="hybrid",
        labels=("Deltagare", "Gäster"), chair="Yngve Sparr", secretary="Fanny Klint",
    )  # fmt: skip
    said = [f"# {title}", "\n".join(f"**{one.split(': ')[0]}:** {one.split(': ')[1]}  " for one in lines)]
    for heading in ("Deltagare", "Gäster"):
        said += [f"### {heading}", "\n".join(f"- {row['line']}" for row in PEOPLE if row["list"] == heading)]
    for item in ITEMS:
        head = f"## {item.number}. {item.title}" + (
            f" ({item.presenters[0].split(',')[0]})" if item.presenters else ""
        )
        said += [head, markdown(item.text)]
    return Layout(NAME, ("\n\n".join(said) + "\n").encode(), known)
