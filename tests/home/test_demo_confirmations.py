"""The demo shows what the parties have decided: all but Nora, one with an addition; and two nämnder (K3)."""

import pytest

from meetings.actions import confirmation_tables
from meetings.models import ConfirmationRequest
from secretariat.registry.models import OutgoingMail

from .test_demo import NOW, demo

__all__ = ["demo"]
pytestmark = [pytest.mark.django_db, pytest.mark.setup]


def test_all_but_nora_and_two_boards(demo: None) -> None:
    found = ConfirmationRequest.objects.select_related("inquiry", "decision__block").order_by("pk")
    told = [(one.words, str(one.headline)) for one in confirmation_tables.listed(found, today=NOW.date())]
    assert told == [
        (
            "Avvikelse att hantera",
            "11 av 12 har beslutat. Kvar: Nora. "
            "Ett av besluten avviker: Lekeberg har beslutat bifall med ändring.",
        ),
        (
            "Sent",
            "1 av 2 har beslutat. Kvar: Örebro (Vård- och omsorgsnämnden).",
        ),
    ]
    nora = next(
        line
        for line in confirmation_tables.matrix_of(found[0].inquiry, user=None, today=NOW.date()).lines
        if line.party.short_name == "Nora"
    )
    assert (nora.mark, nora.reminders) == ("late", 1)
    assert not OutgoingMail.objects.filter(purpose__contains="part", delivered_at=None).exists()
