"""What a decision belongs to, concerns, replaces and is part of, and how each party stood (B9, K1, K4, K5)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import decision_links, matters
from meetings.actions import minutes as minutes_actions
from meetings.models import Body, Decision
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


def taken(group: Body, *, by: User, year: int = 2026, month: int = 3, **fields: Any) -> Decision:
    """A decision in fastställda minutes."""
    meeting = make.meeting(bodies=[group], date=dt.date(year, month, 18))
    made = make.decision(of=make.item(of=meeting, title="Planen"), **fields)
    minutes_actions.finalise(meeting.minutes, by=by)
    made.refresh_from_db()
    return made


def connect(decision: Decision, *, by: User, **links: Any) -> None:
    facts = {"matter": None, "theme": None, "effective_on": None, "supersedes": None, "part_of": None}
    decision_links.connect(decision, by=by, **facts | links)
    decision.refresh_from_db()


def refused(decision: Decision, *, by: User, **links: Any) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        connect(decision, by=by, **links)
    return no.value.reasons


def fields(**typed: Any) -> dict[str, Any]:
    return {"matter": "", "theme": "", "effective_on": "", "supersedes": "", "part_of": "", **typed}


# What it replaces


def test_a_decision_cannot_replace_itself(group: Body, secretary: User) -> None:
    """K4."""
    one = taken(group, by=secretary)
    assert refused(one, by=secretary, supersedes=one) == ["Ett beslut kan inte ersätta sig självt."]
    assert refused(one, by=secretary, part_of=one) == ["Ett beslut kan inte vara en del av sig självt."]


def test_two_decisions_cannot_replace_each_other_whatever_lies_between(group: Body, secretary: User) -> None:
    first, second, third = (taken(group, by=secretary, month=3) for _ in range(3))
    connect(second, by=secretary, supersedes=first)
    connect(third, by=secretary, supersedes=second)
    assert refused(first, by=secretary, supersedes=third) == [
        "CP 2026-3 ersätter redan CP 2026-1. Två beslut kan inte ersätta varandra."
    ]
    connect(second, by=secretary, supersedes=first, part_of=first)
    assert refused(first, by=secretary, part_of=second) == ["CP 2026-2 är redan en del av det här beslutet."]


def test_a_decision_without_a_number_neither_replaces_nor_is_replaced(group: Body, secretary: User) -> None:
    numbered = taken(group, by=secretary)
    draft = make.decision(of=make.item(of=make.meeting(bodies=[group])))
    when = "Numret ges när anteckningarna skickas för justering eller fastställs."
    assert refused(draft, by=secretary, supersedes=numbered) == [
        f"Det här beslutet har inget nummer än, och kan inte ersätta ett annat. {when}"
    ]
    assert refused(numbered, by=secretary, supersedes=draft) == [
        f"Beslutet som ska ersättas har inget nummer än. {when}"
    ]


def test_a_decision_in_anothers_closed_draft_is_not_there(group: Body, secretary: User) -> None:
    """N7, C9: not even its existence is told."""
    mine = taken(group, by=secretary)
    keeper = make.user()
    make.membership(seat=make.seat(of=group, kind="secretary"), person=keeper.person)
    hidden = make.decision(of=make.item(of=make.meeting(bodies=[make.body(draft_circle="secretary")])))
    assert refused(mine, by=keeper, supersedes=hidden) == [
        "Beslutet som ska ersättas finns inte bland dem du får läsa."
    ]
    assert refused(mine, by=keeper, part_of=hidden) == [
        "Beslutet som det ska vara en del av finns inte bland dem du får läsa."
    ]


def test_an_older_decision_does_not_replace_a_later_one(group: Body, secretary: User) -> None:
    late, early = taken(group, by=secretary, month=5), taken(group, by=secretary, month=2)
    assert refused(early, by=secretary, supersedes=late) == [
        "CP 2026-1 är senare, fattat 18 maj 2026. Ett äldre beslut kan inte ersätta ett senare."
    ]


def test_a_decision_is_replaced_once(group: Body, secretary: User) -> None:
    old, new, newer = taken(group, by=secretary), taken(group, by=secretary), taken(group, by=secretary)
    connect(new, by=secretary, supersedes=old)
    assert refused(newer, by=secretary, supersedes=old) == ["CP 2026-1 är redan ersatt av CP 2026-2."]


def test_a_reported_decision_neither_replaces_nor_is_replaced(group: Body, secretary: User) -> None:
    """K5: the register is told, it never guesses."""
    own = taken(group, by=secretary)
    meeting = make.meeting(bodies=[group], date=dt.date(2026, 4, 1))
    reported = make.decision(of=make.item(of=meeting), is_own=False, taken_by="Nämnden")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    assert refused(own, by=secretary, supersedes=reported) == [
        "Beslutet som ska ersättas har inget nummer än. "
        "Numret ges när anteckningarna skickas för justering eller fastställs."
    ]


def test_a_closed_matter_takes_no_more_decisions(group: Body, secretary: User) -> None:
    matter = make.matter(by=secretary)
    matters.close(matter, by=secretary, outcome="Klart.")
    matter.refresh_from_db()
    assert refused(taken(group, by=secretary), by=secretary, matter=matter) == [
        f"{matter.number} är avslutat. Öppna ärendet igen först."
    ]


# On the pages


def test_both_decisions_say_plainly_which_one_holds(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """K4: at the top of the old one, in the register, and in the file."""
    old, new = (
        taken(group, by=secretary, year=2025, text="Det gamla."),
        taken(group, by=secretary, text="Det nya."),
    )
    connect(new, by=secretary, supersedes=old)
    client = as_user(reader)
    told = client.get("/beslut/cp-2025-1/").content.decode()
    assert 'Ersatt av <a href="/beslut/cp-2026-1/">CP 2026-1</a> den 18 mars 2026.' in told
    assert (
        'Ersätter</dt><dd><a href="/beslut/cp-2025-1/">CP 2025-1</a>'
        in client.get("/beslut/cp-2026-1/").content.decode()
    )
    assert "Ersatt av CP 2026-1" in client.get("/beslut/").content.decode()
    listed = {
        query: [one.words for one, _ in client.get(f"/beslut/?galler={query}").context["decisions"]]
        for query in ("nu", "ersatt", "")
    }
    assert listed == {"nu": ["Det nya."], "ersatt": ["Det gamla."], "": ["Det nya.", "Det gamla."]}
    file = b"".join(client.get("/beslut/hamta/csv/?galler=ersatt"))
    assert file.decode().endswith(";;CP 2026-1;\r\n")


def test_what_replaces_it_but_is_not_final_is_told_only_to_those_who_may_read_it(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """N7."""
    old = taken(group, by=secretary, year=2025)
    council = make.body(code="PR", elected_approvers=0)
    chair = make.approver_user(of=council)
    meeting = make.meeting(bodies=[council], chair=chair.person)
    new = make.decision(of=make.item(of=meeting))
    minutes_actions.send_for_approval(meeting.minutes, by=secretary)
    new.refresh_from_db()
    connect(new, by=secretary, supersedes=old)
    pages = {user: as_user(user).get("/beslut/cp-2025-1/").content.decode() for user in (secretary, reader)}
    assert "Ersätts, när det är justerat, av" in pages[secretary]
    assert "PR 2026-1" not in pages[reader]
    assert [one.words for one, _ in as_user(reader).get("/beslut/?galler=ersatt").context["decisions"]] == []


def test_the_form_sets_all_links_and_the_filters_combine(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """B5, B9: matter, theme, parties and stances; the register finds it by each of them together."""
    old, whole = taken(group, by=secretary, year=2024), taken(group, by=secretary, year=2025)
    part, other = taken(group, by=secretary, text="Delen."), taken(group, by=secretary, text="Något annat.")
    nora, kumla = make.organisation(name="Nora"), make.organisation(name="Kumla")
    for one in (nora, kumla):
        make.seat(of=group, organisation=one)
    matter, theme = make.matter(by=secretary, title="Modellen"), make.theme(name="Föräldraskapsstöd")
    client = as_user(secretary)
    path = f"/beslut/{part.pk}/kopplingar/"
    typed = fields(
        matter=matter.pk, theme=theme.pk, effective_on="1/1 2027", supersedes="cp 2024-1", part_of="CP 2025-1",
        parties=[nora.pk, kumla.pk],
        **{f"stance_{nora.pk}": "against", f"comment_{nora.pk}": "Vill vänta."},
    )  # fmt: skip
    assert client.post(path, typed).status_code == 302
    part.refresh_from_db()
    assert (part.matter, part.theme, part.effective_on, part.supersedes, part.part_of) == (
        matter, theme, dt.date(2027, 1, 1), old, whole,
    )  # fmt: skip
    page = as_user(reader).get("/beslut/cp-2026-1/").content.decode()
    for words in (
        "Modellen",
        "Föräldraskapsstöd",
        "Kumla och Nora",
        "Gäller från",
        "Vill vänta.",
        "Mot:",
        "Del av",
        "Beslutets väg",
    ):
        assert words in page
    assert "Delbeslut" in as_user(reader).get("/beslut/cp-2025-1/").content.decode()
    slug = f"ä-2026-{matter.running}"
    queries = [
        f"?arende={slug}", f"?tema={theme.slug}", f"?part={nora.pk}",
        f"?arende={slug}&tema={theme.slug}&part={kumla.pk}&ar=2026&grupp={group.pk}&galler=nu&status=klart",
    ]  # fmt: skip
    for query in queries:
        found = as_user(reader).get(f"/beslut/{query}")
        assert [one.words for one, _ in found.context["decisions"]] == ["Delen."]
        assert found.context["listed"].paginator.count == 1
    assert other.number == "CP 2026-2"
    entry = LogEntry.objects.get(verb="kopplade beslut")
    assert (entry.user, entry.detail["supersedes"]) == (secretary, str(old))


def test_a_number_nobody_has_is_told_and_nothing_typed_is_lost(
    group: Body, secretary: User, as_user: Login
) -> None:
    part = taken(group, by=secretary)
    nora = make.organisation(name="Nora")
    make.seat(of=group, organisation=nora)
    typed = fields(
        supersedes="XX 1999-1", effective_on="1/1 2027", **{f"comment_{nora.pk}": "Utan ställning"}
    )
    answer = as_user(secretary).post(f"/beslut/{part.pk}/kopplingar/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Det finns inget beslut XX 1999-1 som du får läsa." in page
    assert "Välj hur parten stod, eller ta bort kommentaren." in page
    assert all(words in page for words in ("1/1 2027", "Utan ställning"))


def test_who_may_connect(group: Body, secretary: User, reader: User, as_user: Login) -> None:
    """D9: the meeting's secretary and the office."""
    decision = taken(group, by=secretary)
    keeper, stranger, member = make.user(), make.user(), make.user()
    make.membership(seat=make.seat(of=group, kind="secretary"), person=keeper.person)
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=stranger.person)
    make.membership(seat=make.seat(of=group), person=member.person)
    path = f"/beslut/{decision.pk}/kopplingar/"
    users = (keeper, secretary, stranger, member, reader)
    assert [as_user(user).get(path).status_code for user in users] == [200, 200, 403, 403, 403]
    assert [as_user(user).post(path, fields()).status_code for user in users] == [302, 302, 403, 403, 403]
    told = [
        "Ändra beslutets kopplingar" in as_user(user).get("/beslut/cp-2026-1/").content.decode()
        for user in users
    ]
    assert told == [True, True, False, False, False]


