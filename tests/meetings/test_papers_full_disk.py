"""A disk that is full when a PDF is to be stored: what is justerat stands, and half a file never counts as whole."""

import resource
import sys

import pytest

from meetings.actions import papers
from secretariat.lib import pdf
from secretariat.registry.models import StoredFile
from tests.meetings.approval_case import a_case
from tests.registry.test_mail_crashes import end, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.setup]


@pytest.mark.skipif(not pdf.is_available(), reason="Pango saknas")
def test_a_full_disk_at_the_time_of_the_pdf_leaves_the_justering_and_no_half_file() -> None:
    """The file's limit is what a full disk is: the write breaks off. The next night makes the PDF."""
    case = a_case()
    case.approve()

    def makes_it_on_a_full_disk() -> None:
        sys.dont_write_bytecode = True  # Python would leave half a file that others read
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
        with pytest.raises(OSError, match="File too large"):
            papers.store_pdf(case.minutes.pk)

    assert end(start(makes_it_on_a_full_disk)) == [0]
    assert (case.minutes.finished_at is not None, case.minutes.pdf_id) == (True, None)
    assert StoredFile.objects.count() == 0
    assert papers.make_missing() == 1
    kept = case.minutes.pdf
    assert kept is not None
    with kept.file.open() as content:
        assert len(content.read()) == kept.size > 5_000
