"""Following: what is new reaches whoever may read it, once, in the way they chose (N5, N6, N7)."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from meetings.models import Decision, Matter, Membership
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import follows, indexing, mail_choices, mail_digest
from secretariat.registry.actions.mail_kinds import FOLLOWING
from secretariat.registry.models import Follow, OutgoingMail, Person, Theme, User
from tests import make
from tests.meetings.approval_case import a_case
from tests.meetings.publishing_case import quick

from .follows_case import follow, follower, happens, tell

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
ATOM = "{http://www.w3.org/2005/Atom}"


def letters(user: User) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(purpose=FOLLOWING, person=user.person).order_by("pk"))


def free_body(**fields: Any) -> Any:
    return make.body(**{"approval_policy": "none", **fields})


def theme_of(name: str = "Psykisk hälsa") -> Theme:
    return Theme.objects.create(name=name, slug="psykisk-halsa")


def test_a_finished_meeting_is_told_of_with_its_decisions(settings: Any) -> None:
    body = free_body(name="Gruppen", code="CF")
    user = follower(of=body)
    follow(user, "grupp", body)
    meeting, decision = happens(body)
    assert tell() == 1
    (letter,) = letters(user)
    assert letter.subject == "Nytt i det du bevakar: 2 händelser"
    address = settings.BASE_URL + reverse(
        "meetings:decision-detail", args=[decision.number.lower().replace(" ", "-")]
    )
    assert f"Beslut: Gruppen antar planen för förskolan. (Gruppen, {decision.number})" in letter.body
    assert address in letter.body
    assert address in letter.html
    assert settings.BASE_URL + meeting.get_absolute_url() in letter.body


def test_the_same_is_told_once_however_often_the_night_comes() -> None:
    body = free_body()
    user = follower(of=body)
    follow(user, "grupp", body)
    happens(body)
    assert [tell(), tell(), tell(days=1)] == [1, 0, 0]
    happens(body)
    assert tell(days=0) == 0  # it is dated before the night that has passed
    assert len(letters(user)) == 1


def test_what_was_there_before_is_not_told() -> None:
    body = free_body()
    user = follower(of=body)
    happens(body)
    follow(user, "grupp", body)
    assert tell() == 0


def test_a_thing_followed_twice_over_stands_under_both_and_is_counted_once() -> None:
    body, theme = free_body(), theme_of()
    user = follower(of=body)
    follow(user, "grupp", body)
    follow(user, "tema", theme)
    _, decision = happens(body)
    Decision.objects.filter(pk=decision.pk).update(theme=theme)
    tell()
    (letter,) = letters(user)
    assert letter.subject == "Nytt i det du bevakar: 2 händelser"
    assert letter.body.count("Gruppen antar planen för förskolan.") == 2


@pytest.mark.parametrize("kind", ["arende", "tema", "part"])
def test_decisions_of_a_matter_a_theme_and_a_party_are_told(kind: str) -> None:
    body, theme, party = free_body(), theme_of(), make.organisation(name="Nora")
    matter = Matter.objects.create(year=2026, running=1, number="Ä 2026-1", title="Planen", theme=theme)
    user = follower()
    follow(user, kind, {"arende": matter, "tema": theme, "part": party}[kind])
    _, decision = happens(body)
    Decision.objects.filter(pk=decision.pk).update(matter=matter)
    decision.parties.add(party)
    assert tell() == 1
    assert "Gruppen antar planen för förskolan." in letters(user)[0].body


def test_a_joint_meeting_is_told_to_whoever_follows_either_body() -> None:
    """N6."""
    one, other = free_body(), free_body()
    users = [follower(of=body) for body in (one, other)]
    for user, body in zip(users, (one, other), strict=True):
        follow(user, "grupp", body)
    quick(bodies=[one, other], publish=False)
    assert tell() == 2


def test_drafts_and_texts_that_are_out_are_no_news() -> None:
    """N7."""
    case = a_case()
    follow(case.reserve, "grupp", case.body)
    assert tell() == 0
    case.send()
    assert tell(days=1) == 0


def test_who_may_read_no_longer_is_told_nothing(as_user: Login) -> None:
    body = free_body()
    user = follower(of=body)
    follow(user, "grupp", body)
    follows.renew_feed(by=user)
    link = follows.feed_link(user.person)  # type: ignore[arg-type]
    assert link
    Membership.objects.filter(person=user.person).delete()
    happens(body)
    assert tell() == 0
    answer = Client().get(follows.feed_url(link))
    assert list(ET.fromstring(answer.content).iter(f"{ATOM}entry")) == []  # noqa: S314 – our own


@pytest.mark.parametrize(
    ("way", "state"), [("direct", "väntar"), ("daily", "samlat i ett annat brev"), ("never", "")]
)
def test_it_comes_in_the_way_one_chose(way: str, state: str) -> None:
    """N5: directly, in the day's one letter, never."""
    body = free_body()
    user = follower(of=body)
    assert user.person is not None
    mail_choices.choose(user.person, {FOLLOWING: way}, by=user)
    follow(user, "grupp", body)
    happens(body)
    tell()
    gathered = mail_digest.write_digests()
    (letter,) = letters(user)
    letter.refresh_from_db()
    assert gathered == (1 if way == "daily" else 0)
    assert letter.state == (state or "inte skickat, mottagaren har valt bort det")
    assert letter.digest_id is not None if way == "daily" else letter.digest_id is None