def test_the_register_keeps_what_others_decided_apart(
    group: Body, secretary: User, reader: User, as_user: Login
) -> None:
    """K5: whose decision it is stands in the list, on the page and in the file."""
    meeting = make.meeting(bodies=[group])
    item = make.item(of=meeting)
    make.decision(of=item, text="Gruppen antar.")
    reported = make.decision(of=item, text="Nämnden har antagit.", is_own=False, taken_by="Nämnden")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(reader)
    words = {
        whose: [one.words for one, _ in client.get(f"/beslut/?vems={whose}").context["decisions"]]
        for whose in ("", "egna", "andras", "alla")
    }
    assert words == {
        "": ["Gruppen antar."], "egna": ["Gruppen antar."], "andras": ["Nämnden har antagit."],
        "alla": ["Gruppen antar.", "Nämnden har antagit."],
    }  # fmt: skip
    assert "Rapporterat, fattat av Nämnden" in client.get("/beslut/?vems=andras").content.decode()
    assert "Det är fattat av Nämnden." in client.get(f"/beslut/{reported.pk}/").content.decode()


@pytest.mark.parametrize(
    "query", ["part=x", "part=99999999999", "arende=strunt", "arende=ä-9-9", "galler=y", "vems=z", "tema=q"]
)
def test_filters_nobody_offers_are_not_heard(
    query: str, group: Body, secretary: User, as_user: Login
) -> None:
    taken(group, by=secretary, text="Kvar.")
    found = as_user(secretary).get(f"/beslut/?{query}")
    assert [one.words for one, _ in found.context["decisions"]] == ["Kvar."]
