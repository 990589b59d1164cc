"""Agreements are found by their words, and the database notes what changes (B5, decision 0008)."""

import pytest
from django.urls import reverse

from agreements.actions import versions
from agreements.search import AgreementSource
from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange
from tests import make

from .case import an_agreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]


def test_an_agreement_is_one_entry_with_what_is_new_and_its_parties() -> None:
    case = an_agreement("Nora", purpose="Öppen förskola i alla länsdelar.", short_name="ÖK familj")
    (entry,) = AgreementSource.entries([case.agreement.pk])
    assert (entry.title, entry.kind, entry.audience) == ("Samverkan för god hälsa", "agreement", "readers")
    assert (entry.text, entry.state_words) == (
        "Öppen förskola i alla länsdelar.",
        "Beslutsunderlag utskickat",
    )
    assert entry.parties == (case.organisations["Nora"].pk,)
    assert "ÖK familj" in entry.also
    assert list(AgreementSource.keys()) == [case.agreement.pk]


def test_each_change_is_noted_and_then_found_on_the_page(client: object) -> None:
    case = an_agreement("Nora", purpose="Öppen förskola i alla länsdelar.")
    indexing.take_in_changes()
    assert not SearchChange.objects.filter(source__startswith="agreement:").exists()
    versions.take_back(case.version, why="Fel", by=case.by)
    assert SearchChange.objects.filter(source=f"agreement:{case.agreement.pk}").exists()
    user = make.user(office_role="reader")
    client.force_login(user)  # type: ignore[attr-defined]
    found = client.get(reverse("home:search"), {"q": "förskola"})  # type: ignore[attr-defined]
    assert case.agreement.get_absolute_url() in found.content.decode()
