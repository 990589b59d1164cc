"""The web server's process is killed in the middle of a justering: nothing half-done stands, one does it again (C5).

Each time the act is held at one place of its transaction, by a lock of the test's own on the table it writes next.
"""

import http.client
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from meetings.actions import minutes as minutes_actions
from meetings.documents import checksum
from meetings.models import Minutes, Reply
from secretariat.registry.models import LogEntry, OutgoingMail
from tests import make
from tests.benchmarks.client import Browser
from tests.faults.office import Office, kill, wait_until
from tests.meetings.approval_case import Case, a_case, person_of

pytestmark = pytest.mark.setup

WAITING = """SELECT (SELECT count(*) FROM pg_locks WHERE NOT granted)
  + (SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep')"""
OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = current_database()
  AND state != 'idle'"""


@dataclass
class Act:
    """The last approver's click, in a thread of its own; `lost` when the browser got no answer."""

    case: Case
    browser: Browser
    lost: bool = False
    answer: Any = None

    def begin(self) -> threading.Thread:
        thread = threading.Thread(target=self._click)
        thread.start()
        return thread

    def _click(self) -> None:
        try:
            self.answer = click(self.browser, self.case)
        except (OSError, http.client.HTTPException):
            self.lost = True


def click(browser: Browser, case: Case) -> Any:
    """*Justera*, on the version that was read."""
    where = reverse("meetings:minutes-approve", args=[case.meeting.pk])
    return browser.ask(where, form="version=1")


def receipt(case: Case) -> str:
    """Where the one who has approved is led."""
    return reverse("meetings:minutes-receipt", args=[case.meeting.pk])


def one_left_to_approve() -> Case:
    """The chair has approved; the one who was elected is to be the last."""
    case = a_case(code=f"J{make.number()}", name=f"Provrådet {make.number()}")
    case.send()
    minutes_actions.approve(case.minutes, by=case.chair)
    return case


def traces(case: Case) -> dict[str, int]:
    """What the last approval leaves, counted."""
    minutes = case.minutes
    kind = ContentType.objects.get_for_model(Minutes)
    about = {"content_type": kind, "object_id": str(minutes.pk)}
    told = LogEntry.objects.filter(**about, verb__in=["justerade", "alla har justerat"])
    errands = DBTaskResult.objects.filter(task_path="meetings.actions.papers.make_pdf")
    return {
        "approval": Reply.objects.filter(version__minutes=minutes, answered_by=case.elected).count(),
        "logged": told.filter(user=case.elected).count(),
        "finished": int(minutes.finished_at is not None and minutes.state == Minutes.State.APPROVED),
        "letters": OutgoingMail.objects.filter(**about, person=person_of(case.secretary)).count(),
        "pdf asked for": len([one for one in errands if one.args_kwargs["args"] == [minutes.pk]]),
    }


def killed_at(office: Office, act: Act, beside: Any) -> None:
    """Wait until the act stands still, kill the process that does it, and see that it alone was begun anew."""
    before = office.web_workers
    thread = act.begin()
    wait_until(lambda: beside.execute(WAITING).fetchone()[0] or act.answer, "att justeringen väntar")
    assert act.answer is None
    doomed = office.answering(act.browser)
    kill(doomed)
    thread.join(timeout=30)
    assert act.lost
    now = wait_until(
        lambda: len(office.web_workers) == len(before) and doomed not in office.web_workers
        and office.web_workers, "att servern har en ny process",
    )  # fmt: skip
    assert set(before) - set(now) == {doomed}


@pytest.mark.parametrize("table", ["meetings_reply", "registry_logentry", "registry_outgoingmail"])
def test_nothing_of_an_approval_stands_when_its_process_is_killed_before_the_commit(
    office: Office, table: str
) -> None:
    """Before the approval is written; before its line in the log; before the letters."""
    case = one_left_to_approve()
    before = traces(case)
    act = Act(case, office.browser(case.elected))
    with office.beside() as beside:
        with beside.transaction():
            beside.execute(f"LOCK TABLE {table} IN SHARE MODE")  # readers pass, writers wait
            killed_at(office, act, beside)
        wait_until(lambda: not beside.execute(OTHERS).fetchone()[0], "att databasen har släppt allt")
    assert traces(case) == before
    assert case.minutes.state == Minutes.State.PARTLY_APPROVED
    assert minutes_actions.is_intact(case.minutes)

    again = click(office.browser(case.elected), case)
    assert (again.status, again.headers["location"]) == (302, receipt(case))
    whole(case, before)


def test_an_approval_that_was_stored_but_never_answered_is_whole_and_the_next_click_gets_the_receipt(
    office: Office,
) -> None:
    """Killed after the commit: the server waits for a copy that does not exist, so the answer never comes."""
    case = one_left_to_approve()
    before = traces(case)
    act = Act(case, office.browser(case.elected))
    with office.beside() as beside:
        slow_commits(beside, "FIRST 1 (ingen)")
        try:
            killed_at(office, act, beside)
        finally:
            slow_commits(beside, "")
        wait_until(lambda: not beside.execute(OTHERS).fetchone()[0], "att databasen har släppt allt")
    whole(case, before)
    again = click(office.browser(case.elected), case)
    assert (again.status, again.headers["location"]) == (302, receipt(case))
    whole(case, before)


def slow_commits(beside: Any, copies: str) -> None:
    """Let every commit, stored as it is, wait for a copy of the database elsewhere; nothing lets them go on."""
    beside.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{copies}'")
    beside.execute("SELECT pg_reload_conf()")
    wait_until(
        lambda: beside.execute("SHOW synchronous_standby_names").fetchone()[0] == copies,
        "att databasen har läst om sina inställningar",
    )


def whole(case: Case, before: dict[str, int]) -> None:
    """The approval, its lines in the log, the letter and the errand are there once, bound to the stored bytes."""
    now = traces(case)
    assert {name: now[name] - before[name] for name in now} == {
        "approval": 1, "logged": 2, "finished": 1, "letters": 1, "pdf asked for": 1,
    }  # fmt: skip
    reply = Reply.objects.get(version__minutes=case.minutes, answered_by=case.elected)
    assert reply.sha256 == reply.version.sha256 == checksum(bytes(reply.version.content))
    assert minutes_actions.is_intact(case.minutes)
