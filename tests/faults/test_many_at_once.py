"""Two hundred readers and twenty writers at once: all are answered, nothing written is lost, no number comes twice.

The figures are printed and never asserted.
"""

import threading
from collections import Counter

import pytest
from django.urls import reverse

from meetings.models import Body, Decision, Meeting, Minutes
from secretariat.registry.models import User
from secretariat.setup.words import say
from tests import make
from tests.benchmarks.client import Answer, percentile
from tests.faults.load import Asker, Reader, Writer, several_times
from tests.faults.office import Office

pytestmark = pytest.mark.setup

READERS, READS = 200, 4
WRITERS, SAVES = 20, 6
DECISIONS = 3


class Finisher(Writer):
    """Writes, and at last fastställer a meeting of the same body and year as all the others."""

    def finish(self) -> Answer:
        assert self.item
        where = reverse("meetings:minutes-send", args=[self.item.meeting_id])
        return self.office.post(self.browser, where, deadline="")


def meeting_to_write_in(body: Body, secretary: User) -> Meeting:
    """A draft with decisions that have no numbers yet."""
    chair = make.person()
    meeting = make.meeting(bodies=[body], secretary=secretary.person, chair=chair)
    make.attendee(of=meeting, person=chair, body=body)
    for number in range(DECISIONS):
        make.decision(of=make.item(of=meeting, title=f"Beslutspunkt {number}"))
    return meeting


def test_two_hundred_read_while_twenty_write_and_finish(office: Office) -> None:
    body = make.body(approval_policy="none")
    by = make.user(office_role="secretariat")
    meetings = [meeting_to_write_in(body, by) for _ in range(WRITERS)]
    reader = make.user(office_role="secretariat")  # who may read drafts too
    pages = ["/", "/moten/", "/beslut/", *(f"/moten/{one.pk}/" for one in meetings)]
    readers = [Reader(office, reader, path=pages[n % len(pages)]) for n in range(READERS)]
    writers = [Finisher(office, by, item=make.item(of=one, title="Ordet fritt")) for one in meetings]
    finished: list[Answer] = []

    def write(writer: Finisher) -> None:
        several_times(writer, SAVES)
        finished.append(writer.finish())

    threads = [threading.Thread(target=several_times, args=(one, READS)) for one in readers]
    threads += [threading.Thread(target=write, args=(one,)) for one in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    askers: list[Asker] = [*readers, *writers]
    told = Counter(answer.status for one in askers for answer in one.answers)
    assert (told, sum(one.hung_up for one in askers)) == ({200: READERS * READS + WRITERS * SAVES}, 0)
    assert [one.lost() for one in writers] == [[]] * WRITERS
    assert Counter(answer.status for answer in finished) == {302: WRITERS}
    mine = Minutes.objects.filter(meeting__in=meetings)
    assert mine.filter(state=Minutes.State.FINALISED).count() == WRITERS
    numbers = Decision.objects.filter(meeting__in=meetings).values_list("running", flat=True)
    assert sorted(numbers) == list(range(1, WRITERS * DECISIONS + 1))
    for who, group in (("läsare", readers), ("skribenter", writers)):
        took = [answer.seconds * 1000 for one in group for answer in one.answers]
        p50, p95 = percentile(took, 50), percentile(took, 95)
        say(f"{len(group)} {who}: {len(took)} svar, p50 {p50:.0f} ms, p95 {p95:.0f} ms")
