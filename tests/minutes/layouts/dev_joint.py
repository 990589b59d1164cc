"""Word, two councils in one meeting: letterhead in the page header, numbered list by Word, struck names, vacant seat."""

from typing import Any

from tests.minutes.layouts.describing import Item, Layout, inline, person, truth
from tests.minutes.layouts.writing import into_word, runs_into, word

NAME = "dev_joint.docx"
CARE, HEALTH = "Samverkansrådet för vård och omsorg", "Samverkansrådet för folkhälsa"
ITEMS = (
    Item("1", "Mötet öppnas", "Ordförande Lars-Göran Fält hälsar välkomna", ()),
    Item("2", "Fastställande av dagordning", "<d>Dagordningen fastställdes</d>", ("Ordförande",)),
    Item("3", "Val av justerare", "<d>till justerare valdes Disa Hallqvist</d>", ("Ordförande",)),
    Item("4", "Föregående möte", "<d>Föregående minnesanteckningar läggs till handlingarna</d>"),
    Item("5", "God och nära vård i Jönköpings län", """
        <att n="ppt">se bifogad PPT</att>

        Evelina Roos beskriver hur hemsjukhuset i Vetlanda har vuxit till 24 platser. Personalen är nöjd och anhöriga
        uppskattar tryggheten. <f k="fund" sek="5000000">Satsningen kostar 5 miljoner per år.</f>

        Sixten Brolin frågar om natten. <a who="Evelina Roos" due="på mötet i september">Evelina Roos återkommer med siffror
        på mötet i september.</a>""", ("Evelina Roos",)),
    Item("6", "Rapport från ledningsgruppen", """
        <c p="Hedvig">Hedvig: Gruppen har startat arbetet med en ny plan för anhörigstöd.</c>

        <c p="Rickard">Rickard: <d rep="taken" by="ledningsgruppen">Beslut om en gemensam utbildning fattades av
        ledningsgruppen den 8 april.</d></c>""", ("Hedvig Torp", "Rickard Lindh")),
    Item("7", "Remiss: plan för psykisk hälsa", """
        <att n="planen">Planen är bifogad.</att> Ledamöterna lämnar följande inspel.

        Inspel: <in>Skriv tydligare om äldres ensamhet.</in>

        Inspel: <in>Lägg till folkhögskolorna som part.</in>

        <d>Råden beslutar att ställa sig bakom remissvaret med de ändringar som framkommit.</d>""", ("Hedvig Torp",)),
    Item("8", "Sammanträdesdatum 2025", '<dt v="2025-09-19" what="Sammanträdesdatum 2025">19/9</dt>, <dt v="2025-11-28" what="Sammanträdesdatum 2025">28/11</dt>'),
    Item("9", "Övriga frågor", "inga frågor anmälda", ("Ordförande",)),
    Item("10", "Mötet avslutas", "Ordförande tackar och avslutar mötet"),
)  # fmt: skip


def member(name: str | None, party: str, body: str | None, **more: Any) -> dict[str, object]:
    line = f"{name}, {party}" if name else f"Vakant, {party}"
    if more.get("substitute"):
        line += f" Ersättare: {more['substitute']}"
    if more.get("status") == "apology":
        line = f"~~{line}~~"
    role = more.pop("role", "ledamot" if body else "övrig")
    return person(line, name, party, list="Ledamöter" if body else "Övriga", role=role, body=body, **more)


PEOPLE = (
    member("Sixten Brolin", "Region Jönköpings län", CARE),
    member("Disa Hallqvist", "Vetlanda kommun", CARE),
    member("Ingegerd Tham", "Tranås kommun", CARE, status="apology"),
    member("Bo Wirén", "Mullsjö kommun", CARE),
    member("Lars-Göran Fält", "Region Jönköpings län", HEALTH, role="ordförande"),
    member("Disa Hallqvist", "Vetlanda kommun", HEALTH),
    member(None, "Aneby kommun", HEALTH, status="vacant"),
    member("Bo Wirén", "Mullsjö kommun", HEALTH, substitute="Karolina Gädda"),
    member("Yasmin Öberg Karimi", "Gnosjö kommun", HEALTH),
    member("Hedvig Torp", "Kommunal utveckling", None),
    member("Rickard Lindh", "Folkhälsa och sjukvård", None, role="sekreterare"),
)  # fmt: skip


def make() -> Layout:
    title = "Minnesanteckningar samverkansråden för folkhälsa samt vård och omsorg, 23 maj 2025"
    approved = "Justerat av: Disa Hallqvist, Lars-Göran Fält, Sixten Brolin, 2025-06-02"
    letterhead = {
        "body_line": "Samverkansråden",
        "office": "Regionledningskontoret",
        "secretary": "Rickard Lindh",
        "footer": None,
    }
    known = truth(
        NAME, ITEMS, title=title, header_lines=[approved], attendance=PEOPLE, bodies=[HEALTH, CARE], date="2025-05-23",
        letterhead=letterhead, chair="Lars-Göran Fält", secretary="Rickard Lindh",
        approval={"approvers": ["Disa Hallqvist", "Lars-Göran Fält", "Sixten Brolin"], "date": "2025-06-02"},
        labels=("Tjänsteställe", "Sekreterare", "Ärenden", "Närvarolista", CARE, "Ledamöter:", HEALTH, "Ledamöter:", "Övriga:"),
        welcome="Ordförande Lars-Göran Fält hälsar välkomna",
    )  # fmt: skip

    def fill(document: Any) -> None:
        header = document.sections[0].header
        header.paragraphs[0].text = "Samverkansråden"
        for line in ("Tjänsteställe", "Regionledningskontoret", "Sekreterare", "Rickard Lindh"):
            header.add_paragraph(line)
        document.add_heading(title, 1)
        document.add_paragraph(approved)
        document.add_heading("Ärenden", 2)
        for item in ITEMS:
            said = f"{item.title}" + (f" – {', '.join(item.presenters)}" if item.presenters else "")
            paragraph = document.add_paragraph(style="List Number")
            runs_into(paragraph, inline(said))
            into_word(document, item.text)
        document.add_heading("Närvarolista", 2)
        for heading, body in ((CARE, CARE), (HEALTH, HEALTH), ("", None)):
            if heading:
                document.add_paragraph().add_run(heading).bold = True
            document.add_paragraph("Ledamöter:" if body else "Övriga:")
            for row in PEOPLE:
                if row["body"] == body:
                    run = document.add_paragraph().add_run(str(row["line"]).strip("~"))
                    run.font.strike = row["status"] == "apology" or None

    return Layout(NAME, word(fill), known)
