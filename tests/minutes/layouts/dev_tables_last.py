"""HTML: a table of facts first, points as a table, and last one table of people for each of two bodies with ja and nej."""

from tests.minutes.layouts.describing import Item, Layout, person, truth
from tests.minutes.layouts.writing import html

NAME = "dev_tables_last.html"
FIRST, SECOND = "Samrådsgruppen för skola och hälsa", "Samrådsgruppen för vuxna"
ITEMS = (
    Item("1", "Inledning", "Ordförande Petra Gyllenberg hälsar grupperna välkomna."),
    Item("2", "Anteckningar från 8 maj", "<d>Anteckningarna lades med godkännande till handlingarna.</d>"),
    Item("3", "Skolsköterskornas arbetsmiljö", """
        Fyra av tio arbetar ensamma. Handledning saknas på de minsta skolorna.

        <d>Grupperna uttalar sitt stöd för gemensam handledning.</d>

        <a who="Anders" due="vecka 36">Anders kallar till ett första tillfälle vecka 36.</a>""", ("Anders Quick",)),
    Item("4", "Missbruk och bostad", """
        <att n="pm">Se bifogat pm.</att> Kedjan från behandling till eget boende brister. Medskick: <in>fråga dem som har gått
        igenom den.</in>""", ("Helny Strid", "Bruno Fors")),
    Item("5", "Avtal om ungdomsmottagning", """
        <f k="agreement">Avtalet går ut vid årsskiftet.</f> <d>Beslutades att säga upp avtalet.</d>"""),
    Item("6", "Övrigt", "Inget."),
)  # fmt: skip


def member(name: str, party: str, body: str, there: str, role: str = "deltagare") -> dict[str, object]:
    status = {"Ja": "present", "Nej": "absent", "Förhinder": "apology"}[there]
    return person(
        f"{name} {party} {there}", name, party, list="Deltagare", role=role, body=body, status=status
    )


PEOPLE = (
    member("Petra Gyllenberg", "Växjö kommun", FIRST, "Ja", "ordförande"),
    member("Anders Quick", "Region Kronoberg", FIRST, "Ja"),
    member("Sivan Dal", "Tingsryds kommun", FIRST, "Nej"),
    member("Bruno Fors", "Ljungby kommun", SECOND, "Ja"),
    member("Helny Strid", "Region Kronoberg", SECOND, "Ja"),
    member("Kuno Ek", "Lessebo kommun", SECOND, "Förhinder"),
)


def make() -> Layout:
    title = f"Minnesanteckningar från gemensamt möte med {FIRST} och {SECOND}"
    pairs = (("När:", "fredag 12 juni 2026, 8.30–11.00"), ("Var:", "Teams"), ("Antecknat av:", "Helny Strid"))
    known = truth(
        NAME, ITEMS, title=title, header_lines=[f"{key} {value}" for key, value in pairs], attendance=PEOPLE,
        bodies=[FIRST, SECOND], date="2026-06-12", start="08:30", end="11:00", place="Teams", mode="digital",
        chair="Petra Gyllenberg", secretary="Helny Strid", welcome="Ordförande Petra Gyllenberg hälsar grupperna välkomna.",
        labels=("Deltagare", FIRST, "Namn", "Organisation", "Närvarande", SECOND, "Namn", "Organisation", "Närvarande"),
    )  # fmt: skip
    known["attendance"][4]["role"] = "sekreterare"
    said = f"<html><body><h2>{title}</h2><table>" + "".join(
        f"<tr><td><b>{key}</b></td><td>{value}</td></tr>" for key, value in pairs
    )
    said += "</table><table>"
    for item in ITEMS:
        who = f"<br><i>{', '.join(item.presenters)}</i>" if item.presenters else ""
        said += f"<tr><td>{item.number}</td><td><b>{item.title}</b>{who}</td><td>{html(item.text)}</td></tr>"
    said += "</table><h2>Deltagare</h2>"
    for body in (FIRST, SECOND):
        said += f"<p><b>{body}</b></p><table><tr><th>Namn</th><th>Organisation</th><th>Närvarande</th></tr>"
        for row in PEOPLE:
            if row["body"] == body:
                there = str(row["line"]).rsplit(" ", 1)[1]
                said += f"<tr><td>{row['name']}</td><td>{row['organisation']}</td><td>{there}</td></tr>"
        said += "</table>"
    return Layout(NAME, f"{said}</body></html>".encode(), known)
