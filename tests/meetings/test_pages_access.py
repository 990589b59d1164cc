"""Role × page: who reaches the pages of bodies and of preparing a meeting (D9)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import meetings
from meetings.models import BacklogItem, Body, CopyRecipient, Meeting, MinutesWord, StandingItem
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]

READ, EDIT = ["outsider"], ["outsider", "reader", "member", "secretary of another body", "secretary"]
PREPARE = ["outsider", "reader", "member", "secretary of another body"]
# Page, and those who may not open it. Only the secretariat and administrators edit bodies.
PAGES = {
    "body-list": READ,
    "body-detail": READ,
    "body-create": EDIT,
    "body-edit": EDIT,
    "body-words": EDIT,
    "body-type-create": EDIT,
    "body-type-edit": EDIT,
    "body-word-create": EDIT,
    "body-word-edit": EDIT,
    "body-agenda": EDIT,
    "body-agenda-item": EDIT,
    "body-copies": EDIT,
    "body-seats": EDIT,
    "body-seat-edit": EDIT,
    "body-seat-appoint": EDIT,
    "body-membership-end": EDIT,
    "body-end-all": EDIT,
    "body-new-period": EDIT,
    "meeting-list": READ,
    "meeting-dates": PREPARE,
    "meeting-create": ["outsider", "reader", "member"],
    "meeting-edit": PREPARE,
    "agenda-edit": PREPARE,
    "agenda-item": PREPARE,
    "backlog-list": PREPARE,
    "backlog-add": PREPARE,
    "backlog-export": PREPARE,
    "backlog-export-csv": PREPARE,
    "backlog-edit": PREPARE,
    "attendance-edit": PREPARE,
    "attendance-row": PREPARE,
}
POSTS = {
    "body-agenda-up": EDIT,
    "body-agenda-down": EDIT,
    "body-agenda-remove": EDIT,
    "body-copies-remove": EDIT,
    "body-type-remove": EDIT,
    "body-word-remove": EDIT,
    "body-seat-up": EDIT,
    "body-seat-down": EDIT,
    "body-seat-withdraw": EDIT,
    "meeting-move": PREPARE,
    "meeting-cancel": PREPARE,
    "meeting-restore": PREPARE,
    "meeting-settle": PREPARE,
    "meeting-window": PREPARE,
    "meeting-contacts": PREPARE,
    "agenda-move": PREPARE,
    "agenda-put-back": PREPARE,
    "agenda-place": PREPARE,
    "agenda-number": PREPARE,
    "agenda-give-back": PREPARE,
    "agenda-take": PREPARE,
    "agenda-keep": PREPARE,
    "agenda-standing": PREPARE,
    "agenda-follow-up": PREPARE,
    "backlog-answer": PREPARE,
    "backlog-take": PREPARE,
    "backlog-close": PREPARE,
    "backlog-reopen": PREPARE,
    "attendance-set": PREPARE,
    "attendance-all-present": PREPARE,
    "attendance-fill": PREPARE,
    "attendance-remove": PREPARE,
}
ROLES = [
    "outsider",
    "reader",
    "member",
    "secretary of another body",
    "secretary",
    "secretariat",
    "administrator",
]


def office(role: str, body: Body) -> User:
    """A user with one role."""
    if role in {"reader", "secretariat", "administrator"}:
        return make.user(office_role=role)
    user = make.user()
    kind = "secretary" if role.startswith("secretary") else "member"
    if role != "outsider":
        make.membership(
            seat=make.seat(of=make.body() if "another" in role else body, kind=kind), person=user.person
        )
    return user


def addresses(body: Body, meeting: Meeting) -> dict[str, str]:
    """An address of every page, by name."""
    seat = body.seats.first()
    item = meeting.items.get()
    kinds = {
        "body-type": body.type_id,
        "body-word": MinutesWord.objects.get().pk,
        "body-agenda-": StandingItem.objects.get().pk,
        "body-copies-": CopyRecipient.objects.get().pk,
        "body-seat-": seat.pk if seat else 0,
        "body-membership": seat.memberships.get().pk if seat else 0,
        "body": body.pk,
        "meeting": meeting.pk,
        **dict.fromkeys(("backlog-list", "backlog-add", "backlog-export"), body.pk),
        "backlog": BacklogItem.objects.get().pk,
        **dict.fromkeys(
            ("agenda-edit", "agenda-take", "agenda-keep", "agenda-standing", "agenda-follow-up"), meeting.pk
        ),
        "agenda": item.pk,
        "attendance-row": meeting.attendances.get().pk,
        "attendance-set": meeting.attendances.get().pk,
        "attendance-remove": meeting.attendances.get().pk,
        "attendance": meeting.pk,
    }
    found = {}
    for name in [*PAGES, *POSTS]:
        key = next(value for start, value in kinds.items() if name.startswith(start))
        args = [] if name.endswith(("body-list", "meeting-list", "-create", "-words")) else [key]
        found[name] = reverse(f"meetings:{name}", args=[*args, "up"] if name == "agenda-move" else args)
    return found


@pytest.fixture
def meeting(secretary: User) -> Meeting:
    """A meeting with one of everything."""
    body = make.body()
    StandingItem.objects.create(body=body, position=1, title="Mötet öppnas")
    CopyRecipient.objects.create(body=body, name="Registrator", email="registrator@exempel.se")
    make.member(of=body)
    BacklogItem.objects.create(body=body, title="Klusteranalys")
    meeting = meetings.create(bodies=[body], by=secretary, date=make.DAY)
    meeting.items.get().attachments.create(meeting=meeting, kind="noted", title="ppt")
    return meeting


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_for_those_who_may_and_no_others(role: str, meeting: Meeting, as_user: Login) -> None:
    body = meeting.meeting_bodies_in_order[0].body
    client = as_user(office(role, body))
    said = {
        name: client.get(address).status_code
        for name, address in addresses(body, meeting).items()
        if name in PAGES
    }
    assert said == {name: 403 if role in refused else 200 for name, refused in PAGES.items()}


@pytest.mark.parametrize(
    "role", [role for role in ROLES if role not in {"secretary", "secretariat", "administrator"}]
)
def test_buttons_are_refused_for_those_who_may_not(role: str, meeting: Meeting, as_user: Login) -> None:
    body = meeting.meeting_bodies_in_order[0].body
    client = as_user(office(role, body))
    said = {
        name: client.post(address).status_code
        for name, address in addresses(body, meeting).items()
        if name in POSTS
    }
    assert said == dict.fromkeys(POSTS, 403)


def test_a_button_is_not_a_link(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    body = meeting.meeting_bodies_in_order[0].body
    said = {
        name: client.get(address).status_code
        for name, address in addresses(body, meeting).items()
        if name in POSTS
    }
    assert said == dict.fromkeys(POSTS, 405)
