"""How widely a draft is shared: the body's choice, and a question before it goes to the group (C9, N7)."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import decisions, sharing, summaries
from meetings.models import Body, Meeting, MeetingBody, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from tests import make

from .approval_case import Case, a_case
from .test_bodies_pages import settings_of

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
WORDS = "Planen gicks igenom"


def case_of(circle: str) -> Case:
    return a_case(draft_circle=circle)


def readers(case: Case, as_user: Login) -> set[str]:
    """Who of the meeting's people sees the words on its page."""
    outsider = make.approver_user(of=make.body(), kind="member")
    people = {
        "secretary": case.secretary, "chair": case.chair, "approver": case.elected, "member": case.reserve,
        "office reader": make.user(office_role="reader"), "member of another group": outsider,
    }  # fmt: skip
    page = case.meeting.get_absolute_url()
    return {who for who, user in people.items() if WORDS in as_user(user).get(page).content.decode()}


@pytest.mark.parametrize(
    ("circle", "while_draft"),
    [
        ("secretary", {"secretary"}),
        ("leaders", {"secretary", "chair"}),
        ("group", {"secretary", "chair"}),
    ],
)
def test_a_draft_is_read_by_the_circle_the_body_chose(
    circle: str, while_draft: set[str], as_user: Login
) -> None:
    """N7: the group sees the agenda alone, until somebody shares the draft; approvers read when it is sent to them."""
    case = case_of(circle)
    assert readers(case, as_user) == while_draft
    case.send()
    assert readers(case, as_user) == {"secretary", "chair", "approver"}


def test_sharing_asks_first_and_says_what_it_may_become(as_user: Login) -> None:
    case = case_of("group")
    client, link = as_user(case.secretary), reverse("meetings:minutes-share", args=[case.meeting.pk])
    assert "Dela utkastet med gruppen" in client.get(case.meeting.get_absolute_url()).content.decode()
    assert "Det kan bli en allmän handling" in client.get(link).content.decode()
    refused = client.post(link)
    assert refused.context["errors"] == [
        "Bekräfta att utkastet får delas och att det kan bli en allmän handling."
    ]
    assert case.minutes.shared_at is None
    assert client.post(link, {"understood": "ja"}).status_code == 302
    assert case.minutes.shared_by == case.secretary
    assert "Utkastet är delat med gruppen" in client.get(case.meeting.get_absolute_url()).content.decode()
    assert readers(case, as_user) == {"secretary", "chair", "approver", "member"}
    assert client.post(link, {"understood": "ja"}).context["errors"] == [
        "Utkastet är redan delat med gruppen."
    ]


def test_sharing_is_ended_and_both_stand_in_the_log(as_user: Login) -> None:
    case = case_of("group")
    client, link = as_user(case.secretary), reverse("meetings:minutes-share", args=[case.meeting.pk])
    client.post(link, {"understood": "ja"})
    assert "Sluta dela" in client.get(link).content.decode()
    client.post(link, {"what": "stop"})
    client.post(link, {"what": "stop"})
    assert readers(case, as_user) == {"secretary", "chair"}
    assert (case.minutes.shared_at, case.minutes.shared_by) == (None, None)
    told = LogEntry.objects.filter(object_id=str(case.minutes.pk)).order_by("pk")
    assert [one.verb for one in told] == ["delade utkastet med gruppen", "slutade dela utkastet med gruppen"]


def test_a_shared_draft_is_on_its_page_and_not_in_the_register(as_user: Login) -> None:
    """N7: half-written decisions are not listed for the group."""
    case = case_of("group")
    sharing.share(case.minutes, by=case.secretary, is_understood=True)
    assert list(decisions.readable(case.reserve)) == []
    assert (
        decisions.found_by_address(str(case.meeting.decisions.earliest("position").pk), case.reserve) is None
    )


@pytest.mark.parametrize("circle", ["secretary", "leaders"])
def test_a_body_that_keeps_its_drafts_does_not_share_them(circle: str, as_user: Login) -> None:
    case = case_of(circle)
    client, link = as_user(case.secretary), reverse("meetings:minutes-share", args=[case.meeting.pk])
    why = "Provrådet delar inte utkast med hela gruppen. Det står i arbetsordningen."
    assert why in client.get(link).content.decode()
    assert client.post(link, {"understood": "ja"}).context["errors"] == [why]
    assert (
        reverse("meetings:minutes-share", args=[case.meeting.pk])
        not in client.get(case.meeting.get_absolute_url()).content.decode()
    )


