"""Markdown with § 2026/14, "Föredragande:" on a line of its own, people in run-on lines, a table of money, Beslut last."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "held_years.md"
BODY = "Samrådsorganet för folkhälsa i Halland"
ITEMS = (
    Item("2026/14", "Sammanträdet öppnas", "Ordföranden Annika Ferm förklarar sammanträdet öppnat."),
    Item("2026/15", "Val av protokolljusterare", "**Beslut:** <d>Samrådet väljer Göran Tholin att jämte ordföranden justera protokollet.</d>".replace("**Beslut:**", "<b>Beslut:</b>")),
    Item("2026/16", "Hälsofrämjande skola", """
        Modellen har nått 38 skolor. Rektorerna beskriver lugnare raster och bättre närvaro. Fyra skolor har hoppat av på
        grund av lärarbrist.

        <f k="strategy">Den regionala planen för skolhälsa gäller till 2030.</f>

        <b>Beslut:</b> <d>Samrådet ställer sig bakom en fortsättning i två år.</d>""", ("Pia Wessman", "Rolf Angel")),
    Item("2026/17", "Fördelning av bidrag till civilsamhället", """
        Förening | Sökt | Förslag
        Laholms brottarklubb | 90 000 | 60 000
        Kultur för äldre i Hylte | 45 000 | 45 000
        Varbergs nattvandrare | 30 000 | 0

        <f k="fund" sek="105000">Sammanlagt föreslås 105 000 kronor.</f>

        <b>Beslut:</b> <d>Samrådet fastställer fördelningen enligt förslaget.</d>

        <a who="Kansliet" due="inom två veckor">Kansliet meddelar föreningarna inom två veckor.</a>""", ("Pia Wessman",)),
    Item("2026/18", "Remiss: regional cykelplan", """
        <c p="Kungsbacka">Kungsbacka: saknar vägen till Onsala.</c>

        <c p="Falkenberg">Falkenberg: ser positivt på förslaget.</c>

        <b>Beslut:</b> <d>Samrådet avstår från att yttra sig gemensamt.</d>

        <a who="Varje kommun" due="senast den 29 maj">Varje kommun svarar för sig senast den 29 maj.</a>"""),
    Item("2026/19", "Meddelanden", """
        - <r s="taken" by="Regionstyrelsen">Regionstyrelsen har utsett en ny folkhälsodirektör.</r>
        - <f k="organisation">Folkhälsoenheten flyttar till staben för hållbarhet den 1 september.</f>"""),
    Item("2026/20", "Sammanträdet avslutas", "Ordföranden tackar för dagens sammanträde."),
)  # fmt: skip
LISTS = {
    "Närvarande ledamöter": (
        ("Annika Ferm, Halmstads kommun, ordförande", "Annika Ferm", "Halmstads kommun", "ordförande"),
        ("Göran Tholin, Falkenbergs kommun", "Göran Tholin", "Falkenbergs kommun", "ledamot"),
        ("Mirja Laine, Kungsbacka kommun", "Mirja Laine", "Kungsbacka kommun", "ledamot"),
        ("Sten-Åke Borg, Region Halland", "Sten-Åke Borg", "Region Halland", "ledamot"),
    ),
    "Närvarande ersättare": (("Edvard Nyhlén, Hylte kommun", "Edvard Nyhlén", "Hylte kommun", "ersättare"),),
    "Frånvarande ledamöter": (
        ("Carola Ziegler, Laholms kommun", "Carola Ziegler", "Laholms kommun", "ledamot"),
    ),
    "Tjänstepersoner": (
        ("Pia Wessman, folkhälsostrateg", "Pia Wessman", None, "övrig"),
        ("Rolf Angel, utvecklingsledare", "Rolf Angel", None, "övrig"),
        ("Tyra Kullander, sekreterare", "Tyra Kullander", None, "sekreterare"),
    ),
}


def make() -> Layout:
    title = f"Protokoll {BODY} 2026-04-16"
    lines = ("Tid: 09.30–11.55", "Plats: Länsmansgården, Halmstad")
    people = []
    for heading, rows in LISTS.items():
        for line, name, party, role in rows:
            work = line.split(", ")[1] if party is None and role == "övrig" else None
            people.append(person(line, name, party, title=work, list=heading, role=role,
                                 body=None if heading == "Tjänstepersoner" else BODY,
                                 status="absent" if heading.startswith("Frånvarande") else "present"))  # fmt: skip
    end = "Justerat av: Annika Ferm, Göran Tholin, 2026-04-23"
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=people,
        labels=(*(f"{one}:" for one in LISTS), *["Föredragande:"] * 2), bodies=[BODY], date="2026-04-16", start="09:30",
        end="11:55", place="Länsmansgården, Halmstad", mode="in_person", chair="Annika Ferm", secretary="Tyra Kullander",
        approval={"approvers": ["Annika Ferm", "Göran Tholin"], "date": "2026-04-23"}, after=end,
    )  # fmt: skip
    said = [f"# {title}", *lines]
    said += [f"**{heading}:** {'; '.join(row[0] for row in rows)}" for heading, rows in LISTS.items()]
    for item in ITEMS:
        said.append(f"## § {item.number} {item.title}")
        said += [f"*Föredragande: {', '.join(item.presenters)}*"] if item.presenters else []
        said.append(markdown(item.text))
    return Layout(NAME, "\n\n".join([*said, end]).encode(), known)
