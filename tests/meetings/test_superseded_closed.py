"""What was published of a version that has been unlocked hides what must not be seen (C8, C10)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import corrections, masks, publications, unlocking, verifying
from meetings.actions.standing import check_code
from meetings.models import Publication, Unlocking
from secretariat.registry.models import Person
from tests.meetings.publishing_case import finished_case, publish

from .approval_case import AT, Case, person_of

pytestmark = pytest.mark.django_db
SECRET, GROUND = "Nora", masks.GROUNDS[2]
NUMBER = "811218-9876"


def published(*, masked: bool = False, is_open: bool = True) -> Case:
    case = finished_case()
    if masked:
        masks.mask(case.minutes, by=case.secretary, wanted=[("words", SECRET)], ground=GROUND)
    if is_open:
        publish(case, at=AT)
    return case


def opened(case: Case) -> Unlocking:
    """The same minutes, unlocked by those who approved them."""
    made = unlocking.propose(case.minutes, by=case.secretary, reason="Fel i punkten.")
    unlocking.consent(made, by=case.chair)
    unlocking.consent(made, by=case.elected)
    return Unlocking.objects.select_related("version").get(pk=made.pk)


def page_of(case: Case) -> tuple[int, str]:
    """What everybody gets at the address of the published minutes."""
    answer = Client().get(reverse("meetings:public-meeting", args=[case.meeting.pk]))
    return answer.status_code, answer.content.decode()


def pdf_of(case: Case) -> int:
    return Client().get(reverse("meetings:public-pdf", args=[case.meeting.pk])).status_code


def told_by_code(made: Unlocking) -> bool:
    """Whether the code of the old version tells anything."""
    code = check_code(made.version.sha256)
    text = Client().get(reverse("meetings:verify-code", args=[code])).content.decode()
    is_told = "Inget publicerat dokument har kontrollkoden" not in text
    assert is_told == bool(verifying.published_by_code(code) or verifying.replaced_by_code(code))
    return is_told


def test_it_is_shown_while_the_new_version_is_written() -> None:
    case = published()
    made = opened(case)
    status, text = page_of(case)
    assert (status, SECRET in text, told_by_code(made)) == (200, True, True)


def test_a_person_who_is_protected_since_closes_it() -> None:
    """D7."""
    case = published()
    made = opened(case)
    Person.objects.filter(pk=person_of(case.elected).pk).update(protected_identity=True)
    status, text = page_of(case)
    assert (status, pdf_of(case), told_by_code(made)) == (404, 404, False)
    assert SECRET not in text


def test_it_is_closed_the_day_after_its_last_day() -> None:
    case = published()
    made = opened(case)
    Publication.objects.update(last_day=timezone.localdate())
    assert page_of(case)[0] == 200
    Publication.objects.update(last_day=timezone.localdate() - dt.timedelta(days=1))
    status, text = page_of(case)
    assert (status, pdf_of(case), told_by_code(made)) == (410, 410, False)
    assert SECRET not in text


def test_what_was_masked_stays_masked() -> None:
    """The page shows the copy; the code of the whole version tells nothing of it."""
    case = published(masked=True)
    made = opened(case)
    status, text = page_of(case)
    assert (status, SECRET in text, f"[maskat: {GROUND}]" in text) == (200, False, True)
    assert not told_by_code(made)


def test_a_correction_with_a_personnummer_is_not_shown() -> None:
    """B11: the others are."""
    case = published()
    for old, words in (("Nora avstår", "Kumla avstår"), ("gicks igenom", f"lästes av {NUMBER}")):
        corrections.correct(
            case.minutes, by=case.secretary, item=case.item("Plan"), old_text=old, new_text=words,
            reason="Fel namn",
        )  # fmt: skip
    opened(case)
    status, text = page_of(case)
    assert (status, "Kumla avstår" in text, NUMBER in text) == (200, True, False)


def test_the_code_of_one_that_was_never_published_tells_nothing() -> None:
    """C6."""
    case = published(is_open=False)
    assert not told_by_code(opened(case))
    assert page_of(case)[0] == 404
    assert publications.was_open(case.meeting.pk) is False