def test_a_choice_made_narrower_closes_a_draft_that_is_shared(as_user: Login) -> None:
    case = case_of("group")
    sharing.share(case.minutes, by=case.secretary, is_understood=True)
    Body.objects.filter(pk=case.body.pk).update(draft_circle="leaders")
    assert readers(case, as_user) == {"secretary", "chair"}


def test_a_joint_meeting_keeps_to_its_narrowest_body() -> None:
    case = case_of("group")
    assert case.meeting.draft_circle == "group"
    other = make.body(name="Andra rådet", draft_circle="leaders")
    MeetingBody.objects.create(meeting=case.meeting, body=other, position=1)
    assert Meeting.objects.get(pk=case.meeting.pk).draft_circle == "leaders"
    with pytest.raises(NotAllowed, match=r"^Andra rådet delar inte utkast"):
        sharing.share(case.minutes, by=case.secretary, is_understood=True)
    Body.objects.filter(pk=other.pk).update(draft_circle="secretary")
    assert Meeting.objects.get(pk=case.meeting.pk).draft_circle == "secretary"
    assert make.meeting(bodies=[]).draft_circle == "leaders"


def test_who_does_not_write_shares_nothing(as_user: Login) -> None:
    case = case_of("group")
    link = reverse("meetings:minutes-share", args=[case.meeting.pk])
    people = [case.chair, case.elected, case.reserve, make.user(office_role="reader"), make.user()]
    asked = [(as_user(user).get(link), as_user(user).post(link, {"understood": "ja"})) for user in people]
    assert {answer.status_code for pair in asked for answer in pair} == {403}
    assert case.minutes.shared_at is None


def test_finished_minutes_are_not_shared_as_a_draft() -> None:
    case = case_of("group")
    case.approve()
    with pytest.raises(NotAllowed, match="kan redan läsas av alla i gruppen"):
        sharing.share(case.minutes, by=case.secretary, is_understood=True)


def test_a_draft_for_the_secretary_alone_is_in_no_chairs_register_or_paper(as_user: Login) -> None:
    case = a_case(draft_circle="secretary", approval_policy="none")
    draft = str(case.meeting.decisions.earliest("position").pk)
    assert decisions.found_by_address(draft, case.secretary) is not None
    assert decisions.found_by_address(draft, case.chair) is None
    client = as_user(case.chair)
    for name in ("minutes-send", "minutes-pdf", "summary-pdf"):
        assert client.get(reverse(f"meetings:{name}", args=[case.meeting.pk])).status_code == 403
    Body.objects.filter(pk=case.body.pk).update(draft_circle="leaders")
    assert decisions.found_by_address(draft, case.chair) is not None
    assert client.get(reverse("meetings:minutes-send", args=[case.meeting.pk])).status_code == 200


def test_the_summary_of_a_draft_for_the_secretary_alone_waits(as_user: Login) -> None:
    """B7: elsewhere it goes out before the notes, when that is confirmed."""
    case = a_case(draft_circle="secretary", approval_policy="none")
    page = as_user(case.secretary).get(reverse("meetings:minutes-summary", args=[case.meeting.pk]))
    assert "Skicka sammanfattningen" not in page.content.decode()
    with pytest.raises(NotAllowed) as no:
        summaries.send(case.minutes, by=case.secretary, is_understood=True)
    assert no.value.reasons == [
        "Gruppens utkast är bara för sekreteraren. Skicka sammanfattningen när anteckningarna är färdiga."
    ]
    assert not OutgoingMail.objects.exists()


def test_the_circle_is_chosen_on_the_bodys_page(as_user: Login, secretary: User) -> None:
    body = make.body(name="Provrådet")
    client, link = as_user(secretary), reverse("meetings:body-edit", args=[body.pk])
    field = client.get(link).context["form"]["draft_circle"]
    assert (field.label, field.value()) == ("Utkast får delas med", "leaders")
    assert [words for _, words in field.field.choices] == [
        "bara sekreteraren", "justerare och ordförande", "hela gruppen",
        "hela gruppen, utan fråga varje gång",
    ]  # fmt: skip
    assert client.post(link, settings_of(body, draft_circle="group")).status_code == 302
    assert "Får delas med hela gruppen" in client.get(body.get_absolute_url()).content.decode()


@pytest.mark.parametrize("half", [{"shared_at": timezone.now()}, {"shared_by": 1}])
def test_when_and_by_whom_go_together(half: dict[str, object]) -> None:
    case = case_of("group")
    half = {name: case.secretary if name == "shared_by" else value for name, value in half.items()}
    with pytest.raises(IntegrityError, match="shared_at_and_by_go_together"), transaction.atomic():
        Minutes.objects.filter(pk=case.minutes.pk).update(**half)