def test_the_nightly_run_tells_it_twice_over_once(django_capture_on_commit_callbacks: Any) -> None:
    body = free_body()
    user = follower(of=body)
    follow(user, "grupp", body)
    happens(body)
    Decision.objects.count()
    tell()
    call_command("nightly", verbosity=0)
    call_command("nightly", verbosity=0)
    assert len(letters(user)) == 1


def test_an_account_without_a_person_and_a_closed_one_get_no_letter() -> None:
    body = free_body()
    closed = follower(of=body)
    follow(closed, "grupp", body)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    happens(body)
    assert tell() == 0
    assert not OutgoingMail.objects.filter(purpose=FOLLOWING).exists()


def test_the_news_ask_as_often_for_one_thing_as_for_three(
    django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    bodies = [free_body() for _ in range(3)]
    user = follower(of=bodies[0])
    started = follow(user, "grupp", bodies[0]).told_at
    happens(bodies[0])

    def news() -> int:
        return len(follows.news_of(User.objects.get(pk=user.pk), follows.follows_of(user), since=started))

    news()
    with django_assert_max_num_queries(12) as asked:
        assert news() == 1
    for body in bodies[1:]:
        follow(user, "grupp", body)
        happens(body)
    with django_assert_num_queries(len(asked)):
        assert news() == 3


def test_a_saved_search_tells_of_new_decisions_that_it_finds(as_user: Login) -> None:
    body = free_body()
    user = follower(of=body)
    client = as_user(user)
    page = client.get(reverse("home:search"), {"q": "förskola", "sida": "2"}).content.decode()
    assert "Bevaka sökningen" in page
    for query in ("q=f%C3%B6rskola&sida=2", "q=+f%C3%B6rskola+", "q=cykelbana"):
        told = {"kind": "sokning", "key": query, "title": "Sökning: förskola"}
        client.post(reverse("follows:follow-begin"), told)
    assert sorted(Follow.objects.values_list("query", flat=True)) == ["q=cykelbana", "q=f%C3%B6rskola"]
    happens(body)
    indexing.take_in_changes()
    assert tell() == 1
    assert letters(user)[0].body.count("Gruppen antar planen för förskolan.") == 1


@pytest.mark.parametrize("query", ["", "q=", "typ=decision", "q=" + "x" * 500])
def test_a_search_without_words_or_too_long_is_not_followed(query: str) -> None:
    with pytest.raises(NotAllowed, match="Sök efter något först"):
        follows.begin(by=follower(), kind="sokning", key=query, title="Sökning")


# Begun and ended


def test_it_is_begun_and_ended_with_a_button_on_the_page(as_user: Login) -> None:
    body = free_body(name="Gruppen")
    user = follower(of=body)
    client, page = as_user(user), body.get_absolute_url()
    assert 'aria-label="Bevaka Gruppen"' in client.get(page).content.decode()
    told = {"kind": "grupp", "key": body.pk, "back": page}
    for _ in range(2):
        answer = client.post(reverse("follows:follow-begin"), told)
        assert (answer.status_code, answer.headers["Location"]) == (302, page)
    row = Follow.objects.get(user=user)
    assert "Du bevakar" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(reverse("follows:follow-end", args=[row.pk]), {"back": page}).status_code == 302
    assert not Follow.objects.exists()


def test_every_kind_has_its_button(as_user: Login) -> None:
    theme = theme_of()
    matter = Matter.objects.create(year=2026, running=1, number="Ä 2026-1", title="Planen")
    client = as_user(make.user(office_role="secretariat"))
    for page in (theme.get_absolute_url(), matter.get_absolute_url(), make.organisation().get_absolute_url()):
        assert ">Bevaka</button>" in client.get(page).content.decode(), page


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("grupp", "999999"),
        ("grupp", "x"),
        ("banan", "1"),
        ("", ""),
        ("tema", "1' OR 1=1"),
        ("part", "9" * 30),
    ],
)
def test_what_does_not_exist_is_not_followed(kind: str, key: str, as_user: Login) -> None:
    client = as_user(follower())
    answer = client.post(reverse("follows:follow-begin"), {"kind": kind, "key": key}, follow=True)
    assert answer.status_code == 200
    assert not Follow.objects.exists()


