"""Role × page and role × step for minutes: drafting, approval, sending out, decisions, printing (D9, C9, N7)."""

import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import corrections, dispatches, texts
from meetings.actions import minutes as minutes_actions
from meetings.models import Action, Decision, Revision, TextConflict
from secretariat.lib import pdf
from secretariat.registry.models import User
from tests import make

from .approval_case import AT, Case, a_case, person_of

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]

ROLES = (
    "outsider", "reader", "member", "chair", "approver", "secretary of another body", "secretary", "secretariat",
    "administrator",
)  # fmt: skip
WRITERS = {"secretary", "secretariat", "administrator"}
ASKED = {"chair", "approver"}
LEADERS = WRITERS | {"chair"}
READERS = set(ROLES) - {"outsider"}


@dataclass
class House:
    """One meeting in each state: half-written, out for approval, finished."""

    draft: Case
    sent: Case
    done: Case


@pytest.fixture(scope="module")
def made(module_rows: None) -> House:
    draft, sent, done = (a_case(name=f"Rådet {code}", code=code) for code in ("UT", "UTE", "KLAR"))
    change = texts.Change(key=uuid.uuid4(), html="Ett nytt stycke.")
    texts.save(draft.item("Plan"), [change], by=draft.secretary)
    block = draft.item("Plan").blocks.earliest("position")
    TextConflict.objects.create(
        meeting=draft.meeting, block=block, html="Annat.", base=1, arrived_from=draft.secretary
    )
    sent.send()
    wish = {sent.item("Plan"): "Ändra ett ord."}
    minutes_actions.request_changes(sent.minutes, by=sent.elected, comments=wish, at=AT)
    make.action(of=done.item("Plan"))
    done.approve()
    corrections.correct(
        done.minutes,
        by=done.secretary,
        item=done.item("Plan"),
        old_text="Nora",
        new_text="Laxå",
        reason="Skrivfel",
    )
    dispatches.add(decision_of(done), by=done.secretary, recipient="Kumla kommun")
    return House(draft, sent, done)


@pytest.fixture
def house(made: House) -> House:
    return deepcopy(made)


