"""How long a login lasts, where one is logged in, and accounts that follow what people are trusted with (E5)."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.actions import login_sessions, unneeded, users
from secretariat.registry.login_times import BEGAN, SEEN
from secretariat.registry.models import LogEntry, LoginSession, OutgoingMail, User
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "ett gott lösenord"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def somebody(**facts: Any) -> User:
    user = make.user(**facts)
    user.set_password(PASSWORD)
    user.save()
    return user


def logged_in(user: User, browser: str = FIREFOX) -> Client:
    """Through the login page, and on to the start page."""
    client = Client(headers={"user-agent": browser})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("home:start")).status_code == 200
    return client


def ago(client: Client, **minutes: float) -> None:
    """Let the session's moments have been so many minutes ago."""
    session = client.session
    for name, number in minutes.items():
        session[{"began": BEGAN, "seen": SEEN}[name]] = time.time() - number * 60
    session.save()


def is_in(client: Client) -> bool:
    return bool(client.get(reverse("home:start")).status_code == 200)


@pytest.mark.parametrize(
    ("facts", "minutes", "stays"),
    [
        ({"office_role": "secretariat"}, 59, True),
        ({"office_role": "secretariat"}, 61, False),
        ({"office_role": "administrator"}, 61, False),
        ({"is_staff": True}, 61, False),
        ({"office_role": "reader"}, 61, True),
        ({}, 11 * 60, True),
    ],
)
def test_the_offices_logins_rest_no_longer_than_an_hour(
    facts: dict[str, Any], minutes: float, stays: bool
) -> None:
    user = somebody(**facts)
    client = logged_in(user)
    ago(client, seen=minutes)
    assert is_in(client) is stays
    if not stays:
        assert LogEntry.objects.filter(verb="loggades ut", detail={"orsak": "uppehåll"}).count() == 1
        assert not LoginSession.objects.exists()


def test_the_office_may_choose_another_time(settings: Any) -> None:
    client = logged_in(somebody(office_role="secretariat"))
    ago(client, seen=16)
    settings.IDLE_MINUTES = 0
    assert is_in(client)
    ago(client, seen=16)
    settings.IDLE_MINUTES = 15
    assert not is_in(client)


def test_nobody_is_in_longer_than_twelve_hours_however_busy() -> None:
    client = logged_in(somebody())
    ago(client, began=12 * 60 - 1, seen=2)
    assert is_in(client)
    ago(client, began=12 * 60 + 1, seen=0)
    assert not is_in(client)


def test_what_a_page_fetches_by_itself_is_no_use() -> None:
    client = logged_in(somebody(office_role="secretariat"))
    ago(client, seen=50)
    for headers in ({"hx-request": "true"}, {"accept": "application/json"}):
        client.get(reverse("home:start"), headers=headers)
        assert time.time() - client.session[SEEN] > 49 * 60
    client.get(reverse("home:start"))
    assert time.time() - client.session[SEEN] < 60
    assert timezone.now() - LoginSession.objects.get().seen_at < dt.timedelta(minutes=1)


def test_a_script_that_saves_is_told_and_can_keep_the_words() -> None:
    """L3: the drafting page keeps its text in the browser until the answer is yes."""
    client = logged_in(somebody(office_role="secretariat"))
    ago(client, seen=61)
    item = make.item(of=make.meeting(bodies=[make.body()]))
    answer = client.post(
        reverse("meetings:item-save", args=[item.pk]), "{}", content_type="application/json",
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 401
    assert answer.json()["message"] == "Du är utloggad. Logga in i en ny flik, så sparas texten."


def test_one_sees_where_one_is_logged_in_and_ends_one() -> None:
    user = somebody()
    here, there = logged_in(user), logged_in(user, "Mozilla/5.0 (iPhone; CPU) Version/17.0 Safari/604.1")
    stranger = logged_in(somebody())
    page = here.get(reverse("account_methods")).content.decode()
    assert "Firefox på Linux" in page
    assert "Safari på iPhone" in page
    assert page.count("– den här") == 1
    theirs = LoginSession.objects.get(user=user, key=there.session.session_key)
    others = LoginSession.objects.exclude(user=user).get()
    assert here.post(reverse("account_session_end", args=[others.pk])).status_code == 404
    here.post(reverse("account_session_end", args=[theirs.pk]))
    assert (is_in(here), is_in(there), is_in(stranger)) == (True, False, True)
    assert LogEntry.objects.filter(verb="loggade ut sig på annat håll", user=user).count() == 1


def test_one_logs_out_everywhere() -> None:
    user = somebody()
    here, there = logged_in(user), logged_in(user)
    answer = here.post(reverse("account_sessions_end"))
    assert answer["Location"] == reverse("account_login")
    assert (is_in(here), is_in(there)) == (False, False)


def test_a_new_password_takes_the_others_off_the_list() -> None:
    user = somebody()
    here = logged_in(user)
    logged_in(user)
    assert len(login_sessions.live(user)) == 2
    typed = {"oldpassword": PASSWORD, "password1": "ett nytt och bättre", "password2": "ett nytt och bättre"}
    here.post(reverse("account_change_password"), typed)
    ago(here, seen=2)
    assert is_in(here)
    assert [one.key for one in login_sessions.live(User.objects.get())] == [here.session.session_key]


def test_by_night_what_has_ended_is_forgotten() -> None:
    user = somebody()
    here, gone = logged_in(user), logged_in(user)
    gone.post(reverse("account_logout"))
    assert login_sessions.forget_ended() == 1
    assert [one.key for one in LoginSession.objects.all()] == [here.session.session_key]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130.0 Safari/537.36 Edg/130.0", "Edge på Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome på Android"),
        ("Mozilla/5.0 (Macintosh) Version/17.0 Safari/605.1", "Safari på Mac"),
        ("", "Okänd webbläsare"),
    ],
)
def test_browsers_in_words(told: str, words: str) -> None:
    assert login_sessions.browser_in_words(told) == words


