"""The questions of a requisition, asked of every party (G1). The office may change them; these keys must stay."""

from decimal import Decimal

from secretariat.inquiries.actions.forms import Asked

NAME = "Rekvisition av medel"
TEXT = "Rekvirera det ni behöver. Mer än det som är fördelat till er går inte att rekvirera."
AMOUNT, REFERENCE, MESSAGE, FILE = "belopp", "referens", "meddelande", "bilaga"
SIGNER, TITLE, MAY = "namn", "titel", "behorig"

QUESTIONS = (
    Asked(
        key=AMOUNT,
        text="Vilket belopp rekvirerar ni?",
        kind="money",
        is_required=True,
        smallest=Decimal(1),
        section="Rekvisition",
    ),
    Asked(
        key=REFERENCE,
        text="Er referens",
        kind="text",
        help="Det ni vill att utbetalningen märks med.",
        section="Rekvisition",
    ),
    Asked(key=MESSAGE, text="Meddelande", kind="text", section="Rekvisition"),
    Asked(key=FILE, text="Underlag, om ni har något", kind="file", section="Rekvisition"),
    Asked(key=SIGNER, text="Namn på den som är behörig", kind="text", is_required=True, section="Intyg"),
    Asked(key=TITLE, text="Titel", kind="text", is_required=True, section="Intyg"),
    Asked(
        key=MAY,
        text="Intyg",
        kind="choices",
        is_required=True,
        section="Intyg",
        options=[("ja", "Den som är namngiven är behörig att rekvirera medlen åt oss")],
    ),
)
