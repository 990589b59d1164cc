"""The common form (gemensam mall) of the yearly follow-up of an agreement: verksamhet and ekonomi (F5, domain 3.5).

The office begins with this one and may change it; what is sent is then a version of its own.
"""

from decimal import Decimal
from typing import Any

from secretariat.inquiries.actions.forms import Asked

NAME = "Uppföljning av överenskommelser"
TEXT = "Svara för hela året. Det ni lämnar in läggs samman och visas på uppföljningskonferensen."
_KR: dict[str, Any] = {"kind": "money", "section": "Ekonomi", "is_required": True}
_WORK: dict[str, Any] = {"section": "Verksamhet"}

QUESTIONS = (
    Asked(key="insatser", text="Vilka insatser har ni genomfört?", kind="text", is_required=True, **_WORK),
    Asked(
        key="maluppfyllelse",
        text="Hur väl är målen uppfyllda?",
        kind="scale",
        is_required=True,
        smallest=Decimal(1),
        largest=Decimal(5),
        lowest_label="inte alls",
        highest_label="helt",
        **_WORK,
    ),
    Asked(
        key="hinder",
        text="Vad har hindrat er?",
        kind="choices",
        help="Välj det som stämmer.",
        options=[
            ("tid", "Tid"),
            ("bemanning", "Bemanning"),
            ("pengar", "Pengar"),
            ("lokaler", "Lokaler"),
            ("inget", "Inget särskilt"),
        ],
        **_WORK,
    ),
    Asked(
        key="samverkan",
        text="Hur har samverkan fungerat?",
        kind="choice",
        options=[("bra", "Bra"), ("delvis", "Delvis"), ("daligt", "Dåligt")],
        **_WORK,
    ),
    Asked(
        key="aktiviteter",
        text="Gemensamma aktiviteter",
        kind="table",
        help="De största räcker.",
        columns=[
            ("vad", "Aktivitet", "text"),
            ("deltagare", "Deltagare", "number"),
            ("kostnad", "Kostnad", "money"),
        ],
        **_WORK,
    ),
    Asked(
        key="nasta-steg", text="Vad är nästa steg?", kind="text", help="Det ni gör under nästa år.", **_WORK
    ),
    Asked(key="intakter-regionen", text="Intäkter, regionens del", **_KR),
    Asked(key="intakter-kommunen", text="Intäkter, kommunens del", **_KR),
    Asked(key="lonekostnader", text="Lönekostnader", **_KR),
    Asked(key="ovriga-kostnader", text="Övriga kostnader", **_KR),
    Asked(
        key="saldo",
        text="Saldo",
        kind="sum",
        section="Ekonomi",
        plus=["intakter-regionen", "intakter-kommunen"],
        minus=["lonekostnader", "ovriga-kostnader"],
    ),
    Asked(
        key="arsarbetare",
        text="Antal årsarbetare",
        kind="number",
        section="Ekonomi",
        unit="årsarbetare",
        decimals=1,
        smallest=Decimal(0),
    ),
    Asked(key="bilaga", text="Bilaga, om ni vill visa något mer", kind="file", section="Ekonomi"),
)