# Accounts follow memberships


def test_a_term_that_ends_takes_the_rights_away_the_same_night(as_user: Callable[[User], Client]) -> None:
    """E5: the day after the last day nothing of the body opens; the account is there until the grace is over."""
    body, today = make.body(), timezone.localdate()
    user = make.user()
    seat = make.membership(seat=make.seat(of=body), person=user.person, ends_on=today)
    page = reverse("meetings:body-list")
    assert as_user(user).get(page).status_code == 200
    type(seat).objects.filter(pk=seat.pk).update(ends_on=today - dt.timedelta(days=1))
    assert as_user(user).get(page).status_code == 403
    assert unneeded.turn_by_night(today=today) == 0
    user.refresh_from_db()
    assert (user.is_active, user.unneeded_since) == (True, today)


def test_an_account_closes_after_the_grace_and_opens_with_a_new_assignment() -> None:
    today, user = timezone.localdate(), make.user()
    keeper = make.user(office_role="reader")
    assert unneeded.turn_by_night(today=today) == 0
    assert unneeded.turn_by_night(today=today + dt.timedelta(days=29)) == 0
    assert unneeded.turn_by_night(today=today + dt.timedelta(days=30)) == 1
    user.refresh_from_db()
    keeper.refresh_from_db()
    assert (user.is_active, keeper.is_active, keeper.unneeded_since) == (False, True, None)
    assert unneeded.turn_by_night(today=today + dt.timedelta(days=31)) == 0
    make.membership(seat=make.seat(of=make.body()), person=user.person)
    assert unneeded.turn_by_night(today=today + dt.timedelta(days=32)) == 1
    user.refresh_from_db()
    assert (user.is_active, user.unneeded_since, user.closed_by_night_at) == (True, None, None)
    assert list(LogEntry.objects.order_by("pk").values_list("verb", "detail")) == [
        ("stängde konto", {"orsak": "inget uppdrag och ingen behörighet"}),
        ("öppnade konto", {"orsak": "nytt uppdrag"}),
    ]


def test_what_a_person_closed_stays_closed() -> None:
    user, administrator = make.user(), make.user(office_role="administrator")
    make.membership(seat=make.seat(of=make.body()), person=user.person)
    users.deactivate(user, by=administrator)
    assert unneeded.turn_by_night() == 0
    user.refresh_from_db()
    assert not user.is_active


@pytest.mark.parametrize("off", [{"ACCOUNT_GRACE_DAYS": 0}, {"DEMO": True}])
def test_an_office_may_keep_all_accounts_open(settings: Any, off: dict[str, Any]) -> None:
    user = make.user()
    User.objects.filter(pk=user.pk).update(unneeded_since=dt.date(2020, 1, 1))
    for name, value in off.items():
        setattr(settings, name, value)
    assert unneeded.turn_by_night() == 0
    user.refresh_from_db()
    assert user.is_active


# Tries are few


def test_a_wrong_code_is_taken_three_times_and_no_more(client: Client) -> None:
    user = somebody()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    right = OutgoingMail.objects.get().body.split("\n\n")[1].strip()
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "FELFEL"})
    client.post(reverse("account_confirm_login_code"), {"code": right})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("name", "most"), [("account_request_login_code", 3), ("account_reset_password", 5)])
def test_letters_with_a_way_in_are_few_whoever_asks(settings: Any, name: str, most: int) -> None:
    """The same number for a known and an unknown address, and the same answer after that."""
    del settings.ACCOUNT_RATE_LIMITS
    cache.clear()
    somebody(email="finns@exempel.se")
    codes = {}
    for address in ("finns@exempel.se", "finnsej@exempel.se"):
        codes[address] = [
            Client().post(reverse(name), {"email": address}).status_code for _ in range(most + 1)
        ]
    cache.clear()
    assert codes["finns@exempel.se"] == codes["finnsej@exempel.se"]
    assert codes["finns@exempel.se"][:most] == [302] * most
    assert codes["finns@exempel.se"][most] in (200, 429)
    assert OutgoingMail.objects.count() == most
