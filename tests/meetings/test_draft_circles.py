"""Three circles of a draft, who reads in each, and when it became upprättad (C9, domain 1.3)."""

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from meetings import access
from meetings.actions import minutes as minutes_actions
from meetings.actions import printing, sharing, word_papers
from meetings.models import Body, DrawnUp, Minutes
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
WRITES = {"office", "secretary"}
LEADS = WRITES | {"chair"}
APPROVES = LEADS | {"approver"}
GROUP = APPROVES | {"member"}


def people(case: Case) -> dict[str, User]:
    """One of each role, read again as in a new request."""
    found = {
        "office": case.secretary, "secretary": make.approver_user(of=case.body, kind="secretary"),
        "chair": case.chair, "approver": case.elected, "member": case.reserve,
        "member of another group": make.approver_user(of=make.body(), kind="member"),
        "reader": make.user(office_role="reader"), "nobody": make.user(),
    }  # fmt: skip
    return {role: User.objects.get(pk=user.pk) for role, user in found.items()}


def readers(case: Case) -> set[str]:
    minutes = Minutes.objects.select_related("meeting").get(pk=case.minutes.pk)
    return {role for role, user in people(case).items() if access.may_read_draft(user, minutes)}


@pytest.mark.parametrize(
    ("setting", "draft", "out", "shared"),
    [
        ("secretary", WRITES, APPROVES, None),
        ("leaders", LEADS, APPROVES, None),
        ("group", LEADS, APPROVES, GROUP),
        ("group_free", LEADS, APPROVES, GROUP),
    ],
)
def test_each_circle_is_read_by_its_roles_and_no_others(
    setting: str, draft: set[str], out: set[str], shared: set[str] | None
) -> None:
    """The matrix: setting of the body × state × role."""
    case = a_case(draft_circle=setting)
    assert readers(case) == draft
    assert sharing.circle_of(case.minutes) == ("secretary" if setting == "secretary" else "leaders")
    if shared is None:
        with pytest.raises(NotAllowed, match="delar inte utkast"):
            sharing.share(case.minutes, by=case.secretary, is_understood=True)
    else:
        sharing.share(case.minutes, by=case.secretary, is_understood=True)
        assert readers(case) == shared
        assert sharing.circle_of(case.minutes) == "group"
        sharing.stop_sharing(case.minutes, by=case.secretary)
        assert readers(case) == draft
    case.send()
    assert readers(case) == out


@pytest.mark.parametrize(("setting", "asks"), [("group", True), ("group_free", False)])
def test_the_group_may_have_decided_that_nobody_is_asked(setting: str, asks: bool, as_user: Login) -> None:
    case = a_case(draft_circle=setting)
    client, here = as_user(case.secretary), reverse("meetings:minutes-share", args=[case.meeting.pk])
    page = client.get(here).content.decode()
    assert ('name="understood"' in page) == asks
    assert "Det kan bli en allmän handling" in page
    assert (client.post(here, {"why": "Rådet ville se det."}).status_code == 302) != asks
    assert DrawnUp.objects.exists() != asks


def test_when_by_whom_and_why_it_was_drawn_up_stays_whatever_is_taken_back(as_user: Login) -> None:
    case = a_case(draft_circle="group")
    client, here = as_user(case.secretary), reverse("meetings:minutes-share", args=[case.meeting.pk])
    assert sharing.drawn_up(case.minutes) is None
    client.post(here, {"understood": "ja", "why": " Rådet  ville se det. "})
    first = sharing.drawn_up(case.minutes)
    assert first is not None
    assert (first.by, first.why) == ("Mikaela Forsell", "Rådet ville se det.")
    assert first.words in client.get(here).content.decode()
    assert "Det som inte går att ångra" in client.get(here).content.decode()
    client.post(here, {"what": "stop"})
    assert first.words in client.get(here).content.decode()
    client.post(here, {"understood": "ja", "why": "En gång till."})
    assert sharing.drawn_up(case.minutes) == first
    case.approve()
    assert sharing.drawn_up(case.minutes) == first
    shared = LogEntry.objects.filter(verb="delade utkastet med gruppen").order_by("pk")
    assert [one.detail["skäl"] for one in shared] == ["Rådet ville se det.", "En gång till."]


def test_what_nobody_shared_is_drawn_up_when_it_is_finished() -> None:
    case = a_case()
    case.send()
    assert sharing.drawn_up(case.minutes) is None
    case2 = a_case(name="Andra rådet", code="AR")
    minutes = case2.approve()
    told = sharing.drawn_up(minutes)
    assert told is not None
    assert (told.at, told.why) == (minutes.finished_at, "Texten blev färdig: justerat.")


def test_every_paper_and_page_of_a_draft_says_what_it_is(as_user: Login) -> None:
    """Domain 1.3: the sentence that the office has chosen stands on what is not finished."""
    case = a_case(draft_circle="group")
    sharing.share(case.minutes, by=case.secretary, is_understood=True)
    said = "Utkast – ej justerat"
    moment = sharing.drawn_up(case.minutes)
    assert moment is not None
    pages = PdfReader(io.BytesIO(printing.pdf_of(case.meeting))).pages
    printed = " ".join(" ".join(one.extract_text().split()) for one in pages)
    assert said in printed
    assert " ".join(moment.words.split()) in printed
    assert "UTKAST" in pages[0].extract_text()
    with ZipFile(io.BytesIO(word_papers.word_of(case.meeting))) as word:
        parts = "".join(word.read(name).decode() for name in word.namelist() if name.endswith(".xml"))
    assert said in parts
    assert moment.told in parts
    page = as_user(case.reserve).get(case.meeting.get_absolute_url()).content.decode()
    assert "Utkast – ej juster" in page
    assert moment.words in page
    case.send()
    to_approve = reverse("meetings:minutes-approve", args=[case.meeting.pk])
    assert moment.words in as_user(case.chair).get(to_approve).content.decode()
    minutes_actions.approve(case.minutes, by=case.chair, at=AT)
    minutes_actions.approve(case.minutes, by=case.elected, at=AT)
    assert case.minutes.is_finished
    assert moment.words not in as_user(case.reserve).get(case.meeting.get_absolute_url()).content.decode()
    assert "Utkast" not in PdfReader(io.BytesIO(printing.pdf_of(case.meeting))).pages[0].extract_text()


def test_a_choice_made_narrower_closes_what_was_shared() -> None:
    case = a_case(draft_circle="group_free")
    sharing.share(case.minutes, by=case.secretary, is_understood=False)
    assert "member" in readers(case)
    Body.objects.filter(pk=case.body.pk).update(draft_circle="leaders")
    assert "member" not in readers(case)
