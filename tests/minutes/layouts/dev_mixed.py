"""Text with HTML and Markdown mixed, cells parted by tabs, a point that breaks out of its row."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html, markdown

NAME = "dev_mixed.txt"
ITEMS = (
    Item("1", "Inledning", "Ordförande hälsar alla välkomna"),
    Item("2", "Föregående minnesanteckningar", "<d>Minnesanteckningarna lades till handlingarna.</d>\n\nInga övriga frågor anmäldes."),
    Item("3", "Klimat och hälsa", """
        <a><att n="ppt">Ppt läggs på samverkansytan</att></a>

        <b>Reflektioner:</b>

        <c p="Norrtälje"><i>Norrtälje:</i> Värmeplanen prövades i juli och fungerade bra på boendena.</c>

        <c p="Nacka"><i>Nacka:</i> Saknar svalrum. Ser över lokaler till nästa sommar.</c>

        <c p="Region Stockholm"><i>Region Stockholm</i> – följer antalet besök på akuten vid värmebölja.</c>

        Viktigt att nå ensamboende.

        Bibliotek och träffpunkter kan hålla öppet längre.

        <b>Beslut:</b> <d>Värmeplanen gäller även nästa sommar.</d>

        <a who="Sune Lagerlöv" due="före jul">Sune Lagerlöv sammanställer erfarenheterna före jul.</a>"""),
    Item("4", "Spelproblem", """
        Folkhälsomyndigheten har nya siffror. <f k="survey">Undersökningen Swelogs görs igen 2026.</f>

        - Fler unga män söker hjälp
        - Skolorna vill ha material

        <a>Kontakta <l u="mailto:pia.modd@exempel.se">pia.modd@exempel.se</l> för material</a>"""),
    Item("5", "Rapporter", "", children=(
        Item(None, "Pågående ansökningar", """
            - <f k="grant" sek="2000000">Trygg uppväxt, Arvsfonden, 2 miljoner</f>
            - Nattvandring, inget besked än"""),
        Item(None, "Nationella nätverk", '<dt v="2025-11-18" what="SKR nätverksträff">SKR nätverksträff 18 november</dt>'),
    )),
    Item("6", "Mötet avslutas", "Anki tackade och avslutade mötet."),
)  # fmt: skip
AFTER = """
    <b>Till kommande möten:</b>

    - <ft>Ungas sömn</ft>
    - <ft>Tillgänglighet i simhallar</ft>

    <b>Mötestider 2025</b>

    - <dt v="2025-11-06" what="Chefsnätverk hållbarhet" s="09:00" e="12:00">Torsdag 6 november kl. 9.00-12.00</dt>
    - <dt v="2025-12-11" what="Chefsnätverk hållbarhet" s="09:00" e="12:00">Torsdag 11 december kl. 9.00-12.00</dt>
    """
PEOPLE = (
    person("Anki Björk, hållbarhetschef Norrtälje kommun, ordförande", "Anki Björk", "Norrtälje kommun", title="hållbarhetschef",
           list="Deltagare", role="ordförande"),
    person("Sune Lagerlöv, strateg Region Stockholm", "Sune Lagerlöv", "Region Stockholm", title="strateg", list="Deltagare",
           role="deltagare"),
    person("Hilma Tull, folkhälsostrateg Nacka kommun, sekreterare", "Hilma Tull", "Nacka kommun", title="folkhälsostrateg",
           list="Deltagare", role="sekreterare"),
    person("Xerxes Alm – digitalt punkt 4", "Xerxes Alm", list="Gäster", role="gäst", items=["4"], mode="digital"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar Chefsnätverk hållbarhet"
    lines = ("När: Torsdagen den 25 september 2025 kl 9.00 – 12.00", "Var: Sickla, Nacka stadshus")
    known = truth(
        NAME, ITEMS, after=AFTER, title=title, header_lines=lines, attendance=PEOPLE, bodies=["Chefsnätverk hållbarhet"],
        date="2025-09-25", start="09:00", end="12:00", place="Sickla, Nacka stadshus", mode="in_person", chair="Anki Björk",
        secretary="Hilma Tull", welcome="Ordförande hälsar alla välkomna",
        labels=("Deltagare:", "Gäster:", "Dagordning", "Delpunkter"),
    )  # fmt: skip
    said = [
        f"## {title}",
        *lines,
        "### **Deltagare:**",
        *(row["line"] for row in PEOPLE[:3]),
        "### **Gäster:**",
        PEOPLE[3]["line"],
    ]
    rows = ["Dagordning\tDelpunkter"]
    for item in (ITEMS[0], ITEMS[1]):
        rows.append(f"<b>{item.number}. {item.title}</b>\t{_flat(item)}")
    third, rest = ITEMS[2].text.split("Viktigt att nå")
    rows.append(f"<b>3. {ITEMS[2].title}</b>\t{html(third).replace(chr(10), ' ').strip()}")
    said += ["\n".join(rows), markdown("Viktigt att nå" + rest)]
    rows = [f"<p><b>4. {ITEMS[3].title}</b></p>\t{_flat(ITEMS[3])}"]
    inside = " ".join(f"<u>{child.title}</u> {_flat(child)}" for child in ITEMS[4].children)
    rows += [
        f"<p><b>5. {ITEMS[4].title}</b></p>\t{inside}",
        f"<p><b>6. {ITEMS[5].title}</b></p>\t{_flat(ITEMS[5])}",
    ]
    return Layout(
        NAME, "\n\n".join([*said, "\n".join(rows), "--\t--", markdown(AFTER)]).encode("utf-8-sig"), known
    )


def _flat(item: Item) -> str:
    return html(item.text).replace("\n", " ").strip()
