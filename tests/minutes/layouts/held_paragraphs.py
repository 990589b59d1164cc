"""Plain text, § paragraphs that go on from an earlier meeting, hard line ends with divided words, lists of absent."""

import textwrap

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import plain

NAME = "held_paragraphs.txt"
BODY = "Folkhälsorådet i Kramfors"
ITEMS = (
    Item("24", "Öppnande", "Ordföranden Stellan Ödmark hälsar ledamöterna välkomna till årets sista möte."),
    Item("25", "Val av protokolljusterare", "<d>Rådet väljer Ulla-Britt Sved att jämte ordföranden justera.</d>"),
    Item("26", "Dagordningen", "<d>Rådet godkänner dagordningen.</d>"),
    Item("27", "Verksamhetsplan för det kommande året", """
        Folkhälsosamordnare Mirja Kaikkonen föredrar förslaget. Planen har tre målområden och bygger på den regionala
        överenskommelsen för en god och jämlik hälsa.

        Yrkanden

        Vega Näslund (Region Västernorrland) yrkar bifall till förslaget.

        Beslut

        <d>Rådet beslutar att anta verksamhetsplanen.</d>"""),
    Item("28", "Budgetuppföljning", """
        <f k="fund" sek="75000">Av rådets medel återstår 75 000 kronor.</f>

        Beslut

        <d>Rådet beslutar att använda återstående medel till skridskor i Fritidsbanken.</d>

        <a who="Mirja Kaikkonen" due="före årsskiftet">Mirja Kaikkonen gör beställningen före årsskiftet.</a>"""),
    Item("29", "Information om samordningsförbundet", """
        Förbundets chef berättar om arbetet med unga utan sysselsättning. Sextio personer har deltagit, hälften har gått
        vidare till arbete eller studier.

        Beslut

        <d>Rådet tackar för informationen och lägger den till handlingarna.</d>"""),
    Item("30", "Remiss om alkoholservering", """
        Synpunkter: <in>Rådet vill se tidigare stängning vid skollov.</in>

        <a who="Ordföranden" due="senast den 10 januari">Ordföranden skickar in svaret senast den 10 januari.</a>"""),
    Item("31", "Mötesdagar", """
        <dt v="2025-02-12" what="Mötesdagar">12 februari</dt>, <dt v="2025-05-14" what="Mötesdagar">14 maj</dt>,
        <dt v="2025-09-17" what="Mötesdagar">17 september</dt> och <dt v="2025-12-10" what="Mötesdagar">10 december 2025</dt>."""),
    Item("32", "Övrigt", "Inget övrigt."),
    Item("33", "Avslutning", "Ordföranden tackar för det gångna året."),
)  # fmt: skip


def member(name: str, party: str, list: str, role: str = "", status: str = "present") -> dict[str, object]:
    default = "ersättare" if "ersättare" in list else "ledamot"
    line = f"{name}, {party}" + (", ordförande" if role == "ordförande" else "")
    return person(line, name, party, list=list, role=role or default, body=BODY, status=status)


PEOPLE = (
    member("Stellan Ödmark", "Kramfors kommun", "Närvarande ledamöter", "ordförande"),
    member("Vega Näslund", "Region Västernorrland", "Närvarande ledamöter"),
    member("Ulla-Britt Sved", "Kramfors kommun", "Närvarande ledamöter"),
    member("Ahmed Yusuf Nordin", "Polisen", "Närvarande ledamöter"),
    member("Gottfrid Åslin", "Kramfors kommun", "Närvarande ersättare"),
    member("Berit Höglund", "Svenska kyrkan", "Frånvarande ledamöter", status="absent"),
    member("Tekla Lo", "RF-SISU Västernorrland", "Frånvarande ledamöter", status="absent"),
)


def make() -> Layout:
    title = f"MINNESANTECKNINGAR {BODY}"
    lines = (
        "Sammanträdesdatum 2024-12-11",
        "Tid: kl. 08.30–10.45",
        "Plats: Kommunhuset, Ådalen",
        "Sekreterare: Mirja Kaikkonen",
    )
    known = truth(
        NAME, ITEMS, title=title, header_lines=lines, attendance=PEOPLE, bodies=[BODY], date="2024-12-11", start="08:30",
        end="10:45", place="Kommunhuset, Ådalen", mode="in_person", chair="Stellan Ödmark", secretary="Mirja Kaikkonen",
        labels=("Närvarande ledamöter", "Närvarande ersättare", "Frånvarande ledamöter"),
        welcome="Ordföranden Stellan Ödmark hälsar ledamöterna välkomna till årets sista möte.",
        after="Justerat av: Stellan Ödmark, Ulla-Britt Sved",
        approval={"approvers": ["Stellan Ödmark", "Ulla-Britt Sved"], "date": None},
    )  # fmt: skip
    said = [title, "", *lines, ""]
    for heading in dict.fromkeys(str(row["list"]) for row in PEOPLE):
        said += [heading, *(str(row["line"]) for row in PEOPLE if row["list"] == heading), ""]
    for item in ITEMS:
        said += [f"§ {item.number}  {item.title}", ""]
        for part in plain(item.text).split("\n"):
            said += [*_divided(part), ""]
    said += ["Justerat av: Stellan Ödmark, Ulla-Britt Sved"]
    return Layout(NAME, ("\n".join(said) + "\n").encode(), known)


def _divided(text: str) -> list[str]:
    """Lines of 62 signs where three long words are divided, as a typist or a printer does."""
    for word, end in (("verksamhetsplanen", 10), ("överenskommelsen", 7), ("Fritidsbanken", 7)):
        text = text.replace(word, f"{word[:end]}\u00ad{word[end:]}")
    lines = textwrap.wrap(text.replace("\u00ad", "- "), 62, break_on_hyphens=False)
    joined = "\n".join(lines)
    for word, end in (("verksamhetsplanen", 10), ("överenskommelsen", 7), ("Fritidsbanken", 7)):
        joined = joined.replace(f"{word[:end]}- {word[end:]}", word)
    return joined.split("\n")
