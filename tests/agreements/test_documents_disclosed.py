"""A matter's documents of agreements and money are given out with its own (D2)."""

import pytest

from agreements.actions import versions
from agreements.models import Agreement
from funding.models import Fund, GrantDocument
from meetings.actions import disclosures
from secretariat.registry.actions import files
from secretariat.registry.models import StoredFile
from tests import make
from tests.agreements.case import NOW, an_agreement, extract
from tests.funding.case import some_money

pytestmark = pytest.mark.django_db


def test_what_apps_above_keep_of_a_matter_is_found_by_its_status() -> None:
    """A document without a status waits for somebody's examination; a secret one too, with its lagrum."""
    matter = make.matter(title="Familjecentraler")
    case, money = an_agreement("Nora", send=False), some_money("Nora")
    Agreement.objects.filter(pk=case.agreement.pk).update(matter=matter)
    Fund.objects.filter(pk=money.fund.pk).update(matter=matter)
    of_agreement = StoredFile.objects.filter(agreement_documents__version__agreement=case.agreement)
    of_agreement.update(record_status="")
    papers = {}
    for title, facts in {
        "Beslut om bidrag": {"record_status": "received", "case_number": "20RS6891"},
        "Villkor": {"record_status": "received", "secrecy": "30 kap. 23 § OSL"},
        "Kladd": {"record_status": "draft"},
    }.items():
        papers[title] = files.store_made(title.encode(), name=f"{title}.pdf", title=title)
        StoredFile.objects.filter(pk=papers[title].pk).update(**facts)
        GrantDocument.objects.create(grant=money.grant, stored=papers[title])
    other = some_money("Kumla")
    GrantDocument.objects.create(
        grant=other.grant, stored=files.store_made(b"annat", name="annat.pdf", title="Annat")
    )
    found = disclosures.of_matter(matter)
    assert [(one.title, one.case_number) for one in found.given] == [("Beslut om bidrag", "20RS6891")]
    assert {one.title: one.why for one in found.withheld} == {
        "overenskommelsen.pdf": "Status är inte satt. Pröva om det är en allmän handling.",
        "Villkor": "Sekretess, 30 kap. 23 § OSL",
    }
    assert found.drafts == ("Kladd",)
    assert found.withheld[0].where == f"{case.agreement.title}, version 1"


def test_what_was_sent_and_what_came_in_is_given_out_with_the_matter() -> None:
    """D1, D2: a basis is a draft until it is sent; an extract has come in; what is signed is drawn up."""
    matter = make.matter(title="Familjecentraler")
    case = an_agreement("Nora", send=False)
    Agreement.objects.filter(pk=case.agreement.pk).update(matter=matter)
    assert disclosures.of_matter(matter).drafts == ("overenskommelsen.pdf",)
    versions.send(case.version, by=case.by, at=NOW)
    case.decides("Nora", upload=extract())
    signed = files.store_made(b"underskriven", name="underskriven.pdf", title="Underskriven")
    versions.add_document(case.version, signed, kind="signed", by=case.by)
    found = disclosures.of_matter(matter)
    came_in = f"Protokollsutdrag, Nora: {case.agreement}"
    titles = {one.title for one in found.given}
    assert {"overenskommelsen.pdf", came_in, "Underskriven"} <= titles
    assert (found.drafts, found.withheld) == ((), ())
    rows = StoredFile.objects.filter(name__in=["overenskommelsen.pdf", "utdrag.pdf", "underskriven.pdf"])
    assert {(one.record_kind, one.get_record_status_display()) for one in rows} == {
        ("överenskommelsen", "expedierad"),
        ("protokollsutdrag", "inkommen"),
        ("undertecknat exemplar", "upprättad"),
    }
