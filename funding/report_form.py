"""The standard form of a report (redovisning) that every party gets (G7). The office may change it; the keys stay."""

from decimal import Decimal
from typing import Any

from secretariat.inquiries.actions.forms import Asked

NAME = "Redovisning av medel"
TEXT = (
    "Redovisa hela perioden. Det ni har förbrukat, betalar tillbaka och sparar ska tillsammans bli det ni har tagit "
    "emot. Sidan säger till om något fattas."
)
RECEIVED, USED, REPAID, SAVED = "mottaget", "forbrukat", "aterbetalas", "sparas"
EFFORTS, EFFORT, COST = "insatser", "insats", "kostnad"
DONE, EFFECT, DEVIATION = "genomfort", "effekt", "avvikelse"
SIGNER, TITLE, MAY = "namn", "titel", "behorig"

_KR: dict[str, Any] = {"kind": "money", "section": "Belopp", "smallest": Decimal(0)}
_WORDS: dict[str, Any] = {"kind": "text", "section": "Insatser och effekt"}

QUESTIONS = (
    Asked(
        key=RECEIVED,
        text="Hur mycket har ni tagit emot?",
        help="Med det ni hade sparat från förra året.",
        is_required=True,
        **_KR,
    ),
    Asked(
        key=EFFORTS,
        text="Vad har medlen gått till?",
        kind="table",
        section="Belopp",
        help="En rad för varje insats. Raderna ska tillsammans bli det ni har förbrukat.",
        columns=[(EFFORT, "Insats", "text"), (COST, "Förbrukat", "money")],
    ),
    Asked(key=USED, text="Hur mycket har ni förbrukat?", is_required=True, **_KR),
    Asked(key=REPAID, text="Hur mycket betalar ni tillbaka?", **_KR),
    Asked(
        key=SAVED, text="Hur mycket sparar ni till nästa år?", help="Bara om beslutet tillåter det.", **_KR
    ),
    Asked(
        key="kvar",
        text="Kvar att redovisa",
        kind="sum",
        section="Belopp",
        plus=[RECEIVED],
        minus=[USED, REPAID, SAVED],
    ),
    Asked(key=DONE, text="Vilka insatser har ni genomfört?", is_required=True, **_WORDS),
    Asked(key=EFFECT, text="Vilken effekt ser ni?", **_WORDS),
    Asked(
        key=DEVIATION,
        text="Avvikelse från planen eller från beloppen",
        help="Skriv varför, om något blev på ett annat sätt än det var tänkt.",
        **_WORDS,
    ),
    Asked(key=SIGNER, text="Namn på den som är behörig", kind="text", is_required=True, section="Intyg"),
    Asked(key=TITLE, text="Titel", kind="text", is_required=True, section="Intyg"),
    Asked(
        key=MAY,
        text="Intyg",
        kind="choices",
        is_required=True,
        section="Intyg",
        options=[("ja", "Uppgifterna är riktiga, och den som är namngiven är behörig att lämna dem")],
    ),
)
