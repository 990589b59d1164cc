"""The search page's filters as links, the order of the hits, and that both ways to the hits find the same (B5, K5)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from meetings.models import Decision
from secretariat.lib.search import audiences_of
from secretariat.registry.actions import indexing, searching
from secretariat.registry.actions.search_ways import Try, month
from secretariat.registry.actions.searching import Wanted, hits_of, search
from secretariat.registry.models import SearchEntry, User
from tests import make

pytestmark = pytest.mark.django_db

PAGE = reverse("home:search")
Login = Callable[[User], Client]
LARGE, SMALL = 700, 3


def choices(shown: object, title: str) -> list[tuple[str, str, bool]]:
    """Of the filter with a heading: words, number and whether it is chosen."""
    found = [one for one in shown.context["facets"] if one["title"] == title]  # type: ignore[attr-defined]
    return [(one["words"], one["count"], one["chosen"]) for facet in found for one in facet["choices"]]


def decided(text: str, *, item: str = "Punkt", **fields: object) -> Decision:
    decision = make.decision(of=make.item(of=make.meeting(), title=item), text=text)
    Decision.objects.filter(pk=decision.pk).update(**fields)
    return decision


def test_party_and_theme_are_filters_as_links(secretary: User, as_user: Login) -> None:
    """Interface 2.3 c 4."""
    theme, other = make.theme(name="Nära vård"), make.theme(name="Skolnärvaro")
    party = make.organisation(name="Grannkommun")
    by_matter = decided("Gruppen antar simplanen.")
    matter = make.matter(title="Badet")
    matter.theme = other
    matter.save()
    Decision.objects.filter(pk=by_matter.pk).update(matter=matter)
    own = decided("Gruppen antar simhallsplanen.", theme=theme)
    own.parties.add(party)
    indexing.rebuild()
    client = as_user(secretary)
    shown = client.get(PAGE, {"q": "antar", "typ": "decision"})
    assert choices(shown, "Tema") == [
        ("Alla", "", True),
        ("Nära vård", "1", False),
        ("Skolnärvaro", "1", False),
    ]
    assert choices(shown, "Part") == [("Alla", "", True), (party.short_name, "1", False)]
    link = next(
        choice["href"]
        for facet in shown.context["facets"] for choice in facet["choices"] if choice["words"] == "Nära vård"
    )  # fmt: skip
    assert link == f"?q=antar&typ=decision&tema={theme.slug}"
    narrowed = client.get(PAGE + link)
    assert [hit.title for section in narrowed.context["sections"] for hit in section.hits] == [
        "Gruppen <mark>antar</mark> simhallsplanen."
    ]
    assert choices(narrowed, "Tema")[1:] == [("Nära vård", "1", True), ("Skolnärvaro", "1", False)]
    both = client.get(PAGE, {"q": "antar", "tema": other.slug, "part": party.pk})
    assert both.context["elsewhere"]
    assert client.get(PAGE, {"q": "antar", "tema": "finns-inte", "part": "x"}).context["total"] == "4"


def test_whoever_sees_the_bare_agenda_learns_no_theme_of_the_draft(as_user: Login) -> None:
    """N7."""
    body = make.body()
    member = make.user(person=make.member(of=body).person)
    item = make.item(of=make.meeting(bodies=[body]), title="Simhallen")
    decision = make.decision(of=item, text="Gruppen bygger.")
    Decision.objects.filter(pk=decision.pk).update(theme=make.theme(name="Hemligt tema"))
    indexing.rebuild()
    shown = as_user(member).get(PAGE, {"q": "simhallen"})
    assert (shown.context["total"], choices(shown, "Tema")) == ("1", [])


def test_what_a_decision_says_goes_before_the_heading_over_it() -> None:
    """A compound in the decision's own sentence weighs more than the whole word in its heading (interface 2.3 c 2)."""
    decided("Gruppen delar ut pengar.", item="Bidrag")
    decided("Gruppen fördelar verksamhetsbidraget.", item="Övrigt")
    decided("Gruppen höjer bidraget.", item="Övrigt")
    indexing.rebuild()
    result = search("bidrag", audiences_of(make.user(office_role="secretariat")))
    assert [hit.title for hit in hits_of(result.rows["decision"])] == [
        "Gruppen höjer bidraget.", "Gruppen fördelar verksamhetsbidraget.", "Gruppen delar ut pengar.",
    ]  # fmt: skip
    assert next(iter(result.rows)) == "decision"


