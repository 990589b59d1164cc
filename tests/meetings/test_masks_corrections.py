"""A rättelse beside a masked text is masked too, on the page, on paper and at its decision (C7, C10)."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from meetings.actions import masks, publications
from meetings.models import Decision
from tests.meetings.publishing_case import finished_case, publish

from .approval_case import AT

pytestmark = pytest.mark.django_db
SECRET, GROUND = "Brushanen", masks.GROUNDS[2]


@pytest.mark.parametrize("part", ["old_text", "new_text", "reason"])
@pytest.mark.parametrize("kind", ["words", "block"])
def test_no_part_of_a_correction_tells_what_is_masked(part: str, kind: str) -> None:
    case = finished_case()
    item = case.item("Plan")
    target = str(item.blocks.get(html__contains="Nora avstår").pk) if kind == "block" else "Nora avstår"
    secret = "Nora avstår" if kind == "words" else SECRET
    masks.mask(case.minutes, by=case.secretary, wanted=[(kind, target)], ground=GROUND)
    publish(case, at=AT)
    facts = {"old_text": "Planen", "new_text": "Plan", "reason": "Fel ord"}
    case.minutes.corrections.create(
        item=item, corrected_at=AT, corrected_by=case.secretary, corrected_name="Mikaela Forsell",
        **{**facts, part: f"{secret} flög"},
    )  # fmt: skip
    decision = Decision.objects.get(item=item)
    address = publications.listed(Decision.objects.filter(pk=decision.pk))[0].address
    pages = [
        Client().get(reverse("meetings:public-meeting", args=[case.meeting.pk])).content.decode(),
        Client().get(reverse("meetings:public-decision", args=[address])).content.decode(),
    ]
    assert [secret in text for text in pages] == [False, False]
    assert f"[maskat: {GROUND}]" in pages[0]
    paper = Client().get(reverse("meetings:public-pdf", args=[case.meeting.pk])).content
    words = " ".join("".join(one.extract_text() for one in PdfReader(BytesIO(paper)).pages).split())
    assert secret not in words
