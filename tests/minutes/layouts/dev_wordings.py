"""Markdown with bold numbers; decisions and actions told in running text in many words, people as bullets in two lists."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import markdown

NAME = "dev_wordings.md"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordföranden Ragnhild Töyrä öppnar mötet."),
    Item("2", "Val av sekreterare och justerare", """
        <d>Rådet utser Joar Blixt till sekreterare.</d> <d>Till justerare väljs Wenche Gran.</d>"""),
    Item("3", "Dagordning", "<d>Dagordningen antogs med ett tillägg.</d>"),
    Item("4", "Samordnad vårdplanering", """
        Planeringsmötena tar i snitt 50 minuter. Tekniken strular ofta. <d>Rådet enades om att pröva kortare möten.</d>
        <a who="Wenche Gran">Wenche Gran ringer leverantören.</a> <a who="Joar" due="före påsk">Joar mejlar ut en ny lathund före
        påsk.</a>""", ("Wenche Gran",)),
    Item("5", "Boende för äldre med psykisk sjukdom", """
        Två alternativ har utretts. Kostnaden skiljer sig med en tredjedel.

        <d>Ärendet bordläggs.</d>

        <a who="Kommunerna" due="den 15 april">Kommunerna ombeds lämna sina platsbehov den 15 april.</a>""", ("Folke Ytterman",)),
    Item("6", "Ungas delaktighet", """
        Ungdomsfullmäktige har lämnat elva förslag. <d>Förslaget om en ungdomsdag tillstyrks.</d> <d>Övriga förslag avslås.</d>

        <a who="Folke Ytterman" due="till sommaren">Folke Ytterman får i uppdrag att planera dagen till sommaren.</a>"""),
    Item("7", "Rapport från presidiet", """
        <r s="taken" by="Presidiet">Presidiet har enats om att föreslå en gemensam budget.</r> <r s="planned"
        by="kommunstyrelserna">Förslaget avgörs i kommunstyrelserna under våren.</r>"""),
    Item("8", "Skrivelse från pensionärerna", """
        <d>Skrivelsen överlämnas till socialnämnden i Haparanda.</d> <a who="Sekreteraren">Sekreteraren tackar för brevet.</a>"""),
    Item("9", "Statistik", """
        <a who="Regionen" due="varje kvartal">Regionen redovisar väntetiderna varje kvartal.</a> <d>Rapporten noteras.</d>"""),
    Item("10", "Mötet avslutas", "Ordföranden tackar för intresset."),
)  # fmt: skip
PEOPLE = tuple(
    person(line, name, party, list=list, role=role, status=status, body="Länssamrådet i norr")
    for line, name, party, list, role, status in (
        (
            "Ragnhild Töyrä, Haparanda stad, ordförande",
            "Ragnhild Töyrä",
            "Haparanda stad",
            "Ledamöter",
            "ordförande",
            "present",
        ),
        (
            "Wenche Gran, Övertorneå kommun",
            "Wenche Gran",
            "Övertorneå kommun",
            "Ledamöter",
            "ledamot",
            "present",
        ),
        ("~~Alarik Simu, Kalix kommun~~", "Alarik Simu", "Kalix kommun", "Ledamöter", "ledamot", "apology"),
        (
            "Folke Ytterman, Region Norrbotten",
            "Folke Ytterman",
            "Region Norrbotten",
            "Ledamöter",
            "ledamot",
            "present",
        ),
        (
            "Joar Blixt, Region Norrbotten, sekreterare",
            "Joar Blixt",
            "Region Norrbotten",
            "Ersättare",
            "sekreterare",
            "present",
        ),
    )
)


def make() -> Layout:
    title = "Minnesanteckningar Länssamrådet i norr"
    lines = ("**Tid:** tisdagen den 3 mars 2026 kl. 9.00–12.00", "**Plats:** Stadshuset i Haparanda")
    known = truth(
        NAME, ITEMS, title=title, header_lines=[line.replace("*", "") for line in lines], attendance=PEOPLE,
        bodies=["Länssamrådet i norr"], date="2026-03-03", start="09:00", end="12:00", place="Stadshuset i Haparanda",
        mode="in_person", chair="Ragnhild Töyrä", secretary="Joar Blixt", labels=("Ledamöter", "Ersättare"),
    )  # fmt: skip
    said = [f"# {title}", *lines]
    for heading in ("Ledamöter", "Ersättare"):
        said += [f"## {heading}", "\n".join(f"* {row['line']}" for row in PEOPLE if row["list"] == heading)]
    for item in ITEMS:
        who = f" – {item.presenters[0]}" if item.presenters else ""
        said += [f"**{item.number}. {item.title}{who}**", markdown(item.text)]
    return Layout(NAME, "\n\n".join(said).encode(), known)
