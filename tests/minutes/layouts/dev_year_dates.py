"""Markdown: bold numbered titles, När and Var first, days and topics after the points, contact persons per part."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "dev_year_dates.md"
BODY = "Chefsgrupp hälsa Dalarna"
ITEMS = (
    Item("1", "Mötet öppnas", "Torvald hälsade alla välkomna."),
    Item("2", "Fastställande av dagordning", "<d>Dagordningen fastställdes.</d>"),
    Item("3", "Samverkansplanen", """
        Arbetsgruppen har skrivit om avsnittet om barn. Målen är färre och går att mäta.

        **Beslut:**""".replace("**Beslut:**", "<b>Beslut:</b>") + """

        <d>Planen antas med de ändringar som framkom.</d>

        <b>Till nästa möte:</b>

        - <ft>Ta fram en tidsplan</ft>
        - <ft><a who="Sigrun">Sigrun bjuder in skolcheferna</a></ft>"""),
    Item("4", "Rapport från AU", """
        AU föreslår att mötena kortas. <d>Gruppen ställer sig bakom förslaget.</d>"""),
    Item("5", "Länsdelsgrupperna", """
        Punkter till länsdelsgrupperna från dagens möte:

        - <h to="länsdelsgrupperna">Samverkansplanen</h>
        - <h to="länsdelsgrupperna">Sommarlovskortet</h>"""),
    Item("6", "Mötet avslutas", "Torvald tackade för ett bra möte."),
)  # fmt: skip
AFTER = """
<b>Till kommande möten</b>

- <ft>Äldres ensamhet</ft>
- <ft>Friluftsliv för alla</ft>

<b>Mötesdatum 2026</b>

- <dt v="2026-02-05" what="Chefsgrupp hälsa Dalarna" s="09:00" e="12:00" place="Fysiskt">Torsdag 5 februari kl. 9.00-12.00, Fysiskt</dt>
- <dt v="2026-04-16" what="Chefsgrupp hälsa Dalarna" s="13:00" e="16:00" place="Digitalt">Torsdag 16 april kl. 13.00-16.00, Digitalt</dt>

<b>Samverkansmöten</b>

- <dt v="2026-03-10" what="Samverkansmöten Mora">Mora: 10/3</dt> kontaktperson <ct area="Mora" d="2026-03-10">Gun Hallin</ct>
- <dt v="2026-03-24" what="Samverkansmöten Avesta">Avesta: 24/3</dt> kontaktperson <ct area="Avesta" d="2026-03-24">Gun Hallin</ct>
"""
PEOPLE = (
    person("Torvald Ask, kommundirektör, Leksands kommun, ordförande", "Torvald Ask", "Leksands kommun", title="kommundirektör",
           list="Deltagare", role="ordförande"),
    person("Sigrun Vinge, utvecklingsledare, Region Dalarna, sekreterare", "Sigrun Vinge", "Region Dalarna",
           title="utvecklingsledare", list="Deltagare", role="sekreterare"),
    person("Nils-Erik Hol, folkhälsochef, Mora kommun", "Nils-Erik Hol", "Mora kommun", title="folkhälsochef", list="Deltagare",
           role="deltagare"),
    person("Alma Dyr, strateg, Avesta kommun", "Alma Dyr", "Avesta kommun", title="strateg", list="Deltagare", role="deltagare"),
    person("Ismail Rask, forskare, Högskolan Dalarna, punkt 3", "Ismail Rask", "Högskolan Dalarna", title="forskare",
           list="Gäster", role="gäst", items=["3"]),
)  # fmt: skip


def make() -> Layout:
    title = f"Minnesanteckningar {BODY}"
    lines = ("När: Onsdagen den 10 december 2025 kl 13.00 – 16.00", "Var: Stadshuset i Falun")
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, labels=("Deltagare", "Gäster"), after=AFTER, bodies=[BODY],
        date="2025-12-10", start="13:00", end="16:00", place="Stadshuset i Falun", mode="in_person", chair="Torvald Ask",
        secretary="Sigrun Vinge", welcome="Torvald hälsade alla välkomna.",
    )  # fmt: skip
    said = [f"# {title}", *lines]
    for heading in ("Deltagare", "Gäster"):
        said.append(f"## {heading}")
        said.append("\n".join(f"- {row['line']}" for row in PEOPLE if row["list"] == heading))
    for item in ITEMS:
        said += [f"**{item.number}. {item.title}**", markdown(item.text)]
    said.append(markdown(AFTER))
    return Layout(NAME, "\n\n".join(said).encode(), known)
