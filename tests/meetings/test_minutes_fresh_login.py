"""A body may ask how surely and how lately whoever approves has logged in (C5, E5, domain 1.4)."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from meetings.actions import minutes as minutes_actions
from meetings.actions.sign_in_rules import demand_of, obstacles_to_trusting
from meetings.models import Body, ChangeRequest, MeetingBody, Reply
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, OutgoingMail, User
from secretariat.registry.sign_ins import UNKNOWN, Proof, SignIn
from secretariat.setup import login
from tests import make, openid

from .approval_case import AT, Case, a_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
PASSWORD = "ett gott lösenord"


@pytest.fixture(scope="module")
def made(module_rows: None) -> Case:
    case = a_case()
    case.send()
    return case


@pytest.fixture
def case(made: Case) -> Case:
    return deepcopy(made)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with openid.provider() as up:
        yield up


def asks(case: Case, **rules: int) -> None:
    Body.objects.filter(pk=case.body.pk).update(**rules)


def shown(level: int, *, minutes_ago: float = 0, words: str = "lösenord") -> SignIn:
    return SignIn(words, (Proof(words, level, AT - dt.timedelta(minutes=minutes_ago)),), "192.0.2.7", "Prov")


def in_session(client: Client, user: User, *records: dict[str, Any]) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = list(records)
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def address(name: str, case: Case) -> str:
    return reverse(f"meetings:{name}", args=[case.meeting.pk])


LEVEL_2 = "Provrådet kräver att du loggar in i två steg, med en passnyckel eller med e-legitimation när du justerar."
LEVEL_3 = "Provrådet kräver att du loggar in med e-legitimation när du justerar."
FRESH = "Provrådet kräver att du loggade in för högst 10 minuter sedan när du justerar."


@pytest.mark.parametrize(
    ("level", "fresh", "sign_in", "said"),
    [
        (1, 0, UNKNOWN, []),
        (2, 0, UNKNOWN, [LEVEL_2]),
        (2, 0, shown(1), [LEVEL_2]),
        (2, 0, shown(2, minutes_ago=600), []),
        (2, 0, shown(3), []),
        (3, 0, shown(2), [LEVEL_3]),
        (3, 0, shown(3), []),
        (1, 10, UNKNOWN, [FRESH]),
        (1, 10, shown(1, minutes_ago=10), []),
        (1, 10, shown(1, minutes_ago=10.1), [FRESH]),
        (3, 10, shown(3, minutes_ago=11), [FRESH]),
        (3, 10, SignIn("a", shown(3, minutes_ago=11).proofs + shown(1).proofs), [FRESH]),
        (3, 10, SignIn("a", shown(3, minutes_ago=11).proofs + shown(3).proofs), []),
    ],
)
def test_what_a_body_asks_of_a_login(
    case: Case, level: int, fresh: int, sign_in: SignIn, said: list[str]
) -> None:
    asks(case, approval_login=level, approval_fresh_minutes=fresh)
    assert obstacles_to_trusting(case.minutes, sign_in, at=AT) == said
    if said:
        with pytest.raises(NotAllowed) as no:
            minutes_actions.approve(case.minutes, by=case.elected, at=AT, sign_in=sign_in)
        assert no.value.reasons == said
        assert not Reply.objects.exists()


def test_a_joint_meeting_asks_what_its_strictest_body_asks(case: Case) -> None:
    """Each body its own: the surest level of any, the shortest time of any; the joint part alone asks nothing."""
    asks(case, approval_fresh_minutes=30)
    minutes_actions.take_back(case.minutes, by=case.secretary, reason="Två grupper")
    sure = make.body(name="Säkra rådet", approval_login=3, approval_fresh_minutes=5)
    row = MeetingBody.objects.create(meeting=case.meeting, body=sure, position=2)
    demand = demand_of(case.minutes)
    assert (demand.level, demand.minutes, set(demand.names)) == (3, 5, {"Provrådet", "Säkra rådet"})
    row.joint_part_only = True
    row.save()
    assert (demand_of(case.minutes).level, demand_of(case.minutes).minutes) == (1, 30)


def test_the_approval_keeps_how_when_and_how_surely_one_logged_in(case: Case) -> None:
    """C5: the proof that counted, and all that was shown."""
    asks(case, approval_login=2, approval_fresh_minutes=10)
    late, sure = shown(1).proofs[0], shown(2, minutes_ago=4, words="tvåfaktor").proofs[0]
    reply = minutes_actions.approve(
        case.minutes, by=case.elected, at=AT,
        sign_in=SignIn("lösenord och tvåfaktor", (late, sure), "192.0.2.7", "Prov"),
    )  # fmt: skip
    assert (reply.assurance, reply.signed_in_at, reply.user_agent, reply.ip) == (
        "2", AT - dt.timedelta(minutes=4), "Prov", "192.0.2.7",
    )  # fmt: skip
    assert reply.evidence["shown"] == [
        {"what": "lösenord", "level": 1, "utc": "2026-03-20T09:00:00+00:00"},
        {"what": "tvåfaktor", "level": 2, "utc": "2026-03-20T08:56:00+00:00"},
    ]


def test_the_page_leads_to_a_new_login_and_keeps_what_was_typed(case: Case, as_user: Login) -> None:
    """The text of a wish is there again after the login, and gone when it has been sent."""
    asks(case, approval_fresh_minutes=10)
    case.elected.set_password(PASSWORD)
    case.elected.save()
    client, plan = as_user(case.elected), case.item("Plan")
    old = {"method": "password", "at": time.time() - 3600}
    in_session(client, case.elected, old)
    page = client.get(address("minutes-approve", case)).content.decode()
    assert FRESH in page
    assert ">Logga in på nytt</button>" in page
    mine = case.minutes.approvers.get(person=case.elected.person)
    typed = {f"punkt-{plan.pk}": "Skriv Lekeberg.", "punkt-allt": "Kortare.", "mine": mine.pk, "version": 1}
    answer = client.post(address("minutes-approve", case), typed)
    there = address("minutes-approve", case)
    asked = urlsplit(answer["Location"])
    assert (asked.path, parse_qs(asked.query)) == (reverse("account_again"), {"niva": ["1"], "next": [there]})
    again = client.get(answer["Location"]).content.decode()
    assert FRESH in again
    assert "Skriv ditt lösenord" in again
    reauthenticate = f"{reverse('account_reauthenticate')}?next={there}"
    assert reauthenticate in again
    assert client.post(reauthenticate, {"password": PASSWORD, "next": there})["Location"] == there
    back = client.get(there).content.decode()
    assert ">Skriv Lekeberg.</textarea>" in back
    assert ">Kortare.</textarea>" in back
    assert ">Justera</button>" in back
    client.post(address("minutes-change", case), typed)
    assert ChangeRequest.objects.count() == 2
    assert "Skriv Lekeberg.</textarea>" not in client.get(there).content.decode()
    assert client.post(there, {"version": "1"})["Location"] == address("minutes-receipt", case)


def test_a_code_in_a_letter_is_a_new_login_that_keeps_what_was_typed(case: Case, as_user: Login) -> None:
    asks(case, approval_fresh_minutes=10)
    client = as_user(case.elected)
    there = address("minutes-approve", case)
    mine = case.minutes.approvers.get(person=case.elected.person)
    client.post(there, {"punkt-allt": "Kortare.", "mine": mine.pk, "version": 1})
    OutgoingMail.objects.all().delete()
    answer = client.post(reverse("account_again_by_code"), {"next": there})
    assert client.get(reverse("home:start")).status_code == 302
    code = OutgoingMail.objects.get().body.split("\n\n")[1].strip()
    assert client.post(answer["Location"], {"code": code, "next": there})["Location"] == there
    assert ">Kortare.</textarea>" in client.get(there).content.decode()
    assert client.post(there, {"version": 1})["Location"] == address("minutes-receipt", case)
    assert Reply.objects.get().method == "kod i e-post"


def test_a_session_that_ended_keeps_what_was_typed_for_its_writer_alone(case: Case, as_user: Login) -> None:
    """Sent after being logged out: not lost, and not shown to somebody else on the same computer."""
    there = address("minutes-approve", case)
    mine = case.minutes.approvers.get(person=case.elected.person)
    for name, typed in (
        ("minutes-change", {"punkt-allt": "Kortare.", "mine": mine.pk, "version": 1}),
        ("minutes-approve", {"punkt-allt": "Kortare.", "mine": mine.pk, "version": 1}),
    ):
        client = Client()
        answer = client.post(address(name, case), typed)
        assert answer["Location"] == f"{reverse('account_login')}?next={there}"
        client.force_login(case.chair)
        assert "Kortare." not in client.get(there).content.decode()
        client = Client()
        client.post(address(name, case), typed)
        client.force_login(case.elected)
        assert ">Kortare.</textarea>" in client.get(there).content.decode()
    client = Client()
    client.post(address("minutes-abstain", case), {"reason": "Jag var borta.", "mine": mine.pk})
    client.force_login(case.elected)
    assert ">\nJag var borta.</textarea>" in client.get(address("minutes-abstain", case)).content.decode()


def test_too_much_to_be_typed_by_hand_is_not_kept(case: Case) -> None:
    client = Client()
    client.post(address("minutes-change", case), {"punkt-allt": "x" * 100_001, "mine": 1})
    assert "unsent" not in client.session


def test_an_e_legitimation_is_asked_for_anew_at_the_provider(
    case: Case, as_user: Login, provider: str, settings: Any
) -> None:
    """`prompt=login` and `max_age=0`; the same session goes on, with the level the provider told."""
    asks(case, approval_login=3, approval_fresh_minutes=10)
    values = {"NAME": "Region Prov", "ISSUER": provider, "CLIENT_ID": "sekretariatet", "SECRET": "hemligt"}
    apps = login.providers({f"OIDC_1_{name}": value for name, value in values.items()})
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    SocialAccount.objects.create(user=case.elected, provider="1", uid="fresh-1")
    loa3 = "http://id.elegnamnden.se/loa/1.0/loa3"
    openid.knows(provider, "fresh-1", email="b@exempel.se", acr=loa3, auth_time=9_999_999_999)
    client, there = as_user(case.elected), address("minutes-approve", case)
    mine = case.minutes.approvers.get(person=case.elected.person)
    answer = client.post(there, {"punkt-allt": "Kortare.", "mine": mine.pk, "version": 1})
    page = client.get(answer["Location"])
    assert [one[1] for one in page.context["providers"]] == ["Region Prov"]
    assert "Skriv ditt lösenord" not in page.content.decode()
    link = f"{reverse('openid_connect_login', args=['1'])}?next={there}&amp;pa-nytt=1"
    assert link in page.content.decode()
    asked = client.get(link.replace("&amp;", "&"))["Location"]
    assert (parse_qs(urlsplit(asked).query)["prompt"], parse_qs(urlsplit(asked).query)["max_age"]) == (
        ["login"], ["0"],
    )  # fmt: skip
    assert client.get(openid.way_back(asked, "fresh-1"))["Location"] == there
    assert ">Kortare.</textarea>" in client.get(there).content.decode()
    assert client.post(there, {"version": 1})["Location"] == address("minutes-receipt", case)
    reply = Reply.objects.get()
    assert (reply.method, reply.assurance) == ("organisationens inloggning, nivå 3", "3")
    assert "bekräftade sin inloggning" in LogEntry.objects.values_list("verb", flat=True)


def test_without_a_provider_the_page_says_whom_to_ask(as_user: Login) -> None:
    page = as_user(make.user()).get(f"{reverse('account_again')}?niva=3").content.decode()
    assert "E-legitimation går inte att använda här än. Hör av dig till sekretariatet." in page
    assert "Få en kod" not in page


def test_the_way_back_stays_in_the_house(as_user: Login) -> None:
    client = as_user(make.user())
    page = client.get(f"{reverse('account_again')}?next=https://elak.exempel.se/").content.decode()
    assert "elak" not in page
    answer = client.post(reverse("account_again_by_code"), {"next": "https://elak.exempel.se/"})
    assert "elak" not in answer["Location"]


def test_the_body_page_tells_what_is_asked(case: Case, as_user: Login) -> None:
    asks(case, approval_login=2, approval_fresh_minutes=15)
    page = as_user(case.secretary).get(reverse("meetings:body-detail", args=[case.body.pk])).content.decode()
    assert (
        "Den som justerar loggar in med två steg, passnyckel eller e-legitimation, för högst 15\xa0minuter sedan"
        in page
    )
