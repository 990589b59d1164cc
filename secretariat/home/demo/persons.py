"""Persons a visitor of the demo may log in as. Read by settings, so nothing of Django is needed here."""

PASSWORD = "sekretariatet-demo"  # noqa: S105 - stands on the login page of the demo, and is let in nowhere else
ADDRESS = "@demo.sekretariatet.se"

SECRETARY = "Linnea Almstedt"
GROUP_SECRETARY = "Tove Kihlman"
CHAIR = "Gunvor Edenhammar"
APPROVER = "Ragnhild Mossberg"
MEMBER = "Isak Tornborg"
READER = "Sixten Ullsten"
ADMINISTRATOR = "Hedda Norrsell"


def address(name: str) -> str:
    """A person's address in the demo.

    >>> address("Åsa Öhrn Dahl")
    'asa.ohrn.dahl@demo.sekretariatet.se'
    """
    plain = name.lower().translate(str.maketrans("åäöéü", "aaoeu"))
    return ".".join(plain.replace("-", " ").split()) + ADDRESS


def _person(name: str, what: str) -> dict[str, str]:
    return {"name": name, "email": address(name), "what": what}


DEMO_PERSONS = [
    _person(SECRETARY, "Sekreterare i sekretariatet. Skriver anteckningar i de flesta grupper."),
    _person(GROUP_SECRETARY, "Sekreterare i en styrgrupp och en länsdelsgrupp."),
    _person(CHAIR, "Ordförande i rådet för social välfärd samt vård och omsorg."),
    _person(APPROVER, "Vald justerare. Ledamot i två råd, för Askersund."),
    _person(MEMBER, "Ledamot i rådet för folkhälsa, för Kumla."),
    _person(READER, "Läsare. Registrator i regionen."),
    _person(ADMINISTRATOR, "Administratör. Ger behörigheter."),
]