@pytest.fixture
def many(db: None) -> None:
    """A register where one word is in every decision, another in three, and one kind of entry is rare."""
    vectors = ["'kommun':1A 'plan':2A", "'kommun':1A 'plan':2A 'bad':3A"]
    with connection.cursor() as cursor:
        for number in range(LARGE):
            cursor.execute(
                """INSERT INTO registry_searchentry (kind, key, source, address, public_address, title, text, "where",
                   number, state, state_words, date, bodies, parties, themes, audience, digest, vector)
                VALUES ('decision', %s, %s, '/', '', %s, '', '', '', 'finished', '', %s, %s, '{}', '{}', %s, '', %s)""",
                [
                    f"x{number}", f"x:{number}", f"Beslut {number}", dt.date(2020, 1, 1) + dt.timedelta(number),
                    [number % 2 + 1], "words:9" if number == LARGE - 1 else "readers",
                    vectors[number % (LARGE // SMALL) == 1],
                ],
            )  # fmt: skip
        cursor.execute("UPDATE registry_searchentry SET kind = 'item' WHERE key = 'x5'")
        cursor.execute("ANALYZE registry_searchentry")


def ids(result: searching.Result) -> dict[str, list[str]]:
    """Keys of what was found."""
    return {kind: [hit.key for hit in hits_of(rows)] for kind, rows in result.rows.items()}


ALL_MONTHS = list(range(month(dt.date(2020, 1, 1)), month(dt.date(2021, 12, 1)) + 1))
WAYS: dict[str, Try | None] = {
    "by the index of words": None,
    "row after row": Try(rows=10_000),
    "by months": Try(months=ALL_MONTHS),
    "row after row, given up": Try(rows=5),
    "by too few months": Try(months=ALL_MONTHS[-2:]),
}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(body=2),
        Wanted(year=2021, kind="decision"),
        Wanted(state="out"),
        Wanted(body=1, year=2020),
    ],
)
@pytest.mark.parametrize("words", ["kommun", "kommun bad", "bad -plan", "plan"])
def test_every_way_to_the_hits_finds_the_same(
    many: None, monkeypatch: pytest.MonkeyPatch, words: str, wanted: Wanted
) -> None:
    """The newest five hundred of each kind, by whatever way; a try that gives too few is no answer (B5)."""
    found = {}
    for name, way in WAYS.items():
        monkeypatch.setattr(searching, "shorter", lambda *_, way=way, **__: way)
        result = search(words, ["readers"], wanted)
        found[name] = (ids(result), result.choices, result.capped)
        assert f"x{LARGE - 1}" not in {key for keys in ids(result).values() for key in keys}
    assert {name: one == found["by the index of words"] for name, one in found.items()} == dict.fromkeys(
        WAYS, True
    )


def test_the_index_answers_the_words_with_their_filters(many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the question says of body, month and circle is what the index says, so that only hits are fetched."""
    monkeypatch.setattr(searching, "shorter", lambda *_, **__: Try(months=ALL_MONTHS))
    monkeypatch.setattr(searching, "_FEW", 2)
    asked: list[tuple[str, object]] = []

    def keep(execute: Callable[..., object], sql: str, params: object, *rest: object) -> object:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(keep):
        search("kommun", ["readers"], Wanted(body=2, party=3, theme=4, year=2021))
        search("kommun", ["readers"], Wanted(body=2))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN " + asked[-1][0], asked[-1][1])
        plan = [line for (line,) in cursor.fetchall() if "Index Cond" in line]
    assert all(any(part in line for line in plan) for part in (
        "(vector @@ ", "(bodies @> ", "(ARRAY[(audience)::text] && ", "EXTRACT(year FROM date)",
    )), plan  # fmt: skip


def test_a_visitor_is_answered_from_what_is_public_and_counts_nothing_else(
    many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N7: neither found nor counted, whatever the way."""
    SearchEntry.objects.filter(key__in=["x4", "x5", "x600"]).update(audience="public")
    for way in WAYS.values():
        monkeypatch.setattr(searching, "shorter", lambda *_, way=way, **__: way)
        result = search("kommun", ["public", "visitors"])
        assert ids(result) == {"decision": ["x600", "x4"], "item": ["x5"]}
        assert result.choices["kind"] == {"decision": 2, "item": 1}
        assert result.choices["year"] == {2021: 1, 2020: 2}
        assert not result.capped


def test_what_the_server_knows_of_the_register_is_read(many: None) -> None:
    past = searching._past.__wrapped__(float(searching._KNOWN_FROM))
    assert set(past.kinds) == {"decision"}
    assert past.circles["readers"] > 0.9
    assert list(past.days) == sorted(past.days)
    assert (past.days[0].year, past.days[-1].year) == (2020, 2021)


def test_more_hits_than_are_counted_are_said_to_be_more_and_filters_choose_among_all(
    many: None, secretary: User, as_user: Login
) -> None:
    SearchEntry.objects.update(audience="readers")
    client = as_user(secretary)
    shown = client.get(PAGE, {"q": "kommun"})
    assert [(one.title, one.count) for one in shown.context["sections"]] == [
        ("Beslut", "500+"),
        ("Punkter", "1"),
    ]
    assert choices(shown, "År") == [("Alla", "", True), ("2021", "", False), ("2020", "", False)]
    first_year = client.get(PAGE, {"q": "kommun", "ar": "2020"})  # older than the newest five hundred
    assert [(one.title, one.count) for one in first_year.context["sections"]] == [
        ("Beslut", "365"),
        ("Punkter", "1"),
    ]
    one_kind = client.get(PAGE, {"q": "kommun", "typ": "decision", "sida": "999"})
    assert one_kind.context["listed"].paginator.count == searching.MOST
    assert one_kind.status_code == 200