@pytest.fixture(scope="module", autouse=True)
def _paper_made_once() -> Iterator[None]:
    """The same words give the same bytes (tests/lib/test_pdf.py); here it matters who gets them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", cache(pdf.render))
        yield


def decision_of(case: Case) -> Decision:
    return Decision.objects.filter(meeting=case.meeting).earliest("position")


def somebody(role: str, case: Case) -> User:
    """A user with one role towards one meeting."""
    if role in {"reader", "secretariat", "administrator"}:
        return make.user(office_role=role)
    if role in ASKED:
        return case.chair if role == "chair" else case.elected
    user = make.user()
    if role != "outsider":
        kind = "member" if role == "member" else "secretary"
        body = make.body() if "another" in role else case.body
        make.membership(seat=make.seat(of=body, kind=kind), person=person_of(user))
    return user


def of_meeting(*names: str) -> list[tuple[str, Callable[[Case], list[Any]]]]:
    return [(name, lambda case: [case.meeting.pk]) for name in names]


def of_item(*names: str) -> list[tuple[str, Callable[[Case], list[Any]]]]:
    return [(name, lambda case: [case.item("Plan").pk]) for name in names]


def of_extract(*names: str) -> list[tuple[str, Callable[[Case], list[Any]]]]:
    return [(name, lambda case: [case.meeting.pk, case.item("Plan").pk]) for name in names]


def revision_of(case: Case) -> list[Any]:
    return [Revision.objects.filter(item__meeting=case.meeting).earliest("pk").pk]


def approver_of(case: Case) -> list[Any]:
    return [case.meeting.pk, case.minutes.approvers.get(person=case.elected.person).pk]


# Which meeting, which pages (name and what its address names), and who sees them.
PAGES: list[tuple[str, list[tuple[str, Callable[[Case], list[Any]]]], set[str]]] = [
    ("draft", of_meeting("minutes-draft", "draft-agenda", "draft-side", "draft-gaps", "minutes-news", "minutes-hall"),
     WRITERS),
    ("draft", of_item("item-plain", "item-revisions"), WRITERS),
    ("draft", of_meeting("minutes-approval", "minutes-share"), WRITERS),
    ("draft", of_meeting("minutes-send"), LEADERS),
    ("sent", of_meeting("minutes-approve", "minutes-abstain"), ASKED),
    ("sent", [("version-detail", lambda case: [case.meeting.pk, 1])], LEADERS | ASKED),
    ("done", of_meeting("meeting-detail"), READERS),
    ("done", of_meeting("minutes-receipt"), ASKED),
    ("done", of_meeting("minutes-correct", "minutes-distribute"), WRITERS),
    ("done", [("minutes-correction", lambda case: [case.meeting.pk, case.minutes.corrections.get().pk])], READERS),
    ("done", [("version-detail", lambda case: [case.meeting.pk, 1])], READERS),
    ("draft", of_meeting("minutes-word", "summary-word"), LEADERS),
    ("sent", of_meeting("minutes-word", "summary-word"), LEADERS | ASKED),
    ("done", [*of_meeting("minutes-word", "summary-word"), *of_extract("extract-word")], READERS),
    ("draft", of_meeting("meeting-json"), WRITERS),
    ("done", [("decision-dispatches", lambda case: [decision_of(case).pk])], WRITERS),
    ("done", [("decision-list", lambda case: []), ("action-list", lambda case: [])], READERS),
    ("done", [("decision-export", lambda case: ["csv"]), ("action-export", lambda case: ["csv"])], READERS),
    ("done", [("decision-detail", lambda case: ["klar-2026-1"])], READERS),
    ("done", [("action-detail", lambda case: [Action.objects.get(meeting=case.meeting).pk])], READERS),
]  # fmt: skip
PRINTED: list[tuple[str, list[tuple[str, Callable[[Case], list[Any]]]], set[str]]] = [
    ("draft", of_meeting("minutes-pdf", "summary-pdf"), LEADERS),
    ("sent", of_meeting("minutes-pdf", "summary-pdf"), LEADERS | ASKED),
    ("done", [*of_meeting("minutes-pdf", "summary-pdf"), *of_extract("extract-pdf")], READERS),
]
# The same for what is pressed, with what is sent. Where a form is empty those who may get it back.
STEPS: list[tuple[str, str, Callable[[Case], list[Any]], dict[str, Any], set[str]]] = [
    ("draft", "item-save", of_item("")[0][1], {"blocks": []}, WRITERS),
    ("draft", "item-plain", of_item("")[0][1], {"new": "Mer text."}, WRITERS),
    ("draft", "item-progress", of_item("")[0][1], {"progress": "current"}, WRITERS),
    ("draft", "conflict-settle", lambda case: [TextConflict.objects.get().pk], {"choice": "both"}, WRITERS),
    ("draft", "revision-restore", revision_of, {}, WRITERS),
    ("draft", "approver-add", of_meeting("")[0][1], {"reason": ""}, WRITERS),
    ("draft", "approver-remove", lambda case: [case.meeting.pk, case.chair.person_id], {"reason": ""}, WRITERS),
    ("draft", "agenda-item", of_item("")[0][1], {"do": "file", "minutes": "0"}, WRITERS),
    ("draft", "minutes-send", of_meeting("")[0][1], {"deadline": "x"}, LEADERS),
    ("draft", "minutes-share", of_meeting("")[0][1], {}, WRITERS),
    ("sent", "minutes-approve", of_meeting("")[0][1], {"version": "99"}, ASKED),
    ("sent", "minutes-change", of_meeting("")[0][1], {}, ASKED),
    ("sent", "minutes-abstain", of_meeting("")[0][1], {"reason": ""}, ASKED),
    ("sent", "minutes-take-back", of_meeting("")[0][1], {"reason": ""}, WRITERS),
    ("sent", "approver-replace", approver_of, {"reason": ""}, WRITERS),
    ("sent", "approver-release", approver_of, {"reason": ""}, WRITERS),
    ("sent", "request-answer", lambda case: [case.meeting.pk, wish_of(case)], {"answer": "Åtgärdat."}, WRITERS),
    ("done", "minutes-correct", of_meeting("")[0][1], {"reason": ""}, WRITERS),
    ("done", "minutes-distribute", of_meeting("")[0][1], {}, WRITERS),
    ("done", "decision-dispatches", lambda case: [decision_of(case).pk], {"recipient": ""}, WRITERS),
    ("done", "dispatch-tick", lambda case: [decision_of(case).dispatches.get().pk], {}, WRITERS),
    ("done", "action-settle", lambda case: [Action.objects.get(meeting=case.meeting).pk], {"state": "done"}, WRITERS),
]  # fmt: skip


def wish_of(case: Case) -> int:
    version = case.minutes.current_version
    assert version
    return version.replies.get().requests.get().pk


def verdict(status: int) -> str:
    return "refused" if status in (403, 404) else "sees" if status < 500 else str(status)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_just_its_pages_of_minutes(role: str, house: House, as_user: Login) -> None:
    rows = PAGES + (PRINTED if pdf.is_available() else [])
    said, expected = {}, {}
    for which, pages, sees in rows:
        case: Case = getattr(house, which)
        client = as_user(somebody(role, case))
        for name, args in pages:
            answer = client.get(reverse(f"meetings:{name}", args=args(case)))
            _ = b"".join(answer)  # a file is closed when it is read
            said[which, name] = verdict(answer.status_code)
            expected[which, name] = "sees" if role in sees else "refused"
    assert said == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_role_takes_just_its_steps_with_minutes(role: str, house: House, as_user: Login) -> None:
    said, expected = {}, {}
    for which, name, args, sent, may in STEPS:
        case: Case = getattr(house, which)
        client = as_user(somebody(role, case))
        how = {"content_type": "application/json"} if name == "item-save" else {}
        said[name] = verdict(
            client.post(reverse(f"meetings:{name}", args=args(case)), sent, **how).status_code
        )
        expected[name] = "sees" if role in may else "refused"
    assert said == expected


def test_a_chair_finalises_where_nobody_approves_but_sends_nothing_else(house: House, as_user: Login) -> None:
    """C1: in a body with justering the chair sees the page, and only those who write may press."""
    client = as_user(house.draft.chair)
    link = reverse("meetings:minutes-send", args=[house.draft.meeting.pk])
    assert client.post(link, {"deadline": "2030-01-01"}).status_code == 403
    case = a_case(name="Utan justering", code="UJ", approval_policy="none")
    link = reverse("meetings:minutes-send", args=[case.meeting.pk])
    assert as_user(case.chair).post(link).status_code == 302
    assert case.minutes.is_finished