def test_one_leads_back_only_to_a_page_of_ours(as_user: Login) -> None:
    client = as_user(follower())
    for back in ("https://annan.exempel.se/", "//annan.exempel.se", "javascript:alert(1)", ""):
        answer = client.post(reverse("follows:follow-begin"), {"back": back})
        assert answer.headers["Location"] == reverse("follows:follow-list")


def test_somebody_without_a_role_follows_nothing() -> None:
    body = free_body()
    with pytest.raises(NotAllowed, match="får du inte läsa det"):
        follow(make.user(), "grupp", body)


def test_nobody_ends_what_another_follows(as_user: Login) -> None:
    body = free_body()
    row = follow(follower(of=body), "grupp", body)
    as_user(follower()).post(reverse("follows:follow-end", args=[row.pk]))
    assert Follow.objects.filter(pk=row.pk).exists()


def test_the_same_thing_stands_once_in_the_database() -> None:
    body = free_body()
    row = follow(follower(of=body), "grupp", body)
    with pytest.raises(IntegrityError, match="one_follows_a_thing_once"), transaction.atomic():
        Follow.objects.create(
            user=row.user, content_type=row.content_type, object_id=row.object_id, title="Igen"
        )


def test_the_page_tells_the_latest_in_each(as_user: Login) -> None:
    body = free_body(name="Gruppen")
    user = follower(of=body)
    client, url = as_user(user), reverse("follows:follow-list")
    assert "Du bevakar inget än." in client.get(url).content.decode()
    follow(user, "grupp", body)
    assert "Inget nytt de senaste tre månaderna." in client.get(url).content.decode()
    happens(body)
    assert "Gruppen antar planen för förskolan." in client.get(url).content.decode()


# The feed


def feed_of(user: User) -> str:
    follows.renew_feed(by=user)
    link = follows.feed_link(user.person)  # type: ignore[arg-type]
    assert link
    return follows.feed_url(link)


def test_the_secret_feed_holds_what_one_follows() -> None:
    body = free_body()
    user = follower(of=body)
    follow(user, "grupp", body)
    _, decision = happens(body)
    url = feed_of(user)
    answer = Client().get(url)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    found = [one.findtext(f"{ATOM}id") for one in ET.fromstring(answer.content).iter(f"{ATOM}entry")]  # noqa: S314
    assert len(found) == 2
    assert f"urn:uuid:{decision.pk}" in found
    again = Client().get(url, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_new_address_closes_the_old_and_none_opens_nothing(as_user: Login) -> None:
    user = follower()
    old = feed_of(user)
    new = feed_of(user)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (410, 200)
    as_user(user).post(reverse("follows:feed-end"))
    assert Client().get(new).status_code == 410
    assert Client().get(reverse("follows:follow-feed", args=["gissad"])).status_code == 404
    assert Client().post(new).status_code == 405


def test_a_closed_account_closes_its_feed() -> None:
    user = follower()
    url = feed_of(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert Client().get(url).status_code == 410


def test_an_account_without_a_person_is_told_so(as_user: Login) -> None:
    user = make.user(office_role="reader")
    User.objects.filter(pk=user.pk).update(person=None)
    client = as_user(User.objects.get(pk=user.pk))
    answer = client.post(reverse("follows:feed-renew"), follow=True)
    assert "hör inte till någon person" in answer.content.decode()
    assert Person.objects.exists()
