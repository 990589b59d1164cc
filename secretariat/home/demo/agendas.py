"""Agenda templates: the standing items of each sort of body, and what is reported from where."""

from typing import Any

from meetings.models import ItemPurpose, ItemRole

Role, Purpose = ItemRole, ItemPurpose
Item = tuple[str, str, str, str, int]

OPENING: Item = ("Mötet öppnas", Role.OPENING, Purpose.FORMALITY, "", 5)
AGENDA: Item = ("Fastställande av dagordning", Role.AGENDA, Purpose.FORMALITY, "", 5)
ELECTION: Item = ("Val av justerare utöver ordförande", Role.APPROVER_ELECTION, Purpose.FORMALITY, "", 5)
PREVIOUS: Item = ("Föregående minnesanteckningar", Role.PREVIOUS_MINUTES, Purpose.FORMALITY, "", 5)
WHEEL: Item = ("Årshjulet – uppdatering", Role.YEAR_WHEEL, Purpose.INFORMATION, "", 10)
ROUND: Item = ("Laget runt", Role.ROUND_TABLE, Purpose.INFORMATION, "alla", 30)
HAND_ON: Item = ("Punkter till länsdelsgrupperna", Role.HAND_ON, Purpose.DISCUSSION, "", 10)
OTHER: Item = ("Övriga frågor", Role.OTHER_MATTERS, Purpose.DISCUSSION, "", 5)
NEXT: Item = ("Nästa möte", Role.NEXT_MEETING, Purpose.INFORMATION, "", 5)
CLOSING: Item = ("Mötet avslutas", Role.CLOSING, Purpose.FORMALITY, "", 5)
REPORTS = {
    "RSR": "Rapport från de specifika råden",
    "SRF": "Rapport från chefsgruppen",
    "SRV": "Rapport från chefsgrupperna",
    "SRU": "Rapport från skolcheferna",
    "CF": "Rapport från länsdelsgrupperna",
    "CS": "Rapport från AU",
}


def _report(code: str) -> Item:
    return REPORTS.get(code, "Rapporter"), Role.REPORT, Purpose.REPORT, "", 15


def standing(sort: str, code: str) -> list[dict[str, Any]]:
    """Fields of the standing items of a body, in order."""
    items = {
        "council": [OPENING, AGENDA, ELECTION, PREVIOUS, _report(code), ROUND, OTHER, NEXT, CLOSING],
        "chiefs": [OPENING, AGENDA, PREVIOUS, WHEEL, _report(code), ROUND, HAND_ON, OTHER, NEXT],
        "approved": [OPENING, AGENDA, ELECTION, PREVIOUS, OTHER, NEXT, CLOSING],
        "district": [OPENING, PREVIOUS, ROUND, OTHER, NEXT],
        "group": [OPENING, AGENDA, PREVIOUS, ROUND, OTHER, NEXT],
        "short": [OPENING, PREVIOUS, OTHER, NEXT],
    }[sort]
    return [
        {
            "title": title,
            "role": str(role),
            "purpose": str(purpose),
            "presenter": presenter,
            "minutes": minutes,
        }
        for title, role, purpose, presenter, minutes in items
    ]


# Topics of the meeting itself stand before the first of these that the agenda has.
AFTER_TOPICS = (
    Role.REPORT,
    Role.ROUND_TABLE,
    Role.HAND_ON,
    Role.OTHER_MATTERS,
    Role.NEXT_MEETING,
    Role.CLOSING,
)
